"""The modules of the services folder, parsed when asked for, and what a name means in each: imports, re-exports, definitions."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ..diagnostics import Location
from .facts import Import

_MOST_HOPS = 24
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)


@dataclass(slots=True)
class Module:
    """`names` maps a top-level name to its definition or to an (imported module, name) pair; `stars` are modules of `import *`."""

    name: str
    path: str
    tree: ast.Module
    names: dict[str, "ast.AST | tuple[str, str]"] = field(default_factory=dict[str, "ast.AST | tuple[str, str]"])
    stars: list[str] = field(default_factory=list[str])
    imports: list[tuple[str, int, int]] = field(default_factory=list[tuple[str, int, int]])

    def place(self, node: ast.AST) -> Location:
        return Location(self.path, getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1)


class Modules:
    """`text` gives a file of the project by its path, None when there is none. `shown` puts the project's folder before a path."""

    def __init__(self, folder: str, text: Callable[[str], str | None], shown: Callable[[str], str]) -> None:
        self._folder = folder.strip("/")
        self.package = self._folder.replace("/", ".")
        self._text, self._shown = text, shown
        self._modules: dict[str, Module | None] = {}
        self.faults: dict[str, Location] = {}

    def module(self, name: str) -> Module | None:
        """The module of that dotted name, None when it is not one of the services folder or is no valid Python."""
        if name not in self._modules:
            self._modules[name] = self._read(name)
        return self._modules[name]

    def path(self, name: str) -> str:
        return f"{name.replace('.', '/')}.py"

    def _read(self, name: str) -> Module | None:
        if name != self.package and not name.startswith(f"{self.package}."):
            return None
        stem = name.replace(".", "/")
        for path, is_package in ((f"{stem}.py", False), (f"{stem}/__init__.py", True)):
            text = self._text(path)
            if text is None:
                continue
            try:
                tree = ast.parse(text)
            except (SyntaxError, ValueError, RecursionError) as error:
                self.faults[name] = Location(self._shown(path), getattr(error, "lineno", None) or 1, getattr(error, "offset", None) or 1)
                return None
            module = Module(name, self._shown(path), tree)
            _index(module, tree.body, name if is_package else name.rpartition(".")[0])
            return module
        return None

    def resolve(self, module: Module, name: str) -> "tuple[Module, ast.AST] | str | None":
        """What a top-level name of a module is: its definition, the dotted name of something from elsewhere, None for no such name."""
        for _ in range(_MOST_HOPS):
            found = module.names.get(name)
            if found is None:
                return self._starred(module, name)
            if not isinstance(found, tuple):
                return module, found
            source, original = found
            if not original:
                return source
            inner = self.module(source)
            if inner is None:
                return f"{source}.{original}"
            if original not in inner.names and self.module(f"{source}.{original}") is not None:
                return f"{source}.{original}"
            module, name = inner, original
        return None

    def _starred(self, module: Module, name: str) -> "tuple[Module, ast.AST] | str | None":
        for source in module.stars:
            inner = self.module(source)
            if inner is None and not name.startswith("_"):
                return f"{source}.{name}"
            if inner is not None and inner is not module:
                found = self.resolve(inner, name)
                if found is not None:
                    return found
        return None

    def reachable(self, name: str) -> list[Module]:
        """The module and those of the services folder that it imports, directly or not."""
        found: dict[str, Module] = {}
        pending = [name]
        while pending:
            current = pending.pop()
            module = None if current in found else self.module(current)
            if module is not None:
                found[current] = module
                pending.extend(source for source, _, _ in module.imports)
        return list(found.values())

    def imports(self, modules: list[Module]) -> Iterator[Import]:
        """What the modules import, with places."""
        for module in modules:
            for source, line, column in module.imports:
                yield Import(source, Location(module.path, line, column))


def _index(module: Module, body: list[ast.stmt], package: str) -> None:
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                module.names[node.name] = node
            case ast.Assign():
                for target in node.targets:
                    for name in ast.walk(target):
                        if isinstance(name, ast.Name):
                            module.names[name.id] = node
            case ast.AnnAssign() if isinstance(node.target, ast.Name):
                module.names[node.target.id] = node
            case ast.If() | ast.Try() | ast.With():
                for part in ("body", "orelse", "finalbody"):
                    _index(module, getattr(node, part, []), package)
                for handler in getattr(node, "handlers", []):
                    _index(module, handler.body, package)
            case _:
                pass
    for node in body:
        if isinstance(node, _DEFINITIONS):
            for inner in _imports_in(node.body):
                _note(module, inner, package, top=False)
        elif isinstance(node, _IMPORTS):
            _note(module, node, package, top=True)


def _note(module: Module, node: ast.Import | ast.ImportFrom, package: str, *, top: bool) -> None:
    for local, origin in imported(node, package):
        source = origin[0]
        if local == "*":
            module.stars.append(source)
        elif top:
            module.names[local] = origin
        module.imports.append((source, node.lineno, node.col_offset + 1))
        if origin[1]:
            module.imports.append((f"{source}.{origin[1]}", node.lineno, node.col_offset + 1))


def _imports_in(body: list[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    """Imports inside of functions and classes. Only statements are gone through: expressions are nine tenths of a tree, and import nothing."""
    pending = list(reversed(body))
    while pending:
        node = pending.pop()
        if isinstance(node, _IMPORTS):
            yield node
            continue
        for part in ("body", "orelse", "finalbody"):
            pending += getattr(node, part, ())
        for part in ("handlers", "cases"):
            for inner in getattr(node, part, ()):
                pending += inner.body


def imported(node: ast.Import | ast.ImportFrom, package: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each local name with the module and the name in it; an empty name for a module itself, `*` for everything."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.asname:
                yield alias.asname, (alias.name, "")
            else:
                yield alias.name.partition(".")[0], (alias.name.partition(".")[0], "")
                if "." in alias.name:
                    yield "", (alias.name, "")
        return
    source = node.module or ""
    if node.level:
        parts = package.split(".")
        above = ".".join(parts[: len(parts) - node.level + 1])
        source = f"{above}.{source}" if source else above
    for alias in node.names:
        yield ("*", (source, "")) if alias.name == "*" else (alias.asname or alias.name, (source, alias.name))
