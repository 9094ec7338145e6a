"""What readers remark in scripts, as subjects of the rules that ask of it. Loaded where there is such a remark."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.facts.fields import known
from natpin.graph import Graph
from natpin.graph.doubts import cause
from natpin.model.asking import called
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    Resource,
    SourceNote,
)
from natpin.model.subject import Subject
from natpin.model.value import Node, Unknown, Value

_CREATED = (
    CLUSTER,
    AGENT_POOL,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    VIRTUAL_NETWORK,
    SUBNET,
    ROUTE_TABLE,
)
"""What egress is made of."""


def remarks(graph: Graph, clusters: tuple[str, ...]) -> Iterator[Subject]:
    """A subject for each remark of a stack, about all of its clusters."""
    creates = any(not one.external and one.home is None for type_ in _CREATED for one in graph.of_type(type_))
    for number, note in enumerate(graph.source_notes):
        about = graph.get(note.address) if note.address else None
        elsewhere: dict[str, Node] = {"scriptCreates": known(creates, note.at)}
        home = graph.canonical(about).home if about else None
        declared = known(home, note.at) if home else _perhaps_made(graph, note, about)
        if declared is not None:
            elsewhere["declaredIn"] = declared
        body = Value({"kind": Value(note.kind, note.at), **note.facts, **elsewhere}, note.at)
        label = about.label if about else called(note.facts.get("flag")) or note.kind
        yield Subject("remark", note.address or f"{note.kind}#{number}", label, note.at, body, clusters)


def _perhaps_made(graph: Graph, note: SourceNote, about: Resource | None) -> Unknown | None:
    """Why something that is used before this script creates it may be there all the same: a template that is not here, a
    command that is not followed, earlier in the script. In a group that was there before, anything may be: the rule then
    says no more than that."""
    type_, made_here = called(note.facts.get("type")), note.facts.get("groupCreatedHere")
    if type_ is None or not (isinstance(made_here, Value) and made_here.data is True):
        return None
    for doubt in graph.doubts.all:
        reach = doubt.reach
        if not reach.adds or (reach.types and type_.lower() not in map(str.lower, reach.types)):
            continue
        if doubt.at.path == note.at.path and doubt.at.line >= note.at.line:
            continue
        if about is None or reach.group is None or graph.agree_on_group(reach.group, about):
            return cause(doubt)
    return None
