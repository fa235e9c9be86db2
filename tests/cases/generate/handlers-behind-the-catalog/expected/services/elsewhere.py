# Made by flowmart from services/Elsewhere/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of Elsewhere's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, Never, TypeAlias

from flowmart.runtime import Service, ServiceBinding, Tx

from ..bindings.elsewhere import BINDING
from ..messages.payment_processed import PaymentProcessed

ElsewhereTx: TypeAlias = Tx[Never, Never]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class Elsewhere(Service, ABC):
    """Elsewhere"""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def on_payment_processed(self, event: PaymentProcessed, tx: ElsewhereTx) -> None:
        """PaymentProcessed"""
