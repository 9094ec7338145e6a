"""Files that speak of AKS or of its network in a form that no reader takes: they are told, so that nothing is left out
unseen.

A workflow that runs ``az aks create``, a manifest of Cluster API, a Pulumi program. What is looked for are declarations
and commands that make or change something, never mere mentions: a comment, a README, ``az aks get-credentials``, a CRD,
a chart of workloads say nothing of where traffic leaves. Bytes are looked at, nothing is parsed.

What is known of the formats is data: ``unread_formats``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Skipped
from natpin.pipeline.script_endings import is_none, may_be_script
from natpin.pipeline.unread_formats import BY_THEIR_TEXT, FORMATS, Format
from natpin.workspace import holds_any, lowered

_NOT = (
    r"(?i)(?:^|/)(?:\.terraform\.lock\.hcl|[^/]*[._-]lock\.(?:yaml|json|hcl)|package-lock\.json|"
    r"(?:(?<!environments/)(?<!envs/)(?<!env/)(?<!stages/)(?<!stage/)(?<!live/)tests?|testdata|__tests__|spec|e2e|vendor|third_party|site-packages)/.*\.(?:py|ts|js|mjs|cjs|tsx|go|cs|java|kt|rb|k)|"
    r"[^/]*(?:_test\.(?:go|py|js|ts)|\.(?:test|spec)\.[jt]sx?|\.tftest\.hcl|\.tfmock\.hcl|\.d\.ts|\.pb\.go|\.min\.js))$"
)
"""Lock files, CRDs, tests and what was generated or brought along: none of them is run to make a cluster here. An
environment may be called test."""

_DOCUMENTATION = (b"### YamlMime:", b"facts:")
"""How a page begins that DocFX makes of YAML, and a test of a policy of natpin's: nobody runs what they quote."""

_COMMENT = rb"[ \t]*(?:#|//|/\*|\*(?![*/]|(?:[ \t]+[\d*,/A-Za-z-]+){4}[ \t])|--|;|<!--|(?i:rem\b|::))"


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


def makes_clusters_here(data: bytes) -> bool:
    """True for a file of a format with a reader that makes a cluster, by a look at its bytes."""
    text = lowered(data)
    for word, *patterns in _MAKES_CLUSTERS:  # as in ``holds_any``
        if text.find(word) >= 0 and all(_bytes_pattern(one).search(data) is not None for one in patterns):
            return True
    return False


MOST_BEFORE = 400
"""Bytes before a command on its line that are looked at."""


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
    if not likely or data.startswith(_DOCUMENTATION) or _pattern(_NOT).search(path):
        return None
    found: Sign | None = None
    for one in likely:
        if one.only_with and _bytes_pattern(one.only_with).search(data) is None:
            continue
        for cluster, pattern in ((True, one.makes), (False, one.network)):
            if not pattern or (found is not None and not cluster):
                continue
            at = next(_said(pattern, data, one.commands), None)
            if at is not None:
                from natpin.pipeline.command_places import place

                found = Sign(one, place(path, data, at), cluster)
                if cluster:
                    return found
    return found


_pattern = cache(re.compile)
_bytes_pattern: Callable[[bytes], re.Pattern[bytes]] = cache(re.compile)
"""Compiled when a file may hold what is looked for: that costs more than looking."""


def _said(pattern: bytes, data: bytes, commands: bool) -> Iterator[int]:
    """Offsets of what is said outside of comments; of ``commands``, where one can stand."""
    if commands:
        from natpin.pipeline.az_otherwise import may_fit, with_others  # few files have commands
        from natpin.pipeline.command_places import can_stand, without_folders

        if not may_fit(pattern, data):
            return
        pattern = with_others(pattern)
    for match in _bytes_pattern(pattern).finditer(data):
        start = data.rfind(b"\n", 0, match.start()) + 1
        if _bytes_pattern(_COMMENT).match(data, start, match.start() + 3) is None:
            before = data[max(start, match.start() - MOST_BEFORE) : match.start()]
            if not commands or match.lastgroup == "sure" or can_stand(without_folders(before)):
                yield match.start()


@cache
def formats_by(key: str) -> tuple[Format, ...]:
    """The same, by what ``key_of`` tells of the name."""
    if key.startswith("/.env."):  # whatever else the name says to readers: .env.json may be a template
        key = "/.env"
    return tuple(one for one in FORMATS if any(_fits(key, ending) for ending in one.endings))


def _fits(key: str, ending: str) -> bool:
    if not ending:
        return may_be_script(key)
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
