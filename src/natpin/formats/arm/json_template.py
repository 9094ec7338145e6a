"""ARM JSON as a ``Template``. Cheap: of the resources only the outlines are read, their bodies when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.arm.template import DEPLOYMENT, Declaration, Module, Parameter, Template
from natpin.languages.arm_expressions.parser import property_loops
from natpin.languages.arm_expressions.syntax import (
    Broken,
    Call,
    Expression,
    Literal,
    Loop,
    UserFunction,
    Written,
)
from natpin.model.value import Node, Scalar, Value, items, member, members, scalar, text, word

MAX_NESTING = 12
"""Resources inside resources, and templates inside templates."""


def read_template(node: Node, path: str, depth: int = 0) -> Template:
    """The template in a JSON document. What has the wrong shape is left out: Azure would refuse the template."""
    root = members(node)
    schema = text(member(root, "$schema")) or ""
    return Template(
        path,
        node.at,
        {name.lower(): _parameter(name, child, root) for name, child in _members_of(root, "parameters")},
        _variables(root),
        dict(_functions(root)),
        dict(_outputs(root)),
        tuple(_resources(member(root, "resources"), path, None, depth)),
        in_resource_group="/deploymenttemplate.json" in schema.lower() or not schema,
    )


def _members_of(mapping: Mapping[str, Node], name: str) -> Iterator[tuple[str, Node]]:
    yield from members(member(mapping, name)).items()


def _written(node: Node | None) -> Written | None:
    return Written(node) if isinstance(node, Value) else None


def _parameter(name: str, node: Node, root: Mapping[str, Node]) -> Parameter:
    definition = members(node)
    shared = (text(member(definition, "$ref")) or "").rpartition("#/definitions/")[2]
    described = members(member(members(member(root, "definitions")), shared)) if shared else definition
    return Parameter(
        name,
        _written(member(definition, "defaultValue")),
        node.at,
        any(scalar(member(one, "nullable")) is True for one in (definition, described)),
        _values(definition) or _values(described),
        any(
            (word(member(one, "type")) or "") in ("string", "securestring") for one in (definition, described)
        ),
    )


def _values(definition: Mapping[str, Node]) -> tuple[Scalar, ...]:
    """``allowedValues``, or the two of a boolean; none where the template leaves it open."""
    type_ = word(member(definition, "type"))
    allowed = [scalar(node) for node in items(member(definition, "allowedValues"))]
    if allowed:
        # of an array they are what it may hold
        plain = type_ in ("string", "int", "bool") and all(isinstance(data, str | int) for data in allowed)
        return tuple(allowed) if plain else ()
    return (True, False) if type_ == "bool" else ()


def _variables(root: Mapping[str, Node]) -> dict[str, Expression]:
    found: dict[str, Expression] = {}
    for name, child in _members_of(root, "variables"):
        if name.lower() == "copy" and isinstance(child, Value):
            found.update({made.lower(): loop for made, loop in property_loops(child).items()})
        elif isinstance(child, Value):
            found[name.lower()] = Written(child)
    return found


def _functions(root: Mapping[str, Node]) -> Iterator[tuple[str, UserFunction]]:
    for namespace in items(member(root, "functions")):
        prefix = text(member(members(namespace), "namespace"))
        for name, node in _members_of(members(namespace), "members"):
            body = _written(member(members(member(members(node), "output")), "value"))
            if prefix and body:
                names = [text(member(members(p), "name")) for p in items(member(members(node), "parameters"))]
                yield (
                    f"{prefix}.{name}".lower(),
                    UserFunction(tuple(n for n in names if n), body, node.at),
                )


def _outputs(root: Mapping[str, Node]) -> Iterator[tuple[str, Expression]]:
    for name, node in _members_of(root, "outputs"):
        value = _written(member(members(node), "value"))
        copy = member(members(node), "copy")
        if value is not None:
            yield name.lower(), value
        elif isinstance(copy, Value):
            each = _written(member(members(copy), "input"))
            loop = _loop(copy, each) if each else None
            if loop:
                yield name.lower(), loop


def _loop(node: Node | None, body: Expression) -> Loop | None:
    """A ``copy`` object: ``{name, count}``."""
    count = member(members(node), "count")
    if node is None or not isinstance(count, Value):
        return None
    over = Call("range", (Literal(Value(0, node.at)), Written(count)), node.at)
    return Loop(over, body, node.at, name=text(member(members(node), "name")))


def _resources(node: Node | None, path: str, inside: Declaration | None, depth: int) -> Iterator[Declaration]:
    """The resources of a template or of a resource, nested ones after the one they stand in."""
    if depth > MAX_NESTING:
        if node is not None:
            why = f"resources nest deeper than {MAX_NESTING} levels"
            body = Literal(Value({}, node.at))
            yield Declaration(DEPLOYMENT, None, node.at, body, module=Module(None, node.at, unreadable=why))
        return
    named: list[tuple[str | None, Node]] = [(None, child) for child in items(node)]
    named += members(node).items()
    for symbol, child in named:
        declaration = _declaration(symbol, child, path, inside, depth)
        if declaration is not None:
            yield declaration
            yield from _resources(member(members(child), "resources"), path, declaration, depth + 1)


def _declaration(
    symbol: str | None, node: Node, path: str, inside: Declaration | None, depth: int
) -> Declaration | None:
    written = members(node)
    type_ = text(member(written, "type"))
    if not isinstance(node, Value) or type_ is None:
        return None
    loop = _loop(member(written, "copy"), Literal(Value(None, node.at)))
    return Declaration(
        type_,
        _written(member(written, "name")),
        node.at,
        Written(Value({n: child for n, child in written.items() if n.lower() != "copy"}, node.at)),
        symbol,
        member(written, "apiVersion"),
        _written(member(written, "condition")),
        loop,
        scalar(member(written, "existing")) is True,
        inside,
        scope=_written(member(written, "scope")),
        depends_on=_written(member(written, "dependsOn")),
        module=_module(node, path, depth) if type_.lower() == DEPLOYMENT.lower() else None,
    )


def _module(node: Value, path: str, depth: int) -> Module:
    properties = members(member(members(node), "properties"))
    inputs: Expression | None = _written(member(properties, "parameters"))
    if member(properties, "parametersLink") is not None:
        inputs = Broken("its parameters are in a linked file", node.at)
    inline = member(properties, "template")
    if isinstance(inline, Value) and not isinstance(inline.data, Mapping):
        return Module(inputs, node.at, unreadable="its template is the value of an expression")
    if isinstance(inline, Value):
        options = members(member(properties, "expressionEvaluationOptions"))
        scope = (text(member(options, "scope")) or "outer").lower()
        if scope.startswith("["):
            return Module(inputs, node.at, unreadable="whose names it sees is the value of an expression")
        if depth >= MAX_NESTING:
            return Module(inputs, node.at, unreadable=f"templates nest deeper than {MAX_NESTING} levels")
        return Module(inputs, node.at, read_template(inline, path, depth + 1), outer=scope != "inner")
    link = members(member(properties, "templateLink"))
    where = _written(member(link, "relativePath") or member(link, "uri"))
    if where is None:
        what = text(member(link, "id"))
        return Module(
            inputs, node.at, unreadable=f"its template is {what or 'not written here'}", reference=what
        )
    return Module(inputs, node.at, link=where)
