"""A root with its inputs, evaluated: the instances that bear on egress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from natpin.formats.interface import Inputs
from natpin.formats.terraform.inputs import NOTHING, Handed, gather
from natpin.formats.terraform.scripts import RUNNING, with_scripts
from natpin.formats.terraform.versions import constraints, locked, settled
from natpin.languages.hcl.ast import Attr, Literal, Name, Traversal, TupleOf
from natpin.languages.terraform.calls import Call
from natpin.languages.terraform.choices import Choices
from natpin.languages.terraform.dependencies import explicit, named, reached, referred
from natpin.languages.terraform.expressions import evaluate_attribute
from natpin.languages.terraform.folder import Folder
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.languages.terraform.module import Module
from natpin.languages.terraform.provider_blocks import unsaid_subscription, written_provider
from natpin.languages.terraform.resources import ResourceInstance
from natpin.languages.terraform.scope import World
from natpin.languages.terraform.tree import Tree
from natpin.languages.terraform.values import EvalError
from natpin.languages.terraform.views import CallView, ModuleView
from natpin.languages.terraform.walk import walk
from natpin.model.doubt import Question
from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.model.value import Node, Skipped, Unknown, scalar
from natpin.regex import late_regex
from natpin.workspace import Workspace

if TYPE_CHECKING:
    from natpin.languages.terraform.kept import Keeping

_WAITING = frozenset(
    {
        "azapi_resource",
        "azurerm_kubernetes_automatic_cluster",
        "azurerm_kubernetes_cluster",
        "azurerm_kubernetes_cluster_node_pool",
    }
)
"""Types of which it matters what they wait for."""


_BLOCK = late_regex(r"\[[^\[\]]*\]\Z")
"""The key of an instance, at the end of its address."""


@mutable
class Evaluation:
    """One stack, evaluated on demand."""

    root: Module
    types: frozenset[str]
    locked: dict[str, str]
    _made: list[Instance] | None = None
    _walked: list[tuple[Module, list[Call]]] | None = None
    _waiting: dict[str, Instance | None] = field(default_factory=dict)
    _versions: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _unsaid: dict[tuple[str, str], Unknown | None] = field(default_factory=dict)

    def instances(self) -> Iterator[Instance]:
        """Every instance of the types asked for, resources and data sources."""
        if self._made is None:
            self._made = list(map(self._kept_or_made, self.declared()))
        yield from self._made

    def _kept_or_made(self, one: ResourceInstance) -> Instance:
        choices = self.root.world.choices
        if choices.keeping is None:
            return self.instance(one)
        key = self.types, one.address
        return choices.keeping.instance(choices.root, one.module, one.key, key, partial(self.instance, one))

    def glimpses(self, names: frozenset[str]) -> Iterator[Instance]:
        """The same instances with these arguments alone, and nothing of what they wait for."""
        for one in self.declared():
            found = {name: node for name in one.written() if name in names and (node := one.argument(name))}
            provider = one.module.subscription(written_provider(one.body, one.type, one.scope))
            yield Instance(
                one.address,
                one.type,
                found,
                one.declared.at,
                one.data,
                None,
                one.conditional,
                subscription=provider,
                called_at=one.module.called_at,
            )

    def declared(self) -> Iterator[ResourceInstance]:
        """The same instances, not yet evaluated."""
        for module, _ in self.modules():
            for key, declared in module.folder.resources.items():
                if key[1] not in self.types and not declared.is_provisioned:
                    continue
                found = module.instances(key)
                yield from found[1].values() if found else ()

    def modules(self) -> Iterator[tuple[Module, list[Call]]]:
        """The module instances that lead to such resources, and their calls of modules that are not here."""
        if self._walked is None:
            self._walked = list(walk(self.root, self.types))
        yield from self._walked

    def folders(self) -> Iterator[Folder]:
        """The folders of those modules, each once."""
        yield from {id(module.folder): module.folder for module, _ in self.modules()}.values()

    def waiting(self, address: str) -> Instance | None:
        """What stands between others in the order of things, such as a ``time_sleep``: what it waits for. None for what
        bears on egress itself, and for what is not declared."""
        if address not in self._waiting:
            self._waiting[address] = self._waits(address)
        return self._waiting[address]

    def _waits(self, address: str) -> Instance | None:
        path, _, name = _BLOCK.sub("", address).rpartition(".")
        path, _, kind = path.rpartition(".")
        if kind.endswith("data") or path.endswith("data") or kind.startswith(("azurerm_", "azapi_")):
            return None
        for module, _ in self.modules():
            declared = module.folder.resources.get((False, kind, name)) if module.address == path else None
            body = declared.body() if declared is not None else None
            if declared is not None and body is not None:
                waits = (*explicit(body, module), *named(body, module), *module.depends_on)
                return Instance(address, kind, {}, declared.at, depends_on=tuple(dict.fromkeys(waits)))
        return None

    def absent(self) -> Iterator[ModuleCall]:
        """Calls of modules whose source is not in the workspace."""
        for _, calls in self.modules():
            for call in calls:
                yield call.described()

    def instance(self, one: ResourceInstance) -> Instance:
        """An instance with all its arguments evaluated."""
        attributes: dict[str, Node] = {}
        for name in one.written():
            node = one.argument(name)
            if node is not None:
                attributes[name] = with_scripts(node, one.module) if name == "provisioner" else node
        if one.type in RUNNING:
            from natpin.formats.terraform.providers.running import programs

            attributes["provisioner"] = with_scripts(programs(one.type, attributes), one.module)
        protected_at, ignores = _lifecycle(one)
        depends_on = (
            *explicit(one.body, one.module),
            *named(one.body, one.module),
            *one.module.depends_on,
            *referred(attributes),
        )
        if one.type in _WAITING:
            depends_on = (*depends_on, *reached(one.body, one.module, self.types))
        provider = written_provider(one.body, one.type, one.scope)
        return Instance(
            one.address,
            one.type,
            attributes,
            one.declared.at,
            one.data,
            self._version(one.module, one.type.split("_", 1)[0]),
            one.conditional,
            tuple(dict.fromkeys(depends_on)),
            protected_at is not None,
            ignores,
            one.module.subscription(provider),
            self._unsaid_subscription(one.module, provider),
            one.module.called_at,
            protected_at,
        )

    def _unsaid_subscription(self, module: ModuleView, provider: str) -> Unknown | None:
        key = (module.address, provider)
        if key in self._unsaid:
            module.world.taken(self._unsaid, key)
        else:
            with module.world.working_out(self._unsaid, key):
                self._unsaid[key] = unsaid_subscription(module, provider)
        return self._unsaid[key]

    @property
    def skipped(self) -> Iterator[Skipped]:
        """What could not be read, as far as it was asked for."""
        for folder in self.root.tree.folders.values():
            self.root.tree.report(folder.skipped)
        yield from list(self.root.world.skipped.values())

    @property
    def questions(self) -> Iterator[Question]:
        """What the files leave open, as far as it was asked for."""
        yield from self.root.world.choices.questions()

    def _version(self, module: ModuleView, provider: str) -> str | None:
        known = self.locked.get(provider)
        if known is not None:
            return known
        key = module.folder.path, provider
        if key not in self._versions:
            written = list(constraints(self.root.folder, provider))
            if module is not self.root:
                written += constraints(module.folder, provider)
            self._versions[key] = settled(written)
        return self._versions[key]


def _lifecycle(one: ResourceInstance) -> tuple[Location | None, tuple[str, ...]]:
    """Where it is said that a resource may not be destroyed, and the arguments that are not looked at."""
    protected_at: Location | None = None
    ignores: list[str] = []
    for block in one.body.blocks:
        if block.type != "lifecycle":
            continue
        protect = block.body.attributes.get("prevent_destroy")
        if protect is not None:
            try:
                protects = scalar(evaluate_attribute(protect, one.scope)) in (True, "true")
            except EvalError:
                protects = False
            protected_at = protect.source.location(protect.start, protect.end) if protects else None
        ignored = block.body.attributes.get("ignore_changes")
        if ignored is not None:
            ignores.extend(_names(ignored.expression))
    return protected_at, tuple(ignores)


def _names(expression: object) -> Iterator[str]:
    match expression:
        case TupleOf(items=found):
            for item in found:
                yield from _names(item)
        case Name(name=name):
            yield name
        case Literal(value=str() as name):
            yield name
        case Traversal(source=Name(name=first), steps=steps):
            yield ".".join([first, *(step.name for step in steps if isinstance(step, Attr))])


def evaluate_root(
    root: str,
    files: tuple[str, ...],
    workspace: Workspace,
    inputs: Inputs,
    types: frozenset[str],
    adapter: Callable[[ModuleCall, str], Node | None],
    states: Callable[[ModuleView, str, Location], Node],
    address: str = "",
    handed: Handed = NOTHING,
    keeping: Keeping | None = None,
) -> Evaluation:
    """Make a root ready for evaluation. Never raises for what its files contain.

    ``address`` is put before every address, for a root that joins another's stack; ``handed`` is what another tool
    that deploys the root gives to it.
    """
    world = World(workspace, choices=Choices.of(inputs.assumed, address, keeping, (root, files)))
    given_by_script = inputs.handed.get(root)
    if given_by_script is not None and handed is NOTHING:
        handed = Handed(given_by_script.environment, given_by_script.values)

    def output(call: CallView, name: str) -> Node | None:
        return adapter(call.described(), name)

    tree = Tree(world, root, inputs.terraform_workspace, output, states)
    given = gather(root, files, inputs, workspace, handed)
    tree.report(given.skipped)
    if handed.folder is not None:
        tree.folders[root] = handed.folder
    folder = tree.folder(root)
    if not address:
        tree.report(given.undeclared(root, folder.variables))
    module = Module(
        tree,
        folder,
        address,
        given=given.values,
        handed={**handed.weak, **handed.strong},
        unseen=given.unseen(inputs.unseen.get(handed.home or root, {}), folder.variables),
        called_at=handed.called_at,
    )
    pinned = locked(handed.home, workspace) if handed.home is not None else {}
    return Evaluation(module, types, {**locked(root, workspace), **pinned})
