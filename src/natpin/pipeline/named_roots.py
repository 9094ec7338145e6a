"""Which roots a text names, by the ends of their paths; and where it names none, which ones lie near its file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from functools import lru_cache


def named_roots(text: str, path: str, roots: Sequence[str]) -> list[str]:
    """The roots that a text names by the end of their paths; the nearest of those that it names alike."""
    folder = posixpath.dirname(path).split("/")
    found: list[tuple[int, int, int, str]] = []
    for last, mine in _by_last_segment(tuple(roots)).items():
        starts = list(_named_at(last, text))
        for number, root in mine if starts else ():
            segments = root.split("/")
            mention = max(_mention(segments, text, start) for start in starts)
            if mention:
                found.append((number, mention, shared(folder, folder_of(root).split("/")), root))
    scored = [(mention, common, root) for _, mention, common, root in sorted(found)]
    # a file may name several roots: each counts unless another one of the same name is nearer
    nearest: dict[str, tuple[int, int]] = {}
    for mention, common, root in scored:
        last = posixpath.basename(root)
        nearest[last] = max(nearest.get(last, (0, 0)), (mention, common))
    return [
        root for mention, common, root in scored if nearest[posixpath.basename(root)] == (mention, common)
    ]


@lru_cache(maxsize=32)
def _by_last_segment(roots: tuple[str, ...]) -> dict[str, list[tuple[int, str]]]:
    """Roots with their places in the order given: hundreds of them end in ``main.bicep``, which a text names or not."""
    found: dict[str, list[tuple[int, str]]] = {}
    for number, root in enumerate(roots):
        if root not in (".", ""):
            found.setdefault(root.rpartition("/")[2], []).append((number, root))
    return found


def _named_at(segment: str, text: str) -> Iterator[int]:
    """Where a segment of a path stands that nothing goes on from: ``main.bicep`` in ``main.bicepparam`` is none."""
    start = text.find(segment)
    while start >= 0:
        end = start + len(segment)
        if not _goes_on(text[end : end + 1]) and not (
            text[end : end + 1] == "." and _is_word(text[end + 1 : end + 2])
        ):
            yield start
        start = text.find(segment, start + 1)


def _mention(segments: Sequence[str], text: str, start: int) -> int:
    """How many of the last segments of a path a text names in a row, the last of them at ``start``."""
    found = 0
    for number, segment in enumerate(reversed(segments)):
        if number:
            end = start
            while text[end - 1 : end] in _SLASHES:
                end -= 1
            if end == start or not text.endswith(segment, 0, end):
                break
            start = end - len(segment)
        if not _goes_on(text[start - 1 : start] if start else ""):
            found = number + 1
    return found


_SLASHES = ("/", "\\")


def _goes_on(character: str) -> bool:
    return character == "-" or _is_word(character)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def near(path: str, roots: Sequence[str]) -> list[str]:
    """The root that a file lies in; else those below it; else any."""
    folder = posixpath.dirname(path) or "."
    around = [root for root in roots if _holds(root, folder)]
    if around and folder not in (".github/workflows", ".github"):
        deepest = max(len(folder_of(root)) for root in around)
        own = [root for root in around if len(folder_of(root)) == deepest]
        if folder_of(own[0]) != "." or folder == ".":
            return own
    below = [root for root in roots if folder_of(root) == folder or folder_of(root).startswith(folder + "/")]
    return below or list(roots)


def _holds(root: str, folder: str) -> bool:
    own = folder_of(root)
    return own == "." or folder == own or folder.startswith(own + "/")


@lru_cache(maxsize=4096)  # asked of every root for every text
def folder_of(root: str) -> str:
    """The folder that a root is, or that its template lies in."""
    return (posixpath.dirname(root) or ".") if root.endswith((".bicep", ".json", ".jsonc")) else root or "."


def shared(left: Sequence[str], right: Sequence[str]) -> int:
    """How many folders two paths begin with together."""
    common = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        common += 1
    return common
