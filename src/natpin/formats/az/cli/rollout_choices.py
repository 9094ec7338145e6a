"""Commands that deploy one of few files or folders: ``-p params/$STAGE.json``, where ``$STAGE`` is dev or prod, deploys twice.

What else of the command hangs on the same choice goes with it: ``-g rg-$STAGE``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from natpin.languages.shell.words import Chunk, Hole, Word
from natpin.model.record import replace

MAX_WAYS = 12
_FLAGS = frozenset({"-f", "--template-file", "-var-file", "--var-file", "-chdir", "-TemplateFile"})
_NAMES = re.compile(r"-chdir=|-var-file=|\.(?:json|bicep|bicepparam|tfvars)\b|^@")
_JOINED = re.compile(r"@\d+:\d+\Z")


def each_choice(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """The words for each text that a file's name may have; as they are where no file's name has few texts."""
    chosen: dict[str, Hole] = {}
    for number, word in enumerate(words):
        holes = [piece for piece in word.pieces if isinstance(piece, Hole) and piece.choices]
        if holes and (words[number - 1].label in _FLAGS or _names(word, holes)):
            chosen |= {hole.label: hole for hole in holes}
    keys = set(map(_key, chosen.values()))
    for word in words if keys else ():
        holes = [piece for piece in word.pieces if isinstance(piece, Hole) and piece.choices]
        chosen |= {hole.label: hole for hole in holes if _key(hole) in keys}
    for way in _ways(list(chosen.values())):
        yield tuple(_with(word, way) for word in words)


def _names(word: Word, holes: Sequence[Hole]) -> bool:
    texts = [word.label, *(choice for hole in holes for choice in hole.choices)]
    return any(_NAMES.search(text) for text in texts)


def _ways(holes: Sequence[Hole]) -> Iterator[dict[str, str]]:
    """One text for each, together with those of the others that the same branches of the script set."""
    groups: dict[str, list[Hole]] = {}
    for hole in holes:
        groups.setdefault(_key(hole), []).append(hole)
    together = [
        [{hole.label: hole.choices[place] for hole in group} for place in range(len(group[0].choices))]
        for group in groups.values()
    ]
    total = 1
    for group in together:
        total *= len(group)
    if total > MAX_WAYS:
        yield {}
        return
    for way in product(*together):
        yield {label: text for each in way for label, text in each.items()}


def _key(hole: Hole) -> str:
    """Alike for variables that the same branches of the script set: each has as many texts as there are branches."""
    joined = _JOINED.search(hole.label)
    return f"{joined.group()} of {len(hole.choices)}" if joined is not None else hole.label


def _with(word: Word, way: dict[str, str]) -> Word:
    if not any(isinstance(piece, Hole) and piece.label in way for piece in word.pieces):
        return word
    pieces = tuple(
        Chunk(way[piece.label], word.at) if isinstance(piece, Hole) and piece.label in way else piece
        for piece in word.pieces
    )
    return replace(word, pieces=pieces)
