"""kubernetes_manifest and kubectl_manifest, and what helm_release gives a chart: workloads and the kinds by which a cluster's
nodes or pods get another way out, as in manifests; and those that are Azure's resources themselves (Azure Service Operator,
Cluster API, Crossplane), of which it is a doubt what they change.

Sources: kubernetes provider documentation, ``r/manifest`` (``manifest`` is an object); kubectl provider (alekc, gavinbunney)
documentation, ``kubectl_manifest`` (``yaml_body`` is text); helm provider documentation, ``r/release`` (``values``, ``set``: a
block, in version 3 a list). Every other kind changes no node's egress.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.terraform.providers.arguments import Block, Blocks, Table, To, block, translate
from natpin.formats.terraform.providers.conversions import labels, number, string, strings
from natpin.formats.terraform.providers.reach import BEARING
from natpin.formats.terraform.providers.references import Lookup, in_arm_words
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.doubt import Doubt, Reach
from natpin.model.record import replace
from natpin.model.resource import Resource
from natpin.model.value import Node, Reference, Skipped, Unknown, Value, dig, items, members, text
from natpin.regex import late_regex

_AZURE = late_regex(
    r"\b(?:(?P<aso>containerservice|network)\.azure\.com|infrastructure\.cluster\.x-k8s\.io|(?:\w+\.)?azure\.(?:m\.)?upbound\.io)/"
)
"""The API groups of Azure's resources as Kubernetes objects."""
_OPERATORS = {
    "ManagedCluster": arm.CLUSTER,
    "ManagedClustersAgentPool": arm.AGENT_POOL,
    "NatGateway": arm.NAT_GATEWAY,
    "PublicIPAddress": arm.PUBLIC_IP,
    "PublicIPPrefix": arm.PUBLIC_IP_PREFIX,
    "RouteTable": arm.ROUTE_TABLE,
    "RouteTablesRoute": arm.ROUTE,
    "VirtualNetwork": arm.VIRTUAL_NETWORK,
    "VirtualNetworksSubnet": arm.SUBNET,
}
"""Kinds of Azure Service Operator that bear on egress (azure.github.io/azure-service-operator/reference)."""
_SETTINGS = late_regex(r"(?:Cluster)?ProviderConfig(?:Usage)?|StoreConfig")
"""Kinds of Crossplane's providers that say how a provider signs in, and make nothing (docs.upbound.io, "Azure Providers",
"ProviderConfig")."""
_KIND = late_regex(r"(?m)(?:^|[\s{,\"'])kind[\"']?[ \t]*[:=][ \t]*[\"']?(\w+)")

_KINDS = {"AKSNodeClass": arm.NODE_CLASS, "StaticGatewayConfiguration": arm.STATIC_EGRESS}


def manifest(instance: Instance, lookup: Lookup) -> Iterator[Resource | Doubt | Skipped]:
    """What a manifest declares; a doubt where a text that is not all known speaks of one of these kinds."""
    written = instance.attributes.get("manifest") or instance.attributes.get("yaml_body")
    from natpin.formats.applied_objects import resources
    from natpin.formats.texts_with_holes import documents_in

    found = () if written is None else documents_in(written, instance.at)
    for place, document in enumerate(found):
        if isinstance(document, Unknown | Reference):
            yield from _unread(instance, document)
            continue
        group, written_kind = text(dig(document, "apiVersion")) or "", text(dig(document, "kind")) or ""
        name = dig(document, "spec.azureName") or dig(document, "metadata.name")
        if isinstance(written, Unknown) and not isinstance(dig(document, "kind"), Value):
            yield from _unread(instance, written)
        yield from _of_azure(instance, group, [written_kind], name if isinstance(name, Value) else None)
        if _AZURE.search(group) is not None:
            continue
        address = f"{instance.address}#{place}" if place else instance.address
        for position, one in enumerate(resources(in_arm_words(document, lookup), instance.at.path, place)):
            yield _at(instance, one, f"{address}/{position}" if position else address)


def file_documents(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """kubectl_file_documents: the documents of a text, which kubectl_manifest applies one by one (kubectl provider
    documentation, ``d/kubectl_file_documents``)."""
    from natpin.formats.applied_objects import resources
    from natpin.formats.texts_with_holes import documents_in

    content = instance.attributes.get("content")
    for place, document in enumerate(() if content is None else documents_in(content, instance.at)):
        for one in resources(in_arm_words(document, lookup), instance.at.path, place):
            yield _at(instance, one, f"{instance.address}#{place}")


def application(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """argocd_application: a release of a chart, where its values bear on egress (argocd provider documentation,
    ``r/application``)."""
    from natpin.formats.chart_values import release, setting
    from natpin.formats.texts_with_holes import documents_in

    given: list[Node] = []
    spec = block(instance.attributes.get("spec"))
    for source in items(members(spec).get("source")):
        for helm in items(dig(source, "helm")):
            written = dig(helm, "values")
            given += documents_in(written, instance.at) if written is not None else ()
            for one in items(dig(helm, "parameter")):
                given.append(setting(dig(one, "name"), dig(one, "value")))
    name = members(block(instance.attributes.get("metadata"))).get("name")
    for made in release(instance.address, name, None, given, instance.at):
        yield _at(instance, replace(made, name=in_arm_words(made.name, lookup)), instance.address)


def helm_release(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """The release as a workload, where what it gives the chart bears on egress."""
    from natpin.formats.chart_values import release, setting
    from natpin.formats.texts_with_holes import documents_in

    given = [
        one for text_ in items(instance.attributes.get("values")) for one in documents_in(text_, instance.at)
    ]
    for argument in ("set", "set_sensitive"):
        for one in items(instance.attributes.get(argument)):
            given.append(setting(dig(one, "name"), dig(one, "value")))
    name, namespace = (instance.attributes.get(each) for each in ("name", "namespace"))
    for made in release(instance.address, name, namespace, given, instance.at):
        yield _at(instance, replace(made, name=in_arm_words(made.name, lookup)), instance.address)


def config_map(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """kubernetes_config_map and kubernetes_secret, where they may give containers a proxy (kubernetes provider documentation,
    ``r/config_map_v1``; ``r/secret_v1``: ``data`` is plain text, ``binary_data`` is base64)."""
    from natpin.formats.applied_objects import resources

    secret = instance.type.startswith("kubernetes_secret")
    body = {
        "kind": Value("Secret" if secret else "ConfigMap", instance.at),
        "metadata": block(instance.attributes.get("metadata")) or Value({}, instance.at),
        "stringData" if secret else "data": instance.attributes.get("data") or Value({}, instance.at),
    }
    manifest = in_arm_words(Value(body, instance.at), lookup)
    for one in resources(manifest, instance.at.path, 0):
        yield _at(instance, one, instance.address)


_PORT: Table = {
    "port": To("port", string),
    "end_port": To("endPort", number),
    "protocol": To("protocol", string),
}
_SELECTOR: Table = {
    "match_labels": To("matchLabels", labels),
    "match_expressions": Blocks(
        "matchExpressions",
        {"key": To("key", string), "operator": To("operator", string), "values": To("values", strings)},
    ),
}
_PEER: Table = {
    "ip_block": Block("ipBlock", {"cidr": To("cidr", string)}),
    "namespace_selector": Block("namespaceSelector", _SELECTOR),
    "pod_selector": Block("podSelector", _SELECTOR),
}
_NETWORK_POLICY: Table = {
    "policy_types": To("policyTypes", strings),
    "pod_selector": Block("podSelector", _SELECTOR),
    "egress": Blocks("egress", {"ports": Blocks("ports", _PORT), "to": Blocks("to", _PEER)}),
}


def network_policy(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """kubernetes_network_policy (kubernetes provider documentation, ``r/network_policy_v1``)."""
    from natpin.formats.applied_objects import resources

    spec = block(instance.attributes.get("spec"))
    written = (
        spec if isinstance(spec, Unknown) else Value(translate(members(spec), _NETWORK_POLICY, instance.at))
    )
    body = {
        "kind": Value("NetworkPolicy", instance.at),
        "metadata": block(instance.attributes.get("metadata")) or Value({}, instance.at),
        "spec": written,
    }
    for one in resources(in_arm_words(Value(body, instance.at), lookup), instance.at.path, 0):
        yield _at(instance, one, instance.address)


def _at(instance: Instance, one: Resource, address: str) -> Resource:
    return replace(
        one, address=address, at=instance.at, conditional=instance.conditional, called_at=instance.called_at
    )


def _unread(instance: Instance, node: Unknown | Reference) -> Iterator[Doubt | Skipped]:
    """Text with holes: which kind it is, its known pieces tell."""
    pieces = node.parts if isinstance(node, Unknown) else ()
    known = "".join(piece for piece in pieces if isinstance(piece, str))
    yield from _of_azure(instance, known, _KIND.findall(known), None)
    for word, kind in _KINDS.items():
        if word in known or "kind:" not in known:
            reason = f"{instance.address} may declare {word}: its text is not all known"
            yield Doubt(reason, instance.at, None, Reach((kind,), adds=True, alters=False))


def _of_azure(
    instance: Instance, known: str, kinds: list[str], name: Node | None
) -> Iterator[Doubt | Skipped]:
    """What an object that is a resource of Azure's makes or changes there; nothing for any other object."""
    found = _AZURE.search(known)
    if found is None:
        return
    reach = tuple(dict.fromkeys(_OPERATORS[kind] for kind in kinds if kind in _OPERATORS))
    if kinds and not reach and found["aso"] is not None:
        return  # a kind that leaves clusters, networks' ways out and public IPs as they are
    if kinds and all(_SETTINGS.fullmatch(kind) for kind in kinds):
        return
    shown = " and ".join(dict.fromkeys(kinds)) or "an object"
    reason = f"{instance.address} declares {shown} of {found[0].rstrip('/')}"
    yield Doubt(reason, instance.at, None, Reach(reach or BEARING, name if reach else None, adds=True))
    if arm.CLUSTER in reach:
        yield Skipped(
            instance.at.path, f"{reason}: natpin does not read clusters there", instance.at, claims_aks=True
        )
    if arm.VIRTUAL_NETWORK in reach:
        yield Doubt(reason, instance.at, None, Reach((arm.SUBNET,), adds=True))
