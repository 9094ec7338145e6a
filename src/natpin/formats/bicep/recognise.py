"""Bicep that may bear on egress, by a look at its bytes."""

from __future__ import annotations

import re

from natpin.formats.arm.recognise import BEARS_ON_EGRESS, runs_commands
from natpin.regex import late_regex
from natpin.workspace import holds_any, lowered, narrowed

NAME = "bicep"
PARAMETERS = ".bicepparam"

_WORDS = (
    *BEARS_ON_EGRESS,
    b"container-service/managed-cluster",
    b"avm/res/network/",
    b"avm/ptn/network/",
    b"avm/ptn/azd/aks",
    b"extension kubernetes",
    b"import 'kubernetes",
    b"provider 'kubernetes",
)
MODULE = late_regex(rb"^[ \t]*+module[ \t]++\w++[ \t]++'([^'\r\n]{1,300})'", re.MULTILINE)
"""A module statement and the file it calls."""
CALL = late_regex(rb"^[ \t]*+module[ \t]++(\w++)[ \t]++'([^'\r\n]{1,300})'", re.MULTILINE)
"""A module statement: what it is called in its file, and the file or registry address it calls."""
MAKING = (b"outboundtype", b"kubernetesversion", b"agentpool", b"nodepool", b"networkplugin")
"""In lower case: of what only a cluster's module is given."""


def bears_on_egress(data: bytes) -> bool:
    """True for Bicep that speaks of clusters, or of networks and their ways out."""
    return holds_any(lowered(data), _WORDS)


def claims(path: str, data: bytes) -> bool:
    """Bicep that speaks of clusters, or of networks and their ways out, which clusters elsewhere may use, or that calls
    modules, which may; and parameters."""
    data = narrowed(data)
    if path.endswith(PARAMETERS):
        return b"using" in data
    return bears_on_egress(data) or (b"module " in data and MODULE.search(data) is not None)


def changes_networks(path: str, data: bytes) -> bool:
    """Bicep that runs commands which change clusters or networks, or takes a script from a file that may."""
    data = narrowed(data)
    return path.endswith(".bicep") and (runs_commands(data) or loads_script(data))


def loads_script(data: bytes) -> bool:
    """True for a deployment script whose text lies in another file."""
    text = lowered(data)
    return text.find(b"deploymentscripts") >= 0 and text.find(b"loadtextcontent") >= 0
