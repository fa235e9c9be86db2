"""fastavro as the judge of Avro. Its own annotations leave types open, so its values are Any here."""

import io
import json
from typing import Any, cast

import fastavro

_fastavro = cast(Any, fastavro)


def parsed(text: str) -> Any:
    return _fastavro.parse_schema(json.loads(text))


def written(schema: Any, value: Any) -> bytes:
    out = io.BytesIO()
    _fastavro.schemaless_writer(out, schema, value)
    return out.getvalue()


def read(schema: Any, raw: bytes, *, tagged: bool = False) -> Any:
    """The value; `tagged` has records of unions as (name, value), which the writer of JSON needs."""
    return _fastavro.schemaless_reader(io.BytesIO(raw), schema, None, return_record_name=tagged)


def json_written(schema: Any, raw: bytes) -> str:
    """The JSON encoding of a value that is given in binary."""
    out = io.StringIO()
    _fastavro.json_writer(out, schema, [read(schema, raw, tagged=True)])
    return out.getvalue()


def json_read(schema: Any, text: bytes) -> Any:
    (value,) = _fastavro.json_reader(io.StringIO(text.decode()), schema)
    return value
