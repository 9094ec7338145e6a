"""Terraform's built-in functions, in families. Source: Terraform language documentation, "Built-in Functions".

Not done, because their result is not in the files: ``timestamp``, ``plantimestamp``, ``uuid``, ``bcrypt``,
``rsadecrypt``, ``base64gzip`` and the other compressed encodings, and functions of providers other than those
that put ids together (``resource_ids``). They give an Unknown that says so. Text may hold unknown pieces where a function only puts
pieces together (``join``, ``format``, ``lower``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from natpin.languages.hcl.ast import Call
from natpin.languages.terraform.functions import (
    collections,
    dates,
    encoding,
    files,
    lists,
    network,
    numbers,
    resource_ids,
    strings,
)
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.values import (
    ANONYMOUS,
    EvalError,
    NotKnown,
    as_unknown,
    derived,
    elements,
)
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, Value

Function: TypeAlias = "Callable[[list[Node], Scope, Location], Node]"

FUNCTIONS: Mapping[str, Function] = {
    **strings.FUNCTIONS,
    **collections.FUNCTIONS,
    **lists.FUNCTIONS,
    **numbers.FUNCTIONS,
    **encoding.FUNCTIONS,
    **network.FUNCTIONS,
    **files.FUNCTIONS,
    **dates.FUNCTIONS,
    **resource_ids.FUNCTIONS,
}

NOT_DONE = frozenset(
    {
        "timestamp",
        "plantimestamp",
        "uuid",
        "bcrypt",
        "rsadecrypt",
        "base64gzip",
        "base64gunzip",
        "textencodebase64",
        "textdecodebase64",
        "ephemeralasnull",
    }
)


def call(
    expression: Call,
    argument: Callable[[int], Node],
    scope: Scope,
    at: Location,
    evaluate: files.Evaluate,
) -> Node:
    """The result of a function call. Raises EvalError for what Terraform would refuse."""
    name = expression.name.removeprefix("core::")
    if name == "try":
        return _try(expression, argument, scope, at)
    if name == "can":
        return _can(argument, scope, at)
    function = (
        scope.module.functions.get(name) or FUNCTIONS.get(name) or _with(evaluate, files.TEMPLATES.get(name))
    )
    if function is None:
        why = "is not done by natpin" if name in NOT_DONE or "::" in name else "is no function of Terraform"
        return Unknown(f"{name}() {why}", at, "terraform show -json", ANONYMOUS)
    arguments = [argument(index) for index in range(len(expression.arguments))]
    try:
        if expression.expand and arguments:
            arguments[-1:] = elements(arguments[-1])
        scope.world.weigh(arguments)
        found = function(arguments, scope, at)
        scope.world.weigh((found,))
        return found
    except NotKnown as unknown:
        return derived(unknown.cause, at)
    except IndexError:
        raise EvalError(f"{name}() has too few arguments", at) from None
    except (ValueError, OverflowError, MemoryError) as error:
        raise EvalError(f"{name}(): {error}", at) from None


def _with(evaluate: files.Evaluate, template: files.Templating | None) -> Function | None:
    if template is None:
        return None
    return lambda arguments, scope, at: template(arguments, scope, at, evaluate)


def _try(expression: Call, argument: Callable[[int], Node], scope: Scope, at: Location) -> Node:
    """The first argument that is no error. One that is unknown may be an error too: so is then the result."""
    world = scope.world
    for index in range(len(expression.arguments)):
        world.trying += 1
        try:
            return argument(index)
        except EvalError:
            continue
        finally:
            world.trying -= 1
    raise EvalError("no argument of try() can be evaluated", at)


def _can(argument: Callable[[int], Node], scope: Scope, at: Location) -> Node:
    scope.world.trying += 1
    try:
        found = argument(0)
    except EvalError:
        return Value(False, at)
    finally:
        scope.world.trying -= 1
    return Value(True, at) if isinstance(found, Value) else derived(as_unknown(found), at)
