"""The stacks of a reader as something in the workspace deploys them: with the inputs that it gives, known or not.

Imported where a file may give inputs: most that is linted lies beside none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from natpin.formats.interface import Inputs
from natpin.model.doubt import Doubt
from natpin.model.record import field, record, replace
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.pipeline import deployed_roots, laid_over, rolled_out
from natpin.pipeline.declared_inputs import INPUTS
from natpin.pipeline.given_elsewhere import given_elsewhere
from natpin.pipeline.rollouts import Rollouts
from natpin.workspace import Workspace

Pair = tuple[Stack, Inputs]
Into = tuple[str, tuple[str | None, str | None]]
"""A file whose command deploys a root, and into which subscription and resource group, as far as that is known."""


@record
class AsDeployed:
    """What deployments make of the stacks of one reader."""

    pairs: Sequence[Pair]
    doubts: Mapping[str, Sequence[Doubt]] = field(default_factory=dict)
    """By root."""
    by: Mapping[str, Sequence[Into]] = field(default_factory=dict)
    """By root, what deploys it."""
    skipped: Sequence[Skipped] = ()


def as_deployed(
    pairs: Sequence[Pair],
    reader: str,
    claimed: Sequence[str],
    givers: Sequence[str],
    rollouts: Callable[[], Rollouts] | None,
    inputs: Inputs,
    workspace: Workspace,
) -> AsDeployed:
    """``pairs``: the stacks that the files alone make, each with its inputs. ``givers``: files that may give some."""
    roots = list(dict.fromkeys(stack.root for stack, _ in pairs))
    values = {path for stack, _ in pairs for path in stack.inputs}
    if not claimed or rollouts is None or reader not in INPUTS:
        given = given_elsewhere(reader, roots, givers, workspace, values=values)
        opened = [(stack, replace(own, unseen=given.unseen)) for stack, own in pairs]
        return AsDeployed(opened, given.doubts, skipped=given.skipped)
    known = deployed_roots.known(reader, roots, claimed, rollouts(), workspace)
    roots = [*roots, *(root for root in known.by_root if root not in roots)]
    values |= {path for mine in known.by_root.values() for one in mine for path in one.files}
    given = given_elsewhere(reader, roots, givers, workspace, known.followed, values, known.anywhere)
    rolled = list(rolled_out.stacks(pairs, reader, known, given, inputs, workspace))
    over, written = laid_over.laid_over(rolled, reader, claimed, givers, rollouts(), workspace)
    doubts = dict(given.doubts)
    for root, more in (*known.doubts.items(), *written.items()):
        doubts[root] = [*doubts.get(root, ()), *more]
    by = {root: [(one.at.path, one.into) for one in mine] for root, mine in known.by_root.items()}
    return AsDeployed(over, doubts, by, given.skipped)
