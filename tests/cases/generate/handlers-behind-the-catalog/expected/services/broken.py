# Made by flowmart from services/Broken/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of Broken's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, Never, TypeAlias

from flowmart.runtime import Service, ServiceBinding, Tx

from ..bindings.broken import BINDING
from ..messages.payment_processed import PaymentProcessed

BrokenTx: TypeAlias = Tx[Never, Never]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class Broken(Service, ABC):
    """Broken"""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def on_payment_processed(self, event: PaymentProcessed, tx: BrokenTx) -> None:
        """PaymentProcessed"""
