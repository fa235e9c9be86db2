"""Names for the schemas of a message that are not its default one: a class and a module each, after the schema's name, environment or format.

Only what a catalog lists on purpose (`schemas[]`) is offered; files that merely lie beside a v1 message are not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..diagnostics import Diagnostic, Severity
from ..model.formats import TITLES
from ..model.resources import Message, SchemaFile
from ..naming import ClassName, ModuleName, class_name, module_name


@dataclass(frozen=True, slots=True)
class OtherSchema:
    """A schema with its own class beside that of the message."""

    schema: SchemaFile
    module: ModuleName
    class_name: ClassName


def other_schemas(
    message: Message, name: ClassName, module: ModuleName, taken: Mapping[str, Message]
) -> Iterator[OtherSchema | Diagnostic]:
    """`taken` are the class and module names of the messages. What comes to a name that is given already is a finding."""
    first = message.schema
    used: dict[str, SchemaFile] = {}
    for schema in message.schemas[1:]:
        if schema.default or first is None or schema.content is None or schema.path == first.path:
            continue
        word = _word(schema, first)
        suffix, tail = class_name(word), module_name(word)
        if suffix is None or tail is None:
            continue
        made = OtherSchema(schema, ModuleName(f"{module}_{tail}"), ClassName(name + suffix))
        other = used.get(made.class_name)
        owner = taken.get(made.class_name) or taken.get(made.module)
        if other is not None:
            yield _collision(message, schema, made, f"the schema {other.path} ({other.location})")
        elif owner is not None:
            yield _collision(message, schema, made, f"{owner} ({owner.at('id')})")
        else:
            used[made.class_name] = schema
            yield made


def _word(schema: SchemaFile, first: SchemaFile) -> str:
    """What tells the schema from the default one: its name, else its environments, else its format, else its file's name."""
    if schema.name:
        return schema.name
    if schema.environments:
        return " ".join(schema.environments)
    if schema.format != first.format:
        return TITLES.get(schema.format, schema.format).title()  # `JSON Schema` would shout in a class name
    return schema.path.rpartition("/")[2].partition(".")[0]


def _collision(message: Message, schema: SchemaFile, made: OtherSchema, other: str) -> Diagnostic:
    return Diagnostic(
        schema.location,
        "names/collision",
        Severity.ERROR,
        f"the schema {schema.path} and {other} both become {made.class_name}",
        str(message.key),
        "give the schema a name of its own; no code is generated for this one",
    )
