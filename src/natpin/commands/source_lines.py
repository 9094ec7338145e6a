"""The lines that findings point at, for reports that show them.

They come from the bytes that were judged, which the workspace kept: a file that was changed or deleted meanwhile is shown
as it was, and no file is opened for being shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from natpin.model.finding import Finding, Related
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.policy.evaluate import outside
from natpin.regex import late_regex
from natpin.workspace import Workspace, as_utf8

_DEFINED = late_regex(
    r"""^\s*(?:(?:export|local|readonly|declare|param|var|let)\s+)*["']?(\$?[A-Za-z_]\w*)["']?(?:\s+\w[\w\[\]?]*)?\s*[=:]"""
)
"""The name that a line gives something: ``IDLE=10``, ``param idle int = 10``, ``"idle": {``, ``$idle = 10``."""
_SAYS_NOTHING = ("default", "defaultValue", "value", "id")
_MOST_LINES = 20_000
"""Of one declaration: longer ones are not searched for the place that uses a value."""


def with_sources(report: Report, workspace: Workspace) -> Report:
    """The report with the lines of its findings, and with the places where values from elsewhere are used."""
    files: dict[str, _File] = {}

    def file(path: str) -> _File:
        if path not in files:
            data = None if path.startswith("<") else workspace.kept(path)
            files[path] = _File(as_utf8(data) if data is not None else b"")
        return files[path]

    stacks = []
    wanted: dict[tuple[str, int], Location] = {}
    for stack in report.stacks:
        findings = []
        for finding in stack.findings:
            block = finding.subject_at
            if block is not None and outside(finding.at, block):
                used = _used(finding, block, file(finding.at.path), file(block.path))
                if used is not None:
                    finding = replace(finding, related=(used, *finding.related))
            findings.append(finding)
            wanted |= {(at.path, at.line): at for at in _places(finding)}
        stacks.append(replace(stack, findings=tuple(findings)))
    sources: dict[str, dict[int, str]] = {}
    for (path, number), at in sorted(wanted.items()):
        line = file(path).line(number)
        if line:
            sources.setdefault(path, {})[number] = line
        if line and not line.strip(" \t-{[("):
            from natpin.reporters.openings import add_named

            add_named(sources[path], at, file(path).line)
    return replace(report, stacks=tuple(stacks), sources=sources)


class _File:
    def __init__(self, data: bytes) -> None:
        self._data = data

    @cached_property
    def lines(self) -> list[str]:
        if not self._data or b"\0" in self._data:
            return []
        return self._data.decode("utf-8", "replace").split("\n")

    def line(self, number: int) -> str:
        return self.lines[number - 1].rstrip("\r") if 0 < number <= len(self.lines) else ""


def _places(finding: Finding) -> Iterable[Location]:
    yield finding.at
    yield from (related.at for related in finding.related)
    yield from (cause.at for cause in finding.causes[:1])


def _used(finding: Finding, block: Location, there: _File, here: _File) -> Related | None:
    """The line of the declaration that names what is defined where the value is written."""
    defined = _DEFINED.match(there.line(finding.at.line))
    own = defined[1] if defined else ""
    whole = finding.through.rpartition(" ")[2]
    field = f"{whole}.{own}" if own and own != whole else ""  # not where another field of the object is used
    names = [field, whole, own, own.replace("$", "@")]  # PowerShell splats ``@name``
    last = min(block.end_line or block.line, block.line + _MOST_LINES)
    for name in dict.fromkeys(names):
        if not name or name in _SAYS_NOTHING:
            continue
        for number in range(block.line, last + 1):
            column = _position(here.line(number), name)
            if column is not None:
                if here.line(number)[: column - 1].endswith(("$", "@")):  # a variable of a script, spelt so
                    column, name = column - 1, here.line(number)[column - 2] + name
                at = Location(block.path, number, column, number, column + len(name))
                return Related(f"`{name}` is used here", at)
    return None


def _position(line: str, name: str) -> int | None:
    """The column, from 1, of a name that stands by itself, after ``=``, ``:`` or in an expression."""
    start = line.find(name)
    while start >= 0:
        before, after = line[max(start - 1, 0) : start], line[start + len(name) :]
        follows = after.lstrip(" \t\"'")  # a key of JSON ends with a quote
        defines = follows[:1] in ("=", ":") and follows[1:2] != "="
        stands = not (before.isalnum() or before == "_") and not (after[:1].isalnum() or after[:1] == "_")
        if stands and not defines:
            return start + 1
        start = line.find(name, start + 1)
    return None
