"""Bicep that may bear on egress, by a look at its bytes."""

from __future__ import annotations

import re

from natpin.regex import late_regex

NAME = "bicep"
PARAMETERS = ".bicepparam"

BEARS_ON_EGRESS = late_regex(
    rb"(?i)microsoft\.containerservice/managedclusters|natgateway|publicipprefix|container-service/managed-cluster"
    rb"|microsoft\.network/(?:virtual(?:networks|hubs|networkgateways)|routetables|publicipaddresses|azurefirewalls)"
    rb"|avm/(?:res|ptn)/network/"
)
MODULE = late_regex(rb"^[ \t]*+module[ \t]++\w++[ \t]++'([^'\r\n]{1,300})'", re.MULTILINE)
"""A module statement and the file it calls."""


def claims(path: str, data: bytes) -> bool:
    """Bicep that speaks of clusters, or of networks and their ways out, which clusters elsewhere may use, or that calls
    modules, which may; and parameters."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.replace(b"\0", b"")
    if path.endswith(PARAMETERS):
        return b"using" in data
    return BEARS_ON_EGRESS.search(data) is not None or (
        b"module " in data and MODULE.search(data) is not None
    )
