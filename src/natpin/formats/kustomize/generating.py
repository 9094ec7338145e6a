"""ConfigMaps and Secrets that a kustomization generates, as far as replacements may take values from them.

Their names get a hash that nothing here is known by; kustomize knows them by the name before it.
Source: "configMapGenerator", "generatorOptions" of Kustomize's reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from natpin.formats.kustomize.nodes import Refused
from natpin.formats.kustomize.objects import Built
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Node, Unknown, Value, dig, items, members, text

ReadText = Callable[[str], str | None]
"""The text of a file, by its path from the kustomization; None for one that cannot be read."""
_GENERATORS = (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret"))


def generated(kustomization: Node, read: ReadText) -> Iterator[Built]:
    """Every ConfigMap and Secret that it generates."""
    for member, kind in _GENERATORS:
        for entry in items(dig(kustomization, member)):
            name = dig(entry, "name")
            if name is None:
                raise Refused(f"{member} has an entry without a name")
            metadata = {"name": name}
            namespace = dig(entry, "namespace")
            if namespace is not None:
                metadata["namespace"] = namespace
            body = {
                "apiVersion": Value("v1", entry.at),
                "kind": Value(kind, entry.at),
                "metadata": Value(metadata, entry.at),
                "data": Value(dict(_data(entry, read, kind == "Secret")), entry.at),
            }
            behavior = text(dig(entry, "behavior")) or ""
            yield Built(Value(body, entry.at), generated=behavior if behavior in ("merge", "replace") else "")


def _data(entry: Node, read: ReadText, hidden: bool) -> Iterator[tuple[str, Node]]:
    """Keys and values. Those of a Secret are encoded, and nobody's business: unknown."""
    for key, value in _pairs(entry, read):
        yield key, Unknown("it is a Secret's", value.at) if hidden else value


def _pairs(entry: Node, read: ReadText) -> Iterator[tuple[str, Node]]:
    for one in items(dig(entry, "literals")):
        key, equals, value = (text(one) or "").partition("=")
        if equals:
            yield key, Value(_unquoted(value), one.at)
    for one in items(dig(entry, "files")):
        key, equals, path = (text(one) or "").rpartition("=")
        written = read(path)
        name = key if equals else path.rpartition("/")[2]
        yield name, Value(written, one.at) if written is not None else _unread(path, one.at)
    envs = [*items(dig(entry, "envs")), *([alone] if (alone := dig(entry, "env")) is not None else [])]
    for one in envs:
        path = text(one) or ""
        written = read(path)
        if written is None:
            raise Refused(f"{path}, from which a ConfigMap is generated, cannot be read")
        yield from _lines(written, one.at)


def _lines(written: str, at: Location) -> Iterator[tuple[str, Node]]:
    for line in written.splitlines():
        key, equals, value = line.strip().partition("=")
        if equals and not key.startswith("#"):
            yield key, Value(value, at)


def _unread(path: str, at: Location) -> Unknown:
    return Unknown(f"{path} cannot be read", at, "lint it together with the kustomization")


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def absorbed(objects: list[Built], new: Built) -> list[Built]:
    """The objects with a generated one, which may be laid over one that is there. Raises ``Refused`` where it cannot be."""
    fitting = [one for one in objects if any(each.equals(new.id) for each in one.ids)]
    if not fitting and not new.generated:
        return [*objects, new]
    if len(fitting) != 1 or not new.generated:
        raise Refused(
            f"{new.id.kind} {new.id.name} is generated and is there already, or is to be changed and is not there"
        )
    before = fitting[0]
    data = dig(new.body, "data")
    if new.generated == "merge":
        data = Value({**members(dig(before.body, "data")), **members(data)}, new.body.at)
    body = Value({**members(before.body), "data": data or Value({}, new.body.at)}, before.body.at)
    return [replace(one, body=body) if one is before else one for one in objects]
