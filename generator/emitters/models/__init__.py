"""Typed messages: pydantic models of the payload schemas, by datamodel-code-generator in this process."""

from ..emitter import Emitter
from .pages import emit

EMITTER = Emitter("models", emit)
