"""The words of an az command as flags and values, as az's own parser takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from natpin.formats.az.cli.idle import is_idle
from natpin.formats.az.cli.options import COMMANDS, GENERIC, GLOBAL
from natpin.languages.shell.words import Chunk, Hole, Piece, Word
from natpin.model.location import Location
from natpin.model.record import field, record, replace
from natpin.model.resource import SourceNote
from natpin.model.value import Unknown, Value

FORMERLY = {
    "--address-prefix": "--address-prefixes",
    "--subnet-prefix": "--subnet-prefixes",
    "--default-outbound-acces": "--default-outbound-access",
}
"""Spellings that az documented before release 2.0.60, still accepted as abbreviations: no mistake of the author."""


ANY_FLAG = "*"

REMOVED: Mapping[tuple[str, str], frozenset[str]] = {
    (command, "--outbound-type"): frozenset({"managednatgatewayv2"})
    for command in ("aks create", "aks update")
}
"""Values, lower-case, that a flag took in earlier versions and takes no longer (azure-cli 2.91.0, acs/_params.py,
``outbound_types``; https://github.com/Azure/azure-cli/pull/34017)."""


@record
class Option:
    """One flag with all its spellings."""

    names: tuple[str, ...]
    takes: str
    """``!`` no word, ``?`` one or none, ``+`` one or more, else one."""

    @property
    def name(self) -> str:
        """The long documented spelling: the last of the long ones."""
        long = [name for name in self.names if name.startswith("--")]
        return max(long, key=len) if long else self.names[0]


@record
class Flag:
    """A flag as given."""

    words: tuple[Word, ...]
    at: Location


@record
class Arguments:
    """A parsed az command."""

    command: str
    """``network nat gateway create``"""
    at: Location
    flags: Mapping[str, Flag] = field(default_factory=dict)
    """By every long spelling of the flag."""
    open: Unknown | None = None
    """Why there may be more flags than are seen: an unknown variable stands among them."""
    overridable: frozenset[str] = frozenset()
    """Spellings of flags behind which an unknown word stands: of two that are given, az takes the last (Python's argparse).
    ``ANY_FLAG`` where there is such a word."""
    source_notes: tuple[SourceNote, ...] = ()

    def word(self, *names: str) -> Word | None:
        """The one value of the first of these flags that is given."""
        flag = self.flag(*names)
        return flag.words[0] if flag and flag.words else None

    def is_certain(self, name: str) -> bool:
        """Whether a flag is given, and no unknown word behind it may give it again."""
        return name in self.flags and name not in self.overridable

    def flag(self, *names: str) -> Flag | None:
        """The first of these flags that is given."""
        return next((self.flags[name] for name in names if name in self.flags), None)


@cache
def options_of(command: str) -> Mapping[str, Option]:
    """Every spelling of every flag of a command."""
    text = f"{COMMANDS[command]} {GLOBAL}"
    if command.endswith(("update", "show", "delete")):
        text += " " + GENERIC
    found: dict[str, Option] = {}
    for spec in text.split():
        takes = spec[-1] if spec[-1] in "!?+" else ""
        option = Option(tuple(spec.removesuffix(takes).split("|") if takes else spec.split("|")), takes)
        for name in option.names:
            found.setdefault(name, option)
    return found


def command_of(words: Sequence[Word]) -> tuple[str, int] | None:
    """The az command that words begin with, and how many words it takes; None for one natpin does not follow."""
    spoken: list[str] = []
    for word in words[1:7]:
        literal = word.literal
        if literal is None or literal.startswith("-"):
            break
        spoken.append(literal)
    for length in range(len(spoken), 0, -1):
        command = " ".join(spoken[:length])
        if command in COMMANDS:
            return command, length + 1
    return None


def _further(word: Word) -> Unknown | None:
    """Why a word that is not known may hold further flags; None for one that is known."""
    if word.literal is not None or word.unknown is None:
        return None
    reason = f"{word.label.partition('@')[0]} may hold further flags: {word.unknown.reason}"
    return Unknown(reason, word.at, word.unknown.settle_by)


def _may_override(word: Word, further: Unknown | None) -> bool:
    """Whether the flags that a word may hold may be given already. The script's own arguments add none (docs/adr/0014)."""
    return further is not None and not all(piece.argument for piece in word.pieces if isinstance(piece, Hole))


def _ways_of(word: Word) -> tuple[tuple[Word, ...], ...]:
    """The words that a variable stands for on each way that leads here; none where that is not known."""
    match word.pieces:
        case (Hole(ways=ways),) if word.splits and all(not way or _is_dashed(way[0]) for way in ways):
            return ways
    return ()


def _is_dashed(word: Word) -> bool:
    first = word.pieces[0] if word.pieces else None
    if isinstance(first, Hole):
        return bool(first.ways) and word.splits
    return isinstance(first, Chunk) and first.text.startswith("-")


def _of_ways(command: str, word: Word, known: dict[str, Arguments | None]) -> Arguments | None:
    """The flags of words that ways left different (``$MORE``, ``"${ARGS[@]}"``): those that all ways give alike are certain,
    and of the others nobody knows the value. None where it is not known which flags they may be."""
    ways = _ways_of(word)
    if not ways:
        return None
    hole = word.pieces[0]
    assert isinstance(hole, Hole)
    if hole.label not in known:
        known[hole.label] = None  # one that holds itself
        known[hole.label] = _met(command, hole, [parse(command, way, word.at, known) for way in ways], word)
    return known[hole.label]


def _alike(one: Flag, other: Flag) -> bool:
    """Whether two flags have the same texts, wherever these stand."""
    return [word.label for word in one.words] == [word.label for word in other.words]


def _met(command: str, hole: Hole, found: Sequence[Arguments], word: Word) -> Arguments | None:
    flags: dict[str, Flag] = {}
    switch: Unknown | None = None
    options = options_of(command)
    for name in dict.fromkeys(name for one in found for name in one.flags):
        option = options[name]
        if name in flags or option.names[0] in flags:
            continue
        given = [one.flags.get(name) for one in found]
        first = given[0]
        if first is not None and all(one is not None and _alike(one, first) for one in given):
            flag = first
        elif option.takes == "!" and not is_idle(option.names):
            switch = switch or _further(word)  # given or not: one of the flags that nobody knows
            continue
        else:
            unknown = replace(hole, label=f"{hole.label} {option.name}", choices=(), ways=(), listed=False)
            flag = Flag((Word((unknown,), word.at),), next(one.at for one in given if one is not None))
        flags.update(dict.fromkeys(option.names, flag))
    opened = next((one.open for one in found if one.open is not None), switch)
    again = frozenset().union(*(one.overridable for one in found))
    notes: list[SourceNote] = []
    for one in found:
        notes += [note for note in one.source_notes if note not in notes]
    return Arguments(command, word.at, flags, opened, again, tuple(notes))


def parse(
    command: str, words: Sequence[Word], at: Location, ways: dict[str, Arguments | None] | None = None
) -> Arguments:
    """The flags among the words that follow a command's name. ``ways``: what is known of words that ways left different, by
    their label."""
    options = options_of(command)
    ways = {} if ways is None else ways
    flags: dict[str, Flag] = {}
    source_notes: list[SourceNote] = []
    opened: Unknown | None = None
    again: set[str] = set()
    """Flags that an unknown word behind them may give again."""
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        spelled, attached = _split(word, options)
        if spelled is None:
            more = _of_ways(command, word, ways)
            if more is None:
                further = _further(word)
                opened = opened or further
                again.update((*flags, ANY_FLAG) if _may_override(word, further) else ())
            else:
                again -= more.flags.keys()
                again |= more.overridable
                again |= flags.keys() - more.flags.keys() if ANY_FLAG in more.overridable else set()
                flags.update(more.flags)
                opened = opened or more.open
                source_notes.extend(more.source_notes)
            continue
        option, full = _find(spelled, options)
        if option is None:
            source_notes.append(_remark("unknown-flag", word.at, command, spelled))
            for name in _may_mean(spelled, options):
                flags[name] = _refused(spelled, word.at)
            while position < len(words) and not _is_flag(words[position], options):
                position += 1
            continue
        if full is not None and FORMERLY.get(spelled) != full:
            source_notes.append(_remark("abbreviated-flag", word.at, command, spelled, full))
        values: list[Word] = [] if attached is None else [attached]
        more_of_it = False
        if attached is None and option.takes != "!":
            limit = len(words) if option.takes == "+" else position + 1
            while position < min(limit, len(words)) and not _is_flag(words[position], options):
                if values and words[position].splits:  # after a list's first, as well what was left to add
                    if _ways_of(words[position]):
                        break
                    further = _further(words[position])
                    opened = opened or further
                    again.update((*flags, ANY_FLAG) if _may_override(words[position], further) else ())
                    more_of_it = more_of_it or further is not None
                else:
                    values.append(words[position])
                position += 1
        source_notes.extend(_removed_values(command, option.name, values))
        flag = Flag(tuple(values), word.at)
        for name in option.names:
            flags[name] = flag
        again.update(option.names) if more_of_it else again.difference_update(option.names)
    return Arguments(command, at, flags, opened, frozenset(again), tuple(source_notes))


def _split(word: Word, options: Mapping[str, Option]) -> tuple[str | None, Word | None]:
    """A flag's spelling, and the value glued to it: ``--name=x``, ``-nx``."""
    first = word.pieces[0] if word.pieces else None
    if not isinstance(first, Chunk) or not first.text.startswith("-") or len(first.text) < 2:
        return None, None
    text = first.text
    if text.startswith("--"):
        name, equals, rest = text.partition("=")
        if not equals:
            return (name, None) if len(word.pieces) == 1 else (None, None)
        return name, _tail(word, rest, len(name) + 1)
    if text in options and len(word.pieces) == 1:
        return text, None
    if text[:2] in options and (len(text) > 2 or len(word.pieces) > 1):
        rest = text[2:].removeprefix("=")
        return text[:2], _tail(word, rest, len(text) - len(rest))
    return (text, None) if text[1].isalpha() and len(word.pieces) == 1 else (None, None)


def _tail(word: Word, rest: str, skipped: int) -> Word:
    first = word.pieces[0]
    assert isinstance(first, Chunk)
    at = replace(first.at, column=first.at.column + skipped)
    pieces = (Chunk(rest, at), *word.pieces[1:]) if rest else word.pieces[1:]
    return Word(pieces, replace(word.at, column=word.at.column + skipped))


def _is_flag(word: Word, options: Mapping[str, Option]) -> bool:
    spelled, _ = _split(word, options)
    return spelled is not None and (spelled.startswith("--") or spelled in options)


def _find(spelled: str, options: Mapping[str, Option]) -> tuple[Option | None, str | None]:
    """The option meant, and its full name where it was abbreviated. Ambiguous ones, az refuses: none."""
    exact = options.get(spelled)
    if exact is not None:
        return exact, None
    if not spelled.startswith("--") or len(spelled) < 4:
        return None, None
    meant = {name: option for name, option in options.items() if name.startswith(spelled)}
    distinct = {option.names for option in meant.values()}
    if len(distinct) != 1:
        return None, None
    option = next(iter(meant.values()))
    return option, min(meant, key=len)


def _may_mean(spelled: str, options: Mapping[str, Option]) -> list[str]:
    """The flags that an ambiguous abbreviation may be meant for."""
    return [
        name
        for name in options
        if spelled.startswith("--") and len(spelled) >= 4 and name.startswith(spelled)
    ]


def _refused(spelled: str, at: Location) -> Flag:
    why = Unknown(
        f"{spelled} may mean several flags, so that az refuses the command", at, "write the flag out"
    )
    return Flag((Word((Hole(spelled, why),), at),), at)


def _remark(kind: str, at: Location, command: str, flag: str, full: str | None = None) -> SourceNote:
    facts: dict[str, Value] = {"flag": Value(flag, at), "command": Value(f"az {command}", at)}
    if full is not None:
        facts["fullFlag"] = Value(full, at)
    return SourceNote(kind, at, facts)


def _removed_values(command: str, flag: str, values: Sequence[Word]) -> Iterator[SourceNote]:
    """Values that the command refuses; az takes enumerations in any case."""
    gone = REMOVED.get((command, flag), frozenset())
    for word in values:
        literal = word.literal
        if literal is not None and literal.lower() in gone:
            facts = {"flag": Value(flag, word.at), "value": Value(literal, word.place)}
            yield SourceNote("removed-value", word.at, facts)


def elements(flag: Flag | None, separator: str = ",") -> Iterator[Word]:
    """The values of a list flag: several words, or one with commas or in az's shorthand ``[a,b]``."""
    for word in flag.words if flag else ():
        yield from _parts(word, separator)


def _parts(word: Word, separator: str) -> Iterator[Word]:
    groups: list[list[Piece]] = [[]]
    for piece in word.pieces:
        if not isinstance(piece, Chunk):
            groups[-1].append(piece)
            continue
        texts = piece.text.strip("[]").replace("'", "").replace('"', "").split(separator)
        for number, text in enumerate(texts):
            if number:
                groups.append([])
            if text.strip():
                groups[-1].append(replace(piece, text=text.strip()))
    for group in groups:
        if group:
            yield Word(tuple(group), word.at)
