"""Named places between receiving a message and acknowledging it, at which a test may end the process.

Random kills hardly ever hit the few instructions where a guarantee can break; these are those places.
Switched off, a point is one comparison a batch.
"""

from collections.abc import Callable

POINTS = (
    "received",
    "inbox-written",
    "handled",
    "committing",
    "committed",
    "answered",
    "effect-starting",
    "effect-returned",
    "effect-committed",
    "publishing",
    "published",
    "outbox-cleared",
)

_hook: Callable[[str], None] | None = None


def on_reach(hook: Callable[[str], None] | None) -> None:
    """Call `hook` with the name of every point that is reached, from whatever thread reaches it."""
    global _hook
    _hook = hook


def reach(point: str) -> None:
    if _hook is not None:
        _hook(point)
