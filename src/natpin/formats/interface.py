"""What a format is to natpin.

A reader is a module with these names. To add a format: write the module, add it to ``registry.READERS``, give it a floor in
``pyproject.toml``, add its file to the topologies of the Rosetta suite (``tests/topologies``). Nothing else changes. The
smallest one there is: ``tests/house/toy_format/toyaks.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from natpin.model.location import Location
from natpin.model.part import Part
from natpin.model.record import field, record
from natpin.model.stack import Stack
from natpin.model.value import Node, Skipped, Unknown
from natpin.workspace import Workspace

Read = Part
"""What reading a stack yields."""


@record
class Unseen:
    """An input that something in the workspace gives a value natpin does not follow (``pipeline.given_elsewhere``)."""

    why: Unknown
    only_default: bool = False
    """True when it beats the default alone, and a value file beats it: Terraform's environment variables."""


@record
class Handed:
    """What a script of the workspace gives to a root that it deploys (``pipeline.rollouts``)."""

    values: Mapping[str, Node] = field(default_factory=dict)
    """Over defaults and over files of values."""
    environment: Mapping[str, Node] = field(default_factory=dict)
    """Over defaults alone: Terraform's environment variables."""


@record
class Inputs:
    """Values the user gave for the roots, named as the formats' own tools name them. Paths: workspace-relative."""

    var_files: tuple[str, ...] = ()
    """``--var-file``: Terraform variable files, later ones win."""
    parameters: tuple[str, ...] = ()
    """``--parameters``: ARM or Bicep parameter files."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """``--var name=value``: single values."""
    terraform_workspace: str | None = None
    """``terraform.workspace``; Unknown when None."""
    assumed: Mapping[str, str] = field(default_factory=dict)
    """Answers to ``Question``s, by key: natpin's own suppositions, never the user's."""
    unseen: Mapping[str, Mapping[str, Unseen]] = field(default_factory=dict)
    """By root and name: inputs whose value, default included, is not what is deployed. What the user gives wins."""
    handed: Mapping[str, Handed] = field(default_factory=dict)
    """By root: inputs that a script gives. What the user gives wins."""


@record
class Use:
    """An argument of a declaration, and through which places its value comes."""

    name: str
    """As the author writes it: ``idle_timeout_in_minutes``."""
    at: Location
    ways: tuple[tuple[Location, ...], ...] = ()
    """From the argument to each thing it leads to: variables, locals, the declarations that it names."""


class Reader(Protocol):
    """A format. Implemented by modules."""

    @property
    def name(self) -> str:
        """``terraform``, ``arm``, ``az``: stable, printed in reports."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings, lower case, of the files it might claim."""

    @property
    def workloads_only(self) -> bool:
        """True for a format whose stacks declare workloads for other stacks' clusters, and no clusters."""

    def claims(self, path: str, data: bytes) -> bool:
        """True when the bytes speak of AKS or its egress. Looks, never parses; must cost no more than a few ``in``.

        ``path`` ends with one of ``suffixes``.
        """

    # A format may also have ``changes_networks(path, data) -> bool``: True for a file that it does not claim and that changes
    # networks. It is claimed where the workspace makes clusters, which may use them. ``changes_others_networks`` is the same
    # of a reader that sees to such files by itself beside its own clusters: claimed beside those of other readers.

    def stacks(
        self, claimed: Sequence[str], workspace: Workspace, inputs: Inputs
    ) -> Iterable[Stack | Skipped]:
        """The stacks to which the claimed files belong. With explicit inputs, the stacks those inputs make."""

    def read(self, stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
        """Every resource, link and source note of a stack that bears on egress. Never raises for what a file contains."""

    # One whose stacks take in files that it does not claim (GitLab's ``include``) has ``takes_in(claimed, workspace)``: their
    # paths. They are not told as unread. Its ``runs`` looks at the name alone.

    # A reader of scripts has ``runs(path, data) -> bool`` too: True for a file that it can follow whatever the file is about.
    # What it deploys that other files declare it yields as a ``Rollout``. With ``may_deploy(path, workspace) -> bool`` it says
    # at less cost of which scripts it would yield none.

    # A reader that can tell how values reach its declarations has ``uses(stack, workspace, inputs)`` too, which gives a
    # function from an address to its ``Use``s. It is asked for what a verdict rests on (``pipeline.evidence``).

    # One that reads a stack with answers to its questions at less cost than anew has ``answering(stack, workspace, inputs)``
    # too: it gives a function from answers to what ``read`` would yield with them (``Inputs.assumed``).
