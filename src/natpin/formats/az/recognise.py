"""Whether a script runs az on clusters or networks: a look at its bytes, wherever in them the words of a command stand.

To add a command: ``SPEAKS`` where it makes a script one of clusters, ``_NETWORKS`` where it changes networks that clusters
of other files may use; an operation of Azure Resource Manager itself: beside ``changes_by_id``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from natpin.regex import late_regex
from natpin.workspace import holds_any, lowered, narrowed, whole_words

SPEAKS = (b"aks create", b"aks update", b"aks nodepool", b"nat gateway", b"public-ip prefix")
"""Words of commands that make or change clusters, NAT gateways or their IPs."""
_NETWORKS = (
    b"network vnet create",
    b"network vnet update",
    b"network vnet subnet create",
    b"network vnet subnet update",
    b"network vnet subnet delete",
    b"network route-table ",
    b"network vnet peering",
    b"network vnet-gateway",
    b"network public-ip ",
    b"network vhub ",
    b"network routeserver ",
    b"network manager ",
)
_BY_TYPE = late_regex(
    rb"(?i)microsoft\.network/(?:virtualnetworks|virtualhubs|routetables|natgateways|publicip(?:addresses|prefixes))"
)
_ASKS = late_regex(rb"(?i)\b(?:az (?:rest|resource)|curl)\b")
"""Azure's own operations on what an id or a type names. The id may stand a few lines below, in a command that goes on."""
_ASKS_RESOURCE = late_regex(rb"(?i)\baz resource\b")
_BY_NAMESPACE = late_regex(rb"(?i)--namespace[\s=]+[\"']?microsoft\.network\b")
_ASKS_REST = late_regex(rb"(?i)\baz rest\b")
_BY_ANSWER = late_regex(rb"(?i)management\.azure\.com/?[\"']?[$`]")
_VERB = late_regex(rb"(?i)\b(?:put|patch|delete)\b")
_DEPLOYS = late_regex(rb"(?i)\bdeployment group create\b")
_FROM_ELSEWHERE = late_regex(rb"(?i)--template-uri\b")
_FAR, _NEAR = 2000, 900
"""Bytes between the beginning of a command and what it names."""
_GETS = late_regex(rb"(?i)\bGet-Az(?:VirtualNetwork|RouteTable|NatGateway)")
_BY_CMDLET = late_regex(rb"(?i)\b(?:Invoke-AzRest|(?:Set|New|Remove)-AzResource\b)")
"""Cmdlets that do the same; the id may stand far above."""
_CLUSTER_BY_ID = late_regex(
    rb"(?i)\b(?:put|patch)\b[^\r]{0,600}?microsoft\.containerservice/managedclusters/"
    rb"|microsoft\.containerservice/managedclusters/[^\n]{0,300}\b(?:put|patch)\b"
    rb"|\bresource(?:\s|\\\r?\n)+(?:create|update|delete)\b[^\r]{0,600}?microsoft\.containerservice/managedclusters\b"
)
"""A cluster that Azure Resource Manager itself is asked for: ``az rest``, ``az resource``, ``Invoke-AzRestMethod``, ``curl``."""
_BY_VARIABLE = late_regex(
    rb"(?i)\baz(?:\s|\\\r?\n)+resource(?:\s|\\\r?\n)+(?:update|delete)\b[^\r]{0,400}?--ids[\s=]+[\"']?[$`]"
)
"""One whose id the script has asked for."""
_BLANKS = late_regex(rb"(?:[ \t]|[\\`]\r?\n){2,}|\t|[\\`]\r?\n")
"""What stands for one blank and is not just that."""


def _says_any(data: bytes, commands: Iterable[bytes]) -> bool:
    """Whether one of the commands stands in a text, with more than one blank in it or going on in the next line."""
    possible = [command for command in commands if all(word in data for word in command.split())]
    return bool(possible) and (
        holds_any(
            data, possible
        )  # nearly always: and what stands there with single blanks still does without the others
        or holds_any(_BLANKS.sub(b" ", data), possible)
    )


_IN_PARTS = late_regex(
    rb"(?im)(?:\b(?:az|call)\b|\$\{?\w{1,80}\}?|^[ \t]*+[\w.-]{1,80}[ \t]*+[:?]?=)[\"']?[ \t]*+[\"'(]?(?:az[ \t]++)?"
    rb"(?:network|aks)(?:[ \t]++(?:vnet|subnet|route-table|route|nat|gateway|public-ip|prefix|vnet-gateway|peering|nodepool)\b)*+"
    rb"(?:[ \t]*+[\"']?[$`{%@]|[\"')]|[ \t]*+\r?$)"
)
"""A command of which a variable, an array or a function holds a part: what comes after its group is not a plain word."""
_WORD_IN_QUOTES = late_regex(rb"([ \t])[\"']([a-z][a-z-]{1,20})[\"'](?=[ \t])")
_IN_A_VARIABLE = late_regex(rb"\$\{?\w{1,80}\}?[\"']?[ \t]+(?:aks|network)[ \t]")
"""A program whose name a variable holds: ``$AZ_BIN aks create``."""


def _may_run_az(data: bytes) -> bool:
    return b"az" in data or _IN_A_VARIABLE.search(data) is not None


_LISTED = late_regex(rb"(?<=\w)['\"][ \t]*,[ \t]*+\r?\n?[ \t]*['\"](?=\w)")
"""Between words of a command that PowerShell has as a list: ``@('aks', 'create')``."""


def makes_by_id(data: bytes) -> bool:
    """Whether a text asks Azure Resource Manager for a cluster by its id or its type."""
    return b"managedclusters" in lowered(data) and _CLUSTER_BY_ID.search(data) is not None


def claims(path: str, data: bytes) -> bool:
    """True for a script in which az makes or changes clusters, subnets, routes, NAT gateways or their IPs."""
    data = narrowed(data)
    whole = _commands(path, data)
    if _may_run_az(whole) and (_says_any(whole, SPEAKS) or _is_in_parts(whole, b"aks")):
        return True
    return makes_by_id(whole)


def _commands(path: str, data: bytes) -> bytes:
    """The bytes with each command in one piece: its words are parted by blanks."""
    whole = whole_words(data)
    if path.lower().endswith(".ps1"):
        whole = _LISTED.sub(b" ", whole)
    return _WORD_IN_QUOTES.sub(rb"\1\2", whole) if b" network " in whole or b" aks " in whole else whole


def _is_in_parts(data: bytes, group: bytes) -> bool:
    return group in data and any(group in found[0].lower() for found in _IN_PARTS.finditer(data))


def changes_by_id(data: bytes) -> bool:
    """Whether a text asks Azure Resource Manager to change what an id, or an answer of its own, names."""
    if _follows(data, _ASKS, _BY_TYPE, _FAR) or _follows(data, _ASKS_RESOURCE, _BY_NAMESPACE, _NEAR):
        return True
    if _follows(data, _ASKS_REST, _BY_ANSWER, _NEAR) and _follows(data, _ASKS_REST, _VERB, _NEAR):
        return True
    if _BY_CMDLET.search(data) is None:
        return False
    return _BY_TYPE.search(data) is not None or _GETS.search(data) is not None


def _follows(data: bytes, first: re.Pattern[bytes], then: re.Pattern[bytes], most: int) -> bool:
    """Whether what one pattern fits stands at most so many bytes before what the other fits. Each is looked for once: a
    pattern of both would look so far from each place where the first fits."""
    places = [found.start() for found in then.finditer(data)]
    if not places:
        return False
    ends = [found.end() for found in first.finditer(data)]
    before = ((place, bisect_right(ends, place)) for place in places)
    return any(number and place - ends[number - 1] <= most for place, number in before)


def changes_networks(path: str, data: bytes) -> bool:
    """True for a script that changes networks, which clusters of other files may use."""
    data = _commands(path, data)
    return _may_run_az(data) and (
        _says_any(data, _NETWORKS)
        or _is_in_parts(data, b"network")
        or changes_by_id(data)
        or _follows(data, _DEPLOYS, _FROM_ELSEWHERE, _NEAR)
        or _BY_VARIABLE.search(data) is not None
    )
