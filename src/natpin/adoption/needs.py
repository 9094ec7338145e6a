"""What the clusters' own identities lack for a stage: AKS joins nodes to subnets with them, and not with the caller's rights.

A write to the cluster, or the next node, fails where they may not. Source: AKS, "Use a managed identity", "Bring your own subnet":
Network Contributor on the subnet, or a role with its action.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from natpin.adoption.way import DONE, Stage
from natpin.model.record import replace
from natpin.provision.foresight import roles_wanting
from natpin.provision.ports import Foresight


def with_needs(stages: Iterable[Stage], cloud: Foresight) -> Iterator[Stage]:
    """Each stage with what it needs, told once: at the first stage that moves a cluster. Reads, and writes nothing."""
    said: set[str] = set()
    for stage in stages:
        if stage.state == DONE or stage.step is None or stage.wish is None or stage.seen is None:
            yield stage
            continue
        needs = [one for one in roles_wanting(stage.step, stage.wish, stage.seen, cloud) if one not in said]
        said.update(needs)
        yield replace(stage, needs=tuple(needs))
