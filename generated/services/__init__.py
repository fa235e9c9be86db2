# Made by flowmart from the catalog; do not edit, `flowmart generate` replaces it.
"""The abstract base classes of the services."""
