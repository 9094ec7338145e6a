"""Relations that can be open: what a graph holds several of is never a plain tuple.

Three-valued logic throughout: an answer is True, False, or the ``Unknown`` that says why nobody can tell (Kleene). The
operators are stated once, here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeAlias, TypeVar

from natpin.model.record import record, replace
from natpin.model.value import Unknown

T = TypeVar("T")
U = TypeVar("U")

Truth: TypeAlias = "bool | Unknown"


def both(*answers: Truth) -> Truth:
    """Kleene's and: False decides, then an Unknown."""
    return _decided(False, answers)


def either(*answers: Truth) -> Truth:
    """Kleene's or: True decides, then an Unknown."""
    return _decided(True, answers)


def negated(answer: Truth) -> Truth:
    """Kleene's not."""
    return answer if isinstance(answer, Unknown) else not answer


def _decided(decisive: bool, answers: Iterable[Truth]) -> Truth:
    unknown: Unknown | None = None
    for answer in answers:
        if isinstance(answer, Unknown):
            unknown = unknown or answer
        elif answer is decisive:
            return decisive
    return unknown if unknown is not None else not decisive


@record
class Several(Generic[T]):
    """Things that are certainly there, things that may be, and whether there may be others."""

    sure: tuple[T, ...] = ()
    maybe: tuple[tuple[T, Unknown], ...] = ()
    """Each with why it may not be there: a condition that is open, something that may have removed it."""
    rest: Unknown | None = None
    """None where the list is complete; else why there may be others."""

    @property
    def every(self) -> tuple[T, ...]:
        """All that are named, certain or not."""
        return (*self.sure, *(each for each, _ in self.maybe))

    @property
    def cause(self) -> Unknown | None:
        """Why the list is open; None when it is exact."""
        return self.maybe[0][1] if self.maybe else self.rest

    def __iter__(self) -> Iterator[tuple[T, Unknown | None]]:
        """Each with why it may not be there, None for what certainly is."""
        for each in self.sure:
            yield each, None
        yield from self.maybe

    def there(self) -> Truth:
        """Whether there is any."""
        return True if self.sure else (self.cause or False)

    def any(self, holds: Callable[[T], Truth]) -> Truth:
        """Whether it holds of at least one."""
        unknown: Unknown | None = None
        for each in self.sure:
            answer = holds(each)
            if answer is True:
                return True
            if answer is not False:
                unknown = unknown or answer
        for each, why in self.maybe:
            answer = both(holds(each), why)
            if answer is not False:
                unknown = unknown or (answer if isinstance(answer, Unknown) else why)
        return unknown or self.rest or False

    def all(self, holds: Callable[[T], Truth]) -> Truth:
        """Whether it holds of every one; True of none."""
        unknown: Unknown | None = None
        for each in self.sure:
            answer = holds(each)
            if answer is False:
                return False
            if answer is not True:
                unknown = unknown or answer
        if not self.maybe:
            return unknown or self.rest or True
        return negated(self.any(lambda each: negated(holds(each))))

    def where(self, holds: Callable[[T], Truth]) -> Several[T]:
        """Those of which it holds; of which it may, as maybe."""
        sure: list[T] = []
        maybe: list[tuple[T, Unknown]] = []
        for each, why in self:
            answer = both(holds(each), why if why is not None else True)
            if answer is True:
                sure.append(each)
            elif isinstance(answer, Unknown):
                maybe.append((each, answer))
        return Several(tuple(sure), tuple(maybe), self.rest)

    def map(self, make: Callable[[T], U]) -> Several[U]:
        """The same of other things."""
        return Several(
            tuple(make(each) for each in self.sure),
            tuple((make(each), why) for each, why in self.maybe),
            self.rest,
        )

    def opened(self, why: Unknown | None) -> Several[T]:
        """The same, and there may be others."""
        return self if why is None or self.rest is not None else Several(self.sure, self.maybe, why)

    def doubted(self, why: Unknown | None) -> Several[T]:
        """The same, but none of it is certain and there may be others: something unread may have changed it."""
        if why is None:
            return self
        return Several((), (*self.maybe, *((each, why) for each in self.sure)), self.rest or why)

    def with_(self, other: Several[T]) -> Several[T]:
        """Both together."""
        if not (other.sure or other.maybe or other.rest):
            return self
        if not (self.sure or self.maybe or self.rest):
            return other
        return Several(
            (*self.sure, *other.sure),
            (*self.maybe, *other.maybe),
            self.rest if self.rest is not None else other.rest,
        )

    def count(self) -> tuple[int, int | None]:
        """The least and the most there can be; None for no bound."""
        most = len(self.sure) + len(self.maybe)
        return len(self.sure), None if self.rest is not None else most


def between(least: int, most: int | None, why: Unknown | None) -> int | Unknown:
    """A count that lies between bounds: itself where they meet, else an Unknown that carries them."""
    if why is None or least == most:
        return least
    return replace(why, parts=(), least=least, most=most)
