"""Terragrunt: units, each a stack of the Terraform root that it deploys, with the inputs that it gives.

``languages/terragrunt`` works configurations out, ``roots`` says which units bear on egress, ``deployed`` makes of a unit
what Terraform's reader takes, ``reading`` joins units that need one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from natpin.formats.interface import Inputs, Read, Use
from natpin.formats.terragrunt.mentions import claims
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace

name = "terragrunt"
suffixes = (".hcl",)
workloads_only = False


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """Every unit that bears on AKS egress."""
    if claimed:
        from natpin.formats.terragrunt.roots import stacks as found

        yield from found(claimed, workspace, inputs)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource and link of a unit, and of those whose outputs it takes."""
    from natpin.formats.terragrunt.reading import read as found

    yield from found(stack, workspace, inputs)


def uses(stack: Stack, workspace: Workspace, inputs: Inputs) -> Callable[[str], Sequence[Use]]:
    """How values reach the arguments of a unit's resources, by address."""
    from natpin.formats.terragrunt.reading import uses as found

    return found(stack, workspace, inputs)


__all__ = ["claims", "name", "read", "stacks", "suffixes", "uses", "workloads_only"]
