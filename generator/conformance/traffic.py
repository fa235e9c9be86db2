"""Reads a recording of `flowmart run --record`: one JSON object a line, the envelope with who sent and who handled it."""

import json
from typing import cast

from ..diagnostics import Location
from ..model.json import Json, JsonObject
from .record import Record


class Seen(Record):
    """A message of the recording. `receiver` is empty where nobody handled it; `cause` is the id of the message that led to it."""

    id: str
    type: str
    version: str
    sender: str
    receiver: str
    correlation: str
    cause: str
    data: Json
    place: Location


class Traffic(Record):
    """`faults` are the lines that are no recorded envelopes."""

    seen: tuple[Seen, ...]
    faults: tuple[Location, ...] = ()


def read_traffic(text: str, path: str) -> Traffic:
    seen: list[Seen] = []
    faults: list[Location] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        place = Location(path, number, 1)
        found = _seen(line, place)
        if found is None:
            faults.append(place)
        else:
            seen.append(found)
    return Traffic(tuple(seen), tuple(faults))


def _seen(line: str, place: Location) -> Seen | None:
    try:
        record = cast("Json", json.loads(line))
    except ValueError:
        return None
    if not isinstance(record, dict):
        return None
    inner = record.get("envelope", record)  # a bare CloudEvents envelope will do as well
    if "base64" in record and "envelope" not in record:
        return None
    if not isinstance(inner, dict) or not isinstance(inner.get("type"), str):
        return None
    sender = _text(record, "sender") or _text(inner, "source").rpartition("/")[2]
    return Seen(
        _text(inner, "id"),
        _text(inner, "type"),
        _text(inner, "messageversion"),
        sender,
        _text(record, "receiver"),
        _text(inner, "correlationid"),
        _text(inner, "causationid"),
        inner.get("data"),
        place,
    )


def _text(values: JsonObject, key: str) -> str:
    found = values.get(key)
    return found if isinstance(found, str) else ""
