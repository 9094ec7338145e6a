"""Texts of PowerShell inside YAML: what a front end knows is put into them, what it does not as variables."""

from __future__ import annotations

import re
from collections.abc import Callable

from natpin.formats.az.bash.commands import STEP
from natpin.formats.az.powershell.steps import Program
from natpin.model.record import field, mutable
from natpin.regex import late_regex

_QUOTED = late_regex(
    r"<#.*?#>|\#[^\n]*|@'[ \t]*\n.*?\n'@|@\"[ \t]*\n.*?\n\"@|'(?:[^']|'')*'|\"(?:`.|\"\"|[^\"`])*\"",
    re.DOTALL,
)
_MARK = re.compile("\ue000(\\d+)\ue001")
_VARIABLE = re.compile(r"\$\{natpin_\w+\}\Z")
SHELLS = frozenset({"pwsh", "powershell"})

ValueOf = Callable[[str], "tuple[str | None, str]"]
"""An expression's text, or else what stands for it in bash."""


@mutable
class Programs:
    """The steps in PowerShell of one pipeline."""

    by_name: dict[str, Program] = field(default_factory=dict)
    _said: int = 0

    def add(self, text: str, path: str, row: int, indent: int) -> str:
        """The command of bash that stands for a step."""
        name = f"{STEP}{len(self.by_name)}"
        self.by_name[name] = Program(text, path, row, indent)
        return name

    def put_in(self, written: str, pattern: re.Pattern[str], value_of: ValueOf) -> tuple[str, list[str]]:
        """A text with its expressions replaced, and the assignments of bash that go before it.

        What is not known is a variable. Single quotes around one become double ones, for in single quotes none is seen.
        """
        found: list[tuple[str | None, str]] = []
        before: list[str] = []

        def mark(match: re.Match[str]) -> str:
            literal, stands_for = value_of(match.group(1).strip())
            if literal is None and not _VARIABLE.match(stands_for):
                name = f"natpin_said_{self._said}"
                self._said += 1
                before.append(f'{name}="{stands_for}"')
                stands_for = f"${{{name}}}"
            found.append((literal, stands_for))
            return f"\ue000{len(found) - 1}\ue001"

        marked = pattern.sub(mark, written)

        def opened(match: re.Match[str]) -> str:
            text = match[0]
            if not text.startswith("'") or not any(found[int(n)][0] is None for n in _MARK.findall(text)):
                return text
            inner = re.sub(r"[`$\"]", r"`\g<0>", text[1:-1].replace("''", "'"))
            return f'"{inner}"'

        if found:
            marked = _QUOTED.sub(opened, marked)

        def said(match: re.Match[str]) -> str:
            literal, stands_for = found[int(match[1])]
            return stands_for if literal is None else literal

        return _MARK.sub(said, marked), before
