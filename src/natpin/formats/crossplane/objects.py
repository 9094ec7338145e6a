"""Managed resources of Crossplane as they are written, and what they refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.crossplane.words import snake, target_of
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Skipped, Value, dig, items, members, text
from natpin.regex import late_regex
from natpin.workspace import Workspace

TEMPLATE = "is a Helm or other template; render it (helm template) and lint the result"
COMPOSITION = (
    "is a Composition of Crossplane that makes Azure's resources; which, hangs on its claims: render it "
    "(crossplane render) and lint the result"
)
_GROUP = late_regex(r"(?:([a-z]+)\.)?azure\.(m\.)?upbound\.io\Z")
_OLDER = ".azure.crossplane.io"
_MAKES = late_regex(r"(?:\.|^)azure\.(?:m\.)?upbound\.io/")
Key = tuple[str, str, str]
"""Scope (a namespace, or "" of the whole cluster), kind, name."""


@record
class Object:
    """One managed resource."""

    group: str
    """``network``, ``containerservice``; empty for the family's own (resource groups)."""
    version: str
    kind: str
    scope: str
    """``namespace/`` of the namespaced kinds; empty for those of the whole cluster."""
    name: str
    body: Value
    at: Location

    @property
    def key(self) -> Key:
        return self.scope, self.kind, self.name

    @property
    def address(self) -> str:
        """As kubectl names it: ``Subnet/nodes``."""
        return f"{self.kind}/{self.scope}{self.name}"

    @property
    def type(self) -> str:
        """azurerm's type."""
        return f"azurerm_{snake(self.kind)}" if self.kind != "LoadBalancer" else "azurerm_lb"

    @property
    def labels(self) -> Mapping[str, Node]:
        """Its labels."""
        return members(dig(self.body, "metadata.labels"))

    def get(self, path: str) -> Node | None:
        """A member of the body by dotted path; None when absent."""
        return dig(self.body, path)


def objects(path: str, workspace: Workspace) -> Iterator[Object | Skipped]:
    """The managed resources in a file, those in lists included."""
    from natpin.languages.located_yaml.documents import decode, documents  # YAML is slow to load

    data = workspace.read(path)
    literal = data if isinstance(data, Skipped) else decode(data, path)
    if isinstance(literal, Skipped):
        yield Skipped(path, literal.reason, literal.at, claims_aks=True)
        return
    if "{{" in literal and "kind: Composition" not in literal:
        yield Skipped(path, TEMPLATE, claims_aks=True)
        return
    for number, document in enumerate(documents(literal, path)):
        if isinstance(document, Skipped):
            yield Skipped(path, document.reason, document.at, claims_aks=True)
            continue
        is_list = (text(dig(document, "kind")) or "").endswith("List")
        for position, body in enumerate(items(dig(document, "items")) if is_list else (document,)):
            found = _object(body, path, f"{number}.{position}")
            if found is not None:
                yield found


def _object(body: Node, path: str, number: str) -> Object | Skipped | None:
    group, _, version = (text(dig(body, "apiVersion")) or "").partition("/")
    kind = text(dig(body, "kind"))
    if kind is None or not isinstance(body, Value):
        return None
    if group.endswith(_OLDER):
        why = "is of Crossplane's first Azure provider, which natpin does not read"
        return Skipped(path, why, body.at, claims_aks=True)
    if group == "apiextensions.crossplane.io":
        return Skipped(path, COMPOSITION, body.at, claims_aks=True) if _makes(body) else None
    match = _GROUP.match(group)
    if match is None or kind.startswith("ProviderConfig") or kind == "StoreConfig":
        return None
    name = dig(body, "metadata.name")
    namespace = text(dig(body, "metadata.namespace")) or "default"
    called = text(name) or f"<unnamed {number}>"
    at = name.at if name is not None else body.at
    return Object(match[1] or "", version, kind, f"{namespace}/" if match[2] else "", called, body, at)


def _makes(node: Node, depth: int = 0) -> bool:
    """True where something inside is of Azure's providers, as an object or as text of a template."""
    if not isinstance(node, Value) or depth > 40:
        return False
    if isinstance(node.data, str):
        return _MAKES.search(node.data) is not None
    if isinstance(node.data, Mapping):
        return any(_makes(child, depth + 1) for child in node.data.values())
    return isinstance(node.data, tuple) and any(_makes(child, depth + 1) for child in node.data)


def referred_to(of: Object, every: Sequence[Object]) -> Iterator[Key]:
    """Every object that this one names, and those it may mean: by a selector, or a name that is put in later."""
    for path in ("spec.forProvider", "spec.initProvider"):
        yield from _within(of.get(path), of, every)


def _within(node: Node | None, of: Object, every: Sequence[Object]) -> Iterator[Key]:
    if not isinstance(node, Value):
        return
    if isinstance(node.data, Mapping):
        for name, child in node.data.items():
            if name.endswith("Selector"):
                kind, labels = target_of(name), members(dig(child, "matchLabels"))
                yield from (one.key for one in every if one.kind == kind and fits(one, labels) is not False)
            elif name.endswith(("Ref", "Refs")):
                for one in items(child) if name.endswith("Refs") else (child,):
                    yield from _named(name, one, of, every)
            else:
                yield from _within(child, of, every)
    elif isinstance(node.data, tuple):
        for child in node.data:
            yield from _within(child, of, every)


def _named(field: str, reference: Node, of: Object, every: Sequence[Object]) -> Iterator[Key]:
    key = key_of(field, reference, of)
    if key is not None and "$" in key[2]:
        yield from (one.key for one in every if one.kind == key[1])
    if key is not None:
        yield key


def fits(one: Object, wanted: Mapping[str, Node]) -> bool | None:
    """Whether an object has these labels; None where a label is put in later."""
    known = True
    for name, value in wanted.items():
        mine, sought = text(one.labels.get(name)), text(value)
        if mine is None or sought is None or (mine != sought and "$" not in mine + sought):
            return False
        known = known and mine == sought
    return True if known else None


def key_of(field: str, reference: Node, of: Object) -> Key | None:
    """The object that ``subnetIdRef: {name: nodes}`` names; None where the kind is not known from the field."""
    kind, called = target_of(field), text(dig(reference, "name"))
    if kind is None or called is None:
        return None
    namespace = text(dig(reference, "namespace"))
    return (f"{namespace}/" if namespace and of.scope else of.scope, kind, called)
