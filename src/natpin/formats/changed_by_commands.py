"""Objects and files that commands of scripts and pipelines change: ``kubectl patch``, ``sed -i``, ``yq -i``,
``kustomize edit``. What is written of them is then not what is applied.

Told by the words of a line alone: nothing is run or followed. What a command names by a variable is not told; nor is what a
``sed`` replaces that does not stand in the file, or that is left to fill in (``__TAG__``).
Sources: Kubernetes documentation, "kubectl patch", "kubectl edit", "kubectl annotate"; GNU sed, ``--in-place``; yq, "Write in
place"; perl, ``-i``.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Skipped
from natpin.workspace import Workspace

_PROSE = (".md", ".mdx", ".rst", ".txt", ".adoc", ".html")
_WORDS = (b"kubectl", b"sed", b"yq", b"perl", b"kustomize edit")
_VERBS = frozenset(("patch", "edit", "replace", "set", "annotate", "delete"))
_NOTES = ("reconcile-policy", "crossplane.io/paused", "external-name")
"""What an annotation says that bears on an object."""
_WITH_VALUES = (
    "-n",
    "--namespace",
    "--context",
    "--kubeconfig",
    "--type",
    "-p",
    "--patch",
    "-o",
    "-l",
    "--selector",
)
_IN_PLACE = re.compile(r"-(?:[a-zA-Z]{0,3}i(?:\.\w{1,9})?|-in-?place(?:=\S*)?)")
_REPLACES = re.compile(r"[\"']?s([/|#,@])(.+?)(?<!\\)\1")
_HARMLESS_EDITS = frozenset(("image", "replicas", "label", "annotation", "secret"))
"""What ``kustomize edit`` sets of workloads."""
_SETTLE = "lint what is applied, or use --azure"
MOST_FILES = 2_000
MOST_WORDS = 100


@record
class Change:
    """What one command changes."""

    at: Location
    kind: str = ""
    """Of an object, in lower case, as it is written; empty where a file is changed."""
    name: str | None = None
    """Of an object; None where it is not seen."""
    file: str = ""
    what: str = ""
    """The text that a ``sed`` replaces; empty where that is not seen."""


_DEFAULTED = re.compile(r"\$\{([A-Za-z_]\w{0,100}):?[=-]")
_PUT_IN = (b"envsubst", b"clusterctl", b"flux ")
_SCRIPTS: WeakKeyDictionary[Workspace, tuple[tuple[str, str], ...]] = WeakKeyDictionary()
"""Scripts and pipelines that put values into texts, with what stands in them."""
_FOUND: WeakKeyDictionary[Workspace, tuple[Change, ...]] = WeakKeyDictionary()


def changes_of(kind: str, name: str, at: Location, workspace: Workspace, reach: Reach) -> Iterator[Doubt]:
    """The doubt about an object that a command may change."""
    for one in _changes(workspace):
        if one.kind and _is_kind(one.kind, kind) and one.name in (None, name):
            yield Doubt(f"{one.at.path} changes {kind} {name} by kubectl", one.at, _SETTLE, reach)
            return
    yield from rewrites_of((at.path,), workspace, reach)
    given = _given_to(at.path, workspace)
    if given is not None:
        why = f"{given.at.path} gives {given.what} another value than its default when it puts values in"
        yield Doubt(why, given.at, _SETTLE, reach)


def _given_to(path: str, workspace: Workspace) -> Change | None:
    """What gives a value to a place of a file that has a default (``${IDLE:=10}``): a script or pipeline that sets the
    variable and puts values in."""
    data = workspace.read(path)
    if isinstance(data, Skipped) or b"${" not in data:
        return None
    names = dict.fromkeys(_DEFAULTED.findall(data.decode("utf-8", "replace")))
    for name in list(names)[:MOST_WORDS]:
        for script, text in _putting_in(workspace):
            found = re.search(rf"(?m)(?<![\w${{.-]){name}[\"']?[ \t]{{0,4}}(?:=(?!=)|:[ \t])", text)
            if found is not None and script != path:
                return Change(Location(script, text.count("\n", 0, found.start()) + 1), what=name)
    return None


def rewrites_of(files: Sequence[str], workspace: Workspace, reach: Reach) -> Iterator[Doubt]:
    """The doubt about what stands in files, one of which a command rewrites."""
    for one in _changes(workspace):
        for path in files if one.file else ():
            if _is_file(one, path) and _stands_in(one.what, path, workspace):
                yield Doubt(f"{one.at.path} rewrites {path}", one.at, _SETTLE, reach)
                return


def _is_kind(written: str, kind: str) -> bool:
    """Whether a word of a command names a kind: ``virtualnetworkssubnets.network.azure.com``."""
    word, mine = written.partition(".")[0], kind.lower()
    return word in (mine, f"{mine}s", f"{mine}es", f"{mine[:-1]}ies")


def _is_file(one: Change, path: str) -> bool:
    base = posixpath.dirname(one.at.path)
    names = {posixpath.normpath(posixpath.join(base, one.file)), posixpath.normpath(one.file)}
    return path in names or path.endswith(f"/{posixpath.normpath(one.file)}")


def _stands_in(what: str, path: str, workspace: Workspace) -> bool:
    if not what:
        return True
    data = workspace.read(path)
    plain = re.sub(r"\\(.)", r"\1", what)
    if plain == plain.upper() and ("_" in plain or plain.lower() != plain):
        return False  # what is left to fill in
    is_plain = not set(plain) & set(".*[]^$\\+?(){}|")
    return not is_plain or isinstance(data, Skipped) or plain.encode() in data


def _changes(workspace: Workspace) -> tuple[Change, ...]:
    known = _FOUND.get(workspace)
    if known is None:
        known = _FOUND[workspace] = tuple(_looked_for(workspace))
    return known


def _putting_in(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    known = _SCRIPTS.get(workspace)
    if known is None:
        found: list[tuple[str, str]] = []
        for path in workspace.walk():
            data = b"" if path.endswith(_PROSE) else workspace.peek(path)
            if isinstance(data, bytes) and any(word in data for word in _PUT_IN):
                found.append((path, data.decode("utf-8", "replace")))
        known = _SCRIPTS[workspace] = tuple(found[:MOST_FILES])
    return known


def _looked_for(workspace: Workspace) -> Iterator[Change]:
    seen = 0
    for path in workspace.walk():
        data = b"" if path.endswith(_PROSE) else workspace.peek(path)
        if isinstance(data, Skipped) or not any(word in data for word in _WORDS):
            continue
        seen += 1
        if seen > MOST_FILES:
            return
        text = data.decode("utf-8", "replace").replace("\\\n", "  ")
        for number, line in enumerate(text.split("\n"), 1):
            if any(word.decode() in line for word in _WORDS) and not line.lstrip().startswith(("#", "//")):
                for part in re.split(r"&&|\|\||;|\|(?=\s)", line):
                    yield from _of_command(part, Location(path, number))


def _of_command(command: str, at: Location) -> Iterator[Change]:
    words = command.split()[:MOST_WORDS]
    for position, word in enumerate(words):
        rest = words[position + 1 :]
        match word.strip("\"'`$(").rpartition("/")[2]:
            case "kubectl" | "oc":
                yield from _of_kubectl(rest, command, at)
                return
            case "sed" | "gsed" | "yq" | "perl" if any(map(_IN_PLACE.fullmatch, rest)):
                found = _REPLACES.search(command) if "sed" in word or "perl" in word else None
                what = "" if found is None or "$" in found[2] else found[2]
                for one in rest:
                    name = one.strip("\"'`,)")
                    if name.endswith((".yaml", ".yml", ".json")) and "$" not in name and "*" not in name:
                        yield Change(at, file=name, what=what)
                return
            case "kustomize" if rest[:1] == ["edit"]:
                if not _HARMLESS_EDITS.issuperset(rest[2:3]):
                    yield Change(at, file="kustomization.yaml")  # of the folder that it runs in
                return


def _of_kubectl(words: Sequence[str], command: str, at: Location) -> Iterator[Change]:
    plain: list[str] = []
    follows = False
    for word in words:
        if not follows and not word.startswith("-"):
            plain.append(word.strip("\"'`,"))
        follows = not follows and word in _WITH_VALUES
    if len(plain) < 2 or plain[0] not in _VERBS:
        return
    verb, (kind, _, named) = plain[0], plain[1].partition("/")
    if verb == "annotate" and not any(note in command for note in _NOTES):
        return
    if verb == "delete" and "association" not in kind.lower():
        return  # what tears everything down says nothing of what is there until then
    name = named or (plain[2] if len(plain) > 2 else "")
    yield Change(at, kind.lower(), None if not name or "$" in name else name)
