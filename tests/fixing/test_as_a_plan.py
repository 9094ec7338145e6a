"""Unsafe fixes, read as a plan: what a topology lacks is created, and nothing else comes, goes or changes."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import chdir
from pathlib import Path

import pytest

from natpin.commands import fix
from natpin.fixing.engine import Mended
from natpin.fixing.missing import filling
from natpin.fixing.state import State
from natpin.model.finding import Verdict
from natpin.model.record import record
from natpin.model.resource import Link, Resource
from natpin.model.value import plain
from natpin.workspace import FolderWorkspace

TOPOLOGIES = Path(__file__).parent.parent / "topologies"

OUTBOUND, ON_SUBNET = "managedClusters networkProfile.outboundType", "subnets natGateway.id"
INLINE = "virtualNetworks subnets[].natGateway.id"
NO_IPS = "managedClusters agentPoolProfiles[].enableNodePublicIP"


@record
class Lack:
    """What the fixes of one topology may do, whichever language it is in."""

    changes: frozenset[str]
    """Types and properties that change."""
    creates: frozenset[str] = frozenset()
    """Types of new resources, one of each."""


LOCKS = frozenset({"locks"})
LACKS = {
    "load-balancer-by-default": Lack(frozenset({OUTBOUND})),
    "two-pools-one-missing": Lack(frozenset({ON_SUBNET, INLINE})),
    "pods-without-nat": Lack(frozenset({ON_SUBNET, INLINE})),
    "node-public-ips": Lack(
        frozenset({OUTBOUND, ON_SUBNET, INLINE, NO_IPS}),
        frozenset({"natGateways", "publicIPPrefixes", "locks"}),
    ),
}

NO_WRITER = (
    "Pulumi.yaml",
    "aso.yaml",
    "classic",
    "crossplane.yaml",
    "playbook.yml",
)
"""Files and folders of languages in which natpin writes no gateway."""
LEFT: Mapping[str, tuple[str, ...]] = {
    "load-balancer-by-default": (),
    "two-pools-one-missing": ("classic",),
    "pods-without-nat": ("classic", "crossplane.yaml"),
    "node-public-ips": NO_WRITER,
}
"""Where the gap is left, for one of ``REASONS``."""
REASONS = (filling.NO_WRITER, filling.NO_NEW, filling.NO_PLACE, "the edit leads to ")

CASES = [
    pytest.param(topology, path, id=f"{topology}/{path.name}")
    for topology in LACKS
    for path in sorted((TOPOLOGIES / topology).iterdir())
    if path.name != "expected.json"
]


def mended(folder: Path) -> tuple[State, Mended]:
    """A folder, and what becomes of it with all fixes."""
    with chdir(folder):
        arguments = fix.parser().parse_args([".", "--unsafe", "--diff", "--workspace", "."])
        start = fix.linted(FolderWorkspace(folder), arguments)
        return start, fix.mended(start, arguments)[0]


@pytest.mark.parametrize(("topology", "path"), CASES)
def test_what_is_missing_is_created_and_nothing_else(topology: str, path: Path, tmp_path: Path) -> None:
    if path.is_dir():
        shutil.copytree(path, tmp_path / path.name)
    else:
        shutil.copy(path, tmp_path)
    start, result = mended(tmp_path)
    before, after = _declared(start), _declared(result.state)
    lack = LACKS[topology]
    created = Counter(after[address][0] for address in after.keys() - before.keys())
    assert not before.keys() - after.keys()
    closed = path.name not in LEFT[topology]
    # a lock is a resource, and elsewhere an argument of the prefix
    assert set(created) | LOCKS == lack.creates | LOCKS if closed else not created
    assert not created or max(created.values()) == 1
    changed = {
        f"{after[address][0]} {name}"
        for address in before.keys() & after.keys()
        for name, _ in (after[address][1] - before[address][1]) + (before[address][1] - after[address][1])
    }
    assert changed <= lack.changes
    assert not closed or changed & lack.changes or _links(result.state) - _links(start)
    left = {finding.rule.id for finding in result.state.report.findings if finding.verdict is Verdict.FAIL}
    if closed:
        assert not left
        return
    lacking = {rule for rule in left if rule.endswith("-subnet-no-nat")}
    told = {finding.rule.id: why for finding, why in result.refused.values()}
    assert lacking
    assert lacking <= told.keys()
    assert all(any(reason in told[rule] for reason in REASONS) for rule in lacking), told


def _links(state: State) -> set[str]:
    return {part.address for read in state.stacks() for part in read.parts if isinstance(part, Link)}


def _declared(state: State) -> dict[str, tuple[str, Counter[tuple[str, str]]]]:
    """By address, the type and the properties of what a workspace declares; links are properties of what they set."""
    found: dict[str, tuple[str, Counter[tuple[str, str]]]] = {}
    for read in state.stacks():
        for part in read.parts:
            if isinstance(part, Resource) and not part.external:
                data = {name: plain(node) for name, node in part.properties.items()}
                found[part.address] = part.type.rpartition("/")[2], Counter(_flat(data))
    for read in state.stacks():
        for part in read.parts:
            if isinstance(part, Link):
                assert part.property in {
                    "natGateway",
                    "publicIpPrefixes[]",
                    "publicIpAddresses[]",
                    "routeTable",
                }
    return found


def _flat(data: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _flat(value, f"{name}.{key}" if name else str(key))
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _flat(value, f"{name}[]")
    else:
        yield name, str(data)
