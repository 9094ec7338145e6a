"""Mutants: files in several variants that differ in a few pieces and share the others, so that they shrink together."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .judged import Outcome, judged
from .laws import Break, Law

_number = itertools.count()


@dataclass(frozen=True)
class Piece:
    """A line, or what an edit put in the place of some. Pieces of one key stand and fall together."""

    text: str
    key: int = field(default_factory=lambda: next(_number))


Text = tuple[Piece, ...]
Files = Mapping[str, Text]
Edit = tuple[int, int, str]
"""Start, end and what takes the place, in characters of the file."""
Check = Callable[[Sequence[Outcome]], list[Break]]


def pieces(files: Mapping[str, bytes]) -> dict[str, Text]:
    """Files as lines. What is no UTF-8 is kept as surrogates."""
    return {
        path: tuple(map(Piece, data.decode("utf-8", "surrogateescape").splitlines(keepends=True)))
        for path, data in files.items()
    }


def text_of(text: Text) -> str:
    return "".join(piece.text for piece in text)


def data_of(files: Files) -> dict[str, bytes]:
    """Files as natpin reads them. A file of which nothing is left is not there."""
    return {path: text_of(text).encode("utf-8", "surrogateescape") for path, text in files.items() if text}


def edited(files: Files, path: str, edits: Iterable[Edit]) -> dict[str, Text]:
    """The files with some spans of one of them replaced; untouched lines stay the same pieces."""
    todo = sorted(edits, key=lambda edit: (edit[0], edit[1]))
    result: list[Piece] = []
    position = 0
    pending, pending_start = "", 0
    spans = list(files.get(path, ()))
    index = 0
    while index < len(spans):
        piece = spans[index]
        end = position + len(piece.text)
        touching = [edit for edit in todo if position <= edit[0] < end]
        if not touching:
            result.append(piece)
            position, index = end, index + 1
            continue
        pending, pending_start = piece.text, position
        last = max(edit[1] for edit in touching)
        index += 1
        while last > end and index < len(spans):
            pending += spans[index].text
            end += len(spans[index].text)
            touching = [edit for edit in todo if pending_start <= edit[0] < end]
            last = max(edit[1] for edit in touching)
            index += 1
        for start, stop, new in reversed(touching):
            pending = pending[: start - pending_start] + new + pending[stop - pending_start :]
        result.append(Piece(pending))
        position = end
    result += [Piece(new) for start, _, new in todo if start >= position]
    return {**files, path: tuple(piece for piece in result if piece.text)}


@dataclass(frozen=True)
class Mutant:
    """What was changed, and what must hold of the verdicts on its variants."""

    law: Law
    language: str
    what: str
    variants: tuple[Files, ...]
    check: Check
    judges: tuple[Callable[[Mapping[str, bytes]], Outcome], ...]
    """Of the variants, in turn: a law below the readers judges the same files in several ways."""
    needless: Check | None = None
    """What is not wrong but unknown without need; counted apart."""
    base: tuple[Files, Outcome] | None = None
    """The case as it is, and what natpin says of it: most mutants have it for a variant, and it is judged once for all."""

    def outcomes(self) -> list[Outcome]:
        """What natpin says of each variant."""
        return [
            self.base[1] if self.base and files is self.base[0] and judge is judged else judge(data_of(files))
            for judge, files in zip(self.judges, self.variants, strict=True)
        ]

    def broken(self) -> list[Break]:
        """Where the law does not hold."""
        return self.check(self.outcomes())

    def without(self, gone: frozenset[int]) -> Mutant:
        """The mutant without some pieces (by key), in all variants."""
        smaller = tuple(
            {path: tuple(p for p in text if p.key not in gone) for path, text in variant.items()}
            for variant in self.variants
        )
        return replace(self, variants=smaller, base=None)

    def shared(self) -> frozenset[int]:
        """The keys of the pieces that all variants have."""
        keys = ({p.key for text in variant.values() for p in text} for variant in self.variants)
        return frozenset(set.intersection(*keys))
