"""One set of results for every reporter, so that their pictures of it can be laid side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from zlib import crc32

import pytest

from natpin.model.doubt import Doubt, Reach
from natpin.model.finding import (
    Cause,
    Conditional,
    Finding,
    Fix,
    Related,
    Replacement,
    Rule,
    Severity,
    Suppressed,
    Verdict,
)
from natpin.model.location import Location
from natpin.model.path import EgressPath, Exit, Hop, IpRange, Pool, Role
from natpin.model.record import replace
from natpin.model.report import ClusterReport, Report, StackReport, WorkloadEgress
from natpin.model.resource import AGENT_POOL, CLUSTER, NAT_GATEWAY, SUBNET, WORKLOAD, Resource
from natpin.model.stack import Stack
from natpin.model.value import Skipped, Unknown, Value, default_of, of

HERE = Path(__file__).parent

SECONDS = Rule(
    "nat-idle-seconds",
    "NAT gateway idle timeout was given in seconds",
    Severity.ERROR,
    "The unit is minutes, 4 to 120. Neither the az command line nor the API's types catch 600.",
    "Write minutes.",
    ("https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource",),
)
IMPLICIT = Rule(
    "outbound-type-implicit-lb",
    "Outbound type is implicitly loadBalancer on a NAT subnet",
    Severity.ERROR,
    "AKS builds a load balancer that nothing uses, and authorizes the wrong IP.",
    "Set the outbound type to `userAssignedNATGateway`.",
    ("https://learn.microsoft.com/azure/aks/egress-outboundtype",),
)
POOL_SUBNET = Rule(
    "pool-subnet-no-nat",
    "A pool's subnet has no NAT gateway",
    Severity.ERROR,
    "Egress is decided per subnet: this pool leaves from other IPs than its neighbours.",
    "Attach the same NAT gateway to the pool's subnet.",
)
HEADROOM = Rule(
    "egress-ip-no-headroom",
    "No free slot to rotate IPs",
    Severity.NOTE,
    "A NAT gateway takes 16 IPv4 addresses. A /28 takes them all.",
    "Use a /29.",
)
UNPROTECTED = Rule(
    "egress-ip-unprotected",
    "Nothing protects the IPs that partners were given",
    Severity.WARNING,
    "A deleted public IP cannot be had back.",
    "Add a CanNotDelete lock.",
)
RULES = (SECONDS, IMPLICIT, POOL_SUBNET, HEADROOM, UNPROTECTED)


def at(path: str, line: int, column: int = 1, length: int = 0) -> Location:
    return Location(path, line, column, line if length else None, column + length if length else None)


def resource(type_: str, name: str, place: Location, address: str = "", **properties: object) -> Resource:
    nodes = {key: of(data, place) for key, data in properties.items()}
    return Resource(address or name, type_, Value(name, place), nodes, place)


def pool(cluster: Resource, name: str, place: Location) -> Pool:
    address = f"{cluster.address}#{name}"
    return Pool(name, address, resource(AGENT_POOL, name, place, address), place)


def nat_path(
    cluster: Resource, name: str, subnet: str, gateway: str, ips: Sequence[IpRange], role: Role = Role.NODE
) -> EgressPath:
    place = cluster.at
    nat = resource(NAT_GATEWAY, gateway, at(place.path, place.line + 10), idleTimeoutInMinutes=10)
    hops = (Hop("pool", name, place), Hop("subnet", subnet, place), Hop("nat-gateway", gateway, nat.at))
    hops += tuple(Hop("public-ip-prefix" if "/" in ip.label else "public-ip", ip.label, ip.at) for ip in ips)
    home = resource(SUBNET, subnet, place)
    return EgressPath(
        cluster, pool(cluster, name, place), role, Exit.NAT_GATEWAY, home, nat, hops, tuple(ips)
    )


def other_path(
    cluster: Resource,
    name: str,
    exit_: Exit,
    hop: Hop | None = None,
    subnet: str | None = None,
    ips: tuple[IpRange, ...] | Unknown = (),
    causes: tuple[Unknown, ...] = (),
) -> EgressPath:
    place = cluster.at
    home = resource(SUBNET, subnet, place) if subnet else None
    hops = (Hop("pool", name, place), *((Hop("subnet", subnet, place),) if subnet else ()))
    hops += (hop,) if hop else ()
    return EgressPath(cluster, pool(cluster, name, place), Role.NODE, exit_, home, None, hops, ips, causes)


def workload(
    name: str, place: Location, pools: Sequence[str], replicas: int | None = None, certain: bool = True
) -> WorkloadEgress:
    found = resource(WORKLOAD, name, place, kind="Deployment" if replicas else "DaemonSet")
    return WorkloadEgress(
        found, name, None if replicas is None else Value(replicas, place), tuple(pools), certain
    )


def finding(
    rule: Rule, message: str, place: Location, stack: Stack, verdict: Verdict = Verdict.FAIL, **more: object
) -> Finding:
    fingerprint = f"{crc32(repr((rule.id, place.path, message)).encode()):08x}"
    defaults = {"subject": "subject", "fingerprint": fingerprint, **more}
    return Finding(rule, verdict, rule.severity, message, place, stack=stack.id, **defaults)  # type: ignore[arg-type]


def clean() -> Report:
    """One cluster done right."""
    stack = Stack("arm", "azuredeploy.json")
    aks = resource(CLUSTER, "payments", at("azuredeploy.json", 40, 5))
    prefix = IpRange("egress-prefix /29", 8, None, "prefix", at("azuredeploy.json", 12))
    cluster = ClusterReport(
        aks,
        "payments",
        {
            "plugin": Value("azure"),
            "pluginMode": Value("overlay"),
            "outboundType": Value("userAssignedNATGateway"),
        },
        (nat_path(aks, "system", "aks-subnet", "egress-nat", [prefix]),),
        (workload("payment-processor", at("deploy.yaml", 1), ["system"], 3),),
        {rule.id: Verdict.PASS for rule in RULES},
    )
    return Report((StackReport(stack, (cluster,), ()),), (), (), RULES, 12, 2)


def tutorial() -> Report:
    """What the tutorial's script does."""
    script = "examples/payment-processor/provision.sh"
    stack = Stack("az", script)
    aks = resource(CLUSTER, "myAKSCluster", at(script, 31, 1), "az:aks:myRG/myAKSCluster")
    prefix = IpRange("myPublicIPPrefix /28", 16, None, "az:prefix", at(script, 9))
    cluster = ClusterReport(
        aks,
        "myAKSCluster",
        {
            "plugin": Value("azure", at(script, 36)),
            "outboundType": Value("loadBalancer", aks.at, default_of("AKS API")),
        },
        (nat_path(aks, "nodepool1", "myAKSSubnet", "myNATgateway", [prefix]),),
        (
            workload(
                "payment-processor", at("examples/payment-processor/deployment.yaml", 1), ["nodepool1"], 3
            ),
        ),
        {
            SECONDS.id: Verdict.FAIL,
            IMPLICIT.id: Verdict.FAIL,
            HEADROOM.id: Verdict.FAIL,
            UNPROTECTED.id: Verdict.FAIL,
        },
    )
    findings = (
        finding(
            SECONDS,
            "myNATgateway: idle timeout 600 is in seconds; 10 minutes was meant",
            at(script, 44, 78, 3),
            stack,
            subject="az:nat:myRG/myNATgateway",
            property="idleTimeoutInMinutes",
            clusters=(aks.address,),
            fix=Fix("write minutes", True, at(script, 44, 78, 3), "10"),
        ),
        finding(
            IMPLICIT,
            "myAKSCluster: outbound type is loadBalancer, because nothing else is written, on a subnet with a NAT gateway",
            at(script, 31, 1),
            stack,
            subject=aks.address,
            clusters=(aks.address,),
            related=(Related("the NAT gateway is attached here", at(script, 24, 1)),),
        ),
        finding(HEADROOM, "myPublicIPPrefix: all 16 of 16 slots are used", at(script, 9, 1), stack),
        finding(
            UNPROTECTED,
            "myPublicIPPrefix: nothing protects the prefix from being deleted",
            at(script, 9, 1),
            stack,
        ),
    )
    lines = {
        9: "az network public-ip prefix create -g $RG -n myPublicIPPrefix --length 28",
        24: "  az network vnet subnet update -g $RG --vnet-name myVnet -n myAKSSubnet --nat-gateway myNATgateway",
        31: "az aks create \\",
        44: "az network nat gateway create -g $RG -n myNATgateway --zone 1 --idle-timeout 600",
    }
    reports = (StackReport(stack, (cluster,), findings),)
    return Report(reports, (), (), RULES, 4, 2, sources={script: lines})


def environments() -> Report:
    """A Terraform root with three tfvars files: one passes, two do not; broken files; suppressions."""
    nat, main = "infra/nat.tf", "infra/main.tf"
    stacks = [Stack("terraform", "infra", (f"infra/{name}.tfvars",)) for name in ("prod", "staging", "dev")]
    reports = []
    for position, stack in enumerate(stacks):
        aks = resource(CLUSTER, "payments", at(main, 7), "azurerm_kubernetes_cluster.aks")
        prefix = IpRange("20.1.2.0/28", 16, "20.1.2.0/28", "azurerm_public_ip_prefix.egress", at(nat, 3))
        spare = IpRange("spare", 1, None, "azurerm_public_ip.spare", at(nat, 30))
        why = Unknown("var.gpu_subnet_id has no default", at("infra/variables.tf", 21), "--var-file")
        last = (
            other_path(
                aks,
                "gpu",
                Exit.LOAD_BALANCER,
                Hop("load-balancer", "managed by AKS", aks.at),
                "gpu",
                (IpRange("chosen by AKS", 1),),
            )
            if position == 0
            else other_path(aks, "gpu", Exit.UNKNOWN, subnet="gpu", ips=why, causes=(why,))
        )
        paths = (
            nat_path(aks, "system", "nodes", "egress", [prefix, spare]),
            nat_path(aks, "user", "nodes", "egress", [prefix, spare]),
            nat_path(aks, "user", "pods", "egress", [prefix, spare], Role.POD),
            *(() if position == 1 else (last,)),
        )
        found = []
        when = Conditional(('gpu_egress = "none"',), ('gpu_egress = "nat"', 'gpu_egress = "shared"'))
        if position == 0:
            found.append(
                finding(
                    POOL_SUBNET, "gpu: subnet gpu has no NAT gateway", at(main, 50, 3), stack, subject="gpu"
                )
            )
        if position == 2:
            cause = Cause(why.reason, why.at, why.settle_by)
            found.append(
                finding(
                    POOL_SUBNET,
                    "gpu: its subnet cannot be known",
                    at(main, 50, 3),
                    stack,
                    Verdict.UNKNOWN,
                    causes=(cause,),
                    subject="gpu",
                    conditional=when,
                )
            )
        if position != 1:
            found.append(finding(HEADROOM, "egress: 16 of 16 slots are used", at(nat, 12), stack))
        cluster = ClusterReport(
            aks,
            "payments",
            {"plugin": Value("azure"), "outboundType": Value("userAssignedNATGateway"), "pluginMode": why},
            paths,
            (
                workload("ledger", at("k8s/ledger.yaml", 4), ["system", "user"], 2),
                workload("node-exporter", at("k8s/exporter.yaml", 1), ["system", "user", "gpu"]),
                workload("trainer", at("k8s/trainer.yaml", 1), ["gpu"], 1, certain=False),
                workload("orphan", at("k8s/orphan.yaml", 1), [], 1),
            ),
            {
                POOL_SUBNET.id: (Verdict.FAIL, Verdict.PASS, Verdict.UNKNOWN)[position],
                SECONDS.id: Verdict.NOT_APPLICABLE,
            },
            {POOL_SUBNET.id: when} if position == 2 else {},
        )
        doubts = (
            Doubt(
                "local-exec runs az rest with a body that is not known",
                at("infra/fix.tf", 4, 5),
                "put the change into a resource",
                Reach((SUBNET,), properties=("natGateway", "routeTable")),
            ),
            Doubt(
                "the module is not here",
                at(main, 80),
                "terraform init",
                Reach((NAT_GATEWAY,), adds=True, alters=False),
            ),
            Doubt(
                "the module is not here",
                at(main, 90),
                "terraform init",
                Reach((NAT_GATEWAY,), adds=True, alters=False),
            ),
        )
        reports.append(
            StackReport(stack, (cluster,), tuple(found), doubts=doubts if position else doubts[:1])
        )
    let_be = finding(UNPROTECTED, "egress: nothing protects the prefix", at(nat, 3), stacks[0])
    return Report(
        tuple(reports),
        (
            Skipped(
                "infra/broken.tf",
                'line 3: expected "}" before the end of the file',
                at("infra/broken.tf", 3, 9),
                True,
            ),
            Skipped("docs/logo.sh", "not text"),
        ),
        (
            Suppressed(
                let_be,
                "the resource group is locked by the platform team",
                "inline",
                at(nat, 2),
                "2027-01-31",
            ),
        ),
        RULES,
        40,
        12,
    )


def nothing() -> Report:
    """No AKS anywhere."""
    return Report((), (), (), RULES, 40, 0)


def poisoned(text: str) -> Report:
    """A report in which every string that a repository can choose is ``text``."""
    place = Location(text or "x", 3, 7, 3, 9)
    rule = Rule(text, text, Severity.ERROR, text, text, (text, f"https://{text}"))
    stack = Stack(text, text, (text or "x", f"{text}.tfvars"))
    aks = resource(CLUSTER, text, place, text)
    why = Unknown(text, place, text)
    home = EgressPath(
        aks,
        pool(aks, text, place),
        Role.POD,
        Exit.VIRTUAL_APPLIANCE,
        why,
        why,
        (Hop(text, text, place),),
        why,
        (why,),
    )
    lost = other_path(aks, text, Exit.UNKNOWN, Hop(text, text, place), text, why, (why,))
    ips = [IpRange(text, 16, text, text, place), IpRange(f"{text} /28", None, None, text)]
    cluster = ClusterReport(
        aks,
        text,
        {
            "plugin": Value(text),
            "pluginMode": Value(text),
            "outboundType": Value(text, place, default_of(text)),
            "x": why,
        },
        (nat_path(aks, text, text, text, ips), nat_path(aks, text, text, text, ips, Role.POD), home, lost),
        (workload(text, place, [text], 2, certain=False), workload(text, place, [])),
        {text: Verdict.FAIL, f"{text}2": Verdict.PASS, f"{text}3": Verdict.UNKNOWN},
        {text: Conditional((text,), (text,))},
    )
    fix = Fix(
        text, False, place, text, (Replacement(place, text), Replacement(replace(place, path="b.tf"), text))
    )
    related, causes = (Related(text, place),), (Cause(text, place, text),)
    more = {
        "subject": text,
        "fingerprint": text,
        "property": text,
        "clusters": (text,),
        "related": related,
        "fix": fix,
        "conditional": Conditional((text, text), (text,), (text,)),
    }
    doubt = Doubt(text, place, text, Reach((text,), properties=(text,), adds=True))
    found = finding(rule, text, place, stack, **more)
    undecided = finding(rule, text, place, stack, Verdict.UNKNOWN, causes=causes, **more)
    return Report(
        (
            StackReport(stack, (cluster,), (found, undecided), text, (doubt,)),
            StackReport(Stack("tf", text), (), (found,)),
        ),
        (Skipped(text, text, place, True, text), Skipped(text, text)),
        (Suppressed(found, text, "inline", place, text),),
        (rule,),
        1,
        1,
        excluded=(text, f"{text}2"),
        switched_off=(text,),
        sources={text or "x": {3: f"  ab: {text}", 4: text}},
    )


def crowded(number: int) -> Report:
    """As many findings, of every severity."""
    stack = Stack("az", "provision.sh")
    rules = (SECONDS, UNPROTECTED, HEADROOM)
    found = [
        finding(rules[i % 3], f"number {i}", at("provision.sh", i + 1), stack, subject=f"s{i}")
        for i in range(number)
    ]
    return Report((StackReport(stack, (), tuple(found)),), (), (), RULES, 1, 1)


@pytest.fixture(scope="session")
def results() -> Mapping[str, Report]:
    """The shared result set, by name."""
    return {name: build() for name, build in RESULTS.items()}


@pytest.fixture(scope="session")
def poison() -> Callable[[str], Report]:
    """``poisoned``, for tests."""
    return poisoned


@pytest.fixture(scope="session")
def crowd() -> Callable[[int], Report]:
    """``crowded``, for tests."""
    return crowded


def estate() -> Report:
    """What a platform team sees: three clusters of four pools, long names, many findings."""
    modules, root = "platform/modules/aks-cluster/main.tf", "platform/environments/production"
    stack = Stack("terraform", root, (f"{root}/production-westeurope.auto.tfvars",))
    regions = ("westeurope", "northeurope", "germanywestcentral")
    clusters, found = [], []
    for number, region in enumerate(regions):
        address = f'module.regional_platform["{region}"].module.kubernetes.azurerm_kubernetes_cluster.this'
        aks = resource(CLUSTER, f"aks-payments-platform-production-{region}", at(modules, 14, 1), address)
        gateway, shared = f"ng-payments-platform-production-{region}", f"snet-aks-nodes-production-{region}"
        prefix = IpRange(f"ippre-payments-egress-production-{region} /29", 8, None, "prefix", at(modules, 90))
        paths = [nat_path(aks, name, shared, gateway, [prefix]) for name in ("system", "general")]
        why = Unknown(
            f'module.regional_platform["{region}"].var.batch_subnet_id is the output of a module that is not in this workspace',
            at("platform/modules/regional-platform/variables.tf", 61, 3),
            "run terraform get first, or lint the output of terraform show -json",
        )
        paths.append(other_path(aks, "batch", Exit.UNKNOWN, subnet=None, ips=why, causes=(why,)))
        each = Unknown(
            "each node has a public IP of its own, which changes with the node", at(modules, 120, 3)
        )
        paths.append(
            other_path(
                aks,
                "gpuspot",
                Exit.INSTANCE_PUBLIC_IP,
                Hop("instance-public-ip", "node public IPs"),
                f"snet-aks-gpu-production-{region}",
                each,
            )
        )
        services = [
            f"payment-{part}"
            for part in (
                "api",
                "worker",
                "webhooks",
                "ledger",
                "reconciler",
                "scheduler",
                "reports",
                "exports",
            )
        ]
        loads = [
            workload(name, at(f"k8s/{name}.yaml", 1), ["general"], index % 4 + 1)
            for index, name in enumerate(services)
        ]
        loads.append(workload("nightly-settlement", at("k8s/settlement.yaml", 1), ["batch"]))
        facts = {
            "plugin": Value("azure"),
            "pluginMode": Value("overlay"),
            "outboundType": Value("userAssignedNATGateway"),
        }
        verdicts = {POOL_SUBNET.id: Verdict.FAIL, HEADROOM.id: Verdict.PASS}
        clusters.append(
            ClusterReport(
                aks, f"aks-payments-platform-production-{region}", facts, tuple(paths), tuple(loads), verdicts
            )
        )
        pool_address = f"{address}#gpuspot"
        more = {"subject": pool_address, "clusters": (address,)}
        message = f"gpuspot: subnet snet-aks-gpu-production-{region} has no NAT gateway, so its nodes leave from IPs of their own"
        found.append(finding(POOL_SUBNET, message, at(modules, 118, 3), stack, **more))
        cause = Cause(why.reason, why.at, why.settle_by)
        message = "batch: whether its subnet has a NAT gateway cannot be known"
        found.append(
            finding(
                POOL_SUBNET, message, at(modules, 131, 3), stack, Verdict.UNKNOWN, causes=(cause,), **more
            )
        )
        message = f"{gateway}: idle timeout {600 + number} is in seconds; 10 minutes was meant"
        place = at("platform/modules/nat-gateway/main.tf", 22, 29, 3)
        found.append(
            finding(
                SECONDS,
                message,
                place,
                stack,
                related=(Related("the value comes from here", at(f"{root}/main.tf", 40, 5)),),
            )
        )
        message = f"ippre-payments-egress-production-{region}: nothing protects the prefix"
        found.append(finding(UNPROTECTED, message, at(modules, 90, 1), stack))
    return Report((StackReport(stack, tuple(clusters), tuple(found)),), (), (), RULES, 1250, 48)


RESULTS = {
    "estate": estate,
    "clean": clean,
    "tutorial": tutorial,
    "environments": environments,
    "nothing": nothing,
}
