"""What GitHub's runner makes of a step: the commands it obeys on either stream, and the outputs it takes.

After github.com/actions/runner: ActionCommand.cs, ActionCommandManager.cs, FileCommandManager.cs. Obeys at least
what the runner does, so a text that is harmless here is harmless there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

COMMANDS = frozenset(
    [
        "internal-set-repo-path",
        "set-env",
        "set-output",
        "save-state",
        "add-mask",
        "add-path",
        "add-matcher",
        "remove-matcher",
        "warning",
        "error",
        "notice",
        "debug",
        "group",
        "endgroup",
        "echo",
        "stop-commands",
    ]
)


@dataclass(frozen=True)
class Command:
    """One that the runner obeys."""

    name: str
    properties: dict[str, str]
    data: str


def obeyed(stream: str, *, stopped_elsewhere: bool = False) -> list[Command]:
    """Commands in a stream. ``stop-commands`` switches them off until its token is seen."""
    found: list[Command] = []
    token: str | None = None
    for line in re.split("\r\n|\n|\r", stream):
        command = _parsed(line, COMMANDS | ({token} if token else set()))
        if command is None:
            continue
        if token is not None:
            if command.name == token:
                token = None
            continue
        if command.name == "stop-commands":
            token = command.data
            continue
        found.append(command)
    assert token is None, "commands were switched off and never on again"
    return found


def _parsed(line: str, known: frozenset[str] | set[str]) -> Command | None:
    return _new(line, known) or _old(line, known)


def _new(line: str, known: frozenset[str] | set[str]) -> Command | None:
    line = line.strip()
    if not line.startswith("::"):
        return None
    end = line.find("::", 2)
    if end < 0:
        return None
    name, _, properties = line[2:end].partition(" ")
    if name.lower() not in known and name not in known:
        return None
    return Command(name, _properties(properties, ","), _unescaped(line[end + 2 :]))


def _old(line: str, known: frozenset[str] | set[str]) -> Command | None:
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    name, _, properties = line[start + 3 : end].partition(" ")
    if name.lower() not in known and name not in known:
        return None
    return Command(name, _properties(properties, ";"), line[end + 1 :])


def _properties(text: str, separator: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in text.split(separator) if part.strip())
    return {name: _unescaped(value).replace("%3A", ":").replace("%2C", ",") for name, _, value in pairs}


def _unescaped(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def outputs_of(text: str) -> dict[str, str]:
    """As the runner reads GITHUB_OUTPUT. Raises AssertionError where it would fail the step."""
    found: dict[str, str] = {}
    lines = iter(re.split("\r\n|\n|\r", text))
    for line in lines:
        if not line:
            continue
        equals, heredoc = line.find("="), line.find("<<")
        if equals >= 0 and (heredoc < 0 or equals < heredoc):
            found[line[:equals]] = line[equals + 1 :]
            continue
        assert heredoc > 0, f"neither a pair nor a block: {line[:200]!r}"
        name, delimiter = line[:heredoc], line[heredoc + 2 :]
        value: list[str] = []
        for inner in lines:
            if inner == delimiter:
                break
            value.append(inner)
        else:
            raise AssertionError(f"no end of {name}")
        found[name] = "\n".join(value)
    return found
