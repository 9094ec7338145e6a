"""Files of reports as streams of members, in the order of their keys: fleet files, and bare reports under a name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from natpin.errors import InputError
from natpin.fleet.checked import DRIFT, checked
from natpin.fleet.member import SCHEMA, Kind, Member, of_document, of_line

LONGEST_LINE = 512 * 1024 * 1024
"""Bytes of one member. Longer ones are refused: a file of somebody else's must not take the machine's memory."""
_LIVE = "azure"
"""The reader of stacks that were read from Azure."""


def members(path: Path, name: str | None = None) -> Iterator[Member]:
    """The members of a file. ``name`` is the source of a bare report; without it the file's own name is, less its ending.

    Raises InputError for a file that cannot be read, that holds no report, or whose members are not in order.
    """
    try:
        with path.open("rb") as file:
            first = file.readline(LONGEST_LINE)
            begun = _parsed(first)
            if isinstance(begun, dict) and begun.get("schema") == SCHEMA:
                if name is not None:
                    raise InputError(f"{path}: its members have names of their own; leave out {name}=")
                yield from _in_order(path, begun, file)
            else:
                yield _bare(path, first + file.read(LONGEST_LINE), name or path.stem)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _in_order(path: Path, begun: dict[str, Any], rest: Any) -> Iterator[Member]:
    last = of_document(begun, f"{path}:1")
    yield last
    number = 1
    while line := rest.readline(LONGEST_LINE):
        number += 1
        if not line.strip():
            continue
        try:
            text = line.decode()
        except UnicodeDecodeError:
            raise InputError(f"{path}:{number}: the line is not UTF-8") from None
        found = of_line(text, f"{path}:{number}")
        if found.key <= last.key:
            raise InputError(
                f"{path}:{number}: {found.source} ({found.kind}) is not in order; `natpin report merge` writes files in order"
            )
        last = found
        yield found


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
