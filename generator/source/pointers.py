"""Pointers of a resource file into references: to messages, channels, owners, anything."""

from collections.abc import Mapping

import yaml

from ..diagnostics import Fix
from ..model.resources import ChannelReference, LabelledReference, MessageReference, Reference, Trigger, TypedReference
from . import keys
from .block import Block, FileContext, is_text


def written_version(block: Block) -> str:
    """The version as it is written. EventCatalog refuses `version: 1.0`, which YAML reads as a number, and a date."""
    version = block.text("version", any_scalar=True)
    node = block.node_of("version")
    if isinstance(node, yaml.ScalarNode) and not is_text(node):
        hint = f"write version: '{version}'"
        fix = Fix(node.value, f"'{node.value}'") if not node.style and node.value.isprintable() else None
        block.file.report(block.at("version"), "schema/unquoted-version", f"version {version} is not text in YAML", hint, fix=fix)
    return version


def references(block: Block, key: str) -> tuple[Reference, ...]:
    """Pointers `{id, version}`; a bare id is taken as one too, since untidy catalogs have them."""
    return tuple(found for node in block.nodes(key) if (found := _reference(node, key, block.file)) is not None)


def owners(block: Block, key: str = "owners") -> tuple[Reference, ...]:
    return references(block, key)


def typed_references(block: Block, key: str) -> tuple[TypedReference, ...]:
    return tuple(
        TypedReference(id, _version(entry), entry.location, entry.text("type"))
        for entry in block.blocks(key)
        if (id := entry.required("id"))
    )


def labelled_references(block: Block, key: str) -> tuple[LabelledReference, ...]:
    return tuple(
        LabelledReference(id, _version(entry), entry.location, entry.text("label"))
        for entry in block.blocks(key)
        if (id := entry.required("id"))
    )


def channel_references(block: Block, key: str) -> tuple[ChannelReference, ...]:
    found: list[ChannelReference] = []
    for entry in block.blocks(key):
        entry.check_keys(keys.CHANNEL_POINTER | {"name"})
        id = entry.text("id") or entry.required("id")
        if id:
            mode = entry.text("delivery_mode") or "push"
            found.append(ChannelReference(id, _version(entry), entry.location, _parameters(entry), mode))
    return tuple(found)


def message_references(block: Block, key: str) -> tuple[MessageReference, ...]:
    """The entries of `sends` or `receives`."""
    side, known = ("to", keys.SENDS) if key == "sends" else ("from", keys.RECEIVES)
    found: list[MessageReference] = []
    for node in block.nodes(key):
        if not isinstance(node, yaml.MappingNode):
            plain = _reference(node, key, block.file)
            if plain is not None:
                found.append(MessageReference(plain.id, plain.version, plain.location))
            continue
        entry = Block(node, block.file)
        entry.check_keys(known)
        id = entry.required("id")
        if not id:
            continue
        channels = channel_references(entry, side) if side in entry else ()
        triggers = _triggers(entry) if "triggers" in entry else ()
        fields = entry.texts("fields") if "fields" in entry else ()
        found.append(MessageReference(id, _version(entry), entry.location, fields, entry.text("group"), channels, triggers))
    return tuple(found)


def _triggers(block: Block) -> tuple[Trigger, ...]:
    return tuple(
        Trigger(id, _version(entry), entry.location, entry.text("condition"))
        for entry in block.blocks("triggers")
        if (id := entry.required("id"))
    )


def _parameters(block: Block) -> Mapping[str, str]:
    parameters = block.block("parameters")
    return {} if parameters is None else {name: parameters.text(name) for name in parameters}


def _reference(node: yaml.Node, key: str, file: FileContext) -> Reference | None:
    if isinstance(node, yaml.ScalarNode):
        return Reference(node.value, None, file.place(node)) if node.value else None
    if isinstance(node, yaml.MappingNode):
        entry = Block(node, file)
        id = entry.required("id")
        return Reference(id, _version(entry), entry.location) if id else None
    file.report(file.place(node), "schema/valid-type", f"an entry of '{key}' must be a pointer, not a list", "write '- id: ...'")
    return None


def _version(block: Block) -> str | None:
    return written_version(block) or None if "version" in block else None
