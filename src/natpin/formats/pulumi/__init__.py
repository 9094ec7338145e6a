"""Pulumi programs in YAML, of the azure-native provider and of the classic one: each program with each of its stacks'
configurations.

``program`` works values out, ``kinds`` knows azure-native's types, ``translate`` makes resources of them, ``classic`` those of
the classic provider. Programs in TypeScript,
Python, Go, C# and Java are not read: they are programs. What they come to is read by ``pulumi_state``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from natpin.formats.interface import Inputs, Read
from natpin.model.doubt import Reach
from natpin.model.stack import Stack
from natpin.model.value import Skipped, Value
from natpin.workspace import Workspace, holds_any

name = "pulumi"
suffixes = (".yaml", ".yml")
workloads_only = False

_SPEAKS = (
    b"azure-native:containerservice",
    b"azure-native:network",
    b"azure-native_containerservice",
    b"azure-native_network",
    b"azure:containerservice",
    b"azure:network",
)


def claims(path: str, data: bytes) -> bool:
    """True for a program with resources of clusters or networks."""
    return b"resources" in data and holds_any(data, _SPEAKS) and b"apiVersion:" not in data


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """Each program with each configuration beside it; with those given, or with none."""
    for path in claimed:
        folder = posixpath.dirname(path)
        if posixpath.basename(path).lower() not in ("pulumi.yaml", "pulumi.yml", "main.yaml", "main.yml"):
            yield Stack(name, path)
            continue
        found = [
            posixpath.join(folder, one)
            for one in workspace.listdir(folder or ".")
            if one.startswith("Pulumi.") and one.endswith((".yaml", ".yml")) and one.count(".") > 1
        ]
        given = tuple(one for one in inputs.parameters if one in found)
        if given:
            yield Stack(name, path, given)
            continue
        for one in found:
            yield Stack(name, path, (one,))
        if not found:
            yield Stack(name, path)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource of a program with one configuration."""
    from natpin.formats.changed_by_commands import rewrites_of
    from natpin.formats.pulumi.given import given_elsewhere
    from natpin.formats.pulumi.program import load, program
    from natpin.formats.pulumi.stack_references import Others
    from natpin.formats.pulumi.translate import parts

    plan = load(stack.root, workspace)
    settings = load(stack.inputs[-1], workspace) if stack.inputs else None
    if isinstance(plan, Skipped):
        yield Skipped(stack.root, plan.reason, plan.at, claims_aks=True)
        return
    if isinstance(settings, Skipped):
        yield Skipped(settings.path, settings.reason, settings.at, claims_aks=True)
    known = settings if isinstance(settings, Value) else None
    kept = posixpath.basename(stack.inputs[-1]).split(".") if stack.inputs else []
    called = ".".join(kept[1:-1])
    yield from rewrites_of((stack.root, *stack.inputs), workspace, Reach(adds=True))
    elsewhere = given_elsewhere(workspace)
    yield from parts(program(plan, stack.root, known, inputs.variables, Others(workspace), called, elsewhere))
