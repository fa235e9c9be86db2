"""Hostile text everywhere in a catalog, through every emitter: nothing runs, and every file parses in its own language."""

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from flowmart.generator import pipeline
from flowmart.generator.emitters.registry import EMITTER_NAMES

from .test_diagrams import parse

HOSTILE = [
    "'''\nimport builtins; builtins.pwned = 1\n'''",
    '"""\nimport builtins; builtins.pwned = 1\n"""',
    '\\"""; import builtins; builtins.pwned = 1',
    "*/ globalThis.pwned = 1; /*",
    "`${globalThis.pwned = 1}`",
    "</script><script>pwned = 1</script>",
    "\\",
    "a\" b' c`",
    "line\nbreak\r\x0b\x0c\u2028\u2029\x85 next",
    "nul\0 bidi\u202e\u2066 zero\u200b",
    "{{ 7 * 7 }}{% raw %}{# x #}",
    "${HOME} $(touch pwned) {0} %s f{1}",
    ']]--> %% end\n  click A href "javascript:alert(1)"',
    "- yaml: [\n!!python/object:os.system x # {",
]
_FOLDERS = {"models": "messages", **{name: name for name in EMITTER_NAMES - {"models"}}}
"""Where each emitter writes: one that is added has to be looked at here."""
_TEXT_FILES = (".py", ".json", ".yaml", ".yml", ".ts", ".mmd", ".md", ".svg", ".toml", "")


def _catalog(folder: Path, text: str) -> None:
    """Every kind of resource, with the text wherever text may stand; some twice, the second with the text as id and version."""
    quoted = json.dumps(text)
    schema = {
        "title": text,
        "description": text,
        "$comment": text,
        "type": "object",
        "required": ["id", text],
        "properties": {
            "id": {"type": "string", "description": text, "examples": [text]},
            text: {"type": "string", "default": text, "description": text},
            "kind": {"enum": [text, "other"]},
            "fixed": {"const": text},
            "shape": {"type": "string", "pattern": text},
            "deep": {
                "type": "object",
                "title": text,
                "properties": {text: {"type": "array", "items": {"description": text, "enum": [text, 1]}}},
            },
            "either": {"oneOf": [{"type": "object", "required": [text], "properties": {text: {"const": text}}}, {"type": "integer"}]},
        },
        "patternProperties": {"^x": {"description": text}},
    }
    avro = {
        "type": "record",
        "name": "Sent",
        "doc": text,
        "fields": [
            {"name": "id", "type": "string", "doc": text, "default": text},
            {"name": "raw", "type": {"type": "enum", "name": "Raw", "symbols": ["A"], "doc": text}},
        ],
    }
    line, escaped = " ".join(text.split()), "".join(f"\\x{byte:02x}" for byte in text.encode())
    proto = f'syntax = "proto2";\n// {line}\nmessage Packed {{\n  // {line}\n  optional string id = 1 [default = "{escaped}", json_name = "{escaped}"];\n}}\n'

    def resource(path: str, *lines: str, id: str = "") -> None:
        home = folder / "catalog" / path
        home.mkdir(parents=True, exist_ok=True)
        front = [f"id: {id or home.name}", f"name: {quoted}", f"summary: {quoted}", f"version: {quoted if id else '1.0.0'}", *lines]
        (home / "index.mdx").write_text("\n".join(["---", *front, "---", "", text, ""]))

    operation = f"operation: {{method: POST, path: /placing, statusCodes: ['202'], summary: {quoted}}}"
    resource(
        "domains/Shop", "services: [{id: OrdersService}]", f"badges: [{{content: {quoted}, backgroundColor: {quoted}, textColor: blue}}]"
    )
    resource(
        "services/OrdersService",
        "sends: [{id: Placed, to: [{id: shop}]}, {id: Sent}, {id: Packed}]",
        "receives: [{id: Place, from: [{id: shop}]}]",
        "writesTo: [{id: orders-db}]",
        f"x-flowmart-note: {quoted}",
    )
    resource(
        "channels/shop",
        f"address: {quoted}",
        f"protocols: [{quoted}]",
        f"parameters: {{env: {{description: {quoted}, default: {quoted}}}}}",
    )
    resource("containers/orders-db", "container_type: database", f"technology: {quoted}")
    resource("events/Placed", "schemaPath: schema.json", f"x-flowmart-key: {quoted}")
    resource("events/Sent", "schemaPath: schema.avsc")
    resource("events/Packed", "schemaPath: schema.proto")
    resource("commands/Place", "schemaPath: schema.json", operation)
    resource(
        "flows/Buying",
        f"steps: [{{id: a, title: {quoted}, message: {{id: Placed}}, next_step: {{id: b, label: {quoted}}}}}, {{id: b, title: {quoted}}}]",
    )
    resource("entities/Order", f"properties: [{{name: {quoted}, type: {quoted}, description: {quoted}}}]")
    resource("domains/Odd", f"services: [{{id: {quoted}}}]", id=quoted)
    resource(
        "services/Odd",
        f"sends: [{{id: {quoted}, to: [{{id: {quoted}}}]}}, {{id: Placed, to: [{{id: {quoted}}}]}}]",
        f"receives: [{{id: Packed, from: [{{id: {quoted}}}]}}]",
        f"writesTo: [{{id: {quoted}}}]",
        id=quoted,
    )
    resource("events/Odd", "schemaPath: schema.json", id=quoted)
    resource("channels/odd", f"address: {quoted}", "protocols: [nats]", id=quoted)
    resource("containers/odd", "container_type: database", "technology: postgres", id=quoted)
    resource("flows/Odd", f"steps: [{{id: {quoted}, title: {quoted}, service: {{id: {quoted}}}}}]", id=quoted)
    for path, content in {
        "events/Odd/schema.json": json.dumps(schema),
        "events/Placed/schema.json": json.dumps(schema),
        "commands/Place/schema.json": json.dumps(schema),
        "events/Sent/schema.avsc": json.dumps(avro),
        "events/Packed/schema.proto": proto,
    }.items():
        (folder / "catalog" / path).write_text(content)
    (folder / "flowmart.yaml").write_text("catalog: catalog\nemitters: {typescript: true, deploy: true, faststream: true}\n")


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folders: list[Path] = []
    for number, text in enumerate(HOSTILE):
        folder = tmp_path_factory.mktemp(f"hostile{number}")
        _catalog(folder, text)
        pipeline.write(pipeline.generate(pipeline.open_project(folder)))
        folders.append(folder)
    return folders


def _files(projects: list[Path], *suffixes: str) -> Iterator[Path]:
    for folder in projects:
        yield from (
            path
            for path in sorted(folder.rglob("*"))
            if path.suffix in suffixes and "catalog" not in path.relative_to(folder).parts and path.is_file()
        )


def test_every_python_file_parses_and_holds_nothing_but_what_it_should(projects: list[Path]) -> None:
    files = list(_files(projects, ".py"))
    assert len(files) > 10 * len(HOSTILE)
    for path in files:
        tree = ast.parse(path.read_text())
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "pwned"], path
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import) and node.names[0].name == "builtins"], path


def test_every_module_of_messages_imports_and_nothing_ran(projects: list[Path]) -> None:
    code = (
        "import builtins, generated.messages as m\n"
        "found = [getattr(m, name) for name in m.__all__]\n"
        "assert not hasattr(builtins, 'pwned'), 'it ran'\n"
        "print(len(found))"
    )
    for folder in projects:
        done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
        assert done.stdout in ("4\n", "5\n") and not done.returncode, (folder, done.stdout, done.stderr[-600:])
        assert not (folder / "pwned").exists()


def test_every_emitter_has_something_to_write(projects: list[Path]) -> None:
    for folder in projects:
        assert {name for name, path in _FOLDERS.items() if not any((folder / "generated" / path).rglob("*.*"))} == set()


def test_every_diagram_parses(projects: list[Path]) -> None:
    """By Mermaid itself; the syntax for scripts and links is not in it."""
    files = list(_files(projects, ".mmd"))
    assert len(files) > 4 * len(HOSTILE)
    assert parse(files) == []
    for path in files:
        assert not re.search(r"^\s*(click|href|%%\{)|<script|javascript:(?!alert\(1\))", path.read_text(), re.MULTILINE), path


def test_nothing_is_expanded_where_it_is_deployed(projects: list[Path], tmp_path: Path) -> None:
    """Docker Compose expands `$X`, Kubernetes `$(X)` of commands: only what the emitter writes, never a catalog's text."""
    _catalog(tmp_path, "harmless")
    pipeline.write(pipeline.generate(pipeline.open_project(tmp_path)))
    known = set(_expanded([tmp_path]))
    assert set(_expanded(projects)) <= known


def _expanded(projects: list[Path]) -> Iterator[str]:
    for path in _files(projects, ".yaml", ".yml"):
        for text in _strings(list(yaml.safe_load_all(path.read_text()))):
            yield from re.findall(r"\$\{?\w*" if path.name == "compose.yaml" else r"\$\(\w*", text.replace("$$", ""))


def _strings(tree: object) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list):
        for inner in [*tree, *tree.values()] if isinstance(tree, dict) else tree:  # pyright: ignore[reportUnknownVariableType]
            yield from _strings(cast(object, inner))


def test_every_json_and_yaml_file_parses(projects: list[Path]) -> None:
    for path in _files(projects, ".json"):
        json.loads(path.read_text())
    for path in _files(projects, ".yaml", ".yml"):
        list(yaml.safe_load_all(path.read_text()))


def test_no_file_has_characters_that_cannot_be_seen(projects: list[Path]) -> None:
    for path in _files(projects, *_TEXT_FILES):
        hidden = [character for character in "\u202e\u2066\0\x85\u2028\u2029" if character in path.read_text()]
        assert not hidden or path.suffix in (".json", ".yaml", ".yml"), (path, hidden)


def test_every_typescript_file_parses(projects: list[Path], tmp_path: Path) -> None:
    """By the TypeScript compiler's own parser; what would run at the top level is only what the emitter writes."""
    support = Path(__file__).parents[1] / "support"
    files = [str(path) for path in _files(projects, ".ts")]
    if not files:
        pytest.skip("no emitter writes TypeScript")
    if shutil.which("node") is None or not (support / "node_modules" / "typescript").exists():
        pytest.skip("needs `npm install --prefix tests/support`")
    listed = tmp_path / "files.json"
    listed.write_text(json.dumps(files))
    script = """
import ts from "typescript"; import fs from "node:fs";
const bad = [];
for (const file of JSON.parse(fs.readFileSync(process.argv[2], "utf8"))) {
  const source = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  for (const found of source.parseDiagnostics) bad.push(file + ": " + ts.flattenDiagnosticMessageText(found.messageText, " "));
  const visit = (node) => { if (ts.isPropertyAccessExpression(node) && node.name.text === "pwned") bad.push(file + ": pwned"); ts.forEachChild(node, visit); };
  visit(source);
}
console.log(JSON.stringify(bad));
"""
    program = support / "parse_typescript_in_tests.mjs"
    program.write_text(script)
    try:
        done = subprocess.run(["node", str(program), str(listed)], capture_output=True, text=True, check=False)
    finally:
        program.unlink()
    bad: Any = json.loads(done.stdout)
    assert bad == [], done.stderr
