"""JSON Schema: is everything that is valid under one schema valid under another, and if not, which change is to blame?

`search` decides by looking for a counterexample (see search.py); `differences` explains. Drafts 3 to 2020-12 are compiled into one form.
"""

from .dialect import Policy
from .differences import compare

__all__ = ["Policy", "compare"]
