"""Who calls: API keys by client kind. No key, no entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

from starlette.requests import Request

from .problems import Problem


@dataclass(frozen=True, slots=True)
class Client:
    """A caller that was recognised. `fingerprint` stands for its key where the key itself must not appear."""

    kind: str
    fingerprint: str


class Clients:
    """The keys of one environment."""

    def __init__(self, keys: Mapping[str, Sequence[str]]) -> None:
        self._keys = [(kind, key.encode()) for kind, several in keys.items() for key in several]

    def of(self, request: Request, allowed: Sequence[str]) -> Client:
        """Raises Problem: 401 without a known key, 403 when the route is for other kinds. Empty `allowed` is all."""
        given = _key(request).encode()
        found: str | None = None
        # All keys are compared, and in constant time, so that the time taken tells nothing about them.
        for kind, key in self._keys:
            if compare_digest(given, key):
                found = kind
        if found is None or not given:
            raise Problem(
                401, "unauthorized", "an API key is needed, in X-API-Key or as a bearer token", headers={"WWW-Authenticate": "Bearer"}
            )
        if allowed and found not in allowed:
            raise Problem(403, "forbidden", f"this operation is not for {found} clients")
        return Client(found, sha256(given).hexdigest()[:16])


def _key(request: Request) -> str:
    key = request.headers.get("x-api-key")
    if key is not None:
        return key
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
