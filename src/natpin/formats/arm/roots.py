"""Which templates are roots, and with which parameter files each is deployed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from weakref import WeakKeyDictionary

from natpin.formats.arm.json_template import read_template
from natpin.formats.arm.parameters import (
    ParameterFile,
    belongs,
    beside,
    in_environments,
    of_environments,
    read_parameters,
)
from natpin.formats.arm.recognise import NAME
from natpin.formats.arm.template import Template
from natpin.formats.arm.uploaded import uploaded_from
from natpin.formats.interface import Inputs
from natpin.languages import located_json as json_source
from natpin.model.location import Location
from natpin.model.stack import Stack
from natpin.model.value import Skipped, members
from natpin.workspace import Workspace, counts, made_once, words_of

BICEP_IS_READ = True
"""Whether the Bicep reader takes the Bicep a template was compiled from. Then the compiled template beside its source
is that reader's business; until then it is read here."""

_RELATIVE_LINK = re.compile(r"""["'/\\]([\w.\-/\\]{1,200}\.json)\b""")


_MOST_KEPT = 64
"""Templates that are kept: those of one stack, which is read anew for each answer to its questions."""
_LOADED: WeakKeyDictionary[Workspace, dict[str, tuple[bytes, Template | Skipped]]] = WeakKeyDictionary()


def load(path: str, workspace: Workspace) -> Template | Skipped:
    """The template in a file. The last ones are kept: nobody changes what is read."""
    data = workspace.read(path)
    if isinstance(data, Skipped):
        return data
    kept = _LOADED.setdefault(workspace, {})
    before = kept.pop(path, None)
    if before is None or before[0] != data:
        before = data, made_once(workspace, ("arm", path, data), lambda: _made(path, data))
        if len(kept) >= _MOST_KEPT:
            del kept[next(iter(kept))]  # the one that was asked for longest ago
    kept[path] = before
    return before[1]


def _made(path: str, data: bytes) -> Template | Skipped:
    try:
        root = json_source.parse(json_source.decode(data), path)
    except json_source.JsonError as error:
        at = Location(path, error.line, error.column)
        return Skipped(path, f"is not valid JSON: {error.message}", at, claims_aks=True)
    if not members(root):
        return Skipped(path, "is not a deployment template", root.at, claims_aks=True)
    return read_template(root, path)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterable[Stack | Skipped]:
    """A stack for each root and each of its parameter files; with ``--parameters``, for what that file fits."""
    own = [path for path in claimed if not _is_compiled(path, workspace)]
    linked = {target for path in own for target in _links(path, workspace) if counts(path, target, workspace)}
    roots = [path for path in own if path not in linked]
    given = tuple(path for path in inputs.parameters if path.lower().endswith((".json", ".jsonc")))
    if given:
        yield from _asked_for([root for root in roots if workspace.named(root)], given, workspace)
        roots = [root for root in roots if not workspace.named(root)]
    for root in roots:
        found = list(_parameter_files(root, roots, workspace))
        yield from (part for part in found if isinstance(part, Skipped))
        files = [part for part in found if isinstance(part, ParameterFile)]
        yield from [Stack(NAME, root, (file.path,)) for file in files] or [Stack(NAME, root)]


def _asked_for(
    roots: Sequence[str], given: tuple[str, ...], workspace: Workspace
) -> Iterator[Stack | Skipped]:
    files: list[ParameterFile] = []
    for path in given:
        match read_parameters(path, workspace):
            case Skipped() as skipped:
                if roots:
                    yield skipped
            case file:
                files.append(file)
    declared = {root: parameters_of(root, workspace) for root in roots}
    fitting = [root for root in roots if all(file.fits(declared[root]) for file in files)]
    sharing = [
        root for root in roots if any(n.lower() in declared[root] for file in files for n in file.values)
    ]
    for root in fitting or sharing or (roots if len(roots) == 1 else ()):
        yield Stack(NAME, root, given)


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
        if name.lower().endswith((".json", ".jsonc", ".bicep"))
        and "parameter" not in name.lower()
        and posixpath.join(folder, name) != root
    ]
    declared = parameters_of(root, workspace)
    for path in candidates:
        if path == root or path in roots:
            continue
        found = read_parameters(path, workspace)
        fits = isinstance(found, ParameterFile) and found.fits(declared)
        if belongs(path, root, siblings, lambda fits=fits: fits):  # type: ignore[misc]
            yield found
    yield from of_environments(farther, root, siblings, declared, workspace)


def parameters_of(root: str, workspace: Workspace) -> frozenset[str]:
    found = load(root, workspace)
    return frozenset(found.parameters) if isinstance(found, Template) else frozenset()


def _is_compiled(path: str, workspace: Workspace) -> bool:
    """True for the JSON that Bicep generated from the file beside it, unless it alone was asked for by name."""
    source = posixpath.splitext(path)[0] + ".bicep"
    if not BICEP_IS_READ or (path in workspace.focus and not workspace.named(source)):
        return False
    data = workspace.read(path)
    if isinstance(data, Skipped) or b'"_generator"' not in data or not workspace.exists(source):
        return False
    try:
        found = json_source.plain(json_source.decode(data))  # without places: such files are large, and many
    except json_source.JsonError:
        return False
    for member in ("metadata", "_generator", "name"):
        found = found.get(member) if isinstance(found, dict) else None
    return found == "bicep"


def _links(path: str, workspace: Workspace) -> set[str]:
    """The files that a template may link, by every relative path of a JSON file in it."""
    data = workspace.read(path)
    data = data if isinstance(data, Skipped) else words_of(data)
    if isinstance(data, Skipped) or b"templateLink" not in data:
        return set()
    folder = posixpath.dirname(path)
    written = _RELATIVE_LINK.findall(data.decode("utf-8", "replace"))
    found = {
        posixpath.normpath(posixpath.join(folder, name.replace("\\", "/").lstrip("/"))) for name in written
    }
    return {uploaded_from(each, workspace) for each in found} - {path}
