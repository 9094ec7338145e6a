"""Patches of a Composition: from the composite to a resource, and from a resource to the composite's status.

Source: Crossplane documentation, "Patch and Transform"; function-patch-and-transform, ``patches.go`` and ``fn.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.formats.crossplane.composites import Composite
from natpin.formats.crossplane.compositions import Template
from natpin.formats.crossplane.field_paths import at_path, expanded, merged, steps_of, with_value
from natpin.formats.crossplane.transforms import RENDER, printed, transformed
from natpin.model.value import Node, Reference, Unknown, Value, dig, items, plain, text, unknowns

_TO_RESOURCE = (
    "FromCompositeFieldPath",
    "CombineFromComposite",
    "FromEnvironmentFieldPath",
    "CombineFromEnvironment",
)
_TO_COMPOSITE = ("ToCompositeFieldPath", "CombineToComposite")
_TO_ENVIRONMENT = ("ToEnvironmentFieldPath", "CombineToEnvironment")
_KINDS = (*_TO_RESOURCE, *_TO_COMPOSITE, *_TO_ENVIRONMENT)
_POLICIES: Mapping[str, tuple[bool, bool]] = {
    "MergeObject": (True, False),
    "MergeObjects": (True, False),
    "MergeObjectsAppendArrays": (True, True),
    "ForceMergeObjects": (False, False),
    "ForceMergeObjectsAppendArrays": (False, True),
    "AppendArray": (False, True),
}
"""Whether what is there is kept, and whether lists are appended to."""


class Patching:
    """The patches of one resource."""

    def __init__(self, of: Composite, template: Template, spend: Callable[[int], bool]) -> None:
        self._of, self._spend = of, spend
        self._patches = template.patches
        self.open: list[Unknown] = []
        """Patches that are not followed."""

    def body(self, base: Value) -> Value | None:
        """The resource after the patches to it; None where one that is required has nothing to give."""
        body: Node = base
        for patch in self._patches():
            if not self._spend(1):
                break
            kind = text(dig(patch, "type")) or "FromCompositeFieldPath"
            if isinstance(patch, Unknown) or kind not in _KINDS:
                self.open.append(Unknown(f"a patch is not followed: {kind}", patch.at, RENDER))
            if kind not in _TO_RESOURCE:
                continue
            given = self._given(patch, self._source(kind))
            if given is None:
                if text(dig(patch, "policy.fromFieldPath")) == "Required":
                    return None
                continue
            body = self._put(patch, body, transformed(given, dig(patch, "transforms")))
        return body if isinstance(body, Value) else base

    def given_back(self, whole: Value, body: Value, made: Composite | str | None) -> Value:
        """The composite after the patches from the resource to what is not its status."""
        for patch in self._patches():
            if not self._spend(1):
                break
            if (text(dig(patch, "type")) or "") not in _TO_COMPOSITE:
                continue
            steps = steps_of(_to(patch) or "")
            if steps is None or steps[0] == "status":
                continue
            given = self._given(patch, lambda path: _observed(path, body, made))
            if given is None:
                continue
            value = transformed(given, dig(patch, "transforms"))
            written = at_path(whole, steps)
            if written is not None and not _same(
                written, value
            ):  # a claim puts its own back, again and again
                value = Unknown("a resource patches what the composite has already", patch.at, RENDER)
            put = with_value(whole, steps, value)
            whole = put if isinstance(put, Value) else whole
        return whole

    def status(self, status: Node, body: Value, made: Composite | str | None) -> Node:
        """The composite's status after the patches from the resource to it."""

        def of_resource(path: str) -> Node | None:
            return _observed(path, body, made)

        for patch in self._patches():
            if not self._spend(1):
                break
            kind = text(dig(patch, "type")) or "FromCompositeFieldPath"
            if isinstance(patch, Unknown) or kind not in _KINDS:
                status = Unknown("a patch that is not followed may write the status", patch.at, RENDER)
            if kind not in _TO_COMPOSITE:
                continue
            given = self._given(patch, of_resource)
            steps = steps_of(_to(patch) or "")
            if given is None or steps is None or steps[0] != "status":
                continue
            value = transformed(given, dig(patch, "transforms"))
            put = with_value(status, steps[1:], value)
            status = (
                put if put is not None else Unknown("what is patched into the status is not known", patch.at)
            )
        return status

    def _source(self, kind: str) -> Callable[[str], Node | None]:
        if "Environment" not in kind:
            return self._of.get
        why = "the environment of a Composition is not followed"
        return lambda path: Unknown(f"{path}: {why}", self._of.at, RENDER)

    def _given(self, patch: Node, read: Callable[[str], Node | None]) -> Node | None:
        """What a patch reads, combined; None where a part of it is absent."""
        if not (text(dig(patch, "type")) or "").startswith("Combine"):
            path = text(dig(patch, "fromFieldPath"))
            return (
                read(path)
                if path is not None
                else Unknown("a patch reads what is not known", patch.at, RENDER)
            )
        if (text(dig(patch, "combine.strategy")) or "string") != "string":
            return Unknown("a patch combines its values in a way that natpin does not know", patch.at, RENDER)
        values = []
        for variable in items(dig(patch, "combine.variables")):
            path = text(dig(variable, "fromFieldPath"))
            value = read(path) if path is not None else Unknown("is not known", variable.at, RENDER)
            if value is None:
                return None
            values.append(value)
        return printed(dig(patch, "combine.string.fmt"), values, patch.at)

    def _put(self, patch: Node, body: Node, value: Node) -> Node:
        steps = steps_of(_to(patch) or "")
        if steps is None:
            self.open.append(Unknown("where a patch writes to is not known", patch.at, RENDER))
            return body
        merging = self._merging(patch)
        paths = expanded(body, steps)
        if paths is None:
            self.open.append(Unknown("which elements a patch writes to is not known", patch.at, RENDER))
            return body
        for one in paths:
            if not self._spend(1):
                break
            new = value if merging is None else merged(at_path(body, one), value, *merging)
            put = with_value(body, one, new)
            if put is None:
                self.open.append(Unknown("a patch writes into what is not known", patch.at, RENDER))
            else:
                body = put
        return body

    def _merging(self, patch: Node) -> tuple[bool, bool] | None:
        """Whether what is there is kept and lists are appended to; None where a patch replaces."""
        options = dig(patch, "policy.mergeOptions")
        if options is not None:
            kept, appended = dig(options, "keepMapValues"), dig(options, "appendSlice")
            return getattr(kept, "data", None) is True, getattr(appended, "data", None) is True
        return _POLICIES.get(text(dig(patch, "policy.toFieldPath")) or "")


def _same(one: Node, other: Node) -> bool:
    known = not any(unknowns(one)) and not any(unknowns(other))
    return one == other or (known and plain(one) == plain(other))


def _to(patch: Node) -> str | None:
    return text(dig(patch, "toFieldPath")) or text(dig(patch, "fromFieldPath"))


def _observed(path: str, body: Value, made: Composite | str | None) -> Node | None:
    """What a patch reads of a resource that is there: what is written holds, its status is Azure's."""
    steps = steps_of(path)
    if isinstance(made, Composite):
        return made.get(path)
    if steps is None:
        return Unknown(f"{path} is not followed", body.at)
    if steps[0] != "status":
        found = at_path(body, steps)
        if steps == ("metadata", "annotations", "crossplane.io/external-name") and found is None:
            found = at_path(body, ("metadata", "name"))
        return found or Unknown(f"{path} is known once it is made", body.at)
    if isinstance(made, str) and steps[1:] == ("atProvider", "id"):
        return Reference(made, "id", body.at)
    return Unknown(f"{path} of {made or 'a resource'} is known once it is made", body.at)
