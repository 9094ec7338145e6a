"""Module calls, and their outputs as an object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.languages.hcl.ast import Body
from natpin.languages.terraform.blocks import META, argument
from natpin.languages.terraform.folder import literal
from natpin.languages.terraform.instance import ModuleCall
from natpin.languages.terraform.provider_blocks import passed_providers, unsaid_subscription
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.tree import Tree
from natpin.languages.terraform.values import EvalError, Symbol, derived
from natpin.languages.terraform.views import ModuleView
from natpin.model.location import Location
from natpin.model.record import mutable
from natpin.model.value import Node, Reference, Unknown, Value

FURTHER = "inputs of an object"
"""No name of an argument: the object whose members are a call's inputs, where they are not written one by one."""
_NO_INPUTS = frozenset({"source", "version", FURTHER})
_NO_OBJECT = "the inputs are not an object"


@mutable
class Call:
    """One instance of a module call."""

    name: str
    address: str
    body: Body
    scope: Scope
    at: Location
    module: ModuleView | None
    """None when its source is not in the workspace."""
    conditional: Unknown | None
    depends_on: tuple[Reference, ...] = ()
    _described: ModuleCall | None = None

    @property
    def source(self) -> str:
        """``source`` as it is written."""
        return literal(self.body, "source") or "an unknown source"

    def described(self) -> ModuleCall:
        """The call with its arguments evaluated, for adapters of modules that are not here."""
        world = self.scope.world
        if self._described is not None:
            world.taken(self, "described")
            return self._described
        with world.working_out(self, "described"):
            outer = passed_providers(self.body, self.scope).get("azurerm", "azurerm")
            self._described = ModuleCall(
                self.address,
                self.source,
                literal(self.body, "version"),
                Arguments(self),
                self.at,
                self.depends_on,
                self.conditional,
                self.scope.module.subscription(outer),
                unsaid_subscription(self.scope.module, outer),  # type: ignore[arg-type]  # a module calls
                getattr(self.scope.module, "called_at", ()),
            )
        return self._described


class Arguments(Mapping[str, Node]):
    """What a call gives to a module's variables, each evaluated when it is looked at: modules may well feed one
    another, as long as no single value goes round in a circle. Where they come in an object that is not known, each may
    be given, and is unknown."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._memo: dict[object, Node] = {}
        self._names = tuple(
            name for name in call.body.attributes if name not in META and name not in _NO_INPUTS
        )

    def __getitem__(self, name: str) -> Node:
        if name in self._names:
            return self._evaluated(name)
        whole = self._whole()
        if whole is None:
            raise KeyError(name)
        if isinstance(whole, Value) and isinstance(whole.data, Mapping):
            return _member(whole.data, name)
        return derived(whole, whole.at) if isinstance(whole, Unknown) else Unknown(_NO_OBJECT, whole.at)

    def _whole(self) -> Node | None:
        """The object that holds further inputs; None where all are named."""
        return self._evaluated(FURTHER) if FURTHER in self._call.body.attributes else None

    def _evaluated(self, name: str) -> Node:
        call = self._call
        attribute = call.body.attributes[name]
        at = attribute.source.location(attribute.start, attribute.end)
        return call.scope.world.settle(
            self._memo, name, lambda: argument(attribute, call.scope), at, f"{call.address}.{name}"
        )

    def __iter__(self) -> Iterator[str]:
        yield from self._names
        whole = self._whole()
        if isinstance(whole, Value) and isinstance(whole.data, Mapping):
            yield from (name for name in whole.data if name not in self._names)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _member(given: Mapping[str, Node], name: str) -> Node:
    """A member of an object; one that is not there may be any whose name is not known. Raises KeyError for none."""
    unnamed = next((key for key in given if isinstance(key, Symbol)), None)
    return given[name] if name in given or unnamed is None else derived(unnamed.node, unnamed.node.at)


class Outputs(Mapping[str, Node]):
    """The outputs of one module instance, each evaluated when it is looked at."""

    def __init__(self, tree: Tree, call: Call) -> None:
        self._tree = tree
        self._call = call

    def __getitem__(self, name: str) -> Node:
        module = self._call.module
        if module is None:
            return self._tree.remote_output(self._call, name)
        try:
            return module.output(name, self._call.at)
        except EvalError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        module = self._call.module
        return iter(module.folder.outputs if module is not None else ())

    def __len__(self) -> int:
        return sum(1 for _ in self)
