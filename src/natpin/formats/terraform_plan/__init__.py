"""``terraform show -json``: plans and states.

Source: Terraform, "JSON Output Format" (format_version 1.2). A plan gives what evaluation of the configuration can
not: values of data sources, computed names, and what will be changed, replaced or destroyed.

What reads them is imported when there is one: looking at bytes needs none of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from natpin.formats.interface import Inputs, Read
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace, holds_any

name = "terraform-plan"
suffixes = (".json",)
workloads_only = False

_SUBJECTS = (
    b"azurerm_kubernetes_cluster",
    b"azurerm_kubernetes_automatic_cluster",
    b"azurerm_nat_gateway",
    b"azurerm_subnet_nat_gateway_association",
    b"Microsoft.ContainerService/managedClusters",
    b"Microsoft.Network/natGateways",
)


def claims(path: str, data: bytes) -> bool:
    """True for a plan or state that speaks of AKS or of NAT gateways."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # as PowerShell redirects it
        data = data.decode("utf-16", "ignore").encode("utf-8", "ignore")
    return (
        b'"terraform_version"' in data
        and (b'"planned_values"' in data or b'"values"' in data)
        and holds_any(data, _SUBJECTS)
    )


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterable[Stack | Skipped]:
    """Each file is a stack: a plan has its inputs behind it."""
    return [Stack(name, path) for path in claimed]


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource, link and planned change of a plan; every resource and link of a state."""
    from natpin.formats.terraform_plan.reading import read as found

    yield from found(stack, workspace)
