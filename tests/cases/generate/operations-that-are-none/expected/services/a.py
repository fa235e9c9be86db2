# Made by flowmart from services/a/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of A's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, Never, TypeAlias

from flowmart.runtime import Service, ServiceBinding, Tx

from ..bindings.a import BINDING
from ..messages.brace import Brace
from ..messages.first import First
from ..messages.lost import Lost
from ..messages.no_method import NoMethod
from ..messages.no_slash import NoSlash
from ..messages.second import Second
from ..messages.shared import Shared
from ..messages.space import Space
from ..messages.twice import Twice

ATx: TypeAlias = Tx[Never, Never]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class A(Service, ABC):
    """A"""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def brace(self, command: Brace, tx: ATx) -> None:
        """Brace"""

    @abstractmethod
    def first(self, command: First, tx: ATx) -> None:
        """First"""

    @abstractmethod
    def lost(self, command: Lost, tx: ATx) -> None:
        """Lost"""

    @abstractmethod
    def no_method(self, command: NoMethod, tx: ATx) -> None:
        """NoMethod"""

    @abstractmethod
    def no_slash(self, command: NoSlash, tx: ATx) -> None:
        """NoSlash"""

    @abstractmethod
    def second(self, command: Second, tx: ATx) -> None:
        """Second"""

    @abstractmethod
    def shared(self, command: Shared, tx: ATx) -> None:
        """Shared"""

    @abstractmethod
    def space(self, command: Space, tx: ATx) -> None:
        """Space"""

    @abstractmethod
    def twice(self, command: Twice, tx: ATx) -> None:
        """Twice"""
