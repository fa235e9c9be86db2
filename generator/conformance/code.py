"""Reads the services folder: for each service that gets code, what its handler class does, as facts with places."""

import ast
from collections.abc import Callable, Iterable, Iterator

from ..diagnostics import Location
from ..emitters.service_code import Received, ServiceCode
from .annotations import quiet
from .classes import Class, Classes, defined
from .evaluate import Evaluator, Frame
from .facts import CodeFacts, Effects, Ghost, HandlerCode, ServiceFacts, Stray
from .modules import Module, Modules
from .values import Bound, ClassValue, Closure, Got, Instance, Opaque, Outside, Tool, Value, only

_MOST_ROUNDS = 4
_MODES = {"state": "tx", "effect": "call", "query": "read"}
_LIFE = frozenset(("started", "stopped", "connect", "external"))


def read_code(
    codes: Iterable[ServiceCode],
    *,
    services: str,
    output: str,
    messages: frozenset[str],
    files: Iterable[str],
    text: Callable[[str], str | None],
    shown: Callable[[str], str],
) -> CodeFacts:
    """`messages` are the class names of all messages. `files` are the Python files of the services folder, `text` reads one by its path from the project's folder."""
    codes = tuple(codes)
    modules = Modules(services, text, shown)
    classes = Classes(modules)
    reader = _Reader(modules, classes, messages, output.strip("/").replace("/", "."))
    facts = tuple(reader.service(code) for code in codes if code.received)
    tables, names = reader.tables(files)
    return CodeFacts(facts, tuple(reader.ghosts(files, {code.base for code in codes})), tables, names)


class _Reader:
    def __init__(self, modules: Modules, classes: Classes, messages: frozenset[str], output: str) -> None:
        self._modules, self._classes, self._messages, self._output = modules, classes, messages, output

    def service(self, code: ServiceCode) -> ServiceFacts:
        name = f"{self._modules.package}.{code.module}"
        module = self._modules.module(name)
        file = self._modules.path(name)
        if module is None:
            return ServiceFacts(code, file, None, fault=self._modules.faults.get(name))
        found = self._handlers(module, code)
        imports = tuple(self._modules.imports(self._modules.reachable(name)))
        if found is None:
            return ServiceFacts(code, module.path, None, imports=imports)
        evaluator = Evaluator(self._modules, self._classes, self._messages, self._output)
        handlers = self._followed(evaluator, found, code)
        key, place = self._tables_of(evaluator, found)
        return ServiceFacts(
            code,
            module.path,
            module.place(found.node),
            handlers,
            tuple(self._strays(evaluator, found, code)),
            imports,
            key,
            place,
            self._dynamic(found),
        )

    def _handlers(self, module: Module, code: ServiceCode) -> Class | None:
        """The last class of the module that derives from the generated base, as the runtime takes it."""
        found = [self._classes.of(module, node) for node in module.tree.body if isinstance(node, ast.ClassDef)]
        derived = [each for each in found if any(name.rpartition(".")[2] == code.base for name in self._classes.family(each)[1])]
        return derived[-1] if derived else None

    def _dynamic(self, found: Class) -> Location | None:
        """Where the class gets methods that reading can't see."""
        family, outside = self._classes.family(found)
        for each in family:
            for statement in each.node.body:
                if "__getattr__" in defined(statement):
                    return each.module.place(statement)
            for decorator in each.node.decorator_list:
                name = decorator.id if isinstance(decorator, ast.Name) else getattr(decorator, "attr", "")
                if name not in ("final", "dataclass"):
                    return each.module.place(decorator)
            if any(keyword.arg == "metaclass" for keyword in each.node.keywords):
                return each.module.place(each.node)
        if "?" in outside:
            return found.module.place(found.node)
        return next((found.module.place(node) for node in _attached(found)), None)

    # --- handlers

    def _followed(self, evaluator: Evaluator, found: Class, code: ServiceCode) -> tuple[HandlerCode, ...]:
        handlers: dict[str, HandlerCode] = {}
        pending = code.received
        for _ in range(_MOST_ROUNDS):  # until what methods leave behind on objects and in lists is known to all
            evaluator.calls.start_round()
            evaluator.effects = made = Effects()
            self._run(evaluator, found, "__init__", [])
            for received in pending:
                handler = self._handler(evaluator, found, received)
                if handler is not None:
                    handlers[received.handler] = handler
            again = evaluator.is_stale(made)
            pending = tuple(
                each for each in code.received if each.handler in handlers and (again or evaluator.is_stale(handlers[each.handler].effects))
            )
            if not pending:
                break
        return tuple(handlers.values())

    def _handler(self, evaluator: Evaluator, found: Class, received: Received) -> HandlerCode | None:
        member = self._classes.method(found, received.handler)
        if member is None:
            return None
        owner, statement = member
        evaluator.effects = Effects()
        tool = only(Tool(_MODES[received.mode]))
        result = self._run(evaluator, found, received.handler, [only(Got(received.name.class_name)), tool])
        if received.mode == "effect":
            continuations = frozenset(atom for atom in result if isinstance(atom, Closure | Bound))
            if continuations:
                evaluator.calls.call(Frame(owner.module, {}), statement, continuations, [only(Tool("tx"))], {})
            elif any(isinstance(atom, Opaque) for atom in result):
                evaluator.untold(owner.module.place(statement), "what this handler returns can't be followed")
        unwritten = _unwritten(statement)
        place = None if unwritten is None else owner.module.place(unwritten)
        return HandlerCode(received.handler, owner.module.place(statement), evaluator.effects, place)

    def _run(self, evaluator: Evaluator, found: Class, name: str, arguments: list[Value]) -> Value:
        instance = only(Instance(found.key))
        frame = Frame(found.module, {})
        function = evaluator.attribute(frame, found.node, instance, name)
        return evaluator.calls.call(frame, found.node, function, arguments, {}) if function else function

    def _strays(self, evaluator: Evaluator, found: Class, code: ServiceCode) -> Iterator[Stray]:
        expected = {received.handler for received in code.received} | _LIFE
        for owner, node in self._classes.methods(found):
            arguments = [*node.args.posonlyargs, *node.args.args]
            if node.name.startswith("_") or node.name in expected or id(node) in evaluator.calls.called or len(arguments) != 3:
                continue
            frame = Frame(owner.module, {})
            given = [self._annotation(evaluator, frame, argument) for argument in arguments[1:]]
            message = next((name.rpartition(".")[2] for name in given[0] if f"{self._output}.messages" in name), "")
            tool = any(name.endswith(("Tx", "Read", "Call")) for name in given[1]) or arguments[2].arg in ("tx", "read", "call")
            if tool and (message or node.name.startswith("on_")):
                yield Stray(node.name, message, owner.module.place(node))

    def _annotation(self, evaluator: Evaluator, frame: Frame, argument: ast.arg) -> list[str]:
        node = argument.annotation
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node = ast.Name(node.value) if node.value.isidentifier() else None
        if not isinstance(node, ast.Name | ast.Attribute):
            return []
        return [atom.name for atom in quiet(evaluator, frame, node) if isinstance(atom, Outside)]

    # --- tables

    def _tables_of(self, evaluator: Evaluator, found: Class) -> tuple[str, Location | None]:
        """The declarative base whose metadata the handler class declares."""
        member = self._classes.method(found, "tables")
        owner, statement = member or (found, None)
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            return "", None
        value = statement.value
        if isinstance(value, ast.Attribute) and value.attr == "metadata":
            for atom in evaluator.value(Frame(owner.module, {}), value.value):
                if isinstance(atom, ClassValue):
                    return atom.key, owner.module.place(statement)
        return "", owner.module.place(statement)

    def tables(self, files: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
        tables: dict[str, str] = {}
        names: dict[str, str] = {}
        for module in self._every(files):
            for node in module.tree.body:
                if not isinstance(node, ast.ClassDef) or not node.bases:
                    continue
                family, outside = self._classes.family(self._classes.of(module, node))
                if not any(name.endswith("DeclarativeBase") for name in outside):
                    continue
                tables[family[0].key] = family[-1].key
                for statement in node.body:
                    if (
                        isinstance(statement, ast.Assign)
                        and "__tablename__" in defined(statement)
                        and isinstance(statement.value, ast.Constant)
                    ):
                        names[str(statement.value.value)] = family[-1].key
        return tables, names

    def ghosts(self, files: Iterable[str], bases: set[str]) -> Iterator[Ghost]:
        for module in self._every(files):
            for node in module.tree.body:
                if isinstance(node, ast.ClassDef):
                    for name in self._classes.family(self._classes.of(module, node))[1]:
                        base = name.rpartition(".")[2]
                        if f"{self._output}.services." in name and base not in bases:
                            yield Ghost(base, module.place(node))

    def _every(self, files: Iterable[str]) -> Iterator[Module]:
        for path in files:
            module = self._modules.module(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
            if module is not None:
                yield module


def _attached(found: Class) -> Iterator[ast.AST]:
    """Where the module gives the class methods from outside: `Shop.on_asked = ...`, `setattr(Shop, ...)`."""
    for statement in found.module.tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom):
            continue
        for node in ast.walk(statement):
            target = (
                node.args[0]
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setattr" and node.args
                else None
            )
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                target = node.value
            if isinstance(target, ast.Name) and target.id == found.node.name:
                yield node


def _unwritten(statement: ast.stmt) -> ast.stmt | None:
    """The first `raise NotImplementedError` of a handler, in a branch too; functions inside it have their own."""
    pending: list[ast.AST] = list(statement.body) if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) else []
    while pending:
        node = pending.pop(0)
        if isinstance(node, ast.Raise) and node.exc is not None:
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if isinstance(raised, ast.Name) and raised.id == "NotImplementedError":
                return node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            pending[:0] = [
                child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case)
            ]
    return None
