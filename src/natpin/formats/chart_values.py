"""What a release of a Helm chart, or pods that a policy changes, are given that bears on egress: a proxy for their containers,
the label of workloads whose egress is pinned, the annotation for a static egress gateway.

natpin renders no chart, so that it is not known what a chart makes of its values. A release that is given none of these is
no workload. Sources: Helm, "Values Files"; Flux, "Helm Releases" (``spec.values``); Argo CD, "Helm" (``valuesObject``,
``values``, ``parameters``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from natpin.model.location import Location
from natpin.model.resource import WORKLOAD, Resource
from natpin.model.value import IF_THERE, NULL, Node, Unknown, Value, dig, is_absent, text

if TYPE_CHECKING:
    from collections.abc import Sequence

KIND = "Helm release"
_VARIABLES = frozenset({"https_proxy", "http_proxy", "all_proxy"})
_LABEL, _GATEWAY = "natpin.io/egress", "kubernetes.azure.com/static-gateway-configuration"
_SCHEDULED_BY = ("hostNetwork", "nodeSelector", "nodeName", "tolerations", "affinity")
_SETTLE = "render it (helm template), and lint what it prints"
_DEEPEST = 20


def release(
    address: str,
    name: Node | None,
    namespace: Node | None,
    given: Iterable[Node],
    at: Location,
    kind: str = KIND,
    why: Unknown | None = None,
) -> Iterator[Resource]:
    """A workload for a release whose values (``given``) bear on egress; nothing for any other. ``why``: why nobody knows which
    containers get them."""
    found: dict[str, list[tuple[str, Node]]] = {"env": [], _LABEL: [], _GATEWAY: []}
    for one in given:
        for key, node in _settings(one, _DEEPEST):
            found["env" if key.lower() in _VARIABLES else key].append((key, node))
    if not any(found.values()):
        return
    why = why or Unknown(
        "natpin renders no chart, so that it is not known what this one makes of its values", at, _SETTLE
    )
    env = tuple(
        Value({"name": Value(key), "value": node, IF_THERE: why}, node.at) for key, node in found["env"]
    )
    spec: dict[str, Node] = {
        **dict.fromkeys(_SCHEDULED_BY, why),
        "containers": Value((Value({"env": Value(env, at)}, at),), at),
    }
    labels = dict(found[_LABEL])
    properties: dict[str, Node] = {
        "podSpec": Value(spec, at),
        "labels": Value(labels, at),
        "podLabels": Value(labels, at),
        "namespace": Value("default", at) if namespace is None or is_absent(namespace) else namespace,
        "kind": Value(kind, at),
    }
    if found[_GATEWAY]:
        properties["podAnnotations"] = Value({_GATEWAY: found[_GATEWAY][-1][1]}, at)
    called = name if name is not None else Unknown("the release's name is not written", at)
    yield Resource(address, WORKLOAD, called, properties, at, traits={"provider": Value("kubernetes", at)})


def setting(name: Node | None, value: Node | None) -> Value:
    """A value that is set by its path, as ``--set env.HTTPS_PROXY=…`` does: what its last name says."""
    path = (text(name) or "").replace("\\.", "\0")
    last = path.rpartition(".")[2].replace("\0", ".")
    return Value({last: value if value is not None else NULL}, name.at if name is not None else NULL.at)


def _settings(node: Node, depth: int) -> Iterator[tuple[str, Node]]:
    """What a tree of values says of egress: members by their key, and variables that are listed by name and value."""
    data = node.data if isinstance(node, Value) else None
    if depth == 0 or data is None or isinstance(data, str):
        return
    children: Sequence[Node] = ()
    if isinstance(data, Mapping):
        named, value = text(dig(node, "name")), data.get("value")
        if named is not None and named.lower() in _VARIABLES and value is not None:
            yield named, value
        for key, child in data.items():
            scalar = not isinstance(child, Value) or not isinstance(child.data, tuple | Mapping)
            if scalar and (key.lower() in _VARIABLES or key in (_LABEL, _GATEWAY)):
                yield key, child
        children = tuple(data.values())
    elif isinstance(data, tuple):
        children = data
    for child in children:
        yield from _settings(child, depth - 1)
