# Made by flowmart from the catalog; do not edit, `flowmart generate` replaces it.
"""How every service is connected: who receives and sends what, over which channel. Each module has one BINDING."""

MODULES: tuple[str, ...] = (
    "assigned",
    "broken",
    "elsewhere",
    "empty",
    "mixed",
    "orders_service",
)
