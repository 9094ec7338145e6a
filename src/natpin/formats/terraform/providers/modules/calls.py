"""Reading the call of a module whose source is not here: which module it is, and what its inputs hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model.value import Node, Reference, Unknown, Value, default_of, is_absent, member, of, scalar
from natpin.regex import late_regex

_REPOSITORY = late_regex(r"github\.com[/:]([\w-]+)/terraform-(\w+)-([\w-]+?)(?:\.git)?(?://([\w/.-]+))?\Z")
_REF = late_regex(r"[?&]ref=v?([0-9][\w.-]{0,40})")
_VERSION = late_regex(r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,2}")


def registry_name(source: str) -> str:
    """``azure/aks/azurerm``, lower case, for a registry address (with or without a host) and for the repository that
    the registry serves it from; a folder inside the module stays behind it, as in ``azure/aks/azurerm//v4``. Empty for
    a folder of one's own (``../azure/kubernetes``)."""
    path = source.partition("?")[0]
    if path.startswith((".", "/")):
        return ""
    repository = _REPOSITORY.search(path)
    if repository is not None:
        namespace, provider, name, folder = repository.groups()
        found = f"{namespace}/{name}/{provider}"
    else:
        address, _, folder = path.partition("//")
        segments = address.split("/")
        found = "/".join(segments[-3:]) if len(segments) in {3, 4} else ""
    return f"{found}//{folder}".lower() if folder else found.lower()


def version(call: ModuleCall) -> tuple[int, ...] | None:
    """The version a call begins with (``~> 9.1`` is 9.1); None when it pins none."""
    ref = _REF.search(call.source)
    written = call.version or (ref[1] if ref is not None else "")
    found = _VERSION.search(written)
    return tuple(int(part) for part in found.group().split(".")) if found is not None else None


def given(call: ModuleCall, *names: str) -> Node | None:
    """The first of these inputs that is set."""
    found = (call.inputs.get(name) for name in names)
    return next((node for node in found if node is not None and not is_absent(node)), None)


def given_or(call: ModuleCall, data: object, *names: str) -> Node:
    """An input, or the module's own default."""
    return given(call, *names) or of(data, call.at, default_of(f"module {call.source}"))


def inside(node: Node | None, *names: str) -> Node | None:
    """A member of an object input, ``vnet_subnet.id``; unknown when the object is."""
    for name in names:
        match node:
            case Value(data=Mapping() as members):
                node = member(members, name)
            case Reference(target=target, attribute=attribute, at=at):
                node = Reference(target, f"{attribute}.{name}" if attribute not in {"", "id"} else name, at)
            case Unknown():
                return node
            case _:
                return None
    return None if node is None or is_absent(node) else node


def if_unknown(element: Node) -> Node | None:
    """An element that nobody knows, in place of each of its members."""
    return element if isinstance(element, Unknown) else None


def reference(call: ModuleCall, address: str) -> Reference:
    """The id of a resource inside the module."""
    return Reference(f"{call.address}.{address}", "id", call.at)


def entries(node: Node | None) -> Iterator[tuple[str | None, Mapping[str, Node], Node]]:
    """The elements of a map of objects: key, members, and the element; an unknown map is one unknown element."""
    match node:
        case Value(data=Mapping() as members):
            for key, element in members.items():
                known = isinstance(element, Value) and isinstance(element.data, Mapping)
                yield key, element.data if known else {}, element
        case Value(data=tuple() as elements):
            for position, element in enumerate(elements):
                known = isinstance(element, Value) and isinstance(element.data, Mapping)
                yield str(position), element.data if known else {}, element
        case Unknown() | Reference():
            yield None, {}, node


def blocks(arguments: Mapping[str, Node | None], call: ModuleCall) -> Value:
    """One nested block."""
    return Value((Value(written(arguments), call.at),), call.at)


def written(arguments: Mapping[str, Node | None]) -> dict[str, Node]:
    """Arguments without those that are absent."""
    return {name: node for name, node in arguments.items() if node is not None}


def instance(
    call: ModuleCall, address: str, arguments: Mapping[str, Node | None], **more: Unknown | None
) -> Instance:
    """An instance that the module makes."""
    kind = address.split(".", 1)[0].split("[", 1)[0]
    return Instance(
        f"{call.address}.{address}",
        kind,
        written(arguments),
        call.at,
        conditional=more.get("conditional") or call.conditional,
        depends_on=(*call.depends_on, *_references(call)),
        subscription=call.subscription,
        unsaid_subscription=call.unsaid_subscription,
        called_at=call.called_at,
    )


def named_id(call: ModuleCall, group: Node | None, kind: str, *names: Node) -> Node:
    """The id of a resource that is named by its group and its names, in the subscription of the provider. ``kind``:
    ``Microsoft.Network/virtualNetworks/subnets``, a segment for each name."""
    namespace, *types = kind.split("/")
    pieces: list[str | Reference | Unknown | None] = [
        "/subscriptions/",
        None,
        "/resourceGroups/",
        _piece(group),
    ]
    pieces.append(f"/providers/{namespace}")
    for type_, name in zip(types, names, strict=True):
        pieces += [f"/{type_}/", _piece(name)]
    joined: list[str | Reference | Unknown | None] = []
    for one in pieces:
        if isinstance(one, str) and joined and isinstance(joined[-1], str):
            joined[-1] += one
        else:
            joined.append(one)
    return Unknown("the subscription is not known", call.at, "terraform show -json", tuple(joined))


def _piece(node: Node | None) -> str | Reference | Unknown | None:
    match node:
        case Value(data=str() as known):
            return known
        case Reference(target=target, attribute="id", at=at):
            return Reference(target, "name", at)
        case Reference() | Unknown():
            return node
    return None


def made_up(call: ModuleCall, what: str) -> Unknown:
    """A name that the module makes of other inputs by rules of its own."""
    return Unknown(f"module {call.source} makes up the name of {what}", call.at, "terraform show -json")


def guarded(call: ModuleCall, target: str) -> Iterator[Instance]:
    """The lock that AVM modules put on what they make, where ``lock`` asks for one."""
    lock = given(call, "lock")
    if lock is None:
        return
    yield instance(
        call,
        "azurerm_management_lock.this[0]",
        {"name": inside(lock, "name"), "lock_level": inside(lock, "kind"), "scope": reference(call, target)},
    )


def enabled(node: Node | None) -> bool | Unknown:
    """A flag: unknown stays unknown, absent is off."""
    if isinstance(node, Unknown):
        return node
    return scalar(node) in (True, "true")


def _references(call: ModuleCall) -> tuple[Reference, ...]:
    found: dict[str, Reference] = {}
    pending = list(call.inputs.values())
    while pending:
        match pending.pop():
            case Reference(target=target) as reference:
                found.setdefault(target, Reference(target, "id", reference.at))
            case Unknown(parts=parts):
                pending.extend(part for part in parts if isinstance(part, Reference))
            case Value(data=Mapping() as members):
                pending.extend(members.values())
            case Value(data=tuple() as elements):
                pending.extend(elements)
    return tuple(found.values())
