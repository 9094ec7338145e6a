"""What the files leave open and has few possible values: inputs without value, and conditions nobody can decide.

The same input is always the same question: a condition is recognised by what it is made of, not by where it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from natpin.languages.arm_expressions.spelling import spelled
from natpin.model.doubt import Question
from natpin.model.value import Node, Scalar, Unknown, Value
from natpin.model.value import symbol as identity

if TYPE_CHECKING:
    from natpin.formats.arm.template import Parameter
    from natpin.formats.arm.world import DeploymentView, StackDeployments
    from natpin.languages.arm_expressions.syntax import Expression

MAX_OPTIONS = 8
"""Values of one input; what has more is no choice between ways out of a network."""
TRUTHS = ("true", "false")


def of_parameter(deployment: DeploymentView, parameter: Parameter, open_: Unknown) -> Node:
    """The value that is supposed of an input without one, else its unknown. Whoever deploys the root chooses it; a
    module that is called without it is a mistake, and no choice."""
    if deployment.by is not None or not 0 < len(parameter.values) <= MAX_OPTIONS:
        return open_
    options = {_as_written(data): data for data in parameter.values}
    question = Question(f"param.{parameter.name}", parameter.name, tuple(options), parameter.at)
    found = deployment.world.answer(question, str(identity(open_)))
    return open_ if found is None else Value(options[found], parameter.at)


def _as_written(data: Scalar) -> str:
    match data:
        case None:
            return "null"
        case bool():
            return "true" if data else "false"
        case _:
            return str(data)


def of_condition(
    world: StackDeployments, undecided: Node, place: str | None, asked: Expression
) -> bool | None:
    """What is supposed of a condition: nothing where it hangs on what is asked already."""
    own = identity(undecided)
    anonymous = isinstance(undecided, Unknown) and not undecided.parts and own not in world.inputs
    key = place if own is None or anonymous else own
    if key is None:
        return None
    if key not in world.assumed and own is not None and world.asks_already(own):
        return None
    found = world.answer(Question(key, spelled(asked), TRUTHS, asked.at), own or key)
    return None if found is None else found == TRUTHS[0]
