"""Strategic merge patches, as kustomize applies them.

Maps are merged member by member, ``null`` removes a member, a list takes the place of the one before it, but for the
lists of Kubernetes' own kinds whose elements have a key. ``$patch: delete`` and ``$patch: replace`` mean what they say.

Source: kubernetes-sigs/kustomize, kyaml/yaml/merge2 and kyaml/yaml/walk; the keys: Kubernetes API reference, "patch
strategy: merge" and "patch merge key".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.formats.kustomize.nodes import DEEPEST, Refused
from natpin.model.value import Node, Value, scalar, text

_DIRECTIVE = "$patch"
_KEYS: Mapping[str, tuple[str, ...]] = {
    "containers": ("name",),
    "initContainers": ("name",),
    "ephemeralContainers": ("name",),
    "volumes": ("name",),
    "imagePullSecrets": ("name",),
    "secrets": ("name",),
    "env": ("name",),
    "volumeMounts": ("mountPath",),
    "volumeDevices": ("devicePath",),
    "hostAliases": ("ip",),
    "resourceClaims": ("name",),
    "topologySpreadConstraints": ("topologyKey", "whenUnsatisfiable"),
    "ownerReferences": ("uid",),
    "webhooks": ("name",),
    "taints": ("key",),
}
"""Members of Kubernetes' own kinds whose elements are merged by a key."""
_PORTS = ("containerPort", "port")
_OWN_GROUPS = frozenset({"", "apps", "batch", "autoscaling", "policy", "extensions"})


def is_own(group: str) -> bool:
    """True for an API group of Kubernetes itself, whose lists kustomize knows the keys of."""
    return group in _OWN_GROUPS or group.endswith(".k8s.io")


def merged(before: Node | None, patch: Node, own: bool, member: str = "", depth: int = 0) -> Node | None:
    """A value with a patch applied; None where the patch removes it. ``own``: a kind of Kubernetes itself.

    Raises ``Refused`` where kustomize would.
    """
    if depth > DEEPEST:
        raise Refused("the patch is nested too deeply")
    if isinstance(patch, Value) and patch.data is None:
        return None
    if not isinstance(patch, Value) or not isinstance(before, Value) or before.data is None:
        return _added(before, patch, own, member, depth)
    match before.data, patch.data:
        case Mapping() as mine, Mapping() as theirs:
            return _maps(before, mine, patch, theirs, own, depth)
        case tuple() as mine, tuple() as theirs:
            keys = _keys(member, mine + theirs) if own else ()
            return _lists(before, mine, patch, theirs, keys, depth) if keys else _without_directives(patch)
        case Mapping() | tuple(), _:
            raise Refused(f"the patch writes a plain value for {member or 'an object'}")
        case _, Mapping() | tuple():
            raise Refused(f"the patch writes an object or a list for the plain value {member}")
    return patch


def _added(before: Node | None, patch: Node, own: bool, member: str, depth: int) -> Node | None:
    """What a patch adds where nothing was, or where what was is not known."""
    if not isinstance(patch, Value) or not isinstance(patch.data, Mapping):
        return _without_directives(patch)
    said = text(patch.data.get(_DIRECTIVE))
    if said == "delete":
        return None
    if before is not None and not isinstance(before, Value) and said != "replace":
        return before  # a member of something unknown: all of it is
    return _maps(Value({}, patch.at), {}, patch, patch.data, own, depth)


def _maps(
    before: Value, mine: Mapping[str, Node], patch: Value, theirs: Mapping[str, Node], own: bool, depth: int
) -> Node | None:
    said = text(theirs.get(_DIRECTIVE))
    if said == "delete":
        return None
    if _DIRECTIVE in theirs and said not in ("replace", "merge"):
        raise Refused(f"the patch strategy {said} is not known")
    found = {} if said == "replace" else dict(mine)
    for name, child in theirs.items():
        if name == _DIRECTIVE:
            continue
        after = merged(found.get(name), child, own, name, depth + 1)
        if after is None:
            found.pop(name, None)
        else:
            found[name] = after
    return Value(found, before.at, before.origin)


def _keys(member: str, elements: Sequence[Node]) -> tuple[str, ...]:
    if member == "ports":
        return next(
            ((key, "protocol") for key in _PORTS if any(_get(one, key) is not None for one in elements)), ()
        )
    return _KEYS.get(member, ())


def _get(element: Node, name: str) -> Node | None:
    return (
        element.data.get(name) if isinstance(element, Value) and isinstance(element.data, Mapping) else None
    )


def _lists(
    before: Value,
    mine: Sequence[Node],
    patch: Value,
    theirs: Sequence[Node],
    keys: tuple[str, ...],
    depth: int,
) -> Node | None:
    """Elements by key: those of the patch come first, the others stay as they are."""
    for one in theirs:  # an element with nothing but the directive is about the list
        data = one.data if isinstance(one, Value) else None
        if isinstance(data, Mapping) and data.keys() == {_DIRECTIVE}:
            if text(data[_DIRECTIVE]) == "delete":
                return None
            return Value(tuple(each for each in theirs if each is not one), patch.at, patch.origin)
    found: list[Node] = []
    left = list(mine)
    for one in theirs:
        fitting = next((each for each in left if _same(each, one, keys)), None)
        after = merged(fitting, one, True, "", depth + 1)
        if fitting is not None:
            left.remove(fitting)
        if after is not None:
            found.append(after)
    return Value((*found, *left), before.at, before.origin)


def _same(one: Node, other: Node, keys: tuple[str, ...]) -> bool:
    """Whether two elements have the same first key, and no other key that differs."""
    mine, theirs = ([scalar(_get(each, key)) for key in keys] for each in (one, other))
    return mine[0] is not None and all(
        a == b or (position > 0 and None in (a, b))
        for position, (a, b) in enumerate(zip(mine, theirs, strict=True))
    )


def _without_directives(node: Node) -> Node:
    """A list or value of a patch as it is taken over whole."""
    if isinstance(node, Value) and isinstance(node.data, tuple):
        kept = tuple(
            one
            for one in node.data
            if not (
                isinstance(one, Value) and isinstance(one.data, Mapping) and one.data.keys() == {_DIRECTIVE}
            )
        )
        return Value(kept, node.at, node.origin)
    return node
