"""The conformance reader on styles of code that the scaffold does not have: what it follows, and where it says that it can't tell."""

from pathlib import Path

import pytest

from flowmart.generator import pipeline
from flowmart.generator.conformance.code import read_code
from flowmart.generator.conformance.facts import HandlerCode
from flowmart.generator.emitters.message_names import message_names
from flowmart.generator.emitters.service_code import service_codes

EVENT = "---\nid: {id}\nname: {id}\nversion: 1.0.0\n---\n"
SERVICE = """---
id: ShopService
name: Shop
version: 1.0.0
receives: [{id: Asked}]
sends: [{id: Told}, {id: Warned}]
---
"""
HEAD = """from functools import partial
from generated.messages import Asked, Told, Warned
from generated.services.shop_service import ShopService
"""


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("shop")
    for id in ("Asked", "Told", "Warned"):
        (project / "catalog" / "events" / id).mkdir(parents=True)
        (project / "catalog" / "events" / id / "index.mdx").write_text(EVENT.format(id=id))
    (project / "catalog" / "services" / "ShopService").mkdir(parents=True)
    (project / "catalog" / "services" / "ShopService" / "index.mdx").write_text(SERVICE)
    return project


def _handler(catalog: Path, **files: str) -> HandlerCode:
    """What the one handler does, in a services folder with these modules."""
    graph = pipeline.load(pipeline.open_project(catalog)).graph
    texts = {f"services/{name}.py": text for name, text in files.items()}
    facts = read_code(
        service_codes(graph).services,
        services="services",
        output="generated",
        messages=frozenset(name.class_name for name in message_names(graph).by_key.values()),
        files=texts,
        text=texts.get,
        shown=str,
    )
    (service,) = facts.services
    (handler,) = service.handlers
    return handler


STYLES = {
    "a plain call": "    tx.emit(Told())",
    "an alias of tx": "    out = tx\n    out.emit(Told())",
    "a bound method": "    emit = tx.emit\n    emit(Told())",
    "a partial": "    partial(tx.emit, Told())()",
    "map": "    list(map(tx.emit, [Told()]))",
    "a comprehension": "    [tx.emit(each) for each in (Told(),)]",
    "a tuple of classes": "    for kind in (Told,):\n      tx.emit(kind())",
    "enumerate": "    for number, each in enumerate([Told()]):\n      tx.emit(each)",
    "unpacking": "    first, number = Told(), 1\n    tx.emit(first)",
    "a dict of messages": "    tx.emit({'a': Told()}['a'])",
    "a dict's items": "    for key, each in {'a': Told()}.items():\n      tx.emit(each)",
    "a walrus": "    if (told := Told()):\n      tx.emit(told)",
    "a nested function": "    def inner():\n      tx.emit(Told())\n    inner()",
    "a lambda": "    (lambda message: tx.emit(message))(Told())",
    "a try": "    try:\n      told = Told()\n    finally:\n      pass\n    tx.emit(told)",
    "a with": "    with open('x') as file:\n      tx.emit(Told())",
    "star arguments": "    tx.emit(*[Told()])",
    "a generator": "    def several():\n      yield Told()\n    for each in several():\n      tx.emit(each)",
    "a keyword": "    tx.emit(event=Told())",
    "an import inside": "    from generated.messages import Told as T\n    tx.emit(T())",
    "a module inside": "    import generated.messages as messages\n    tx.emit(messages.Told())",
    "recursion": "    self._again(tx, 3)",
    "a decorated method": "    self._logged(tx)",
    "a class method": "    self._of_class(tx)",
    "a static method": "    self._static(tx)",
    "a property": "    tx.emit(self._told)",
    "getattr with a known name": "    getattr(self, '_static')(tx)",
    "an annotated helper": "    tx.emit(self._annotated(event))",
}
METHODS = """
  def _again(self, tx, left):
    if left:
      self._again(tx, left - 1)
    else:
      tx.emit(Told())

  @logged
  def _logged(self, tx):
    tx.emit(Told())

  @classmethod
  def _of_class(cls, tx):
    cls._static(tx)

  @staticmethod
  def _static(tx):
    tx.emit(Told())

  @property
  def _told(self):
    return Told()

  def _annotated(self, event) -> Told:
    return stranger(event)


def logged(function):
  def wrapper(*arguments, **keywords):
    return function(*arguments, **keywords)
  return wrapper
"""


@pytest.mark.parametrize("style", STYLES)
def test_a_send_is_followed_through(catalog: Path, style: str) -> None:
    body = STYLES[style]
    handler = _handler(catalog, shop_service=f"{HEAD}\nclass Shop(ShopService):\n  def on_asked(self, event, tx):\n{body}\n{METHODS}")
    assert {send.message for send in handler.effects.sends} == {"Told"}
    assert not handler.effects.untold


def test_names_are_followed_through_re_exports_relative_and_star_imports(catalog: Path) -> None:
    handler = _handler(
        catalog,
        shop_service="from .bits import *\nfrom .bits import Base as B\nclass Shop(B):\n  def on_asked(self, event, tx):\n    tell(tx)\n",
        bits="from .deeper import tell\nfrom generated.services.shop_service import ShopService as Base\n",
        deeper="import generated.messages.told as told\ndef tell(tx):\n  tx.emit(told.Told())\n",
    )
    assert {(send.message, send.place.path) for send in handler.effects.sends} == {("Told", "services/deeper.py")}


UNKNOWN = {
    "a computed name": "    getattr(self, '_on_' + event.kind)(tx)",
    "a stranger's function": "    stranger(tx)",
    "a stranger's message": "    tx.emit(stranger())",
    "a table from outside": "    stranger.TABLE[event.kind](event, tx)",
    "eval": "    tx.emit(eval('Told()'))",
}


@pytest.mark.parametrize("style", UNKNOWN)
def test_what_cannot_be_followed_may_send_anything(catalog: Path, style: str) -> None:
    code = f"{HEAD}from elsewhere import stranger\n\nclass Shop(ShopService):\n  def on_asked(self, event, tx):\n{UNKNOWN[style]}\n"
    assert _handler(catalog, shop_service=code).effects.may_send()


@pytest.mark.parametrize(
    "dead", ["    return\n    tx.emit(Told())", "    if False:\n      tx.emit(Told())", "    raise ValueError\n    tx.emit(Told())"]
)
def test_what_is_never_reached_sends_nothing(catalog: Path, dead: str) -> None:
    code = f"{HEAD}\nclass Shop(ShopService):\n  def on_asked(self, event, tx):\n{dead}\n"
    assert not _handler(catalog, shop_service=code).effects.sends


READS = {
    "    event.order_id": {"order_id"},
    "    one, two = event.first, event.second.third": {"first", "second", "second.third"},
    "    for line in event.lines:\n      line.sku": {"lines", "lines.[].sku"},
    "    [line.sku for line in event.lines if line.count]": {"lines", "lines.[].sku", "lines.[].count"},
    "    self._deeper(event.address)": {"address", "address.city"},
    "    getattr(event, 'order_id')": {"order_id"},
    "    match event:\n      case Asked(order_id=found):\n        pass": {"order_id"},
    "    event.lines[0].sku": {"lines", "lines.[].sku"},
}


@pytest.mark.parametrize("body", READS)
def test_fields_that_are_read(catalog: Path, body: str) -> None:
    code = f"{HEAD}\nclass Shop(ShopService):\n  def on_asked(self, event, tx):\n{body}\n\n  def _deeper(self, address):\n    return address.city\n"
    assert {".".join(read.path) for read in _handler(catalog, shop_service=code).effects.reads} == READS[body]


def test_reading_never_imports_or_runs_the_code(catalog: Path) -> None:
    _handler(catalog, shop_service=f"{HEAD}raise SystemExit\n\nclass Shop(ShopService):\n  def on_asked(self, event, tx):\n    pass\n")
