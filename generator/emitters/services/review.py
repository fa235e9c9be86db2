"""The developer's handler file against the catalog: what is missing in it, and where it goes.

Reads the text, never imports it. Types are the type checker's business; this is for those who run `generate` first.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ...diagnostics import Diagnostic, Location, Severity
from .views import Method


@dataclass(frozen=True, slots=True)
class Review:
    """Asked about the text of a handler file that exists. `base` is the generated class that its class derives from."""

    path: str
    base: str
    handlers: str
    methods: tuple[Method, ...]

    def __call__(self, text: str) -> tuple[Diagnostic, ...]:
        return tuple(self._findings(text))

    def _findings(self, text: str) -> Iterator[Diagnostic]:
        try:
            module = ast.parse(text)
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or 1
            yield self._finding(line, "handlers/syntax", Severity.WARNING, f"{self.path} is not valid Python: {error}", "")
            return
        classes = {node.name: node for node in module.body if isinstance(node, ast.ClassDef)}
        derived = next((node for node in classes.values() if self.base in _base_names(node)), None)
        if derived is None:
            if self.base not in _imported(module):  # otherwise it is derived in a way that only Python can follow
                hint = f"add `class {self.handlers}({self.base}):`"
                yield self._finding(1, "handlers/class", Severity.WARNING, f"{self.path} has no class derived from {self.base}", hint)
            return
        yield from self._compare(derived, classes)

    def _compare(self, derived: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> Iterator[Diagnostic]:
        family, complete = _family(derived, classes, self.base)
        present = {name for node in family for name in _defined(node)}
        end = derived.end_lineno or derived.lineno
        for method in self.methods:
            if method.name not in present and complete:
                message = f"{derived.name} has no handler {method.name}"
                yield self._finding(end, "handlers/missing", Severity.WARNING, message, f"add after this line: `{method.definition}`")
        expected = {method.name for method in self.methods}
        for node in derived.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("on_") and node.name not in expected:
                message = f"{derived.name}.{node.name} handles no message that {self.base} receives"
                yield self._finding(
                    node.lineno, "handlers/unknown", Severity.WARNING, message, "remove it, or add the message to 'receives'"
                )

    def _finding(self, line: int, rule: str, severity: Severity, message: str, hint: str) -> Diagnostic:
        return Diagnostic(Location(self.path, line, 1), rule, severity, message, self.base, hint)


def _family(derived: ast.ClassDef, classes: dict[str, ast.ClassDef], base: str) -> tuple[list[ast.ClassDef], bool]:
    """The class and its bases in the file; False when a base is from elsewhere, where a handler may be too."""
    found, pending, complete = [derived], [derived], True
    while pending:
        for name in _base_names(pending.pop()):
            node = classes.get(name)
            if node is None:
                complete = complete and name == base
            elif node not in found:
                found.append(node)
                pending.append(node)
    return found, complete


def _base_names(node: ast.ClassDef) -> list[str]:
    """The last part of each base's name, empty text for one that is no name."""
    return [base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else "" for base in node.bases]


def _imported(module: ast.Module) -> set[str]:
    return {alias.name for node in module.body if isinstance(node, ast.ImportFrom) for alias in node.names}


def _defined(node: ast.ClassDef) -> Iterator[str]:
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            yield statement.name
        elif isinstance(statement, ast.Assign):  # on_b = on_a
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))
