"""Writes docs/rotating.md: other IPs and other gateways for a cluster that is pinned, each story run on the simulated Azure."""

from __future__ import annotations

from pathlib import Path

from docs.stories import REGION, Stage, cluster, network, picture, planned_and_applied, shown, stage

_START = """\
# Other IPs, other gateways

Written by `make docs`: every command on this page was run on the simulated Azure, and shows what it printed there.

A cluster that leaves from pinned IPs needs others some day: more of them, those of another provider contract, a gateway of
another SKU. Each change is a wish in natpin.yaml, and a plan of its own. The way back is the wish of before. How a cluster gets to
pinned IPs in the first place: [adopting.md](adopting.md); what the keys mean: [provisioning.md](provisioning.md).
"""

_ENTRY = """\
egress:
  payments:
    subscription: {subscription}
    resource-group: rg-payments
    location: westeurope
    lock: CanNotDelete
    virtual-network: {{name: vnet-payments, resource-group: rg-network}}
    subnets: {subnets}
    nat-gateway: {gateway}
    public-ips:
{ips}
    cluster: {{name: payments}}
"""
_BOTH = "[{name: system}, {name: workers}]"


def page() -> str:
    """The page as natpin prints it now."""
    return "\n".join([_START, _rotation(), _another_sku(), _one_subnet()])


def write(root: Path) -> list[Path]:
    """Writes the page; the files that changed."""
    path, new = root / "docs" / "rotating.md", page()
    if path.exists() and path.read_text(encoding="utf-8") == new:
        return []
    path.write_text(new, encoding="utf-8")
    return [path]


def pinned(here: Stage) -> None:
    """A cluster whose two subnets are on the NAT gateway nat-payments, with the prefix pfx-payments."""
    prefix = here.id("rg-payments", "Microsoft.Network/publicIPPrefixes", "pfx-payments")
    gateway = here.id("rg-payments", "Microsoft.Network/natGateways", "nat-payments")
    sku = {"name": "Standard"}
    here.azure.seed(
        {
            "id": prefix,
            "location": REGION,
            "sku": sku,
            "properties": {
                "prefixLength": 30,
                "publicIPAddressVersion": "IPv4",
                "ipPrefix": "198.51.100.8/30",
            },
        },
        {
            "id": gateway,
            "location": REGION,
            "sku": sku,
            "properties": {"idleTimeoutInMinutes": 4, "publicIpPrefixes": [{"id": prefix}]},
        },
    )
    on = {"natGateway": {"id": gateway}, "defaultOutboundAccess": False}
    network(here, "system", "workers", system=on, workers=on)
    cluster(here, "payments", "rg-payments", "userAssignedNATGateway", system="system", workers="workers")


def wish(
    here: Stage, ips: str, *allow: str, subnets: str = _BOTH, gateway: str = "{name: nat-payments}"
) -> str:
    """natpin.yaml with the entry, as a block of the page; what it allows is written below it."""
    text = _ENTRY.format(
        subscription=here.azure.subscription,
        subnets=subnets,
        gateway=gateway,
        ips="\n".join(f"      {line}" for line in ips.splitlines()),
    )
    text += f"allow: [{', '.join(allow)}]\n" if allow else ""
    here.wish(text)
    return f"```yaml\n{text}```\n"


def done(here: Stage, part: str = "") -> str:
    """Plan and apply natpin.yaml; both commands, and what the apply printed."""
    chosen = f" --stage {part}" if part else ""
    here.run(f"natpin plan{chosen} --out plan.json")
    here.run("natpin apply plan.json")
    return planned_and_applied(here)


def _rotation() -> str:
    told = [
        "## A second prefix beside the first, which is drained and retired",
        "",
        "Partners allow 198.51.100.8/30. Four new addresses shall take its place, and nobody is to notice more than they must.",
        "",
    ]
    with stage("") as here:
        pinned(here)
        old = here.id("rg-payments", "Microsoft.Network/publicIPPrefixes", "pfx-payments")
        told.append(picture(here))
        told += ["The new prefix is wanted beside the old one:", ""]
        told.append(wish(here, f"prefix: {{name: pfx-payments-2, length: 30}}\nexisting: [{old}]"))
        told += [
            "First it is allocated, so that partners can be told; nothing uses it:",
            "",
            done(here, "allocate"),
        ]
        told += ["When they allow it, too, it goes on the gateway:", ""]
        here.run("natpin plan --out plan.json")
        told.append(shown(here, "~ update", "  no-op"))
        here.run("natpin apply plan.json")
        told += [shown(here), picture(here)]
        told += [
            "Now the old one is drained: it is named under `retire` with the last day it is promised. Until that day has passed, "
            "nobody can take it off by mistake:",
            "",
        ]
        told.append(wish(here, _retiring(old, "2999-12-31"), "ip-retire"))
        here.run("natpin plan --out plan.json")
        told.append(shown(here, "! blocked", "  no-op"))
        told += ["When the day has passed (here it is set to one that has):", ""]
        wish(here, _retiring(old, "2026-01-31"), "ip-retire")
        here.run("natpin plan --out plan.json")
        told.append(shown(here, "~ update", "  no-op"))
        here.run("natpin apply plan.json")
        told += [shown(here), picture(here)]
        told += [
            "The old prefix is not deleted: natpin deletes nothing. Back it goes by naming it under `existing` again.",
            "",
        ]
    return "\n".join(told)


def _retiring(id_: str, after: str) -> str:
    return f"prefix: {{name: pfx-payments-2, length: 30}}\nretire:\n  - {{id: {id_}, after: {after}}}"


def _another_sku() -> str:
    told = [
        "## From Standard to StandardV2",
        "",
        "Azure changes the SKU of no NAT gateway, and a StandardV2 gateway takes StandardV2 addresses only: it is a new gateway with "
        "new IPs, and each subnet goes over in one write, never without a gateway in between.",
        "",
    ]
    with stage("") as here:
        pinned(here)
        told.append(picture(here))
        gateway = "{name: nat-payments-v2, sku: StandardV2}"
        told.append(
            wish(
                here,
                "prefix: {name: pfx-payments-v2, length: 30}",
                "gateway-change",
                "outbound-type-change",
                gateway=gateway,
            )
        )
        told += ["The addresses first, for partners to allow:", "", done(here, "allocate")]
        here.run("natpin plan --out plan.json")
        told += [
            "Then the subnets:",
            "",
            shown(here, "~ update  subnets system", "~ update  subnets workers"),
        ]
        here.run("natpin apply plan.json")
        told += [shown(here), picture(here)]
        told += [
            "The old gateway and its prefix are left, unused: they cost until somebody deletes them, and until then the wish of "
            "before (with the same words under `allow`) leads back.",
            "",
        ]
    return "\n".join(told)


def _one_subnet() -> str:
    told = [
        "## One subnet from one gateway to another, in one step",
        "",
        "The workers shall leave from IPs of their own, the rest as before. An entry names the subnets it is about, and no others:",
        "",
    ]
    with stage("") as here:
        pinned(here)
        told.append(picture(here))
        ips, gateway = "prefix: {name: pfx-workers, length: 31}", "{name: nat-workers}"
        told.append(
            wish(
                here,
                ips,
                "gateway-change",
                "outbound-type-change",
                subnets="[{name: workers}]",
                gateway=gateway,
            )
        )
        here.run("natpin plan --out plan.json")
        told.append(shown(here, "~ update", "  no-op"))
        told += [
            "As code, for whoever writes to Azure by other means; each says it in one write as well, and was read back by natpin "
            "before it was printed:",
            "",
        ]
        for language in ("terraform", "az"):
            here.run(f"natpin plan --emit {language}")
            told.append(shown(here))
        here.run("natpin plan --emit bicep --output main.bicep")
        command, _printed, _status = here.told[-1]
        told.append(
            f"```console\n$ {command}\n$ cat rg_network.bicep\n{(here.folder / 'rg_network.bicep').read_text()}```\n"
        )
        here.run("natpin apply plan.json")
        told += [shown(here), picture(here)]
    return "\n".join(told)
