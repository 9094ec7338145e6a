"""ARM bodies as any reader would give them: so that egress is traced and judged of what is live, or will be, as of files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from natpin.formats.interface import Read
from natpin.formats.peerings import inline_peerings
from natpin.formats.snapshot import Guard, resource
from natpin.model.location import Location
from natpin.model.resource import LOCK, same_type
from natpin.model.value import of
from natpin.provision.ids import parent_of, parse
from natpin.provision.observed import Observed


def parts(bodies: Iterable[Mapping[str, Any]], found: Observed) -> tuple[Read, ...]:
    """Bodies as parts of a stack; ``found`` knows the locks, and so do the bodies that are locks."""
    every = list(bodies)
    wanted = {
        parent_of(id_).lower(): id_ for body in every if same_type(parse(id_ := str(body["id"])).type, LOCK)
    }
    guard = Guard({**{lock.scope: lock.id for lock in found.locks}, **wanted} if found.locks_known else None)
    made = [
        resource(of(body, Location(f"<{body['id']}>")), guard)
        for body in every
        if str(body["id"]) not in wanted.values()
    ]
    known = [each for each in made if each is not None]
    return (*known, *(peering for each in known for peering in inline_peerings(each)))
