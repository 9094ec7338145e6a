"""The rules of the game, read in one piece from one tree: what a side of a change is judged by.

Lint of a change takes them from the base, so that no change judges itself (docs/diff.md, "Whose rules").
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from natpin.config import Config, Environment
from natpin.contract import contract_of
from natpin.model.contract import Contract
from natpin.model.record import record
from natpin.policy.definition import Policy
from natpin.policy.select import chosen
from natpin.policy.waiver import Waiver, of_config
from natpin.workspace import Workspace


@record
class Rulebook:
    """A configuration with everything that it names."""

    config: Config
    policies: tuple[Policy, ...]
    """Built-in ones and the team's own, tuned."""
    contract: Contract | None = None
    baseline: tuple[Waiver, ...] = ()

    @property
    def fixed_waivers(self) -> list[Waiver]:
        """What hides findings without standing beside the code: ``ignore`` entries and the baseline."""
        ignored = (
            [] if self.config.ignore_suppressions else [of_config(entry) for entry in self.config.ignore]
        )
        return [*ignored, *self.baseline]


def rulebook(
    config: Config,
    workspace: Workspace,
    profile: str | None = None,
    baseline: Sequence[Waiver] = (),
) -> Rulebook:
    """The rules of a tree. ``profile`` (of the command line) wins over the configuration's.

    Raises ConfigError and PolicyError.
    """
    policies = chosen(config, workspace, profile)
    contract = contract_of(config, workspace, datetime.date.today())
    return Rulebook(config, policies, contract, tuple(baseline))


def environments(
    used: Sequence[Environment], proposed: Sequence[Environment], head: Workspace
) -> tuple[Environment, ...]:
    """Which environments both sides of a change are judged in, when the rules are the base's.

    Those of the base, while their files are there; where they are gone, what the change names in their place. And what
    the change adds: a new environment is one more to be judged. One that only has another name is no new one.
    """
    own = {(one.root, one.name): one for one in proposed}
    kept: list[Environment] = []
    for one in used:
        files = (*one.var_files, *one.parameters)
        root = head.is_folder(one.root) or head.exists(one.root)
        if root and all(map(head.exists, files)):
            kept.append(one)
        elif (one.root, one.name) in own:
            kept.append(own[one.root, one.name])
        elif root and any(map(head.exists, files)):
            kept.append(one)
    known = {_inputs(one) for one in kept}
    names = {(one.root, one.name) for one in kept}
    return (
        *kept,
        *(one for key, one in own.items() if key not in names and _inputs(one) not in known),
    )


def _inputs(one: Environment) -> tuple[object, ...]:
    return (one.root, one.var_files, one.parameters, tuple(sorted(one.variables.items())), one.workspace)
