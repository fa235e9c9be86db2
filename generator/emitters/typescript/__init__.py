"""The same messages in TypeScript: types, and validators that ask the message's own schema (by Ajv)."""

from ..emitter import Emitter
from .pages import emit

EMITTER = Emitter("typescript", emit)
