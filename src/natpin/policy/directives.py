"""Finds suppressions in the bytes of a file, whatever its language.

``# natpin: ignore[rule-a, rule-b] reason until=2027-01-31`` (or ``until 2027-01-31``, ``until: …``, ``expires …``), after ``#``, ``//``, ``/*``, ``<!--``, ``--`` or ``<#``.
It stands for the statement on its own line, or, alone on its line, for the next one; a statement goes on over lines
that end in a backslash or a backtick. In YAML it stands for the entry of the next line as well (a resource of Pulumi, a task),
and above a manifest for its object. JSON has no comments: there it is a string, such as a resource's ``comments``
or ``"//"`` member, and stands for the object around it (and for the object around its ``metadata``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from natpin.config import is_day
from natpin.model.location import Location
from natpin.model.record import record
from natpin.policy.waiver import Waiver
from natpin.policy.yaml_entries import entry_of

_MARKS = (b"natpin:", b'"natpin"')
"""One of which stands in whatever file holds a suppression: a snapshot has thousands of lines, and names its schema."""
MAX_DIRECTIVES = 1000
"""Of one file: more are not a decision but an attack."""
MAX_REASON = 500

_COMMENT_MARKS = ("#", "//", "/*", "<!--", "--", "<#", "*")
_INTENT = re.compile(r"(?:ignore|disable|skip|suppress)", re.IGNORECASE)
_DIRECTIVE = re.compile(r"ignore\[([^\]\n]{0,400})\](.*)\Z", re.DOTALL)
_UNTIL = re.compile(
    r"(?:^|[\s([{,;-])(?:until|till|expires?(?:[ \t]+on)?)[ \t]*"
    r"(?:[=:]?[ \t]*[\"'(\[]?(?P<day>\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|20\d{6})(?![\w-])[\"')\].]*|[=:][ \t]*(?P<other>\S{0,40}))",
    re.IGNORECASE,
)
"""However it is written, an end is an end: taken for a part of the reason it would never come."""
_LOOSE_END = re.compile(r"\b(?:until|till|expir\w{1,5}|valid|ends?)\b[^\n]{0,40}?\b20\d\d\b", re.IGNORECASE)
_JSON_KEY = re.compile(r'"([^"\\]{0,80})"[ \t]{0,20}:[ \t]{0,20}\Z')


def directives(path: str, data: bytes) -> Iterator[Waiver]:
    """Every suppression of a file, well-formed or not."""
    if not any(mark in data for mark in _MARKS):
        return
    lines = data.decode("utf-8", "replace").splitlines()
    is_json = path.lower().endswith((".json", ".jsonc", ".json5"))
    is_yaml = path.lower().endswith((".yaml", ".yml"))
    found = list(islice(_found(lines, is_json), MAX_DIRECTIVES))
    around = _open_objects(lines, {number for number, said in found if said.key is not None})
    for number, said in found:
        if said.key is not None:
            covered = _members(lines, around[number], said.key) | _statement(lines, number)
        else:
            about = _next_code(lines, number) if said.alone else number
            covered = _statement(lines, about)
            if is_yaml and said.alone:
                covered |= frozenset(entry_of(lines, about))
        yield parse(said.text, Location(path, number, said.column), covered)


@record
class _Said:
    """A suppression as it stands on its line."""

    column: int
    text: str
    """What follows ``natpin:``."""
    alone: bool
    """True when nothing but the comment stands on the line."""
    key: str | None = None
    """In JSON: the member whose value it is."""


def _found(lines: list[str], is_json: bool) -> Iterator[tuple[int, _Said]]:
    for number, line in enumerate(lines, 1):
        if "natpin" not in line:
            continue
        said = (_in_json(line) if is_json else None) or _in_comment(line, is_json)
        if said is not None:
            yield number, said


def _in_comment(line: str, is_json: bool) -> _Said | None:
    """A suppression in a comment; in JSON, what stands within a string is no comment (a text about suppressions)."""
    start = line.find("natpin:")
    while start >= 0:
        before = line[:start].rstrip(" \t")
        mark = next((mark for mark in _COMMENT_MARKS if before.endswith(mark)), None)
        text = line[start + len("natpin:") :].strip()
        if mark is not None and _INTENT.match(text) and not (is_json and _within_string(before)):
            for ending in ("*/", "-->", "#>"):
                text = text.removesuffix(ending).rstrip()
            return _Said(start + 1, text, before[: -len(mark)].strip() == "")
        start = line.find("natpin:", start + 1)
    return None


def _within_string(before: str) -> bool:
    """Whether a string of JSON is open at the end of a line's beginning."""
    return before.replace("\\\\", "").replace('\\"', "").count('"') % 2 == 1


def _in_json(line: str) -> _Said | None:
    """A suppression in a JSON string that begins with ``natpin:``, or in a member ``"natpin": "ignore[…"``."""
    for lead in ('"natpin: ', '"natpin:', '"natpin": "', '"natpin":"'):
        start = line.find(lead)
        while start > 0 and line[start - 1] == "\\":  # JSON within a string
            start = line.find(lead, start + 1)
        text = line[start + len(lead) :] if start >= 0 else ""
        if start < 0 or not _INTENT.match(text.lstrip()):
            continue
        key = _JSON_KEY.search(line[max(0, start - 130) : start])
        return _Said(start + 1, text.lstrip().partition('"')[0], True, key[1] if key else "natpin")
    return None


def _next_code(lines: list[str], number: int) -> int:
    """The first line after ``number`` that is neither blank nor a comment."""
    for following in range(number + 1, min(len(lines), number + 200) + 1):
        text = lines[following - 1].strip()
        if text and not text.startswith(("#", "//", "/*", "<!--", "--", "*/", "* ")):
            return following
    return number


def _statement(lines: list[str], number: int) -> frozenset[int]:
    """The lines that one statement runs over."""
    first = last = number
    while first > 1 and _continues(lines[first - 2]) and number - first < 500:
        first -= 1
    while last < len(lines) and _continues(lines[last - 1]) and last - number < 500:
        last += 1
    return frozenset(range(first, last + 1))


def _continues(line: str) -> bool:
    return line.rstrip().endswith(("\\", "`"))


def _members(lines: list[str], opened: list[tuple[int, str]], key: str) -> frozenset[int]:
    """The line where the object around a JSON member opens, with the line of its first member (where readers may
    place a resource); for a member of ``metadata`` also those of the object around that."""
    depth = 2 if opened and (opened[-1][1] == "metadata" or key == "natpin") else 1
    return frozenset(line for at, _ in opened[-depth:] for line in (at, _next_code(lines, at)))


def _open_objects(lines: list[str], wanted: set[int]) -> dict[int, list[tuple[int, str]]]:
    """Line and key of the two innermost objects that are open before the suppression on each wanted line."""
    result: dict[int, list[tuple[int, str]]] = {}
    opened: list[tuple[int, str]] = []
    for at, line in enumerate(lines[: max(wanted, default=0)], 1):
        cut = line.find('"natpin') if at in wanted else -1
        in_text = False  # a JSON string ends on its line
        position = 0
        while position < len(line):
            if position == cut:
                result[at] = opened[-2:]
            character = line[position]
            if in_text and character == "\\":
                position += 1
            elif character == '"':
                in_text = not in_text
            elif character == "{" and not in_text:
                key = _JSON_KEY.search(line[max(0, position - 130) : position])
                opened.append((at, key[1] if key else ""))
            elif character == "}" and not in_text and opened:
                opened.pop()
            position += 1
        if at in wanted:
            result.setdefault(at, opened[-2:])
    return result


def parse(text: str, at: Location, lines: frozenset[int]) -> Waiver:
    """A waiver from what stands after ``natpin:``; with a problem when it is not understood."""
    match = _DIRECTIVE.match(text)
    if match is None:
        return Waiver(
            (), "", "inline", at, problem="it is not of the form ignore[rule-id] reason", lines=lines
        )
    rules = tuple(dict.fromkeys(name.strip() for name in match[1].split(",") if name.strip()))
    said = match[2][: 4 * MAX_REASON]
    ends = [one["day"] or one["other"] for one in _UNTIL.finditer(said)]
    until = ends[0] if ends else None
    reason = _UNTIL.sub(" ", said).strip()[:MAX_REASON]
    problem = None
    if not rules:
        problem = "it names no rule"
    elif len(ends) > 1:
        problem = f"it names several ends ({', '.join(ends[:3])})"
    elif until is not None and not is_day(until):
        problem = f"until={until} is not a day such as 2027-01-31"
    elif until is None and _LOOSE_END.search(reason):
        problem = "its end is not understood; write until=2027-01-31"
    elif not reason:
        problem = "it gives no reason"
    return Waiver(rules, reason, "inline", at, until if not problem else None, problem, lines)
