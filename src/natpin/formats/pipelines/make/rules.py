"""A Makefile taken apart: variables, rules, recipes, included files.

Source: GNU make manual, "Writing Makefiles", "How to use variables", "Recipe execution".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from fnmatch import fnmatchcase

from natpin.model.record import field, mutable, record
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, as_utf8

MAX_FILES = 50
MAX_LINES = 20_000
_ASSIGNED = late_regex(
    r"(?:(export|override)[ \t]+)*([A-Za-z_][\w.-]*)[ \t]*(\?=|:=|::=|\+=|!=|=)[ \t]*(.*)\Z"
)
_RULE = late_regex(r"([^:=#\t][^:=#]*?)[ \t]*::?(?!=)[ \t]*([^;#]*)(?:;(.*))?")
_DEFINE = late_regex(r"(?:override[ \t]+|export[ \t]+)*define[ \t]+([\w.-]+)")
_INCLUDE = late_regex(r"-?s?include[ \t]+(.*)\Z")
_CONDITION = late_regex(r"(ifeq|ifneq|ifdef|ifndef|else|endif)\b[ \t]*(.*)\Z")


@record
class Line:
    """A line of a recipe, continued lines joined by their line ends."""

    path: str
    row: int
    """How many lines of the file lie before it."""
    text: str
    conditions: tuple[str, ...] = ()


@record
class Assigned:
    """A variable's assignment."""

    name: str
    operator: str
    text: str
    exported: bool
    line: Line


@mutable
class Makefile:
    """A Makefile with the files that it includes."""

    assigned: list[Assigned] = field(default_factory=list)
    recipes: dict[str, list[Line]] = field(default_factory=dict)
    needs: dict[str, list[str]] = field(default_factory=dict)
    defined: dict[str, list[Line]] = field(default_factory=dict)
    """Lines of ``define … endef``, by name."""
    one_shell: bool = False
    exports_all: bool = False
    elsewhere: list[Line] = field(default_factory=list)
    """Files that are included and are not in the workspace."""


def included(path: str, workspace: Workspace) -> Iterator[str]:
    """Files of the workspace that a Makefile includes."""
    for line in _lines(path, workspace):
        match = _INCLUDE.match(line.text)
        for word in match.group(1).split() if match is not None else ():
            yield from _named(word, path, workspace)


def _named(word: str, path: str, workspace: Workspace) -> list[str]:
    """The files that a word of ``include`` names, as a pattern or outright."""
    found = posixpath.normpath(posixpath.join(posixpath.dirname(path), word))
    folder, _, name = found.rpartition("/")
    if "$" in word:
        return []
    if not any(letter in word for letter in "*?["):
        return [found] if workspace.exists(found) else []
    if any(letter in folder for letter in "*?["):
        return []
    return [posixpath.join(folder, one) for one in workspace.listdir(folder or ".") if fnmatchcase(one, name)]


def makefile(path: str, workspace: Workspace) -> Makefile:
    """A Makefile, its includes in their place."""
    found = Makefile()
    _read(path, workspace, found, {path})
    return found


def _read(path: str, workspace: Workspace, found: Makefile, seen: set[str]) -> None:
    targets: list[str] = []
    conditions: list[str] = []
    defining: list[Line] | None = None
    for line in _lines(path, workspace):
        opened = _DEFINE.match(line.text)
        if opened is not None:
            defining = found.defined.setdefault(opened.group(1), [])
            continue
        if defining is not None:
            if line.text.strip() == "endef":
                defining = None
            else:
                defining.append(line)
            continue
        if line.text.startswith("\t"):
            for target in targets:
                one = Line(line.path, line.row, line.text[1:], tuple(conditions))
                found.recipes.setdefault(target, []).append(one)
            continue
        said = line.text.strip()
        if not said or said.startswith("#"):
            continue
        condition = _CONDITION.match(said)
        if condition is not None:
            _branch(condition.group(1), condition.group(2), conditions)
            continue
        take_in = _INCLUDE.match(said)
        if take_in is not None:
            for word in take_in.group(1).split():
                others = _named(word, path, workspace)
                if not others and not said.startswith(("-", "s")):
                    found.elsewhere.append(line)
                for other in others:
                    if other not in seen and len(seen) < MAX_FILES:
                        seen.add(other)
                        _read(other, workspace, found, seen)
            continue
        assigned = _ASSIGNED.match(said)
        if assigned is not None:
            exported = said.startswith("export")
            name, operator, value = assigned.group(2), assigned.group(3), assigned.group(4)
            one = Line(line.path, line.row, line.text, tuple(conditions))
            found.assigned.append(Assigned(name, operator, _uncommented(value), exported, one))
            continue
        if said == "export":
            found.exports_all = True
            continue
        rule = _RULE.match(line.text)
        if rule is not None:
            targets = _rule(rule.group(1), rule.group(2), found)
            if rule.group(3) is not None:
                for target in targets:
                    found.recipes.setdefault(target, []).append(
                        Line(line.path, line.row, rule.group(3).strip())
                    )


def _branch(word: str, said: str, conditions: list[str]) -> None:
    """Keep what must hold for the lines that follow."""
    if word == "endif":
        if conditions:
            conditions.pop()
    elif word == "else":
        if conditions:
            conditions[-1] = f"not {conditions[-1]}"
    else:
        conditions.append(f"{word} {said}")


def _rule(left: str, right: str, found: Makefile) -> list[str]:
    targets = left.split()
    if ".ONESHELL" in targets:
        found.one_shell = True
    for target in targets:
        found.needs.setdefault(target, []).extend(word for word in right.split() if word != "|")
        if not target.startswith("."):
            found.recipes.setdefault(target, [])
    return [target for target in targets if not target.startswith(".")]


def _uncommented(value: str) -> str:
    before, found, _ = value.partition(" #")
    return before.rstrip() if found else value


def _lines(path: str, workspace: Workspace) -> Iterator[Line]:
    """Lines, those that end with a backslash joined to the next."""
    data = workspace.read(path)
    if isinstance(data, Skipped):
        return
    going: list[str] = []
    start = 0
    for row, text in enumerate(as_utf8(data).decode("utf-8", "replace").splitlines()[:MAX_LINES]):
        if not going:
            start = row
        going.append(text)
        if not text.endswith("\\"):
            yield Line(path, start, "\n".join(going))
            going = []
    if going:
        yield Line(path, start, "\n".join(going))


def in_order(found: Makefile) -> list[str]:
    """Targets after what they need, otherwise as they are written."""
    done: dict[str, None] = {}

    def visit(target: str, above: tuple[str, ...]) -> None:
        if target in done or target in above or len(above) > MAX_FILES:
            return
        for other in found.needs.get(target, ()):
            if other in found.recipes:
                visit(other, (*above, target))
        done[target] = None

    for target in found.recipes:
        visit(target, ())
    return list(done)
