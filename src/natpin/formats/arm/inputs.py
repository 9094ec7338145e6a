"""The parameters that a nested deployment is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.formats.arm.outline import parts_of
from natpin.formats.arm.template import Module
from natpin.formats.arm.world import InstanceView
from natpin.languages.arm_expressions.evaluate import evaluate
from natpin.languages.arm_expressions.scope import Frame
from natpin.languages.arm_expressions.syntax import Expression
from natpin.model.value import Node, Unknown, Value, member

Given = Mapping[str, Callable[[], Node]]
"""Inputs by lower-case parameter name."""


def inputs_of(instance: InstanceView, module: Module) -> Given:
    """What a deployment resource gives its template, each evaluated in the deployment around it when asked for."""
    if module.inputs is None:
        return {}
    inputs, frame = module.inputs, instance.frame
    outlines = parts_of(inputs)
    if outlines is None:
        found = evaluate(inputs, frame)
        if not (isinstance(found, Value) and isinstance(found.data, Mapping)):
            return AllUnknown(found)
        return {name.lower(): _known(child, module.wrapped) for name, child in found.data.items()}
    return {name.lower(): _later(part, frame, module.wrapped) for name, part in outlines.items()}


def _unwrapped(node: Node, wrapped: bool) -> Node:
    """A parameter's value out of ``{"value": …}``; a secret of Key Vault is known to nobody here."""
    if not wrapped:
        return node
    match node:
        case Value(data=Mapping() as members, at=at):
            value = member(members, "value")
            if value is not None:
                return value
            if member(members, "reference") is not None:
                return Unknown("it is a secret in a key vault", at)
            return Unknown("the parameter has no value", at, "--parameters")
        case _:
            return node


def _known(node: Node, wrapped: bool) -> Callable[[], Node]:
    return lambda: _unwrapped(node, wrapped)


def _later(part: Expression, frame: Frame, wrapped: bool) -> Callable[[], Node]:
    return lambda: _unwrapped(evaluate(part, frame), wrapped)


class AllUnknown(dict[str, Callable[[], Node]]):
    """Inputs of which not even all the names are known: whatever is asked for may have been given."""

    def __init__(self, cause: Node, known: Given | None = None) -> None:
        super().__init__(known or {})
        self.cause = cause

    def get(self, name: str, default: object = None) -> Callable[[], Node]:
        known = super().get(name)
        return known if known is not None else lambda: self.cause
