"""A unit read: its root with its inputs, joined by the units whose outputs it takes and by those that change what they make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from natpin.formats.interface import Inputs, Read, Use
from natpin.formats.terraform import providers
from natpin.formats.terraform.attaching import joining, may_attach
from natpin.formats.terraform.evaluate import Evaluation, evaluate_root
from natpin.formats.terraform.handed_on import uses_of
from natpin.formats.terraform.neighbours import Neighbours
from natpin.formats.terraform.providers.commands import provisioned
from natpin.formats.terraform.reading import parts
from natpin.formats.terraform.roots import survey
from natpin.formats.terraform.scripts import with_scripts
from natpin.formats.terragrunt.deployed import Deployed, deployed
from natpin.formats.terragrunt.held_back import perhaps
from natpin.languages.recursion import deep_stack
from natpin.languages.terraform.calls import Outputs as RemoteOutputs
from natpin.languages.terraform.choices import Choices
from natpin.languages.terraform.scope import World
from natpin.languages.terraform.values import ANONYMOUS, EvalError
from natpin.languages.terragrunt.units import Found, Unit, unit_at, units
from natpin.model.location import Location
from natpin.model.record import field, mutable, replace
from natpin.model.stack import Stack
from natpin.model.value import Node, Skipped, Unknown, Value
from natpin.workspace import Workspace

_MAX_DEPTH = 8
"""Units that need one another in a row."""
_MOST_JOINING = 60
_MOST_ROUNDS = 4


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource and link of a unit. Never raises for what the files contain."""
    with deep_stack():
        yield from _read(stack, workspace, inputs)


def _read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    joined = Joined(stack, workspace, inputs)
    found = joined.own()
    if isinstance(found, Skipped):
        yield replace(found, claims_aks=True)
        return
    _ = list(found.instances())  # units are joined where their outputs are asked for
    joined.changing()
    held = {folder: plan.held_back for folder, plan in joined.plans.items() if plan.held_back is not None}
    yield from perhaps(parts(found, joined.neighbours, found.root.folder), held)
    yield from joined.beside()


def uses(stack: Stack, workspace: Workspace, inputs: Inputs) -> Callable[[str], Sequence[Use]]:
    """A function from the address of a resource of the unit to its arguments."""
    with deep_stack():
        found = Joined(stack, workspace, inputs).own()
    return uses_of(found) if isinstance(found, Evaluation) else lambda address: ()


@mutable
class Joined:
    """A unit and those that join it."""

    stack: Stack
    workspace: Workspace
    inputs: Inputs
    made: dict[str, Evaluation | Skipped] = field(default_factory=dict)
    """By the unit's folder."""
    plans: dict[str, Deployed] = field(default_factory=dict)
    worlds: dict[str, World] = field(default_factory=dict)
    _neighbours: Neighbours | None = None
    _depth: int = 0

    @property
    def found(self) -> Found:
        """Every unit of the workspace."""
        return units(self.workspace)

    @property
    def neighbours(self) -> Neighbours:
        """Terraform's own roots, and what joins."""
        if self._neighbours is None:
            self._neighbours = Neighbours(self.workspace, self.inputs, self.stack.root, ())
        return self._neighbours

    def own(self) -> Evaluation | Skipped:
        """The unit itself."""
        unit = self.found.units.get(self.stack.root)
        if unit is None:
            return Skipped(self.stack.root, "is not a Terragrunt unit")
        return self._evaluation(unit, "", providers.RELEVANT, self.inputs, self.stack.inputs)

    def _evaluation(
        self,
        unit: Unit,
        address: str,
        types: frozenset[str],
        inputs: Inputs,
        files: tuple[str, ...] = (),
    ) -> Evaluation | Skipped:
        if unit.folder in self.made:
            return self.made[unit.folder]
        self.made[unit.folder] = Skipped(unit.path, "depends on itself")  # while it is worked out
        world = World(self.workspace, choices=Choices(inputs.assumed, f"{address}terragrunt "))
        unseen = inputs.unseen.get(unit.folder, {})
        environment = {
            name.removeprefix("env "): one.why for name, one in unseen.items() if name.startswith("env ")
        }
        plan = deployed(unit, self.workspace, self.outputs, world, environment)
        if isinstance(plan, Skipped):
            self.made[unit.folder] = plan
            return plan
        self.plans[unit.folder], self.worlds[unit.folder] = plan, world
        near = self.neighbours
        if address:
            top = self.stack.root, ()
            near = Neighbours(self.workspace, self.inputs, unit.folder, (), 1, near.joined, top)
        found = evaluate_root(
            plan.root,
            (*plan.files, *files),
            self.workspace,
            inputs,
            types,
            providers.module_output,
            near.state,
            address,
            plan.handed,
        )
        self.made[unit.folder] = self.neighbours.joined[unit.folder, ()] = found
        return found

    def _joining(self, folder: str) -> Evaluation | Skipped | None:
        unit = unit_at(folder, self.workspace)
        if unit is None or self._depth >= _MAX_DEPTH:
            return None
        own = Inputs(
            terraform_workspace=self.inputs.terraform_workspace,
            assumed=self.inputs.assumed,
            unseen=self.inputs.unseen,
        )
        self._depth += 1
        try:
            return self._evaluation(unit, f"<{folder}>", joining(), own)
        finally:
            self._depth -= 1

    # What units take from one another ---------------------------------------------------------------------------

    def outputs(self, folder: str, at: Location) -> Node:
        """The outputs of the unit in a folder: ``dependency.x.outputs``."""
        found = self._joining(folder)
        if found is None:
            return Unknown(f"no unit of Terragrunt is in {folder}", at, "--workspace", ANONYMOUS)
        if isinstance(found, Skipped):
            return Unknown(f"the outputs of {folder} are not known: {found.reason}", at, None, ANONYMOUS)
        call = self.plans[folder].call
        if call is not None:
            calls = found.root.calls(call)
            made = calls[1].get(None) if calls is not None else None
            return (
                Value(RemoteOutputs(found.root.tree, made), at)
                if made is not None
                else Unknown(f"the outputs of {folder} are not known", at, None, ANONYMOUS)
            )
        return Value(_Outputs(found, at), at)

    def changing(self) -> None:
        """Let join the units that take outputs of those that are here, and attach something to what they make."""
        layout = survey(self.workspace)
        for _ in range(_MOST_ROUNDS):
            before = len(self.made)
            for folder, needs in self.found.needs.items():
                related = folder in self.found.open or not self.made.keys().isdisjoint(needs)
                if folder in self.made or not related:
                    continue
                source = self.found.sources[folder]
                if source.folder is not None and source.folder not in layout.reaching_changes:
                    continue
                if len(self.made) < _MOST_JOINING:
                    self._joining(folder)
            if len(self.made) == before:
                return

    def beside(self) -> Iterator[Read]:
        """What the configurations leave open and what is not followed of them; and units that take outputs of those here,
        and of which nobody knows what they deploy."""
        for folder, needs in self.found.needs.items():
            source = self.found.sources[folder]
            lost = source.folder is None and isinstance(self.made.get(folder), Skipped)
            if lost and (folder in self.found.open or not self.plans.keys().isdisjoint(needs)):
                reason = f"what the unit {folder} deploys is not known"
                yield from may_attach(reason, source.at, "--workspace, or lint the plan")
        for folder, plan in self.plans.items():
            yield from plan.doubts
            yield from plan.skipped
            yield from plan.reading.skipped.values()
            yield from self.worlds[folder].choices.questions()
            found = self.made[folder]
            for hook in plan.hooks if isinstance(found, Evaluation) else ():
                assert isinstance(found, Evaluation)
                run = {name: with_scripts(node, found.root) for name, node in hook.attributes.items()}
                yield from provisioned(replace(hook, attributes=run), lambda address: None)


class _Outputs(Mapping[str, Node]):
    """A unit's outputs, each worked out when it is looked at."""

    def __init__(self, of: Evaluation, at: Location) -> None:
        self._of, self._at = of, at

    def __getitem__(self, name: str) -> Node:
        try:
            return self._of.root.output(name, self._at)
        except EvalError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._of.root.folder.outputs)

    def __len__(self) -> int:
        return len(self._of.root.folder.outputs)
