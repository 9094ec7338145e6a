"""The smallest mutant that still breaks the law: whole files first, then blocks from the outermost in, then lines.

Blocks are found by indentation, which serves every language natpin reads. What does not parse any more breaks the law
in another way or not at all, and is put back.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from .laws import Break
from .mutants import Mutant, Piece


def shrunk(mutant: Mutant, kind: tuple[str, str, str], seconds: float = 20.0) -> Mutant:
    """The mutant without whatever the break (``Break.kind``) does not need."""
    until = time.monotonic() + seconds
    smaller = True
    while smaller and time.monotonic() < until:
        smaller = False
        for group in list(_groups(mutant)):
            if time.monotonic() > until:
                break
            gone = frozenset(piece.key for piece in group) & mutant.shared()
            if not gone:
                continue
            candidate = mutant.without(gone)
            if _still(candidate, kind):
                mutant, smaller = candidate, True
    return mutant


def _still(mutant: Mutant, kind: tuple[str, str, str]) -> bool:
    try:
        found: list[Break] = mutant.broken()
    except Exception:
        return False
    return any(each.kind == kind for each in found)


def _groups(mutant: Mutant) -> Iterator[list[Piece]]:
    shared = mutant.shared()
    texts = mutant.variants[0]
    for text in texts.values():
        yield [piece for piece in text if piece.key in shared]
    blocks: list[tuple[int, int, list[Piece]]] = []
    for text in texts.values():
        lines = [piece for piece in text if piece.key in shared]
        for start, piece in enumerate(lines):
            depth = _depth(piece)
            end = start + 1
            while end < len(lines) and (_depth(lines[end]) > depth or not lines[end].text.strip()):
                end += 1
            if (
                end < len(lines)
                and _depth(lines[end]) == depth
                and lines[end].text.lstrip()[:1] in tuple("}])")
            ):
                end += 1
            blocks.append((depth, start - end, lines[start:end]))
    for _, _, block in sorted(blocks, key=lambda each: each[:2]):
        yield block


def _depth(piece: Piece) -> int:
    return len(piece.text) - len(piece.text.lstrip())
