"""Commands of a page that stand outside of its blocks of code: as plain lines, or set in by blanks.

They are told and not run. What stands around them may be prose, and half of an ``if`` would make certain what is not.
What is looked for begins its line and has flags; the same words in a sentence do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from natpin.formats.markdown.fences import Fence
from natpin.model.doubt import Doubt
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Skipped
from natpin.regex import late_regex

FIRST_ON_ITS_LINE = late_regex(
    rb"(?m)^[ \t]{0,12}(?:[$>] )?(?:az[ \t]+(?:aks|network)[ \t]|(?:New|Set|Update|Remove)-Az(?:Aks|NatGateway))"
)
_FLAG = r"[ \t]+-{1,2}[A-Za-z]"
_LINE = late_regex(
    r"^(?P<before>[ \t]{0,12}(?:[$>] )?(?:\w{1,80}=\$\()?)"
    r"(?:az(?P<words>(?:[ \t]+[a-z][a-z0-9-]{0,40}){2,6})|(?P<cmdlet>(?:New|Set|Update|Remove)-Az(?:AksCluster|AksNodePool|NatGateway)))"
    r"(?P<rest>[^\n]*)$"
)
_AS_COMMAND = late_regex(rf"(?:{_FLAG}.*{_FLAG}|.*[\\`]\r?$)")
"""Two flags, or a line that goes on: a sentence that begins with a command has neither."""
_SET_IN = late_regex(rf"(?:{_FLAG}|[ \t]*\r?$)")
"""Behind four blanks one flag will do, or none: such a line is code (CommonMark 0.31, "indented code blocks")."""
_BEARS = late_regex(
    r"aks (?:create|nodepool (?:add|update))\b"
    r"|network (?:(?:nat gateway|route-table(?: route)?|public-ip prefix|vnet subnet) (?:create|update|delete)"
    r"|(?:vnet|public-ip) update|vnet peering create)\b"
)
_UPDATE = late_regex(
    r"--[\w-]{0,40}(?:outbound|nat-gateway|load-balancer|authorized-ip|static-egress|vnet|subnet|network-p|network-d|node-provisioning)"
)
"""Flags of ``az aks update`` that bear on egress; its others (labels, addons, autoscaling) do not."""


@record
class Outside:
    """A command outside of all blocks."""

    said: str
    at: Location


def outside(text: str, blocks: Iterable[Fence], path: str) -> Iterator[Outside]:
    """The commands on clusters and on their networks that a page gives outside of its blocks and comments, in order."""
    lines = text.split("\n")
    inside = {
        number for block in blocks for number in range(block.row, block.row + block.body.count("\n") + 1)
    }
    hidden = False
    for number, line in enumerate(lines):
        if number in inside:
            continue
        if hidden or "<!--" in line:
            hidden = "-->" not in line.rpartition("<!--")[2]
            continue
        if "az" not in line and "-Az" not in line:
            continue
        found = _LINE.match(line)
        if found is None or not _is_command(found["before"], found["rest"]):
            continue
        said = found["cmdlet"] or " ".join(found["words"].split())
        if found["cmdlet"] is None and _BEARS.match(said) is None and not _updates(said, lines, number):
            continue
        yield Outside(
            said if found["cmdlet"] else f"az {said}", Location(path, number + 1, found.end("before") + 1)
        )


def _is_command(before: str, rest: str) -> bool:
    set_in = before.startswith(("    ", "\t"))
    return _AS_COMMAND.match(rest) is not None or (set_in and _SET_IN.match(rest) is not None)


def _updates(said: str, lines: list[str], number: int) -> bool:
    """``az aks update`` with a flag that bears on egress, on its line or on those that it goes on in."""
    if said != "aks update":
        return False
    for line in lines[number : number + 40]:
        if _UPDATE.search(line):
            return True
        if not line.rstrip().endswith(("\\", "`")):
            return False
    return False


def not_read(found: Sequence[Outside]) -> Skipped:
    """What such commands come to on a page whose blocks make nothing: told is the first that makes a cluster, if any does."""
    first = next((one for one in found if one.said == "az aks create"), found[0])
    reason = (
        f"`{first.said}` stands outside of the blocks of code of this page, where natpin does not read commands; "
        "put them into a fence (```bash)"
    )
    return Skipped(first.at.path, reason, first.at, claims_aks=True)


def doubts(found: Iterable[Outside]) -> Iterator[Doubt]:
    """The same beside blocks that natpin reads: each command is a doubt about what it may change."""
    from natpin.formats.az.cli import closed

    told: set[str] = set()
    for one in found:
        reach = closed.bearing(one.said.split()[1:]) if one.said.startswith("az ") else closed.BEARING["aks"]
        if reach is not None and one.said not in told:
            told.add(one.said)
            yield Doubt(
                f"`{one.said}` outside of the page's blocks of code",
                one.at,
                "put it into a fence (```bash)",
                reach,
            )
