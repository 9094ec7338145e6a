"""``@record``: a frozen class with slots, as ``@dataclass(frozen=True, slots=True)`` makes it, in an eighth of the time.

For every dataclass Python compiles six methods: 0.4 to 0.8 ms a class on 3.11 to 3.13, after 6 ms for importing
``dataclasses``. ``natpin lint`` defines a hundred such classes before it reads a byte, and that was half of its
start-up (``docs/performance.md``). Here ``__init__`` alone is compiled, when the first object is made; the other
methods are shared. To a type checker a record is a dataclass. Every value in natpin is a record, whatever imports it (``docs/adr/0009``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from types import CodeType, FunctionType
from typing import Any, Final, TypeVar, dataclass_transform

T = TypeVar("T")

_NONE_GIVEN: Final[Any] = object()
_FROZEN: Final[list[tuple[type, Mapping[str, _Field]]]] = []
"""The classes of records there are."""
_GUARD: Final[dict[str, object]] = {}
"""Methods that refuse changes, once ``guard`` was called."""


class _Field:
    """How a field departs from a plain one."""

    def __init__(
        self,
        default: Any,
        factory: Callable[[], Any] | None = None,
        compare: bool = True,
        repr: bool = True,
    ) -> None:
        self.default, self.factory, self.compare, self.repr = default, factory, compare, repr


def field(
    *,
    default: Any = _NONE_GIVEN,
    default_factory: Callable[[], Any] | None = None,
    compare: bool = True,
    repr: bool = True,
) -> Any:
    """A field whose default is made anew for each object, or which equality and hash, or repr, pass over."""
    return _Field(default, default_factory, compare, repr)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make a class of annotations a frozen value: equal to another when all its fields are.

    The fields are those that the class itself annotates; none are inherited. Methods it defines are kept.
    """
    fields = _fields(cls)
    compared = [name for name, each in fields.items() if each.compare]
    key: Callable[[Any], Any] = attrgetter(*compared) if compared else lambda self: ()

    def equal(self: object, other: object) -> bool:
        if self is other:
            return True
        return key(self) == key(other) if type(self) is type(other) else NotImplemented

    def hashed(self: object) -> int:
        return hash(key(self))

    made = _made(cls, fields, {"__eq__": equal, "__hash__": hashed, **_GUARD})
    _FROZEN.append((made, fields))
    return made


@dataclass_transform(eq_default=False, field_specifiers=(field,))
def mutable(cls: type[T]) -> type[T]:
    """Make a class of annotations one whose fields may be set; an object of it equals itself alone."""
    return _made(cls, _fields(cls), {})


def replace(original: T, **changes: object) -> T:
    """The same record, or dataclass, but for some fields."""
    names = field_names(original)
    values = [changes.pop(name) if name in changes else getattr(original, name) for name in names]
    return type(original)(*values, **changes)  # what is left of the changes is no field: refused


def field_names(of: object) -> tuple[str, ...]:
    """A record's fields, or those of a class of records, in the order of declaration; none for what is no record."""
    return getattr(of if isinstance(of, type) else type(of), "__match_args__", ())


def guard() -> None:
    """From now on, whoever sets or deletes a field of a record is refused: for tests, which so find what mypy cannot see."""
    _GUARD.update(__setattr__=_refuse, __delattr__=_refuse)
    for made, fields in _FROZEN:
        for name, method in _GUARD.items():
            setattr(made, name, method)
        made.__init__ = _init(made, fields)  # type: ignore[misc]


def _refuse(self: object, name: str, value: object = None) -> None:
    raise AttributeError(f"{type(self).__qualname__} is frozen: {name} cannot be changed")


def _fields(cls: type) -> dict[str, _Field]:
    found = {name: vars(cls).get(name, _NONE_GIVEN) for name in cls.__annotations__}
    return {name: each if isinstance(each, _Field) else _Field(each) for name, each in found.items()}


def _made(cls: type[T], fields: Mapping[str, _Field], methods: Mapping[str, object]) -> type[T]:
    """The class again, with slots and the methods it lacks. (Slots can only be given to a class that is being made.)"""

    def text(self: object) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name, each in fields.items() if each.repr)
        return f"{cls.__qualname__}({shown})"

    def first(self: object, *given: object, **named: object) -> None:
        made.__init__ = init = _init(made, fields)  # type: ignore[misc]
        init(self, *given, **named)

    own = {name: of for name, of in vars(cls).items() if name not in (*fields, "__dict__", "__weakref__")}
    names = {"__qualname__": cls.__qualname__, "__slots__": tuple(fields), "__match_args__": tuple(fields)}
    made = type(cls.__name__, cls.__bases__, {"__repr__": text, **methods, **own, **names, "__init__": first})

    return made


@cache
def _filling(count: int, factories: tuple[int, ...], guarded: bool) -> CodeType:
    """The code of an ``__init__`` that fills so many slots; of a guarded class through their descriptors, past its
    ``__setattr__``. The places in ``factories`` are those of fields that are made where none is given.

    Compiled once for all records of a shape, since what they differ in is names: to compile each was an eighth of the
    start-up of a small lint.
    """
    lines = ["pass"]
    for place in range(count):
        value = (
            f"_make_{place}() if _{place} is _none_given else _{place}" if place in factories else f"_{place}"
        )
        lines.append(f"_set_{place}(self, {value})" if guarded else f"self._{place} = {value}")
    made: dict[str, Any] = {}
    parameters = ", ".join(["self", *(f"_{place}" for place in range(count))])
    exec(f"def __init__({parameters}):\n " + "\n ".join(lines), made)  # noqa: S102
    code: CodeType = made["__init__"].__code__
    return code


def _init(made: type, fields: Mapping[str, _Field]) -> Callable[..., None]:
    """A class's ``__init__``: its own names for the parameters, its own slots. Raises TypeError for a field without a
    default after one that has one, of which Python could not tell what a place means."""
    known: dict[str, Any] = {"_none_given": _NONE_GIVEN}
    defaults: list[Any] = []
    factories: list[int] = []
    guarded = made.__setattr__ is _refuse
    for place, (name, each) in enumerate(fields.items()):
        if guarded:
            known[f"_set_{place}"] = getattr(made, name).__set__
        if each.factory is not None:
            known[f"_make_{place}"] = each.factory
            factories.append(place)
        if each.factory is not None or each.default is not _NONE_GIVEN:
            defaults.append(each.default)
        elif defaults:
            raise TypeError(f"{made.__qualname__}: {name} has no default, and a field before it has one")
    code = _filling(len(fields), tuple(factories), guarded)
    slots = {f"_{place}": name for place, name in enumerate(fields)}
    names = tuple(slots.get(name, name) for name in code.co_names)
    code = code.replace(co_varnames=("self", *fields), co_names=names)
    return FunctionType(code, known, "__init__", tuple(defaults))
