"""The order of an adoption's stages: nobody moves to IPs that partners were not told of.

A stage's file names the new IPs in its contract already. Whether they were announced is what the team's own natpin.yaml says:
the file of the stage *announce* becomes that when partners have confirmed.
"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from natpin.commands.provisioning import contract_in
from natpin.commands.stage_folder import moving_stage
from natpin.config import discover
from natpin.model.contract import Contract
from natpin.model.record import record
from natpin.workspace import FolderWorkspace


@record
class Before:
    """What a stage that moves somebody comes after."""

    stage: str
    """``move-1``, ``retire``."""
    contract: Contract | None
    """The team's own, which names the new IPs once they were announced."""


def before_of(arguments: Namespace, workspace: FolderWorkspace) -> Before | None:
    """Of the stage whose file ``--config`` names; None for any other configuration. Raises ConfigError."""
    stage = moving_stage(Path(arguments.config)) if arguments.config else ""
    if not stage:
        return None
    return Before(stage, contract_in(discover(workspace), workspace))
