"""``python -m bench fleet``: natpin fleet over 1,000, 5,000 and 20,000 clusters of a simulated Azure: one worker, four shards.

Fifty clusters a subscription, thirty management groups; some subscriptions may not be read, Resource Graph refuses some
questions because there are too many and fails others, and it is behind: clusters that are gone are still in it. What four
shards found is merged and compared with what one worker found; then the merged file is merged and told, for memory.

The simulator runs in this process, natpin in one of its own; wall time holds both, CPU and memory are natpin's alone.
``NATPIN_FLEET=1000,5000`` chooses the sizes.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bench.launcher import Launcher
from bench.paired import Run

if TYPE_CHECKING:
    from natpin.simulator import Simulator

SIZES = (1000, 5000, 20000)
A_SUBSCRIPTION = 50
"""Clusters in each."""
GROUPS = 30
SHARDS = 4
UNREAD = 100
"""Every hundredth subscription may not be read."""
GRAPH = "Microsoft.ResourceGraph/resources"


def main(folder: Path) -> None:
    """Every size, then how they grow."""
    sizes = [int(one) for one in os.environ.get("NATPIN_FLEET", "").split(",") if one] or SIZES
    with Launcher() as launcher:
        found = {size: _size(folder / str(size), size, launcher) for size in sizes}
    first = sizes[0]
    print("growth, per cluster, against the first size")
    for size in sizes[1:]:
        cpu = found[size].cpu / size / (found[first].cpu / first)
        print(f"  {size:6} clusters: {cpu:.2f} times the CPU")


def _size(folder: Path, clusters: int, launcher: Launcher) -> Run:
    from natpin.simulator import Settings, Simulator

    folder.mkdir(parents=True)

    def natpin(arguments: list[str]) -> Run:
        return launcher.once([sys.executable, "-m", "natpin", *arguments], folder)

    ids = [f"0b1f6471-1bf0-4dda-aec3-{number:012}" for number in range(max(clusters // A_SUBSCRIPTION, 1))]
    below = [ids[number :: GROUPS - 1] for number in range(GROUPS - 1)]
    groups = {f"group-{number}": tuple(own) for number, own in enumerate(below)}
    settings = Settings(
        keep_bodies=False,
        subscriptions=dict.fromkeys(ids, "team"),
        management_groups={"root": tuple(groups), **groups},
    )
    with Simulator(settings) as azure:
        _seed(azure, ids, clusters)
        info = folder / "info.json"
        info.write_text(json.dumps({**azure.info(), "caFile": str(azure.ca_path)}))
        print(f"{clusters} clusters in {len(ids)} subscriptions under {GROUPS} management groups")
        flags = ["fleet", "--azure-info", str(info), "--management-group", "root", "--format", "fleet"]
        whole = _asked(azure, ids, natpin, [*flags, "--output", "whole.fleet"], "one worker")
        for index in range(1, SHARDS + 1):
            share = ["--shard", f"{index}/{SHARDS}", "--output", f"{index}.fleet"]
            _asked(azure, ids, natpin, [*flags, *share], f"shard {index} of {SHARDS}")
    shares = [f"{index}.fleet" for index in range(1, SHARDS + 1)]
    _told(natpin(["report", "merge", *shares, "--output", "merged.fleet"]), "merging the shares")
    same = _digest(folder / "merged.fleet") == _digest(folder / "whole.fleet")
    print(f"  what the shards found is what one worker found: {'yes' if same else 'NO'}")
    if not same:
        raise SystemExit("the merged shares differ from the whole")
    size = (folder / "merged.fleet").stat().st_size / 1e6
    print(f"  the merged file has {size:.0f} MB; told as")
    for format_ in ("text", "csv", "openmetrics", "html"):
        shown = ["report", "show", "merged.fleet", "--format", format_, "--output", f"shown.{format_}"]
        _told(natpin(shown), f"  {format_}", _sized(folder / f"shown.{format_}"))
    reckoned = ["capacity", "--reports", "merged.fleet", "--format", "csv", "--output", "capacity.csv"]
    _told(natpin(reckoned), "  capacity", _sized(folder / "capacity.csv"))
    return whole


def _sized(path: Path) -> str:
    """How much it is; fails where nothing was written."""
    return f"; {path.stat().st_size / 1e6:.1f} MB written"


def _seed(azure: Simulator, ids: list[str], clusters: int) -> None:
    """Clusters of which every seventh fails; of some that are gone, Resource Graph has not heard yet."""
    from natpin.simulator.example import pinned

    for number in range(clusters):
        forgotten = "batch" if number % 7 == 6 else None
        azure.seed(*pinned(ids[number % len(ids)], f"fleet-{number:05}", number, forgotten=forgotten))
    azure.lag_graph()
    for entry in azure.world.resources.of_type("Microsoft.ContainerService/managedClusters")[:7]:
        azure.world.resources.remove(entry.id)


def _asked(
    azure: Simulator, ids: list[str], natpin: Callable[[list[str]], Run], arguments: list[str], name: str
) -> Run:
    """One run of natpin fleet, with the same going wrong as in every other."""
    from natpin.simulator.faults import Fault, FaultKind

    azure.clear_requests()
    azure.set_faults(
        *(
            Fault(
                FaultKind.FORBIDDEN, path=f"{one}/providers/Microsoft.Authorization/permissions", times=None
            )
            for one in ids[::UNREAD]
        ),
        *(Fault(FaultKind.THROTTLED, path=GRAPH, skip=skip, retry_after=0) for skip in (1, 3, 4)),
        Fault(FaultKind.UNAVAILABLE, path=GRAPH, skip=6, retry_after=0),
        Fault(FaultKind.RESET_AFTER, path=GRAPH, skip=8),
    )
    run = natpin(arguments)
    kinds = Counter(one.path.rsplit("/", 1)[-1].lower() for one in azure.requests)
    asked = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    refused = sum(one.status == 429 for one in azure.requests)
    _told(run, name, f"; {sum(kinds.values())} requests ({asked}), {refused} refused")
    return run


def _told(run: Run, name: str, more: str = "") -> None:
    print(
        f"  {name:18} {run.wall:6.1f} s wall, {run.cpu:5.1f} s CPU, {run.megabytes:.0f} MB peak{more}",
        flush=True,
    )


def _digest(path: Path) -> str:
    """Of the members, less when they were looked at."""
    found = hashlib.sha256()
    for line in _lines(path):
        found.update(json.dumps({**line, "taken": ""}, sort_keys=True).encode())
    return found.hexdigest()


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open("rb") as file:
        yield from map(json.loads, file)
