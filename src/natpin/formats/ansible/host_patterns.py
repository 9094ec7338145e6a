"""Which hosts a pattern means (``hosts: web*:&prod:!old``), and the hosts that a range writes out (``node[1:3]``).

Sources: Ansible documentation, "Patterns: targeting hosts and groups", "How to build your inventory", "Adding ranges of
hosts".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from natpin.model.numbers import whole_number

MOST_OF_A_RANGE = 60
MOST_PIECES = 200
_LONGEST = 300
LOCAL = ("localhost", "127.0.0.1", "::1")
"""Hosts that are there without an inventory."""
_SEPARATOR = re.compile(r"[,:](?![^\[\]]{0,200}\])")
_SUBSCRIPT = re.compile(r"\[(-?\d{1,6})(?:[:-](\d{0,6}))?\]\Z")
_RANGE = re.compile(r"\[([0-9]{1,9}|[A-Za-z]):([0-9]{1,9}|[A-Za-z])(?::(\d{1,4}))?\]")


def pieces(pattern: str) -> list[str]:
    """The parts of a pattern, with their signs."""
    return [piece.strip() for piece in _SEPARATOR.split(pattern) if piece.strip()]


def meant(pattern: str, groups: Mapping[str, Sequence[str]], hosts: Iterable[str]) -> tuple[str, ...] | None:
    """The hosts that a pattern means; None where that cannot be told. ``groups``: with all their hosts."""
    everyone = dict.fromkeys(hosts)
    found: dict[str, None] = {}
    listed = pieces(pattern)
    if len(listed) > MOST_PIECES or len(pattern) > _LONGEST * MOST_PIECES:
        return None
    if listed and all(one[0] in "!&" for one in listed):
        found.update(everyone)
    # as Ansible goes through them: what is added, what must be there too, what is taken away
    for piece in sorted(listed, key=lambda one: " &!".find(one[0]) if one[0] in "&!" else 0):
        fits = _fitting(piece.lstrip("!&"), groups, everyone)
        if fits is None:
            return None
        if piece[0] == "!":
            found = {host: None for host in found if host not in fits}
        elif piece[0] == "&":
            found = {host: None for host in found if host in fits}
        else:
            found.update(fits)
    return tuple(found)


def _fitting(
    piece: str, groups: Mapping[str, Sequence[str]], hosts: Mapping[str, None]
) -> dict[str, None] | None:
    if not piece or piece[0] == "~" or "{{" in piece:  # a regular expression of the author's is not run
        return None
    subscript = _SUBSCRIPT.search(piece)
    if subscript is not None and piece not in hosts:
        within = _fitting(piece[: subscript.start()], groups, hosts)
        return None if within is None else dict.fromkeys(_some(list(within), subscript))
    if piece in ("all", "*"):
        return dict(hosts)
    fits: dict[str, None] = {}
    for name, its in groups.items():
        if fnmatchcase(name, piece):
            fits.update(dict.fromkeys(its))
    fits.update({host: None for host in hosts if fnmatchcase(host, piece)})
    if not fits and piece in LOCAL:
        fits[piece] = None
    return fits


def _some(listed: list[str], subscript: re.Match[str]) -> list[str]:
    start, end = int(subscript.group(1)), subscript.group(2)
    if end is None:
        return listed[start : start + 1] if start != -1 else listed[-1:]
    return listed[start : int(end) + 1] if end else listed[start:]


def written_out(host: str) -> list[str]:
    """The hosts of a range, both ends included; more than ``MOST_OF_A_RANGE`` are left away."""
    found = _RANGE.search(host) if len(host) <= _LONGEST else None
    if found is None:
        return [host]
    first, last, step = found.group(1), found.group(2), max(1, int(found.group(3) or 1))
    start, end = whole_number(first), whole_number(last)
    if first.isdigit() and last.isdigit():
        width = len(first) if first[0] == "0" else 0
        numbers = range(int(first), int(last) + 1, step)[:MOST_OF_A_RANGE]
        names = [str(number).zfill(width) for number in numbers]
    elif start is None and end is None:
        names = [chr(code) for code in range(ord(first), ord(last) + 1, step)]
    else:
        return [host]
    rests = written_out(host[found.end() :])
    before = host[: found.start()]
    return [before + name + rest for name in names for rest in rests][:MOST_OF_A_RANGE]
