# Made by flowmart from services/evil/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of Class's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, Never, TypeAlias

from flowmart.runtime import Service, ServiceBinding, Tx

from ..bindings.class_ import BINDING
from ..messages.call import Call as Call_
from ..messages.connect import Connect
from ..messages.end import End
from ..messages.tx import Tx as Tx_
from ..messages.注文 import 注文

ClassTx: TypeAlias = Tx[Never, Call_]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class Class(Service, ABC):
    """first line
    \"\"\"
    import os  # coding: latin-1
    """

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def connect_(self, command: Connect, tx: ClassTx) -> None:
        """Connect<U+202E>txt.exe"""

    @abstractmethod
    def on_tx(self, event: Tx_, tx: ClassTx) -> None:
        """Tx"""

    @abstractmethod
    def on_end(self, event: End, tx: ClassTx) -> None:
        """end"""

    @abstractmethod
    def on_注文(self, event: 注文, tx: ClassTx) -> None:
        """注文が確定しました"""
