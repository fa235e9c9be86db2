# Made by flowmart from services/group/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of GroupClickX's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, Never, TypeAlias

from flowmart.runtime import Service, ServiceBinding, Tx

from ..bindings.group_click_x import BINDING
from ..messages.call import Call as Call_

GroupClickXTx: TypeAlias = Tx[Never, Never]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class GroupClickX(Service, ABC):
    """group "];
      click x
    """

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def call(self, command: Call_, tx: GroupClickXTx) -> None:
        """'); raise SystemExit('"""
