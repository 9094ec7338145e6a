"""What Crossplane makes of a composite: each resource of its Composition, patched, those of composites within it too.

Crossplane renders again and again, so that what one resource's status gives to the composite reaches the others. So does
this, until the composite's status stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from natpin.formats.crossplane.composites import Composite, composite, named_at_random
from natpin.formats.crossplane.compositions import Composition, NotFollowed, Template
from natpin.formats.crossplane.definitions import Definition
from natpin.formats.crossplane.elsewhere import may_be_composite, may_make_clusters, unknown_of
from natpin.formats.crossplane.field_paths import with_value
from natpin.formats.crossplane.objects import Object, makes, managed
from natpin.formats.crossplane.patches import Patching
from natpin.formats.crossplane.transforms import RENDER
from natpin.formats.manifests import Body
from natpin.formats.terraform.attaching import ATTACHED, ATTACHMENTS
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Node, Skipped, Unknown, Value, dig, members, symbol, text

Made = Object | Doubt | Skipped
_DEEPEST = 6
"""Composites within composites."""
_ROUNDS = 5
_MOST_WORK = 80_000
"""Patches and resources, for one claim."""
MOST_FOR_ALL = _MOST_WORK
"""The same for all claims of a workspace together: two thousand resources, each of which is judged."""
_RESOURCE_STEPS = 20
"""What a resource takes, in patches."""
_ANYTHING = (Reach(adds=True),)
_ADDING = (Reach(adds=True, alters=False), Reach(ATTACHED, properties=ATTACHMENTS))


class Apis(Protocol):
    """What the workspace says of kinds of composites."""

    def definition_of(self, group: str, kind: str) -> Definition | None: ...

    def composition_of(self, one: Composite, near: str) -> Composition | Unknown | None:
        """None for a kind that no Composition here makes; Unknown where it is not known which."""

    def is_here(self, function: str, step: Location) -> bool:
        """Whether the program of a step's function is of this workspace."""


def unread(at: Location) -> Skipped:
    """What is told of a part that is not followed and that makes Azure's resources."""
    why = (
        "makes Azure's resources in a Composition of Crossplane by what natpin does not follow: render it "
        "(crossplane render) and lint the result"
    )
    return Skipped(at.path, why, at, claims_aks=True)


class Composing:
    """The resources of one claim."""

    def __init__(self, apis: Apis, home: str, left: int = MOST_FOR_ALL) -> None:
        """``left``: the work that the other claims of the workspace leave."""
        self._apis, self._home = apis, home
        self._work = self._most = min(_MOST_WORK, left)

    @property
    def spent(self) -> int:
        """The work that was done."""
        return self._most - max(self._work, 0)

    def all_of(
        self, one: Composite, of: Composition | None = None, depth: int = 0
    ) -> tuple[list[Made], Composite]:
        """What is made of a composite, by a Composition or by the one that it takes, and the composite with its status."""
        found = of or self._apis.composition_of(one, self._home)
        if found is None or isinstance(found, Unknown):
            why = found or Unknown(
                f"no Composition of {one.kind} is here", one.at, "lint it together with these"
            )
            return list(self._told(why, one.at, _ADDING)), replace(one, status=None)
        if depth > _DEEPEST:
            why = Unknown(f"{one.called} is nested too deeply", one.at, RENDER)
            return list(self._told(why, found.at, _ADDING)), replace(one, status=None)
        made: list[Made] = []
        for _ in range(_ROUNDS):
            before = made
            made, after = self._rendered(one, found, depth)
            if self._work <= 0:
                why = Unknown(f"{found.name} makes more than natpin follows", found.at, RENDER)
                return [*(before or made), *self._told(why, found.at, _ANYTHING)], replace(one, status=None)
            if not found.followed:
                after = replace(after, status=_less(after.status))
            if after.status == one.status and (after.body is one.body or after.body == one.body):
                return made, one
            one = after
        one = replace(one, status=None)
        return self._rendered(one, found, depth)[0], one

    def _rendered(self, one: Composite, of: Composition, depth: int) -> tuple[list[Made], Composite]:
        made: dict[str, list[Made]] = {}
        desired: dict[str, Value] = {}
        said: list[Made] = []
        status: Node = Value({}, one.at)
        whole = one.body
        for why in of.open:
            said += (Doubt(why.reason, why.at, why.settle_by, reach) for reach in _ANYTHING)
        for step in of.steps:
            if isinstance(step, Unknown):
                said += self._told(step, step.at, _ANYTHING)
            elif isinstance(step, NotFollowed):
                said += self._not_followed(step, of)
            elif (base := step.base or desired.get(step.name)) is not None and self._spend(_RESOURCE_STEPS):
                patching = Patching(one, step, self._spend)
                body = patching.body(self._based(base, one, step))
                if body is None:
                    continue  # it is not made as long as a field that it requires is not there
                desired[step.name] = body
                made[step.name], inner = self._one(body, one, step, tuple(patching.open), depth)
                status = patching.status(status, body, inner)
                if of.writes_spec:
                    whole = patching.given_back(whole, body, inner)
        every = [each for several in made.values() for each in several]
        return [*every, *said], replace(one, status=status, body=whole)

    def _spend(self, steps: int) -> bool:
        self._work -= steps
        return self._work > 0

    def _based(self, base: Value, one: Composite, step: Template) -> Value:
        """The resource before its patches: with a name, and the labels that tell whose it is."""
        called = f"{one.called}/{step.name}"
        metadata = members(dig(base, "metadata"))
        outer = members(dig(one.body, "metadata"))
        name = metadata.get("name") or named_at_random(outer.get("name", Value(None)), called, step.at)
        labels = {
            **members(metadata.get("labels")),
            **{
                key: node
                for key, node in members(outer.get("labels")).items()
                if key
                in ("crossplane.io/composite", "crossplane.io/claim-name", "crossplane.io/claim-namespace")
            },
        }
        full: dict[str, Node] = {**metadata, "name": name, "labels": Value(labels, base.at)}
        if one.namespace and "namespace" not in full:
            full["namespace"] = Value(one.namespace, base.at)
        found = with_value(base, ("metadata",), Value(full, base.at))
        return found if isinstance(found, Value) else base

    def _one(
        self, body: Value, one: Composite, step: Template, open_: tuple[Unknown, ...], depth: int
    ) -> tuple[list[Made], Composite | str | None]:
        """What one resource stands for: itself, or what is made of the composite that it is. And that composite, or the
        address of the resource."""
        called = f"{one.called}/{step.name}"
        api, kind = text(dig(body, "apiVersion")), text(dig(body, "kind"))
        if api is None or kind is None:
            why = Unknown(f"what kind of resource {step.name} is is not known", step.at, RENDER)
            return list(self._told(why, step.at, _ADDING)), None
        group = api.partition("/")[0]
        found = managed(Body(called, body), body.at.path)
        if isinstance(found, Object):
            name = dig(body, "metadata.name")
            written = text(name)
            scope = found.scope
            made = replace(
                found,
                name=called,
                at=body.at,
                open=open_,
                within=self._home,
                controller=one.called,
                known_as=written if written is not None else symbol(name),
                scope=scope,
            )
            return [made], made.address
        if found is not None:
            return [found], None
        definition = self._apis.definition_of(group, kind)
        if (
            definition is not None
            or self._apis.composition_of(_asked(api, kind, called, body), self._home) is not None
        ):
            space = text(dig(body, "metadata.namespace")) or ""
            name = dig(body, "metadata.name") or Value(None, body.at)
            inner = composite(body, definition, called, space, name)
            every, inner = self.all_of(inner, depth=depth + 1)
            doubts = [Doubt(why.reason, why.at, why.settle_by, reach) for why in open_ for reach in _ANYTHING]
            return [*every, *doubts], inner
        if not may_be_composite(group):
            return ([unread(step.at)] if makes(body) else []), None
        if may_make_clusters(group, kind):
            return [
                Skipped(step.at.path, unknown_of(group, kind), step.at, claims_aks=True),
                *self._without(step, kind),
            ], None
        return list(self._without(step, kind)), None

    def _without(self, step: Template, kind: str) -> Iterator[Made]:
        """What is told of a composite that no Composition here makes."""
        why = Unknown(f"no Composition of {kind} is here", step.at, "lint it together with these")
        return self._told(why, step.at, _ADDING)

    def _not_followed(self, step: NotFollowed, of: Composition) -> Iterator[Made]:
        function = step.function or "a function that is not known"
        why = Unknown(f"{function} may make and change any resource of {of.name}", step.at, RENDER)
        if makes(step.input or Value(None)):
            yield unread(step.at)
        self._apis.is_here(step.function, step.at)
        yield from self._told(why, step.at, _ANYTHING)

    def _told(self, why: Unknown, at: Location, reaches: Sequence[Reach]) -> Iterator[Made]:
        for reach in reaches:
            yield Doubt(why.reason, at, why.settle_by or RENDER, reach)


def _asked(api: str, kind: str, called: str, body: Value) -> Composite:
    return Composite(api, kind, called, "", body, "", None, body.at)


def _less(status: Node | None) -> Node | None:
    """A status of which not all is known: what is not in it may be there."""
    return (
        status
        if isinstance(status, Unknown)
        else Unknown("a function may write the status", getattr(status, "at", Location("")))
    )
