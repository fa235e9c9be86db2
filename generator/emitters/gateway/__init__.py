"""The HTTP side of commands and queries that have an `operation`: the gateway's routes, and their OpenAPI document."""

from .emit import EMITTER

__all__ = ["EMITTER"]
