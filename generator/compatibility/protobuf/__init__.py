"""Protobuf: what keeps old data readable on the wire (WIRE), in JSON too (WIRE_JSON), and old code compiling (SOURCE)."""

from .differences import compare

__all__ = ["compare"]
