"""Commands that run another command: ``sudo az …`` is an az command."""

from __future__ import annotations

from natpin.languages.shell.words import Word

_PLAIN = frozenset({"sudo", "time", "exec", "nohup", "builtin", "retry", "env", "winpty", "!"})


def unwrapped(words: list[Word]) -> list[Word]:
    """The words without the commands that only run them."""
    position = 0
    while position < len(words) - 1:
        name = words[position].literal
        if name in _PLAIN or (name == "command" and not (words[position + 1].literal or "").startswith("-")):
            position += 1
        elif name == "timeout":
            position += 2
        elif position and name is not None and (name.startswith("-") or "=" in name):
            position += 1
        else:
            break
    return words[position:]
