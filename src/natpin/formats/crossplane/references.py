"""What a managed resource of Crossplane refers to: by name, or by the labels of a selector."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.crossplane.objects import Key, Object
from natpin.formats.crossplane.selectors import Labelled, Labels, labels_of
from natpin.formats.crossplane.words import target_of
from natpin.model.value import Node, Unknown, Value, dig, is_true, items, members, symbol, text


class References:
    """The references of many objects, each selector followed once for the objects of one folder."""

    def __init__(self, every: Sequence[Object]) -> None:
        self._labelled = Labelled(every)
        self._followed: set[tuple[str, str, Labels]] = set()

    def of(self, one: Object) -> Iterator[Key]:
        """Every object that this one names, and those it may mean: by a selector, or a name that is put in later.

        But for those that another object of the same folder has led to: whose folder goes with which is what is asked.
        """
        for path in ("spec.forProvider", "spec.initProvider"):
            yield from self._within(one.get(path), one)

    def _within(self, node: Node | None, of: Object) -> Iterator[Key]:
        if not isinstance(node, Value):
            return
        if isinstance(node.data, Mapping):
            for name, child in node.data.items():
                if name.endswith("Selector"):
                    if of.controller and is_true(dig(child, "matchControllerRef")):
                        continue  # what the same composite makes, which is applied with this one
                    yield from self._fitting(target_of(name), members(dig(child, "matchLabels")), of)
                elif name.endswith(("Ref", "Refs")):
                    for one in items(child) if name.endswith("Refs") else (child,):
                        yield from self._named(name, one, of)
                else:
                    yield from self._within(child, of)
        elif isinstance(node.data, tuple):
            for child in node.data:
                yield from self._within(child, of)

    def _fitting(self, kind: str | None, wanted: Mapping[str, Node], of: Object) -> Iterator[Key]:
        followed = of.within or posixpath.dirname(of.at.path), kind or "", labels_of(wanted)
        if followed not in self._followed:
            self._followed.add(followed)
            yield from (one.key for one in self._labelled.fitting(kind, wanted))

    def _named(self, field: str, reference: Node, of: Object) -> Iterator[Key]:
        key = key_of(field, reference, of)
        if key is not None and "$" in key[2]:
            yield from self._fitting(key[1], {}, of)
        if key is not None:
            yield key


def key_of(field: str, reference: Node, of: Object) -> Key | None:
    """The object that ``subnetIdRef: {name: nodes}`` names; None where the kind is not known from the field."""
    kind, name = target_of(field), dig(reference, "name")
    called = text(name) or (symbol(name) if isinstance(name, Unknown) and name.parts else None)
    if kind is None or called is None:
        return None
    namespace = text(dig(reference, "namespace"))
    return (f"{namespace}/" if namespace and of.scope else of.scope, kind, called)
