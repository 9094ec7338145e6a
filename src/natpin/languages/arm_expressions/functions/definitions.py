"""Functions that name a part of the template: ``parameters``, ``variables``, ``copyIndex``."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.languages.arm_expressions.functions import numbers
from natpin.languages.arm_expressions.invocation import Evaluate
from natpin.languages.arm_expressions.scope import Frame
from natpin.languages.arm_expressions.syntax import Call
from natpin.model.value import Node, Unknown, Value, member


def parameter(call: Call, frame: Frame, evaluate: Evaluate) -> Node:
    """``parameters('name')``: of the template, or of the user-defined function whose body this is."""
    name = _name(call, frame, evaluate)
    if isinstance(name, Unknown):
        return name
    bound = frame.variables.get("parameters()")
    if isinstance(bound, Value) and isinstance(bound.data, Mapping):
        found = member(bound.data, name)
        return found if found is not None else Unknown(f"the function has no parameter {name}", call.at)
    return frame.deployment.parameter(name, call.at)


def variable(call: Call, frame: Frame, evaluate: Evaluate) -> Node:
    """``variables('name')``."""
    name = _name(call, frame, evaluate)
    return name if isinstance(name, Unknown) else frame.deployment.variable(name, call.at)


def copy_index(call: Call, frame: Frame, evaluate: Evaluate) -> Node:
    """``copyIndex([loop], [offset])``."""
    arguments = [evaluate(argument, frame) for argument in call.arguments]
    loop, offset = "", 0
    for argument in arguments:
        match argument:
            case Value(data=str() as name):
                loop = name
            case Value(data=int() as number):
                offset = number
    index = frame.indexes.get(loop.lower())
    if index is None:
        return Unknown("copyIndex() stands outside its loop", call.at)
    if isinstance(index, Value) and isinstance(index.data, int):
        return Value(numbers.add(index.data, offset), call.at)
    return index


def _name(call: Call, frame: Frame, evaluate: Evaluate) -> str | Unknown:
    node = evaluate(call.arguments[0], frame) if len(call.arguments) == 1 else None
    if isinstance(node, Value) and isinstance(node.data, str):
        return node.data
    return node if isinstance(node, Unknown) else Unknown(f"{call.name}() takes one name", call.at)
