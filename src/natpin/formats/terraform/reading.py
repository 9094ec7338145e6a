"""A stack read: instances evaluated, and translated into ARM's vocabulary."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.interface import Inputs, Read
from natpin.formats.terraform import providers
from natpin.formats.terraform.evaluate import evaluate_root
from natpin.formats.terraform.moves import moves, told
from natpin.formats.terraform.neighbours import Neighbours
from natpin.formats.terraform.unread import broken_parts, module_doubts
from natpin.languages.recursion import deep_stack
from natpin.languages.terraform.folder import load_folder
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model.stack import Stack
from natpin.workspace import Workspace


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource, link and source note of a root with its inputs. Never raises for what the files contain."""
    with deep_stack():
        yield from _read(stack, workspace, inputs)


def _read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
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
    known: dict[str, Instance] = {}
    for instance in found.instances():
        known[instance.address] = instance
    absent: list[ModuleCall] = []
    for call in found.absent():
        if providers.understood(call):
            known.update((one.address, one) for one in providers.module_instances(call))
        else:
            absent.append(call)
    neighbours.look_up(known)
    known.update((joining.address, joining) for joining in neighbours.instances())

    def lookup(address: str) -> Instance | None:
        return known.get(address) or found.waiting(address)

    made = providers.with_updates(
        item for instance in list(known.values()) for item in providers.translate(instance, lookup)
    )
    for call in absent:
        yield from module_doubts(call, lookup)
    for folder in found.folders():
        yield from broken_parts(folder)
    declared = moves(load_folder(stack.root, workspace))
    yield from told(made, declared) if declared else made
    for one in (found, *neighbours.joined.values()):
        yield from one.questions
    yield from found.skipped
