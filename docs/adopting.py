"""Writes docs/adopting.md: the stages of ``natpin adopt``, and its stories, each run on the simulated Azure."""

from __future__ import annotations

from pathlib import Path

from docs.stories import (
    CONTRACT,
    OFFICE,
    REGION,
    adopt,
    changed,
    cluster,
    network,
    payments,
    picture,
    planned_and_applied,
    shown,
    somebody,
    stage,
)

from natpin.provision.migrations import AS_OF, MANAGED_NETWORK, OWN_NETWORK, PAGE

_START = """\
# From where a cluster stands to pinned IPs

Written by `make docs`: every command on this page was run on the simulated Azure, and shows what it printed there.

`natpin adopt SUBSCRIPTION/RG/CLUSTER` looks at a live cluster of any outbound type and says whether it can get to IPs of its
own behind a NAT gateway where it stands, in which stages, what traffic notices of each, whom to tell, and the way back. It
only reads. `--write FOLDER` writes each stage, and its way back, as a `natpin.yaml` of its own: the team's, with the stage's
entry, what that takes under `allow`, and, as warnings, the rules that a cluster on its way breaks on purpose. Each is
planned, approved and applied like any other ([provisioning.md](provisioning.md)).

To walk the way without Azure: `natpin simulate --info-out azure.json` in one terminal; in another
`natpin adopt SUBSCRIPTION/checkout/checkout --write adopt --azure-info azure.json`, with the subscription that the first one prints,
and then the commands that it tells.

| Stage | What it does | Traffic notices | The way back |
|---|---|---|---|
| allocate | the public IP prefix exists, and nothing uses it | nothing | the prefix is deleted by hand: natpin deletes nothing |
| announce | the contract names the new IPs beside the present ones; partners confirm that they allow them. No plan: it waits for a person | nothing | the contract without them |
| move-1, move-2 … | subnets go over to the NAT gateway: those of a pool's nodes and pods together, those with a system pool last. The outbound type stays, and the load balancer keeps its IPs | new connections leave from the new IPs; connections that are open keep the old ones (a StandardV2 gateway may interrupt them) | `nat-gateway: none`: new connections leave from the IPs that partners knew all along |
| retire | the outbound type becomes `userAssignedNATGateway` | egress may be interrupted while AKS reconciles; connections that still leave from the load balancer drop | the outbound type of before; IPs that AKS managed do not come back |

Nobody moves before *announce*: where natpin.yaml's own contract gives the present IPs to partners, and not the new ones to each of
them, plan and apply refuse a file of *move* or *retire*. Where it names nobody, they say so. `2-announce.yaml` becomes natpin.yaml when
partners have confirmed.

Run it again after each stage: it says what is done, and what is next. The first stage that partners depend on is *move*; the
first that cannot be undone for them is *retire*. An end that partners were promised (`--promised-until`, or `until` in the
[contract](contract.md)) blocks *retire* until that day has passed; run again with the same `--write`, the day is remembered. Where the API server lets in authorized ranges only, the plan of the first move lets in the new ones first.

Each file says at its top which comes before and after it. Run again, `--write` writes them anew, but keeps the way back from a stage
that is done: what was there before it cannot be seen any more. `--emit terraform|bicep|az` writes each stage as code besides, in a
folder of its own, for whoever does not want natpin to write ([provisioning.md](provisioning.md#code-instead-of-writes)). Code of an
earlier run that does not hold any more (its stage is done or blocked) is renamed to `….former`, except where Terraform was run. Where the
cluster cannot get there from where it stands, `--new NAME --address-space CIDR` writes the stages to a new cluster beside it. The
entry makes its system pool; the further pools are a stage of their own, of commands for az.

Names and the size of the prefix are natpin's (`nat-CLUSTER`, `pfx-CLUSTER`, the smallest prefix that gives every node 1024 SNAT
ports) until you choose others: `--gateway`, `--prefix`, `--length`, `--sku`, `--entry`. Give the names that you chose on every run.

## What moves where it stands

"""

_TABLE_END = """
Every change of the outbound type changes the egress IPs or interrupts egress (the same page). A cluster whose virtual network
AKS manages cannot get to a NAT gateway of yours: it takes a new cluster.
"""


def page() -> str:
    """The page as natpin prints it now."""
    return "\n".join(
        [
            _START + _table(),
            _with_partners(),
            _turning_back(),
            _refused_for_routes(),
            _shared(),
            _authorized(),
            _managed(),
        ]
    )


def write(root: Path) -> list[Path]:
    """Writes the page; the files that changed."""
    path, new = root / "docs" / "adopting.md", page()
    if path.exists() and path.read_text(encoding="utf-8") == new:
        return []
    path.write_text(new, encoding="utf-8")
    return [path]


def _table() -> str:
    lines = [
        f"What AKS changes on a cluster that stays ([AKS, outbound types]({PAGE}), as of {AS_OF}):",
        "",
        "| Virtual network | From | To |",
        "|---|---|---|",
    ]
    for whose, table in (("your own", OWN_NETWORK), ("managed by AKS", MANAGED_NETWORK)):
        lines += [
            f"| {whose} | `{before}` | {', '.join(f'`{after}`' for after in sorted(to))} |"
            for before, to in table.items()
        ]
    return "\n".join(lines) + "\n" + _TABLE_END


def _with_partners() -> str:
    told = ["## From the load balancer, with two partners", ""]
    with stage() as here:
        payments(here)
        told += [
            "Acme Bank and Globex allow the load balancer's IP, and the contract says so:",
            "",
            f"```yaml\n{CONTRACT}```",
            "",
            picture(here),
        ]
        adopt(here, more="--write adopt --promised-until 2027-03-31")
        told.append(shown(here))
        here.both("1-allocate", "allocate")
        told += ["The addresses exist, and nothing uses them:", "", planned_and_applied(here)]
        adopt(here, more="--write adopt --promised-until 2027-03-31")
        told += [
            "Now they are known, and partners can be told (`adopt/2-announce.md` has the words):",
            "",
            shown(here, "1. allocate", "3. move-1"),
            "When both have confirmed, `adopt/2-announce.yaml` becomes natpin.yaml, and the workers go over, then the system pool:",
            "",
        ]
        here.announce()
        here.both("3-move-1")
        told.append(planned_and_applied(here))
        here.both("4-move-2")
        told += [planned_and_applied(here), picture(here)]
        here.run("natpin plan --config adopt/5-retire.yaml --out adopt/5-retire.plan.json")
        told += [
            "The present IPs are promised for longer, so nobody can release them by mistake:",
            "",
            shown(here, "! blocked", "Blocked"),
            "When the day has passed, or both partners agree to an earlier one (`natpin adopt` again, with that day under "
            "`--promised-until`), the last stage is applied:",
            "",
        ]
        adopt(here, more="--write adopt --promised-until 2026-01-31")
        here.both("5-retire")
        told.append(planned_and_applied(here))
        adopt(here)
        told += [shown(here), picture(here)]
    return "\n".join(told)


def _turning_back() -> str:
    told = [
        "## Turning back",
        "",
        "From *allocate* and *announce*: nothing has moved. The contract loses the new IPs again (natpin.yaml as it was), and the "
        "prefix is deleted by whoever made it (`az network public-ip prefix delete`): natpin deletes nothing.",
        "",
        *_back_before_a_move(),
        "From a move: the subnet is taken off the gateway, and leaves from the IPs that partners knew all along. Keep the folder: "
        "after *retire*, its files are the way back.",
        "",
    ]
    with stage() as here:
        payments(here)
        adopt(here, more="--write adopt --promised-until 2026-01-31")
        here.both("1-allocate", "allocate")
        here.announce()
        here.both("3-move-1")
        here.run("natpin plan --config adopt/3-move-1-back.yaml --out adopt/3-move-1-back.plan.json")
        told.append(shown(here, "~ update", "Fingerprint"))
        here.run("natpin apply adopt/3-move-1-back.plan.json --config adopt/3-move-1-back.yaml")
        told += [shown(here), picture(here)]
        for file in ("3-move-1", "4-move-2", "5-retire"):
            here.both(file)
        told += [
            "From *retire*: the outbound type first, then the moves, the last one first. The load balancer has another IP than "
            "before: AKS released the one it had, and Azure gave that one to somebody else.",
            "",
        ]
        somebody(here, "198.51.100.1")
        here.both("5-retire-back")
        told += [
            planned_and_applied(here),
            "Partners do not allow the other IP yet, so the egress contract stops the next step:",
            "",
        ]
        here.run("natpin plan --config adopt/4-move-2-back.yaml --out adopt/4-move-2-back.plan.json")
        told += [
            shown(here, "  error"),
            "They have to be told of it. When they allow it, the contract in the files of the ways back names it in place of the "
            "one that is gone, and the subnets follow:",
            "",
        ]
        for file in ("4-move-2-back", "3-move-1-back"):
            written = here.folder / f"adopt/{file}.yaml"
            written.write_text(written.read_text().replace("198.51.100.1", "198.51.100.2"))
            here.both(file)
            told.append(planned_and_applied(here))
        told.append(picture(here))
    return "\n".join(told)


def _back_before_a_move() -> list[str]:
    """From the two stages that move nothing."""
    with stage() as here:
        payments(here)
        before = picture(here)
        adopt(here, more="--write adopt")
        here.both("1-allocate", "allocate")
        adopt(here, more="--write adopt")
        here.wish((here.folder / "adopt/2-announce.yaml").read_text())
        here.wish(CONTRACT)
        gone = here.id("rg-payments", "Microsoft.Network/publicIPPrefixes", "pfx-payments")
        here.azure.world.resources.remove(gone)
        adopt(here)
        assert picture(here) == before, "nothing that traffic notices has been done"
        return [
            "With both taken back, it stands where it stood, and leaves as it did:",
            "",
            shown(here, "1. allocate", "3. move-1"),
            before,
        ]


def _refused_for_routes() -> str:
    with stage("") as here:
        table = here.id("rg-network", "Microsoft.Network/routeTables", "to-firewall")
        route = {
            "addressPrefix": "0.0.0.0/0",
            "nextHopType": "VirtualAppliance",
            "nextHopIpAddress": "10.20.250.4",
        }
        here.azure.seed(
            {
                "id": table,
                "location": REGION,
                "properties": {"routes": [{"name": "all", "properties": route}]},
            }
        )
        network(here, "system", system={"routeTable": {"id": table}})
        cluster(here, "payments", "rg-payments", "userDefinedRouting", system="system")
        before = picture(here)
        adopt(here)
        return "\n".join(["## Refused: a route to a firewall", "", before, shown(here)])


def _shared() -> str:
    told = ["## A subnet shared by two clusters", ""]
    with stage("") as here:
        network(here, "system")
        cluster(here, "payments", "rg-payments", system="system")
        cluster(here, "shop", "rg-shop", system="system")
        told.append(picture(here))
        adopt(here)
        told.append(shown(here))
        adopt(here, more="--together rg-shop/shop --write adopt")
        told += ["As agreed with the owners of shop:", "", shown(here, "3. move-1", "   before")]
        here.both("1-allocate", "allocate")
        here.announce()
        here.both("3-move-1")
        told += [
            "Both go over in one write:",
            "",
            planned_and_applied(here),
            picture(here),
            picture(here, "rg-shop/shop"),
        ]
    with stage("") as here:
        network(here, "system")
        cluster(here, "payments", "rg-payments", system="system")
        cluster(here, "shop", "rg-shop", system="system")
        adopt(here, more="--write adopt --own-subnet payments-nodes=10.20.128.0/22")
        told += [
            "Where shop stays as it is, payments gets pools in a subnet of its own first, and goes its way alone from there. "
            "`natpin apply` makes no pools: these are commands for az, in two files, and between them a person moves what runs "
            "on the old pools. Egress IPs stay as they are until *move*.",
            "",
            shown(here, "Written: "),
            f"```bash\n{(here.folder / 'adopt/own-1-new-pools.sh').read_text()}```\n",
            f"```bash\n{(here.folder / 'adopt/own-2-old-pools.sh').read_text()}```\n",
        ]
    return "\n".join(told)


def _authorized() -> str:
    told = [
        "## Authorized IP ranges",
        "",
        f"The API server lets in {OFFICE} only. Its own nodes reach it from the new IPs as soon as they move, so these are let in "
        "first; what is not allocated yet cannot be let in, and stops the move.",
        "",
    ]
    with stage("") as here:
        id_ = payments(here)
        changed(here, id_, apiServerAccessProfile={"authorizedIPRanges": [OFFICE]})
        told.append(picture(here))
        adopt(here, more="--write adopt")
        told.append(shown(here, "3. move-1", "   before"))
        here.run("natpin plan --config adopt/3-move-1.yaml")
        told += ["Planned before *allocate*:", "", shown(here, "! blocked subnets", "Blocked")]
        here.both("1-allocate", "allocate")
        here.announce()
        here.both("3-move-1")
        told += ["After it:", "", planned_and_applied(here), picture(here)]
    return "\n".join(told)


def _managed() -> str:
    with stage("") as here:
        cluster(here, "portal", "rg-portal", "managedNATGateway")
        adopt(here, "rg-portal/portal")
        told = ["## A virtual network that AKS manages: a new cluster beside it", "", shown(here)]
        adopt(here, "rg-portal/portal", "--new portal-2 --address-space 10.40.0.0/16 --write adopt")
        told += [
            "`--new` writes the stages to one, as far as an entry with `create:` can make it; what it cannot is told before anything "
            "runs there:",
            "",
            shown(here, "A new cluster"),
        ]
        here.both("1-allocate", "allocate")
        told += [planned_and_applied(here), "When the partners have confirmed:", ""]
        here.both("3-create")
        told += [planned_and_applied(here), picture(here, "rg-portal/portal-2")]
        return "\n".join(told)
