"""A stack read: instances evaluated, and translated into ARM's vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from natpin.formats.interface import Inputs, Read
from natpin.formats.terraform import providers
from natpin.formats.terraform.evaluate import Evaluation, evaluate_root
from natpin.formats.terraform.moves import moves, told
from natpin.formats.terraform.neighbours import Neighbours
from natpin.formats.terraform.unread import broken_parts, left_alone, module_doubts
from natpin.languages.recursion import deep_stack
from natpin.languages.terraform.folder import Folder, load_folder
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model.record import replace
from natpin.model.stack import Stack
from natpin.workspace import Workspace

if TYPE_CHECKING:
    from natpin.languages.terraform.kept import Keeping


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource, link and source note of a root with its inputs. Never raises for what the files contain."""
    with deep_stack():
        yield from read_keeping(stack, workspace, inputs)


def read_keeping(
    stack: Stack, workspace: Workspace, inputs: Inputs, keeping: Keeping | None = None
) -> Iterator[Read]:
    """The same, where the stack is deep enough; ``keeping`` is what is kept from one answer to the next."""
    neighbours = Neighbours(workspace, inputs, stack.root, stack.inputs, keeping=keeping)
    found = evaluate_root(
        stack.root,
        stack.inputs,
        workspace,
        inputs,
        providers.RELEVANT,
        providers.module_output,
        neighbours.state,
        keeping=keeping,
    )
    neighbours.joined[stack.root, stack.inputs] = found
    yield from parts(found, neighbours, load_folder(stack.root, workspace))


def parts(found: Evaluation, neighbours: Neighbours, folder: Folder) -> Iterator[Read]:
    """What a root declares, joined by what the others here say of it. ``neighbours`` has the root among them already."""
    known: dict[str, Instance] = {}
    absent: list[ModuleCall] = []

    def take(evaluation: Evaluation) -> None:
        known.update((instance.address, instance) for instance in evaluation.instances())
        for call in evaluation.absent():
            if providers.understood(call):
                known.update((one.address, one) for one in providers.module_instances(call))
            else:
                absent.append(call)

    take(found)
    neighbours.look_up(known)
    every = list(neighbours.joined.values())
    for joining in every:
        if joining is not found:
            take(joining)
    for instance in list(known.values()):
        if instance.data and instance.type == "azurerm_kubernetes_cluster":
            pools = neighbours.pools_of(instance)
            if pools is not None:
                complete = {**instance.attributes, "agent_pool_profile": pools}
                known[instance.address] = replace(instance, attributes=complete)
    if any(one.type.startswith("azurerm_resource_deployment_script_") for one in known.values()):
        from natpin.formats.terraform.providers.script_rights import without_rights

        known.update(without_rights(list(known.values()), every))

    def lookup(address: str) -> Instance | None:
        return known.get(address) or next((one for each in every if (one := each.waiting(address))), None)

    made = list(
        providers.with_updates(
            item for instance in list(known.values()) for item in providers.translate(instance, lookup)
        )
    )
    for call in absent:
        yield from module_doubts(call, lookup)
    yield from neighbours.doubts(known)
    for one in {one.path: one for each in every for one in each.folders()}.values():
        yield from broken_parts(one)
        yield from left_alone(one, made)
    declared = moves(folder)
    yield from told(iter(made), declared) if declared else made
    for each in every:
        yield from each.questions
    yield from found.skipped
