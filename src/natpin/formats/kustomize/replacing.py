"""Replacements: a value of one object that is written into fields of others.

Source: kubernetes-sigs/kustomize, api/filters/replacement; "Replacements" of its reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from natpin.formats.kustomize.nodes import DEEPEST, Refused, with_member
from natpin.formats.kustomize.objects import Built
from natpin.formats.kustomize.patching import SETTLE
from natpin.formats.kustomize.selecting import fits, has_labels, named
from natpin.model.numbers import digits, whole_number
from natpin.model.record import record
from natpin.model.value import Node, Unknown, Value, dig, items, scalar, text
from natpin.regex import late_regex

_ELEMENT = late_regex(r"\[([\w./-]*)=([\w./ -]*)\]\Z")
_DEFAULT_PATH = "metadata.name"


class _NotFollowed(Exception):
    """A path of a kind that is not evaluated."""


@record
class _Options:
    """How a field is taken apart and put together again."""

    delimiter: str
    index: int
    create: bool

    @staticmethod
    def of(node: Node | None) -> _Options:
        index = scalar(dig(node, "index"))
        create = dig(node, "create")
        return _Options(
            text(dig(node, "delimiter")) or "",
            index if isinstance(index, int) else 0,
            isinstance(create, Value) and create.data is True,
        )


def replaced(objects: Sequence[Built], replacement: Node) -> list[Built]:
    """The objects with one replacement made. Raises ``Refused`` where kustomize would."""
    if dig(replacement, "targets") is None:
        raise Refused("a replacement has no targets")
    value = _value(objects, replacement)
    found = list(objects)
    for target in items(dig(replacement, "targets")):
        found = [_written(one, target, value, replacement) for one in found]
    return found


def _value(objects: Sequence[Built], replacement: Node) -> Node:
    given = dig(replacement, "sourceValue")
    if given is not None:
        return given
    source = dig(replacement, "source")
    if source is None:
        raise Refused("a replacement has no source")
    fitting = [one for one in objects if named(source, one.ids)]
    if len(fitting) != 1:
        how = "several objects" if fitting else "no object"
        raise Refused(f"the source of a replacement fits {how}")
    path = text(dig(source, "fieldPath")) or _DEFAULT_PATH
    try:
        found = _found(fitting[0].body, _split(path))
    except _NotFollowed:
        return Unknown(f"the path {path} of a replacement is not evaluated", replacement.at, SETTLE)
    if found is None or (isinstance(found, Value) and found.data in (None, "", (), {})):
        raise Refused(f"the source of a replacement has no {path}")
    if fitting[0].open:
        return fitting[0].open[0]
    options = _Options.of(dig(source, "options"))
    if not options.delimiter or not isinstance(found, Value):
        return found
    pieces = _as_text(found).split(options.delimiter)
    if not 0 <= options.index < len(pieces):
        raise Refused(f"{path} has no piece {options.index}")
    return Value(pieces[options.index], found.at, found.origin)


def _as_text(node: Value) -> str:
    if isinstance(node.data, Mapping | tuple):
        raise Refused("a delimiter is given for what is no plain value")
    if isinstance(node.data, bool):
        return "true" if node.data else "false"
    return "" if node.data is None else str(node.data)


def _split(path: str) -> list[str]:
    """The steps of a path: dots part them, but for those in brackets and those after a backslash."""
    steps: list[str] = []
    current, inside, escaped = "", False, False
    for character in path:
        if character == "." and not inside and not escaped:
            steps.append(current)
            current = ""
            continue
        if escaped and character != ".":
            current += "\\"
        escaped = character == "\\"
        if not escaped:
            current += character
        inside = (inside or character == "[") and character != "]"
    steps = [*steps, current]
    if len(steps) > DEEPEST:
        raise Refused("the path of a replacement is too long")
    return [step[1:-1] if step.startswith("[") and "=" not in step else step for step in steps]


def _found(node: Node | None, path: Sequence[str]) -> Node | None:
    for step in path:
        if node is None or isinstance(node, Unknown):
            return node
        data = node.data if isinstance(node, Value) else None
        if isinstance(data, Mapping):
            node = data.get(step)
        elif isinstance(data, tuple):
            position = _position(data, step)
            node = data[position] if position is not None else None
        else:
            raise _NotFollowed
    return node


def _position(elements: Sequence[Node], step: str) -> int | None:
    """The one element that a step means."""
    number = digits(step)
    if number is not None:
        return number if number < len(elements) else None
    found = _positions(elements, step)
    return found[0] if found else None


def _positions(elements: Sequence[Node], step: str) -> list[int]:
    if step == "*":
        return list(range(len(elements)))
    match = _ELEMENT.match(step)
    if match is None:
        raise _NotFollowed
    member, wanted = match.groups()
    mine = [dig(one, member) if member else one for one in elements]
    return [number for number, one in enumerate(mine) if isinstance(one, Value) and wanted in _plain(one)]


def _plain(node: Value) -> str:
    return "" if isinstance(node.data, Mapping | tuple) else _as_text(node)


def _written(one: Built, target: Node, value: Node, replacement: Node) -> Built:
    """An object with the value in the fields of one target; as it is where the target is about others."""
    meant = _meant(one, target)
    why = Unknown(f"the replacement at {replacement.at} may change it", replacement.at, SETTLE)
    if meant is not True:
        return one if meant is False else one.opened(why)
    options = _Options.of(dig(target, "options"))
    paths = [text(each) for each in items(dig(target, "fieldPaths"))] or [_DEFAULT_PATH]
    for path in paths:
        if path is None:
            return one.opened(why)
        try:
            one = one.renamed(
                _set(one.body, _split(path), lambda old: _new(old, value, options), options, path)
            )
        except _NotFollowed:
            return one.opened(why)
    return one


def _meant(one: Built, target: Node) -> bool | None:
    chosen = dig(target, "select")
    if chosen is None:
        raise Refused("a target of a replacement selects nothing")
    tests = [_by_name(chosen, one), *_by_labels(chosen, one)]
    for rejected in items(dig(target, "reject")):
        ids = [_by_name(rejected, one)] if _names(rejected) else []
        labels = list(_by_labels(rejected, one)) if _selects(rejected) else []
        for said in (ids, labels):
            if said:
                tests.append(None if None in said and False not in said else False in said)
    return False if False in tests else None if None in tests else True


_NAMING = ("group", "version", "kind", "name", "namespace")


def _names(selector: Node) -> bool:
    return any(text(dig(selector, name)) for name in _NAMING)


def _selects(selector: Node) -> bool:
    return any(text(dig(selector, name)) for name in ("labelSelector", "annotationSelector"))


def _by_labels(selector: Node, one: Built) -> tuple[bool | None, bool | None]:
    return has_labels(selector, "labelSelector", one, "labels"), has_labels(
        selector, "annotationSelector", one, "annotations"
    )


def _by_name(selector: Node, one: Built) -> bool | None:
    """Whether one of an object's names fits the expressions of a selector."""
    found: list[bool | None] = []
    for each in one.ids:
        tests = [
            fits(pattern, getattr(each, name)) for name in _NAMING if (pattern := text(dig(selector, name)))
        ]
        found.append(False if False in tests else None if None in tests else True)
    return True if True in found else None if None in found else False


def _set(
    node: Node, path: Sequence[str], new: Callable[[Node | None], Node], options: _Options, said: str
) -> Node:
    if isinstance(node, Unknown):
        return node
    step, rest = path[0], path[1:]
    data = node.data if isinstance(node, Value) else None
    if isinstance(node, Value) and isinstance(data, Mapping):
        child = data.get(step)
        if child is None and not options.create:
            raise Refused(f"there is no {said} to replace")
        if not rest:
            return with_member(node, step, new(child))
        if child is None:
            if digits(rest[0]) is not None or rest[0].startswith("[") or rest[0] == "*":
                raise _NotFollowed
            child = Value({}, node.at)
        return with_member(node, step, _set(child, rest, new, options, said))
    if isinstance(node, Value) and isinstance(data, tuple):
        number = digits(step)
        positions = [number] if number is not None else _positions(data, step)
        if not positions or positions[-1] >= len(data):
            if options.create:
                raise _NotFollowed
            raise Refused(f"there is no {said} to replace")
        changed = list(data)
        for position in positions:
            changed[position] = (
                _set(data[position], rest, new, options, said) if rest else new(data[position])
            )
        return Value(tuple(changed), node.at, node.origin)
    raise _NotFollowed


def _new(old: Node | None, value: Node, options: _Options) -> Node:
    """What a field holds afterwards. A plain value keeps its type, as kustomize only exchanges its letters."""
    if not isinstance(value, Value):
        return value
    plain = isinstance(old, Value) and not isinstance(old.data, Mapping | tuple)
    if options.delimiter:
        before = "" if old is None else _as_text(old) if isinstance(old, Value) else None
        if before is None:
            return old or value
        pieces, mine = before.split(options.delimiter), _as_text(value)
        if options.index < 0:
            pieces = [mine, *pieces]
        elif options.index >= len(pieces):
            pieces = [*pieces, mine]
        else:
            pieces[options.index] = mine
        value = Value(options.delimiter.join(pieces), value.at, value.origin)
    if isinstance(value.data, Mapping | tuple) or (old is not None and not plain):
        return value
    written = _as_text(value)
    kept = isinstance(old, Value) and isinstance(old.data, str)
    if kept:
        return Value(written, value.at, value.origin)
    return Value(typed(written), value.at, value.origin) if isinstance(value.data, str) else value


def typed(written: str) -> bool | int | str:
    """A text as YAML reads it where nothing says that it is one."""
    number = whole_number(written)
    return number if number is not None else {"true": True, "false": False}.get(written, written)
