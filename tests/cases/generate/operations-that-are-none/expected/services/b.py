# Made by flowmart from services/b/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of B's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, Never, TypeAlias

from flowmart.runtime import Service, ServiceBinding, Tx

from ..bindings.b import BINDING
from ..messages.shared import Shared

BTx: TypeAlias = Tx[Never, Never]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class B(Service, ABC):
    """B"""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def shared(self, command: Shared, tx: BTx) -> None:
        """Shared"""
