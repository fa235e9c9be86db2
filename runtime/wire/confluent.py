"""The header that Confluent's serializers put before a message: a zero, the schema's id in the registry, for Protobuf the message's place.

Does not ask a registry: ids come from the catalog.
"""

from .avro_binary import Input, Truncated, write_whole


def with_header(data: bytes, schema_id: int, indexes: tuple[int, ...] | None = None) -> bytes:
    """`indexes` lead to the message in its .proto file; Avro has none."""
    out = bytearray(b"\0" + schema_id.to_bytes(4, "big"))
    if indexes == (0,):
        out.append(0)  # the short form of the most usual place
    elif indexes is not None:
        for number in (len(indexes), *indexes):
            write_whole(number, out)
    return bytes(out) + data


def without_header(data: bytes, *, has_indexes: bool) -> tuple[int, tuple[int, ...], bytes]:
    """The schema's id, the indexes and the message. Raises ValueError when there is no header."""
    if len(data) < 5 or data[0] != 0:
        raise Truncated("no registry header: a zero and four bytes of schema id expected")
    source = Input(data[5:])
    indexes: tuple[int, ...] = ()
    if has_indexes:
        count = source.whole()
        if not 0 <= count <= source.left:
            raise Truncated(f"{count} message indexes")
        indexes = tuple(source.whole() for _ in range(count)) or (0,)
    return int.from_bytes(data[1:5], "big"), indexes, source.take(source.left)
