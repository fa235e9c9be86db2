# Made by flowmart from the catalog; do not edit, `flowmart generate` replaces it.
"""How every service is connected: a module per service, each with one BINDING."""
