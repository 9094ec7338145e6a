"""A deployment read: its stack's components with the inputs that it gives, as Terraform's reader reads a root."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from natpin.formats.interface import Inputs, Read, Use
from natpin.formats.terraform import providers
from natpin.formats.terraform.evaluate import Evaluation, evaluate_root
from natpin.formats.terraform.handed_on import uses_of
from natpin.formats.terraform.inputs import Handed
from natpin.formats.terraform.neighbours import Neighbours
from natpin.formats.terraform.providers.reach import BEARING
from natpin.formats.terraform.reading import parts
from natpin.languages.recursion import deep_stack
from natpin.languages.terraform.scope import World
from natpin.languages.terraform.values import derived
from natpin.languages.terraform_stacks.components import configuration
from natpin.languages.terraform_stacks.deployments import Deployments, deployments
from natpin.model.doubt import Doubt, Reach
from natpin.model.record import replace
from natpin.model.stack import Stack
from natpin.model.value import Node, Unknown
from natpin.workspace import Workspace

SETTLE = "lint the deployment's plan (terraform show -json)"


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource and link of a deployment. Never raises for what the files contain."""
    with deep_stack():
        neighbours = Neighbours(workspace, inputs, stack.root, ())
        named = deployments(stack.root, World(workspace))
        found = _evaluation(stack, workspace, inputs, neighbours, named)
        yield from parts(found, neighbours, found.root.folder)
        for one in configuration(stack.root, workspace).unfollowed:
            yield Doubt(f"{one.reason} of the stack", one.at, SETTLE, Reach(BEARING, adds=True))
        for skipped in named.skipped:
            yield replace(skipped, claims_aks=True)


def uses(stack: Stack, workspace: Workspace, inputs: Inputs) -> Callable[[str], Sequence[Use]]:
    """A function from the address of a resource of the deployment to its arguments."""
    with deep_stack():
        neighbours = Neighbours(workspace, inputs, stack.root, ())
        named = deployments(stack.root, World(workspace))
        return uses_of(_evaluation(stack, workspace, inputs, neighbours, named))


def _evaluation(
    stack: Stack, workspace: Workspace, inputs: Inputs, neighbours: Neighbours, named: Deployments
) -> Evaluation:
    folder = configuration(stack.root, workspace).folder
    given = named.inputs(stack.environment)
    handed = Handed(_given(given, folder.variables), {}, folder, stack.root)
    found = evaluate_root(
        stack.root,
        (),
        workspace,
        inputs,
        providers.RELEVANT,
        providers.module_output,
        neighbours.state,
        handed=handed,
    )
    neighbours.joined[stack.root, ()] = found
    return found


def _given(given: Mapping[str, Node] | Unknown, variables: Mapping[str, object]) -> Mapping[str, Node]:
    if isinstance(given, Unknown):
        return {name: derived(given, given.at) for name in variables}
    return given
