"""What generated code imports: typed messages, services, bindings, and the engine that runs them.

Works without the generator and without a catalog. Every name loads its module on first use, so a
program that imports one generated message does not pay for the database or the web server.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .bindings import Publication, Route, ServiceBinding, Subscription
    from .engine.engine import Engine
    from .engine.observation import Observation
    from .envelope import Envelope
    from .environment import Environment, read_environment
    from .failures import BusinessError, RequestFailed, RequestTimeout, RuntimeFailure
    from .gateway.app import gateway_app
    from .messages import (
        Command,
        Event,
        HasReply,
        Message,
        MessageMeta,
        Model,
        Omissible,
        OmissibleOrNull,
        Query,
        Reply,
        own_class,
    )
    from .saga import Saga, SagaRun, SagaState
    from .service import Call, Effect, Read, Service, Tx
    from .system import System, run_system
    from .testing import Harness
    from .upcasting import Upcaster, upcast

_MODULES = {
    "BusinessError": "failures",
    "Call": "service",
    "Command": "messages",
    "Effect": "service",
    "Engine": "engine.engine",
    "Envelope": "envelope",
    "Environment": "environment",
    "Event": "messages",
    "Harness": "testing",
    "HasReply": "messages",
    "Message": "messages",
    "MessageMeta": "messages",
    "Model": "messages",
    "Observation": "engine.observation",
    "Omissible": "messages",
    "OmissibleOrNull": "messages",
    "Publication": "bindings",
    "Query": "messages",
    "Read": "service",
    "Reply": "messages",
    "RequestFailed": "failures",
    "RequestTimeout": "failures",
    "Route": "bindings",
    "RuntimeFailure": "failures",
    "Saga": "saga",
    "SagaRun": "saga",
    "SagaState": "saga",
    "Service": "service",
    "ServiceBinding": "bindings",
    "Subscription": "bindings",
    "System": "system",
    "Tx": "service",
    "Upcaster": "upcasting",
    "gateway_app": "gateway.app",
    "own_class": "messages",
    "read_environment": "environment",
    "run_system": "system",
    "upcast": "upcasting",
}

__all__ = [
    "BusinessError",
    "Call",
    "Command",
    "Effect",
    "Engine",
    "Envelope",
    "Environment",
    "Event",
    "Harness",
    "HasReply",
    "Message",
    "MessageMeta",
    "Model",
    "Observation",
    "Omissible",
    "OmissibleOrNull",
    "Publication",
    "Query",
    "Read",
    "Reply",
    "RequestFailed",
    "RequestTimeout",
    "Route",
    "RuntimeFailure",
    "Saga",
    "SagaRun",
    "SagaState",
    "Service",
    "ServiceBinding",
    "Subscription",
    "System",
    "Tx",
    "Upcaster",
    "gateway_app",
    "own_class",
    "read_environment",
    "run_system",
    "upcast",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
