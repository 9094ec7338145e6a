"""What a deployment would change: each resource before and after, and where they differ.

Source: Azure REST API, "Deployments - What If" (``WhatIfChange``, ``WhatIfPropertyChange``); Azure Resource Manager, "Template
deployment what-if operation". Azure's own answer names more (read-only properties that it cannot foresee); this one is exact.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from natpin.simulator.deployments.running import Run
from natpin.simulator.exchange import Json
from natpin.simulator.ids import covers, group_of
from natpin.simulator.types import registry
from natpin.simulator.world import SHARES_PARENT, SimulatedAzure

_BY_ITSELF = frozenset({"etag", "provisioningState", "resourceGuid", "systemData"})
"""What changes with every write, or is the service's."""


def changes(run: Run, scope: str, world: SimulatedAzure) -> list[Json]:
    """A change for each resource that was written, and for each of the group's that was not."""
    told = [_change(one.id, one.before, run.look(one.id)) for one in run.written]
    named = {one.id.lower() for one in run.written}
    if group_of(scope):
        told += [
            {"resourceId": entry.id, "changeType": "Ignore"}
            for entry in world.resources.in_group(scope)
            if covers(f"{scope}/providers", entry.id)
            and entry.id.lower() not in named
            and entry.type.lower() not in SHARES_PARENT
            and registry.find(entry.type) is not None
        ]
    return told


def _change(id_: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Json:
    then = _lasting(after)
    if before is None:
        return {"resourceId": id_, "changeType": "Create", "after": then}
    now = _lasting(before)
    delta = list(_differing(now, then))
    made: Json = {
        "resourceId": id_,
        "changeType": "Modify" if delta else "NoChange",
        "before": now,
        "after": then,
    }
    return {**made, "delta": delta} if delta else made


def _lasting(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _lasting(inner) for key, inner in value.items() if key not in _BY_ITSELF}
    if isinstance(value, list):
        return [_lasting(inner) for inner in value]
    return copy.copy(value)


def _differing(before: Any, after: Any, path: str = "") -> Iterator[Json]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            inner = f"{path}.{key}" if path else key
            if key not in before:
                yield _one(inner, "Create", None, after[key])
            elif key not in after:
                yield _one(inner, "Delete", before[key], None)
            else:
                yield from _differing(before[key], after[key], inner)
        return
    yield _one(path, "Array" if isinstance(after, list) else "Modify", before, after)


def _one(path: str, kind: str, before: Any, after: Any) -> Json:
    made: Json = {"path": path, "propertyChangeType": kind, "before": before, "after": after}
    return {**made, "children": []} if kind == "Array" else made
