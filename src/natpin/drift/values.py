"""Plain properties: read on both sides, normalised, compared."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.drift.difference import Difference
from natpin.drift.pairs import live_id
from natpin.drift.properties import PROPERTIES, Comparable, Property, node_of
from natpin.drift.words import Both, filled
from natpin.model.azure_defaults import azure_default
from natpin.model.change import Drift, DriftKind, Uncompared
from natpin.model.resource import Resource
from natpin.model.value import Unknown
from natpin.model.value import of as as_node


def value_differences(
    declared: Resource, live: Resource, behind: tuple[Both, ...], of: str, evidence: tuple[str, ...]
) -> Iterator[Difference | Uncompared]:
    """Every plain property of one resource that differs. ``of`` says in words whose."""
    for prop in PROPERTIES.get(declared.type, ()):
        found = _one(prop, declared, live, behind, of, evidence)
        if found is not None and prop.applies(
            declared, live
        ):  # which takes longer to say than that nothing differs
            yield found


def _one(
    prop: Property,
    declared: Resource,
    live: Resource,
    behind: tuple[Both, ...],
    of: str,
    evidence: tuple[str, ...],
) -> Difference | Uncompared | None:
    written, there = node_of(declared, prop.path), node_of(live, prop.path)
    if written is None and (not prop.defaulted or declared.external):
        return None  # nothing is declared of it
    if declared.external and isinstance(written, Unknown):
        return None  # whoever declares it answers for it
    usual = _usual(declared.type, prop) if prop.defaulted else None
    wanted = usual if written is None else prop.reading(written)
    if isinstance(wanted, Unknown):
        return Uncompared(declared.address, prop.path, wanted)
    live_default = usual if prop.live_default is None else prop.live_default
    found = live_default if there is None else prop.reading(there)
    if isinstance(found, Unknown):
        return Uncompared(declared.address, prop.path, found, live_side=True)
    if wanted == found:
        return None
    return Difference(
        Drift(
            DriftKind.CHANGED,
            declared.address,
            live_id(live),
            declared.type,
            prop.path,
            _plain(wanted),
            _plain(found),
            written.at if written is not None else declared.at,
            subject_at=declared.at,
            label=f"{prop.label} of the {of}",
            evidence=evidence,
        ),
        behind,
        filled(prop.effect, wanted, found),
    )


_USUAL: dict[tuple[str, str], Comparable | Unknown] = {}


def _usual(type_: str, prop: Property) -> Comparable | Unknown:
    """What Azure takes where nothing is written, as it is compared: the same for all resources of a type."""
    key = type_, prop.path
    if key not in _USUAL:
        _USUAL[key] = prop.reading(as_node(azure_default(type_, prop.path)))
    return _USUAL[key]


def _plain(value: object) -> object:
    return sorted(str(item) for item in value) if isinstance(value, frozenset) else value
