"""YAML: the gateway that there is, named by each subnet as its tool does: Azure Service Operator, Crossplane, Pulumi, Ansible.

Sources: the operator's reference of VirtualNetworksSubnet (azure.github.io/azure-service-operator/reference/network), Upbound's of
SubnetNATGatewayAssociation (marketplace.upbound.io, provider-azure-network), Pulumi's of azure-native.network.Subnet, and the
module azure.azcollection.azure_rm_subnet (docs.ansible.com).
"""

from __future__ import annotations

from natpin.fixing.edit import Change, Edit, Text
from natpin.fixing.files import YAML, Files, edits_of, language_of
from natpin.fixing.missing.gap import Filled, Gap
from natpin.fixing.writers import yaml
from natpin.model.location import Location
from natpin.model.resource import Resource
from natpin.model.value import Value, scalar
from natpin.regex import late_regex

_PLAIN = late_regex(r"[A-Za-z0-9][\w.-]*")
_NAME = late_regex(r"""[A-Za-z0-9][\w.-]*|"\{\{ *[\w.]+ *\}\}"|'\{\{ *[\w.]+ *\}\}'""")
"""Of a task: plain, or one variable."""
_KINDS = ("network.azure.upbound.io", "network.azure.m.upbound.io")


def attached(files: Files, gap: Gap) -> Filled | None:
    """The gateway named by every subnet."""
    gateway = gap.gateway
    if gateway is None or language_of(gateway.at.path) != YAML:
        return None
    edits: dict[Edit, None] = {}
    makes = ""
    for subnet in gap.subnets:
        text = files.text(subnet.at.path) if language_of(subnet.at.path) == YAML else None
        if text is None:
            return None
        if scalar(subnet.traits.get("provider")) == "azurerm":
            changes, makes = _associated(files, text, subnet, gateway), text.path
        else:
            rows = _rows(files, subnet, gateway)
            start = _mapping(text, subnet) if rows else None
            changes = yaml.with_rows(text.text, start, rows) if rows and start is not None else None
        if not changes:
            return None
        edits |= dict.fromkeys(edits_of(text, changes))
    return Filled(tuple(edits), makes)


def _rows(files: Files, subnet: Resource, gateway: Resource) -> list[str]:
    """The gateway as the subnet's tool names it, in lines; none where that cannot be told."""
    provider = scalar(subnet.traits.get("provider"))
    if provider != scalar(gateway.traits.get("provider")):
        return []
    match provider:
        case "azure-native" if subnet.at.path == gateway.at.path and _PLAIN.fullmatch(gateway.address):
            return ["natGateway:", f"  id: ${{{gateway.address}.id}}"]
        case "azure-service-operator":
            name = _written(files, gateway.at)
            if not _PLAIN.fullmatch(name):
                return []
            reference = ["group: network.azure.com", "kind: NatGateway", f"name: {name}"]
            return ["natGateway:", "  reference:", *(f"    {one}" for one in reference)]
        case "ansible":
            name = _written(files, gateway.name.at) if isinstance(gateway.name, Value) else ""
            return [f"nat_gateway: {name}"] if _NAME.fullmatch(name) else []
    return []


def _written(files: Files, at: Location) -> str:
    """What a file says at a place."""
    place = files.place(at)
    return "" if place is None else place[0].text[slice(*place[1])]


def _mapping(text: Text, subnet: Resource) -> int | None:
    """Where a key of the mapping stands that has the subnet's properties."""
    for name in ("addressPrefix", "defaultOutboundAccess", "addressPrefixes"):
        node = subnet.properties.get(name)
        at = node.at if node is not None else None
        offset = text.offset(at.line, at.column) if at is not None and at.path == text.path else None
        if offset is None:
            continue
        key = yaml.key_before(text.text, offset)
        if key is not None:
            return key
    return None


def _associated(files: Files, text: Text, subnet: Resource, gateway: Resource) -> list[Change] | None:
    """Crossplane: a manifest of its own, behind that of the subnet."""
    start = text.offset(subnet.at.line, subnet.at.column)
    version = yaml.root_key(text.text, start, "apiVersion") if start is not None else None
    names = [_written(files, one.at) for one in (subnet, gateway)]
    if start is None or version is None or not all(_PLAIN.fullmatch(one) for one in names):
        return None
    group = text.text[version:].split("\n", 1)[0].partition(":")[2].strip().partition("/")[0]
    metadata = yaml.root_key(text.text, start, "metadata")
    inside = yaml.child(text.text, metadata, "metadata") if metadata is not None else None
    if group not in _KINDS or inside is None or yaml.key(text.text, inside, "namespace") is not None:
        return None
    end = text.text.find("\n---", start)
    end = len(text.text.rstrip()) if end < 0 else end
    rows = [
        "---",
        f"apiVersion: {group}/v1beta1",
        "kind: SubnetNATGatewayAssociation",
        "metadata:",
        f"  name: {names[0]}",
        "spec:",
        "  forProvider:",
        "    subnetIdRef:",
        f"      name: {names[0]}",
        "    natGatewayIdRef:",
        f"      name: {names[1]}",
    ]
    return [Change(end, end, "".join(f"\n{row}" for row in rows))]
