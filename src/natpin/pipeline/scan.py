"""Which files speak of AKS egress, and to which format they belong: bytes are looked at, nothing is parsed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from natpin.formats.interface import Reader
from natpin.model.endings import SCRIPTS, SHELL
from natpin.model.record import field, mutable, record
from natpin.model.tally import TALLY
from natpin.model.value import Skipped
from natpin.pipeline.giving_tools import may_give
from natpin.pipeline.inputs import is_text
from natpin.pipeline.policies_of_azure import Policies
from natpin.pipeline.unread import (
    Sign,
    formats_by,
    is_no_script,
    key_of,
    makes_clusters_here,
    sign,
    words_before,
)
from natpin.pipeline.unread_formats import Format
from natpin.workspace import Workspace, holds_any, lowered, words_of


@mutable
class Scanned:
    """What a walk over the workspace found. Everything but ``claimed`` is about the paths that the user named."""

    claimed: dict[str, list[str]] = field(default_factory=dict)
    """Reader name to the files it claims, of the whole workspace."""
    applying: set[str] = field(default_factory=set)
    """Of these, the files that declare nothing themselves: kustomizations."""
    marked: list[str] = field(default_factory=list)
    """Files that hold a ``natpin:`` comment, whatever else they are about."""
    excluded: list[str] = field(default_factory=list)
    """Files that speak of AKS or its egress, and that the team wants left out."""
    skipped: list[Skipped] = field(default_factory=list)
    configurations: list[str] = field(default_factory=list)
    """Files that are called like a configuration."""
    declaring: list[str] = field(default_factory=list)
    """Files with a reader that seem to make clusters."""
    givers: list[str] = field(default_factory=list)
    """Files of the whole workspace that may give inputs to roots: scripts, pipelines, Terragrunt."""
    speaking: list[str] = field(default_factory=list)
    """Files that may call others, with a word of AKS, whatever they say of it."""
    policies: Policies = field(default_factory=Policies)
    """Definitions of Azure Policy, and whether any is assigned."""
    files_seen: int = 0
    files_read: int = 0
    """Files in formats that have a reader, without those that are no text."""


_Noted = list[tuple[str, str]]
"""Readers and files of theirs."""
_Changer = tuple[str, Callable[[str, bytes], bool], _Noted]


def scan(workspace: Workspace, readers: Sequence[Reader], excluded: Callable[[str], bool]) -> Scanned:
    """Look at every file once. ``excluded`` says which paths (workspace-relative) the team wants left out.

    Files that are named as paths themselves are claimed by their suffix even when their bytes say nothing of AKS; but not
    beside one whose bytes do: which files are named must not change what is said of that one.
    """
    found = Scanned({reader.name: [] for reader in readers})
    signs: list[Sign] = []
    changing: _Noted = []
    """Readers and files that they read only beside clusters."""
    joining: _Noted = []
    """Readers and files that they read only beside clusters of other readers: beside their own they see to them."""
    taking_in: list[str] = []
    """Scripts that no reader claims, and that take in other files."""
    makers: set[str] = set()
    """Readers whose files seem to make clusters."""
    makes_clusters = False
    by_name: _Noted = []
    """Readers and files that they take for their names alone."""
    by_bytes = False
    large: list[str] = []

    asking = (("changes_networks", changing), ("changes_others_networks", joining))
    kind_of = cache(lambda key: _kind(key, readers, asking))
    focus = workspace.focus

    for path in list(workspace.walk()):  # whole first: a link seen late may lead to a file seen early
        named = workspace.named(path)
        TALLY.files += 1
        found.files_seen += named
        if named and path.rpartition("/")[2] in _CONFIGURATIONS:
            found.configurations.append(path)
        kind = kind_of(key_of(path))
        possible, others = kind.readers, kind.formats
        if not possible and not others:
            continue
        data = _bytes_of(path, kind, workspace, excluded, found)
        if data is None:
            continue
        found.policies.look_at(path, data)
        if named and kind.calls and holds_any(lowered(data), MENTIONS):
            found.speaking.append(path)
        takers = {reader.name: reader for reader in possible if reader.claims(path, data)}
        for reader, changes_networks, whither in kind.changers:
            if reader not in takers and changes_networks(path, data):
                whither.append((reader, path))
        declares = not (takers and takers.keys() <= _OF_OBJECTS and _only_applies(path, data))
        if takers:
            by_bytes = by_bytes or (
                named and declares and not all(one.workloads_only for one in takers.values())
            )
            for taker in takers:
                found.claimed[taker].append(path)
            if not declares:
                found.applying.add(path)
        elif path in focus and len(own := [one for one in possible if not one.workloads_only]) == 1:
            takers = {own[0].name: own[0]}
            by_name.append((own[0].name, path))
        if takers:
            others = tuple(one for one in others if takers.keys().isdisjoint(one.read_by))
            if declares and not all(reader.workloads_only for reader in takers.values()):
                if named and makes_clusters_here(data):
                    found.declaring.append(path)
                if not makers.issuperset(takers) and _makes_clusters(data):
                    makers.update(takers)
        if not takers and path.endswith(SHELL) and holds_any(data, (b". ", b"source ")):
            taking_in.append(path)
        if may_give(path, data) and not (not possible and is_no_script(path, others, data)):
            found.givers.append(path)
            if len(data) > 2**20:
                large.append(path)
        if others and holds_any(lowered(data), kind.words):
            seen = _sign(path, data, others, named, workspace)
            if seen is not None:
                makes_clusters = makes_clusters or seen.cluster
                signs.append(seen)
    for shell in (one for one in readers if taking_in and one.name == "az"):
        from natpin.pipeline.sourced_files import (
            claimed_by_what_they_take_in,  # few who lint have such scripts
        )

        found.claimed[shell.name] += claimed_by_what_they_take_in(taking_in, shell, workspace)
    if found.givers:
        # loaded only beside what may deploy: most who lint a file have none
        from natpin.pipeline.other_endings import claim_templates

        makers.update(claim_templates(found, readers, excluded, workspace))
    beside = [one for one in joining if not makers <= {one[0]}]
    makes_clusters = makes_clusters or bool(makers)
    if large and makes_clusters:
        from natpin.pipeline.large_files import too_large

        found.skipped += too_large(large, workspace)
    for reader_name, path in dict.fromkeys(
        (*(() if by_bytes else by_name), *(changing if makes_clusters else ()), *beside)
    ):
        found.claimed[reader_name].append(path)
    found.skipped += _told(signs, found.claimed, readers, makes_clusters, workspace)
    found.skipped += workspace.unread
    return found


def _bytes_of(
    path: str, kind: _Kind, workspace: Workspace, excluded: Callable[[str], bool], found: Scanned
) -> bytes | None:
    """The words of a file that is to be looked at; None for one that cannot be read or is left out, which is noted."""
    named, possible = workspace.named(path), kind.readers
    data = workspace.peek(path)
    if isinstance(data, Skipped):
        if named and possible and not excluded(path):
            found.skipped.append(data)
        return None
    words = words_of(data)
    if excluded(path):
        if named and _speaks(path, words, possible, kind.formats):
            found.excluded.append(path)
        return None
    found.files_read += named and bool(possible) and is_text(data)
    if named and words.find(b"natpin:") >= 0:
        found.marked.append(path)
    return words


MENTIONS = (b"aks", b"k8s", b"kubernetes", b"managedcluster", b"managed-cluster")
"""One of them stands, in lower case, in whatever calls something that is named after AKS."""
CALLERS = (
    *(*SCRIPTS, ".yml", ".yaml", ".cmd", ".bat", ".mk", ".just", ".tf", ".tofu", ".toml"),
    *(".jenkinsfile", ".groovy", ".dockerfile", "/makefile", "/gnumakefile", "/justfile", "/jenkinsfile"),
    *(
        "/dockerfile",
        "/containerfile",
        "/earthfile",
        "/rakefile",
        "/tiltfile",
        "/package.json",
        "/tasks.json",
        "/kustomization",
    ),
    *(".py", ".ts", ".js", ".mjs", ".cjs", ".go", ".cs", ".rb", ".kt", ".java"),
)
"""Ends of what ``key_of`` says of files that run scripts, or take in roles, templates and workflows."""
_CONFIGURATIONS = frozenset({"natpin.yaml", ".natpin.yaml", "natpin.yml", ".natpin.yml"})


@record
class _Kind:
    """What the name of a file says of it: worked out once for all files that are called alike."""

    readers: tuple[Reader, ...]
    """Those that may read it."""
    changers: tuple[_Changer, ...]
    """What they answer of files that only change networks, and where to note those that do."""
    formats: tuple[Format, ...]
    """Formats without a reader that it may be written in."""
    words: tuple[bytes, ...]
    """One of them stands in what such a format is looked for by."""
    calls: bool
    """Whether it may run or take in what others hold."""


_OF_OBJECTS = frozenset({"azure-service-operator", "cluster-api", "crossplane", "kubernetes"})
"""Readers of files that may only apply others: what is written in another language declares, whichever objects it names."""


def _only_applies(path: str, data: bytes) -> bool:
    from natpin.formats.kustomizations import only_applies  # most who lint a file have no manifests

    return only_applies(path, data)


def _kind(key: str, readers: Sequence[Reader], asking: Sequence[tuple[str, _Noted]]) -> _Kind:
    """``key``: see ``key_of``. An ending is all that readers' suffixes are about; a lone dot for a name without one."""
    ending = "." + key.partition(".")[2]
    possible = tuple(reader for reader in readers if ending.endswith(reader.suffixes))
    changers = tuple(
        (reader.name, asked, noted)
        for reader in possible
        for question, noted in asking
        if (asked := getattr(reader, question, None)) is not None
    )
    formats = formats_by(key)
    return _Kind(possible, changers, formats, words_before(formats), key.endswith(CALLERS))


def _sign(
    path: str, data: bytes, formats: Sequence[Format], named: bool, workspace: Workspace
) -> Sign | None:
    """What a file says that no reader takes: of clusters wherever it lies, of networks where the user named it."""
    seen = sign(path, data, formats)
    if seen is None and named and path.endswith(".hcl"):
        from natpin.pipeline.deployed_folders import deploys

        seen = deploys(path, data, workspace)
    return seen if seen is not None and (seen.cluster or named) else None


def _told(
    signs: Sequence[Sign],
    claimed: Mapping[str, list[str]],
    readers: Sequence[Reader],
    makes_clusters: bool,
    workspace: Workspace,
) -> list[Skipped]:
    """What is listed as not read: of networks only beside clusters, and nothing that a reader takes in with what it
    claims of the paths that the user named: what is taken in elsewhere is told of in no stack here."""
    asking = ((one.name, getattr(one, "takes_in", None)) for one in readers if signs)
    taken_in = {
        path
        for name, asked in asking
        if asked is not None
        for path in asked([one for one in claimed[name] if workspace.named(one)], workspace)
    }
    read = {(name, path) for name, paths in claimed.items() for path in paths} if signs else set()
    return [
        one.told()
        for one in signs
        if workspace.named(one.at.path)
        and (one.cluster or makes_clusters)
        and one.at.path not in taken_in
        and not any((reader, one.at.path) in read for reader in one.format.read_by)
    ]


def _speaks(path: str, data: bytes, readers: Sequence[Reader], formats: Sequence[Format]) -> bool:
    return any(not one.workloads_only and one.claims(path, data) for one in readers) or (
        sign(path, data, formats) is not None
    )


def _makes_clusters(data: bytes) -> bool:
    """True for bytes that declare clusters, in any of the formats that have a reader."""
    return holds_any(
        lowered(data), (b"kubernetes", b"managedcluster", b"managed-cluster", b"aks", b"azuremanaged")
    )
