"""References to objects that a build renames, where the kustomization's configurations say which fields refer.

Kustomize knows the references of Kubernetes' own kinds, none of which natpin reads, and those of ``nameReference``.
Source: kubernetes-sigs/kustomize, examples/transformerconfigs; api/filters/nameref.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.formats.kustomize.nodes import Change, edited
from natpin.formats.kustomize.objects import Built
from natpin.formats.kustomize.patching import SETTLE
from natpin.model.record import mutable
from natpin.model.value import Node, Unknown, Value, dig, items, text


def referring(objects: Sequence[Built], references: Sequence[Node]) -> list[Built]:
    """The objects with each field that refers to a renamed one written anew."""
    found = list(objects)
    for reference in references:
        renamed = [one for one in found if one.earlier and _is(reference, one)]
        if renamed:
            for field in items(dig(reference, "fieldSpecs")):
                found = [_written(one, field, renamed) if _is(field, one) else one for one in found]
    return found


def _is(said: Node, one: Built) -> bool:
    return all(
        not (wanted := text(dig(said, name))) or wanted == getattr(one.id, name)
        for name in ("group", "version", "kind")
    )


@mutable
class _Names:
    """What a name became."""

    of: Built
    renamed: Sequence[Built]
    unclear: Node | None = None

    def new(self, old: Node | None) -> Node | None:
        """The present name of the object that a field names."""
        names = set(self._fitting(text(old)))
        if old is None or not names:
            return old
        if len(names) > 1:
            self.unclear = old
            return old
        return Value(names.pop(), old.at)

    def _fitting(self, name: str | None) -> Iterator[str]:
        for one in self.renamed:
            near = one.id.scope == self.of.id.scope or None in (one.id.scope, self.of.id.scope)
            if near and any(each.name == name for each in one.earlier):
                yield one.id.name


def _written(one: Built, field: Node, renamed: Sequence[Built]) -> Built:
    path = text(dig(field, "path"))
    if not path:
        return one
    names = _Names(one, renamed)
    after = one.with_body(edited(one.body, path.strip("/").split("/"), Change(names.new)))
    if names.unclear is None:
        return after
    return after.opened(
        Unknown(f"several objects were called {text(names.unclear)}", names.unclear.at, SETTLE)
    )
