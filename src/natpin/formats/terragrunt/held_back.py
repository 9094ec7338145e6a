"""Units that a run leaves out: what they declare may be there from an earlier run, or not.

Source: Terragrunt documentation, "HCL: Blocks" (``exclude``) and "HCL: Attributes" (``skip``, which counts only in the
unit's own file).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from natpin.formats.interface import Read
from natpin.languages.terragrunt.configuration import Configuration
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import Link, Resource
from natpin.model.value import Node, Unknown, Value, items, scalar, text

_APPLYING = ("all", "all_except_output", "apply")


def held_back(unit: Configuration) -> Unknown | None:
    """Why a run may leave a unit out; None for one that is always deployed."""
    written = unit.body.attributes.get("skip")
    if written is not None:
        at = written.source.location(written.start, written.end)
        why = _unless(unit.value(unit.body, "skip"), "its unit is skipped", at)
        if why is not None:
            return why
    for each, _ in reversed(unit.merged):
        for block in each.blocks("exclude"):
            at = block.source.location(block.start, block.end)
            if not _applying(each.value(block.body, "actions")):
                return None
            return _unless(each.value(block.body, "if"), "its unit is excluded from runs", at)
    return None


def _applying(actions: Node | None) -> bool:
    named = [text(each) for each in items(actions)]
    return not isinstance(actions, Value) or None in named or any(one in _APPLYING for one in named)


def _unless(condition: Node | None, reason: str, at: Location) -> Unknown | None:
    if isinstance(condition, Unknown):
        return Unknown(f"{reason} or not: {condition.reason}", at, condition.settle_by)
    if condition is None or scalar(condition) in (False, "false"):
        return None
    return Unknown(f"{reason}, so that what it declares is there only from an earlier run", at)


def perhaps(found: Iterable[Read], held: Mapping[str, Unknown]) -> Iterator[Read]:
    """What was read, with what comes from units that are left out there perhaps. ``held``: by the unit's folder."""
    for part in found:
        if held and isinstance(part, (Resource, Link)) and part.address.startswith("<"):
            why = held.get(part.address[1:].partition(">")[0])
            looked_up = isinstance(part, Resource) and part.external
            if why is not None and part.conditional is None and not looked_up:
                part = replace(part, conditional=why)
        yield part
