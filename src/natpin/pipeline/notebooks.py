"""The commands of a notebook, at the lines at which they stand in its file.

Jupyter writes each line of a cell as a string of JSON on a line of its own, and the end of the line with it (nbformat
documentation, "The Notebook file format", "Multi-line strings" of versions 4).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from natpin.regex import late_regex

_STRING = late_regex(r"(?m)^[ \t]*+(\"(?:[^\"\\\n]|\\[^\n])*+\"),?[ \t\r]*+$")


@lru_cache(maxsize=8)
def commands_of(notebook: str) -> str:
    """The text with what its strings say in place of how JSON writes them, and without the lines of cells that are prose.
    Lines keep their numbers. A text that is no notebook keeps all its lines. Several ask for one in a row: a few are kept."""
    try:
        document = json.loads(notebook)
    except (ValueError, RecursionError):
        document = None
    prose = set(_lines(document, code=False)) - set(_lines(document, code=True))

    def bare(line: re.Match[str]) -> str:
        try:
            said: str = json.loads(line[1])
        except ValueError:
            return line[0]
        if said in prose:
            return ""
        return line[0] if "\n" in said[:-1] else said.rstrip("\n")

    return _STRING.sub(bare, notebook)


def _lines(document: Any, *, code: bool) -> Iterator[str]:
    cells = document.get("cells") if isinstance(document, dict) else None
    for cell in cells if isinstance(cells, list) else ():
        if isinstance(cell, dict) and (cell.get("cell_type") == "code") is code:
            source = cell.get("source")
            yield from (one for one in source if isinstance(one, str)) if isinstance(source, list) else ()
