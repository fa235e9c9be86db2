"""External systems that exist on this machine only: a card gateway, a carrier, an e-mail and an SMS provider.

Each is a small HTTP server with its own interface and a ledger, so that the services make real calls.
`POST /behaviour` tells one to fail, to be slow, or to lose its answers; `GET /behaviour` shows it.
"""

from .running import SIMULATORS, Simulators

__all__ = ["SIMULATORS", "Simulators"]
