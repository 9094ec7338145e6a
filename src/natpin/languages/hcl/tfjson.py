"""Terraform's JSON syntax, as the same tree.

JSON is read by the expression grammar itself, which contains it; what is left to do is to tell blocks from
arguments. Source: Terraform language documentation, "JSON Configuration Syntax".
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.languages.hcl.ast import Attribute, Block, Body, Expression, Literal, ObjectOf, TupleOf
from natpin.languages.hcl.bodies import parse_expression
from natpin.languages.hcl.slices import Sliced, TopBlock
from natpin.languages.hcl.source import HclError, Source

_LABELS = {
    "resource": 2,
    "data": 2,
    "module": 1,
    "variable": 1,
    "output": 1,
    "provider": 1,
    "locals": 0,
    "terraform": 0,
    "moved": 0,
    "removed": 0,
    "import": 0,
}
_MAPS = frozenset(
    {
        "tags",
        "node_labels",
        "labels",
        "annotations",
        "body",
        "triggers",
        "triggers_replace",
        "keepers",
        "inputs",
    }
)
"""Arguments of resources that are maps. Terraform knows from the provider's schema; any other object in a resource
is read as a nested block, which is what it nearly always is."""


def json_blocks(source: Source) -> Sliced:
    """The blocks of a ``.tf.json`` file. Never raises."""
    try:
        root = parse_expression(source)
    except HclError as error:
        return Sliced((), (error,))
    if not isinstance(root, ObjectOf):
        return Sliced((), (HclError("expected an object", root.start),))
    blocks: list[TopBlock] = []
    for key, value in root.items:
        kind = _word(key)
        if kind in _LABELS:
            for block in _labelled(source, kind, (), _LABELS[kind], value):
                blocks.append(TopBlock.of(source, block))
    return Sliced(tuple(blocks), ())


def json_values(source: Source) -> Body:
    """The assignments of a ``.tfvars.json`` file.

    Raises HclError.
    """
    root = parse_expression(source)
    if not isinstance(root, ObjectOf):
        raise HclError("expected an object", root.start)
    return Body(dict(_attributes(source, root)), ())


def _word(key: Expression) -> str:
    return str(key.value) if isinstance(key, Literal) else ""


def _labelled(
    source: Source, kind: str, labels: tuple[str, ...], missing: int, value: Expression
) -> Iterator[Block]:
    for item in value.items if isinstance(value, TupleOf) else (value,):
        if not isinstance(item, ObjectOf):
            continue
        if missing:
            for key, inner in item.items:
                yield from _labelled(source, kind, (*labels, _word(key)), missing - 1, inner)
        else:
            nested = kind in ("resource", "data", "terraform")
            yield Block(kind, labels, _body(source, item, nested), item.start, item.end, source)


def _attributes(source: Source, value: ObjectOf) -> Iterator[tuple[str, Attribute]]:
    for key, inner in value.items:
        name = _word(key)
        yield name, Attribute(name, inner, key.start, inner.end, source)


def _body(source: Source, value: ObjectOf, nested: bool) -> Body:
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    for name, attribute in _attributes(source, value):
        inner = attribute.expression
        objects = _objects(inner) if nested and name not in _MAPS else ()
        if name == "dynamic" and nested:
            for one in objects:
                for key, content in one.items:
                    blocks.extend(
                        Block(
                            "dynamic", (_word(key),), _body(source, item, True), item.start, item.end, source
                        )
                        for item in _objects(content)
                    )
        elif objects:
            blocks.extend(
                Block(name, (), _body(source, one, True), one.start, one.end, source) for one in objects
            )
        else:
            attributes[name] = attribute
    return Body(attributes, tuple(blocks))


def _objects(value: Expression) -> tuple[ObjectOf, ...]:
    if isinstance(value, ObjectOf):
        return (value,)
    if isinstance(value, TupleOf) and value.items and all(isinstance(item, ObjectOf) for item in value.items):
        return tuple(item for item in value.items if isinstance(item, ObjectOf))
    return ()
