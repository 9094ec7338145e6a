"""What a run is asked to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from natpin.config import Environment
from natpin.formats.interface import Inputs
from natpin.model.contract import Contract
from natpin.model.record import field, record
from natpin.policy.definition import Policy

if TYPE_CHECKING:
    from natpin.model.allocated import Addresses
    from natpin.pipeline.evidence.asked import Asking


@record
class Settings:
    """What a run is asked to do."""

    policies: tuple[Policy, ...]
    inputs: Inputs = field(default_factory=Inputs)
    excluded: Callable[[str], bool] = lambda path: False
    """Which workspace-relative paths are left out."""
    contract: Contract | None = None
    """The IPs that partners were given; None when the team declares no contract."""
    switched_off: tuple[str, ...] = ()
    """Rules that the configuration switches off; told in the report."""
    configuration: str | None = None
    """The file that the configuration was read from; None for none."""
    environments: tuple[Environment, ...] = ()
    """Roots whose stacks the team named; every other root has those that are found."""
    addresses: Mapping[str, Addresses] = field(default_factory=dict)
    """By stack, the addresses that Azure has given to IPs of the files, where somebody asked."""
    jobs: int | None = 1
    """How many processes read and judge at most; None for as many as there are processors. More than one only of a
    workspace that processes may share: a folder, not a commit, whose files come from one git process."""
    evidence: tuple[Asking, ...] = ()
    """Verdicts of which the report is to tell what they rest on."""
    made_of: tuple[str, ...] = ()
    """That file, and those that it extends."""
