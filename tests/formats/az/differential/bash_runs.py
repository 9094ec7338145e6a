"""bash itself, with an ``az`` that writes its arguments down and knows which gateways stand; and what natpin says.

``az … show`` of what is not there ends with 3 (Azure CLI, README, "Exit codes": "missing ARM resource").
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from natpin.formats.az.cli.session import Session
from natpin.formats.az.scripts import read_commands
from natpin.formats.interface import Inputs
from natpin.languages.shell.words import Command, Output
from natpin.model.resource import NAT_GATEWAY, Resource
from natpin.workspace import FolderWorkspace

Runs = dict[str, tuple[int, list[list[str]]]]
"""Exit status and az commands of each script."""

PRELUDE = r"""
az() {
  { printf '%s\x1f' "$@"; printf '\x1e'; } >&9
  local verb=$4 name= rest=("$@")
  while [ $# -gt 0 ]; do [ "$1" = -n ] && name=$2; shift; done
  case $verb in
    create) : >"$NATPIN_STATE.$name" ;;
    delete) rm -f "$NATPIN_STATE.$name" ;;
    show) [ -e "$NATPIN_STATE.$name" ] || return 3; printf '/id/%s\n' "$name" ;;
  esac
  return 0
}
export -f az
"""


def run_all(texts: dict[str, str], sets: dict[str, str], folder: Path) -> Runs:
    """Run each script in a shell and a folder of its own. ``sets``: what the shell does before, by script."""
    lines = [PRELUDE]
    for name, text in texts.items():
        (folder / name).mkdir()
        (folder / name / "script.sh").write_text(text)
        before = f"cd {name}; export NATPIN_STATE=$PWD/../{name}.state; {sets.get(name) or 'set --'}"
        lines.append(f"( {before}; . ./script.sh ) 9>{name}.out >/dev/null 2>{name}.err </dev/null")
        lines.append(f"echo $? >{name}.rc")
    (folder / "all.bash").write_text("\n".join(lines) + "\n")
    clean = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    subprocess.run(
        ["bash", "all.bash"], cwd=folder, env=clean, check=False, timeout=240, stdin=subprocess.DEVNULL
    )
    found: Runs = {}
    for name in texts:
        data = (folder / f"{name}.out").read_text()
        commands = [each.split("\x1f")[:-1] for each in data.split("\x1e") if each]
        found[name] = int((folder / f"{name}.rc").read_text()), commands
    return found


def thought(
    text: str, path: str, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> tuple[list[Resource], list[tuple[str | None, ...]]]:
    """What natpin says: gateways, and the commands it thought of, an unknown word as None."""
    commands: list[tuple[str | None, ...]] = []
    run = Session.run

    def spied(self: Session, command: Command) -> Output:
        commands.append(tuple(word.literal for word in command.words[1:]))
        return run(self, command)

    with monkeypatch.context() as patch:
        patch.setattr(Session, "run", spied)
        parts = list(read_commands(text, path, FolderWorkspace(folder, folder), Inputs()))
    return [each for each in parts if isinstance(each, Resource) and each.type == NAT_GATEWAY], commands


def unthought(ran: list[list[str]], known: list[tuple[str | None, ...]]) -> list[str] | None:
    """The first command that bash ran and natpin did not think of."""
    for words in ran:
        if not any(
            len(each) == len(words) and all(a is None or a == b for a, b in zip(each, words, strict=True))
            for each in known
        ):
            return words
    return None
