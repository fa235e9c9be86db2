"""The emitters, by hand, in the order in which they are documented. A module is imported when its emitter runs."""

from collections.abc import Sequence
from importlib import import_module

from ..config import Config
from ..diagnostics import FlowmartError
from .emitter import Emitter

_MODULES = {
    "models": ".models",
    "services": ".services",
    "bindings": ".bindings",
    "gateway": ".gateway",
    "diagrams": ".diagrams",
    "typescript": ".typescript",
    "deploy": ".deploy",
    "faststream": ".faststream",
}
# Not everybody needs them: they run when flowmart.yaml switches them on, or `--only` names them.
_ON_REQUEST = frozenset({"typescript", "deploy", "faststream"})

EMITTER_NAMES = frozenset(_MODULES)


def emitters(config: Config, only: Sequence[str] = ()) -> list[Emitter]:
    """The emitters named in `only`, or those that the configuration switches on or leaves on. Raises FlowmartError for an unknown name."""
    unknown = [name for name in only if name not in _MODULES]
    if unknown:
        raise FlowmartError(f"there is no emitter '{unknown[0]}': choose among {', '.join(_MODULES)}")
    wanted = [name for name in _MODULES if name in only or (not only and config.emitters.get(name, name not in _ON_REQUEST))]
    found: list[Emitter] = []
    for name in wanted:
        emitter = getattr(import_module(_MODULES[name], __package__), "EMITTER", None)
        assert isinstance(emitter, Emitter), name
        found.append(emitter)
    return found
