"""Deployment templates, told from other JSON by a look at their bytes."""

from __future__ import annotations

from natpin.formats.changing_commands import changes_by_commands
from natpin.workspace import holds_any, lowered, narrowed

NAME = "arm"

_SCHEMA = b"eploymentTemplate.json"
BEARS_ON_EGRESS = (
    b"microsoft.containerservice/managedclusters",
    b"natgateway",
    b"publicipprefix",
    b"microsoft.network/virtualnetworks",
    b"microsoft.network/virtualhubs",
    b"microsoft.network/virtualnetworkgateways",
    b"microsoft.network/routetables",
    b"microsoft.network/publicipaddresses",
    b"microsoft.network/azurefirewalls",
    b"microsoft.network/networkmanagers/routingconfigurations",
)
"""In lower case: words cost a fifth of a pattern that ignores case, and compiled templates are large."""

_RUNS = (b"deploymentscripts", b"deployment-script", b"commandtoexecute", b"runcommands")


def claims(path: str, data: bytes) -> bool:
    """A deployment template that speaks of clusters, or of networks and their ways out, which clusters elsewhere may use,
    or that links other templates."""
    data = narrowed(data)
    return _SCHEMA in data and holds_any(lowered(data), (*BEARS_ON_EGRESS, b"templatelink"))


def changes_networks(path: str, data: bytes) -> bool:
    """A deployment template that runs commands which change clusters or networks."""
    data = narrowed(data)
    return _SCHEMA in data and runs_commands(data)


def runs_commands(data: bytes) -> bool:
    """True for a template with a deployment script, or an extension of a machine, whose commands change clusters or
    networks."""
    return holds_any(lowered(data), _RUNS) and changes_by_commands(data)
