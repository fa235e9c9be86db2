"""What a call does: follow it into the services folder, note what it does to messages, stores and other systems, or say that it can't be told."""

import ast
from typing import TYPE_CHECKING

from .annotations import annotated
from .facts import Effects, FieldRead, OutsideCall, Send, StoreUse
from .values import (
    ANYTHING,
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
    Made,
    Opaque,
    Outside,
    Row,
    Tool,
    ToolMethod,
    Value,
    joined,
    only,
)

if TYPE_CHECKING:
    from .evaluate import Evaluator, Frame

_DEEPEST = 40
_WRITES = frozenset(("add", "add_all", "merge", "delete", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"))
_READS = frozenset(("get", "get_one", "scalars", "scalar", "query", "refresh", "stream", "stream_scalars"))
_STATEMENTS = {"insert": "writes", "update": "writes", "delete": "writes", "select": "reads"}
_HTTP = frozenset(("httpx", "requests", "aiohttp", "urllib.request", "urllib3", "http.client", "grpc", "xmlrpc.client", "suds", "zeep"))
_HTTP_CALLS = frozenset(
    ("get", "post", "put", "patch", "delete", "head", "request", "stream", "urlopen", "Client", "AsyncClient", "Session", "ClientSession")
    + ("HTTPConnection", "HTTPSConnection", "PoolManager", "insecure_channel", "secure_channel", "ServerProxy")
)
_DATABASES = frozenset(
    ("sqlalchemy.create_engine", "sqlalchemy.ext.asyncio.create_async_engine", "sqlite3.connect", "psycopg.connect", "psycopg2.connect")
    + ("asyncpg.connect", "asyncpg.create_pool", "pymysql.connect", "pymongo.MongoClient", "aiosqlite.connect", "oracledb.connect")
)
_PARTIALS = frozenset(("functools.partial",))
_COPIES = frozenset(("model_copy", "copy"))
_CALLERS = frozenset(("operator.methodcaller", "operator.attrgetter", "operator.call", "functools.partialmethod", "functools.reduce"))
"""What they give, or do, calls what can't be followed from here."""
# Functions from elsewhere that use a value without handing it on, so that nothing is lost by not following them.
_PLAIN = (
    "builtins.",
    "uuid.",
    "datetime.",
    "decimal.",
    "math.",
    "operator.",
    "re.",
    "logging.",
    "json.",
    "hashlib.",
    "time.",
    "random.",
) + ("sqlalchemy.", "typing", "enum.", "dataclasses.", "contextlib.", "base64.", "secrets.", "string.", "pydantic.")
_WHOLE = frozenset(("vars", "dict", "repr", "dir", "iter"))


class Calls:
    def __init__(self, evaluator: "Evaluator") -> None:
        self._on = evaluator
        self._memo: dict[object, tuple[Value, Effects]] = {}
        self._active: set[object] = set()
        self._depth = 0
        self.called: set[int] = set()

    def start_round(self) -> None:
        self._memo.clear()

    def expression(self, frame: "Frame", node: ast.Call) -> Value:
        if isinstance(node.func, ast.Name) and node.func.id == "super":
            return self._super(frame)
        function = self._on.value(frame, node.func)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _COPIES and not function:
            made = frozenset(atom for atom in self._on.value(frame, node.func.value) if isinstance(atom, Made))
            if made:
                return made
        arguments: list[Value] = []
        for argument in node.args:
            value = self._on.value(frame, argument)
            arguments += self._spread(value) if isinstance(argument, ast.Starred) else [value]
        keywords = {keyword.arg or "**": self._on.value(frame, keyword.value) for keyword in node.keywords}
        return self.call(frame, node, function, arguments, keywords)

    def _spread(self, value: Value) -> list[Value]:
        on = self._on
        for atom in value:
            if isinstance(atom, Holder):
                held = on.parts(atom.site)
                return [held[key] for key in sorted(key for key in held if isinstance(key, int))] or [on.held(value)]
        return [on.held(value)]

    def _super(self, frame: "Frame") -> Value:
        owner = next((atom.key for atom in frame.env.get("__class__", NOTHING) if isinstance(atom, ClassValue)), "")
        found = self._on.classes.by_key(owner)
        family = self._on.classes.family(found)[0][1:] if found is not None else []
        return only(Instance(family[0].key)) if family else NOTHING

    def call(self, frame: "Frame", node: ast.AST, function: Value, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        if not function:
            self._lose(frame, node, arguments, keywords)
            return self._unknown(arguments, keywords)
        if len(function) == 1:
            (atom,) = function
            return self._call(frame, node, atom, arguments, keywords)
        return joined(*(self._call(frame, node, atom, arguments, keywords) for atom in function))

    def _call(self, frame: "Frame", node: ast.AST, atom: Atom, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        match atom:
            case Closure():
                return self._follow(frame, node, atom, arguments, keywords)
            case Bound():
                return self._call(frame, node, atom.function, [*atom.arguments, *arguments], {**dict(atom.keywords), **keywords})
            case ClassValue():
                return self._construct(frame, node, atom, arguments, keywords)
            case Instance():
                return self.call(frame, node, self._on.attribute(frame, node, only(atom), "__call__"), arguments, keywords)
            case ToolMethod():
                return self._tool(frame, node, atom, arguments, keywords)
            case HolderMethod():
                return self._holder(atom, arguments, keywords)
            case Outside():
                return self._outside(frame, node, atom, arguments, keywords)
            case Row():
                return only(atom)
            case Got():
                return NOTHING
            case _:
                self._lose(frame, node, arguments, keywords)
                return self._unknown(arguments, keywords)

    # --- code of the services folder

    def _follow(self, frame: "Frame", node: ast.AST, function: Closure, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        on = self._on
        module = on.modules.module(function.module)
        key = (id(function), tuple(arguments), tuple(sorted(keywords.items(), key=lambda item: item[0])))
        self.called.add(id(function.node))
        if key in self._memo:
            result, effects = self._memo[key]
            on.effects.take(effects)
            return result
        if module is None or key in self._active or self._depth > _DEEPEST:
            return annotated(on, frame, getattr(function.node, "returns", None), NOTHING)
        from .evaluate import Frame

        before, on.effects = on.effects, Effects()
        self._active.add(key)
        self._depth += 1
        inner = Frame(module, dict(function.scope))
        if function.owner:
            inner.env["__class__"] = only(ClassValue(function.owner))
        self._bind(inner, function.node, arguments, keywords)
        if isinstance(function.node, ast.Lambda):
            result = on.value(inner, function.node.body)
        else:
            on.run(inner, function.node.body)
            result = inner.result
            if not result or any(isinstance(atom, Opaque) for atom in result):
                declared = annotated(on, inner, function.node.returns, NOTHING)
                result = declared if any(isinstance(atom, Made) for atom in declared) else result
        self._depth -= 1
        self._active.discard(key)
        effects, on.effects = on.effects, before
        on.effects.take(effects)
        self._memo[key] = (result, effects)
        return result

    def _bind(
        self,
        frame: "Frame",
        node: "ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda",
        arguments: list[Value],
        keywords: dict[str, Value],
    ) -> None:
        on, spec = self._on, node.args
        named = [*spec.posonlyargs, *spec.args]
        defaults = dict(zip((each.arg for each in reversed(named)), reversed(spec.defaults), strict=False))
        defaults |= {each.arg: default for each, default in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if default is not None}
        for position, each in enumerate(named):
            if position < len(arguments):
                frame.env[each.arg] = arguments[position]
            elif each.arg in keywords:
                frame.env[each.arg] = keywords[each.arg]
            else:
                frame.env[each.arg] = on.value(frame, defaults[each.arg]) if each.arg in defaults else NOTHING
        for each in spec.kwonlyargs:
            given = keywords.get(each.arg)
            frame.env[each.arg] = given if given is not None else on.value(frame, defaults[each.arg]) if each.arg in defaults else NOTHING
        if spec.vararg is not None:
            frame.env[spec.vararg.arg] = on.holder(spec.vararg, list(enumerate(arguments[len(named) :])))
        if spec.kwarg is not None:
            known = {each.arg for each in (*named, *spec.kwonlyargs)}
            frame.env[spec.kwarg.arg] = on.holder(spec.kwarg, [(key, value) for key, value in keywords.items() if key not in known])
        for each in (*named, *spec.kwonlyargs):
            if frame.env[each.arg] == ANYTHING and each.annotation is not None:
                frame.env[each.arg] = annotated(on, frame, each.annotation, ANYTHING)

    def _construct(self, frame: "Frame", node: ast.AST, atom: ClassValue, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        on = self._on
        found = on.classes.by_key(atom.key)
        if on.is_table(atom.key):
            return only(Row(atom.key))
        instance = only(Instance(atom.key))
        if found is not None and on.classes.method(found, "__init__") is not None:
            self.call(frame, node, on.attribute(frame, node, instance, "__init__"), arguments, keywords)
            return instance
        fields = [
            statement.target.id
            for statement in (found.node.body if found is not None else ())
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
        ]
        for name, value in (*zip(fields, arguments, strict=False), *keywords.items()):
            on.store(atom.key, name, value)
        return instance

    # --- the runtime's tools

    def _tool(self, frame: "Frame", node: ast.AST, method: ToolMethod, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        place = frame.module.place(node)
        first = arguments[0] if arguments else next(iter(keywords.values()), NOTHING)
        match method.kind, method.name:
            case ("tx", "emit" | "send") | ("call", "request"):
                self._send(frame, node, method.name, first)
                return NOTHING
            case "call", "read":
                self._store(frame, node, "reads", "")
                return self.call(frame, node, first, [only(Tool("db"))], {})
            case "self", "external":
                names = [atom.value for atom in first if isinstance(atom, Constant)]
                for name in names or [""]:
                    self._on.effects.calls[OutsideCall("external", name, place)] = None
                return only(Outside("flowmart.external"))
            case "db", _:
                return self._session(frame, node, method.name, arguments)
            case _:
                return NOTHING

    def _send(self, frame: "Frame", node: ast.AST, verb: str, value: Value) -> None:
        place = frame.module.place(node)
        sends = self._on.effects.sends
        for atom in value:
            if isinstance(atom, Made) or (isinstance(atom, Got) and not atom.path):
                sends[Send(atom.message, verb, place)] = None
        if not value or any(isinstance(atom, Opaque | Outside) for atom in value):
            sends[Send("", verb, place)] = None

    def _session(self, frame: "Frame", node: ast.AST, name: str, arguments: list[Value]) -> Value:
        tables = [
            atom.key if isinstance(atom, ClassValue) else atom.table
            for value in arguments
            for atom in value
            if isinstance(atom, ClassValue | Row)
        ]
        texts = [atom.value for value in arguments for atom in value if isinstance(atom, Constant)]
        kinds = {part for value in arguments for atom in value if isinstance(atom, Outside) for part in atom.name.split(".")}
        verb = "writes" if name in _WRITES else "reads" if name in _READS else ""
        if name in ("execute", "scalars", "scalar", "exec"):
            verb = next((_STATEMENTS[kind] for kind in ("insert", "update", "delete") if kind in kinds), "reads")
            first = texts[0].split() if texts else []
            verb = "writes" if first and first[0].lower() in ("insert", "update", "delete", "replace", "merge") else verb
        if verb:
            for table in tables or [""]:
                self._store(frame, node, verb, table, texts[0] if texts else "")
        return only(Row(tables[0] if tables else ""))

    def _store(self, frame: "Frame", node: ast.AST, verb: str, table: str, sql: str = "") -> None:
        self._on.effects.stores[StoreUse(verb, frame.module.place(node), table, sql)] = None

    # --- collections and everything from elsewhere

    def _holder(self, method: HolderMethod, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        on = self._on
        whole = only(Holder(method.site))
        if method.name in ("append", "add", "appendleft", "insert", "setdefault", "put_nowait", "put"):
            on.store(method.site, None, joined(*arguments[-1:]))
            return on.held(whole) if method.name == "setdefault" else NOTHING
        if method.name in ("extend", "update"):
            on.store(method.site, None, joined(*(on.held(value) for value in arguments), *keywords.values()))
            return NOTHING
        if method.name in ("pop", "popleft", "get", "popitem"):
            return on.held(whole)
        if method.name == "items":
            return self._pairs(("items", method.site), [NOTHING, on.held(whole)])
        return whole

    def _outside(self, frame: "Frame", node: ast.AST, atom: Outside, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        on, name = self._on, atom.name
        message = on.message_of(name)
        if message:
            return only(Made(message))
        if name in _CALLERS:
            self._lose(frame, node, arguments, keywords)
            return ANYTHING
        if name in _PARTIALS and arguments:
            return frozenset(
                Bound(each, tuple(arguments[1:]), tuple(sorted(keywords.items(), key=lambda item: item[0]))) for each in arguments[0]
            )
        short = name.removeprefix("builtins.")
        if name.startswith("builtins."):
            return self._builtin(frame, node, short, arguments, keywords)
        self._client(frame, node, name, arguments, keywords)
        if name.startswith(f"{on.output}.messages."):
            last = name.rpartition(".")[0].rpartition(".")[2]
            return (
                only(Made(last))
                if last in on.messages and name.endswith((".model_validate", ".from_json", ".model_construct"))
                else NOTHING
            )
        values = [*arguments, *keywords.values()]
        if name.startswith("sqlalchemy"):
            tables = frozenset(each for value in arguments for each in value if isinstance(each, ClassValue | Row | Constant))
            return joined(tables, only(atom))
        if not name.startswith(_PLAIN):
            self._lose(frame, node, arguments, keywords)
            callables = frozenset(each for value in values for each in value if isinstance(each, Closure | Bound))
            return joined(callables, only(atom)) if callables else only(atom)
        return only(atom) if not name.startswith("typing") else joined(*arguments[-1:])

    def _builtin(self, frame: "Frame", node: ast.AST, name: str, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        on = self._on
        first = arguments[0] if arguments else NOTHING
        if name == "getattr" and len(arguments) > 1:
            names = [atom.value for atom in arguments[1] if isinstance(atom, Constant)]
            if names:
                return joined(*(on.attribute(frame, node, first, each) for each in names))
            self._whole(frame, node, first)
            return ANYTHING
        if name in _WHOLE or (name in ("list", "tuple") and any(isinstance(atom, Got) and not atom.path for atom in first)):
            self._whole(frame, node, first)
        if name in ("list", "tuple", "set", "sorted", "reversed", "iter", "frozenset"):
            return on.holder(node, [(None, on.held(first))])
        if name in ("next", "max", "min"):
            return joined(on.held(first), *arguments[1:])
        if name == "enumerate":
            return self._pairs(("pairs", id(node)), [NOTHING, on.held(first)])
        if name == "zip":
            return self._pairs(("pairs", id(node)), [on.held(each) for each in arguments])
        if name in ("map", "filter") and len(arguments) > 1:
            result = self.call(frame, node, first, [on.held(each) for each in arguments[1:]], {})
            return on.holder(node, [(None, result if name == "map" else on.held(arguments[1]))])
        if name == "__import__":
            return joined(*(only(Outside(atom.value)) for atom in first if isinstance(atom, Constant)))
        return NOTHING

    def _pairs(self, site: object, parts: list[Value]) -> Value:
        """A list of tuples that have these parts."""
        inner = ("tuple", site)
        for position, part in enumerate(parts):
            self._on.store(inner, position, part)
        self._on.store(site, None, only(Holder(inner)))
        return only(Holder(site))

    def _client(self, frame: "Frame", node: ast.AST, name: str, arguments: list[Value], keywords: dict[str, Value]) -> None:
        if name in _DATABASES:
            texts = [atom.value for value in arguments for atom in value if isinstance(atom, Constant)]
            self._on.effects.calls[OutsideCall("database", texts[0] if texts else "", frame.module.place(node))] = None
            return
        library = next((each for each in _HTTP if name.startswith(f"{each}.")), None)
        if library is None or name.rpartition(".")[2] not in _HTTP_CALLS or name.removeprefix(f"{library}.").count(".") > 0:
            return
        texts = [atom.value for value in (*arguments, *keywords.values()) for atom in value if isinstance(atom, Constant)]
        texts += _beginnings(node)
        target = next((text for text in texts if "://" in text or "." in text or ":" in text), "")
        self._on.effects.calls[OutsideCall(library, target, frame.module.place(node))] = None

    def _whole(self, frame: "Frame", node: ast.AST, value: Value) -> None:
        for atom in value:
            if isinstance(atom, Got):
                self._on.effects.reads[FieldRead(atom.message, atom.path, frame.module.place(node), whole=True)] = None

    def _lose(self, frame: "Frame", node: ast.AST, arguments: list[Value], keywords: dict[str, Value]) -> None:
        """The arguments go where they can't be followed."""
        place = frame.module.place(node)
        for value in (*arguments, *keywords.values()):
            self._whole(frame, node, value)
            for atom in value:
                if isinstance(atom, Tool) and atom.kind in ("tx", "call"):
                    self._on.untold(place, f"`{atom.kind}` is handed to code that can't be followed from here")
                elif isinstance(atom, Made):
                    self._on.effects.loose[atom.message] = place

    def _unknown(self, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        return ANYTHING


def _beginnings(node: ast.AST) -> list[str]:
    """How the formatted texts among a call's arguments begin: enough to know the host of an URL."""
    given = [*node.args, *(keyword.value for keyword in node.keywords)] if isinstance(node, ast.Call) else []
    first = [argument.values[0] for argument in given if isinstance(argument, ast.JoinedStr) and argument.values]
    return [part.value for part in first if isinstance(part, ast.Constant) and isinstance(part.value, str)]
