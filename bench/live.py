"""``python -m bench live``: natpin lint --azure on a simulated subscription of 2,000 clusters.

The simulator runs in this process, natpin in one of its own; wall time holds both, CPU and memory are natpin's alone.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from bench.paired import once

CLUSTERS = 2000


def main(folder: Path, clusters: int = CLUSTERS) -> None:
    """Seed, run, print."""
    from natpin.simulator import Settings, Simulator
    from natpin.simulator.example import fleet

    folder.mkdir(parents=True, exist_ok=True)
    with Simulator(Settings(keep_bodies=False)) as azure:
        fleet(azure, clusters)
        info = folder / "info.json"
        info.write_text(json.dumps({**azure.info(), "caFile": str(azure.ca_path)}))
        print(f"a simulated subscription: {clusters} clusters, {len(azure.entries())} resources")
        for arguments in (["lint", "--fail-on", "never", "--format", "json"], ["egress", "--format", "json"]):
            azure.clear_requests()
            command = [sys.executable, "-m", "natpin", *arguments, "--azure", "--azure-info", str(info)]
            run = once(command, folder)
            asked = Counter(one.path.rsplit("/", 1)[-1] for one in azure.requests)
            print(
                f"natpin {arguments[0]} --azure\n"
                f"  {run.wall:6.1f} s wall, {run.cpu:.1f} s CPU, {run.megabytes:.0f} MB peak\n"
                f"  {sum(asked.values())} requests: {', '.join(f'{number} {what}' for what, number in asked.items())}"
            )
