"""Providers that deliver messages to people: one for e-mail, one for SMS.

| call | body | answer |
|---|---|---|
| POST /messages | to, body, and subject for an e-mail | 202 {id, status: accepted}; 422 {error} when the address is refused |
| GET /messages | | everything that was accepted, in order, with its Idempotency-Key |

An address that contains `bounce` is refused from the start.
"""

from starlette.applications import Starlette
from starlette.requests import Request

from .behaviour import Content, Result, Simulator, text


def email_provider() -> Starlette:
    return _MessageProvider("email-provider", "em", has_subject=True).app()


def sms_provider() -> Starlette:
    return _MessageProvider("sms-provider", "sms", has_subject=False).app()


class _MessageProvider(Simulator):
    def __init__(self, name: str, prefix: str, *, has_subject: bool) -> None:
        super().__init__(name)
        self._prefix = prefix
        self._has_subject = has_subject
        self._messages: list[Content] = []
        self.operation("POST", "/messages", self._accept)
        self.ledger("/messages", lambda: self._messages)

    async def _accept(self, request: Request, content: Content) -> Result:
        to, body = text(content, "to"), text(content, "body")
        if "bounce" in to or self.declines(request, [to]):
            return 422, {"error": "the address is refused"}
        message: Content = {"id": f"{self._prefix}_{len(self._messages) + 1:06}", "status": "accepted", "to": to}
        if self._has_subject:
            message["subject"] = text(content, "subject")
        self._messages.append(
            message | {"body": body, "reference": content.get("reference"), "idempotencyKey": request.headers.get("idempotency-key")}
        )
        return 202, message
