"""The lines of a finding, and which one says something of a place that begins with a bracket alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from natpin.model.finding import Finding
from natpin.model.location import Location
from natpin.regex import late_regex
from natpin.reporters.excerpts import ROOM, Sources, excerpt

_MOST_LINES = 1_000
"""Of one declaration."""
_NAMING = late_regex(r"""["']?name["']?\s*[:=]""")


def opens(line: str) -> bool:
    """True for a line that begins something and says nothing of it, as an object of a list often does (``{``)."""
    return bool(line.strip()) and not line.strip(" \t-{[(")


def excerpts(finding: Finding, sources: Sources) -> Iterator[tuple[Location, str, str]]:
    """The lines that a finding points at, each once, with their marks: its own, those of its related places, and that of
    its first cause."""
    causes = (cause.at for cause in finding.causes[:1])
    seen: set[tuple[str, int]] = set()
    for at in (finding.at, *(related.at for related in finding.related), *causes):
        at = telling(at, sources.get(at.path, {}))
        line = sources.get(at.path, {}).get(at.line, "")
        if not line or (at.path, at.line) in seen:
            continue
        seen.add((at.path, at.line))
        found = excerpt(line, at, ROOM)
        if found is not None:
            yield at, *found


def add_named(lines: dict[int, str], at: Location, line: Callable[[int], str]) -> None:
    """Adds the line that ``telling`` finds in the file, to those that are kept of it by number."""
    last = min(at.end_line or at.line, at.line + _MOST_LINES)
    found = telling(at, {number: line(number) for number in range(at.line, last + 1)})
    lines[found.line] = line(found.line)


def telling(at: Location, lines: Mapping[int, str]) -> Location:
    """The place to show for one of which the line only opens it: the line of these that names it, else the first one in it. The
    place itself where there is none, and for any other."""
    inside = [
        number
        for number in sorted(lines)
        if at.line < number <= (at.end_line or at.line) and lines[number].strip()
    ]
    if not inside or not opens(lines.get(at.line, "")):
        return at
    indent = _indent(lines[inside[0]])
    named = (each for each in inside if _indent(lines[each]) == indent and _NAMING.match(lines[each], indent))
    number = next(named, inside[0])
    line = lines[number].rstrip()
    return Location(at.path, number, _indent(line) + 1, number, len(line.rstrip(",")) + 1)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
