"""The reader's face: which files make a stack, and what a stack declares. Which are its: ``recognise``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from natpin.formats.az.recognise import SPEAKS
from natpin.formats.az.turns import Turn
from natpin.formats.interface import Inputs, Read
from natpin.model.endings import SHELL
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, ends_in_a_word

if TYPE_CHECKING:
    from natpin.formats.az.bash.makefiles import Maker
    from natpin.formats.az.powershell.steps import Program
    from natpin.languages.lines import LaidOut
    from natpin.languages.shell.tree import Source
    from natpin.languages.shell.words import Hole

name = "az"
suffixes = SHELL
workloads_only = False

_TICKED = late_regex(r"^[ \t]*(?:\$\w+ *= *)?az [^\n`]{0,400}[ \t]`[ \t]*$", re.MULTILINE)
_TICK = late_regex(r"(?<=[ \t])`(?=[ \t]*$)", re.MULTILINE)
_ASSIGNED = late_regex(r"^([ \t]*)\$([A-Za-z_]\w*)[ \t]*=[ \t]*(?=[\"'$(\w/])", re.MULTILINE)


def runs(path: str, data: bytes) -> bool:
    """True for a script, whatever it is about: it may deploy what other files declare."""
    return True


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterable[Stack | Skipped]:
    """A stack for each script that no other script runs."""
    if not claimed:
        return ()
    from natpin.formats.az.callers import outermost

    return [Stack(name, path) for path in outermost(claimed, suffixes, workspace)]


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource and source note of a script and of the scripts it sources or runs."""
    from natpin.formats.az.encoding import decoded

    data = workspace.read(stack.root)
    if isinstance(data, Skipped):
        yield Skipped(stack.root, data.reason, claims_aks=True, stack=stack.id)
        return
    yield from read_commands(decoded(data), stack.root, workspace, inputs)


def _with_whole_words(text: str) -> str:
    """Commands of which a line ends in the middle of a word (``terra\\``) on their first line, and their other lines empty:
    those after them keep their numbers."""
    lines = text.split("\n")
    kept: list[str] = []
    command: list[str] = []
    for number, line in enumerate(lines):
        command.append(line)
        if line.rstrip("\r").endswith("\\") and number + 1 < len(lines):
            continue
        whole = "\n".join(command)
        if ends_in_a_word(whole):
            bare = [one.rstrip("\r").removesuffix("\\") for one in command[:-1]]
            command = ["".join((*bare, command[-1])), *("" for _ in bare)]
        kept += command
        command = []
    return "\n".join(kept)


def _unticked(text: str) -> str:
    """Lines that go on after a backtick, and ``$name = …``, as PowerShell has them, in the words of bash; columns stay.

    Documentation labels such fences ``bash``; bash would read a command that never ends, and one named ``$name``.
    """
    if ends_in_a_word(text):
        text = _with_whole_words(text)
    if _TICKED.search(text):
        text = _TICK.sub(lambda _: "\\", text)
    return _ASSIGNED.sub(
        lambda found: f"{' ' * (len(found.group()) - len(found.group(2)) - 1)}{found.group(2)}=", text
    )


def read_commands(text: str, path: str, workspace: Workspace, inputs: Inputs, row: int = 0) -> Iterator[Read]:
    """What a text of bash provisions with az. ``row``: how many lines of the file ``path`` lie before it."""
    yield from read_parts([Part(row, text)], path, workspace, inputs)


@record
class Part:
    """A text of bash in a file: a fence of a page, a step of a workflow."""

    row: int
    """How many lines of the file lie before it."""
    text: str
    file: str | None = None
    """The file, where it is another one than the stack's root."""
    indent: int = 0
    """How many columns of the file lie before each of its lines."""
    turn: Turn | None = None
    """Where it is a step of a pipeline: what its failing means for others, and theirs for it."""
    given: Mapping[str, Location] | None = None
    """By variable, where a file has what the first line gives to it: that line is the front end's."""
    laid: LaidOut | None = None
    """Where its words stand, for a text that its file has in other words."""


def read_parts(
    parts: Iterable[Part],
    path: str,
    workspace: Workspace,
    inputs: Inputs,
    holes: Mapping[str, Hole] | None = None,
    programs: Mapping[str, Program] | None = None,
    made: Maker | None = None,
) -> Iterator[Read]:
    """What texts of bash provision that run one after the other, variables shared.

    ``holes``: variables that a front end put where it does not know the text, by name. ``programs``: steps in
    PowerShell, by the name of the command that stands for each. ``made``: what ``make`` runs, where that is followed.
    """
    from natpin.formats.az.cli.session import Session
    from natpin.formats.az.running import Running

    session = Session()
    running = Running.begin(session, path, workspace, inputs, holes or {}, programs or {})
    running.interpreter.made = made
    sources: list[Source] = []
    turns: list[Turn | None] = []
    for part in parts:
        source = running.parsed(
            part.file or path, _unticked(part.text), part.row, part.indent, part.given, part.laid
        )
        if source is not None:
            sources.append(source)
            turns.append(part.turn)
    running.run(sources, turns)
    interpreter = running.interpreter
    yield from session.finish()
    yield from interpreter.skipped
    yield from session.work.worth_asking(interpreter.questions.values())
    for source in sources:
        for node in source.broken():
            shown = source.text(node)
            if "az " in shown and any(words.decode() in shown for words in SPEAKS):
                at = source.at(node)
                yield Skipped(source.path, f"from line {at.line} on it is not bash", at, claims_aks=True)
