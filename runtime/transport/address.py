"""A broker's URL: what the client library gets, and flowmart's own options in the query. Shown without credentials."""

import ssl
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

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
        except ValueError:
            # Its words can have part of the URL in them, and so of the password.
            raise RuntimeFailure("the transport's URL cannot be read", "check the environment's `transport`") from None
        if parts.fragment or "@" in parts.path + ("" if "@" in parts.netloc else parts.query):
            # What follows the sign is no user any more, but a path or an option: it would be shown.
            raise RuntimeFailure("the transport's URL cannot be read", "in a user or password write / ? # @ as %2F %3F %23 %40")
        host = parts.netloc.rpartition("@")[2]
        query = parse_qsl(parts.query, keep_blank_values=True)
        others = urlencode([(name, value) for name, value in query if name not in known])
        return cls(
            url=parts._replace(query=others).geturl(),
            shown=f"{parts.scheme}://{host}{parts.path}",
            options={name: value for name, value in query if name in known},
        )

    @property
    def user(self) -> str | None:
        return None if (name := urlsplit(self.url).username) is None else unquote(name)

    @property
    def password(self) -> str | None:
        return None if (word := urlsplit(self.url).password) is None else unquote(word)

    def trust(self) -> ssl.SSLContext:
        """Whose certificates are believed: those that the option `ca` vouches for, or the system's."""
        try:
            return ssl.create_default_context(cafile=self.options.get("ca"))
        except OSError as error:
            raise RuntimeFailure(f"{self.shown}: cannot read certificates from ca={self.options.get('ca')!r}: {error.strerror}") from error

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
