"""docs/adopting.md and docs/rotating.md: how a cluster gets to pinned IPs, and to others, told by running it on the simulated Azure.

Every command that the page shows is run when it is written, and what it shows is what was printed.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from natpin.cli import main
from natpin.simulator import Settings, Simulator

REGION = "westeurope"
OFFICE = "192.0.2.0/24"
CONTRACT = """\
contract:
  ips:
    - {cidr: 198.51.100.1, partners: [Acme Bank, Globex]}
"""


@dataclass
class Stage:
    """One place to run commands in: a simulated Azure, and a repository with natpin.yaml."""

    azure: Simulator
    folder: Path
    told: list[tuple[str, str, int]] = field(default_factory=list)
    """Each command as it is shown, what it printed, and its exit status."""

    def id(self, group: str, type_: str, name: str) -> str:
        return f"/subscriptions/{self.azure.subscription}/resourceGroups/{group}/providers/{type_}/{name}"

    def run(self, command: str) -> str:
        """Run a command of natpin's as a reader types it; what it printed."""
        words = shlex.split(command)
        assert words[0] == "natpin"
        flags = [
            "--azure-info",
            str(self.folder / ".azure.json"),
            *(["--yes"] if words[1] == "apply" else []),
        ]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main([*words[1:], *flags])
        printed = out.getvalue() + (err.getvalue() if status == 2 else "")
        printed = printed.replace(f" --azure-info {self.folder / '.azure.json'}", "")
        self.told.append((command, printed, status))
        return printed

    def both(self, file: str, part: str = "") -> str:
        """Plan and apply one stage's file."""
        chosen = f" --stage {part}" if part else ""
        self.run(f"natpin plan --config adopt/{file}.yaml{chosen} --out adopt/{file}.plan.json")
        return self.run(f"natpin apply adopt/{file}.plan.json --config adopt/{file}.yaml")

    def announce(self) -> None:
        """Partners have confirmed, so the file of the stage announce is the team's natpin.yaml."""
        self.wish((self.folder / "adopt/2-announce.yaml").read_text())

    def wish(self, text: str) -> None:
        (self.folder / "natpin.yaml").write_text(text)


@contextlib.contextmanager
def stage(text: str = CONTRACT) -> Iterator[Stage]:
    """A place with nothing in Azure yet."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        Simulator(Settings(retry_after=0, operation_seconds=0.05, cluster_operation_seconds=0.1)) as azure,
    ):
        folder = Path(scratch).resolve()
        (folder / ".azure.json").write_text(json.dumps({**azure.info(), "caFile": str(azure.ca_path)}))
        made = Stage(azure, folder)
        made.wish(text)
        yield made


def network(here: Stage, *subnets: str, **more: dict[str, Any]) -> None:
    """A virtual network of the team's; ``more`` are further properties of a subnet, by its name."""
    described = [
        {"name": name, "properties": {"addressPrefix": f"10.20.{number * 16}.0/20", **more.get(name, {})}}
        for number, name in enumerate(subnets)
    ]
    here.azure.seed(
        {
            "id": here.id("rg-network", "Microsoft.Network/virtualNetworks", "vnet-payments"),
            "location": REGION,
            "properties": {"addressSpace": {"addressPrefixes": ["10.20.0.0/16"]}, "subnets": described},
        }
    )


def cluster(here: Stage, name: str, group: str, outbound: str = "loadBalancer", **pools: str) -> str:
    """A cluster; ``pools`` gives each pool's subnet, the first is the system pool. With none, AKS manages its network."""
    around = here.id("rg-network", "Microsoft.Network/virtualNetworks", "vnet-payments")
    id_ = here.id(group, "Microsoft.ContainerService/managedClusters", name)
    profiles = [
        {
            "name": pool,
            "mode": "User" if position else "System",
            "count": 3,
            "vmSize": "Standard_D4s_v5",
            **({"vnetSubnetID": f"{around}/subnets/{subnet}"} if subnet else {}),
        }
        for position, (pool, subnet) in enumerate((pools or {"system": ""}).items())
    ]
    profile = {
        "networkPlugin": "azure",
        "networkPluginMode": "overlay",
        "outboundType": outbound,
        "podCidr": "192.168.0.0/16",
        "loadBalancerSku": "standard",
    }
    here.azure.seed(
        {
            "id": id_,
            "location": REGION,
            "identity": {"type": "SystemAssigned"},
            "properties": {"dnsPrefix": name, "agentPoolProfiles": profiles, "networkProfile": profile},
        }
    )
    here.azure.settle()
    if pools:
        _let_join(here, id_)
    return id_


def _let_join(here: Stage, id_: str) -> None:
    """A cluster's identity may join the subnets of the team's network, as ``az aks create`` sees to."""
    identity = (here.azure.get(id_) or {})["identity"]["principalId"]
    network_ = here.id("rg-network", "Microsoft.Network/virtualNetworks", "vnet-payments")
    here.azure.grant(identity, "Network Contributor", network_)


def changed(here: Stage, id_: str, **properties: Any) -> None:
    """Somebody gives a cluster other properties."""
    body = here.azure.get(id_) or {}
    kept = {key: body[key] for key in ("location", "identity")}
    here.azure.seed({"id": id_, **kept, "properties": {**body["properties"], **properties}})
    here.azure.settle()
    _let_join(here, id_)


def payments(here: Stage) -> str:
    """A cluster on the load balancer, with a subnet for each of its two pools."""
    network(here, "system", "workers")
    return cluster(here, "payments", "rg-payments", system="system", workers="workers")


def adopt(here: Stage, cluster_: str = "rg-payments/payments", more: str = "") -> str:
    """Run ``natpin adopt``."""
    return here.run(f"natpin adopt {here.azure.subscription}/{cluster_} {more}".rstrip())


def picture(here: Stage, cluster_: str = "rg-payments/payments") -> str:
    """The way out of the cluster as natpin draws it today: a mermaid block."""
    found = re.search(r"```mermaid\n.*?```\n", _egress(here, cluster_, "markdown"), re.S)
    assert found is not None
    return found[0]


def shown(here: Stage, first: str = "", last: str = "") -> str:
    """The latest command with what it printed: from the line that begins with ``first`` to the one before ``last``."""
    command, printed, status = here.told[-1]
    lines = [line.rstrip() for line in printed.splitlines()]
    start = next(number for number, line in enumerate(lines) if line.startswith(first))
    end = next(
        (number for number, line in enumerate(lines) if last and number > start and line.startswith(last)),
        len(lines),
    )
    told = "\n".join([*(["…"] if start else []), *lines[start:end], *(["…"] if end < len(lines) else [])])
    again = f"\n$ echo $?\n{status}" if status else ""
    return f"```console\n$ {command}\n{told.strip()}{again}\n```\n"


def planned_and_applied(here: Stage) -> str:
    """The latest two commands, a plan and its apply, with what the apply printed."""
    (planned, _, _), _ = here.told[-2:]
    return shown(here).replace("```console\n", f"```console\n$ {planned}\n…\n", 1)


def ips(here: Stage, cluster_: str) -> list[str]:
    """Where the pools of a cluster, ``RG/NAME``, leave from: what tests ask."""
    return _egress(here, cluster_, "cidrs").split()


def _egress(here: Stage, cluster_: str, format_: str) -> str:
    """What ``natpin egress`` prints, without a word of it on the page."""
    told = len(here.told)
    printed = here.run(f"natpin egress --azure {here.azure.subscription}/{cluster_} --format {format_}")
    del here.told[told:]
    return printed


def somebody(here: Stage, address: str) -> None:
    """Azure gives a free address to somebody else."""
    here.azure.seed(
        {
            "id": here.id("rg-others", "Microsoft.Network/publicIPAddresses", "theirs"),
            "location": REGION,
            "sku": {"name": "Standard"},
            "properties": {"publicIPAllocationMethod": "Static", "ipAddress": address},
        }
    )
