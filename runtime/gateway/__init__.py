"""The API gateway: the catalog's operations as HTTP routes, in front of the services."""

from .app import Gateway, gateway_app

__all__ = ["Gateway", "gateway_app"]
