"""The findings of the text report, by file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import groupby

from natpin.model.finding import Finding, Related
from natpin.model.location import Location
from natpin.model.report import Report
from natpin.model.stack import Stack
from natpin.reporters import neutral, words
from natpin.reporters.distinct import Told, extent, same_words
from natpin.reporters.interface import ReportOptions, is_pseudo
from natpin.reporters.layout import Ink, Span, breadth, flow

RELATED = 3
"""Second places shown per finding, unless all were asked for."""
INDENT = "    "
"""Before an excerpt."""


def findings_by_file(
    report: Report, findings: tuple[Told, ...], options: ReportOptions, ink: Ink
) -> list[str]:
    """Each place and rule once, with everything found there, and how to mend it. Where the finding directly
    above has the same rule and is mended alike, that is not repeated."""
    if not findings:
        return []
    lines = [ink.heading("Findings")]
    stacks = {stack.stack.id: stack.stack for stack in report.stacks}
    extent_of = extent(report)
    path, shown = "", None
    above: tuple[str, frozenset[str]] = (
        "",
        frozenset(),
    )  # the rule told directly above, and how it is mended
    source = Source(report.sources, ink)
    # One declaration may stand for many resources: count, for_each, a module that is called thrice.
    for (at, word, rule), several in groupby(findings, key=_heading):
        if path and path != at.path:
            lines.append("")
            above = ("", frozenset())
        path = at.path
        group = list(several)
        lines += _head(options.path(path if is_pseudo(path) else str(at)), word, rule, ink)
        alike = same_words(group)
        extents = [extent_of(one) for one in alike]
        shared = extents[0] if len(set(extents)) == 1 else ("", ())
        for one, told in zip(alike, extents, strict=True):
            lines += _finding(one.finding, len(alike) > 1, ink)
            if told != shared:
                lines += _extent(told, stacks, options, ink)
        related = [second for one in group for second in one.finding.related]
        gutter = source.gutter([at, *(second.at for second in related)])
        if at != shown:  # several rules may speak of one line
            lines += source.lines(at, gutter)
        shown = at
        lines += _extent(shared, stacks, options, ink)
        lines += _related(related, at, source, gutter, options, ink)
        advised = frozenset(neutral.terminal(_advice(one.finding)) for one in group) - {""}
        if (rule, advised) == above and len(advised) == 1 and not options.verbose:
            lines += _labelled("fix", "as above", ink)
        else:
            for advice in dict.fromkeys(neutral.terminal(_advice(one.finding)) for one in group):
                lines += _labelled("fix", advice, ink) if advice else []
        above = (rule, advised)
    return lines


def _heading(one: Told) -> tuple[Location, str, str]:
    return (one.finding.at, one.word, one.finding.rule.id)


def _head(place: str, word: str, rule: str, ink: Ink) -> list[str]:
    """``main.tf:3:5  error  nat-idle-range``; the rest on a line of its own where the path is long."""
    shown, name = neutral.terminal(place), neutral.terminal(rule)
    rest = f"{ink.paint(word, word)}  {ink.paint(name, 'dim')}"
    if breadth(f"{shown}  {word}  {name}") <= ink.width:
        return [f"{ink.paint(shown, 'bold')}  {rest}"]
    return [ink.paint(shown, "bold"), f"  {rest}"]


def _finding(finding: Finding, one_of_many: bool, ink: Ink) -> list[str]:
    first, rest = ("  • ", "    ") if one_of_many else ("  ", "  ")
    return flow([Span(neutral.terminal(finding.message))], ink, first, rest)


def _extent(
    told: tuple[str, tuple[str, ...]], stacks: Mapping[str, Stack], options: ReportOptions, ink: Ink
) -> list[str]:
    """``only in: infra (dev.tfvars)``; once for all that was found at a place when it is the same."""
    label, ids = told
    return (
        _labelled(label, neutral.terminal(words.stacks([stacks[id_] for id_ in ids], options)), ink)
        if ids
        else []
    )


def _related(
    related: list[Related], first: Location, source: Source, gutter: int, options: ReportOptions, ink: Ink
) -> list[str]:
    """Second places, each once however many findings name it; a line that is shown already is not shown again."""
    places = dict.fromkeys(
        (f"{options.path(str(second.at))} {second.message}", second.at) for second in related
    )
    lines: list[str] = []
    seen = {(first.path, first.line)}
    for place, at in places if options.verbose else list(places)[:RELATED]:
        lines += _labelled("see", neutral.terminal(place), ink)
        if (at.path, at.line) not in seen:
            lines += source.lines(at, gutter, "-")
        seen.add((at.path, at.line))
    return lines


class Source:
    """The lines that findings point at, with a mark under what is meant."""

    def __init__(self, sources: Mapping[str, Mapping[int, str]], ink: Ink) -> None:
        self._sources, self._ink = sources, ink

    def gutter(self, places: Iterable[Location]) -> int:
        """Columns that the line numbers of these places take."""
        return max((len(str(at.line)) for at in places if self._line(at)), default=1)

    def lines(self, at: Location, gutter: int, mark: str = "^") -> list[str]:
        """A line and its mark; nothing where the line is not known, or is not to be shown."""
        line = self._line(at)
        if not line:
            return []
        if _opens(line):
            from natpin.reporters.openings import telling

            at = telling(at, self._sources[at.path])
            line, gutter = self._line(at), max(gutter, len(str(at.line)))
        from natpin.reporters.excerpts import excerpt

        room = self._ink.width - gutter - len(INDENT) - 3
        found = excerpt(line, at, room, not self._ink.unicode, mark)
        if found is None:
            return []
        shown, marks = found
        style = "bold" if mark == "^" else "dim"
        bar = self._ink.paint("|", "dim")
        return [
            f"{INDENT}{self._ink.paint(f'{at.line:{gutter}}', 'dim')} {bar} {shown}",
            f"{INDENT}{' ' * gutter} {bar} {marks[: len(marks) - len(marks.lstrip())]}{self._ink.paint(marks.strip(), style)}",
        ]

    def _line(self, at: Location) -> str:
        return self._sources.get(at.path, {}).get(at.line, "")


@lru_cache(maxsize=64)  # a minified template is one line, and thousands of findings speak of it
def _opens(line: str) -> bool:
    """True for a line that only begins what is meant."""
    return not line.strip(" -{[(")


def _labelled(label: str, text: str, ink: Ink) -> list[str]:
    return flow([Span(f"{label}:", "dim"), Span(text)], ink, "    ", "      ")


def _advice(finding: Finding) -> str:
    if finding.fix is None:
        return finding.rule.remediation
    replacement = finding.fix.replacement
    if replacement and "\n" not in replacement.strip() and replacement.strip() not in finding.fix.description:
        return f"{finding.fix.description}: {replacement.strip()}"
    return finding.fix.description
