# Made by flowmart from the catalog; do not edit, `flowmart generate` replaces it.
"""How every service is connected: who receives and sends what, over which channel. Each module has one BINDING."""

MODULES: tuple[str, ...] = (
    "orders_service",
    "payment_service",
)
