"""A composite (an XR) as its Composition sees it: what its claim gives, what holds by default, what Crossplane adds."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.crossplane.definitions import Definition
from natpin.formats.crossplane.field_paths import at_path, steps_of, with_value
from natpin.model.location import Location
from natpin.model.record import record, replace
from natpin.model.value import Node, Reference, Unknown, Value, dig, members, text

_GIVEN_BY_KUBERNETES = frozenset(
    {
        "uid",
        "creationTimestamp",
        "resourceVersion",
        "generation",
        "ownerReferences",
        "managedFields",
        "generateName",
    }
)
_GIVE = "lint the file of its claim together with these"


@record
class Composite:
    """A composite."""

    api: str
    kind: str
    called: str
    """How natpin names it: after its claim, and within another by the resource that it is."""
    namespace: str
    body: Value
    gives: str
    """Why what is not written may be given all the same; empty where what is not written is absent."""
    status: Node | None
    """What its Composition writes into it; None where nobody can say what else is."""
    at: Location

    def get(self, path: str) -> Node | None:
        """What a patch reads: None for what is certainly absent."""
        steps = steps_of(path)
        if steps is None or "*" in steps:
            return Unknown(f"{path} is not followed", self.at)
        if steps[0] == "status":
            found = at_path(self.status, steps[1:])
            if self.status is None or (len(steps) > 1 and steps[1] in ("conditions", "connectionDetails")):
                return Unknown(f"{path} of {self.called} is known once it is made", self.at)
            return found
        found = at_path(self.body, steps)
        if isinstance(found, Unknown) and not isinstance(at_path(self.body, steps[:-1]), Value):
            return Unknown(f"{path} of {self.called} is not known: {found.reason}", found.at, found.settle_by)
        if found is None and steps[0] == "metadata" and len(steps) > 1 and steps[1] in _GIVEN_BY_KUBERNETES:
            return Unknown(f"{path} of {self.called} is known once it is made", self.at)
        if found is None and self.gives:
            return Unknown(f"{path} of {self.called} is not known: {self.gives}", self.at, _GIVE)
        return found


def composite(
    body: Value, definition: Definition | None, called: str, namespace: str, name: Node
) -> Composite:
    """The composite that an object asks for, itself or as its claim. ``name``: of the composite."""
    api, kind = text(dig(body, "apiVersion")) or "", text(dig(body, "kind")) or ""
    version = api.partition("/")[2]
    full = definition.filled(body, version) if definition is not None else None
    claimed = definition is not None and kind == definition.claims
    return _with_machinery(
        Composite(
            api,
            definition.kind if definition is not None else kind,
            called,
            namespace,
            full or body,
            "" if full is not None else "its definition, which is not here, may have a default",
            Value({}, body.at),
            body.at,
        ),
        name,
        claimed,
    )


def imagined(api: str, kind: str, definition: Definition | None, at: Location) -> Composite:
    """A composite of which no claim is here: the defaults of its definition hold, and all else is not known."""
    name = Unknown(f"the name of a {kind} is not known: no claim of it is here", at, _GIVE)
    empty = Value({}, at)
    full = definition.filled(empty, api.partition("/")[2], True) if definition is not None else None
    return _with_machinery(
        Composite(api, kind, kind.lower(), "", full or empty, "no claim of it is here", Value({}, at), at),
        name,
        False,
    )


def _with_machinery(of: Composite, name: Node, claimed: bool) -> Composite:
    """With what Crossplane writes into its metadata: a claim's labels and annotations are the composite's too."""
    metadata = members(of.body.data.get("metadata") if isinstance(of.body.data, Mapping) else None)
    labels: dict[str, Node] = {**members(metadata.get("labels")), "crossplane.io/composite": name}
    body: Node = of.body
    if claimed:
        mine = metadata.get("name") or name
        space = Value(of.namespace, mine.at)
        labels |= {"crossplane.io/claim-name": mine, "crossplane.io/claim-namespace": space}
        claim = Value({"name": mine, "namespace": space, "kind": dig(of.body, "kind") or Value(None)}, of.at)
        body = with_value(body, ("spec", "claimRef"), claim) or body
        metadata = {key: node for key, node in metadata.items() if key != "namespace"}
    full = Value({**metadata, "name": name, "labels": Value(labels, of.at)}, of.at)
    body = with_value(body, ("metadata",), full) or body
    return replace(of, body=body) if isinstance(body, Value) else of


def named_at_random(name: Node, of: str, at: Location) -> Unknown:
    """The name that Kubernetes makes of another by a random suffix; the same for the same ``of``."""
    suffix = Unknown(f"the random suffix of {of}", Location(""))
    pieces: tuple[str | Reference | Unknown | None, ...]
    match name:
        case Value(data=str() as known):
            pieces = (f"{known}-",)
        case Unknown(parts=parts) if parts:
            pieces = (*parts, "-")
        case _:
            pieces = (name if isinstance(name, Unknown | Reference) else None, "-")
    return Unknown(f"the name of {of} has a random suffix", at, "give it a name", (*pieces, suffix))
