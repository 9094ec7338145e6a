"""Programs in other languages and requests to Azure's REST API that a script of PowerShell sends by itself."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from natpin.formats.az.cli.program_files import written_by
from natpin.formats.az.cli.requests import HOST, REQUESTING, as_az_rest
from natpin.formats.az.encoding import decoded
from natpin.formats.az.powershell.values import Items, Nothing, word_of
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


def run(machine: Cmdlets, name: str, command: Command, stdin: Items | None) -> None:
    """A program, by its name: it counts where it may write to Azure."""
    at = command.at
    leaf = name.replace("\\", "/").rpartition("/")[2]
    words = (word_saying(leaf, at), *machine.words(command.arguments))
    if leaf.removesuffix(".exe") in REQUESTING:
        request = as_az_rest(words, at)
        if request is not None:
            machine.session.run(AzCommand(request, at))
        return
    words = (word_saying(name, at), *words[1:])

    def read(path: str) -> str | None:
        bases, written = (posixpath.dirname(at.path), ""), path.replace("\\", "/")
        for place in (*machine.placed(bases, written), *(posixpath.join(base, written) for base in bases)):
            data = machine.read(posixpath.normpath(place))
            if data is not None:
                return decoded(data)
        return None

    given = "\n".join(word_of(each).label for each in stdin.elements) if stdin is not None else ""
    found = written_by(leaf, words, given, read)
    if found is not None:
        what, reach = found
        machine.doubt(what, at, reach)
