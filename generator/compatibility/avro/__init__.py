"""Avro: can a reader with one schema read what a writer with another has written? By the specification's schema resolution."""

from .differences import compare

__all__ = ["compare"]
