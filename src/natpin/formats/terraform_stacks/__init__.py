"""Terraform Stacks: each deployment of a stack, its components as Terraform's modules.

``languages/terraform_stacks`` makes of a component configuration what Terraform's reader takes, ``roots`` says which
stacks bear on egress, ``reading`` reads one deployment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from natpin.formats.interface import Inputs, Read, Use
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace

name = "terraform-stacks"
suffixes = (".tfcomponent.hcl", ".tfstack.hcl", ".tfdeploy.hcl")
workloads_only = False


def claims(path: str, data: bytes) -> bool:
    """True for a configuration with components: what they make, only their modules say."""
    return b"component" in data or (path.endswith(".tfdeploy.hcl") and b"deployment" in data)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """Every deployment of the stacks that bear on AKS egress."""
    if claimed:
        from natpin.formats.terraform_stacks.roots import stacks as found

        yield from found(claimed, workspace, inputs)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource and link of a deployment."""
    from natpin.formats.terraform_stacks.reading import read as found

    yield from found(stack, workspace, inputs)


def uses(stack: Stack, workspace: Workspace, inputs: Inputs) -> Callable[[str], Sequence[Use]]:
    """How values reach the arguments of a deployment's resources, by address."""
    from natpin.formats.terraform_stacks.reading import uses as found

    return found(stack, workspace, inputs)
