"""Files that speak of AKS or of its network in a form that no reader takes: they are told, so that nothing is left out
unseen.

A workflow that runs ``az aks create``, a manifest of Cluster API, a Pulumi program. What is looked for are declarations
and commands that make or change something, never mere mentions: a comment, a README, ``az aks get-credentials``, a CRD,
a chart of workloads say nothing of where traffic leaves. Bytes are looked at, nothing is parsed.

What is known of the formats is data: ``unread_formats``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Skipped
from natpin.pipeline.script_endings import is_none, may_be_script, may_hold_commands
from natpin.pipeline.unread_formats import BY_THEIR_TEXT, FORMATS, Format
from natpin.workspace import holds_any, lowered


@record
class Sign:
    """Where a file speaks of AKS (``cluster``) or of a network that may be AKS's."""

    format: Format
    at: Location
    cluster: bool

    def told(self) -> Skipped:
        """As the report lists it."""
        about = self.format.about or (
            "makes or changes AKS clusters" if self.cluster else "changes networks that AKS may use"
        )
        reason = f"it is {self.format.what}, and {about}; natpin does not read that: {self.format.settle_by}"
        return Skipped(self.at.path, reason, self.at, claims_aks=True)


_MAKES_CLUSTERS: tuple[tuple[bytes, ...], ...] = (
    (
        b"azurerm_kubernetes_",
        rb'resource"?[ \t]*:?[ \t]*[{"]*[\s"]*"?azurerm_kubernetes_(?:automatic_)?cluster["\s]',
    ),
    (b"managedclusters@", rb"(?i)managedclusters@[\w-]+'[ \t]*=[ \t]*(?!existing)"),
    (
        b"microsoft.containerservice/managedclusters",
        rb'"type"[ \t]*:[ \t]*"(?i:microsoft\.containerservice/managedclusters)(?:@[\w-]+)?"',
    ),
    (b"aks", rb"az[ \t]+aks[ \t]+create\b", rb"(?m)^[^#\n]*(?<![`\w.-])az[ \t]+aks[ \t]+create\b"),
    (
        b"containerservice/managedclusters",
        rb"(?i)\bput\b[^\r]{0,600}?microsoft\.containerservice/managedclusters/"
        rb"|microsoft\.containerservice/managedclusters/[^\n]{0,300}\bput\b"
        rb"|\bresource(?:\s|\\\r?\n)+create\b[^\r]{0,600}?microsoft\.containerservice/managedclusters\b",
    ),
    (
        b"containerservice.azure.com/",
        rb"(?m)(?:^[ \t-]*|[{,][ \t]*)[\"']?apiVersion[\"']?:[ \t]*[\"']?containerservice\.azure\.com/",
    ),
    (
        b"azuremanagedcontrolplane",
        rb"(?m)(?:^|[\s{,][\"']?)kind[\"']?:[ \t]*[\"']?AzureManagedControlPlane\b",
    ),
    (
        b"azure-native:containerservice",
        rb"(?m)^[ \t]+type:[ \t]*[\"']?azure-native:containerservice[:/\w]*:ManagedCluster\b",
    ),
)
"""What makes a cluster in the formats that have readers, so that a report without any is not taken for a good one. Before
each pattern a word, in lower case, that stands in whatever it fits: a megabyte of compiled Bicep holds few of them. One that
tries each line from its beginning comes after one that begins with letters, which is found a hundred times as fast."""


bytes_pattern: Callable[[bytes], re.Pattern[bytes]] = cache(re.compile)
"""Compiled when a file may hold what is looked for: that costs more than looking."""


def makes_clusters_here(data: bytes) -> bool:
    """True for a file of a format with a reader that makes a cluster, by a look at its bytes."""
    text = lowered(data)
    for word, *patterns in _MAKES_CLUSTERS:  # as in ``holds_any``
        if text.find(word) >= 0 and all(bytes_pattern(one).search(data) is not None for one in patterns):
            return True
    return False


def key_of(path: str) -> str:
    """What of a file's name tells what it may be, lower case, and alike for many files: the name from its first dot on,
    or "/" and the whole name where that is known or has no ending."""
    name = path.rpartition("/")[2].lower()
    stem, dot, ending = name.partition(".")
    return f".{ending}" if dot and stem and stem not in _NAMED else f"/{name}"


def formats_of(path: str) -> tuple[Format, ...]:
    """The formats that a file may be written in, by its name."""
    return formats_by(key_of(path))


def is_no_script(path: str, formats: Sequence[Format], data: bytes) -> bool:
    """True for a file that nothing but a first line ``#!`` would make a script, and that has none. ``formats``: what its
    name says that it may be."""
    return bool(formats) and all(one.what in BY_THEIR_TEXT for one in formats) and is_none(path, data)


def words_before(formats: Sequence[Format]) -> tuple[bytes, ...]:
    """Few words, lower case, of which one stands in whatever these formats fit."""
    return tuple(dict.fromkeys(word for one in formats for word in ((one.part,) if one.part else one.words)))


def sign(path: str, data: bytes, formats: Sequence[Format] | None = None) -> Sign | None:
    """The first place where a file makes or changes clusters, else networks; None for a file that does not."""
    text = lowered(data)
    likely = [one for one in (formats_of(path) if formats is None else formats) if holds_any(text, one.words)]
    if not likely:
        return None
    from natpin.pipeline.unread_places import place_in  # few files hold such words

    found = place_in(path, data, likely)
    return None if found is None else Sign(*found)


@cache
def formats_by(key: str) -> tuple[Format, ...]:
    """The same, by what ``key_of`` tells of the name."""
    if key.startswith("/.env."):  # whatever else the name says to readers: .env.json may be a template
        key = "/.env"
    return tuple(one for one in FORMATS if any(_fits(key, ending) for ending in one.endings))


def _fits(key: str, ending: str) -> bool:
    if len(ending) < 2:
        if not ending:
            return may_be_script(key)
        return may_hold_commands(key) and (key[0] != "/" or key[1:].partition(".")[0] not in _NAMED)
    if not ending.startswith("/"):
        return key.endswith(ending)
    if not key.startswith(ending):
        return False
    more = key[len(ending) :]
    return not more or (ending in _WITH_A_SUFFIX and more[0] in ".-_" and may_be_script("." + more))


_WITH_A_SUFFIX = (
    "/jenkinsfile",
    "/dockerfile",
    "/containerfile",
    "/makefile",
    "/earthfile",
    "/justfile",
    "/rakefile",
    "/crontab",
)
"""Names behind which teams write what the file is for: Jenkinsfile.nightly, Dockerfile-ops."""


_NAMED: frozenset[str] = frozenset(
    ending[1:].partition(".")[0] for one in FORMATS for ending in one.endings if ending.startswith("/")
)
"""First parts of the names that are known as a whole."""
