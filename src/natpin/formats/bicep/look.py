"""Whether a Bicep file may bear on egress, by a look at its text: most modules of a repository need not be parsed.

A look is sure of nothing that reading the file would not be sure of: it says "may" of whatever it does not see through.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.arm.idle import is_idle
from natpin.formats.arm.kinds import ELSEWHERE, is_harmless
from natpin.formats.arm.reach import spoken_of
from natpin.formats.arm.template import DEPLOYMENT
from natpin.formats.bicep.load import is_elsewhere, is_in_registry, template_of
from natpin.formats.reachable import reachable
from natpin.languages import located_json as json_source
from natpin.languages.bicep.statements import read_file
from natpin.model.record import record
from natpin.model.resource import LOCK, RESOURCE_GROUP
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, found_once

_DECLARED = late_regex(
    r"(?P<kind>resource|module)[\s\ufeff]++(?P<symbol>\w++)[\s\ufeff]*+'(?P<target>[^'\r\n]*+)'"
)
"""A resource or a module, and its type or target, wherever that stands: in a comment or a text, too."""
_BROKEN_OFF = late_regex(r"(?:resource|module)[\s\ufeff]*+(?:\w++[\s\ufeff]*+)?(?:/[/*]|\#)")
"""Where a comment stands between the words of a statement."""
_WRITTEN_OUT = frozenset({DEPLOYMENT.lower(), LOCK.lower()})
"""Types, lower case, whose statements are looked at themselves."""
_OFTEN = frozenset({LOCK, RESOURCE_GROUP})
"""Types that bear on egress and that many modules speak of; those that declare one are seen by that."""
_END = "\n}"
"""The end of a statement, as it is written nearly everywhere."""


@record
class _Seen:
    """What a file's text says."""

    bears: bool
    """It may declare what bears on egress itself, or call what is not here."""
    calls: tuple[str, ...] = ()
    """The files it calls."""


_MAY = _Seen(bears=True)


def may_bear_on_egress(path: str, workspace: Workspace) -> bool:
    """False for a file of which it is sure that neither it nor what it calls declares anything that bears on egress, or
    that nobody can read; worked out once for all stacks that call it."""
    return found_once(workspace, _bears, path)


def _bears(workspace: Workspace, path: str) -> bool:
    return any(
        found_once(workspace, _look, each).bears
        for each in reachable([path], lambda caller: found_once(workspace, _look, caller).calls)
    )


def _look(workspace: Workspace, path: str) -> _Seen:
    data = workspace.read(path) if path.endswith(".bicep") else None
    if data is None or isinstance(data, Skipped):
        return _MAY
    try:
        text = json_source.decode(data)
    except json_source.JsonError:
        return _MAY
    if not _OFTEN.issuperset(spoken_of(text)) or _BROKEN_OFF.search(text) is not None:
        return _MAY
    found = list(_DECLARED.finditer(text))
    types: dict[str, list[str]] = {}
    for match in found:
        if match["kind"] == "resource":
            types.setdefault(match["symbol"], []).append(match["target"].partition("@")[0])
    calls: list[str] = []
    for match in found:
        target = match["target"]
        if match["kind"] == "resource":
            type_ = target.partition("@")[0].lower()
            if type_ in _WRITTEN_OUT and not _is_idle(text, match.start(), path, types):
                return _MAY
        elif not is_in_registry(target):
            calls.append(
                posixpath.normpath(posixpath.join(posixpath.dirname(path), target.replace("\\", "/")))
            )
        elif not is_elsewhere(target):
            return _MAY
    others = [one for many in types.values() for one in many if one.lower() not in _WRITTEN_OUT]
    return _Seen(not all(_harmless(others)), tuple(calls))


def _harmless(types: Sequence[str]) -> Iterator[bool]:
    """Whether each type has nothing to do with egress. A type without a provider is that of a child, whose parent may be
    any of the others."""
    children = [one for one in types if "." not in one.partition("/")[0]]
    yield from (is_harmless(one) for one in types)
    if children:
        yield from (one.partition("/")[0].lower() in ELSEWHERE for one in types if one not in children)
        yield from ("lock" not in one.lower() for one in children)


def _is_idle(text: str, start: int, path: str, types: Mapping[str, Sequence[str]]) -> bool:
    """Whether the statement that begins at an offset is a deployment without resources, or a lock on what is harmless."""
    end = text.find(_END, start)
    file = read_file(text[start : end + len(_END)], path) if end >= 0 else None
    if file is None or file.problems or len(file.resources) != 1:
        return False
    return all(is_idle(one, lambda symbol: types.get(symbol, ())) for one in template_of(file).declarations)
