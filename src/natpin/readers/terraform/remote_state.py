"""``terraform_remote_state``: another root's outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from natpin.model.location import Location
from natpin.model.value import Node, Unknown
from natpin.readers.interface import Inputs
from natpin.workspace import Workspace

if TYPE_CHECKING:
    from natpin.readers.terraform.evaluation.module import Module


class RemoteStates:
    """The states that a stack reads."""

    def __init__(self, workspace: Workspace, inputs: Inputs, root: str) -> None:
        self._workspace = workspace
        self._inputs = inputs
        self._root = root

    def read(self, module: Module, name: str, at: Location) -> Node:
        """What ``data.terraform_remote_state.<name>`` is."""
        return Unknown(
            f"data.terraform_remote_state.{name} is the state of another root", at, "terraform show -json"
        )
