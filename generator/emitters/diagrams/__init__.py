"""Mermaid diagrams at four levels: the whole system, each domain, each service, each flow."""

from .emit import EMITTER

__all__ = ["EMITTER"]
