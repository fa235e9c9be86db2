# Made by flowmart from the catalog; do not edit, `flowmart generate` replaces it.
"""The HTTP operations of the gateway, by path."""

from flowmart.runtime import Route

ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/lost/{lostId}",
        message="Lost",
        message_class="Lost",
        kind="command",
        service="A",
        channel="a.Lost",
        address={"local": "a.Lost"},
        key=None,
        reply_class=None,
        status=202,
        clients=(),
        summary="",
    ),
    Route(
        method="POST",
        path="/same/{id}",
        message="First",
        message_class="First",
        kind="command",
        service="A",
        channel="a.First",
        address={"local": "a.First"},
        key=None,
        reply_class=None,
        status=202,
        clients=(),
        summary="",
    ),
    Route(
        method="POST",
        path="/shared",
        message="Shared",
        message_class="Shared",
        kind="command",
        service="A",
        channel="a.Shared",
        address={"local": "a.Shared"},
        key=None,
        reply_class=None,
        status=202,
        clients=(),
        summary="",
    ),
)
