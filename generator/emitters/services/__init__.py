"""Per service an abstract base class that the type checker holds the developer to and, once, a file for the handlers."""

from .emit import EMITTER

__all__ = ["EMITTER"]
