"""A FastStream application per service, for those who live in that framework: typed subscribers and publishers, no handlers."""

from ..emitter import Emitter
from .emit import emit

EMITTER = Emitter("faststream", emit)
