# Made by flowmart from the catalog; do not edit, `flowmart generate` replaces it.
"""The HTTP side of the system: the routes of the gateway, and their OpenAPI document."""
