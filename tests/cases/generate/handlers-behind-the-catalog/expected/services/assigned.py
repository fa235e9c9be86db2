# Made by flowmart from services/Assigned/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of Assigned's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, Never, TypeAlias

from flowmart.runtime import Service, ServiceBinding, Tx

from ..bindings.assigned import BINDING
from ..messages.payment_processed import PaymentProcessed

AssignedTx: TypeAlias = Tx[Never, Never]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class Assigned(Service, ABC):
    """Assigned"""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def on_payment_processed(self, event: PaymentProcessed, tx: AssignedTx) -> None:
        """PaymentProcessed"""
