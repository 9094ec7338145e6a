"""How a subject, and what its fields are about, are spoken of: each in the language of the file that declares it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from natpin.model.resource import Resource
from natpin.model.subject import Subject
from natpin.model.value import Reference, is_absent, text
from natpin.policy.conditions import finder
from natpin.policy.outcomes import PathStart

if TYPE_CHECKING:
    from natpin.formats.spelling import Speech

_NETWORK = "networkProfile."
_API_SERVER = "apiServerAccessProfile."
PROPERTIES: Mapping[str, Mapping[str, str]] = {
    "cluster": {
        **{
            name: _NETWORK + name
            for name in (
                "outboundType",
                "networkPlugin",
                "networkPluginMode",
                "networkDataplane",
                "loadBalancerSku",
                "ipFamilies",
                "podCidr",
                "natGatewayProfile",
                "loadBalancerProfile",
            )
        },
        "private": f"{_API_SERVER}enablePrivateCluster",
        "authorizedIPRanges": f"{_API_SERVER}authorizedIPRanges",
        "location": "location",
    },
    "nodePool": {
        name: name
        for name in (
            *("enableNodePublicIP", "nodePublicIPPrefixID", "osType", "mode", "maxPods", "count", "maxCount"),
            *("availabilityZones", "scaleSetPriority", "windowsProfile"),
        )
    },
    "subnet": {name: name for name in ("defaultOutboundAccess", "serviceEndpoints", "delegations")},
    "natGateway": {name: name for name in ("idleTimeoutInMinutes", "sku", "zones", "location")},
    "publicIp": {
        "sku": "sku",
        "zones": "zones",
        "location": "location",
        "publicIPAllocationMethod": "publicIPAllocationMethod",
        "publicIPAddressVersion": "publicIPAddressVersion",
        "prefixLength": "prefixLength",
        "ddosProtectionMode": "ddosSettings.protectionMode",
    },
}
"""By kind of subject: the fields that are properties, with their ARM paths. The others are worked out by natpin."""
_ABOUT = {
    "cluster": "cluster",
    "subnet": "subnet",
    "podSubnet": "subnet",
    "subnets": "subnet",
    "natGateway": "natGateway",
    "natGateways": "natGateway",
    "publicIps": "publicIp",
    "pools": "nodePool",
}
"""What a field that holds an object is about."""


_WORDS = {
    "addressPrefix": "the route's address prefix",
    "nextHopType": "the route's next hop",
    "serviceName": "delegated to",
    "hasNat": "has a NAT gateway",
    "defaultRoute": "next hop of the default route",
    "allSubnetsHaveNat": "all of its subnets have a NAT gateway",
    "ipCount": "public IPs",
}
"""Fields that natpin works out, in words."""


class Speaking:
    """The languages that a message about one subject speaks."""

    def __init__(self, subject: Subject, declared: Mapping[str, Resource]) -> None:
        self._subject, self._declared = subject, declared

    def speech(self, field: str) -> Speech | None:
        """How the subject ("") or what a field is about is spoken of; None where the field is not there."""
        from natpin.formats.spelling import speech_of

        if not field:
            return speech_of(self._subject.resource, self._owner(self._subject.resource))
        if field == "cluster":
            address = next(iter((*self._subject.clusters, *self._subject.perhaps)), "")
            return speech_of(self._declared.get(address))
        scope = PathStart(self._subject.facts, self._subject.facts)
        if is_absent(finder(field)(scope)):
            return None
        found = self._declared.get(text(finder(f"{field}.address")(scope)) or "")
        return speech_of(found, self._owner(found))

    def _owner(self, resource: Resource | None) -> Resource | None:
        parent = resource.parent if resource is not None else None
        return self._declared.get(parent.target) if isinstance(parent, Reference) else None

    def told(self, path: str, value: str) -> str:
        """``outbound_type is loadBalancer``; ``has a NAT gateway: false`` for what natpin works out."""
        words = _WORDS.get(path.rpartition(".")[2])
        named = self.field(path)
        return f"{words}: {value}" if words is not None and named == path else f"{named} is {value}"

    def field(self, path: str) -> str:
        """A field of policies as the author calls it, where it is a property; else by its own name."""
        names = path.split(".")
        kind, about = self._subject.kind, ""
        while len(names) > 1 and (inner := _ABOUT.get(names[0].partition("[")[0])) is not None:
            kind, about = inner, ".".join(filter(None, (about, names.pop(0))))
        own = PROPERTIES.get(kind, {}).get(names[0].partition("[")[0])
        if own is None:
            return path
        speech = self.speech(about)
        return f"`{speech.name('.'.join((own, *names[1:])))}`" if speech is not None else path
