"""A stack read: instances evaluated, and translated into ARM's vocabulary."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.readers.interface import Inputs, Read
from natpin.readers.terraform import providers
from natpin.readers.terraform.evaluate import Evaluation, evaluate_root
from natpin.readers.terraform.instance import Instance, ModuleCall
from natpin.readers.terraform.remote_state import RemoteStates
from natpin.workspace import Workspace

_FRAMES = 12_000
"""Python's frames for expressions that lead to one another: their depth is bounded by the evaluation itself."""

_AKS_WORDS = ("aks", "kubernetes", "k8s", "managedcluster", "managed_cluster", "node_pool", "nodepool")


def evaluation(stack: Stack, workspace: Workspace, inputs: Inputs) -> Evaluation:
    """A stack ready to be evaluated."""
    states = RemoteStates(workspace, inputs, stack.root)
    return evaluate_root(
        stack.root,
        stack.inputs,
        workspace,
        inputs,
        providers.RELEVANT,
        providers.module_output,
        states.read,
    )


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource, link and remark of a root with its inputs. Never raises for what the files contain."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _FRAMES))
    found = evaluation(stack, workspace, inputs)
    known: dict[str, Instance] = {}
    for instance in found.instances():
        known[instance.address] = instance
    for call in found.absent():
        if providers.understood(call):
            known.update((made.address, made) for made in providers.module_instances(call))
        elif _looks_like_aks(call):
            yield Skipped(
                call.at.path,
                f"{call.address} comes from {call.source[:200]}, which is not here: the cluster it may make is not known"
                " (run terraform init before linting, or lint the plan)",
                call.at,
                claims_aks=True,
            )
    for instance in list(known.values()):
        yield from providers.translate(instance, known.get)
    yield from found.skipped


def _looks_like_aks(call: ModuleCall) -> bool:
    """By the call's own name, and by the module's: the folder in a repository where one is named."""
    package, _, folder = call.source.replace("://", ":").partition("//")
    name = call.address.rsplit("module.", 1)[-1]
    words = f"{name} {folder or package}".lower()
    return any(word in words for word in _AKS_WORDS)
