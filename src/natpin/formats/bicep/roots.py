"""Which Bicep files are roots, and with which parameters each is deployed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from weakref import WeakKeyDictionary

from natpin.formats.arm.parameters import (
    ParameterFile,
    belongs,
    beside,
    in_environments,
    of_environments,
    read_parameters,
)
from natpin.formats.arm.reach import EVERYTHING, may_declare
from natpin.formats.arm.recognise import runs_commands
from natpin.formats.bicep.load import load_file
from natpin.formats.bicep.recognise import (
    CALL,
    MAKING,
    MODULE,
    NAME,
    PARAMETERS,
    bears_on_egress,
    loads_script,
)
from natpin.formats.changing_commands import changes_by_commands
from natpin.formats.interface import Inputs
from natpin.formats.reachable import reachable
from natpin.languages.bicep.file import File
from natpin.model.resource import CLUSTER
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace, counts, holds_any, narrowed

_USING = re.compile(rb"^[ \t]*+using[ \t]++'([^'\r\n]{1,300})'", re.MULTILINE)
_LOADED = re.compile(rb"\bloadTextContent\([ \t]*'([\w./ -]{1,300})'")
_FOLDERS = ("parameters", "params", "param", "environments", "env")
"""Folders beside a template in which ``.bicepparam`` files are looked for."""


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterable[Stack | Skipped]:
    """A stack for each root that leads to a cluster or gateway, with each of its parameter files."""
    files = [path for path in claimed if path.endswith(".bicep")]
    called = {path: _modules(path, workspace) for path in files}
    asked = [path for path in claimed if path.endswith(PARAMETERS)]
    used = {path: target for path in asked if (target := template_of_parameters(path, workspace))}
    deployed = set(used.values())
    modules = {
        target
        for path, targets in called.items()
        for target in targets
        if target != path and counts(path, target, workspace)
    }
    first = [path for path in files if path not in modules or path in deployed]
    reached = _reached([*first, *deployed], called)
    # Modules that only call each other in a circle are somebody's mistake, and still somebody's infrastructure.
    circles = [path for path in files if path not in reached]
    roots = [
        path for path in dict.fromkeys([*first, *sorted(deployed), *circles]) if _matters(path, workspace)
    ]
    given = tuple(p for p in inputs.parameters if p.endswith((PARAMETERS, ".json", ".jsonc")))
    if given:
        yield from _asked_for([root for root in roots if workspace.named(root)], given, workspace)
        roots = [root for root in roots if not workspace.named(root)]
    for root in roots:
        own = list(_bicepparams(root, used, workspace))
        found = list(_parameter_files(root, roots, workspace))
        yield from (part for part in found if isinstance(part, Skipped))
        own += [part.path for part in found if isinstance(part, ParameterFile)]
        yield from [Stack(NAME, root, (path,)) for path in own] or [Stack(NAME, root)]


def _asked_for(
    roots: Sequence[str], given: tuple[str, ...], workspace: Workspace
) -> Iterator[Stack | Skipped]:
    targets = {
        target for p in given if p.endswith(PARAMETERS) and (target := template_of_parameters(p, workspace))
    }
    files: list[ParameterFile] = []
    for path in given:
        if path.endswith(PARAMETERS):
            continue
        match read_parameters(path, workspace):
            case Skipped() as skipped:
                if roots:
                    yield skipped
            case file:
                files.append(file)
    candidates = sorted(targets) if targets else list(roots)
    declared = {root: parameters_of(root, workspace) for root in candidates}
    fitting = [root for root in candidates if all(file.fits(declared[root]) for file in files)]
    sharing = [r for r in candidates if any(n.lower() in declared[r] for file in files for n in file.values)]
    for root in fitting or sharing or (candidates if len(candidates) == 1 else ()):
        yield Stack(NAME, root, given)


def _bicepparams(root: str, used: dict[str, str], workspace: Workspace) -> Iterator[str]:
    folder = posixpath.dirname(root)
    seen = [path for path, target in used.items() if target == root]
    yield from seen
    for inner in ("", *_FOLDERS):
        place = posixpath.join(folder, inner) if inner else folder
        for name in workspace.listdir(place or "."):
            path = posixpath.join(place, name)
            if (
                name.endswith(PARAMETERS)
                and path not in seen
                and template_of_parameters(path, workspace) == root
            ):
                yield path


def _parameter_files(
    root: str, roots: Sequence[str], workspace: Workspace
) -> Iterator[ParameterFile | Skipped]:
    candidates = beside(root, workspace)
    farther = in_environments(root, workspace) if not candidates else ()
    if not (candidates or farther):
        return
    folder = posixpath.dirname(root)
    siblings = [
        posixpath.join(folder, name)
        for name in workspace.listdir(folder or ".")
        if name.lower().endswith((".json", ".bicep"))
        and "parameter" not in name.lower()
        and posixpath.splitext(posixpath.join(folder, name))[0] != posixpath.splitext(root)[0]
    ]
    declared = parameters_of(root, workspace)
    for path in candidates:
        found = read_parameters(path, workspace)
        if isinstance(found, Skipped):
            continue  # no parameter file, or not certainly this template's
        fits = found.fits(declared)
        if belongs(path, root, siblings, lambda fits=fits: fits):  # type: ignore[misc]
            yield found
    yield from of_environments(farther, root, siblings, declared, workspace)


def parameters_of(root: str, workspace: Workspace) -> frozenset[str]:
    found = load_file(root, workspace)
    return frozenset(p.name.lower() for p in found.parameters) if isinstance(found, File) else frozenset()


def _bytes(path: str, workspace: Workspace) -> bytes:
    """A file's bytes for a look at them; of UTF-16, the Latin part."""
    data = workspace.read(path)
    if isinstance(data, Skipped):
        return b""
    return narrowed(data)


def _modules(path: str, workspace: Workspace) -> frozenset[str]:
    """The files a Bicep file calls as modules: asked for each root that leads to it, and found once."""
    known = _CALLED.setdefault(workspace, {})
    if path not in known:
        known[path] = _called(path, workspace)
    return known[path]


_CALLED: WeakKeyDictionary[Workspace, dict[str, frozenset[str]]] = WeakKeyDictionary()
_BEARS: WeakKeyDictionary[Workspace, dict[str, bool]] = WeakKeyDictionary()


def _called(path: str, workspace: Workspace) -> frozenset[str]:
    data = _bytes(path, workspace)
    return frozenset(
        posixpath.normpath(posixpath.join(posixpath.dirname(path), target.decode("utf-8", "replace")))
        for target in MODULE.findall(data)
        if not re.match(rb"(?:br|ts|oci)[:/]", target)
    )


def template_of_parameters(path: str, workspace: Workspace) -> str | None:
    """The template a ``.bicepparam`` file is for."""
    found = _USING.search(_bytes(path, workspace))
    if found is None:
        return None
    target = found[1].decode("utf-8", "replace")
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def _reached(roots: Iterable[str], called: Mapping[str, frozenset[str]]) -> set[str]:
    """The roots and all the modules they lead to."""
    return set(reachable(roots, lambda path: called.get(path, ())))


def _matters(path: str, workspace: Workspace) -> bool:
    """Whether a file, or one it calls, speaks of clusters, gateways or prefixes, or calls a module that is not here and
    that may make a cluster."""
    known = _BEARS.setdefault(workspace, {})
    for each in reachable([path], lambda caller: _modules(caller, workspace)):
        if each not in known:
            known[each] = (
                bears_on_egress(_bytes(each, workspace))
                or _runs_commands(each, workspace)
                or _calls_cluster(each, workspace)
            )
        if known[each]:
            return True
    return False


def _runs_commands(path: str, workspace: Workspace) -> bool:
    """Whether a file runs commands that change clusters or networks, be it that they stand in a file that it loads."""
    data = _bytes(path, workspace)
    if runs_commands(data):
        return True
    if not loads_script(data):
        return False
    folder = posixpath.dirname(path)
    return any(
        changes_by_commands(_bytes(posixpath.normpath(posixpath.join(folder, target.decode())), workspace))
        for target in _LOADED.findall(data)
    )


def _calls_cluster(path: str, workspace: Workspace) -> bool:
    """Whether a file calls a module that is not here and that is named as a cluster's is, or is given what only a cluster
    takes: nothing else would tell of the cluster that it may make."""
    data = _bytes(path, workspace)
    for symbol, target in CALL.findall(data) if b"module " in data else ():
        written = target.decode("utf-8", "replace")
        if not re.match(r"(?:br|ts|oci)[:/]", written):
            beside_it = posixpath.normpath(posixpath.join(posixpath.dirname(path), written))
            if not isinstance(workspace.read(beside_it), Skipped):
                continue
        may = may_declare(written)
        if not may:
            continue  # its name says what else it is
        if CLUSTER in may and may != EVERYTHING:
            return True
        called = may_declare(symbol.decode())
        if (CLUSTER in called and called != EVERYTHING) or holds_any(data.lower(), MAKING):
            return True
    return False
