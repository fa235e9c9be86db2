"""The base of what reading code finds: frozen records with named fields, equal when they are of one class and hold the same.

They are tuples, not dataclasses. `check` needs some thirty of these classes, and making that many dataclasses takes longer than reading the services of
FlowMart; following code also makes and compares tens of thousands of records, which tuples do in C. For type checkers they are dataclasses.
"""

from operator import itemgetter
from typing import ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Record(tuple[object, ...]):
    """Fields are those that the class annotates; the first item of the tuple is the class, so that equality and hashes tell classes apart."""

    _fields: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[tuple[object, ...]] = ()

    def __init_subclass__(cls) -> None:
        own = tuple(cls.__annotations__)
        cls._fields = own
        cls._defaults = tuple(cls.__dict__[name] for name in own if name in cls.__dict__)
        for place, name in enumerate(own, start=1):
            setattr(cls, name, property(itemgetter(place)))

    def __new__(cls, *values: object, **named: object) -> Self:
        fields = cls._fields
        if named or len(values) != len(fields):
            values = cls._complete(values, named)
        return super().__new__(cls, (cls, *values))

    @classmethod
    def _complete(cls, values: tuple[object, ...], named: dict[str, object]) -> tuple[object, ...]:
        fields, defaults = cls._fields, cls._defaults
        found = list(values)
        for place in range(len(values), len(fields)):
            name = fields[place]
            if name in named:
                found.append(named.pop(name))
            elif place >= len(fields) - len(defaults):
                found.append(defaults[place - len(fields)])
            else:
                raise TypeError(f"{cls.__name__} needs {name!r}")
        if named or len(found) > len(fields):
            raise TypeError(f"{cls.__name__} has no field {next(iter(named), 'more')!r}")
        return tuple(found)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(repr(value) for value in self[1:])})"
