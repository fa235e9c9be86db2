"""Makes `tests.runtime.<module>` importable, here and in the processes that the tests start."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))
