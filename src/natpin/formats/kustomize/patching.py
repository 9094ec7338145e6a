"""The patches of a kustomization: each merged into the objects that it names, or that its target fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.kustomize.merging import is_own, merged
from natpin.formats.kustomize.nodes import Refused, moved, placed
from natpin.formats.kustomize.objects import Built, id_of
from natpin.formats.kustomize.operations import applied
from natpin.formats.kustomize.selecting import selects
from natpin.model.record import record
from natpin.model.value import Node, Skipped, Unknown, Value, dig, is_true, members, text

SETTLE = "kustomize build, and lint what it prints"


@record
class Patch:
    """One entry of ``patches``, with its text parsed."""

    documents: tuple[Node, ...]
    """Parts of objects, or one list of operations."""
    target: Node | None
    options: Node | None
    said: str
    """How a message names it."""

    @property
    def operations(self) -> Sequence[Node] | None:
        """The operations of a JSON patch; None for a part of an object."""
        first = self.documents[0] if self.documents else None
        return first.data if isinstance(first, Value) and isinstance(first.data, tuple) else None


def of_text(
    written: str, at: Node, target: Node | None, options: Node | None, within: tuple[int, int] | None = None
) -> Patch:
    """The patch that stands in a kustomization; ``within``: the lines before it and the columns before each of its lines,
    where it stands there letter for letter. Raises ``Refused`` for a text that is none."""
    from natpin.languages.located_yaml.documents import documents  # YAML is slow to load

    if written.lstrip().startswith("{{"):
        raise Refused(f"the patch at {at.at} is a template")
    found = [
        one if isinstance(one, Skipped) else placed(one, at.at) if within is None else moved(one, *within)
        for one in documents(written, at.at.path)
    ]
    return of_documents(found, target, options, f"the patch at {at.at}")


def of_documents(
    found: Sequence[Node | Skipped], target: Node | None, options: Node | None, said: str
) -> Patch:
    """The patch that some documents are. Raises ``Refused`` where one cannot be read."""
    unread = next((one for one in found if isinstance(one, Skipped)), None)
    if unread is not None:
        raise Refused(f"{said} is {unread.reason}")
    parts = tuple(one for one in found if not isinstance(one, Skipped) and not _empty(one))
    if any(not isinstance(one, Value) or not isinstance(one.data, Mapping | tuple) for one in parts):
        raise Refused(f"{said} is neither part of an object nor a list of operations")
    return Patch(parts, target, options, said)


def _empty(node: Node) -> bool:
    return isinstance(node, Value) and node.data is None


def patched(objects: Sequence[Built], patch: Patch) -> list[Built]:
    """The objects with a patch applied. Raises ``Refused`` where kustomize would."""
    if patch.target is None:
        found = list(objects)
        if patch.operations is not None:
            raise Refused(f"{patch.said} is a list of operations without a target")
        for part in patch.documents:
            found = _by_name(found, part, patch)
        return found
    if patch.operations is None and len(patch.documents) > 1:
        raise Refused(f"{patch.said} has a target and several parts")
    return [after for one in objects for after in _where_it_fits(one, patch)]


def _by_name(objects: Sequence[Built], part: Node, patch: Patch) -> list[Built]:
    wanted = id_of(part)
    fitting = [one for one in objects if any(each.equals(wanted) for each in one.ids)]
    if len(fitting) != 1:
        how = "several objects" if fitting else "no object"
        raise Refused(
            f"{patch.said} is about {wanted.kind} {wanted.name}, and {how} of that name and version are taken in"
        )
    return [
        after for one in objects for after in (_merged(one, part, patch) if one is fitting[0] else (one,))
    ]


def _where_it_fits(one: Built, patch: Patch) -> Iterator[Built]:
    meant = selects(patch.target, one) if patch.target is not None else True
    if meant is None:
        target = dig(patch.target, "name") or patch.target
        at = target.at if target is not None else one.body.at
        yield one.opened(Unknown(f"{patch.said} may be about it: its target is not evaluated", at, SETTLE))
    elif not meant:
        yield one
    elif patch.operations is not None:
        yield one.renamed(applied(one.body, patch.operations))
    else:
        for part in patch.documents or ():
            yield from _merged(one, part, patch)
        if not patch.documents:
            yield one


def _merged(one: Built, part: Node, patch: Patch) -> Iterator[Built]:
    """The object with a part merged in; nothing where the part removes it. Its kind and name stay, unless the patch may
    change them (``resource.ApplySmPatch``)."""
    after = merged(one.body, part, is_own(one.id.group))
    if not isinstance(after, Value) or not isinstance(after.data, Mapping) or not after.data:
        return
    kept = {"apiVersion"} if _allowed(patch, "allowKindChange") else {"apiVersion", "kind"}
    data = {**after.data, **{name: node for name, node in members(one.body).items() if name in kept}}
    names = {"namespace"} if _allowed(patch, "allowNameChange") else {"name", "namespace"}
    before, now = members(dig(one.body, "metadata")), members(data.get("metadata"))
    metadata = {name: node for name, node in now.items() if name not in names}
    metadata.update({name: before[name] for name in names if name in before})
    where = dig(one.body, "metadata") or one.body
    data["metadata"] = Value(metadata, where.at)
    yield one.renamed(Value(data, after.at, after.origin))


def _allowed(patch: Patch, option: str) -> bool:
    node = dig(patch.options, option)
    return text(node) == "true" or is_true(node)
