"""Texts of PowerShell inside YAML: what a front end knows is put into them, what it does not as variables."""

from __future__ import annotations

import re
from collections.abc import Callable

from natpin.formats.az.bash.commands import STEP
from natpin.formats.az.powershell.steps import Program
from natpin.formats.pipelines.texts import spelled
from natpin.languages.lines import LaidOut
from natpin.model.record import field, mutable
from natpin.model.value import Node, dig, members
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

    def add(
        self,
        text: str,
        path: str,
        row: int,
        indent: int,
        on_error: str | None = "stop",
        laid: LaidOut | None = None,
    ) -> str:
        """The command of bash that stands for a step.

        ``on_error``: ``$ErrorActionPreference`` there. Both GitHub and Azure Pipelines set it to ``stop`` before the first line
        of a step, unless they are told otherwise (docs.github.com/actions/reference/workflows-and-actions/workflow-syntax,
        "Exit codes and error action preference"; learn.microsoft.com/azure/devops/pipelines/tasks/reference: PowerShell@2,
        AzurePowerShell@5, AzureCLI@2).
        """
        name = f"{STEP}{len(self.by_name)}"
        self.by_name[name] = Program(text, path, row, indent, on_error, laid)
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


def preference(step: Node) -> str | None:
    """``$ErrorActionPreference`` of a step of Azure Pipelines: a key of its own, or an input of its task. Empty where it
    leaves PowerShell's own, None where it is not known."""
    given = members(dig(step, "inputs")) or members(step)
    named = {name.lower(): node for name, node in given.items()}
    node = named.get("erroractionpreference") or named.get("powershellerroractionpreference")
    said = spelled(node) if node is not None else "stop"
    if said is None or "$" in said:
        return None
    return "" if said.lower() == "default" else said
