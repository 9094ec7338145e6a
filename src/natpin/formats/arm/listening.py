"""Which unknown inputs of a resource are worth a question: those of what bears on egress."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.arm.kinds import TRANSLATED, words
from natpin.formats.arm.world import InstanceView
from natpin.model.resource import CLUSTER, ENVELOPE
from natpin.model.value import Value, members

_ENVELOPE = frozenset(name.lower() for name in ENVELOPE)
_ASKED_OF = {
    CLUSTER: words(
        "networkprofile agentpoolprofiles apiserveraccessprofile nodeprovisioningprofile hostedsystemprofile "
        "noderesourcegroup"
    )
}
"""The properties whose unknown inputs are worth a question; of other types, all but these."""
_NOT_ASKED = words(
    "tags identity kind extendedlocation networksecuritygroup serviceendpoints privateendpointnetworkpolicies "
    "privatelinkservicenetworkpolicies dhcpoptions enableddosprotection ddosprotectionplan ddossettings dnssettings"
)


def listen(instance: InstanceView) -> None:
    """Evaluate what bears on egress first, so that its questions are heard and no others. Raises TooMuchWork."""
    asked = _ASKED_OF.get(TRANSLATED[instance.type.lower()])
    instance.place  # noqa: B018
    instance.names  # noqa: B018
    content = instance.content
    for name in content:
        if name.lower() != "properties":
            if name.lower() in _ENVELOPE and name.lower() not in _NOT_ASKED:
                content[name]
            continue
        inner = content[name]
        for own in inner.data if isinstance(inner, Value) and isinstance(inner.data, Mapping) else ():
            if own.lower() in asked if asked is not None else own.lower() not in _NOT_ASKED:
                members(inner)[own]
