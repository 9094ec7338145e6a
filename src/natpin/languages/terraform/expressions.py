"""Expressions to nodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.languages.hcl.ast import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    Literal,
    Name,
    ObjectOf,
    Part,
    Template,
    TemplateFor,
    TemplateIf,
    Traversal,
    TupleOf,
    Unary,
)
from natpin.languages.terraform import conditions, operators
from natpin.languages.terraform.comparison import merged
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.steps import follow
from natpin.languages.terraform.values import (
    ANONYMOUS,
    MAX_ITEMS,
    Blocks,
    EvalError,
    NotKnown,
    Symbol,
    as_unknown,
    boolean,
    derived,
    joined,
    opened,
    pairs,
    text,
    too_large,
)
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Node, Reference, Unknown, Value


def evaluate_attribute(attribute: Attribute, scope: Scope) -> Node:
    """The value of an argument, in the file it stands in. Raises EvalError."""
    if attribute.source is not scope.source:
        scope = replace(scope, source=attribute.source)
    return evaluate(attribute.expression, scope)


def evaluate(expression: Expression, scope: Scope) -> Node:
    """The value of an expression. Raises EvalError for what Terraform would refuse."""
    scope.world.spend()
    match expression:
        case Literal(value=value, start=start, end=end):
            return Value(value, scope.at(start, end))
        case Traversal():
            return _traversal(expression, scope)
        case Template(parts=parts, start=start, end=end):
            if len(parts) == 1 and not isinstance(parts[0], str | TemplateIf | TemplateFor):
                return evaluate(parts[0], scope)
            text_of_parts = joined(_pieces(parts, scope), scope.at(start, end))
            scope.world.weigh((text_of_parts,))
            return text_of_parts
        case Call():
            return _call(expression, scope)
        case ObjectOf():
            return _object(expression, scope)
        case TupleOf(items=items, start=start, end=end):
            return Value(tuple(_element(item, scope) for item in items), scope.at(start, end))
        case Name(name=name, start=start, end=end):
            if name in scope.names:
                return scope.names[name]
            node, _ = scope.module.root(name, (), scope, scope.at(start, end))
            return node
        case Conditional():
            return _conditional(expression, scope)
        case For():
            return _for(expression, scope)
        case Binary():
            return _binary(expression, scope)
        case Unary(operator=operator, operand=operand, start=start, end=end):
            known = evaluate(operand, scope)
            if operator == "!":
                known = conditions.settled(operand, known, scope)
            return operators.unary(operator, known, scope.at(start, end))


def _element(expression: Expression, scope: Scope) -> Node:
    """An element of a list or object: a mistake in one leaves its neighbours alone, unless ``try`` waits for it."""
    try:
        return evaluate(expression, scope)
    except EvalError as error:
        if scope.world.trying:
            raise
        at = scope.at(expression.start, expression.end)
        return Unknown(error.reason, at, None, (None,))


def _traversal(expression: Traversal, scope: Scope) -> Node:
    source, steps = expression.source, expression.steps
    at = scope.at(expression.start, expression.end)
    if isinstance(source, Name) and source.name not in scope.names:
        node, taken = scope.module.root(source.name, steps, scope, at)
        steps = steps[taken:]
    else:
        node = evaluate(source, scope)
    if not steps:
        return node
    return follow(
        node, steps, at, lambda key: evaluate(key, scope), scope.world.spend, scope.world.choices.compared
    )


def _call(expression: Call, scope: Scope) -> Node:
    from natpin.languages.terraform.functions import (
        call,
    )  # a hundred functions, and many roots call none

    at = scope.at(expression.start, expression.end)

    def argument(index: int) -> Node:
        return evaluate(expression.arguments[index], scope)

    found = call(expression, argument, scope, at, evaluate)
    if not isinstance(found, Unknown) or expression.name not in conditions.FUNCTIONS:
        return found
    if expression.name == "contains" and scope.world.choices.is_input(argument(1)):
        return found  # a question about the input itself
    return conditions.put(expression, found, scope)


def _object(expression: ObjectOf, scope: Scope) -> Node:
    """An object. A later key replaces an equal one before it, so one that is not known may replace any of those."""
    found: dict[str, Node] = {}
    others: Unknown | None = None
    at = scope.at(expression.start, expression.end)
    for key, value in expression.items:
        name = _key(evaluate(key, scope))
        if isinstance(name, Unknown | Symbol):
            cause = name.node if isinstance(name, Symbol) else name
            found = {known: derived(cause, at) for known in found}
        if isinstance(name, Unknown):
            others = others or name
            continue
        found[name] = _element(value, scope)
    return Value(found, at) if others is None else opened(found, others, at)


def _key(node: Node) -> str | Unknown:
    """A key's text. An unknown string is its own key, so that two of the same pieces still meet."""
    if isinstance(node, Value):
        return text(node)
    unknown = as_unknown(node)
    return Symbol.of(unknown) or unknown


def _conditional(expression: Conditional, scope: Scope) -> Node:
    at = scope.at(expression.start, expression.end)
    condition = conditions.settled(expression.condition, evaluate(expression.condition, scope), scope)
    try:
        return evaluate(expression.then if boolean(condition) else expression.otherwise, scope)
    except NotKnown as unknown:
        cause = derived(unknown.cause, at)
    branches: list[Node] = []
    for branch in (expression.then, expression.otherwise):
        try:
            branches.append(evaluate(branch, scope))
        except EvalError:
            return cause
    scope.world.weigh(branches)
    return merged(branches[0], branches[1], cause)


def _binary(expression: Binary, scope: Scope) -> Node:
    """A chain of operators leans left; it is walked, not recursed into, however long."""
    spine: list[Binary] = []
    first: Expression = expression
    while isinstance(first, Binary):
        spine.append(first)
        first = first.left
    found: Node | None = None
    for one in reversed(spine):
        at = scope.at(one.start, one.end)
        left = evaluate(first, scope) if found is None else found
        if one.operator in ("&&", "||"):
            left = conditions.settled(one.left, left, scope)
            found = operators.logical(one.operator, left, _later(one.right, scope), at)
        else:
            right = evaluate(one.right, scope)
            scope.world.weigh((left, right))
            found = operators.binary(one.operator, left, right, at)
            if isinstance(found, Unknown) and one.operator in conditions.COMPARISONS:
                found = conditions.compared(one, left, right, found, scope)
    assert found is not None
    return found


def _later(expression: Expression, scope: Scope) -> Callable[[], Node]:
    return lambda: conditions.settled(expression, evaluate(expression, scope), scope)


def _for(expression: For, scope: Scope) -> Node:
    """A ``for`` expression. What it makes of an element that may be left out, or whose key is not known, may be there
    beside what it certainly makes."""
    at = scope.at(expression.start, expression.end)
    collection = evaluate(expression.collection, scope)
    known: Node = collection
    others: Unknown | None = None
    each: Node | None = None
    if not isinstance(collection, Value):
        others = as_unknown(collection)
        known = others.sure or Value(())
        each = _each(expression, scope, others)
    elif collection.data is None:
        raise EvalError("for cannot go over null", at)
    found: dict[str, Node] = {}
    grouped: dict[str, list[Node]] = {}
    listed: list[Node] = []
    for count, (key, value) in enumerate(pairs(known)):
        if count > MAX_ITEMS:
            return too_large(at)
        names = {expression.value: value}
        if expression.key is not None:
            names[expression.key] = key
        inner = scope.with_names(names)
        if expression.condition is not None:
            try:
                condition = evaluate(expression.condition, inner)
                if not boolean(conditions.settled(expression.condition, condition, inner)):
                    continue
            except NotKnown as unknown:
                others = others or unknown.cause
                continue
        if expression.key_result is None:
            listed.append(_element(expression.result, inner))
            continue
        name = _key(evaluate(expression.key_result, inner))
        if isinstance(name, Unknown):
            others = others or name
            continue
        node = _element(expression.result, inner)
        if expression.grouped:
            grouped.setdefault(name, []).append(node)
        else:
            found[name] = node
    if expression.key_result is None:
        unordered = isinstance(known, Value) and isinstance(known.data, Blocks)
        items = Blocks(listed) if unordered else tuple(listed)
        return Value(items, at) if others is None else opened(items, others, at, each)
    if expression.grouped:
        for name, nodes in grouped.items():
            group = tuple(nodes)
            found[name] = Value(group, at) if others is None else opened(group, others, at)
    if others is None:
        return Value(found, at)
    named = _named(expression, scope, collection)
    return replace(opened(found, others, at), named=None if named is None else Value(named, at))


def _named(expression: For, scope: Scope, collection: Node) -> dict[str, Node] | None:
    """What a map that is made of a map under the same keys would have under some of them, if it has them."""
    whose = collection.named if isinstance(collection, Unknown) else None
    match expression.key_result:
        case Name(name=name) | Traversal(source=Name(name=name), steps=()):
            if name != expression.key or whose is None:
                return None
        case _:
            return None
    found: dict[str, Node] = {}
    for key, value in pairs(whose):
        try:
            found[text(key)] = evaluate(
                expression.result, scope.with_names({name: key, expression.value: value})
            )
        except (EvalError, NotKnown):
            continue
    return found


def _each(expression: For, scope: Scope, cause: Unknown) -> Node | None:
    """What is certain of each element made of one that is not known; None when it cannot be worked out."""
    if expression.key_result is not None:
        return None
    unknown = cause.each or Unknown(cause.reason, cause.at, cause.settle_by, ANONYMOUS)
    names = {expression.value: unknown}
    if expression.key is not None:
        names[expression.key] = Unknown(cause.reason, cause.at, cause.settle_by, ANONYMOUS)
    try:
        return evaluate(expression.result, scope.with_names(names))
    except EvalError:
        return None


def _pieces(parts: tuple[Part, ...], scope: Scope) -> list[Node]:
    """A template's parts as nodes to join."""
    pieces: list[Node] = []
    for part in parts:
        match part:
            case str():
                pieces.append(Value(part))
            case TemplateIf():
                at = scope.at(part.start)
                try:
                    condition = conditions.settled(part.condition, evaluate(part.condition, scope), scope)
                    chosen = part.then if boolean(condition) else part.otherwise
                    pieces.extend(_pieces(chosen, scope))
                except NotKnown as unknown:
                    then, otherwise = (joined(_pieces(one, scope), at) for one in (part.then, part.otherwise))
                    pieces.append(merged(then, otherwise, derived(unknown.cause, at)))
            case TemplateFor():
                collection = evaluate(part.collection, scope)
                if not isinstance(collection, Value):
                    pieces.append(derived(as_unknown(collection), scope.at(part.start)))
                    continue
                for key, value in pairs(collection):
                    names: Mapping[str, Node] = (
                        {part.value: value} if part.key is None else {part.key: key, part.value: value}
                    )
                    pieces.append(joined(_pieces(part.body, scope.with_names(names)), scope.at(part.start)))
            case _:
                pieces.append(_string_piece(evaluate(part, scope), scope.at(part.start, part.end)))
        scope.world.spend(len(pieces) // 100)
    return pieces


def _string_piece(node: Node, at: Location) -> Node:
    if isinstance(node, Reference | Unknown):
        return node
    return Value(text(node), at)
