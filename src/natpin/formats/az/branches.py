"""Where a script may go two ways: what each changes, and what stands where they meet again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from itertools import dropwhile

from natpin.formats.az.bash.reading import lines
from natpin.formats.az.cli.state import State
from natpin.languages.shell.layers import Layers
from natpin.languages.shell.scope import BOUND, FACT, FUNCTION, STATUS, WRITTEN
from natpin.languages.shell.splitting import split_text
from natpin.languages.shell.variable import Function, Variable
from natpin.languages.shell.words import Chunk, Hole, Piece, Pieces, Word, label_of_all, literal_of
from natpin.model.record import record, replace
from natpin.model.resource import Resource
from natpin.model.value import Unknown


@record
class Branch:
    """What one way through a fork has changed."""

    variables: dict[str, Variable | None]
    resources: dict[str, Resource | None]

    @property
    def provisions(self) -> bool:
        """True when it creates, changes or deletes something, rather than looks."""
        return any(resource is None or not resource.external for resource in self.resources.values())


NOTHING = Branch({}, {})


class Branches:
    """Forks and joins a script's variables and its resources together."""

    def __init__(self, variables: Layers[Variable], state: State) -> None:
        self._variables = variables
        self._state = state

    @property
    def changed_resources(self) -> bool:
        """True when a resource was made, changed or asked for since the last fork."""
        return self._state.changed

    def fork(self) -> None:
        """From here on, changes can be taken back."""
        self._variables.fork()
        self._state.fork()

    def take_back(self) -> Branch:
        """Undo to the last fork, and say what was undone."""
        return Branch(self._variables.take_back(), self._state.take_back())

    def keep(self, way: Branch) -> None:
        """Go a way that was tried."""
        self._variables.keep(way.variables)
        self._state.keep(way.resources)

    def join(self, ways: list[Branch], cause: Unknown) -> None:
        """Meet again: what the ways left different is unknown, because of ``cause``."""
        self._variables.join([way.variables for way in ways], partial(_either, cause))
        self._state.join([way.resources for way in ways], cause)


_ARGUMENT = re.compile(r"\$(?:\d+|OPTARG)\Z")
MAX_CHOICES = 8


def _either(cause: Unknown, name: str, outcomes: list[Variable | None]) -> Variable | None:
    """A variable that the ways left different."""
    inner = name.startswith("\0")
    if inner:
        if name == STATUS:
            return _status(outcomes, cause)
        if name.startswith((FACT, BOUND)):
            return _fact(outcomes)
        if name.startswith(FUNCTION):
            return _one_of(outcomes)
    first = outcomes[0]
    missing = differs = False
    for each in outcomes:
        missing = missing or each is None
        differs = differs or (each is not first and each != first)
    if not missing and not differs:
        return first
    if inner and name.startswith(WRITTEN):
        settings = _settings(outcomes, cause)
        if settings is not None:
            return settings
    if missing:
        hole = Hole(f"${name}@{cause.at.line}:{cause.at.column}", cause, listed=True)
        return Variable((hole,))
    overridden = _default(outcomes)
    if overridden is not None:
        return overridden
    texts = [each.pieces for each in outcomes if each is not None and each.elements is None]
    label = f"${name}@{cause.at.line}:{cause.at.column}"
    if len(texts) < len(outcomes):
        if len(set(map(label_of_all, texts))) == 1:
            return first
        hole = Hole(label, cause, False, False, _choices(outcomes), False, _lists(outcomes, cause), True)
        return Variable((hole,))
    if len(set(map(label_of_all, texts))) == 1:
        return first
    shared, rests = _common(texts)
    unset = any(each is None or each.unset for each in outcomes)
    ways = () if unset else _few(tuple(split_text(rest, cause.at)) for rest in rests)
    return Variable((*shared, Hole(label, cause, choices=_choices(outcomes), ways=ways)))


def _fact(outcomes: list[Variable | None]) -> Variable | None:
    """What all ways know of a test, or of a variable from outside; nothing where they do not agree, which every fork comes to
    that learns of its test."""
    first = outcomes[0]
    text = None if first is None else literal_of(first.pieces)
    for each in outcomes:
        if each is not first and (None if each is None else literal_of(each.pieces)) != text:
            return None
    return first


MAX_WORDS = 100


def _few(ways: Iterable[tuple[Word, ...]]) -> tuple[tuple[Word, ...], ...]:
    """The words of each way, unless there are more than anybody writes."""
    found: list[tuple[Word, ...]] = []
    for way in ways:
        if len(way) > MAX_WORDS:
            return ()
        if way not in found:
            found.append(way)
    return tuple(found) if len(found) <= MAX_CHOICES else ()


def _lists(outcomes: list[Variable | None], cause: Unknown) -> tuple[tuple[Word, ...], ...]:
    """The elements that an array has on each way; none where that is not known."""
    ways: list[tuple[Word, ...]] = []
    for each in outcomes:
        if each is None or each.unset or each.keys is not None:
            return ()
        words = each.words(cause.at)
        if each.elements is None and not words[0].splits:
            return ()
        ways.append(words)
    return _few(ways)


_SETTING = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=")


def _settings(outcomes: list[Variable | None], cause: Unknown) -> Variable | None:
    """A file that only sets variables, and that the ways left different: those that some way set in it are unknown, and
    the lines before them stay. None for any other file."""
    texts = [lines(each.pieces) if each is not None else [] for each in outcomes]
    if any(each is not None and each.elements is not None for each in outcomes):
        return None
    shared = 0
    while all(len(text) > shared and text[shared] == texts[0][shared] for text in texts):
        shared += 1
    names: dict[str, None] = {}
    for line in (line for text in texts for line in text[shared:]):
        first = line[0] if line else None
        if first is None or (isinstance(first, Chunk) and not first.text.strip() and len(line) == 1):
            continue
        found = _SETTING.match(first.text) if isinstance(first, Chunk) else None
        if found is None:
            return None
        names[found.group(1)] = None
    pieces: list[Piece] = []
    for line in texts[0][:shared]:
        pieces += [*line, Chunk("\n", cause.at)]
    for name in names:
        hole = Hole(f"${name}@{cause.at.line}:{cause.at.column}", cause)
        pieces += [Chunk(f'{name}="', cause.at), hole, Chunk('"\n', cause.at)]
    return Variable(tuple(pieces))


def _one_of(outcomes: list[Variable | None]) -> Variable | None:
    """A function that the ways define differently, or not all of them."""
    found: dict[Function, None] = {}
    missing = False
    for each in outcomes:
        function = each.function if each is not None else None
        if function is None:
            missing = True
            continue
        missing = missing or function.missing
        found.update(
            dict.fromkeys(replace(one, others=(), missing=False) for one in (function, *function.others))
        )
    first, *others = found
    return Variable(function=replace(first, others=tuple(others), missing=missing))


def _status(outcomes: list[Variable | None], cause: Unknown) -> Variable:
    """``$?`` where ways meet: the number that all left, or one of theirs."""
    texts: dict[str, None] = {}
    missing = False
    for each in outcomes:
        piece = each.pieces[0] if each is not None and each.pieces else None
        if isinstance(piece, Chunk):
            texts[piece.text] = None
        elif isinstance(piece, Hole):
            texts.update(dict.fromkeys(piece.choices or ("",)))
        missing = missing or piece is None
    if missing:
        texts["0"] = None
    if len(texts) == 1 and "" not in texts:
        return Variable((Chunk(next(iter(texts)), cause.at, assumed=True),))
    label = f"$?@{cause.at.line}:{cause.at.column}"
    return Variable((Hole(label, cause, choices=() if "" in texts else tuple(texts)),))


def _default(outcomes: list[Variable | None]) -> Variable | None:
    """A text that only an argument of the script overrides is its default, which holds unless one is given."""
    known: list[Variable] = []
    for each in outcomes:
        if each is None or each.elements is not None:
            return None
        piece = each.pieces[0] if len(each.pieces) == 1 else None
        if isinstance(piece, Chunk) and piece.text:
            known.append(each)
        elif not (isinstance(piece, Hole) and piece.unset and _ARGUMENT.match(piece.label)):
            return None
    if not known or len(known) == len(outcomes):
        return None
    first = known[0].pieces[0]
    assert isinstance(first, Chunk)
    if any(each.pieces[0].text != first.text for each in known if isinstance(each.pieces[0], Chunk)):
        return None
    return Variable((replace(first, assumed=True),))


def _choices(outcomes: list[Variable | None]) -> tuple[str, ...]:
    """Every text it can be; none where that is not known."""
    found: dict[str, None] = {}
    for each in outcomes:
        if each is None or each.elements is not None:
            return ()
        pieces = each.pieces
        if len(pieces) == 1 and isinstance(pieces[0], Hole) and pieces[0].choices:
            found.update(dict.fromkeys(pieces[0].choices))
            continue
        text = literal_of(pieces)
        if text is None:
            return ()
        found[text] = None
    return tuple(found) if len(found) <= MAX_CHOICES else ()


def _is_blank(piece: Piece) -> bool:
    return isinstance(piece, Chunk) and not piece.text.strip()


def _common(texts: list[Pieces]) -> tuple[Pieces, list[Pieces]]:
    """What texts that were built up piece by piece begin with alike, and how each goes on: ``COMMAND="$COMMAND --yes"`` in
    one way only."""
    bare = [tuple(dropwhile(_is_blank, text)) if text and _is_blank(text[0]) else text for text in texts]
    shared: list[Piece] = []
    for first, *others in zip(*bare, strict=False):
        if any(piece is not first and piece != first for piece in others):
            break
        shared.append(first)
    if not shared:
        return (), bare
    rests = [text[len(shared) :] for text in bare]
    firsts = [rest[0] for rest in rests if rest]
    spaces = [first for first in firsts if isinstance(first, Chunk) and first.text[:1].isspace()]
    if shared and spaces and len(spaces) == len(firsts):
        shared.append(replace(spaces[0], text=" "))
    return tuple(shared), rests
