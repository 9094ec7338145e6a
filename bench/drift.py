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
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

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


def measure(clusters: int, drifted: int) -> None:
    """Measure and print."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(theirs, clusters, drifted))
    process.start()
    info: dict[str, Any] = ours.recv()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "info.json").write_text(json.dumps(info), "utf-8")
        flags = ["--azure-info", str(folder / "info.json"), "--azure", info["subscription"]]
        natpin = [sys.executable, "-m", "natpin"]
        taken = timed([*natpin, "snapshot", *flags, "--output", str(folder / "base.json")], folder)
        ours.send("change")
        ours.recv()
        command = [*natpin, "drift", str(folder / "base.json"), "--workspace", str(folder), *flags]
        command += ["--format", "json", "--output", str(folder / "drift.json"), "--profile", "deployable"]
        before = cpu()
        looked = timed(command, folder)
        spent = cpu() - before
        report = json.loads((folder / "drift.json").read_text("utf-8"))
        size = (folder / "base.json").stat().st_size / 2**20
        # only children that have ended count: the simulator has not
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**10
        ours.send("requests")
        requests = ours.recv()
    process.join()
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
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(theirs, clusters, drifted))
    process.start()
    info: dict[str, Any] = ours.recv()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "info.json").write_text(json.dumps(info), "utf-8")
        flags = ["--azure-info", str(folder / "info.json"), "--azure", info["subscription"]]
        homes = [folder / str(number) for number in range(len(trees))]
        for tree, home in zip(trees, homes, strict=True):
            home.mkdir()
            of_checkout(tree, ["snapshot", *flags, "--output", "base.json"], home)
        ours.send("change")
        ours.recv()
        drift = ["drift", "base.json", "--workspace", ".", *flags, "--profile", "deployable"]
        drift += ["--format", "json", "--output", "drift.json"]
        runs = []
        for number in range(pairs + 1):
            pair = [of_checkout(tree, drift, home) for tree, home in zip(trees, homes, strict=True)]
            runs += [pair] if number else []  # the first is not counted
        ours.send("requests")
        ours.recv()
    process.join()
    (mine, its), (memory, before) = (
        [[pair[side][what] for pair in runs] for side in (0, 1)] for what in (0, 1)
    )
    ratios = [one / another for one, another in zip(mine, its, strict=True)]
    print(
        f"clusters {clusters}, {pairs} pairs: {statistics.median(mine):.1f} s of CPU and {max(memory):.0f} MB here, "
        f"{statistics.median(its):.1f} s and {max(before):.0f} MB there: ratio {statistics.median(ratios):.2f} "
        f"({min(ratios):.2f} to {max(ratios):.2f}), memory {max(memory) / max(before):.2f}"
    )


def of_checkout(tree: Path, arguments: list[str], folder: Path) -> tuple[float, float]:
    """Seconds of CPU, and the peak in MB, of a checkout's natpin."""
    command = [sys.executable, "-m", "natpin", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(tree / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with open(os.devnull, "w") as nowhere:
        started = subprocess.Popen(command, cwd=folder, env=environment, stdout=nowhere, stderr=nowhere)
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)  # reaped above
    if started.returncode not in (0, 1):
        raise SystemExit(f"{tree}: natpin {arguments[0]} ended with {started.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 2**10


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
