# Made by flowmart from services/Empty/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of Empty's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, Never, TypeAlias

from flowmart.runtime import Service, ServiceBinding, Tx

from ..bindings.empty import BINDING
from ..messages.payment_processed import PaymentProcessed

EmptyTx: TypeAlias = Tx[Never, Never]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class Empty(Service, ABC):
    """Empty"""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def on_payment_processed(self, event: PaymentProcessed, tx: EmptyTx) -> None:
        """PaymentProcessed"""
