"""The files that filters are given as words (``head -n1 FILE``), which stand in the place of standard input.

Source: POSIX, "Utilities", of each of them; GNU coreutils.
"""

from __future__ import annotations

from collections.abc import Sequence

from natpin.languages.shell.words import Word

_VALUES = {
    "head": "nc",
    "tail": "nc",
    "cut": "dfcb",
    "sort": "ktoS",
    "awk": "Fvf",
    "sed": "efl",
    "grep": "efmABC",
    "egrep": "efmABC",
    "fgrep": "efmABC",
    "uniq": "fsw",
    "wc": "",
    "rev": "",
    "tac": "s",
    "column": "tscoN",
    "base64": "w",
}
"""Filters, and those of their options that take a word."""
_PROGRAMS = {"awk": "f", "sed": "ef", "grep": "ef", "egrep": "ef", "fgrep": "ef"}
"""Filters whose first operand is what they do, unless one of these options says it."""


def without_files(name: str, words: Sequence[Word]) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """The words of a filter without the files that it reads, and those files."""
    values = _VALUES.get(name)
    if values is None:
        return tuple(words), ()
    kept: list[Word] = []
    files: list[Word] = []
    needs = name in _PROGRAMS
    takes = ended = False
    for word in words:
        said = word.literal or ""
        if takes:
            takes = False
        elif said == "--" and not ended:
            ended = True
        elif said.startswith("-") and len(said) > 1 and not ended:
            takes = len(said) == 2 and said[1] in values
            needs = needs and not (said[1] in _PROGRAMS.get(name, "") and not said.startswith("--"))
        elif name == "tail" and said.startswith("+") and said[1:].isdecimal():
            pass
        elif needs:
            needs = False
        else:
            files.append(word)
            continue
        kept.append(word)
    return tuple(kept), tuple(files)
