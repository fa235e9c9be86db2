"""What runs one service: from a batch of deliveries to committed rows, answers and published messages."""

from .engine import Engine
from .observation import Observation
from .policy import Policy

__all__ = ["Engine", "Observation", "Policy"]
