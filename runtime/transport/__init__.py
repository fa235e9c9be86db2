"""How messages travel between services: one small protocol, and one module for each engine behind it."""

from .protocol import Answer, Consumer, Delivery, Features, OnBatch, Outgoing, Transport, open_transport

__all__ = ["Answer", "Consumer", "Delivery", "Features", "OnBatch", "Outgoing", "Transport", "open_transport"]
