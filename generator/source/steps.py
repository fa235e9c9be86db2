"""The steps of a flow."""

import yaml

from ..model.resources import NextStep, Reference, Step
from . import keys
from .block import Block
from .pointers import written_version

_NAMED = frozenset({"actor", "externalSystem", "custom"})


def steps(block: Block) -> tuple[Step, ...]:
    """The steps in file order; ids are text even where the file has numbers."""
    if "steps" not in block:
        block.required("steps")
    return tuple(_step(entry) for entry in block.blocks("steps"))


def _step(block: Block) -> Step:
    block.check_keys(keys.STEP)
    kinds = [key for key in keys.STEP_KINDS if block.node_of(key) is not None]
    if len(kinds) > 1:
        hint = f"keep one of {', '.join(kinds)}"
        block.file.report(block.at(kinds[1]), "schema/flow-step", f"a step shows one thing, not {len(kinds)}", hint)
    if block.node_of("next_step") is not None and block.node_of("next_steps") is not None:
        block.file.report(block.at("next_steps"), "schema/flow-step", "a step has 'next_step' or 'next_steps', not both", "keep next_steps")
    kind = kinds[0] if kinds else ""
    target, name, summary = _shown(block, kind)
    return Step(
        id=block.required("id", any_scalar=True),
        title=block.text("title") or name or (target.id if target else ""),
        location=block.location,
        kind="system" if kind == "systems" else kind,
        target=target,
        name=name,
        summary=block.text("summary") or summary,
        next=_next(block),
    )


def _shown(block: Block, kind: str) -> tuple[Reference | None, str, str]:
    """What the step's kind points at: a reference, or a name and summary."""
    if not kind:
        return None, "", ""
    details = block.block(kind)
    if details is None:
        return None, "", ""
    if kind in _NAMED:
        return None, details.text("title" if kind == "custom" else "name"), details.text("summary")
    id = details.required("id")
    return (Reference(id, written_version(details) or None, details.location) if id else None), "", ""


def _next(block: Block) -> tuple[NextStep, ...]:
    single = block.node_of("next_step")
    nodes = [single] if single is not None else []
    nodes += block.nodes("next_steps") if "next_steps" in block else []
    found: list[NextStep] = []
    for node in nodes:
        if isinstance(node, yaml.ScalarNode):
            found.append(NextStep(node.value, "", block.file.place(node)))
        elif isinstance(node, yaml.MappingNode):
            entry = Block(node, block.file)
            found.append(NextStep(entry.required("id", any_scalar=True), entry.text("label"), entry.location))
    return tuple(found)
