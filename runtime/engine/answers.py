"""Answers to requests: how a reply or a refusal is written on the wire, and read on the other side."""

from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from ..envelope import Envelope
from ..failures import BusinessError, RequestFailed
from ..messages import Reply

R = TypeVar("R", bound=Reply)

REFUSED = "flowmart.refused"


class Refusal(BaseModel):
    """The payload of a refusal."""

    code: str
    detail: str
    status: int


@dataclass(frozen=True, slots=True)
class AnswerText:
    """What is kept with a handled request, so that a repeated one gets the same answer."""

    type: str
    version: str
    data: bytes

    def stored(self) -> bytes:
        return f"{self.type} {self.version} ".encode() + self.data

    @classmethod
    def from_stored(cls, text: bytes) -> "AnswerText":
        kind, version, data = text.split(b" ", 2)
        return cls(kind.decode(), version.decode(), data)

    def wire(self, request: Envelope, *, source: str, time: str) -> bytes:
        return Envelope(
            id=f"{request.id}-reply",
            type=self.type,
            version=self.version,
            source=source,
            time=time,
            subject=request.subject,
            correlation_id=request.correlation_id,
            causation_id=request.id,
            traceparent=request.traceparent,
        ).wire(self.data)


def replied(reply: Reply) -> AnswerText:
    return AnswerText(reply.meta.id or type(reply).__name__, reply.meta.version or "1", reply.to_json())


def refused(error: BusinessError) -> AnswerText:
    refusal = Refusal(code=error.code, detail=error.detail, status=error.status)
    return AnswerText(REFUSED, "1", refusal.model_dump_json().encode())


def failed() -> AnswerText:
    """The handler did not refuse, it broke; what broke is for the operator, not for the requester."""
    return refused(BusinessError("internal", "the service could not handle this request", 500))


def opened(kind: str, data: bytes, reply_type: type[R]) -> R:
    """The reply, or RequestFailed with what the other side said."""
    if kind == REFUSED:
        refusal = Refusal.model_validate_json(data)
        raise RequestFailed(refusal.code, refusal.detail, refusal.status)
    return reply_type.from_json(data)
