"""The reader's face: which files are its, which of them make a stack, and what a stack declares."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from natpin.formats.az.turns import Turn
from natpin.formats.interface import Inputs, Read
from natpin.model.endings import SHELL
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, ends_in_a_word, holds_any, lowered, narrowed, whole_words

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
_SPEAKS = (b"aks create", b"aks update", b"aks nodepool", b"nat gateway", b"public-ip prefix")
_NETWORKS = (
    b"network vnet create",
    b"network vnet update",
    b"network vnet subnet create",
    b"network vnet subnet update",
    b"network vnet subnet delete",
    b"network route-table ",
    b"network vnet peering",
    b"network vnet-gateway",
    b"network public-ip ",
)
_BY_TYPE = late_regex(
    rb"(?i)microsoft\.network/(?:virtualnetworks|routetables|natgateways|publicip(?:addresses|prefixes))"
)
_ASKS = late_regex(rb"(?i)\b(?:az (?:rest|resource)|curl)\b")
"""Azure's own operations on what an id or a type names. The id may stand a few lines below, in a command that goes on."""
_ASKS_RESOURCE = late_regex(rb"(?i)\baz resource\b")
_BY_NAMESPACE = late_regex(rb"(?i)--namespace[\s=]+[\"']?microsoft\.network\b")
_ASKS_REST = late_regex(rb"(?i)\baz rest\b")
_BY_ANSWER = late_regex(rb"(?i)management\.azure\.com/?[\"']?[$`]")
_VERB = late_regex(rb"(?i)\b(?:put|patch|delete)\b")
_FAR, _NEAR = 2000, 900
"""Bytes between the beginning of a command and what it names."""
_GETS = late_regex(rb"(?i)\bGet-Az(?:VirtualNetwork|RouteTable|NatGateway)")
_BY_CMDLET = late_regex(rb"(?i)\b(?:Invoke-AzRest|(?:Set|New|Remove)-AzResource\b)")
"""Cmdlets that do the same; the id may stand far above."""
_CLUSTER_BY_ID = late_regex(
    rb"(?i)\b(?:put|patch)\b[^\r]{0,600}?microsoft\.containerservice/managedclusters/"
    rb"|microsoft\.containerservice/managedclusters/[^\n]{0,300}\b(?:put|patch)\b"
    rb"|\bresource(?:\s|\\\r?\n)+(?:create|update|delete)\b[^\r]{0,600}?microsoft\.containerservice/managedclusters\b"
)
"""A cluster that Azure Resource Manager itself is asked for: ``az rest``, ``az resource``, ``Invoke-AzRestMethod``, ``curl``."""
_BY_VARIABLE = late_regex(
    rb"(?i)\baz(?:\s|\\\r?\n)+resource(?:\s|\\\r?\n)+(?:update|delete)\b[^\r]{0,400}?--ids[\s=]+[\"']?[$`]"
)
"""One whose id the script has asked for."""
_BLANKS = late_regex(rb"(?:[ \t]|[\\`]\r?\n){2,}|\t|[\\`]\r?\n")
"""What stands for one blank and is not just that."""


def _says_any(data: bytes, commands: Iterable[bytes]) -> bool:
    """Whether one of the commands stands in a text, with more than one blank in it or going on in the next line."""
    possible = [command for command in commands if all(word in data for word in command.split())]
    return bool(possible) and (
        holds_any(
            data, possible
        )  # nearly always: and what stands there with single blanks still does without the others
        or holds_any(_BLANKS.sub(b" ", data), possible)
    )


_IN_PARTS = late_regex(
    rb"(?im)(?:\b(?:az|call)\b|\$\{?\w{1,80}\}?|^[ \t]*+[\w.-]{1,80}[ \t]*+[:?]?=)[\"']?[ \t]*+[\"'(]?(?:az[ \t]++)?"
    rb"(?:network|aks)(?:[ \t]++(?:vnet|subnet|route-table|route|nat|gateway|public-ip|prefix|vnet-gateway|peering|nodepool)\b)*+"
    rb"(?:[ \t]*+[\"']?[$`{%@]|[\"')]|[ \t]*+\r?$)"
)
"""A command of which a variable, an array or a function holds a part: what comes after its group is not a plain word."""
_WORD_IN_QUOTES = late_regex(rb"([ \t])[\"']([a-z][a-z-]{1,20})[\"'](?=[ \t])")
_IN_A_VARIABLE = late_regex(rb"\$\{?\w{1,80}\}?[\"']?[ \t]+(?:aks|network)[ \t]")
"""A program whose name a variable holds: ``$AZ_BIN aks create``."""


def _may_run_az(data: bytes) -> bool:
    return b"az" in data or _IN_A_VARIABLE.search(data) is not None


_LISTED = late_regex(rb"(?<=\w)['\"][ \t]*,[ \t]*+\r?\n?[ \t]*['\"](?=\w)")
"""Between words of a command that PowerShell has as a list: ``@('aks', 'create')``."""


def makes_by_id(data: bytes) -> bool:
    """Whether a text asks Azure Resource Manager for a cluster by its id or its type."""
    return b"managedclusters" in lowered(data) and _CLUSTER_BY_ID.search(data) is not None


def claims(path: str, data: bytes) -> bool:
    """True for a script in which az makes or changes clusters, subnets, routes, NAT gateways or their IPs."""
    data = narrowed(data)
    whole = _commands(path, data)
    if _may_run_az(whole) and (_says_any(whole, _SPEAKS) or _is_in_parts(whole, b"aks")):
        return True
    return makes_by_id(whole)


def _commands(path: str, data: bytes) -> bytes:
    """The bytes with each command in one piece: its words are parted by blanks."""
    whole = whole_words(data)
    if path.lower().endswith(".ps1"):
        whole = _LISTED.sub(b" ", whole)
    return _WORD_IN_QUOTES.sub(rb"\1\2", whole) if b" network " in whole or b" aks " in whole else whole


def _is_in_parts(data: bytes, group: bytes) -> bool:
    return group in data and any(group in found[0].lower() for found in _IN_PARTS.finditer(data))


def changes_by_id(data: bytes) -> bool:
    """Whether a text asks Azure Resource Manager to change what an id, or an answer of its own, names."""
    if _follows(data, _ASKS, _BY_TYPE, _FAR) or _follows(data, _ASKS_RESOURCE, _BY_NAMESPACE, _NEAR):
        return True
    if _follows(data, _ASKS_REST, _BY_ANSWER, _NEAR) and _follows(data, _ASKS_REST, _VERB, _NEAR):
        return True
    if _BY_CMDLET.search(data) is None:
        return False
    return _BY_TYPE.search(data) is not None or _GETS.search(data) is not None


def _follows(data: bytes, first: re.Pattern[bytes], then: re.Pattern[bytes], most: int) -> bool:
    """Whether what one pattern fits stands at most so many bytes before what the other fits. Each is looked for once: a
    pattern of both would look so far from each place where the first fits."""
    places = [found.start() for found in then.finditer(data)]
    if not places:
        return False
    ends = [found.end() for found in first.finditer(data)]
    before = ((place, bisect_right(ends, place)) for place in places)
    return any(number and place - ends[number - 1] <= most for place, number in before)


def runs(path: str, data: bytes) -> bool:
    """True for a script, whatever it is about: it may deploy what other files declare."""
    return True


def changes_networks(path: str, data: bytes) -> bool:
    """True for a script that changes networks, which clusters of other files may use."""
    data = _commands(path, data)
    return _may_run_az(data) and (
        _says_any(data, _NETWORKS)
        or _is_in_parts(data, b"network")
        or changes_by_id(data)
        or _BY_VARIABLE.search(data) is not None
    )


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
            if "az " in shown and any(words.decode() in shown for words in _SPEAKS):
                at = source.at(node)
                yield Skipped(source.path, f"from line {at.line} on it is not bash", at, claims_aks=True)
