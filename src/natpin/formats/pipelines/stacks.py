"""Which files of a platform are stacks: those that nothing else uses and that reach az commands about AKS."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from weakref import WeakKeyDictionary

from natpin.formats import az
from natpin.formats.az import powershell as az_powershell
from natpin.model.endings import SCRIPTS
from natpin.model.stack import Stack
from natpin.regex import late_regex
from natpin.workspace import Workspace, counts, holds_any, words_of

SPEAKS = (
    b"az aks create",
    b"az aks update",
    b"az aks nodepool",
    b"az network nat gateway",
    b"az network vnet subnet update",
    b"az network route-table route",
    *(
        verb + noun
        for verb in (b"New-Az", b"Set-Az", b"Update-Az", b"Add-Az")
        for noun in (b"Aks", b"NatGateway", b"VirtualNetwork", b"Route")
    ),
)
"""What a file says that makes or changes clusters, gateways, or what subnets are attached to."""


_BY_A_VARIABLE = late_regex(
    rb"\$[({]?\w{1,80}[)}]?[\"']?[ \t]+(?:aks[ \t]+(?:create|update|nodepool)|network[ \t]+(?:nat[ \t]+gateway|vnet[ \t]+subnet[ \t]+update))\b"
)


def speaks(data: bytes) -> bool:
    """True for a file with such commands, a program whose name a variable holds included: ``$(AZ) aks create``."""
    return holds_any(data, SPEAKS) or (b"$" in data and _BY_A_VARIABLE.search(data) is not None)


def may_act(data: bytes) -> bool:
    """True for a file with such commands, or that names a script or runs make, which may have them."""
    return speaks(data) or holds_any(data, _ENDINGS) or holds_any(data, _MAKES)


def changes(path: str, data: bytes) -> bool:
    """True for a file that changes networks, which clusters of other files may use."""
    return az.changes_networks(path, data) or az_powershell.changes_networks(path, data)


_MAKES = (b"make ", b"make\n")
_MAKEFILES = ("/makefile", "/gnumakefile")
_ENDINGS = tuple(one.encode() for one in SCRIPTS)


_ACTING: WeakKeyDictionary[Workspace, tuple[bytes, ...]] = WeakKeyDictionary()
"""Each platform's reader asks."""


def _scripts_that_act(workspace: Workspace) -> tuple[bytes, ...]:
    """Names of scripts that make or change what egress hangs on, themselves or by scripts that they run: a file that runs
    one gives it its arguments and its environment, and is what decides."""
    if workspace not in _ACTING:
        from natpin.formats.az.callers import callers

        acting = [path for path in workspace.walk() if path.endswith(SCRIPTS) and _acts(path, workspace)]
        paths = (*acting, *callers(acting, workspace))
        _ACTING[workspace] = tuple(
            posixpath.basename(path).encode("utf-8", "surrogateescape") for path in paths
        )
    return _ACTING[workspace]


_MADE: WeakKeyDictionary[Workspace, bool] = WeakKeyDictionary()


def _makefiles_act(workspace: Workspace) -> bool:
    """Whether a Makefile of the workspace makes or changes what egress hangs on, itself or by scripts that it runs."""
    if workspace not in _MADE:
        found = (one for one in workspace.walk() if f"/{one}".lower().endswith((*_MAKEFILES, ".mk")))
        _MADE[workspace] = any(_acts(path, workspace) or _runs_one(path, workspace) for path in found)
    return _MADE[workspace]


def _runs_one(path: str, workspace: Workspace) -> bool:
    """Whether a file names a script that acts."""
    text, scripts = workspace.read(path), _scripts_that_act(workspace)
    return isinstance(text, bytes) and bool(scripts) and holds_any(words_of(text), scripts)


def _acts(path: str, workspace: Workspace) -> bool:
    text = workspace.read(path)
    return isinstance(text, bytes) and (speaks(data := words_of(text)) or changes(path, data))


def _only_makes(path: str, workspace: Workspace) -> bool:
    """Whether a file says nothing but ``make`` that may lead to such commands."""
    text = workspace.read(path)
    if not isinstance(text, bytes):
        return False
    words = words_of(text)
    acts = speaks(words) or changes(path, words)
    return not acts and not holds_any(words, (*_ENDINGS, b"./", b"template", b"include"))


def stacks_of(
    reader: str, claimed: Sequence[str], workspace: Workspace, uses: Callable[[str], Iterable[str]]
) -> Iterator[Stack]:
    """One stack a file that no other one uses; one that is named without any of those is one, too. ``uses``: the files
    that one takes in, directly and through others."""

    @cache
    def acts(path: str) -> bool:  # an action is used by each of two hundred workflows
        if _acts(path, workspace):
            return True
        acting = _scripts_that_act(workspace)  # only where some file does not act itself
        acting = (*acting, *_MAKES) if _makefiles_act(workspace) else acting
        text = workspace.read(path) if acting else None
        return isinstance(text, bytes) and holds_any(words_of(text), acting)

    if not _makefiles_act(workspace):  # whatever else runs make is no platform's business
        claimed = [path for path in claimed if not _only_makes(path, workspace)]

    used_by = {path: [other for other in uses(path) if other != path] for path in claimed}
    used = {other for path, others in used_by.items() for other in others if counts(path, other, workspace)}
    for path in sorted(claimed):
        if path not in used and any(map(acts, (path, *used_by[path]))):
            yield Stack(reader, path)
