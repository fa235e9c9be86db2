"""The conformance reader on whole modules in styles that people write: what each sends is found, or said to be unknown; never is it silent."""

from pathlib import Path

import pytest

from flowmart.generator import pipeline
from flowmart.generator.conformance.code import read_code
from flowmart.generator.conformance.facts import ServiceFacts
from flowmart.generator.emitters.message_names import message_names
from flowmart.generator.emitters.service_code import service_codes

EVENT = "---\nid: {id}\nname: {id}\nversion: 1.0.0\n---\n"
SERVICE = "---\nid: ShopService\nname: Shop\nversion: 1.0.0\nreceives: [{id: Asked}]\nsends: [{id: Told}]\n---\n"
HEAD = """from generated.messages import Asked, Told
from generated.services.shop_service import ShopService
"""
CLASS = """class Shop(ShopService):
  def on_asked(self, event, tx):
"""

FOLLOWED: dict[str, dict[str, str]] = {
    "mixin": {
        "shop_service": """{HEAD}from .mix import Telling
class Shop(Telling, ShopService):
  def on_asked(self, event, tx):
    self.tell(tx)
""",
        "mix": """from generated.messages import Told
class Telling:
  def tell(self, tx):
    tx.emit(Told())
""",
    },
    "handler in mixin": {
        "shop_service": """{HEAD}from .mix import Telling
class Shop(Telling, ShopService):
  pass
""",
        "mix": """from generated.messages import Told
class Telling:
  def on_asked(self, event, tx):
    tx.emit(Told())
""",
    },
    "decorated handler": {
        "shop_service": """{HEAD}from functools import wraps
def logged(f):
  @wraps(f)
  def inner(self, event, tx):
    return f(self, event, tx)
  return inner
class Shop(ShopService):
  @logged
  def on_asked(self, event, tx):
    tx.emit(Told())
""",
    },
    "decorator with args": {
        "shop_service": """{HEAD}from functools import wraps
def logged(level):
  def deco(f):
    @wraps(f)
    def inner(*a, **k):
      return f(*a, **k)
    return inner
  return deco
class Shop(ShopService):
  @logged('x')
  def on_asked(self, event, tx):
    tx.emit(Told())
""",
    },
    "outside decorator": {
        "shop_service": """{HEAD}from tenacity import retry
class Shop(ShopService):
  @retry
  def on_asked(self, event, tx):
    tx.emit(Told())
""",
    },
    "comprehension of sends": {
        "shop_service": """{HEAD}{CLASS}    [tx.emit(m) for m in (Told(),)]
""",
    },
    "generator of messages": {
        "shop_service": """{HEAD}{CLASS}    for m in self._all(event):
      tx.emit(m)
  def _all(self, event):
    yield Told()
""",
    },
    "yield from": {
        "shop_service": """{HEAD}{CLASS}    for m in self._all(event):
      tx.emit(m)
  def _all(self, event):
    yield from self._some()
  def _some(self):
    yield Told()
""",
    },
    "map": {
        "shop_service": """{HEAD}{CLASS}    list(map(tx.emit, [Told()]))
""",
    },
    "getattr of a method": {
        "shop_service": """{HEAD}{CLASS}    getattr(self, '_tell')(tx)
  def _tell(self, tx):
    tx.emit(Told())
""",
    },
    "getattr of tx": {
        "shop_service": """{HEAD}{CLASS}    getattr(tx, 'emit')(Told())
""",
    },
    "match": {
        "shop_service": """{HEAD}{CLASS}    match event.kind:
      case 'a':
        m = Told()
      case _:
        return
    tx.emit(m)
""",
    },
    "type alias": {
        "shop_service": """{HEAD}Out = Told
{CLASS}    tx.emit(Out())
""",
    },
    "type alias stmt": {
        "shop_service": """{HEAD}from typing import TypeAlias
Out: TypeAlias = Told
{CLASS}    tx.emit(Out())
""",
    },
    "star import of generated": {
        "shop_service": """from generated.messages import *
from generated.services.shop_service import ShopService
{CLASS}    tx.emit(Told())
""",
    },
    "star through module": {
        "shop_service": """from .names import *
{CLASS}    tx.emit(Told())
""",
        "names": """from generated.messages import *
from generated.services.shop_service import *
""",
    },
    "conditional import": {
        "shop_service": """try:
  from fast import emit
except ImportError:
  emit = None
{HEAD}{CLASS}    tx.emit(Told())
""",
    },
    "conditional def": {
        "shop_service": """{HEAD}import sys
if sys.version_info > (3, 11):
  def tell(tx):
    tx.emit(Told())
else:
  def tell(tx):
    tx.emit(Told(x=1))
{CLASS}    tell(tx)
""",
    },
    "TYPE_CHECKING import": {
        "shop_service": """from typing import TYPE_CHECKING
from generated.services.shop_service import ShopService
if TYPE_CHECKING:
  from generated.messages import Asked
{CLASS}    from generated.messages import Told
    tx.emit(Told())
""",
    },
    "module functions": {
        "shop_service": """{HEAD}from . import deep
{CLASS}    deep.act(event, tx)
""",
        "deep/__init__": """from .er import act
""",
        "deep/er": """from generated import messages
def act(event, tx):
  tx.emit(messages.Told())
""",
    },
    "absolute import": {
        "shop_service": """{HEAD}import services.deep as d
{CLASS}    d.act(tx)
""",
        "deep": """import generated.messages as gm
def act(tx):
  tx.emit(gm.Told())
""",
    },
    "dict dispatch": {
        "shop_service": """{HEAD}{CLASS}    {'a': self._a}.get(event.kind, self._b)(tx)
  def _a(self, tx):
    tx.emit(Told())
  def _b(self, tx):
    pass
""",
    },
    "class table": {
        "shop_service": """{HEAD}class Shop(ShopService):
  MAKERS = {'a': Told}
  def on_asked(self, event, tx):
    tx.emit(self.MAKERS[event.kind]())
""",
    },
    "class table in loop": {
        "shop_service": """{HEAD}KINDS = [('a', Told)]
class Shop(ShopService):
  def on_asked(self, event, tx):
    for name, kind in KINDS:
      if event.kind == name:
        tx.emit(kind())
""",
    },
    "dataclass builder": {
        "shop_service": """{HEAD}from dataclasses import dataclass
@dataclass
class Out:
  tx: object
  def tell(self):
    self.tx.emit(Told())
{CLASS}    Out(tx).tell()
""",
    },
    "context manager": {
        "shop_service": """{HEAD}from contextlib import contextmanager
@contextmanager
def scope(tx):
  yield tx
{CLASS}    with scope(tx) as t:
      t.emit(Told())
""",
    },
    "ternary": {
        "shop_service": """{HEAD}{CLASS}    tx.emit(Told() if event.a else Told(b=1))
""",
    },
    "walrus": {
        "shop_service": """{HEAD}{CLASS}    if (m := Told()):
      tx.emit(m)
""",
    },
    "keyword arguments": {
        "shop_service": """{HEAD}{CLASS}    self._out(tx=tx, message=Told())
  def _out(self, **kw):
    kw['tx'].emit(kw['message'])
""",
    },
    "star arguments": {
        "shop_service": """{HEAD}{CLASS}    self._out(tx, *[Told()])
  def _out(self, tx, *messages):
    for m in messages: tx.emit(m)
""",
    },
    "attr of self": {
        "shop_service": """{HEAD}{CLASS}    self.pending = []
    self.pending.append(Told())
    for m in self.pending: tx.emit(m)
""",
    },
    "zip": {
        "shop_service": """{HEAD}{CLASS}    for n, m in zip([1], [Told()]): tx.emit(m)
""",
    },
    "model_copy": {
        "shop_service": """{HEAD}{CLASS}    m = Told(a=1)
    tx.emit(m.model_copy(update={'a': 2}))
""",
    },
    "classmethod maker": {
        "shop_service": """{HEAD}{CLASS}    tx.emit(Told.model_validate({'a': event.a}))
""",
    },
    "super": {
        "shop_service": """{HEAD}class Base(ShopService):
  def on_asked(self, event, tx):
    tx.emit(Told())
class Shop(Base):
  def on_asked(self, event, tx):
    super().on_asked(event, tx)
""",
    },
    "nested function": {
        "shop_service": """{HEAD}{CLASS}    def later():
      tx.emit(Told())
    later()
""",
    },
    "lambda table": {
        "shop_service": """{HEAD}{CLASS}    acts = {'a': lambda: tx.emit(Told())}
    acts[event.kind]()
""",
    },
    "assigned handler": {
        "shop_service": """{HEAD}def _asked(self, event, tx):
  tx.emit(Told())
class Shop(ShopService):
  on_asked = _asked
""",
    },
    "class decorator": {
        "shop_service": """{HEAD}def traced(c):
  return c
@traced
{CLASS}    tx.emit(Told())
""",
    },
    "try finally": {
        "shop_service": """{HEAD}{CLASS}    try:
      risky()
    except Exception:
      raise
    finally:
      tx.emit(Told())
""",
    },
    "while": {
        "shop_service": """{HEAD}{CLASS}    q = [Told()]
    while q:
      tx.emit(q.pop())
""",
    },
    "namedtuple": {
        "shop_service": """{HEAD}from typing import NamedTuple
class P(NamedTuple):
  m: object
{CLASS}    tx.emit(P(Told()).m)
""",
    },
    "dict union": {
        "shop_service": """{HEAD}A = {'a': Told}
B = {**A, 'b': Told}
{CLASS}    tx.emit(B['b']())
""",
    },
    "tuple swap": {
        "shop_service": """{HEAD}{CLASS}    a, *rest = [Told(), Told()]
    for m in rest: tx.emit(m)
""",
    },
    "global instance": {
        "shop_service": """{HEAD}class Teller:
  def tell(self, tx): tx.emit(Told())
teller = Teller()
{CLASS}    teller.tell(tx)
""",
    },
    "generic base": {
        "shop_service": """{HEAD}from typing import Generic, TypeVar
T = TypeVar('T')
class G(Generic[T]):
  def tell(self, tx): tx.emit(self.make())
class Shop(G[int], ShopService):
  def make(self): return Told()
  def on_asked(self, event, tx):
    self.tell(tx)
""",
    },
    "abstract hook": {
        "shop_service": """{HEAD}class G(ShopService):
  def on_asked(self, event, tx):
    self.hook(tx)
  def hook(self, tx): raise NotImplementedError
class Shop(G):
  def hook(self, tx): tx.emit(Told())
""",
    },
    "a table of methods in the class": {
        "shop_service": """{HEAD}class Shop(ShopService):
  def _a(self, event, tx):
    tx.emit(Told())
  TABLE = {"a": _a}
  def on_asked(self, event, tx):
    self.TABLE[event.kind](self, event, tx)
""",
    },
}

UNKNOWN: dict[str, dict[str, str]] = {
    "a computed method": {
        "shop_service": """{HEAD}{CLASS}    getattr(self, f'_on_{event.kind}')(tx)
  def _on_a(self, tx):
    tx.emit(Told())
""",
    },
    "singledispatch": {
        "shop_service": """{HEAD}from functools import singledispatch
@singledispatch
def act(event, tx):
  pass
@act.register
def _(event: Asked, tx):
  tx.emit(Told())
{CLASS}    act(event, tx)
""",
    },
    "itertools": {
        "shop_service": """{HEAD}from itertools import chain
{CLASS}    for m in chain([Told()], []): tx.emit(m)
""",
    },
    "partialmethod": {
        "shop_service": """{HEAD}from functools import partialmethod
class Shop(ShopService):
  def _any(self, kind, event, tx):
    tx.emit(Told())
  on_asked = partialmethod(_any, 'a')
""",
    },
    "enum dispatch": {
        "shop_service": """{HEAD}from enum import Enum
class K(Enum):
  A = Told
{CLASS}    tx.emit(K.A.value())
""",
    },
    "inner class": {
        "shop_service": """{HEAD}class Shop(ShopService):
  class Out:
    def tell(self, tx):
      tx.emit(Told())
  def on_asked(self, event, tx):
    self.Out().tell(tx)
""",
    },
    "a method caller": {
        "shop_service": """{HEAD}import operator
{CLASS}    operator.methodcaller('emit', Told())(tx)
""",
    },
    "reduce": {
        "shop_service": """{HEAD}from functools import reduce
{CLASS}    reduce(lambda t, m: t.emit(m) or t, [Told()], tx)
""",
    },
}

LATE: dict[str, dict[str, str]] = {
    "setattr in a loop": {
        "shop_service": """{HEAD}class Shop(ShopService):
  pass
for n in ('asked',):
  setattr(Shop, 'on_'+n, lambda self, event, tx: tx.emit(Told()))
""",
    },
    "a metaclass": {
        "shop_service": """{HEAD}class Shop(ShopService, metaclass=Made):
  pass
""",
    },
}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("shop")
    for id in ("Asked", "Told"):
        (project / "catalog" / "events" / id).mkdir(parents=True)
        (project / "catalog" / "events" / id / "index.mdx").write_text(EVENT.format(id=id))
    (project / "catalog" / "services" / "ShopService").mkdir(parents=True)
    (project / "catalog" / "services" / "ShopService" / "index.mdx").write_text(SERVICE)
    return project


def _service(catalog: Path, files: dict[str, str]) -> ServiceFacts:
    graph = pipeline.load(pipeline.open_project(catalog)).graph
    texts = {f"services/{name}.py": text.replace("{HEAD}", HEAD).replace("{CLASS}", CLASS) for name, text in files.items()}
    facts = read_code(
        service_codes(graph).services,
        services="services",
        output="generated",
        messages=frozenset(name.class_name for name in message_names(graph).by_key.values()),
        files=texts,
        text=texts.get,
        shown=str,
    )
    return facts.services[0]


@pytest.mark.parametrize("style", FOLLOWED)
def test_what_a_module_sends_is_found(catalog: Path, style: str) -> None:
    (handler,) = _service(catalog, FOLLOWED[style]).handlers
    assert {send.message for send in handler.effects.sends} == {"Told"}
    assert not handler.effects.untold


@pytest.mark.parametrize("style", UNKNOWN)
def test_what_can_not_be_followed_is_said(catalog: Path, style: str) -> None:
    (handler,) = _service(catalog, UNKNOWN[style]).handlers
    assert handler.effects.may_send()


@pytest.mark.parametrize("style", LATE)
def test_handlers_that_come_from_elsewhere_are_no_missing_handlers(catalog: Path, style: str) -> None:
    found = _service(catalog, LATE[style])
    assert found.place is not None
    assert found.dynamic is not None
