"""What is known of `format`: examples, a check good enough to tell them apart, and which format implies which.

A format that is not here is judged by its name only: the same on both sides is the same, anything else is unknown.
"""

import ipaddress
import re
from collections.abc import Callable
from datetime import date, datetime, time

from .values import Value

_UUID = "3d1f8c0a-5a4e-4f9a-8e0a-1c9d7b2e6f10"
_HOST = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*")
_REFERENCE = re.compile(r"[^\s<>\"{}|\\^`]*")
_DURATION = re.compile(r"P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")

EXAMPLES: dict[str, tuple[str, ...]] = {
    "date-time": ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05+01:00"),
    "date": ("2026-01-02", "1999-12-31"),
    "time": ("03:04:05Z", "03:04:05.678Z"),
    "duration": ("P1D", "PT1H30M", "P1Y2M3DT4H5M6S"),
    "email": ("a@example.org", "someone.else@mail.example.org"),
    "hostname": ("example.org", "a"),
    "ipv4": ("192.0.2.1", "198.51.100.200"),
    "ipv6": ("2001:db8::1", "::1"),
    "uri": ("https://example.org/a", "urn:a:b"),
    "uri-reference": ("/a/b", "a", "https://example.org/a"),
    "iri": ("https://example.org/a", "urn:a:b"),
    "iri-reference": ("/a/b", "a"),
    "uuid": (_UUID,),
    "json-pointer": ("", "/a/b"),
    "regex": ("a", "^[a-z]+$"),
}
STRANGE = ("\\ %", "?", "", " ", "0", "\\ not of any format %zz {", "[")
"""Texts that hardly any format has."""

_IMPLIED: dict[str, frozenset[str]] = {
    "uri": frozenset({"uri-reference", "iri", "iri-reference"}),
    "uri-reference": frozenset({"iri-reference"}),
    "iri": frozenset({"iri-reference"}),
    "email": frozenset({"idn-email"}),
    "hostname": frozenset({"idn-hostname"}),
    "int8": frozenset({"int16", "int32", "int64"}),
    "int16": frozenset({"int32", "int64"}),
    "int32": frozenset({"int64"}),
    "uint8": frozenset({"uint16", "uint32", "uint64"}),
    "uint16": frozenset({"uint32", "uint64"}),
    "uint32": frozenset({"uint64"}),
    "float": frozenset({"double"}),
}


def implies(format: str, other: str) -> bool:
    """Every text of `format` is one of `other`."""
    return format == other or other in _IMPLIED.get(format, ())


def has_format(value: Value, format: str) -> bool | None:
    """None for a format that is not known here."""
    check = _CHECKS.get(format)
    if check is None or not isinstance(value, str):
        return None
    try:
        return check(value)
    except ValueError:
        return False


def _date_time(text: str) -> bool:
    return (
        "T" in text.upper()
        and datetime.fromisoformat(text.upper()).tzinfo is not None
        and bool(re.match(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d", text))
    )


def _date(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and bool(date.fromisoformat(text))


def _time(text: str) -> bool:
    return bool(re.match(r"\d\d:\d\d:\d\d", text)) and time.fromisoformat(text.upper()).tzinfo is not None


def _ip(version: int) -> Callable[[str], bool]:
    return lambda text: ipaddress.ip_address(text).version == version


def _regex(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


_CHECKS: dict[str, Callable[[str], bool]] = {
    "date-time": _date_time,
    "date": _date,
    "time": _time,
    "duration": lambda text: bool(_DURATION.fullmatch(text)),
    "email": lambda text: bool(re.fullmatch(r"[^@\s]+@[A-Za-z0-9.-]+", text)),
    "hostname": lambda text: len(text) <= 253 and bool(_HOST.fullmatch(text)),
    "ipv4": _ip(4),
    "ipv6": _ip(6),
    "uri": lambda text: bool(_URI.fullmatch(text)),
    "uri-reference": lambda text: bool(_REFERENCE.fullmatch(text)),
    "iri": lambda text: bool(_URI.fullmatch(text)),
    "iri-reference": lambda text: bool(_REFERENCE.fullmatch(text)),
    "uuid": lambda text: bool(re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text)),
    "json-pointer": lambda text: text == "" or (text.startswith("/") and not re.search(r"~(?![01])", text)),
    "regex": _regex,
}
