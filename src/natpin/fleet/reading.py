"""Files of reports as streams of members, in the order of their keys: fleet files, and bare reports under a name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from natpin.errors import InputError
from natpin.fleet.checked import DRIFT, checked
from natpin.fleet.member import Kind, Member, of_document
from natpin.model.record import replace

SCHEMA: Final = "natpin/fleet/v1"
LONGEST_LINE: Final = 512 * 1024 * 1024
"""Bytes of one member. A longer one is refused: a file of somebody else's must not take the machine's memory."""
_LIVE: Final = "azure"
"""The reader of stacks that were read from Azure."""


def written(members: Iterable[Member]) -> Iterator[str]:
    """The lines of a fleet file. The last tells how many members there are: a file that was cut off lacks it."""
    yield json.dumps({"schema": SCHEMA}) + "\n"
    number = 0
    for member in members:
        number += 1
        yield member.line() + "\n"
    yield json.dumps({"members": number}) + "\n"


def members(path: Path, name: str | None = None) -> Iterator[Member]:
    """The members of a file. ``name`` is the source of a bare report; without it the file's own name is, less its ending.

    Raises InputError for a file that cannot be read, that holds no report, that was cut off, or whose members are not in
    order.
    """
    try:
        with path.open("rb") as file:
            first = file.readline(LONGEST_LINE)
            if _parsed(first) == {"schema": SCHEMA}:
                if name is not None:
                    raise InputError(f"{path}: its members have names of their own; leave out {name}=")
                if not path.is_file():  # a pipe
                    yield from _in_order(path, iter(lambda: file.readline(LONGEST_LINE), b""))
                    return
            else:
                found = _bare(path, first + file.read(LONGEST_LINE), name or path.stem)
                yield found if name else replace(found, named_after=str(path))
                return
            at = file.tell()
        yield from _in_order(path, _lines(path, at))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def _lines(path: Path, at: int) -> Iterator[bytes]:
    """The lines from a place on. In between the file is closed: an organisation has more of them, side by side, than a process
    may hold open."""
    while True:
        with path.open("rb") as file:
            file.seek(at)
            line = file.readline(LONGEST_LINE)
            at = file.tell()
        if not line:
            return
        yield line


def _parsed(line: bytes) -> object:
    """None for what is no JSON."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _in_order(path: Path, lines: Iterator[bytes]) -> Iterator[Member]:
    last: Member | None = None
    number = 0
    for number, line in enumerate(lines):
        where = f"{path}:{number + 2}"
        read = _parsed(line)
        if read is None:
            raise InputError(f"{where}: the line is not valid JSON")
        if read == {"members": number}:
            if next(lines, None) is not None:
                raise InputError(f"{where}: the file goes on after its end")
            return
        if isinstance(read, dict) and read.keys() == {"members"}:
            raise InputError(f"{where}: the file tells of {read['members']} members, and holds {number}")
        found = of_document(read, where)
        if last is not None and found.key <= last.key:
            raise InputError(f"{where}: {found.source} ({found.kind}) is not in order")
        last = found
        yield found
    raise InputError(
        f"{path}: the file was cut off: the line that tells how many members it has is not there"
    )


def _bare(path: Path, data: bytes, name: str) -> Member:
    if not data.strip():
        raise InputError(f"{path}: the file is empty")
    report = _parsed(data)
    if not isinstance(report, dict):
        raise InputError(f"{path}: no JSON report of natpin's")
    if checked(report, str(path)) == DRIFT:
        return Member(name, Kind.DRIFT, "", report)
    stacks = report["stacks"]
    live = bool(stacks) and all(stack["reader"] == _LIVE for stack in stacks)
    return Member(name, Kind.LIVE if live else Kind.FILES, "", report)
