"""docs/commands.md: every command with its flags, from the parsers."""

from __future__ import annotations

from argparse import SUPPRESS, Action, ArgumentParser
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from natpin.commands import COMMANDS

_START = """\
# Commands

Written by `make docs` from the parsers that read the command line; `natpin COMMAND --help` prints the same. No flag may be
abbreviated. Reports go to standard output, and messages about the run to standard error.

| Exit status | It means |
| --- | --- |
| 0 | nothing to tell |
| 1 | findings, drift, or fixes that are left |
| 2 | it could not run: the message says why |
| 3 | an error in natpin itself |
| 4 | incomplete: a file about AKS could not be read |
| 130 | interrupted |

| Environment variable | What it does |
| --- | --- |
| `NO_COLOR` | not empty: no colours, on a terminal either |
| `FORCE_COLOR` | not empty, `0` or `false`: colours in a pipe, too. `NO_COLOR` is stronger, and `--color` and `--no-color` are stronger than both |
| `COLUMNS` | the width of a terminal |

`natpin help COMMAND` prints the flags of a command, `natpin --version` the version.
"""


def page() -> str:
    """The page as the parsers have it now."""
    parts = [_START]
    for name, said in COMMANDS.items():
        parser = import_module(f"natpin.commands.{name}").parser()
        parts.append(f"\n## natpin {name}\n\n{_sentence(said)}\n")
        parts += _of(parser)
    return "".join(parts)


def write(root: Path) -> list[Path]:
    """Writes the page; the files that changed."""
    path = root / "docs" / "commands.md"
    new = page()
    if path.exists() and path.read_text(encoding="utf-8") == new:
        return []
    path.write_text(new, encoding="utf-8")
    return [path]


def _of(parser: ArgumentParser) -> Iterator[str]:
    rows, below = [], []
    for action in parser._actions:
        if isinstance(action.choices, dict):
            below += [one for one in action.choices.values() if isinstance(one, ArgumentParser)]
        elif action.help != SUPPRESS and "--help" not in action.option_strings:
            rows.append(f"| {_named(action)} | {_cell(_help(action))} |")
    if rows:
        yield "\n".join(["", "| Argument | What it does |", "| --- | --- |", *rows, ""])
    for one in below:
        yield f"\n### {one.prog}\n"
        if one.description:
            yield f"\n{_sentence(one.description)}\n"
        yield from _of(one)


def _named(action: Action) -> str:
    """``--format FORMAT``; its choices stand in place of a name for the value."""
    value = ""
    if action.nargs != 0:
        value = str(action.metavar or action.dest.upper())
        if action.choices is not None:
            value = ", ".join(map(str, action.choices))
    if not action.option_strings:
        return f"`{value}`"
    flags = ", ".join(f"`{flag}`" for flag in action.option_strings)
    if not value:
        return flags
    return f"{flags} {value}" if action.choices is not None else f"`{action.option_strings[-1]} {value}`"


def _help(action: Action) -> str:
    return _sentence((action.help or "").replace("%%", "%"))


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?')) or not text else '.'}"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
