"""Where in a file that no reader takes it is said that clusters or networks are made or changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from natpin.model.location import Location
from natpin.model.record import replace
from natpin.pipeline.command_places import can_stand, place, stands_in_any_text, without_folders
from natpin.pipeline.giving_tools import is_of_tests
from natpin.pipeline.unread_formats import (
    ANYTHING,
    BY_THEIR_TEXT,
    COMPOSED,
    JSON,
    NO_ENDING,
    PORTER,
    REQUESTS,
    SDK,
    Format,
)
from natpin.regex import late_regex

_NOT = late_regex(
    r"(?i)(?:^|/)(?:\.terraform\.lock\.hcl|(?:pnpm|conda|package|deno|bun|pdm)-lock\.(?:ya?ml|json)|packages\.lock\.json|"
    r"(?:(?<!environments/)(?<!envs/)(?<!env/)(?<!stages/)(?<!stage/)(?<!live/)tests?|testdata|__tests__|spec|e2e|vendor|third_party|site-packages)/.*\.(?:py|ts|js|mjs|cjs|tsx|go|cs|java|kt|rb|k)|"
    r"[^/]*(?:_test\.(?:go|js|ts)|\.(?:test|spec)\.[jt]sx?|\.tftest\.hcl|\.tfmock\.hcl|\.d\.ts|\.pb\.go|\.min\.js))$"
)
"""Lock files, CRDs, tests and what was generated or brought along: none of them is run to make a cluster here. An
environment may be called test."""

_DOCUMENTATION = (b"### YamlMime:", b"facts:")
"""How a page begins that DocFX makes of YAML, and a test of a policy of natpin's: nobody runs what they quote."""

_COMMENT = late_regex(
    rb"[ \t]*(?:#|//|/\*|\*(?![*/]|(?:[ \t]+[\d*,/A-Za-z-]+){4}[ \t])|--|;|<!--|(?i:rem\b|::))"
)


_LOOKED_AT = 8_000
"""Bytes that say whether a file of any name is text: as many as git looks at."""
MOST_BEFORE = 400
"""Bytes before a command on its line that are looked at."""


_LATE = {
    PORTER: {
        # porter.sh/mixins/az
        "makes": rb"(?m)^[ \t]*(?:-[ \t]+)?az:[ \t]*\r?\n(?:[ \t]+[^\n]*\n){0,15}?[ \t]+arguments:[\s\[\"'-]{0,40}aks[\s,\"'-]{1,40}(?:create|nodepool[\s,\"'-]{1,40}add)\b"
    },
    COMPOSED: {
        # docs.upbound.io, "Build with KCL", "Build with Python", "Build with Go templates"; a composite that a package
        # makes which is not here (``AKS{`` of configuration-azure-aks) is a cluster too
        "makes": rb"\b(?:KubernetesCluster(?:NodePool)?|X?AKS)[ \t]*[({]|\bkind\"?[ \t]*[:=][ \t]*\"?X?AKS\b|\bkind\"?[ \t]*[:=][ \t]*\"?KubernetesCluster(?:NodePool)?\b",
        "network": rb"\b(?:NATGateway|SubnetNATGatewayAssociation|SubnetRouteTableAssociation)[ \t]*[({]"
        rb"|\bkind\"?[ \t]*[:=][ \t]*\"?(?:NATGateway|SubnetNATGatewayAssociation|SubnetRouteTableAssociation)\b",
        "only_with": rb"upbound\.(?:azurem?\.(?:containerservice|network)|\w+\.azure\.)|azure\.\w+\.upbound\.io|(?:containerservice|network)\.azure\.(?:m\.)?upbound",
    },
    SDK: {
        # azure-mgmt-containerservice, @azure/arm-containerservice, armcontainerservice, Azure.ResourceManager, azure-resourcemanager
        "makes": rb"(?i)\b(?:managed_clusters|managedClusters|agent_pools|agentPools|(?:NewManagedClusters|NewAgentPools)Client\w*|(?:ContainerServiceManagedCluster|GetContainerService\w*)|kubernetesClusters\(\))"
        rb"[\s\S]{0,1500}?(?:begin_create_or_update|beginCreateOrUpdate\w*|BeginCreateOrUpdate|CreateOrUpdate(?:Async)?|\.define)\(",
        "network": rb"(?i)\b(?:subnets|nat_?gateways|route_?tables|routes|New(?:Subnets|NatGateways|RouteTables|Routes)Client)\b[\s\S]{0,300}?"
        rb"\b(?:begin_?(?:create_or_update|createOrUpdate|delete)(?:AndWait|_and_wait)?|CreateOrUpdate(?:Async)?)\(",
        "only_with": rb"(?i)azure[.\-_/]mgmt[.\-_/](?:containerservice|network)|arm-?(?:containerservice|network)|Azure\.ResourceManager\.(?:ContainerService|Network)|azure\.resourcemanager",
    },
    JSON: {
        # a text that a key calls a command: others are shown to people
        "only_with": rb"(?i)\"[\w.-]{0,40}(?:command|script|cmd|exec|run|args|entrypoint)\w{0,20}\"\s*:"
    },
    REQUESTS: {
        # learn.microsoft.com/rest/api/virtualnetwork/subnets/create-or-update, …/aks/managed-clusters/create-or-update
        "makes": rb"(?i)/providers/microsoft\.containerservice/managedclusters\b",
        # an id in a text, or a variable behind the host
        "network": rb"(?i)/providers/microsoft\.network/(?:virtual(?:networks|hubs)|routetables|natgateways|publicip(?:addresses|prefixes))\b"
        rb"|(?:management\.(?:azure\.com|usgovcloudapi\.net|chinacloudapi\.cn)/?[\"'`]?[ \t]*[+.,%${]|\.(?:put|patch)\w{0,20}\()"
        rb"[^\n]{0,200}?(?:subnet|route_?table|virtual_?network|vnet|nat_?gateway)",
        "only_with": rb"(?i)\.(?:put|patch)(?:_?(?:async|asjsonasync|json))?\(|\b(?:requests|httpx|session|client|axios|http)\.delete\w{0,12}\("
        rb"|[\"'`](?:put|patch|delete)[\"'`]|method\w{0,10}[\"']?[ \t]*[:=.(][ \t]*[\"']?(?:put|patch|delete)\b|http::(?:put|patch|delete)"
        rb"|method(?:put|patch|delete)\b|(?:-X[ =]?|--request[ =]|-method[ \t]+)[\"']?(?:put|patch|delete)\b",
    },
}
"""Patterns of formats that any file may be of: most who lint a file have none that holds their words."""
_pattern: Callable[[bytes], re.Pattern[bytes]] = cache(re.compile)
"""Compiled when a file may hold what is looked for: that costs more than looking."""


def place_in(path: str, data: bytes, formats: Sequence[Format]) -> tuple[Format, Location, bool] | None:
    """The first place where a file makes or changes clusters, else networks, in which of the formats, and whether it is
    clusters; None for a file that does neither. ``formats``: those of which a word stands in it."""
    if data.startswith(_DOCUMENTATION) or _NOT.search(path):
        return None
    if path.endswith("_test.py") and is_of_tests(path, data):
        return None
    found: tuple[Format, Location, bool] | None = None
    searched: set[bytes] = set()
    no_text = b"\0" in data[:_LOOKED_AT]
    for each in formats:
        one = replace(each, **_LATE.get(each.what, {}))
        if one.what in BY_THEIR_TEXT and one.what != NO_ENDING and is_of_tests(path, data):
            continue
        if no_text and one.what in BY_THEIR_TEXT:
            continue
        if one.only_with and _pattern(one.only_with).search(data) is None:
            continue
        for cluster, pattern in ((True, one.makes), (False, one.network)):
            if (
                not pattern
                or (found is not None and not cluster)
                or (one.what in (ANYTHING, JSON) and pattern in searched)
            ):
                continue
            searched.add(pattern)
            at = next(_said(pattern, data, one.commands, one.what in (ANYTHING, JSON)), None)
            if at is not None:
                found = one, place(path, data, at), cluster
                if cluster:
                    return found
    return found


def _said(pattern: bytes, data: bytes, commands: bool, anywhere: bool) -> Iterator[int]:
    """Offsets of what is said outside of comments; of ``commands``, where one can stand. ``anywhere``: of what the file is,
    nothing is known, and it may be prose."""
    if commands:
        from natpin.pipeline.az_otherwise import may_fit, with_others

        if not may_fit(pattern, data):
            return
        pattern = with_others(pattern)
    stands = stands_in_any_text if anywhere else can_stand
    for match in _pattern(pattern).finditer(data):
        start = data.rfind(b"\n", 0, match.start()) + 1
        if _COMMENT.match(data, start, match.start() + 3) is None:
            before = data[max(start, match.start() - MOST_BEFORE) : match.start()]
            if not commands or match.lastgroup == "sure" or stands(without_folders(before)):
                yield match.start()
