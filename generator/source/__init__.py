"""Reads a catalog folder into a `Catalog` and diagnostics. Never raises on bad input."""

from .configuration import read_config
from .read import Reading, read_catalog

__all__ = ["Reading", "read_catalog", "read_config"]
