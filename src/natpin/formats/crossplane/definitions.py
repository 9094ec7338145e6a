"""CompositeResourceDefinitions: the kinds of composites and claims, and what holds where a claim writes nothing.

Source: Crossplane documentation, "Composite Resource Definitions"; Kubernetes, "Extend the Kubernetes API with
CustomResourceDefinitions", "Defaulting" and "Field pruning".
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.record import record
from natpin.model.value import Node, Value, dig, fallback_of, is_true, items, members, text

KIND = "CompositeResourceDefinition"
GROUP = "apiextensions.crossplane.io"
MACHINERY = (
    "claimRef", "compositeDeletePolicy", "compositionRef", "compositionRevisionRef", "compositionRevisionSelector",
    "compositionSelector", "compositionUpdatePolicy", "crossplane", "publishConnectionDetailsTo", "resourceRef",
    "resourceRefs", "writeConnectionSecretToRef",
)  # fmt: skip
"""Members of ``spec`` that Crossplane adds to every schema."""
_DEEPEST = 40


@record
class Definition:
    """What a definition says of a kind of composite."""

    name: str
    group: str
    kind: str
    claims: str | None
    """The kind of its claims."""
    schemas: Mapping[str, Node | None]
    """By version."""
    taken: str | None
    """The Composition that a composite takes which names none, or whichever it names."""
    always: bool
    """True where it takes that one whichever it names."""

    def filled(self, body: Value, version: str, imagined: bool = False) -> Value | None:
        """An object as Kubernetes keeps it: with the schema's defaults, without what the schema does not have. None for a
        version that is not in it. ``imagined``: objects that a claim has to write are there, with their defaults."""
        if version not in self.schemas:
            return None
        spec = _property(self.schemas[version], "spec")
        written = body.data if isinstance(body.data, Mapping) else {}
        mine = written.get("spec", Value({}, body.at))
        kept = {name: child for name, child in members(mine).items() if name in MACHINERY}
        full = self._filled(mine, spec, 0, imagined)
        if isinstance(full, Value) and isinstance(full.data, Mapping):
            full = Value({**full.data, **kept}, full.at, full.origin)
        return Value({**written, "spec": full}, body.at, body.origin)

    def _filled(self, node: Node, schema: Node | None, depth: int, imagined: bool) -> Node:
        if not isinstance(node, Value) or depth > _DEEPEST:
            return node
        if isinstance(node.data, tuple):
            element = members(schema).get("items")
            filled = tuple(self._filled(one, element, depth + 1, imagined) for one in node.data)
            return Value(filled, node.at, node.origin)
        if not isinstance(node.data, Mapping):
            return node
        said = members(schema)
        properties, others = members(said.get("properties")), said.get("additionalProperties")
        keeps = (
            is_true(said.get("x-kubernetes-preserve-unknown-fields")) or others is not None or not properties
        )
        required = {text(one) for one in items(said.get("required"))}
        full: dict[str, Node] = {}
        for name, child in node.data.items():
            if name in properties or keeps:
                full[name] = self._filled(child, properties.get(name, others), depth + 1, imagined)
        for name, one in properties.items():
            default = members(one).get("default")
            if (
                default is None
                and imagined
                and name in required
                and members(one).get("properties") is not None
            ):
                default = Value({}, node.at)
            if default is not None and _is_null(full.get(name)):
                full[name] = self._filled(self._default(name, default), one, depth + 1, imagined)
        return Value(full, node.at, node.origin)

    def _default(self, name: str, node: Node) -> Node:
        """A default at its place, as what the definition gives."""
        if not isinstance(node, Value) or isinstance(node.data, Mapping | tuple):
            return node
        return Value(node.data, node.at, fallback_of(f"{name} of {self.kind}"))


def definition(body: Node) -> Definition | None:
    """What an object of ``KIND`` defines; None for one that says too little."""
    group, kind = text(dig(body, "spec.group")), text(dig(body, "spec.names.kind"))
    if group is None or kind is None:
        return None
    schemas: dict[str, Node | None] = {}
    for version in items(dig(body, "spec.versions")):
        called = text(dig(version, "name"))
        if called is not None:
            schemas[called] = dig(version, "schema.openAPIV3Schema")
    enforced = text(dig(body, "spec.enforcedCompositionRef.name"))
    return Definition(
        text(dig(body, "metadata.name")) or "",
        group,
        kind,
        text(dig(body, "spec.claimNames.kind")),
        schemas,
        enforced or text(dig(body, "spec.defaultCompositionRef.name")),
        enforced is not None,
    )


def _property(schema: Node | None, name: str) -> Node | None:
    return members(members(schema).get("properties")).get(name)


def _is_null(node: Node | None) -> bool:
    return node is None or (isinstance(node, Value) and node.data is None)
