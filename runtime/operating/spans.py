"""OpenTelemetry spans that hang together from the gateway to the last handler, through the envelope's `traceparent`.

Only the API is used. A process in which nobody has set up an SDK makes no spans and pays nothing: what came in as
`traceparent` then goes out unchanged.
"""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any

from ..envelope import Envelope

if TYPE_CHECKING:
    from collections.abc import Callable

    from opentelemetry.context import Context
    from opentelemetry.trace import Span, Tracer

current: ContextVar[Envelope | None] = ContextVar("flowmart_message", default=None)
"""The message that is being handled here: what a log line belongs to."""

_TRACER = "flowmart"


def tracing() -> bool:
    """Whether this process has an SDK. An SDK that nobody has imported yet is none: looking costs no import."""
    if "opentelemetry.trace" not in sys.modules:
        return False
    from opentelemetry import trace

    return not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider | trace.NoOpTracerProvider)


def observed(handler: "Callable[..., Any]", mode: str, service: str, message: str) -> "Callable[..., Any]":
    """A handler whose log lines know their message and, with an SDK, that runs in a span of its own."""
    traced = tracing()
    name = f"process {message}"
    attributes = {"messaging.system": "flowmart", "messaging.operation.type": "process", "messaging.destination.name": message, "flowmart.service": service}  # fmt: skip
    if mode == "effect":
        return _observed_effect(handler, name, attributes, traced)

    @wraps(handler)
    def spanned(message: Any, context: Any) -> Any:
        with _consuming(name, context.message, attributes):
            return handler(message, context)

    work = spanned if traced else handler

    @wraps(handler)
    def called(message: Any, context: Any) -> Any:
        token = current.set(context.message)
        try:
            return work(message, context)
        finally:
            current.reset(token)

    return called


def _observed_effect(handler: "Callable[..., Any]", name: str, attributes: dict[str, str], traced: bool) -> "Callable[..., Any]":
    @wraps(handler)
    async def called(message: Any, context: Any) -> Any:
        current.set(context.message)  # each effect is a task of its own, and so is its context
        if not traced:
            return await handler(message, context)
        with _consuming(name, context.message, attributes) as span:
            result = await handler(message, context)
        return _continued(result, span) if callable(result) else result

    return called


def _continued(continuation: "Callable[[Any], Any]", span: "Span") -> "Callable[[Any], Any]":
    """What an effect returned runs later, in a transaction; what it sends belongs to the effect's span."""
    from opentelemetry import trace

    def within(tx: Any) -> Any:
        with trace.use_span(span, end_on_exit=False):
            return continuation(tx)

    return within


@contextmanager
def _consuming(name: str, envelope: Envelope, attributes: dict[str, str]) -> "Generator[Span, None, None]":
    from opentelemetry.trace import SpanKind

    with _tracer().start_as_current_span(name, _parent(envelope.traceparent), SpanKind.CONSUMER, attributes=attributes) as span:
        span.set_attribute("messaging.message.id", envelope.id)
        span.set_attribute("messaging.message.conversation_id", envelope.correlation_id)
        yield span


@contextmanager
def serving(name: str, traceparent: str | None) -> Generator[str | None, None, None]:
    """Around a request of the gateway: gives the `traceparent` for what it sends."""
    if not tracing():
        yield traceparent
        return
    from opentelemetry.trace import SpanKind

    with _tracer().start_as_current_span(name, _parent(traceparent), SpanKind.SERVER):
        yield outgoing(traceparent)


def outgoing(otherwise: str | None) -> str | None:
    """The `traceparent` of the span that runs now; `otherwise` outside of any."""
    from opentelemetry import trace

    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return otherwise
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"


def _parent(traceparent: str | None) -> "Context | None":
    """None makes a new trace begin, or continues what the thread is in."""
    if traceparent is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator().extract({"traceparent": traceparent})


def _tracer() -> "Tracer":
    from opentelemetry import trace

    return trace.get_tracer(_TRACER)
