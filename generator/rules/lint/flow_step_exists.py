"""A step of a flow leads to a step that the flow does not have.

Why: The flow ends there in every picture, without a sign that something is missing.

Bad:

    - id: place
      next_step: conform
    - id: confirm

Good:

    - id: place
      next_step: confirm
    - id: confirm
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("refs/flow-step-exists", Severity.ERROR, __doc__)
