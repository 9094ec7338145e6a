"""What the parts of a stack see of a module instance and of a call, so that none of them needs the other's module."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from natpin.languages.hcl import Source
from natpin.languages.hcl.ast import Attribute
from natpin.languages.terraform.expansion import Expansion, Key
from natpin.languages.terraform.folder import Folder
from natpin.languages.terraform.instance import ModuleCall
from natpin.languages.terraform.scope import Names, Scope
from natpin.model.location import Location
from natpin.model.value import Node, Reference


class ModuleView(Names, Protocol):
    """A module instance: ``module.Module``."""

    @property
    def folder(self) -> Folder:
        """Its files."""

    @property
    def path(self) -> tuple[str, ...]:
        """The names of the calls that lead here."""

    @property
    def caller(self) -> Scope | None:
        """Where it is called; None for the root."""

    @property
    def called_at(self) -> tuple[Location, ...]:
        """The calls that lead here, outermost first."""

    @property
    def given(self) -> Mapping[str, Attribute]:
        """What the call gives to its variables."""

    @property
    def handed(self) -> Mapping[str, Node]:
        """What another tool hands to the root's variables."""

    @property
    def passed(self) -> Mapping[str, str]:
        """The providers that the call hands on: what they are called here, to what the caller calls them."""

    @property
    def depends_on(self) -> tuple[Reference, ...]:
        """What the calls that lead here wait for."""

    def scope(self, source: Source = ..., names: Mapping[str, Node] | None = None) -> Scope:
        """Where expressions of this module are evaluated."""

    def prefixed(self, address: str) -> str:
        """An address in this module, from the root."""

    def output(self, name: str, at: Location) -> Node:
        """An output's value. Raises EvalError when there is none."""

    def instances(self, key: tuple[bool, str, str]) -> object:
        """The instances of a block, by whether it is a data source, its type and its name; None where there is none."""

    def calls(self, name: str) -> tuple[Expansion, Mapping[Key, CallView]] | None:
        """The instances of a module call; None when there is none."""


class CallView(Protocol):
    """One instance of a module call: ``calls.Call``."""

    @property
    def address(self) -> str:
        """``module.net["eu"]``"""

    @property
    def at(self) -> Location:
        """Where it is written."""

    @property
    def source(self) -> str:
        """``source`` as it is written."""

    @property
    def module(self) -> ModuleView | None:
        """None when its source is not in the workspace."""

    def described(self) -> ModuleCall:
        """The call with its arguments evaluated, for adapters of modules that are not here."""
