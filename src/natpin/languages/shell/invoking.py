"""Commands that run another command: ``sudo az …`` is an az command."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from natpin.languages.shell.words import Chunk, Pieces, Word
from natpin.model.record import replace

PLAIN: Mapping[str, str] = {
    "sudo": "-u --user -g --group -h --host -p --prompt -C -D -R -T -U -r -t",
    "doas": "-u -C",
    "time": "-f --format -o --output",
    "exec": "-a",
    "nohup": "",
    "coproc": "",
    "builtin": "",
    "command": "",
    "retry": "",
    "env": "-u --unset -C --chdir -S --split-string",
    "winpty": "",
    "nice": "-n --adjustment",
    "ionice": "-c -n",
    "setsid": "",
    "stdbuf": "-i -o -e",
    "unbuffer": "",
    "chronic": "",
    "caffeinate": "",
    "strace": "-e -o",
    "op": "",
    "doppler": "",
    "aws-vault": "",
    "dotenv": "-e -f -c --file -v",
    "dotenv-cli": "-e -c -v",
    "dotenvx": "-f --env-file -fk --env-keys-file -e --env",
    "env-cmd": "-f --file -e --environments -r --rc-file",
    "npx": "",
    "noglob": "",
    "nocorrect": "",
    "!": "",
}
"""Commands after whose options another one follows, and those of their options that take a word."""

OPERANDS = {"timeout": 1, "chrt": 1, "taskset": 1, "flock": 1, "faketime": 1}
"""The same, with so many words of their own before the command."""

_LOADS_A_FILE = frozenset({"dotenv", "dotenv-cli", "dotenvx", "env-cmd"})
GIVES_VARIABLES = frozenset({"env", "sudo", "op", "doppler", *_LOADS_A_FILE})
"""Those that give the command variables: named before it, or kept elsewhere."""

_TIMEOUT = "-k --kill-after -s --signal"
_ASSIGNS = re.compile(r"[A-Za-z_]\w*=")


_RUNNING = frozenset((*PLAIN, *OPERANDS))
_NONE: frozenset[str] = frozenset()


def gives_unseen(words: list[Word]) -> bool:
    """Whether ``env $(…)`` gives variables that are not named, or a program does that keeps them: ``doppler run``."""
    names = [word.literal or "" for word in words]
    keeps = "doppler" in names or "op" in names or not _LOADS_A_FILE.isdisjoint(names)
    return keeps or ("env" in names and "" in names)


def environment(words: list[Word]) -> tuple[dict[str, Pieces], list[str], bool]:
    """What ``env`` and ``sudo`` set, take away, and whether they take away all that is not set here: ``env -i``, and
    ``sudo`` without ``-E`` (sudoers(5): ``env_reset`` is on by default). ``words``: those before the command."""
    sets: dict[str, Pieces] = {}
    gone: list[str] = []
    name = ""
    bare = False
    takes = ""
    for word in words:
        text = word.literal
        first = word.pieces[0] if word.pieces else None
        shown = text if text is not None else getattr(first, "text", "")
        base = shown.rpartition("/")[2]
        if takes:
            if name == "env" and takes in ("-u", "--unset"):
                gone.append(shown)
            takes = ""
        elif base in PLAIN or base in OPERANDS:
            name = base
            bare = bare or name == "sudo"
        elif name in ("env", "sudo") and shown.startswith("-"):
            if name == "sudo" and (shown.startswith("--preserve-env") or "E" in shown.lstrip("-")[:6]):
                bare = False
            bare = bare or (name == "env" and shown in ("-i", "-", "--ignore-environment"))
            takes = shown if shown in PLAIN[name].split() else ""
        elif name in ("env", "sudo") and isinstance(first, Chunk) and _ASSIGNS.match(shown):
            key, _, rest = first.text.partition("=")
            sets[key] = (replace(first, text=rest), *word.pieces[1:]) if rest else word.pieces[1:]
    return sets, gone, bare


def unwrapped(words: list[Word], own: Container[str] = ()) -> tuple[list[Word], frozenset[str]]:
    """The words without the commands that only run them, and the names of those. ``own``: functions of the script."""
    if not words or (words[0].literal or "").rpartition("/")[2] not in _RUNNING:
        return words, _NONE  # nearly always
    position = 0
    through: set[str] = set()
    while position < len(words) - 1:
        name = (words[position].literal or "").rpartition("/")[2]
        if (name not in PLAIN and name not in OPERANDS) or (name in own and "command" not in through):
            break
        if name == "command" and words[position + 1].literal in ("-v", "-V"):
            break
        if name in ("op", "doppler", "aws-vault") and words[position + 1].literal != "run":
            break
        if name == "npx" and words[position + 1].literal not in _LOADS_A_FILE:
            break
        through.add(name)
        position = _past_options(words, position + 1, name)
        position += OPERANDS.get(name, 0)
    return words[position:], frozenset(through)


_AFTER_VARIABLES = ("az", "terraform", "tofu", "pulumi", "bash", "sh", "pwsh")
"""What stands after ``env $(…)`` where that gives variables, and is not the command itself."""


def _past_options(words: list[Word], position: int, name: str) -> int:
    """Where the options, and for ``env`` and ``sudo`` the assignments, of a command end."""
    takes = (_TIMEOUT if name == "timeout" else PLAIN.get(name, "")).split()
    while position < len(words) - 1:
        text = words[position].literal
        first = words[position].pieces[0] if words[position].pieces else None
        shown = text if text is not None else getattr(first, "text", "")
        if text == "--":
            return position + 1
        if shown.startswith("-") and len(shown) > 1:
            position += 2 if text in takes else 1
        elif (
            (name == "retry" and shown.isdigit())
            or (name in GIVES_VARIABLES and (_ASSIGNS.match(shown) or shown == "run"))
            or (name == "env" and not shown and words[position + 1].literal in _AFTER_VARIABLES)
        ):
            position += 1
        else:
            break
    return position
