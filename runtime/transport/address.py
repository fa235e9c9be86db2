"""A broker's URL: what the client library gets, and flowmart's own options in the query. Shown without credentials."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from ..failures import RuntimeFailure


@dataclass(frozen=True, slots=True)
class Address:
    """`url` has the user, the password and whatever options are not ours; `shown` has neither."""

    url: str
    shown: str
    options: dict[str, str]

    @classmethod
    def of(cls, url: str, known: Collection[str]) -> "Address":
        try:
            parts = urlsplit(url)
            host = parts.netloc.rpartition("@")[2]
        except ValueError as error:
            raise RuntimeFailure(f"the transport's URL cannot be read: {error}", "check the environment's `transport`") from None
        query = parse_qsl(parts.query, keep_blank_values=True)
        others = urlencode([(name, value) for name, value in query if name not in known])
        return cls(
            url=parts._replace(query=others).geturl(),
            shown=f"{parts.scheme}://{host}{parts.path}",
            options={name: value for name, value in query if name in known},
        )

    def text(self, name: str, default: str) -> str:
        return self.options.get(name) or default

    def number(self, name: str, default: float) -> float:
        value = self.options.get(name)
        if value is None:
            return default
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if not 0 < number < float("inf"):
            raise RuntimeFailure(f"{self.shown}: {name}={value!r} is no positive number", "check the environment's `transport`")
        return number
