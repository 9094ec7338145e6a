"""Through whose hands the values of a root's resources come, by address."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from natpin.formats.interface import Inputs, Use
from natpin.formats.terraform import providers
from natpin.formats.terraform.evaluate import Evaluation, evaluate_root
from natpin.formats.terraform.neighbours import Neighbours
from natpin.languages.recursion import deep_stack
from natpin.languages.terraform.resources import ResourceInstance
from natpin.languages.terraform.ways import arguments
from natpin.model.stack import Stack
from natpin.workspace import Workspace


def uses(stack: Stack, workspace: Workspace, inputs: Inputs) -> Callable[[str], Sequence[Use]]:
    """A function from the address of a resource or association to its arguments. None for what is not declared here."""
    neighbours = Neighbours(workspace, inputs, stack.root, stack.inputs)
    found = evaluate_root(
        stack.root,
        stack.inputs,
        workspace,
        inputs,
        providers.RELEVANT,
        providers.module_output,
        neighbours.state,
    )
    return uses_of(found)


def uses_of(found: Evaluation) -> Callable[[str], Sequence[Use]]:
    """The same, of a root that is evaluated."""
    with deep_stack():
        instances = {one.address: one for one in found.declared()}
    told: dict[str, Sequence[Use]] = {}

    def of(address: str) -> Sequence[Use]:
        one = instances.get(address)
        if address not in told:
            told[address] = _of(one) if one is not None else ()
        return told[address]

    return of


def _of(one: ResourceInstance) -> Sequence[Use]:
    with deep_stack():
        return [Use(name, at, ways) for name, at, ways in arguments(one)]
