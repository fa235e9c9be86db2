"""Classes of the services folder: their bases in order, their methods, and what they derive from outside."""

import ast
from collections.abc import Iterator

from .modules import Module, Modules
from .record import Record


class Class(Record):
    key: str
    module: Module
    node: ast.ClassDef


class Classes:
    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        self._known: dict[str, Class] = {}
        self._families: dict[str, tuple[list[Class], list[str]]] = {}
        self._members: dict[str, dict[str, tuple[Class, ast.stmt]]] = {}

    def of(self, module: Module, node: ast.ClassDef) -> Class:
        key = f"{module.name}:{node.name}"
        return self._known.setdefault(key, Class(key, module, node))

    def by_key(self, key: str) -> Class | None:
        return self._known.get(key)

    def family(self, found: Class) -> tuple[list[Class], list[str]]:
        """The class and its bases in the services folder, nearest first, and the dotted names of bases from elsewhere."""
        if found.key not in self._families:
            self._families[found.key] = ([found], [])  # a class that derives from itself must not loop
            inside, outside = [found], list[str]()
            for base in found.node.bases:
                target = self.named(found.module, base)
                if isinstance(target, Class):
                    more, beyond = self.family(target)
                    inside += [each for each in more if each not in inside]
                    outside += [name for name in beyond if name not in outside]
                else:
                    outside.append(target or "?")
            self._families[found.key] = (inside, outside)
        return self._families[found.key]

    def named(self, module: Module, node: ast.expr) -> "Class | str | None":
        """The class that an expression in a module names, or the dotted name of something from elsewhere."""
        if isinstance(node, ast.Subscript):
            return self.named(module, node.value)
        if isinstance(node, ast.Attribute):
            outer = self.named(module, node.value)
            if not isinstance(outer, str):
                return None
            inner = self._modules.module(outer)
            return f"{outer}.{node.attr}" if inner is None else self._resolved(inner, node.attr)
        return self._resolved(module, node.id) if isinstance(node, ast.Name) else None

    def _resolved(self, module: Module, name: str) -> "Class | str | None":
        found = self._modules.resolve(module, name)
        if not isinstance(found, tuple):
            return found
        where, definition = found
        if isinstance(definition, ast.ClassDef):
            return self.of(where, definition)
        if isinstance(definition, ast.Assign | ast.AnnAssign) and definition.value is not None:
            renames_itself = isinstance(definition.value, ast.Name) and definition.value.id == name
            return None if renames_itself else self.named(where, definition.value)
        return None

    def method(self, found: Class, name: str) -> "tuple[Class, ast.stmt] | None":
        """The definition of a method or class attribute, in the class or the nearest base."""
        members = self._members.get(found.key)
        if members is None:
            members = self._members[found.key] = {}
            for each in self.family(found)[0]:
                for statement in each.node.body:
                    for defines in defined(statement):
                        members.setdefault(defines, (each, statement))
        return members.get(name)

    def methods(self, found: Class) -> Iterator[tuple[Class, ast.FunctionDef | ast.AsyncFunctionDef]]:
        seen: set[str] = set()
        for each in self.family(found)[0]:
            for statement in each.node.body:
                if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and statement.name not in seen:
                    seen.add(statement.name)
                    yield each, statement


def defined(statement: ast.stmt) -> tuple[str, ...]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return (statement.name,)
        case ast.Assign():
            return tuple(target.id for target in statement.targets if isinstance(target, ast.Name))
        case ast.AnnAssign() if isinstance(statement.target, ast.Name) and statement.value is not None:
            return (statement.target.id,)
        case _:
            return ()
