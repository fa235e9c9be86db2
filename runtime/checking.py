"""Messages whose schema says more than their types can: it is checked as well, compiled when the first one is read or made.

The generated module carries the schema. Patterns run in linear time; only those that need look-around have a limit instead.
Imports the validator when it is first needed. Never reaches the network.
"""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NoReturn, Protocol, Self, cast

from pydantic import ValidationError, ValidationInfo, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from .messages import Message

# Steps of a pattern with look-around; far beyond honest ones, and some milliseconds of a hostile one.
_MOST_STEPS = 100_000
_READ: dict[str, bool] = {"checked": True}


class _Compiled(Protocol):
    def is_valid(self, instance: Any) -> bool: ...
    def validate(self, instance: Any) -> None: ...


class JsonSchema:
    """A schema and the files that it refers to, by address. `base` is the address that its own references start from."""

    def __init__(self, schema: Mapping[str, object] | bool, *, base: str = "", files: Mapping[str, object] | None = None) -> None:
        self.schema, self.base, self.files = schema, base, files or {}

    @cached_property
    def _validator(self) -> _Compiled:
        import jsonschema_rs as validators

        try:
            return self._compiled(validators.RegexOptions())
        except validators.ValidationError as error:
            if "regex" not in error.message:
                raise
            return self._compiled(validators.FancyRegexOptions(backtrack_limit=_MOST_STEPS))

    def _compiled(self, patterns: Any) -> _Compiled:
        import jsonschema_rs as validators

        schema: Any = self.schema
        found = validators.validator_for(
            schema,
            base_uri=self.base or None,
            registry=validators.Registry(cast("Any", list(self.files.items()))) if self.files else None,
            offline=True,
            validate_formats=True,
            pattern_options=patterns,
        )
        return cast("_Compiled", found)

    def accepts(self, value: Any) -> bool:
        return self._validator.is_valid(value)

    def refusal(self, value: Any) -> InitErrorDetails | None:
        """What the schema has against the value, as an error for pydantic to report."""
        if self.accepts(value):
            return None
        import jsonschema_rs

        try:
            self._validator.validate(value)
        except jsonschema_rs.ValidationError as error:
            # The text is an argument, because pydantic reads braces in a template.
            problem = PydanticCustomError("json_schema", "{reason}", {"reason": error.message})
            return InitErrorDetails(type=problem, loc=tuple(error.instance_path), input=error.instance)
        return None


class Checked(Message):
    """A message that its schema checks too, when it is read and when it is made."""

    @classmethod
    def json_schema(cls) -> JsonSchema:
        """The generated class gives the schema of its module."""
        raise NotImplementedError

    @classmethod
    def from_json(cls, text: bytes | str) -> Self:
        try:
            value: object = json.loads(text, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            return cls._read(text)  # refused there, with the place
        refusal = cls.json_schema().refusal(value)
        if refusal is not None:
            raise ValidationError.from_exception_data(cls.__name__, [refusal], "json")
        return cls._read(text, _READ)

    @model_validator(mode="after")
    def _fits_the_schema(self, info: ValidationInfo) -> Self:
        if info.context is _READ:
            return self
        refusal = self.json_schema().refusal(json.loads(self.to_json()))
        if refusal is not None:
            place = "/".join(map(str, refusal.get("loc", ())))
            context = refusal["type"].context if isinstance(refusal["type"], PydanticCustomError) else None
            reason = str((context or {}).get("reason", ""))
            raise PydanticCustomError("json_schema", "{reason}", {"reason": f"{place}: {reason}" if place else reason})
        return self


class OpenPayload(Message):
    """A message whose schema also takes what is no object: such a payload is kept whole, and the message has no other properties."""

    @property
    def payload(self) -> Any:
        """The payload that is no object, None where the message is one."""
        return self.__dict__.get("")

    def to_json(self) -> bytes:
        if "" in self.__dict__:
            return json.dumps(self.__dict__[""], ensure_ascii=False, separators=(",", ":")).encode()
        return super().to_json()

    @classmethod
    def _read(cls, text: bytes | str, context: Any = None) -> Self:
        start = text.lstrip()[:1]
        if start in (b"{", "{"):
            return super()._read(text, context)
        try:
            value: object = json.loads(text, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            return super()._read(text, context)
        message = cls.model_construct()
        vars(message)[""] = value
        return message


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
