# Made by flowmart from services/Mixed/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of Mixed's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, Never, TypeAlias

from flowmart.runtime import Service, ServiceBinding, Tx

from ..bindings.mixed import BINDING
from ..messages.payment_processed import PaymentProcessed

MixedTx: TypeAlias = Tx[Never, Never]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class Mixed(Service, ABC):
    """Mixed"""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def on_payment_processed(self, event: PaymentProcessed, tx: MixedTx) -> None:
        """PaymentProcessed"""
