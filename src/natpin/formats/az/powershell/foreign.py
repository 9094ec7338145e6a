"""Programs in other languages and requests to Azure's REST API that a script of PowerShell sends by itself."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from natpin.formats.az.cli.foreign import ANSIBLE, ENDINGS, is_interpreter, reach_of_program
from natpin.formats.az.cli.requests import HOST, REQUESTING, as_az_rest
from natpin.formats.az.powershell.values import Nothing, word_of
from natpin.languages.shell.words import Command as AzCommand
from natpin.languages.shell.words import word_saying

if TYPE_CHECKING:
    from natpin.formats.az.powershell.cmdlets import Cmdlets
    from natpin.languages.powershell.tree import Command

REQUESTS = frozenset({"invoke-restmethod", "invoke-webrequest", "irm", "iwr"})


def request(machine: Cmdlets, command: Command) -> None:
    """``Invoke-RestMethod -Method Put -Uri https://management.azure.com/…``: what ``az rest`` sends."""
    given = machine.given(command.arguments, command.at, frozenset())
    url = given.get("uri") or (given.positional[0] if given.positional else None)
    if url is None or HOST not in word_of(url).label.lower():
        return
    words = [word_saying(text, command.at) for text in ("az", "rest", "--url")] + [word_of(url)]
    for flag, thing in (("--method", given.get("method", "custommethod")), ("--body", given.get("body"))):
        if thing is not None and not isinstance(thing, Nothing):
            words += [word_saying(flag, command.at), word_of(thing)]
    machine.session.run(AzCommand(tuple(words), command.at))


def run(machine: Cmdlets, name: str, command: Command) -> None:
    """A program, by its name: it counts where it may write to Azure."""
    leaf = name.replace("\\", "/").rpartition("/")[2]
    if leaf.removesuffix(".exe") in REQUESTING:
        words = as_az_rest((word_saying(leaf, command.at), *machine.words(command.arguments)), command.at)
        if words is not None:
            machine.session.run(AzCommand(words, command.at))
        return
    playing = leaf.removesuffix(".exe") in ANSIBLE
    if not (is_interpreter(leaf) or playing or leaf.endswith(ENDINGS)):
        return
    said = [name, *(word.label for word in machine.words(command.arguments))]
    files = [one for one in said if one.endswith((".yml", ".yaml") if playing else ENDINGS)]
    texts = list(said)
    for file in files:
        written = posixpath.normpath(file.replace("\\", "/"))
        for place in (posixpath.join(posixpath.dirname(command.at.path), written), written):
            data = machine.read(posixpath.normpath(place))
            if data is not None:
                texts.append(data.decode("utf-8", "replace"))
                break
    machine.doubt(f"what {name[:60]} writes to Azure", command.at, reach_of_program("\n".join(texts)))
