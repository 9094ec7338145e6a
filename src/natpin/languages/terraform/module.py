"""An instance of a module: its variables, locals, resources, calls and outputs, each worked out when asked for."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import TypeVar

from natpin.languages.hcl import Source
from natpin.languages.hcl.ast import Attr, Attribute, Body, Index, Step
from natpin.languages.terraform.blocks import META
from natpin.languages.terraform.calls import Call, Outputs
from natpin.languages.terraform.chosen import chosen
from natpin.languages.terraform.dependencies import explicit
from natpin.languages.terraform.expansion import Expansion, Key, expand, is_repeated, named_keys, suffix
from natpin.languages.terraform.expressions import evaluate_attribute
from natpin.languages.terraform.folder import Declared, Folder
from natpin.languages.terraform.provider_blocks import passed_providers, subscription_of
from natpin.languages.terraform.resources import InstanceNode, ResourceInstance
from natpin.languages.terraform.scope import NO_FUNCTIONS, Scope, World
from natpin.languages.terraform.tree import Tree
from natpin.languages.terraform.values import ANONYMOUS, EvalError
from natpin.languages.terraform.variables import value_of
from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.model.value import Node, Reference, Unknown, Value

T = TypeVar("T")

_NOWHERE = Source("<none>", "")


@mutable
class Module:
    """One instance of a module, the root included."""

    tree: Tree
    folder: Folder
    address: str = ""
    """``module.net["eu"]``; empty for the root."""
    given: Mapping[str, Attribute] = field(default_factory=dict)
    """What the call (or the variable files) say of the variables."""
    caller: Scope | None = None
    """Where those are evaluated; None for the root, whose values are constants."""
    path: tuple[str, ...] = ()
    """The names of the calls that lead here."""
    conditional: Unknown | None = None
    depends_on: tuple[Reference, ...] = ()
    passed: Mapping[str, str] = field(default_factory=dict)
    """The providers that the call hands on: what they are called here, to what the caller calls them."""
    _subscriptions: dict[str, Node | None] = field(default_factory=dict)
    handed: Mapping[str, Node] = field(default_factory=dict)
    """Values that another tool hands to the root's variables: variable files win over them."""
    unseen: Mapping[str, Unknown] = field(default_factory=dict)
    """Variables of the root whose value nobody here can know: no default and no value file holds."""
    called_at: tuple[Location, ...] = ()
    """The calls that lead here, outermost first."""
    _memo: dict[object, Node] = field(default_factory=dict)
    _instances: dict[tuple[bool, str, str], tuple[Expansion, dict[Key, ResourceInstance]] | None] = field(
        default_factory=dict
    )
    _calls: dict[str, tuple[Expansion, dict[Key, Call]] | None] = field(default_factory=dict)

    @property
    def world(self) -> World:
        """What the stack shares."""
        return self.tree.world

    @property
    def functions(self) -> Mapping[str, Callable[[list[Node], Scope, Location], Node]]:
        """Terraform's own alone."""
        return NO_FUNCTIONS

    @property
    def root_path(self) -> str:
        """The root module's folder."""
        return self.tree.root

    @property
    def folder_path(self) -> str:
        """``path.module``"""
        return posixpath.relpath(self.folder.path, self.tree.root)

    def subscription(self, provider: str) -> Node | None:
        """The subscription in which ``azurerm`` or ``azurerm.dev`` works; None for the stack's own."""
        if provider in self._subscriptions:
            self.world.taken(self._subscriptions, provider)
        else:
            with self.world.working_out(self._subscriptions, provider):
                self._subscriptions[provider] = subscription_of(self, provider)
        return self._subscriptions[provider]

    def scope(self, source: Source = _NOWHERE, names: Mapping[str, Node] | None = None) -> Scope:
        """Where expressions of this module are evaluated."""
        return Scope(self, source, names or {})

    def prefixed(self, address: str) -> str:
        """An address of this module's, as the stack knows it."""
        return f"{self.address}.{address}" if self.address else address

    # Names -----------------------------------------------------------------------------------------------------

    def root(self, name: str, steps: tuple[Step, ...], scope: Scope, at: Location) -> tuple[Node, int]:
        """The value that a traversal begins with, and how many of its steps that took."""
        first = steps[0].name if steps and isinstance(steps[0], Attr) else None
        if first is not None:
            match name:
                case "var":
                    return self.variable(first, at), 1
                case "local":
                    return self.local(first, at), 1
                case "path":
                    return Value(self.folder_path if first == "module" else ".", at), 1
                case "terraform" | "tofu":
                    return (
                        self.tree.workspace_name(at) if first == "workspace" else self._unknown_name(name, at)
                    ), 1
                case _ if name == self.folder.calls_as:
                    return self._called(first, steps[1:], scope, at, 1)
                case "data":
                    second = steps[1] if len(steps) > 1 else None
                    if isinstance(second, Attr):
                        return self._resource(True, first, second.name, steps[2:], scope, at, 2)
                case "self":
                    pass
                case _:
                    return self._resource(False, name, first, steps[1:], scope, at, 1)
        return self._unknown_name(name, at), 0

    def _unknown_name(self, name: str, at: Location) -> Node:
        raise EvalError(f"{name} is not a name that can be used here", at)

    # Variables, locals, outputs ----------------------------------------------------------------------------------

    def variable(self, name: str, at: Location) -> Node:
        """``var.name``. Raises EvalError when it is not declared."""
        declared = self.folder.variables.get(name)
        if declared is None:
            raise EvalError(f"variable {name!r} is not declared", at)
        return self.world.settle(
            self._memo,
            ("var", name),
            self._kept("var", name, lambda: value_of(self, name, declared)),
            declared.at,
            f"var.{name}",
        )

    def local(self, name: str, at: Location) -> Node:
        """``local.name``. Raises EvalError when there is none."""
        attribute = self.folder.locals.get(name)
        if attribute is None:
            raise EvalError(f"local {name!r} is not declared", at)
        place = attribute.source.location(attribute.start)
        return self.world.settle(
            self._memo,
            ("local", name),
            self._kept("local", name, lambda: evaluate_attribute(attribute, self.scope(attribute.source))),
            place,
            f"local.{name}",
        )

    def output(self, name: str, at: Location) -> Node:
        """An output's value. Raises EvalError when there is none."""
        declared = self.folder.outputs.get(name)
        if declared is None:
            raise EvalError(f"{self.address or 'the root module'} has no output {name!r}", at)
        return self.world.settle(
            self._memo, ("output", name), lambda: self._output(name, declared), declared.at, f"output.{name}"
        )

    def _output(self, name: str, declared: Declared) -> Node:
        body = declared.body()
        self.tree.report(declared.problems)
        value = body.attributes.get("value") if body else None
        if value is None:
            return Unknown(f"output {name!r} cannot be read", declared.at)
        return evaluate_attribute(value, self.scope(value.source))

    # Resources ---------------------------------------------------------------------------------------------------

    def instances(self, key: tuple[bool, str, str]) -> tuple[Expansion, dict[Key, ResourceInstance]] | None:
        """The instances of a resource or data block; None when it is not declared, cannot be parsed, or goes round
        in a circle."""
        if key in self._instances:
            self.world.taken(self._instances, key)
            return self._instances[key]
        self._instances[key] = None
        with self.world.working_out(self._instances, key):
            self._instances[key] = self._expanded(key)
        return self._instances[key]

    def _expanded(self, key: tuple[bool, str, str]) -> tuple[Expansion, dict[Key, ResourceInstance]] | None:
        declared = self.folder.resources.get(key)
        body = declared.body() if declared is not None else None
        if declared is None or body is None:
            if declared is not None:
                self.tree.report(declared.problems)
            return None
        data, kind, name = key
        address = self.prefixed(f"data.{kind}.{name}" if data else f"{kind}.{name}")
        scope = self.scope(declared.block.source)
        expansion = self._kept(
            "instances",
            key,
            lambda: expand(body, scope, address, declared.at, self._named(declared, body, kind, name)),
        )()
        made = {
            one: ResourceInstance(
                self,
                declared,
                body,
                address + suffix(expansion, one),
                kind,
                data,
                self.scope(declared.block.source, names),
                expansion.conditional(one) or self.conditional,
            )
            for one, names in expansion.keys.items()
        }
        return expansion, made

    def _kept(self, kind: str, key: Hashable, make: Callable[[], T]) -> Callable[[], T]:
        """What makes it, or takes it from what is kept."""
        choices = self.world.choices
        if choices.keeping is None:
            return make  # as nearly always: chains of locals are deep enough
        return choices.keeping.of(choices.root, self, kind, key, make)

    def _named(self, declared: Declared, body: Body, kind: str, name: str) -> frozenset[Key]:
        if not is_repeated(body):
            return frozenset()
        written = declared.block.source.text[declared.block.start : declared.block.end]
        return named_keys(written, self.ways, kind, name, self._given_key)

    def ways(self, kind: str, name: str) -> frozenset[str]:
        """How the instances of a block are named: in this folder, and by whoever calls it, under the keys of outputs that
        hand them on."""
        within = self.folder.indices(kind, name)
        caller = self.caller.module if self.caller is not None else None
        if not isinstance(caller, Module):
            return within
        handed = self.folder.handed_on(kind, name)
        outside = {
            key
            for output in handed
            for key in caller.folder.indices(self.path[-1], output)
            if key.startswith('"')  # what a variable of the caller's holds is not known here
        }
        return within | outside | {"each.key"} if outside else within

    def _given_key(self, variable: str) -> Key:
        """The key that a variable holds; None for one that is unknown."""
        try:
            node = self.variable(variable, _NOWHERE.location(0))
        except EvalError:
            return None
        return node.data if isinstance(node, Value) and isinstance(node.data, int | str) else None

    def _resource(
        self,
        data: bool,
        kind: str,
        name: str,
        rest: tuple[Step, ...],
        scope: Scope,
        at: Location,
        taken: int,
    ) -> tuple[Node, int]:
        address = self.prefixed(f"data.{kind}.{name}" if data else f"{kind}.{name}")
        if data and kind == "terraform_remote_state":
            several = bool(rest) and isinstance(rest[0], Index)
            return self.tree.remote_state(self, name, at), taken + several
        if (data, kind, name) not in self.folder.resources:
            raise EvalError(f"{address} is not declared", at)
        found = self.instances((data, kind, name))
        if found is None:
            return Unknown(f"{address} cannot be read", at, None, ANONYMOUS), taken
        expansion, made = found
        nodes: dict[Key, Node] = {key: Value(InstanceNode(one), at) for key, one in made.items()}
        return chosen(expansion, nodes, rest, scope, at, taken, partial(self.ways, kind, name))

    # Calls -------------------------------------------------------------------------------------------------------

    def calls(self, name: str) -> tuple[Expansion, dict[Key, Call]] | None:
        """The instances of a module call; None when it cannot be read or goes round in a circle."""
        if name in self._calls:
            self.world.taken(self._calls, name)
            return self._calls[name]
        self._calls[name] = None
        with self.world.working_out(self._calls, name):
            self._calls[name] = self._called_here(name)
        return self._calls[name]

    def _called_here(self, name: str) -> tuple[Expansion, dict[Key, Call]] | None:
        declared = self.folder.modules.get(name)
        body = declared.body() if declared is not None else None
        if declared is None or body is None:
            if declared is not None:
                self.tree.report(declared.problems)
            return None
        address = self.prefixed(f"{self.folder.calls_as}.{name}")
        scope, called = self.scope(declared.block.source), self.folder.calls_as
        expansion = self._kept(
            "calls",
            name,
            lambda: expand(body, scope, address, declared.at, self._named(declared, body, called, name)),
        )()
        made: dict[Key, Call] = {}
        target = self.tree.folder_of_call(self, name, body)
        for key, names in expansion.keys.items():
            scope = self.scope(declared.block.source, names)
            one = address + suffix(expansion, key)
            conditional = expansion.conditional(key) or self.conditional
            depends_on = (*self.depends_on, *explicit(body, self))
            if target is None:
                made[key] = Call(name, one, body, scope, declared.at, None, conditional, depends_on)
                continue
            given = {key: value for key, value in body.attributes.items() if key not in _CALL_META}
            child = Module(
                self.tree,
                target,
                one,
                given,
                scope,
                (*self.path, name),
                conditional,
                depends_on,
                passed_providers(body, scope),
                called_at=(*self.called_at, declared.at),
            )
            made[key] = Call(name, one, body, scope, declared.at, child, conditional, depends_on)
        return expansion, made

    def _called(
        self, name: str, rest: tuple[Step, ...], scope: Scope, at: Location, taken: int
    ) -> tuple[Node, int]:
        if name not in self.folder.modules:
            raise EvalError(f"{self.folder.calls_as} {name!r} is not called here", at)
        found = self.calls(name)
        if found is None:
            return Unknown(
                f"{self.prefixed(f'{self.folder.calls_as}.{name}')} cannot be read", at, None, ANONYMOUS
            ), taken
        expansion, made = found
        nodes: dict[Key, Node] = {key: Value(Outputs(self.tree, call), at) for key, call in made.items()}
        ways = partial(self.ways, self.folder.calls_as, name)
        return chosen(expansion, nodes, rest, scope, at, taken, ways)


_CALL_META = META | {"source", "version"}
