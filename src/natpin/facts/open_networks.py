"""Subnets that a network may declare: which stand inside it is not known, and a pool's subnet is nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.facts.lists import first_unknown
from natpin.facts.vocabulary import VOCABULARY
from natpin.graph import Graph
from natpin.model.asking import elements_of
from natpin.model.path import EgressPath
from natpin.model.resource import VIRTUAL_NETWORK
from natpin.model.subject import Subject
from natpin.model.value import Unknown, Value

_FIELDS = tuple(dict.fromkeys(field.partition(".")[0].removesuffix("[]") for field in VOCABULARY["subnet"]))


def subnets_in_open_networks(graph: Graph, paths: Sequence[EgressPath]) -> Iterator[Subject]:
    """For each such network a subnet of which nobody knows anything: rules about subnets are unknown for the clusters whose
    subnet it may be, and not left out."""
    lost = tuple(dict.fromkeys(path.cluster.address for path in paths if isinstance(path.subnet, Unknown)))
    for network in graph.declared(VIRTUAL_NETWORK) if lost else ():
        # what something that is not followed may have changed, its subnets are as unknown as the rest of it
        inside = elements_of(network.doubt or network.properties.get("subnets"))
        why = first_unknown((*inside.sure, *(one for one, _ in inside.maybe))) or inside.rest
        if why is not None:
            yield Subject(
                "subnet",
                f"{network.address}/subnets",
                f"of {network.label}",
                network.at,
                Value(dict.fromkeys(_FIELDS, why), network.at),
                resource=network,
                perhaps=lost,
                only_perhaps=True,
            )
