# Made by flowmart from the catalog; do not edit, `flowmart generate` replaces it.
"""The HTTP operations of the gateway, by path."""

from flowmart.runtime import Route

ROUTES: tuple[Route, ...] = ()
