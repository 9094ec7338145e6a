"""What a stack's files leave open and what the answers would be: inputs without value, conditions that nothing decides.

Whoever asks what would hold in each case (``Inputs.assumed``) gets the stack as if it were so. One input is one question,
wherever in the stack it is used: a text input has the values that the stack compares it with, and any other.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from natpin.model.doubt import Question
from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.model.value import Node, Unknown, Value, symbol

if TYPE_CHECKING:
    from natpin.languages.terraform.kept import Keeping
    from natpin.languages.terraform.leaning import Leaning

MAX_OPTIONS = 8
"""An input with more possible values is no question: nobody goes through them all."""
MAX_QUESTIONS = 30
"""Of one stack. Those that decide which resources there are come first."""

_OTHER = "other than "
_BOTH = ("true", "false")


@mutable
class _Open:
    """An input or condition that is open."""

    asked: str
    at: Location
    options: list[str]
    closed: bool
    """True when there is no other value."""
    decides: bool


@mutable
class Choices:
    """The open choices of one stack, collected while it is evaluated."""

    assumed: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""
    """Before every key: the root that joins another's stack."""
    deciding: int = 0
    """How many count, for_each or enabled arguments are being evaluated."""
    keeping: Keeping | None = None
    """What is kept from one answer to the next; None where nothing is."""
    leaning: Leaning | None = None
    """What notes which choice is looked up; None where nobody asks."""
    root: Hashable = None
    """Whose choices they are, among what is kept: the root and its files."""
    _inputs: dict[str, str] = field(default_factory=dict)
    """What identifies an input's value, to the input's key."""
    _open: dict[str, _Open] = field(default_factory=dict)

    @staticmethod
    def of(assumed: Mapping[str, str], prefix: str, keeping: Keeping | None, root: Hashable) -> Choices:
        """The choices of a root. What is kept speaks of inputs that were found open when it was worked out, and that nobody
        need look at again: they are still known."""
        if keeping is None:
            return Choices(assumed, prefix)
        made = Choices(assumed, prefix, keeping=keeping, leaning=keeping.leaning, root=(prefix, root))
        before: Choices = keeping.kept.by_root.setdefault(made.root, made)
        made._inputs, made._open = before._inputs, before._open
        return made

    def assumption(self, name: str) -> str | None:
        """The value that an input is supposed to have; None when none is supposed, or only what it is not."""
        found = self._answer(self.prefix + name)
        return None if found is None or found.startswith(_OTHER) else found

    def input(self, name: str, asked: str, node: Unknown, at: Location, options: Iterable[str] = ()) -> None:
        """An input without value, ``var.enable_nat``, with all the values it may have where those are few."""
        mark = symbol(node)
        if mark is None:
            return
        key = self.prefix + name
        self._inputs[mark] = key
        every = list(options)
        known = self._open.setdefault(key, _Open(asked, at, every, bool(every), False))
        known.decides = known.decides or self.deciding > 0

    def compared(self, node: Node, values: Iterable[str]) -> bool | None:
        """Whether an input is one of these values; None when that is not supposed either way. They become options."""
        mark = symbol(node) if isinstance(node, Unknown) else None
        key = self._inputs.get(mark) if mark is not None else None
        if key is None:
            return None
        wanted = list(values)
        known = self._open[key]
        known.decides = known.decides or self.deciding > 0
        if not known.closed:
            known.options.extend(value for value in wanted if value not in known.options)
        answer = self._answer(key)
        if answer is None or not answer.startswith(_OTHER):
            return None
        return False if set(wanted) <= set(_excluded(answer)) else None

    def is_input(self, node: Node) -> bool:
        """True for the value of an input, itself."""
        return self.name_of(node) is not None

    def name_of(self, node: Node) -> str | None:
        """The name of the input whose value this is, itself: ``var.enable_nat``."""
        mark = symbol(node) if isinstance(node, Unknown) else None
        key = self._inputs.get(mark) if mark is not None else None
        return None if key is None else key.removeprefix(self.prefix)

    def condition(self, node: Unknown, name: str | None, asked: str, at: Location) -> Node:
        """A condition that nothing decides: what it is supposed to be, else itself. ``name`` identifies it; None where
        nothing does."""
        mark = symbol(node)
        key = self._inputs.get(mark) if mark is not None else None
        if key is not None:
            known = self._open[key]
            if not known.closed:
                known.options, known.closed = list(_BOTH), True
        elif name is not None:
            key = self.prefix + name
            known = self._open.setdefault(key, _Open(asked, at, list(_BOTH), True, False))
        else:
            return node
        known.decides = known.decides or self.deciding > 0
        answer = self._answer(key)
        return Value(answer == "true", at) if answer in _BOTH else node

    def _answer(self, key: str) -> str | None:
        if self.leaning is not None:
            self.leaning.on(key)
        return self.assumed.get(key)

    def questions(self) -> Iterator[Question]:
        """Every question, those first whose answers decide which resources there are."""
        found = sorted(self._open.items(), key=lambda item: not item[1].decides)
        asked = 0
        for key, one in found:
            options = list(one.options)
            if options and not one.closed:
                options.append(_OTHER + json.dumps(options, ensure_ascii=False))
            if 1 < len(options) <= MAX_OPTIONS and asked < MAX_QUESTIONS:
                asked += 1
                yield Question(key, one.asked, tuple(options), one.at)


def _excluded(answer: str) -> list[str]:
    try:
        found = json.loads(answer.removeprefix(_OTHER))
    except ValueError:
        return []
    return [str(item) for item in found] if isinstance(found, list) else []
