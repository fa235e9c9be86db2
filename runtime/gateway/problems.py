"""RFC 9457 problem details: every answer of the gateway that is not the one that was asked for."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError
from starlette.responses import JSONResponse

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """Ends a request. `code` is for programs; `fields` names what is wrong where."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        fields: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.fields = fields
        self.headers = headers

    def response(self, request_id: str) -> JSONResponse:
        content: dict[str, Any] = {
            "type": f"urn:flowmart:problem:{self.code}",
            "title": _title(self.status),
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "requestId": request_id,
        }
        if self.fields:
            content["errors"] = list(self.fields)
        return JSONResponse(content, self.status, dict(self.headers or {}), CONTENT_TYPE)


def invalid(error: ValidationError, places: Mapping[str, str]) -> Problem:
    """`places` says where each top-level property came from: path, query or body."""
    fields: list[dict[str, str]] = []
    for each in error.errors(include_url=False, include_input=False):
        path = [str(part) for part in each["loc"]]
        name = ".".join(path)
        fields.append({"field": name, "in": places.get(path[0] if path else "", "body"), "detail": each["msg"], "code": each["type"]})
    named = ", ".join(dict.fromkeys(field["field"] for field in fields if field["field"]))
    return Problem(400, "invalid-request", f"the request does not fit: {named}" if named else "the request does not fit", fields=fields)


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
