"""Terraform's JSON syntax, as the same tree.

JSON is read by the expression grammar itself, which contains it; what is left to do is to refuse what is more than
JSON, to put escapes in place before a text is read as a template, and to tell blocks from arguments.
Source: Terraform language documentation, "JSON Configuration Syntax"; hashicorp/hcl, json/spec.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from natpin.languages.hcl.ast import Attribute, Block, Body, Expression, Literal, ObjectOf, TupleOf
from natpin.languages.hcl.bodies import parse_expression
from natpin.languages.hcl.slices import Sliced, TopBlock
from natpin.languages.hcl.source import HclError, Source
from natpin.regex import late_regex

_ESCAPED = late_regex(r'"((?:[^"\\\n]|\\.)*+)"')
_LABELS = {
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    "action": 2,
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
MAPS = frozenset(
    {
        "for_each",
        "tags",
        "ip_tags",
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
"""Arguments of resources that are maps, ``for_each`` among them: an empty one makes no instance. Terraform knows from the provider's schema; any other object in a resource
is read as a nested block, which is what it nearly always is."""

_WITH_LABEL = frozenset({"dynamic", "provisioner"})
"""Blocks inside of resources whose next member is a label: what the dynamic block makes, the kind of provisioner."""


def json_blocks(source: Source) -> Sliced:
    """The blocks of a ``.tf.json`` file. Never raises."""
    try:
        source, root = _parsed(source)
    except HclError as error:
        return Sliced((), (error,))
    blocks: list[TopBlock] = []
    for key, value in root.items:
        kind = _word(key)
        if kind in _LABELS:
            blocks.extend(_labelled(source, kind, (), _LABELS[kind], value))
    return Sliced(tuple(blocks), ())


def json_values(source: Source) -> Body:
    """The assignments of a ``.tfvars.json`` file.

    Raises HclError.
    """
    source, root = _parsed(source)
    return Body(_once(_attributes(source, root)), ())


def _parsed(source: Source) -> tuple[Source, ObjectOf]:
    """The object that a file is, and the text that its offsets are of, which is as long as the file's.

    Raises HclError for what is no JSON, and no object.
    """
    try:
        json.loads(source.text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise HclError(f"no JSON: {error.msg}", error.pos) from None
    except ValueError as error:  # a number of thousands of digits, or none
        raise HclError(f"no JSON: {error}", 0) from None
    except RecursionError:
        raise HclError("nested too deeply", 0) from None
    source = _put_in_place(source)
    root = parse_expression(source)
    if not isinstance(root, ObjectOf):
        raise HclError("expected an object", root.start)
    return source, root


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is not a number")


def _put_in_place(source: Source) -> Source:
    """The text with the escapes of what may be a template put in place, and blanks behind each so that all else stays
    where it is: ``"${f(\\"a\\")}"`` is the template ``${f("a")}``."""
    if "\\" not in source.text or not ("${" in source.text or "%{" in source.text or "\\u00" in source.text):
        return source
    templates: dict[int, int] = {}
    pieces: list[str] = []
    end = 0
    for found in _ESCAPED.finditer(source.text):
        written = found[1]
        if "\\" not in written:
            continue
        plain = str(json.loads(found[0]))
        if "${" in plain or "%{" in plain:
            templates[found.start()] = len(plain)
            pieces += [source.text[end : found.start() + 1], plain, " " * (len(written) - len(plain)), '"']
            end = found.end()
    if not templates:
        return source
    return source.rewritten("".join((*pieces, source.text[end:])), templates)


def _word(key: Expression) -> str:
    return str(key.value) if isinstance(key, Literal) else ""


def _labelled(
    source: Source, kind: str, labels: tuple[str, ...], missing: int, value: Expression
) -> Iterator[TopBlock]:
    for item in value.items if isinstance(value, TupleOf) else (value,):
        if not isinstance(item, ObjectOf):
            continue
        if missing:
            for key, inner in item.items:
                yield from _labelled(source, kind, (*labels, _word(key)), missing - 1, inner)
        else:
            nested = kind in ("resource", "data", "ephemeral", "action", "terraform")
            try:
                body = _body(source, item, nested)
            except HclError as error:
                yield TopBlock(source, kind, labels, item.start, item.end, error)
            else:
                yield TopBlock.of(source, Block(kind, labels, body, item.start, item.end, source))


def _attributes(source: Source, value: ObjectOf) -> Iterator[tuple[str, Attribute]]:
    for key, inner in value.items:
        name = _word(key)
        yield name, Attribute(name, inner, key.start, inner.end, source)


def _once(attributes: Iterator[tuple[str, Attribute]]) -> dict[str, Attribute]:
    """Arguments by name. Raises HclError for one that is set twice, as Terraform does."""
    found: dict[str, Attribute] = {}
    for name, attribute in attributes:
        _set(found, name, attribute)
    return found


def _set(attributes: dict[str, Attribute], name: str, attribute: Attribute) -> None:
    if name in attributes and name != "//":
        raise HclError(f"{name} is set twice", attribute.start)
    attributes[name] = attribute


def _body(source: Source, value: ObjectOf, nested: bool) -> Body:
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    for name, attribute in _attributes(source, value):
        inner = attribute.expression
        objects = _objects(inner) if nested and name not in MAPS else ()
        if name in _WITH_LABEL and nested:
            for one in objects:
                for key, content in one.items:
                    blocks.extend(
                        Block(name, (_word(key),), _body(source, item, True), item.start, item.end, source)
                        for item in _objects(content)
                    )
        elif objects:
            blocks.extend(
                Block(name, (), _body(source, one, True), one.start, one.end, source) for one in objects
            )
        else:
            _set(attributes, name, attribute)
    return Body(attributes, tuple(blocks))


def _objects(value: Expression) -> tuple[ObjectOf, ...]:
    if isinstance(value, ObjectOf):
        return (value,)
    if isinstance(value, TupleOf) and value.items and all(isinstance(item, ObjectOf) for item in value.items):
        return tuple(item for item in value.items if isinstance(item, ObjectOf))
    return ()
