"""Further forms of the commands of ``az_in_text``, put together only where a file may hold one."""

from __future__ import annotations

from functools import cache

from natpin.pipeline.az_in_text import AZ, AZ_NETWORK, BLANK, EGRESS, GOES_ON, NETWORK, PROGRAM
from natpin.regex import late_regex
from natpin.workspace import lowered

_NEXT = (
    rb"(?:[\"']?\)?\s{0,40}(?:,|\.args?\()[\s&\[\](){]{0,60}+(?:new\b[\s\[\](){]{0,20}+|vec!\[)?[\"']?"
    rb"|[\"']?[ \t]*\r?\n[ \t]*-[ \t]*[\"']?)"
)
"""Between two words of a command that is a list, on one line or one word a line: ``"az", ["network"``, ``"az").args(["``."""
_FROM_LIST = rb"(?<=[\[\s\"'/\\(])az(?:\.cmd|\.exe)?" + _NEXT
_LISTED = rb"(?:" + _NEXT + rb"|[ \t]+)"
_LISTED_TO_END = rb"(?:[\"',\])\r\n]|" + GOES_ON + rb")"

_HOLE = rb"(?:\{\{[ \t]*[\w.]{1,60}[ \t]*\}\}|\$?\{[\w.]{1,60}\}|\$[({]{0,2}[ \t]*[\w.]{1,60}[ \t]*[)}]{0,2}|%\w{1,60}%|%[sv])[\"']?"
"""What stands for a word that is not here: of Jinja, make, a shell, a format string."""
_GROUPS = rb"(?:vnet(?: subnet| peering)?|nat gateway|route-table(?: route)?|public-ip prefix)"
_IN_PARTS = (
    # what begins with a variable is the Azure CLI, by the words behind it; a verb that is one may be any
    rb"|"
    + _HOLE
    + rb"[ \t]+(?:network"
    + BLANK
    + rb")?"
    + NETWORK.removeprefix(b"network ").replace(b" ", BLANK)
    + GOES_ON
    + rb"|"
    + PROGRAM
    + rb"[ \t]+network[ \t]+(?:"
    + _GROUPS.replace(b" ", BLANK)
    + rb"[ \t]+)?"
    + _HOLE
)
_IS_AZ = rb"(?:command|entrypoint)[\"']?(?:[ \t]*:)?[\s\[\"'-]{1,60}+az(?:\.cmd)?\b[\"']?[ \t]*\]?"
_ARGS = rb"\b(?:args|command|cmd)[\"']?(?:[ \t]*:)?[\s\[\"'-]{1,60}+"


def _without_az(words: bytes) -> bytes:
    """What follows ``az`` where that is said elsewhere: its own library, a function named after it, the keys of a container
    or a task."""
    listed = words.replace(b" ", _LISTED) + _LISTED_TO_END
    return (
        rb"|(?P<sure>(?i:\b(?:"
        + _IS_AZ
        + rb"[^{}]{0,400}?"
        + _ARGS
        + rb"))"
        + listed
        + rb"|\bargs[\"']?[ \t]*:[\s\[\"'-]{1,60}+"
        + listed
        + rb"[^{}]{0,1500}?\n[ \t-]*[\"']?"
        + _IS_AZ
        + rb"|(?:cli(?:\(\))?\.invoke\(\s{0,40}\[|\b(?:run_)?az(?:_?cli)?\()\s{0,40}+\[?\s{0,40}(?:[a-z]{1,2}|[$@]{1,2})?[\"'`]"
        + listed
        + rb")"
    )


def _by_id(of: bytes) -> bytes:
    """Commands that change any resource, by its id or its type."""
    rest_of_it = rb"[^;|&]{0,300}?"  # of one class of letters: a choice at each costs ten times as much
    return (
        rb"|(?:(?<![`\w.-])|(?<=\\[nt]))az(?:\.cmd|\.exe)?[\"', \t]{1,10}(?i:(?:rest\b(?="
        + rest_of_it
        + rb"(?:--method|-m)[\"', \t=]{1,10}(?:put|patch|delete)\b)|resource[\"', \t]{1,10}(?:update|create|delete|patch)\b)"
        + rest_of_it
        + of
        + rb")"
    )


_ANY = late_regex(
    rb"az(?:\.cmd|\.exe|_?cli)?[^a-z0-9]|-az(?:aks|nat|route|virtual|public)|invoke\(|vnet |nat gateway |route-table |public-ip |vhub "
)
"""What stands in whatever the patterns fit, in lower case. It begins with letters, which are found a hundred times as fast."""


def may_fit(pattern: bytes, data: bytes) -> bool:
    """Whether ``pattern``, with its other words, may fit some bytes: a look before it is tried at each place."""
    return not pattern.startswith((AZ, AZ_NETWORK)) or _ANY.search(lowered(data)) is not None


@cache
def with_others(pattern: bytes) -> bytes:
    """``pattern``, and what says the same as its commands of the Azure CLI in other words; itself where it has none. A match
    of the group ``sure`` is run wherever it stands."""
    if pattern.startswith(AZ):
        return pattern + _AKS_OTHERWISE
    return pattern + _NETWORK_OTHERWISE if pattern.startswith(AZ_NETWORK) else pattern


_AKS_OTHERWISE = (
    (
        rb"|(?:(?m:^|(?<=[\[\s({]))[\"'-]?[ \t]*|(?<=[/\\]))az[\"',\s\[-]{1,40}aks[\"',\s-]{1,40}(?:create|nodepool[\"',\s-]{1,40}add)\b"
        rb"(?=[\"',]|[ \t]*\r?\n[ \t]*-|\s*\Z)"
        # a command as a list of words, on one line or one a line: the container of a Job
        rb"|"
        + _FROM_LIST
        + rb"aks"
        + _LISTED
        + rb"update\b(?:[^;\]\n]|(?<=[,(\[])\r?\n){0,1500}?--[\w-]{0,40}(?:"
        + EGRESS
        + rb")"
        rb"|(?<=[\s\"'/\\])az[\"']?[ \t]*\r?\n[ \t]*-[ \t]*[\"']?aks[\"']?[ \t]*\r?\n[ \t]*-[ \t]*[\"']?update[\"']?[ \t]*\r?\n"
        rb"(?:[ \t]*-[^\n]{0,300}\n){0,30}?[ \t]*-[ \t]*[\"']?--[\w-]{0,40}(?:"
        + EGRESS
        + rb")"
        + rb"|"
        + _FROM_LIST
        + (rb"aks (?:create|nodepool add)".replace(b" ", _LISTED))
        + _LISTED_TO_END
    )
    + _without_az(
        rb"aks (?:(?:create|nodepool add)\b|update\b(?=(?:[^;\]\n]|\n\s{0,80}-|(?<=[,(\[])\r?\n){0,1500}?--[\w-]{0,40}(?:"
        + EGRESS
        + rb")))"
    )
    + _by_id(rb"Microsoft\.ContainerService/managedClusters\b")
)
_NETWORK_OTHERWISE = (
    (
        # a command as a list of words: ENTRYPOINT ["az", "network", …], the container of a Job, an argument of a program
        rb"|" + _FROM_LIST + NETWORK.replace(b" ", _LISTED) + _LISTED_TO_END
    )
    + _IN_PARTS
    + _without_az(NETWORK)
    + _by_id(
        rb"(?:Microsoft\.Network/(?:natGateways|routeTables|virtualNetworks|publicIPPrefixes)\b"
        rb"|--(?:set|remove)[\"', \t]{1,10}properties\.(?:natGateway|routeTable)\b)"
    )
)
