"""Facts about workloads, network policies and source notes."""

from __future__ import annotations

from typing import Any

from declare import AT, UNKNOWN, cluster, gateway, network, prefix, ref, resource, subnet, workload

from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    CONFIG_MAP,
    EGRESS_POLICY,
    GUESSED,
    NAT_GATEWAY,
    NETWORK_POLICY,
    OUTSIDE,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    Resource,
    SourceNote,
)
from natpin.model.value import Unknown, Value, members, of

X = "? var.x has no default"
GUESS = "? clusters of several roots are as near to it: which of them runs it is not known"
NAT = {"natGateway": {"id": ref("nat")}}


def runs(pools: Any, found: Resource | None = None, **gateway_of: Any) -> list[Any]:
    """A workload on a cluster of these pools. The subnet nodes has a NAT gateway, the subnet bare has none."""
    aks = cluster("userAssignedNATGateway", pools)
    on = gateway(publicIpPrefixes=[{"id": ref("prefix")}], **gateway_of)
    around = [network(), subnet(**NAT), subnet("bare"), subnet("pods"), on, prefix()]
    return [aks, *around, found or workload()]


def on(name: str = "system", subnet_: Any = None, **more: Any) -> dict[str, Any]:
    """A pool with a NAT gateway; ``subnet_`` another subnet than that one."""
    return {"name": name, "vnetSubnetID": subnet_ or ref("nodes"), **more}


PINNED, BARE = on(), on("bare", ref("bare"))
SELECTS = {"nodeSelector": {"agentpool": "system"}}


def keepalive(value: Any, name: str = "net.ipv4.tcp_keepalive_time") -> Resource:
    return workload(pod={"securityContext": {"sysctls": [{"name": "kernel.x", "value": "9"}, {"name": name, "value": value}]}})  # fmt: skip


def given(*variables: Any, **pod: Any) -> list[Any]:
    """A workload whose container has these variables."""
    return runs([PINNED], workload(pod={"containers": [{"name": "side"}, {"env": list(variables)}], **pod}))


def proxy(value: Any, name: Any = "HTTPS_PROXY") -> list[Any]:
    """A workload whose container has this as its proxy."""
    return given({"name": "LOG", "value": "http://other.example"}, {"name": name, "value": value})


CORP = "http://p.corp"


def settled(source: Any, *objects: Resource, env: Any = (), **more: Any) -> list[Any]:
    """A workload whose container takes its variables from these sources, beside objects that may hold them."""
    container = {"env": list(env), "envFrom": source}
    return [*runs([PINNED], workload(pod={"containers": [container]}, **more)), *objects]


def settings(name: Any = "m", data: Any = None, **more: Any) -> Resource:
    """A ConfigMap with a proxy."""
    held = {"HTTPS_PROXY": CORP} if data is None else data
    return resource(CONFIG_MAP, str(name), data=held, **more)


def outside(name: Any, **more: Any) -> Resource:
    """A service whose name stands for a host outside of the cluster."""
    return resource(OUTSIDE, "s", called=of(name, AT), **more)


def taking(*names: Any, prefix: str = "") -> list[Any]:
    """Sources of variables: ConfigMaps of these names."""
    return [{"configMapRef": {"name": name}, **({"prefix": prefix} if prefix else {})} for name in names]


def sent(by: Any, selects: Any = None, labels: Any = None, **more: Any) -> list[Any]:
    """A workload whose traffic a Cilium egress policy may send out by nodes: one pool has the NAT gateway, one has none."""
    pay = {"app": "pay"}
    policy = {"podSelectors": [{"matchLabels": selects or pay}], "nodeSelector": by, **more}
    about = workload(podLabels=pay if labels is None else labels)
    return [*runs([PINNED, BARE], about), resource(EGRESS_POLICY, "out", **policy)]


WORKLOADS: list[tuple[str, object, list[Any]]] = [
    ("name", "processor", runs([PINNED])),
    ("name", "web", runs([PINNED], workload("web"))),
    ("namespace", "pay", runs([PINNED], workload(namespace="pay"))),
    ("namespace", "default", runs([PINNED])),
    ("namespace", X, runs([PINNED], workload(namespace=UNKNOWN))),
    ("kind", "Deployment", runs([PINNED], workload(kind="Deployment"))),
    ("kind", X, runs([PINNED], workload(kind=UNKNOWN))),
    ("kind", None, runs([PINNED])),
    ("replicas", 3, runs([PINNED], workload(replicas=3))),
    ("replicas", 1, runs([PINNED])),
    ("replicas", 1, runs([PINNED], workload(replicas=None))),
    ("replicas", X, runs([PINNED], workload(replicas=UNKNOWN))),
    ("hostNetwork", True, runs([PINNED], workload(pod={"hostNetwork": True}))),
    ("hostNetwork", False, runs([PINNED], workload(pod={"hostNetwork": False}))),
    ("hostNetwork", False, runs([PINNED])),
    ("egressLabelled", True, runs([PINNED], workload(labels={"natpin.io/egress": "pinned"}))),
    ("egressLabelled", False, runs([PINNED], workload(labels={"natpin.io/egress": "any"}))),
    ("egressLabelled", False, runs([PINNED], workload(labels={"app": "pinned"}))),
    ("egressLabelled", False, runs([PINNED])),
    ("staticGateway", "gw", runs([PINNED], workload(podAnnotations={"kubernetes.azure.com/static-gateway-configuration": "gw"}))),
    # a policy that sends the selected pods out by nodes: which are not the NAT gateway's, which are, which may be
    ("egressGateway", "out", sent(by={"agentpool": "bare"})),
    ("egressGateway", None, sent(by={"agentpool": "system"})),
    ("egressGateway", None, sent(by={"agentpool": "none"})),
    # what leaves by the gateway leaves from its nodes' subnet, not from their pods'
    ("egressGateway", None, [*runs([on(podSubnetID=ref("bare"))]), resource(EGRESS_POLICY, "out", nodeSelector={}, podSelectors=[{}])]),
    ("egressGateway", "out", [*runs([on(subnet_=ref("bare"), podSubnetID=ref("nodes"))]), resource(EGRESS_POLICY, "out", nodeSelector={}, podSelectors=[{}])]),
    ("egressGateway", "out", sent(by={})),
    ("egressGateway", None, sent(by={"agentpool": "bare"}, selects={"app": "shop"})),
    ("egressGateway", None, sent(by={"agentpool": "bare"}, labels={})),
    ("egressGateway", None, sent(by={"agentpool": "bare"}, podSelectors=[])),
    ("egressGateway", "out", sent(by={"agentpool": "bare"}, podSelectors=[{"matchLabels": {"app": "shop"}}, {}])),
    ("egressGateway", "out", sent(by={"agentpool": "bare"}, podSelectors=[{"matchLabels": {"io.kubernetes.pod.namespace": "x", "app": "pay"}}])),
    ("egressGateway", "? the platform sets the label topology.kubernetes.io/zone", sent(by={"topology.kubernetes.io/zone": "1"})),
    ("egressGateway", X, sent(by={"agentpool": UNKNOWN})),
    ("egressGateway", "gw", runs([PINNED], workload(podAnnotations={"kubernetes.azure.com/static-gateway-configuration": "gw"}))),
    ("staticGateway", X, runs([PINNED], workload(podAnnotations={"kubernetes.azure.com/static-gateway-configuration": UNKNOWN}))),
    ("egressGateway", X, runs([PINNED], workload(podAnnotations={"kubernetes.azure.com/static-gateway-configuration": UNKNOWN}))),
    ("staticGateway", None, runs([PINNED], workload(podAnnotations={"app": "gw"}))),
    ("egressGateway", None, runs([PINNED], workload(podAnnotations={"app": "gw"}))),
    ("httpProxy", "http://proxy.corp:3128", proxy("http://proxy.corp:3128")),
    ("httpProxy", "proxy.corp:3128", proxy("proxy.corp:3128", "http_proxy")),
    ("httpProxy", "socks5://10.0.0.4", proxy("socks5://user:p@ss@10.0.0.4", "All_Proxy")),
    ("httpProxy", "proxy.corp:3128", proxy("user:pass@proxy.corp:3128")),
    ("httpProxy", "http://127.corp.example", proxy("http://127.corp.example")),
    ("httpProxy", "http://[2001:db8::1]:3128", proxy("http://[2001:db8::1]:3128")),
    ("httpProxy", "http://proxy.svc.corp.example", proxy("http://proxy.svc.corp.example")),
    ("httpProxy", None, runs([PINNED])),
    ("httpProxy", None, given()),
    ("httpProxy", None, proxy("http://proxy.corp:3128", "NO_PROXY")),
    *(("httpProxy", None, proxy(value)) for value in (None, "", " ", 3128, "http://localhost:3128", "127.0.0.1:80", "http://[::1]:8080/")),
    *(("httpProxy", None, proxy(value)) for value in ("http://squid:3128", "http://u:p@squid.infra.svc:3128", "http://Squid.infra.svc.cluster.local.:3128")),
    # what a script or Kubernetes fills in is no host
    *(("httpProxy", f"? the host of the proxy {value} is filled in elsewhere", proxy(value)) for value in ("$(PROXY)", "http://${PROXY}:3128", "__PROXY__", "#{proxy}#", "PROXY_URL", "PROXY", "http://:3128", "http://<host>.corp")),
    ("httpProxy", X, proxy(UNKNOWN)),
    ("httpProxy", X, proxy("http://proxy.corp", UNKNOWN)),
    ("httpProxy", None, proxy("http://localhost", UNKNOWN)),
    ("httpProxy", X, given(UNKNOWN)),
    ("httpProxy", "http://p.corp", given(UNKNOWN, {"name": "ALL_PROXY", "value": "http://p.corp"})),
    ("httpProxy", "? HTTP_PROXY comes from the Secret proxy", given({"name": "HTTP_PROXY", "value": "", "valueFrom": {"secretKeyRef": {"name": "proxy", "key": "url"}}})),
    ("httpProxy", "? HTTP_PROXY comes from the ConfigMap", given({"name": "HTTP_PROXY", "valueFrom": {"configMapKeyRef": {}}})),
    ("httpProxy", "? HTTP_PROXY comes from elsewhere", given({"name": "HTTP_PROXY", "valueFrom": {}})),
    ("httpProxy", X, given({"name": "HTTP_PROXY", "valueFrom": UNKNOWN})),
    ("httpProxy", None, given({"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "proxy"}}})),
    ("httpProxy", "http://p.corp", given(initContainers=[{"env": [{"name": "ALL_PROXY", "value": "http://p.corp"}]}])),
    ("httpProxy", CORP, settled(taking("m"), settings())),
    ("httpProxy", CORP, settled(taking("m", prefix="HTTPS_"), settings(data={"PROXY": CORP}))),
    ("httpProxy", None, settled(taking("m", prefix="X_"), settings())),
    ("httpProxy", None, settled(taking("m"), settings(data={"HTTPS_PROXY": "http://squid.infra.svc"}))),
    ("httpProxy", None, settled(taking("m"), settings("other"))),
    ("httpProxy", None, settled(taking("m"), settings(namespace="other"))),
    ("httpProxy", CORP, settled(taking("m"), settings(namespace="pay"), namespace="pay")),
    ("httpProxy", X, settled(taking("m"), settings(namespace=UNKNOWN))),
    ("httpProxy", X, settled(taking("m"), settings(data=UNKNOWN))),
    ("httpProxy", X, settled(taking("m"), settings(conditional=UNKNOWN))),
    ("httpProxy", X, settled(UNKNOWN)),
    ("httpProxy", None, settled(taking("m"), settings(), env=[{"name": "HTTPS_PROXY", "value": ""}])),
    ("httpProxy", None, settled(taking("m", "n"), settings(), settings("n", {"HTTPS_PROXY": ""}))),
    ("httpProxy", CORP, settled(taking("n", "m"), settings(), settings("n", {"HTTPS_PROXY": ""}))),
    ("httpProxy", None, settled(taking("m"))),
    ("httpProxy", "? a container takes its variables from the ConfigMap http-proxy, which is not in these files", settled(taking("http-proxy"))),
    ("httpProxy", "? a container takes its variables from the Secret proxy, which is not in these files", settled([{"secretRef": {"name": "proxy"}}])),
    ("httpProxy", None, settled([{"secretRef": {"name": "database"}}])),
    ("httpProxy", CORP, [*given({"name": "HTTPS_PROXY", "valueFrom": {"configMapKeyRef": {"name": "m", "key": "url"}}}), settings(data={"url": CORP})]),
    ("httpProxy", "http://squid:3128", [*proxy("http://squid:3128"), outside("squid")]),
    ("httpProxy", None, [*proxy("http://squid:3128"), outside("other")]),
    ("httpProxy", "http://squid.infra.svc", [*proxy("http://squid.infra.svc"), outside("squid", namespace="infra")]),
    ("httpProxy", None, [*proxy("http://squid.infra.svc"), outside("squid", namespace="web")]),
    ("httpProxy", X, [*proxy("http://squid:3128"), outside(UNKNOWN)]),
    ("httpProxy", "http://squid:3128", given({"name": "ALL_PROXY", "value": "http://squid:3128"}, hostAliases=[{"hostnames": ["a", "Squid"]}])),
    ("httpProxy", X, given({"name": "ALL_PROXY", "value": "http://squid:3128"}, hostAliases=UNKNOWN)),
    *(("httpProxy", "proxy.corp", given({"name": name, "value": f"-Xmx1g -D{option}=proxy.corp -Dhttps.proxyPort=3128"})) for name, option in (("JAVA_TOOL_OPTIONS", "https.proxyHost"), ("JAVA_OPTS", "http.proxyHost"), ("_JAVA_OPTIONS", "socksProxyHost"))),
    ("httpProxy", None, given({"name": "JAVA_OPTS", "value": "-Xmx1g -Dhttp.nonProxyHosts=a"}, {"name": "JAVA_TOOL_OPTIONS", "valueFrom": UNKNOWN})),
    ("httpProxy", None, given({"name": "JAVA_OPTS", "value": UNKNOWN})),
    ("httpProxy", X, runs([PINNED], workload(pod=UNKNOWN))),
    ("httpProxy", X, runs([PINNED], workload(pod={"containers": UNKNOWN}))),
    ("httpProxy", X, runs([PINNED], workload(pod={"containers": [UNKNOWN]}))),
    ("httpProxy", X, runs([PINNED], workload(pod={"containers": [{"env": UNKNOWN}]}))),
    ("pools[0].name", "system", runs([PINNED])),
    ("pools[0].exit", "nat-gateway", runs([PINNED])),
    ("pools[0].exit", X, runs([on(subnet_=UNKNOWN)])),
    ("pools", [], runs([PINNED], workload(pod={"nodeSelector": {"disk": "ssd"}}))),
    ("poolCount", 2, runs([PINNED, BARE])),
    ("poolCount", 1, runs([PINNED, BARE], workload(pod=SELECTS))),
    ("poolCount", 0, runs([PINNED], workload(pod={"nodeSelector": {"disk": "ssd"}}))),
    ("allPinned", True, runs([PINNED])),
    ("allPinned", True, [cluster("managedNATGateway"), workload()]),
    ("allPinned", True, runs([PINNED, BARE], workload(pod=SELECTS))),
    ("allPinned", False, runs([PINNED, BARE])),
    ("allPinned", False, runs([BARE])),
    ("allPinned", False, [cluster(), workload()]),
    ("allPinned", False, runs([PINNED], workload(pod={"nodeSelector": {"disk": "ssd"}}))),
    ("allPinned", X, runs([on(subnet_=UNKNOWN)])),
    ("allPinned", X, runs([PINNED, on("lost", UNKNOWN)])),
    ("allPinned", False, runs([BARE, on("lost", UNKNOWN)])),
    ("allPinned", X, runs([PINNED, on("bare", ref("bare"), nodeTaints=UNKNOWN)])),
    ("allPinned", False, runs([on("bare", ref("bare"), nodeTaints=UNKNOWN)])),
    ("allPinned", GUESS, [cluster(), workload(traits={GUESSED: True})]),
    ("allPinned", True, runs([PINNED], workload(traits={GUESSED: True}))),
    ("allPinned", False, runs([on(podSubnetID=ref("pods"))])),
    ("allPinned", True, runs([on(podSubnetID=ref("pods"))], workload(pod={"hostNetwork": True}))),
    ("allPinned", True, runs([on(subnet_=ref("bare"), podSubnetID=ref("nodes"))])),
    ("allPinned", False, runs([on(subnet_=ref("bare"), podSubnetID=ref("nodes"))], workload(pod={"hostNetwork": True}))),
    ("exits", ["nat-gateway"], runs([PINNED])),
    ("exits", ["default-outbound", "nat-gateway"], runs([PINNED, BARE])),
    ("exits", ["nat-gateway"], runs([on(podSubnetID=ref("nodes")), PINNED | {"name": "other"}])),
    ("exits", ["default-outbound"], runs([on(podSubnetID=ref("pods"))])),
    ("exits", ["unknown"], runs([on(subnet_=UNKNOWN)])),
    ("exits", [], runs([PINNED], workload(pod={"nodeSelector": {"disk": "ssd"}}))),
    ("tcpKeepaliveSeconds", 60, runs([PINNED], keepalive("60"))),
    ("tcpKeepaliveSeconds", 60, runs([PINNED], keepalive(60))),
    ("tcpKeepaliveSeconds", None, runs([PINNED], keepalive("soon"))),
    ("tcpKeepaliveSeconds", None, runs([PINNED], keepalive("60", "net.ipv4.tcp_keepalive_intvl"))),
    ("tcpKeepaliveSeconds", None, runs([PINNED])),
    ("idleTimeoutSeconds", 240, runs([PINNED])),
    ("idleTimeoutSeconds", 600, runs([PINNED], idleTimeoutInMinutes=10)),
    ("idleTimeoutSeconds", X, runs([PINNED], idleTimeoutInMinutes=UNKNOWN)),
    ("idleTimeoutSeconds", None, runs([BARE])),
    ("idleTimeoutSeconds", 600, runs([PINNED], idleTimeoutInMinutes="10")),
    ("idleTimeoutSeconds", None, runs([PINNED], idleTimeoutInMinutes="soon")),
    ("idleTimeoutSeconds", 240, [*runs([PINNED, on("late", ref("late"))], idleTimeoutInMinutes=10), subnet("late", natGateway={"id": ref("short")}), gateway("short")]),
    ("idleTimeoutSeconds", 600, [*runs([BARE, on("late", ref("late"))]), subnet("late", natGateway={"id": ref("long")}), gateway("long", idleTimeoutInMinutes=10)]),
    ("usesPodSubnet", True, runs([on(podSubnetID=ref("pods"))])),
    ("usesPodSubnet", False, runs([PINNED])),
    ("usesPodSubnet", True, runs([on(podSubnetID=ref("pods")), PINNED | {"name": "other"}])),
    ("usesPodSubnet", False, runs([on(podSubnetID=ref("pods")), PINNED | {"name": "other"}], workload(pod={"nodeSelector": {"agentpool": "other"}}))),
]  # fmt: skip

POLICIES: list[tuple[str, object, list[Any]]] = [
    (field, expected, [cluster(), resource(NETWORK_POLICY, "deny", **{field: expected_of})])
    for field, expected, expected_of in (
        ("namespace", "pay", "pay"),
        ("namespace", X, UNKNOWN),
        ("deniesEgress", True, True),
        ("deniesEgress", False, False),
        ("deniesEgress", X, UNKNOWN),
        ("allowsDnsUdp", True, True),
        ("allowsDnsUdp", False, False),
        ("allowsDnsUdp", X, UNKNOWN),
        ("allowsDnsTcp", True, True),
        ("allowsDnsTcp", False, False),
        ("allowsDnsTcp", X, UNKNOWN),
    )
]


def beside(selects: Any, other: Any, **more: Any) -> list[Any]:
    """A policy that admits no DNS, and one beside it that does."""
    denies = resource(NETWORK_POLICY, "deny", podSelector=selects, allowsDnsUdp=False)
    return [denies, resource(NETWORK_POLICY, "dns", **{"podSelector": other, "allowsDnsUdp": True, **more})]


def by(key: str, operator: str, *values: Any) -> dict[str, Any]:
    """A selector of one requirement."""
    return {"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}


def pods(*tiers: str) -> list[Any]:
    """Workloads of the app pay, each of a tier."""
    return [workload(f"pay-{tier}", podLabels={"app": "pay", "tier": tier}) for tier in tiers]


POLICIES += [
    ("name", "deny", [resource(NETWORK_POLICY, "deny")]),
    ("name", "allow", [resource(NETWORK_POLICY, "allow")]),
    # what another policy of the namespace admits for the same pods is admitted
    ("allowsDnsUdp", True, beside({}, {})),
    ("allowsDnsUdp", True, beside({"matchLabels": {"app": "pay"}}, {})),
    (
        "allowsDnsUdp",
        True,
        beside({"matchLabels": {"app": "pay", "tier": "a"}}, {"matchLabels": {"app": "pay"}}),
    ),
    ("allowsDnsUdp", False, beside({}, {"matchLabels": {"app": "pay"}})),
    ("allowsDnsUdp", False, beside({"matchLabels": {"app": "shop"}}, {"matchLabels": {"app": "pay"}})),
    (
        "allowsDnsUdp",
        "? a selector with expressions",
        beside({"matchExpressions": [{"key": "app"}]}, {"matchLabels": {"app": "pay"}}),
    ),
    (
        "allowsDnsUdp",
        "? a selector by the operator Sometimes",
        beside({"matchLabels": {"app": "pay"}}, by("app", "Sometimes")),
    ),
    ("allowsDnsUdp", True, beside({"matchLabels": {"app": "pay"}}, by("app", "In", "shop", "pay"))),
    ("allowsDnsUdp", False, beside({"matchLabels": {"app": "pay"}}, by("app", "In", "shop"))),
    ("allowsDnsUdp", X, beside({"matchLabels": {"app": "pay"}}, by("app", "In", UNKNOWN))),
    ("allowsDnsUdp", True, beside({"matchLabels": {"app": "pay"}}, by("app", "Exists"))),
    ("allowsDnsUdp", False, beside({"matchLabels": {"app": "pay"}}, by("app", "NotIn", "pay"))),
    ("allowsDnsUdp", False, beside({"matchLabels": {"app": "pay"}}, by("app", "DoesNotExist"))),
    # a pod that the policy selects may have a label that the policy does not ask for
    (
        "allowsDnsUdp",
        "? a selector with expressions",
        beside({"matchLabels": {"app": "pay"}}, by("tier", "NotIn", "b")),
    ),
    ("allowsDnsUdp", False, beside({"matchLabels": {"app": "pay"}}, by("tier", "In", "a"))),
    # the pods that are declared decide
    ("allowsDnsUdp", True, [*beside({"matchLabels": {"app": "pay"}}, by("tier", "In", "a")), *pods("a")]),
    (
        "allowsDnsUdp",
        False,
        [*beside({"matchLabels": {"app": "pay"}}, by("tier", "In", "a")), *pods("a", "b")],
    ),
    ("allowsDnsUdp", True, [*beside({"matchLabels": {"app": "pay"}}, by("tier", "NotIn", "b")), *pods("a")]),
    (
        "allowsDnsUdp",
        False,
        beside(
            {"matchLabels": {"app": "pay"}},
            {"matchLabels": {"app": "shop"}, **by("app", "Exists")},
        ),
    ),
    ("allowsDnsUdp", True, beside({"matchExpressions": [{"key": "app"}]}, {})),
    ("allowsDnsUdp", X, beside({"matchLabels": {"app": UNKNOWN}}, {"matchLabels": {"app": "pay"}})),
    (
        "allowsDnsUdp",
        X,
        beside({"matchLabels": {"app": "pay"}}, {"matchLabels": {"app": UNKNOWN}}),
    ),
    ("allowsDnsUdp", X, beside(UNKNOWN, {"matchLabels": {"app": "pay"}})),
    ("allowsDnsUdp", X, beside({}, UNKNOWN)),
    ("allowsDnsUdp", False, beside({}, {}, namespace="pay")),
    ("allowsDnsUdp", True, beside({}, {}, namespace="default")),
    ("allowsDnsUdp", X, beside({}, {}, namespace=UNKNOWN)),
    ("allowsDnsUdp", False, beside({}, {}, allowsDnsUdp=False)),
]


def source_note(kind: str = "unknown-flag", about: str | None = None, **facts: Any) -> SourceNote:
    return SourceNote(kind, AT, members(of(facts)), about)


BROUGHT = Resource("<network>.nodes", SUBNET, Value("nodes"), {}, AT)
REMARKS: list[tuple[str, object, list[Any]]] = [
    ("kind", "unknown-flag", [source_note()]),
    ("kind", "lost-continuation", [source_note("lost-continuation")]),
    *(
        (field, "x", [source_note(**{field: "x"})])
        for field in ("flag", "fullFlag", "command", "value", "type", "name", "resourceGroup")
    ),
    *((field, told, [source_note(**{field: told})]) for field in ("createdLater", "groupCreatedHere") for told in (True, False)),
    *(
        ("scriptCreates", True, [resource(type_, "made"), source_note()])
        for type_ in (CLUSTER, AGENT_POOL, NAT_GATEWAY, PUBLIC_IP, PUBLIC_IP_PREFIX, VIRTUAL_NETWORK, SUBNET, ROUTE_TABLE)
    ),
    ("scriptCreates", False, [resource(CLUSTER, "aks", external=True), source_note()]),
    ("scriptCreates", False, [resource(RESOURCE_GROUP, "rg"), source_note()]),
    ("scriptCreates", False, [BROUGHT, source_note()]),
    ("declaredIn", "network", [BROUGHT, source_note(about="<network>.nodes")]),
    ("declaredIn", "network", [BROUGHT, resource(SUBNET, "data.nodes", None, True, called=Value("nodes")), source_note(about="data.nodes")]),
    ("declaredIn", None, [network(), subnet(), source_note(about="nodes")]),
    ("declaredIn", None, [source_note()]),
]  # fmt: skip

LABELS = {"disk": "ssd", "gpu": UNKNOWN, "spot": True}
CERTAIN_FIT, NO_FIT, MAY_FIT = (["p"], True), ([], True), (["p"], False)


def affinity(*terms: Any) -> dict[str, Any]:
    required = {"nodeSelectorTerms": [{"matchExpressions": list(term)} for term in terms]}
    return {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}}


def terms(*given: Any) -> dict[str, Any]:
    required = {"nodeSelectorTerms": list(given)}
    return {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}}


SPOT = "kubernetes.azure.com/scalesetpriority"


def expects(key: Any, operator: Any, *values: Any) -> dict[str, Any]:
    return {"key": key, "operator": operator, "values": list(values)}


def tolerates(**toleration: Any) -> dict[str, Any]:
    return {"tolerations": [toleration]}


HIDDEN = Unknown("var.labels has no default", AT)
TAINT = {"nodeTaints": ["dedicated=pay:NoSchedule"]}

LANDINGS: list[tuple[dict[str, Any], Any, tuple[list[str], bool]]] = [
    # a pool's labels and taints, a workload's podSpec, the pools it can land on and whether that is certain
    ({}, None, CERTAIN_FIT),
    ({"nodeLabels": LABELS}, {"nodeSelector": {"disk": "ssd"}}, CERTAIN_FIT),
    ({"nodeLabels": LABELS}, {"nodeSelector": {"disk": "hdd"}}, NO_FIT),
    ({"nodeLabels": LABELS}, {"nodeSelector": {"tier": "a"}}, NO_FIT),
    ({"nodeLabels": LABELS}, {"nodeSelector": {"gpu": "a100"}}, MAY_FIT),
    ({"nodeLabels": LABELS}, {"nodeSelector": {"spot": "true"}}, CERTAIN_FIT),
    ({"nodeLabels": LABELS}, {"nodeSelector": {"disk": UNKNOWN}}, MAY_FIT),
    ({"nodeLabels": LABELS}, {"nodeSelector": {"disk": "hdd", "gpu": "a100"}}, NO_FIT),
    ({"nodeLabels": LABELS}, {"nodeSelector": {"disk": "ssd", "gpu": "a100"}}, MAY_FIT),
    ({"nodeLabels": LABELS}, {"nodeSelector": UNKNOWN}, MAY_FIT),
    ({"nodeLabels": HIDDEN}, {"nodeSelector": {"disk": "ssd"}}, MAY_FIT),
    ({}, {"nodeSelector": {"agentpool": "p"}}, CERTAIN_FIT),
    ({}, {"nodeSelector": {"kubernetes.azure.com/agentpool": "p"}}, CERTAIN_FIT),
    ({}, {"nodeSelector": {"kubernetes.azure.com/agentpool": "q"}}, NO_FIT),
    ({}, {"nodeSelector": {"kubernetes.io/os": "linux"}}, CERTAIN_FIT),
    ({"osType": "Windows"}, {"nodeSelector": {"kubernetes.io/os": "linux"}}, NO_FIT),
    ({"osType": "Windows"}, {"nodeSelector": {"beta.kubernetes.io/os": "windows"}}, CERTAIN_FIT),
    ({}, {"nodeSelector": {"kubernetes.azure.com/mode": "system"}}, CERTAIN_FIT),
    ({"mode": "User"}, {"nodeSelector": {"kubernetes.azure.com/mode": "system"}}, NO_FIT),
    ({"mode": "User"}, {"nodeSelector": {"kubernetes.azure.com/mode": "user"}}, CERTAIN_FIT),
    ({}, {"nodeSelector": {"topology.kubernetes.io/zone": "1"}}, MAY_FIT),
    ({}, {"nodeSelector": {"node.kubernetes.io/instance-type": "x"}}, MAY_FIT),
    ({}, {"nodeSelector": {"kubernetes.io/arch": "arm64"}}, MAY_FIT),
    ({}, {"nodeSelector": {"kubernetes.azure.com/cluster": "c"}}, MAY_FIT),
    ({"nodeLabels": LABELS}, affinity(), CERTAIN_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("disk", "In", "hdd", "ssd")]), CERTAIN_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("disk", "In", "hdd")]), NO_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("disk", "In", "hdd", UNKNOWN)]), MAY_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("disk", "In", "ssd", UNKNOWN)]), CERTAIN_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("gpu", "In", "a100")]), MAY_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("disk", "NotIn", "ssd")]), NO_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("disk", "NotIn", "hdd")]), CERTAIN_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("gpu", "NotIn", "a100")]), MAY_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("disk", "Exists")]), CERTAIN_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("tier", "Exists")]), NO_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("disk", "DoesNotExist")]), NO_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("tier", "DoesNotExist")]), CERTAIN_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("disk", "Gt", "3")]), NO_FIT),
    ({"nodeLabels": {"rank": 10}}, affinity([expects("rank", "Gt", "9")]), CERTAIN_FIT),
    ({"nodeLabels": {"rank": 10}}, affinity([expects("rank", "Lt", "9")]), NO_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("gpu", "Gt", "9")]), MAY_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("tier", "Gt", "9")]), NO_FIT),
    ({"nodeLabels": {"rank": 10}}, affinity([expects("rank", "Gt", UNKNOWN)]), MAY_FIT),
    ({}, terms({"matchExpressions": []}), NO_FIT),
    ({}, terms({}), NO_FIT),
    ({}, {"nodeName": "aks-p-12345678-vmss000000"}, CERTAIN_FIT),
    ({}, {"nodeName": "aks-other-12345678-vmss000000"}, MAY_FIT),
    ({"name": UNKNOWN}, {"nodeName": "aks-p-12345678-vmss000000"}, (["pool1"], False)),
    (TAINT, {"nodeName": "aks-p-12345678-vmss000000"}, CERTAIN_FIT),
    ({}, {"nodeName": "somewhere"}, MAY_FIT),
    ({}, {"nodeName": UNKNOWN}, MAY_FIT),
    ({"nodeLabels": LABELS}, affinity([expects(UNKNOWN, "In", "ssd")]), MAY_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("tier", "Exists")], [expects("disk", "Exists")]), CERTAIN_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("tier", "Exists"), expects("disk", "Exists")]), NO_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("tier", "Exists")], [expects("disk", "Gt", "3")]), NO_FIT),
    ({"nodeLabels": LABELS}, affinity([expects("tier", "Exists")], [expects("none", "Exists")]), NO_FIT),
    ({}, {"affinity": UNKNOWN}, MAY_FIT),
    ({}, terms(UNKNOWN), MAY_FIT),
    ({"nodeLabels": LABELS}, terms(UNKNOWN, {"matchExpressions": [expects("disk", "Exists")]}), CERTAIN_FIT),
    ({}, terms({"matchFields": [expects("metadata.name", "In", "node-1")]}), MAY_FIT),
    ({"nodeLabels": LABELS}, terms({"matchExpressions": [expects("disk", UNKNOWN, "ssd")]}), MAY_FIT),
    ({"nodeLabels": LABELS}, terms({"matchExpressions": [{"operator": "Exists"}]}), MAY_FIT),
    ({"nodeLabels": LABELS}, terms({"matchExpressions": UNKNOWN}), MAY_FIT),
    ({"nodeLabels": {"gpu": UNKNOWN}}, affinity([expects("gpu", "Exists")]), CERTAIN_FIT),
    ({"scaleSetPriority": "Spot"}, None, NO_FIT),
    ({"scaleSetPriority": "Spot"}, tolerates(key=SPOT, operator="Exists"), CERTAIN_FIT),
    ({"scaleSetPriority": "Spot"}, {**tolerates(operator="Exists"), "nodeSelector": {SPOT: "spot"}}, CERTAIN_FIT),
    ({"scaleSetPriority": "Regular"}, None, CERTAIN_FIT),
    ({"scaleSetPriority": UNKNOWN}, None, MAY_FIT),
    ({"scaleSetPriority": UNKNOWN}, tolerates(operator="Exists"), CERTAIN_FIT),
    ({"scaleSetPriority": UNKNOWN}, {**tolerates(operator="Exists"), **affinity([expects(SPOT, "Exists")])}, MAY_FIT),
    ({"scaleSetPriority": UNKNOWN, "nodeTaints": ["a=b:NoSchedule"]}, None, NO_FIT),
    ({"scaleSetPriority": UNKNOWN, "nodeTaints": ["a=b:NoSchedule"]}, tolerates(key="a", value="b"), MAY_FIT),
    ({"osType": UNKNOWN}, {"nodeSelector": {"kubernetes.io/os": "linux"}}, MAY_FIT),
    ({"mode": UNKNOWN}, {"nodeSelector": {"kubernetes.azure.com/mode": "user"}}, MAY_FIT),
    ({"name": UNKNOWN}, {"nodeSelector": {"agentpool": "p"}}, (["pool1"], False)),
    (TAINT, {"tolerations": [UNKNOWN]}, MAY_FIT),
    (TAINT, {"tolerations": [UNKNOWN, {"operator": "Exists"}]}, CERTAIN_FIT),
    (TAINT, tolerates(key=UNKNOWN, value="pay"), MAY_FIT),
    (TAINT, tolerates(key="dedicated", value=UNKNOWN), MAY_FIT),
    (TAINT, tolerates(key="dedicated", operator=UNKNOWN, value="pay"), CERTAIN_FIT),
    (TAINT, tolerates(key="dedicated", operator=UNKNOWN, value="shop"), MAY_FIT),
    (TAINT, tolerates(operator="Exists", effect=UNKNOWN), MAY_FIT),
    (TAINT, tolerates(key="", operator="Exists", effect=""), CERTAIN_FIT),
    ({"nodeTaints": [5]}, None, MAY_FIT),
    (TAINT, None, NO_FIT),
    (TAINT, tolerates(key="dedicated", operator="Equal", value="pay", effect="NoSchedule"), CERTAIN_FIT),
    (TAINT, tolerates(key="dedicated", value="pay"), CERTAIN_FIT),
    (TAINT, tolerates(key="dedicated", value="shop"), NO_FIT),
    (TAINT, tolerates(key="dedicated"), NO_FIT),
    (TAINT, tolerates(key="dedicated", operator="Exists"), CERTAIN_FIT),
    (TAINT, tolerates(key="dedicated", operator="Exists", effect="NoExecute"), NO_FIT),
    (TAINT, tolerates(key="other", operator="Exists"), NO_FIT),
    (TAINT, tolerates(operator="Exists"), CERTAIN_FIT),
    (TAINT, tolerates(operator="Equal"), NO_FIT),
    (TAINT, {"tolerations": UNKNOWN}, MAY_FIT),
    ({"nodeTaints": ["dedicated:NoSchedule"]}, tolerates(key="dedicated"), CERTAIN_FIT),
    ({"nodeTaints": ["spot=true:PreferNoSchedule"]}, None, CERTAIN_FIT),
    ({"nodeTaints": ["spot=true:PreferNoSchedule", "dedicated=pay:NoSchedule"]}, None, NO_FIT),
    ({"nodeTaints": UNKNOWN}, None, MAY_FIT),
    ({"nodeTaints": [UNKNOWN]}, None, MAY_FIT),
    ({"nodeTaints": [UNKNOWN, "dedicated=pay:NoSchedule"]}, None, NO_FIT),
    ({"nodeTaints": UNKNOWN}, {"nodeSelector": {"tier": "a"}}, NO_FIT),
]  # fmt: skip
