"""The words of commands that deploy what other files declare: their flags, the files they name, the values they give."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence

from natpin.languages.shell.splitting import split as split_at_blanks
from natpin.languages.shell.words import Chunk, Hole, Pieces, Word, word_saying
from natpin.model.record import replace
from natpin.model.rollout import GivenFile, GivenValue
from natpin.model.value import Node, Unknown, Value, of

_NAME = re.compile(r"[A-Za-z_][\w-]{0,200}\Z")
_MOST_PLACES = 40
"""Places of one file whose name has few possible texts."""

Placed = Callable[[str], tuple[str, ...]]
"""The places of the workspace that a relative path may mean, as the working folder may be."""


def split(word: Word) -> tuple[str, Word | None]:
    """A flag and the value that stands with it: ``-var-file=x``; an empty flag for what is none."""
    first = word.pieces[0] if word.pieces else None
    if not isinstance(first, Chunk) or not re.match(r"--?[A-Za-z]", first.text):
        return "", None
    name, sign, rest = first.text.partition("=")
    if not sign:
        return (name, None) if len(word.pieces) == 1 else ("", None)
    return name, Word(_behind(first, rest, word), word.at)


def _behind(first: Chunk, rest: str, word: Word) -> Pieces:
    """What stands behind the ``=`` of a word: the rest of its first piece, and the pieces after that."""
    after: Pieces = word.pieces[1:]
    return (replace(first, text=rest), *after) if rest or not after else after


def is_unset(word: Word) -> bool:
    """True for a variable that nobody sets here, or for nothing."""
    return all(
        piece.unset if isinstance(piece, Hole) else isinstance(piece, Chunk) and not piece.text
        for piece in word.pieces
    )


def more(words: Sequence[Word]) -> Unknown | None:
    """Why words that are no flags may be some: what they are is not known. A variable that nobody sets here may be set by
    whoever runs the script (``docs/adr/0014``); the script's own arguments are not asked for here (``added``)."""
    for word in words:
        is_open = word.literal is None and (word.splits or len(word.pieces) == 1)
        if is_open and not (_is_argument(word) or _gives_nothing(word)):
            return word.unknown or Unknown("its arguments are not known", word.at)
    return None


def added(words: Iterable[Word]) -> Unknown | None:
    """Why whoever runs the script may add flags to a command of which these are the words: some are the script's own
    arguments. Nothing is added where nobody gives any (``docs/adr/0014``)."""
    return next((word.unknown for word in words if _is_argument(word)), None)


def may_be_none(word: Word) -> bool:
    """Whether a word stands for flags that give nothing, or for the script's arguments. In quotes ``"$1"`` is one word."""
    return is_all_arguments(word) or (word.splits and _is_argument(word)) or _gives_nothing(word)


def is_all_arguments(word: Word) -> bool:
    """``"$@"``: all words that the script is run with, whichever flag they stand behind."""
    return _is_argument(word) and word.label == "$@"


def _is_argument(word: Word) -> bool:
    return bool(word.pieces) and all(isinstance(one, Hole) and one.argument for one in word.pieces)


_IDLE = re.compile(
    r"-?-(?:no-color|compact-warnings|auto-approve|json|concise|detailed-exitcode|(?:input|lock|refresh)=\w+"
    r"|lock-timeout=\w+|parallelism=\d+|no-wait|verbose|debug|only-show-errors)\Z"
)
"""Flags that give no input and leave nothing out (developer.hashicorp.com/terraform/cli/commands/apply, az deployment
group create --help)."""


def _gives_nothing(word: Word) -> bool:
    """Whether a word is one of few texts, each of them flags that give nothing."""
    choices = word.pieces[0].choices if len(word.pieces) == 1 and isinstance(word.pieces[0], Hole) else ()
    return bool(choices) and all(_IDLE.match(flag) for text in choices for flag in text.split())


def assigned(word: Word) -> GivenValue | Unknown | None:
    """``name=value``; why it is not known which name, and None for what gives no value."""
    first = word.pieces[0] if word.pieces else None
    if not isinstance(first, Chunk):
        assigns = any(isinstance(p, Chunk) and "=" in p.text for p in word.pieces)
        return word.unknown if assigns else None
    name, sign, rest = first.text.partition("=")
    if not sign or not _NAME.match(name.strip()):
        return None
    if rest.startswith("@"):
        return GivenValue(name.strip(), Unknown(f"{name.strip()} is read from a file", word.at))
    return GivenValue(name.strip(), node(Word(_behind(first, rest, word), word.at)))


def words_in(word: Word) -> list[Word]:
    """The words that one text holds."""
    literal = word.literal
    if literal is None:
        return split_at_blanks([(piece, isinstance(piece, Chunk)) for piece in word.pieces], word.at)
    try:
        return [word_saying(one, word.place) for one in shlex.split(literal)]
    except ValueError:
        return [Word((Hole(literal, Unknown("its arguments cannot be taken apart", word.at)),), word.at)]


def node(word: Word) -> Node:
    """What a word gives: text, or a list or an object that is written as one."""
    found = word.node()
    if isinstance(found, Value) and isinstance(found.data, str):
        written = found.data.strip()
        if written[:1] in ("[", "{"):
            try:
                return of(json.loads(written), found.at)
            except (ValueError, RecursionError):
                return Unknown("a list or an object that a script gives is not followed", found.at)
    return found


def file(word: Word, placed: Placed) -> GivenFile:
    """A file of values that a word names."""
    return GivenFile(tuple(places(word, placed)), word.at, word.unknown)


def places(word: Word, placed: Placed) -> Iterator[str]:
    """Where a file or folder may lie; a star for each part of its name that is open."""
    texts = [""]
    for piece in word.pieces:
        options: Sequence[str] = ("*",)
        if isinstance(piece, Chunk):
            options = (piece.text.replace("\\", "/"),)
        elif isinstance(piece, Hole) and piece.choices:
            options = piece.choices
        texts = [text + option for text in texts for option in options][:_MOST_PLACES]
    for text in texts:
        # `$ROOT/infra`: from a folder that is the workspace, mostly
        text = re.sub(r"^\*/+(?=[^*])", "", text)
        if text.strip("*/."):
            yield from placed(text)
        elif "*" not in text:
            yield from placed(text or ".")
