"""What a template file may name: the variables it is given, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.languages.hcl.ast import Step
from natpin.languages.terraform.scope import NO_FUNCTIONS, Scope, World
from natpin.languages.terraform.values import EvalError
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node


@record
class TemplateNames:
    """The module of a template."""

    world: World
    root_path: str
    folder_path: str = "."
    address: str = ""

    @property
    def functions(self) -> Mapping[str, Callable[[list[Node], Scope, Location], Node]]:
        """Terraform's own alone."""
        return NO_FUNCTIONS

    def root(self, name: str, steps: tuple[Step, ...], scope: Scope, at: Location) -> tuple[Node, int]:
        """Nothing: the variables of the call are in the scope already."""
        raise EvalError(f"the template names {name!r}, which it is not given", at)

    def subscription(self, provider: str) -> Node | None:
        """Templates make nothing."""
        return None
