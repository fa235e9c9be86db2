"""What was found in the code of one service: plain values with places, for rules to hold against the catalog."""

from functools import cached_property

from ..diagnostics import Location
from ..emitters.service_code import ServiceCode
from .record import Record
from .values import Path


class Send(Record):
    """A message that is emitted, sent or asked at a place. `message` is the class's name, empty where it can't be told."""

    message: str
    verb: str
    place: Location


class FieldRead(Record):
    """A part of the received message is used. `whole`: it, and anything below it, may be used in ways that can't be followed."""

    message: str
    path: Path
    place: Location
    whole: bool = False


class StoreUse(Record):
    """`verb` is `reads` or `writes`; `table` the key of the table's class where it is known; `sql` a constant statement."""

    verb: str
    place: Location
    table: str = ""
    sql: str = ""


class OutsideCall(Record):
    """A call to another system: by `self.external(target)` (`via` is external), by an HTTP or RPC client, or by a database driver (`via` is database).

    `target` is the name, the URL or the service's id, empty where it can't be told.
    """

    via: str
    target: str
    place: Location


class Untold(Record):
    """A place that reading can't see through. `hides` says what may happen there: `sends` or `reads`."""

    place: Location
    reason: str
    hides: str = "sends"


class Effects:
    """What running some code may do. Grows while code is followed; sets, so that following a function twice adds nothing.

    `loose` are messages that were constructed and went where they can't be followed. `asked` has the collections and objects whose contents were asked for,
    with how often each had grown by then: code that asked for one which has grown since is to be followed again.
    """

    __slots__ = ("asked", "calls", "loose", "reads", "sends", "stores", "untold")

    def __init__(self) -> None:
        self.sends: dict[Send, None] = {}
        self.reads: dict[FieldRead, None] = {}
        self.stores: dict[StoreUse, None] = {}
        self.calls: dict[OutsideCall, None] = {}
        self.untold: dict[Untold, None] = {}
        self.loose: dict[str, Location] = {}
        self.asked: dict[object, int] = {}

    def take(self, other: "Effects") -> None:
        self.sends |= other.sends
        self.reads |= other.reads
        self.stores |= other.stores
        self.calls |= other.calls
        self.untold |= other.untold
        self.loose |= other.loose
        for site, grown in other.asked.items():
            if self.asked.setdefault(site, grown) > grown:
                self.asked[site] = grown

    def may_send(self) -> bool:
        """True when something may be sent here that reading can't see."""
        return any(untold.hides == "sends" for untold in self.untold) or any(not send.message for send in self.sends)


class HandlerCode(Record):
    """One handler method as it is written. `unwritten` is where it raises NotImplementedError instead of doing something."""

    name: str
    place: Location
    effects: Effects
    unwritten: Location | None = None


class Import(Record):
    """A module, or a name in one, that the service's code imports, by its dotted name."""

    name: str
    place: Location


class Stray(Record):
    """A method that looks like a handler, for a message that the service does not receive. `message` is its class, if it says so."""

    name: str
    message: str
    place: Location


class ServiceFacts(Record):
    """The code of one service. Without a handler class (`place` None) nobody has written it yet.

    `tables` is the declarative base that its handler class declares, by key, empty for none. `dynamic`: its handlers may come from where reading can't follow (`__getattr__`, a decorator).
    """

    code: ServiceCode
    file: str
    place: Location | None
    handlers: tuple[HandlerCode, ...] = ()
    strays: tuple[Stray, ...] = ()
    imports: tuple[Import, ...] = ()
    tables: str = ""
    tables_place: Location | None = None
    dynamic: Location | None = None
    fault: Location | None = None

    @cached_property
    def effects(self) -> Effects:
        """Those of all handlers together."""
        found = Effects()
        for handler in self.handlers:
            found.take(handler.effects)
        return found


class Ghost(Record):
    """A handler class for a service that the catalog does not have, or that gets no code."""

    base: str
    place: Location


class CodeFacts(Record):
    """The code of all services. `tables` maps a table class's key to its base,
    `table_names` a table's name to its base."""

    services: tuple[ServiceFacts, ...]
    ghosts: tuple[Ghost, ...]
    tables: dict[str, str]
    table_names: dict[str, str]


NO_CODE = CodeFacts((), (), {}, {})
