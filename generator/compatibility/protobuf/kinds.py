"""The kinds of Protobuf changes: which category each breaks, by buf's categories (SOURCE is buf's FILE without moves between files)."""

from dataclasses import dataclass

from ..verdict import Verdict

WIRE, WIRE_JSON, SOURCE = "WIRE", "WIRE_JSON", "SOURCE"
_ALL = frozenset({WIRE, WIRE_JSON, SOURCE})
_JSON = frozenset({WIRE_JSON, SOURCE})
_SOURCE = frozenset({SOURCE})
_OK, _NO = Verdict.COMPATIBLE, Verdict.INCOMPATIBLE
PREFIX = "breaking/protobuf-"


@dataclass(frozen=True, slots=True)
class Kind:
    """`categories` are those it breaks as a rule; `backward` and `forward` what it does to data on the wire."""

    id: str
    categories: frozenset[str]
    backward: Verdict = _OK
    forward: Verdict = _OK


MESSAGE_REMOVED = Kind("message-removed", _SOURCE, _NO, _NO)
ENUM_REMOVED = Kind("enum-removed", _SOURCE)
SERVICE_REMOVED = Kind("service-removed", _SOURCE)
RPC_REMOVED = Kind("rpc-removed", _SOURCE)
RPC_CHANGED = Kind("rpc-changed", _ALL, _NO, _NO)
FIELD_REMOVED = Kind("field-removed", _ALL)
FIELD_RENAMED = Kind("field-renamed", _JSON)
FIELD_JSON_NAME_CHANGED = Kind("field-json-name-changed", _JSON)
FIELD_TYPE_CHANGED = Kind("field-type-changed", _ALL, _NO, _NO)
FIELD_LABEL_CHANGED = Kind("field-label-changed", _ALL, _NO, _NO)
FIELD_ONEOF_CHANGED = Kind("field-oneof-changed", _ALL, _NO, _NO)
FIELD_DEFAULT_CHANGED = Kind("field-default-changed", _ALL, _NO, _NO)
FIELD_OPTION_CHANGED = Kind("field-option-changed", _SOURCE)
REQUIRED_ADDED = Kind("required-added", _ALL, _NO, _OK)
REQUIRED_REMOVED = Kind("required-removed", _ALL, _OK, _NO)
ONEOF_REMOVED = Kind("oneof-removed", _SOURCE)
ENUM_VALUE_REMOVED = Kind("enum-value-removed", _ALL)
ENUM_VALUE_RENAMED = Kind("enum-value-renamed", _JSON)
RESERVED_REMOVED = Kind("reserved-removed", _ALL)
EXTENSIONS_REMOVED = Kind("extensions-removed", _SOURCE)
EXTENSION_REMOVED = Kind("extension-removed", _SOURCE)
PACKAGE_CHANGED = Kind("package-changed", _ALL)
SYNTAX_CHANGED = Kind("syntax-changed", _SOURCE)
FILE_OPTION_CHANGED = Kind("file-option-changed", _SOURCE)
UNJUDGED = Kind("unjudged", _ALL, Verdict.UNKNOWN, Verdict.UNKNOWN)

KINDS = (
    MESSAGE_REMOVED,
    ENUM_REMOVED,
    SERVICE_REMOVED,
    RPC_REMOVED,
    RPC_CHANGED,
    FIELD_REMOVED,
    FIELD_RENAMED,
    FIELD_JSON_NAME_CHANGED,
    FIELD_TYPE_CHANGED,
    FIELD_LABEL_CHANGED,
    FIELD_ONEOF_CHANGED,
    FIELD_DEFAULT_CHANGED,
    FIELD_OPTION_CHANGED,
    REQUIRED_ADDED,
    REQUIRED_REMOVED,
    ONEOF_REMOVED,
    ENUM_VALUE_REMOVED,
    ENUM_VALUE_RENAMED,
    RESERVED_REMOVED,
    EXTENSIONS_REMOVED,
    EXTENSION_REMOVED,
    PACKAGE_CHANGED,
    SYNTAX_CHANGED,
    FILE_OPTION_CHANGED,
    UNJUDGED,
)
