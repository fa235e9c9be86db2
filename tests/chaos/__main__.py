"""`python -m tests.chaos`: the whole of it; see `run`."""

import sys

from tests.chaos.run import main

sys.exit(main())
