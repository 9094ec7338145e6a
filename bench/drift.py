"""``natpin drift`` over a simulated subscription: time, requests and memory.

    python -m bench.drift            # 2,000 clusters, 20 of them drifted
    python -m bench.drift 100 5
    python -m bench.drift 5000 50 ../before      # in turn with another checkout, three pairs

The simulator runs in a process of its own, so that the figures are natpin's alone. Declared is a snapshot taken before
the changes.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bench.paired import ENVIRONMENT, Run, median, once
from natpin.simulator import Simulator
from natpin.simulator.example import fleet


def serve(pipe: Connection, clusters: int, drifted: int) -> None:
    """A fleet; then, on a word, the changes; then, on another, the requests that were made."""
    with Simulator() as azure:
        fleet(azure, clusters)
        pipe.send({**azure.info(), "caFile": str(azure.ca_path)})
        pipe.recv()
        detach(azure, clusters, drifted)
        azure.clear_requests()
        pipe.send("drifted")
        pipe.recv()
        pipe.send([(one.method, one.path) for one in azure.requests])


def detach(azure: Simulator, clusters: int, drifted: int) -> None:
    """Somebody takes the gateway off the node subnet of every so many-th cluster."""
    for number in range(drifted):
        name = f"fleet-{number * (clusters // drifted):04}"
        subnet = (
            f"/subscriptions/{azure.subscription}/resourceGroups/{name}/providers/Microsoft.Network/"
            f"virtualNetworks/{name}/subnets/nodes"
        )
        entry = azure.world.resources.get(subnet)
        assert entry is not None
        entry.properties = {key: value for key, value in entry.properties.items() if key != "natGateway"}
        azure.world.resources.put(entry)


def main(_folder: Path) -> None:
    """The fleet of the issue."""
    measure(2000, 20)


@dataclass(frozen=True, slots=True)
class Fleet:
    """A simulated subscription while it is there."""

    pipe: Connection
    folder: Path
    flags: tuple[str, ...]
    """How natpin is told to look at it."""

    def change(self) -> None:
        """Some clusters drift."""
        self.pipe.send("change")
        self.pipe.recv()


@contextmanager
def fleet_of(clusters: int, drifted: int, requests: list[tuple[str, str]]) -> Iterator[Fleet]:
    """A subscription in a process of its own, and a folder; ``requests`` gets what was asked of it since the change."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(theirs, clusters, drifted))
    process.start()
    info: dict[str, Any] = ours.recv()
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "info.json").write_text(json.dumps(info), "utf-8")
        flags = ("--azure-info", str(Path(name) / "info.json"), "--azure", info["subscription"])
        yield Fleet(ours, Path(name), flags)
        ours.send("requests")
        requests += ours.recv()
    process.join()


def measure(clusters: int, drifted: int) -> None:
    """Measure and print."""
    requests: list[tuple[str, str]] = []
    with fleet_of(clusters, drifted, requests) as one:
        folder = one.folder
        natpin = [sys.executable, "-m", "natpin"]
        taken = timed([*natpin, "snapshot", *one.flags, "--output", str(folder / "base.json")], folder)
        one.change()
        command = [*natpin, "drift", str(folder / "base.json"), "--workspace", str(folder), *one.flags]
        command += ["--format", "json", "--output", str(folder / "drift.json"), "--profile", "deployable"]
        before = cpu()
        looked = timed(command, folder)
        spent = cpu() - before
        report = json.loads((folder / "drift.json").read_text("utf-8"))
        size = (folder / "base.json").stat().st_size / 2**20
        # only children that have ended count: the simulator has not
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**10
    graph = sum("resourcegraph" in path.lower() for _, path in requests)
    log = sum("microsoft.insights" in path.lower() for _, path in requests)
    direct = sum(
        method == "GET" and "/providers/microsoft.network/" in path.lower() for method, path in requests
    )
    print(f"clusters {clusters}, drifted {report['summary']['drift']} (made {drifted}), {report['state']}")
    print(f"snapshot {taken:.1f} s, {size:.0f} MB; drift {looked:.1f} s; peak memory of either {peak:.0f} MB")
    print(
        f"drift: {spent:.1f} s of CPU, {1000 * spent / clusters:.2f} ms a cluster, start-up and the declared side included"
    )
    print(f"requests {len(requests)}: Resource Graph {graph}, direct looks {direct}, activity log {log}")


def in_turn(clusters: int, drifted: int, other: Path, pairs: int = 3) -> None:
    """Drift of this checkout and of another one, A B A B; each against the snapshot that it took itself. More than 5,000 clusters
    are more than Azure allows in a subscription, and than natpin reads in one stack."""
    trees = (Path(__file__).resolve().parents[1], other.resolve())
    with fleet_of(clusters, drifted, []) as one:
        homes = [one.folder / str(number) for number in range(len(trees))]
        for tree, home in zip(trees, homes, strict=True):
            home.mkdir()
            of_checkout(tree, ["snapshot", *one.flags, "--output", "base.json"], home)
        one.change()
        drift = ["drift", "base.json", "--workspace", ".", *one.flags, "--profile", "deployable"]
        drift += ["--format", "json", "--output", "drift.json"]
        runs = []
        for number in range(pairs + 1):
            pair = [of_checkout(tree, drift, home) for tree, home in zip(trees, homes, strict=True)]
            runs += [pair] if number else []  # the first is not counted
    mine, its = (median([pair[side] for pair in runs]) for side in (0, 1))
    ratios = [one.cpu / another.cpu for one, another in runs]
    print(
        f"clusters {clusters}, {pairs} pairs: {mine.cpu:.1f} s of CPU and {mine.megabytes:.0f} MB here, "
        f"{its.cpu:.1f} s and {its.megabytes:.0f} MB there: ratio {statistics.median(ratios):.2f} "
        f"({min(ratios):.2f} to {max(ratios):.2f}), memory {mine.megabytes / its.megabytes:.2f}"
    )


def of_checkout(tree: Path, arguments: list[str], folder: Path) -> Run:
    """What a checkout's natpin uses."""
    command = [sys.executable, "-m", "natpin", *arguments]
    return once(command, folder, {**ENVIRONMENT, "PYTHONPATH": str(tree / "src")}, (0, 1))


def cpu() -> float:
    """Seconds of CPU that children which have ended have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(command: list[str], folder: Path) -> float:
    """Seconds that a command takes."""
    started = time.perf_counter()
    found = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    if found.returncode not in (0, 1):
        raise SystemExit(found.stderr.decode())
    return time.perf_counter() - started


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    if len(sys.argv) > 3:
        in_turn(*given, Path(sys.argv[3]))
    else:
        measure(*(given if len(given) == 2 else (2000, 20)))
