"""Deployment templates, told from other JSON by a look at their bytes."""

from __future__ import annotations

from natpin.workspace import holds_any

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
)
"""In lower case: words cost a fifth of a pattern that ignores case, and compiled templates are large."""


def claims(path: str, data: bytes) -> bool:
    """A deployment template that speaks of clusters, or of networks and their ways out, which clusters elsewhere may use,
    or that links other templates."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.replace(b"\0", b"")
    return _SCHEMA in data and holds_any(data.lower(), (*BEARS_ON_EGRESS, b"templatelink"))
