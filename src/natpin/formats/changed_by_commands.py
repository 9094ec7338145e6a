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
from itertools import islice

from natpin.formats.commands_in_texts import MOST_WORDS, commands_in, object_of, plain_words, texts
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Skipped
from natpin.workspace import Workspace, found_once, holds_any

_NAMES = ("kubectl", "sed", "yq", "perl", "kustomize edit")
_VERBS = frozenset(("patch", "edit", "replace", "set", "annotate", "delete"))
_NOTES = ("reconcile-policy", "crossplane.io/paused", "external-name")
"""What an annotation says that bears on an object."""
_IN_PLACE = re.compile(r"-(?:[a-zA-Z]{0,3}i(?:\.\w{1,9})?|-in-?place(?:=\S*)?)")
_REPLACES = re.compile(r"[\"']?s([/|#,@])(.+?)(?<!\\)\1")
_HARMLESS_EDITS = frozenset(("image", "replicas", "label", "annotation", "secret"))
"""What ``kustomize edit`` sets of workloads."""
_SETTLE = "lint what is applied, or use --azure"
MOST_FILES = 2_000
MOST_SOUGHT = 500
"""Texts that commands replace in one file: with more, one of them is taken to stand in it."""


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
_SET = re.compile(r"(?<![\w${.-])([A-Za-z_]\w{0,100})(?!\w)[\"']?[ \t]{0,4}(?:=(?!=)|:[ \t])")
_PUT_IN = (b"envsubst", b"clusterctl", b"flux ")


class _Commands:
    """What the commands of a workspace change, found once: each of thousands of objects asks."""

    def __init__(self, workspace: Workspace) -> None:
        self._of_objects: dict[tuple[str, str | None], tuple[int, Change]] = {}
        """The first of a kind, as it is written, and of a name."""
        self._of_files: dict[str, list[tuple[int, Change]]] = {}
        """By the path from the folder of the script."""
        self._of_ends: dict[str, list[tuple[int, Change]]] = {}
        """By the path as it is written, which may begin anywhere."""
        for turn, one in enumerate(_looked_for(workspace)):
            if one.kind:
                self._of_objects.setdefault((one.kind.partition(".")[0], one.name), (turn, one))
            if one.file:
                base = posixpath.dirname(one.at.path)
                whole = posixpath.normpath(posixpath.join(base, one.file))
                self._of_files.setdefault(whole, []).append((turn, one))
                self._of_ends.setdefault(posixpath.normpath(one.file), []).append((turn, one))

    def of_object(self, kind: str, name: str) -> Change | None:
        """The first that changes an object: ``virtualnetworkssubnets.network.azure.com`` is one of a kind too."""
        mine = kind.lower()
        written = (mine, f"{mine}s", f"{mine}es", f"{mine[:-1]}ies")
        asked = [(word, one) for word in written for one in (name, None)] if self._of_objects else ()
        found = [self._of_objects[each] for each in asked if each in self._of_objects]
        return min(found, key=_turn)[1] if found else None

    def of_file(self, path: str, workspace: Workspace) -> tuple[int, Change] | None:
        """The first that rewrites a file, and its place among all."""
        parts = path.split("/") if self._of_files else []
        ends = ("/".join(parts[start:]) for start in range(len(parts)))
        every = [*self._of_files.get(path, ()), *(one for end in ends for one in self._of_ends.get(end, ()))]
        sought: set[str] = set()
        for turn, one in sorted(every, key=_turn):
            if one.what in sought:
                continue
            if len(sought) >= MOST_SOUGHT or _stands_in(one.what, path, workspace):
                return turn, one
            sought.add(one.what)
        return None


def _rewriting(workspace: Workspace, path: str) -> tuple[int, Change] | None:
    return found_once(workspace, _Commands).of_file(path, workspace)


def _giving(workspace: Workspace, path: str) -> Change | None:
    """What gives a value to a place of a file that has a default (``${IDLE:=10}``): a script or pipeline that sets the
    variable and puts values in."""
    data = workspace.read(path)
    if isinstance(data, Skipped) or b"${" not in data:
        return None
    names = dict.fromkeys(_DEFAULTED.findall(data.decode("utf-8", "replace")))
    setting = found_once(workspace, _set_by_scripts)
    for name in list(names)[:MOST_WORDS]:
        for script, text, begins in setting.get(name, ()):
            if script != path:
                return Change(Location(script, text.count("\n", 0, begins) + 1), what=name)
    return None


def changes_of(kind: str, name: str, at: Location, workspace: Workspace, reach: Reach) -> Iterator[Doubt]:
    """The doubt about an object that a command may change."""
    one = found_once(workspace, _Commands).of_object(kind, name)
    if one is not None:
        yield Doubt(f"{one.at.path} changes {kind} {name} by kubectl", one.at, _SETTLE, reach)
        return
    yield from rewrites_of((at.path,), workspace, reach)
    given = found_once(workspace, _giving, at.path)
    if given is not None:
        why = f"{given.at.path} gives {given.what} another value than its default when it puts values in"
        yield Doubt(why, given.at, _SETTLE, reach)


def rewrites_of(files: Sequence[str], workspace: Workspace, reach: Reach) -> Iterator[Doubt]:
    """The doubt about what stands in files, one of which a command rewrites."""
    asked = ((path, found_once(workspace, _rewriting, path)) for path in files)
    found = [(*change, path) for path, change in asked if change is not None]
    if found:
        _, one, path = min(found, key=lambda each: each[0])
        yield Doubt(f"{one.at.path} rewrites {path}", one.at, _SETTLE, reach)


def _set_by_scripts(workspace: Workspace) -> dict[str, list[tuple[str, str, int]]]:
    """By the name of a variable, the scripts and pipelines that set it and put values into texts: path, text, and where the
    first that sets it begins."""
    found: dict[str, list[tuple[str, str, int]]] = {}
    for path, text in islice(texts(workspace, lambda data: holds_any(data, _PUT_IN)), MOST_FILES):
        for match in _SET.finditer(text):
            known = found.setdefault(match[1], [])
            if not known or known[-1][0] != path:
                known.append((path, text, match.start()))
    return found


def _turn(one: tuple[int, Change]) -> int:
    return one[0]


def _stands_in(what: str, path: str, workspace: Workspace) -> bool:
    if not what:
        return True
    data = workspace.read(path)
    plain = re.sub(r"\\(.)", r"\1", what)
    if plain == plain.upper() and ("_" in plain or plain.lower() != plain):
        return False  # what is left to fill in
    is_plain = not set(plain) & set(".*[]^$\\+?(){}|")
    return not is_plain or isinstance(data, Skipped) or plain.encode() in data


def _looked_for(workspace: Workspace) -> Iterator[Change]:
    names = tuple(name.encode() for name in _NAMES)
    for path, text in islice(texts(workspace, lambda data: holds_any(data, names)), MOST_FILES):
        for command, at in commands_in(path, text, _NAMES):
            yield from _of_command(command, at)


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
    plain = plain_words(words)
    if len(plain) < 2 or plain[0] not in _VERBS:
        return
    verb, (kind, name) = plain[0], object_of(plain[1:])
    if verb == "annotate" and not any(note in command for note in _NOTES):
        return
    if verb == "delete" and "association" not in kind:
        return  # what tears everything down says nothing of what is there until then
    yield Change(at, kind, name)
