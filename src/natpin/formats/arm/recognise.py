"""Deployment templates, told from other JSON by a look at their bytes."""

from __future__ import annotations

from natpin.regex import late_regex

NAME = "arm"

_SCHEMA = b"eploymentTemplate.json"
_BEARS_ON_EGRESS = late_regex(
    rb"(?i)microsoft\.containerservice/managedclusters|natgateway|publicipprefix|templatelink"
    rb"|microsoft\.network/(?:virtual(?:networks|hubs|networkgateways)|routetables|publicipaddresses|azurefirewalls)"
)


def claims(path: str, data: bytes) -> bool:
    """A deployment template that speaks of clusters, or of networks and their ways out, which clusters elsewhere may use,
    or that links other templates."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.replace(b"\0", b"")
    return _SCHEMA in data and _BEARS_ON_EGRESS.search(data) is not None
