"""Follows hand-written code statement by statement, with sets of what each name may stand for: branches are joined, loops run twice.

It is generous: what can't be followed gives `Opaque` and a note of the place, never a guess.
"""

import ast
from collections.abc import Iterable

from ..diagnostics import Location
from .branches import Env, merge, parts, truth
from .calls import Calls
from .classes import Classes
from .facts import Effects, FieldRead, StoreUse, Untold
from .members import member
from .modules import Module, Modules, imported
from .patterns import bind_pattern
from .values import (
    ANYTHING,
    ITEM,
    NOTHING,
    Atom,
    Bound,
    ClassValue,
    Closure,
    Constant,
    Got,
    Holder,
    HolderMethod,
    Instance,
    ModuleValue,
    Opaque,
    Outside,
    Row,
    Tool,
    ToolMethod,
    Value,
    joined,
    only,
)

_EMPTY: dict[object, Value] = {}


class Frame:
    """One function being followed. `result` collects what it may return."""

    def __init__(self, module: Module, env: Env) -> None:
        self.module = module
        self.env = env
        self.result: Value = NOTHING


class Evaluator:
    """One per service. `messages` are the names of message classes, `output` the package of the generated code."""

    def __init__(self, modules: Modules, classes: Classes, messages: frozenset[str], output: str) -> None:
        self.modules, self.classes, self.messages, self.output = modules, classes, messages, output
        self.effects = Effects()
        self._heap: dict[object, dict[object, Value]] = {}
        self._grown: dict[object, int] = {}
        self.growth = 0
        self.calls = Calls(self)
        self._closures: dict[tuple[int, int], Closure] = {}
        self._globals: dict[tuple[str, str], Value] = {}
        self._kept: list[object] = []

    # --- memory

    def store(self, site: object, key: object, value: Value) -> None:
        parts = self._heap.setdefault(site, {})
        known = parts.get(key, NOTHING)
        if not value <= known:
            parts[key] = joined(known, value)
            self._grown[site] = self._grown.get(site, 0) + 1
            self.growth += 1

    def parts(self, site: object) -> dict[object, Value]:
        """What a collection or an object holds so far, by position, key or attribute; None is any."""
        self.effects.asked.setdefault(site, self._grown.get(site, 0))
        return self._heap.get(site, _EMPTY)

    def is_stale(self, effects: Effects) -> bool:
        """True when what was found could be more by now."""
        return any(self._grown.get(site, 0) > grown for site, grown in effects.asked.items())

    def held(self, value: Value) -> Value:
        """What a collection may hold, when one goes through it."""
        found: list[Value] = []
        for atom in value:
            match atom:
                case Holder():
                    found += self.parts(atom.site).values()
                case Got():
                    found.append(only(Got(atom.message, (*atom.path, ITEM))))
                case Opaque() | Row() | Outside():
                    found.append(only(atom))
                case _:
                    pass
        return joined(*found)

    def holder(self, node: ast.AST, parts: Iterable[tuple[object, Value]]) -> Value:
        for key, value in parts:
            self.store(id(node), key, value)
        return only(Holder(id(node)))

    def closure(self, node: "ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda", module: Module, scope: Env, owner: str = "") -> Closure:
        key = (id(node), id(scope) if scope else 0)
        if key not in self._closures:
            self._closures[key] = Closure(node, module.name, scope, owner)
            self._kept.append(scope)
        return self._closures[key]

    # --- names

    def name(self, frame: Frame, name: str) -> Value:
        if name in frame.env:
            return frame.env[name]
        return self.global_name(frame.module, name)

    def global_name(self, module: Module, name: str) -> Value:
        key = (module.name, name)
        if key not in self._globals:
            self._globals[key] = NOTHING
            self._globals[key] = self._global(module, name)
        return self._globals[key]

    def _global(self, module: Module, name: str) -> Value:
        found = self.modules.resolve(module, name)
        if found is None:
            return only(Outside(f"builtins.{name}"))
        if isinstance(found, str):
            return self.dotted(found)
        where, node = found
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return self.decorated(node, Frame(where, {}), only(self.closure(node, where, {})))
            case ast.ClassDef():
                return only(ClassValue(self.classes.of(where, node).key))
            case ast.Assign():
                frame = Frame(where, {})
                self.assign_all(frame, node.targets, self.value(frame, node.value))
                return frame.env.get(name, NOTHING)
            case ast.AnnAssign() if node.value is not None:
                return self.value(Frame(where, {}), node.value)
            case _:
                return NOTHING

    def dotted(self, name: str) -> Value:
        if self.modules.module(name) is not None:
            return only(ModuleValue(name))
        return only(Outside(name))

    def message_of(self, name: str) -> str:
        """The message class that a dotted name from the generated code means, empty for anything else."""
        last = name.rpartition(".")[2]
        return last if last in self.messages and f"{self.output}.messages" in name else ""

    def is_table(self, key: str) -> bool:
        found = self.classes.by_key(key)
        return found is not None and any(
            name.endswith(("DeclarativeBase", "SQLModel", "DeclarativeBaseNoMeta")) for name in self.classes.family(found)[1]
        )

    # --- statements: True when what follows is reached

    def run(self, frame: Frame, body: list[ast.stmt]) -> bool:
        return all(self.statement(frame, node) for node in body)

    def statement(self, frame: Frame, node: ast.stmt) -> bool:
        match node:
            case ast.Expr():
                self.value(frame, node.value)
            case ast.Return():
                if node.value is not None:
                    frame.result = joined(frame.result, self.value(frame, node.value))
                return False
            case ast.Raise():
                for part in (node.exc, node.cause):
                    if part is not None:
                        self.value(frame, part)
                return False
            case ast.Assign():
                self.assign_all(frame, node.targets, self.value(frame, node.value))
            case ast.AnnAssign() if node.value is not None:
                self.assign(frame, node.target, self.value(frame, node.value))
            case ast.AugAssign():
                before = self.value(frame, node.target)
                self.assign(frame, node.target, joined(before, self.value(frame, node.value)))
            case ast.If():
                return self._if(frame, node)
            case ast.For() | ast.AsyncFor():
                self._loop(frame, node.body, node.orelse, node.target, self.value(frame, node.iter))
            case ast.While():
                self.value(frame, node.test)
                if truth(node.test) is not False:
                    self._loop(frame, node.body, node.orelse)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    value = self.value(frame, item.context_expr)
                    if item.optional_vars is not None:  # a generator under `contextmanager` hands out what it yields
                        self.assign(frame, item.optional_vars, joined(value, self.held(value)))
                return self.run(frame, node.body)
            case ast.Try() | ast.TryStar():
                return self._try(frame, node)
            case ast.Match():
                return self._match(frame, node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                frame.env[node.name] = self.decorated(node, frame, only(self.closure(node, frame.module, frame.env)))
            case ast.ClassDef():
                frame.env[node.name] = only(ClassValue(self.classes.of(frame.module, node).key))
            case ast.Import() | ast.ImportFrom():
                for local, (source, name) in imported(node, frame.module.name.rpartition(".")[0]):
                    if local and local != "*":
                        frame.env[local] = self._imported(source, name)
            case ast.Assert():
                self.value(frame, node.test)
            case ast.Break() | ast.Continue():
                return False
            case _:
                pass
        return True

    def _imported(self, source: str, name: str) -> Value:
        module = self.modules.module(source)
        if not name or module is None:
            return self.dotted(f"{source}.{name}" if name else source)
        found = self.global_name(module, name)
        return found if name in module.names else self.dotted(f"{source}.{name}")

    def decorated(self, node: "ast.FunctionDef | ast.AsyncFunctionDef", frame: Frame, function: Value) -> Value:
        """A decorator of the services folder is followed; one from elsewhere is taken to call what it decorates."""
        for decorator in reversed(node.decorator_list):
            applied = self.value(frame, decorator)
            inside = frozenset(atom for atom in applied if isinstance(atom, Closure | Bound))
            if inside:
                function = self.calls.call(frame, decorator, inside, [function], {}) or function
            elif any(isinstance(atom, Outside) and atom.name.startswith("functools.singledispatch") for atom in applied):
                function = joined(function, ANYTHING)  # which of the registered functions is called depends on the argument
        return function

    def _branches(self, frame: Frame, bodies: list[list[ast.stmt]], *, falls: bool) -> bool:
        before, ends = frame.env, list[Env]()
        for body in bodies:
            frame.env = dict(before)
            if self.run(frame, body):
                ends.append(frame.env)
        if falls:
            ends.append(dict(before))
        merge(before, ends)
        frame.env = before
        return bool(ends)

    def _if(self, frame: Frame, node: ast.If) -> bool:
        self.value(frame, node.test)
        known = truth(node.test)
        if known is not None:
            return self.run(frame, node.body if known else node.orelse)
        return self._branches(frame, [node.body, node.orelse], falls=False)

    def _loop(
        self, frame: Frame, body: list[ast.stmt], orelse: list[ast.stmt], target: ast.expr | None = None, each: Value = NOTHING
    ) -> None:
        for _ in range(2):  # what the first round leaves behind is seen by the second
            if target is not None:
                self.assign(frame, target, self.held(each))
            before, growth = dict(frame.env), self.growth
            self._branches(frame, [body], falls=True)
            if growth == self.growth and all(value == before.get(name, NOTHING) for name, value in frame.env.items()):
                break
        self.run(frame, orelse)

    def _try(self, frame: Frame, node: "ast.Try | ast.TryStar") -> bool:
        reached = self._branches(frame, [[*node.body, *node.orelse], *(handler.body for handler in node.handlers)], falls=False)
        return self.run(frame, node.finalbody) and reached

    def _match(self, frame: Frame, node: ast.Match) -> bool:
        subject = self.value(frame, node.subject)
        before, ends, complete = frame.env, list[Env](), False
        for case in node.cases:
            frame.env = dict(before)
            bind_pattern(self, frame, case.pattern, subject)
            if case.guard is not None:
                self.value(frame, case.guard)
            elif isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None:
                complete = True
            if self.run(frame, case.body):
                ends.append(frame.env)
        if not complete:
            ends.append(dict(before))
        merge(before, ends)
        frame.env = before
        return bool(ends)

    # --- assignment

    def assign_all(self, frame: Frame, targets: list[ast.expr], value: Value) -> None:
        for target in targets:
            self.assign(frame, target, value)

    def assign(self, frame: Frame, target: ast.expr, value: Value) -> None:
        match target:
            case ast.Name():
                frame.env[target.id] = value
            case ast.Tuple() | ast.List():
                for position, inner in enumerate(target.elts):
                    if isinstance(inner, ast.Starred):  # some of it, so the whole will do
                        self.assign(frame, inner.value, value)
                    else:
                        self.assign(frame, inner, self._position(value, position))
            case ast.Attribute():
                for atom in self.value(frame, target.value):
                    if isinstance(atom, Instance):
                        self.store(atom.key, target.attr, value)
                    elif isinstance(atom, Row):
                        self.effects.stores[StoreUse("writes", frame.module.place(target), atom.table)] = None
            case ast.Subscript():
                for atom in self.value(frame, target.value):
                    if isinstance(atom, Holder):
                        self.store(atom.site, None, value)
                self.value(frame, target.slice)
            case _:
                pass

    def _position(self, value: Value, position: int) -> Value:
        parts = [held[position] for atom in value if isinstance(atom, Holder) if position in (held := self.parts(atom.site))]
        return joined(*parts) if parts else self.held(value)

    # --- expressions

    def value(self, frame: Frame, node: ast.expr) -> Value:
        match node:
            case ast.Name():
                return self.name(frame, node.id)
            case ast.Constant():
                return only(Constant(node.value)) if isinstance(node.value, str) else NOTHING
            case ast.Attribute():
                return self.attribute(frame, node, self.value(frame, node.value), node.attr)
            case ast.Call():
                return self.calls.expression(frame, node)
            case ast.JoinedStr() | ast.FormattedValue() | ast.Compare() | ast.UnaryOp():
                for part in parts(node):
                    self.value(frame, part)
                return NOTHING
            case ast.Await() | ast.Starred():
                return self.value(frame, node.value)
            case ast.YieldFrom():
                found = self.value(frame, node.value)
                frame.result = joined(frame.result, found)
                return found
            case ast.Yield():
                frame.result = joined(frame.result, self.holder(node, [(None, self.value(frame, node.value))] if node.value else []))
                return NOTHING
            case ast.Lambda():
                return only(self.closure(node, frame.module, frame.env))
            case ast.IfExp():
                self.value(frame, node.test)
                return joined(self.value(frame, node.body), self.value(frame, node.orelse))
            case ast.BoolOp():
                return joined(*(self.value(frame, each) for each in node.values))
            case ast.NamedExpr():
                found = self.value(frame, node.value)
                self.assign(frame, node.target, found)
                return found
            case ast.Tuple() | ast.List() | ast.Set():
                return self.holder(node, self._elements(frame, node.elts))
            case ast.Dict():
                return self._dict(frame, node)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                return self._comprehension(frame, node)
            case ast.Subscript():
                return self._subscript(frame, node)
            case ast.BinOp():
                return frozenset(
                    atom for atom in joined(self.value(frame, node.left), self.value(frame, node.right)) if isinstance(atom, Holder)
                )
            case _:
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.expr):
                        self.value(frame, child)
                return NOTHING

    def _elements(self, frame: Frame, nodes: list[ast.expr]) -> list[tuple[object, Value]]:
        found: list[tuple[object, Value]] = []
        for position, node in enumerate(nodes):
            value = self.value(frame, node)
            found.append((None, self.held(value)) if isinstance(node, ast.Starred) else (position, value))
        return found

    def _dict(self, frame: Frame, node: ast.Dict) -> Value:
        parts: list[tuple[object, Value]] = []
        for key, inner in zip(node.keys, node.values, strict=True):
            value = self.value(frame, inner)
            if key is not None:
                self.value(frame, key)
                parts.append((key.value if isinstance(key, ast.Constant) else None, value))
            else:
                parts.append((None, self.held(value)))
        return self.holder(node, parts)

    def _comprehension(self, frame: Frame, node: "ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp") -> Value:
        inner = Frame(frame.module, dict(frame.env))
        for generator in node.generators:
            self.assign(inner, generator.target, self.held(self.value(inner, generator.iter)))
            for test in generator.ifs:
                self.value(inner, test)
        if isinstance(node, ast.DictComp):
            self.value(inner, node.key)
            return self.holder(node, [(None, self.value(inner, node.value))])
        return self.holder(node, [(None, self.value(inner, node.elt))])

    def _subscript(self, frame: Frame, node: ast.Subscript) -> Value:
        outer = self.value(frame, node.value)
        self.value(frame, node.slice)
        if isinstance(node.slice, ast.Slice):
            return outer
        if isinstance(node.slice, ast.Constant):
            key = node.slice.value
            parts = [held[key] for atom in outer if isinstance(atom, Holder) if key in (held := self.parts(atom.site))]
            if parts:
                return joined(*parts)
        return self.held(outer)

    def attribute(self, frame: Frame, node: ast.AST, value: Value, name: str) -> Value:
        if len(value) == 1:  # nearly always
            (atom,) = value
            return self._attribute(frame, node, atom, name)
        return joined(*(self._attribute(frame, node, atom, name) for atom in value))

    def _attribute(self, frame: Frame, node: ast.AST, atom: Atom, name: str) -> Value:
        match atom:
            case Got():
                return self._field(frame, node, atom, name)
            case Tool():
                if name == "db":
                    return only(Tool("db"))
                return NOTHING if name in ("now", "key", "attempt", "message") else only(ToolMethod(atom.kind, name))
            case Row():
                return only(Row(atom.table))
            case Outside():
                return only(Outside(f"{atom.name}.{name}"))
            case ModuleValue():
                module = self.modules.module(atom.name)
                found = NOTHING if module is None else self.global_name(module, name)
                return found if module is not None and name in module.names else self.dotted(f"{atom.name}.{name}")
            case Instance() | ClassValue():
                return member(self, frame, atom, name)
            case Holder():
                return only(HolderMethod(atom.site, name))
            case Opaque():
                return ANYTHING
            case _:
                return NOTHING

    def _field(self, frame: Frame, node: ast.AST, atom: Got, name: str) -> Value:
        place = frame.module.place(node)
        if name in ("model_dump", "model_dump_json", "to_json", "dict", "json", "model_copy", "__dict__", "model_fields_set"):
            self.effects.reads[FieldRead(atom.message, atom.path, place, whole=True)] = None
            return NOTHING
        if name == "meta":
            return NOTHING
        path = (*atom.path, name)
        self.effects.reads[FieldRead(atom.message, path, place)] = None
        return only(Got(atom.message, path))

    def untold(self, place: Location, reason: str, hides: str = "sends") -> None:
        self.effects.untold[Untold(place, reason, hides)] = None
