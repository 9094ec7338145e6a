"""Compositions as they are written: the resources that they make, and the functions whose work is not followed.

``mode: Resources`` lists them itself; in ``mode: Pipeline`` function-patch-and-transform lists them in the same words.
Functions that render text or run a program are not followed.
Source: Crossplane documentation, "Compositions", "Composition Functions", "Patch and Transform".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.crossplane.objects import makes
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Unknown, Value, dig, items, members, text

KIND = "Composition"
_PATCHING = "pt.fn.crossplane.io/"
_IDLE = (
    "function-auto-ready", "function-dummy", "function-sequencer", "function-status-transformer",
    "function-environment-configs", "function-extra-resources", "function-approve", "function-tag-manager",
)  # fmt: skip
"""Functions that make and change no resource that bears on egress: what they fetch reaches resources by patches, as unknowns.
One that is given Azure's resources makes them (function-dummy gives back what it is given)."""


@record
class Template:
    """One resource of a Composition."""

    name: str
    base: Value | None
    """None for one that an earlier step makes."""
    written: tuple[Node, ...]
    sets: Mapping[str | None, tuple[Node, ...]]
    """Patches under a name, which resources share."""
    at: Location

    def patches(self) -> Iterator[Node]:
        """Its patches, those of sets at their place."""
        for patch in self.written:
            if text(dig(patch, "type")) == "PatchSet":
                missing = (Unknown("the patch set is not here", patch.at),)
                yield from self.sets.get(text(dig(patch, "patchSetName")), missing)
            else:
                yield patch


@record
class NotFollowed:
    """A step of a pipeline that may make any resource, or change those that are made before."""

    step: str
    function: str
    at: Location
    input: Node | None


@record
class Composition:
    """What is made of a composite."""

    name: str
    labels: Mapping[str, Node]
    api: str
    """The composite's ``apiVersion``."""
    kind: str
    steps: tuple[Template | NotFollowed | Unknown, ...]
    """In their order; an Unknown for what cannot be read."""
    at: Location
    body: Node
    path: str
    """The file, or the overlay that builds it."""
    open: tuple[Unknown, ...] = ()
    writes_spec: bool = False
    """True in ``mode: Resources``, where patches of a resource reach the whole composite. A function may set its status
    alone. Source: Crossplane documentation, "Composition Functions"; function-sdk-rust, ``response::desired_composite``."""

    @property
    def group(self) -> str:
        """``platform.example.org``."""
        return self.api.partition("/")[0]

    @property
    def followed(self) -> bool:
        """True where all that writes to a composite's status is read."""
        return all(isinstance(one, Template) for one in self.steps)


def composition(body: Node, path: str, open_: tuple[Unknown, ...] = ()) -> Composition | None:
    """The Composition that an object is; None for one of no type."""
    api, kind = (
        text(dig(body, "spec.compositeTypeRef.apiVersion")),
        text(dig(body, "spec.compositeTypeRef.kind")),
    )
    name = dig(body, "metadata.name")
    if api is None or kind is None:
        return None
    steps = tuple(_steps(dig(body, "spec")))
    at = name.at if name is not None else body.at
    listed = dig(body, "spec.pipeline") is None
    labels = members(dig(body, "metadata.labels"))
    return Composition(text(name) or "", labels, api, kind, steps, at, body, path, open_, listed)


def _steps(spec: Node | None) -> Iterator[Template | NotFollowed | Unknown]:
    if dig(spec, "pipeline") is None:
        yield from _templates(spec)
        return
    pipeline = dig(spec, "pipeline")
    if not isinstance(pipeline, Value) or not isinstance(pipeline.data, tuple):
        yield Unknown("the pipeline is not known", pipeline.at if pipeline is not None else Location(""))
    for step in items(pipeline):
        given = dig(step, "input")
        function = text(dig(step, "functionRef.name")) or ""
        if (text(dig(given, "apiVersion")) or "").startswith(_PATCHING):
            yield from _templates(given)
        elif not function.endswith(_IDLE) or makes(given or Value(None)):
            at = given.at if given is not None else step.at
            yield NotFollowed(text(dig(step, "step")) or "", function, at, given)


def _templates(written: Node | None) -> Iterator[Template | Unknown]:
    sets = {text(dig(one, "name")): items(dig(one, "patches")) for one in items(dig(written, "patchSets"))}
    listed = dig(written, "resources")
    if listed is not None and not (isinstance(listed, Value) and isinstance(listed.data, tuple)):
        yield Unknown("the resources are not known", listed.at)
    for position, one in enumerate(items(listed)):
        base = dig(one, "base")
        if isinstance(base, Unknown):
            yield Unknown("a resource is not known", base.at)
            continue
        name = text(dig(one, "name")) or f"resource {position}"
        made = base if isinstance(base, Value) else None
        yield Template(name, made, items(dig(one, "patches")), sets, one.at)
