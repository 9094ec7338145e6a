"""Managed resources as instances of azurerm's types, and those as resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.camel_case import MAPS, snake
from natpin.formats.crossplane.objects import Key, Object
from natpin.formats.crossplane.references import key_of
from natpin.formats.crossplane.selectors import Labelled, fits
from natpin.formats.crossplane.twins import EXTERNAL_NAME, differ, twins
from natpin.formats.crossplane.words import field_of, target_of
from natpin.formats.envsubst import substituted
from natpin.formats.kustomizations import patched
from natpin.formats.manifests import opened
from natpin.formats.terraform import providers
from natpin.formats.terraform.providers.reach import BEARING
from natpin.formats.terraform.providers.references import ARM_TYPES
from natpin.languages.terraform.instance import Instance
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.part import Part
from natpin.model.record import record
from natpin.model.value import Node, Reference, Unknown, Value, dig, is_true, items, members, text
from natpin.workspace import Workspace

_PAUSED = "crossplane.io/paused"
_ASK_AZURE = "--azure"
_DEEPEST = 40


@record
class Translation:
    """The objects of a stack, and what may change them."""

    objects: Sequence[Object]
    workspace: Workspace
    over: Mapping[str, Sequence[str]]
    """By file: kustomizations that take it in."""

    def parts(self) -> Iterator[Part]:
        """Every resource, and what is not followed."""
        known: dict[Key, Object] = {}
        for one in self.objects:
            known.setdefault(one.key, one)
        labelled = Labelled(self.objects)
        same = twins(known.values())
        every = [one for one in known.values() if one.key not in same]
        meant = {**known, **same}
        made = {one.address: _Managed(one, meant, labelled).instance() for one in every}
        for one in self.objects:
            kind = ARM_TYPES.get(one.type)
            if known[one.key] is not one:
                why = f"{one.name} is declared more than once; the one applied last counts"
                reach = Reach((kind,), Reference(one.address)) if kind else Reach(BEARING, adds=True)
                yield Doubt(why, one.at, _ASK_AZURE, reach)
                continue
            over = self.over.get(one.home, ())
            reach = Reach((kind,), Reference(meant[one.key].address)) if kind else Reach(BEARING)
            yield from patched(one.kind, one.name, one.at, over, self.workspace, reach)
            yield from opened(one.open, reach)
            if one.key in same:
                before = same[one.key]
                if differ(one, before):
                    why = f"{one.name} is {before.name} in Azure; the one applied last counts"
                    yield Doubt(why, one.at, _ASK_AZURE, reach)
                continue
            yield from providers.translate(made[one.address], made.get)
            if kind is not None and not isinstance(
                getattr(one.get("spec.forProvider"), "data", None), Mapping
            ):
                why = f"spec.forProvider of {one.name} is not known"
                yield Doubt(why, one.at, _ASK_AZURE, Reach((kind,), Reference(one.address)))


@record
class _Managed:
    """One managed resource, among those of its stack."""

    of: Object
    known: Mapping[Key, Object]
    labelled: Labelled

    def instance(self) -> Instance:
        """azurerm's instance of it."""
        of = self.of
        arguments = self._members(of.get("spec.forProvider"), 0)
        first = self._members(
            of.get("spec.initProvider"), 0
        )  # counts when it is made, and may be changed later
        ignored = tuple(name for name in first if name not in arguments)
        attributes: dict[str, Node] = {**first, **arguments, "name": self._name()}
        looked_up, keeps = self._policies()
        if looked_up:
            kept = (
                "resource_group_name",
                "virtual_network_name",
                "kubernetes_cluster_id",
                "route_table_name",
            )
            attributes = {name: node for name, node in attributes.items() if name in ("name", *kept)}
        return Instance(
            of.address,
            of.type,
            attributes,
            of.at,
            data=looked_up,
            prevent_destroy=keeps,
            ignore_changes=ignored,
            subscription=self._subscription(),
        )

    def _annotation(self, name: str) -> Node | None:
        found = members(self.of.get("metadata.annotations")).get(name)
        return substituted(found) if found is not None else None

    def _name(self) -> Node:
        """The name in Azure: the annotation, else the object's."""
        found = self._annotation(EXTERNAL_NAME) or self.of.get("metadata.name")
        if found is None:
            return Unknown("metadata.name is not written", self.of.at)
        return substituted(found)

    def _policies(self) -> tuple[bool, bool]:
        """Whether it is only looked up, and whether what it made stays when it is deleted.

        Source: Crossplane documentation, "Managed Resources", ``managementPolicies``, ``deletionPolicy``, "Paused".
        """
        written = self.of.get("spec.managementPolicies")
        policies = {text(one) for one in items(written)} if written is not None else {"*"}
        known = written is None or (
            isinstance(written, Value) and isinstance(written.data, tuple) and None not in policies
        )
        paused = text(self._annotation(_PAUSED)) == "true"
        orphan = text(self.of.get("spec.deletionPolicy")) == "Orphan"
        everything = "*" in policies
        looked_up = paused or not (everything or policies & {"Create", "Update"})
        return looked_up, orphan or (known and not (everything or "Delete" in policies))

    def _subscription(self) -> Node | None:
        """That of its ProviderConfig; None for the default one."""
        name = text(self.of.get("spec.providerConfigRef.name"))
        if name in (None, "default"):
            return None
        return Unknown(f"the subscription is the one of the ProviderConfig {name}", settle_by=_ASK_AZURE)

    # Arguments ----------------------------------------------------------------------------------------------------

    def _members(self, node: Node | None, depth: int) -> dict[str, Node]:
        """An object's members by azurerm's names, references resolved: what is written wins over them."""
        found: dict[str, Node] = {}
        referring: dict[str, Node] = {}
        for name, child in members(node).items():
            if name.endswith("SecretRef"):
                continue
            if name.endswith(("Ref", "Refs", "Selector")) and _refers(child):
                argument, several = field_of(name)
                if argument not in referring or not name.endswith("Selector"):
                    referring[argument] = self._referred(name, child, several)
            else:
                argument = snake(name)
                found[argument] = self._node(child, argument in MAPS, depth + 1)
        return {**referring, **{name: child for name, child in found.items() if not _null(child)}}

    def _node(self, node: Node, is_map: bool, depth: int) -> Node:
        if depth > _DEEPEST:
            return Unknown("is nested too deeply", node.at)
        if isinstance(node, Value) and isinstance(node.data, Mapping):
            if is_map:
                return Value({name: substituted(child) for name, child in node.data.items()}, node.at)
            return Value((Value(self._members(node, depth), node.at),), node.at)  # a block is a list of one
        if isinstance(node, Value) and isinstance(node.data, tuple):
            return Value(tuple(self._element(child, depth + 1) for child in node.data), node.at)
        return substituted(node)

    def _element(self, node: Node, depth: int) -> Node:
        if isinstance(node, Value) and isinstance(node.data, Mapping):
            return Value(self._members(node, depth), node.at)
        return substituted(node)

    # References ---------------------------------------------------------------------------------------------------

    def _referred(self, name: str, node: Node, several: bool) -> Node:
        if name.endswith("Selector"):
            found = self._selected(name, node)
            return Value((found,), node.at) if several and isinstance(found, Reference) else found
        if several:
            return Value(tuple(self._one(name, each) for each in items(node)), node.at)
        return self._one(name, node)

    def _one(self, name: str, node: Node) -> Node:
        key = key_of(name, node, self.of)
        if key is None:
            return Unknown(f"what {name} refers to is not known", node.at, _ASK_AZURE)
        found = self.known.get(key)
        if found is None:
            _, kind, called = key
            why = f"no manifest that belongs to this one declares {kind} {called}"
            at = Location("")  # the same wherever it is named
            cause = Unknown(why, at)
            settle = "lint the files that declare it together with these"
            return Unknown(why, node.at, settle, (cause,))
        return self._reference(found, name, node.at)

    def _reference(self, found: Object, name: str, at: Location) -> Reference:
        argument, found = field_of(name)[0], self.known.get(found.key, found)
        return Reference(found.address, "name" if argument.endswith("name") else "id", at)

    def _selected(self, name: str, node: Node) -> Node:
        """What a selector's labels fit: one of them is taken, and only where it is the only one it is known which."""
        kind, wanted = target_of(name), members(dig(node, "matchLabels"))
        controlled = dig(node, "matchControllerRef")
        by, value = "", ""
        if is_true(controlled) and self.of.controller:
            by, value = "controller", self.of.controller
        elif controlled is not None and not wanted:
            by, value = "home", self.of.home
        fitting = self.labelled.among(kind, wanted, self.of.scope, by, value)
        if len(fitting) == 1 and kind is not None and fits(fitting[0], wanted):
            return self._reference(fitting[0], name, node.at)
        why = "fits several objects" if fitting else "fits no object that belongs to this one"
        return Unknown(f"{name} {why}", node.at, "name it with a Ref, or lint the files together")


def _refers(node: Node) -> bool:
    """True for what refers, and is no argument that only ends like it."""
    if isinstance(node, Value) and isinstance(node.data, tuple):
        return all(dig(one, "name") is not None for one in node.data)
    names = ("name", "matchLabels", "matchControllerRef", "policy")
    return isinstance(node, Value) and any(dig(node, name) is not None for name in names)


def _null(node: Node) -> bool:
    return isinstance(node, Value) and node.data is None
