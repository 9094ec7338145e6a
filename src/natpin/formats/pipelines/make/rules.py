"""A Makefile taken apart: variables, rules, recipes, included files.

Source: GNU make manual, "Writing Makefiles", "How to use variables", "Recipe execution".
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from re import Match

from natpin.formats.pipelines.make.conditions import Branches, expanded
from natpin.formats.pipelines.make.generated import Template, generated
from natpin.formats.pipelines.make.lines import ASSIGNED, INCLUDE, Kind, Line, lines_in, told, uncommented
from natpin.model.record import field, mutable, record
from natpin.regex import late_regex
from natpin.workspace import Workspace

MAX_FILES = 50
_EVALUATED = late_regex(r"[@+ \t-]*\$(?:\(eval[ \t]+(.*)\)|\{eval[ \t]+(.*)\})[ \t]*\Z")
_IS_NONE = late_regex(r"[*?\[]|\.(?:d|dep|deps|P)$|(?i:\b(?:dep|depend|deps|mod|rules?|target)s?\b)")
"""What ``-include`` names that sets no variables of a deployment: what compilers write, patterns that fit nothing."""


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
    exported: set[str] = field(default_factory=set)
    """Variables that ``export`` names, with their text or on a line of its own."""
    kept: set[str] = field(default_factory=set)
    """Those that ``unexport`` names."""
    exported_of_target: set[tuple[str, str]] = field(default_factory=set)
    """Targets, and their variables that their recipes' shells get."""
    elsewhere: list[Line] = field(default_factory=list)
    """Files that are included and are not in the workspace."""
    perhaps: list[tuple[int, str, Line]] = field(default_factory=list)
    """Files that ``-include`` takes in where they are there, and that are not in the workspace: how many assignments lie
    before, what the file is called, the line."""
    stems: dict[str, str] = field(default_factory=dict)
    """By target that a pattern makes: ``$*``."""
    of_target: dict[str, dict[str, str]] = field(default_factory=dict)
    """By target and name: variables that hold for it, and for what it needs."""
    set_by_recipes: set[str] = field(default_factory=set)
    """Variables that ``$(eval NAME := …)`` in a recipe sets: which recipe sees which text, the order of targets decides."""
    values: dict[str, str | None] = field(default_factory=dict)
    """Variables whose text is known where the reading is; None for one that is set to what is not."""
    given: frozenset[str] = frozenset()
    """Variables of the command line: what the file says of them does not count, but with ``override``."""

    def exports(self, name: str) -> bool:
        """Whether the shells of recipes get a variable of the file's. Source: GNU make manual, "Communicating Variables to a
        Sub-make"."""
        return name in self.exported or (self.exports_all and name not in self.kept)


def included(path: str, workspace: Workspace) -> Iterator[str]:
    """Files of the workspace that a Makefile includes."""
    for line in lines_in(path, workspace):
        match = INCLUDE.match(line.text)
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


def makefile(
    path: str,
    workspace: Workspace,
    given: Mapping[str, str] | None = None,
    opened: Collection[str] = (),
    environment: Mapping[str, str | None] | None = None,
) -> Makefile:
    """A Makefile, its includes in their place. ``given``: variables of the command line; ``opened``: those that somebody
    sets there to what is not known; ``environment``: what make gets of its environment, None for what is not known."""
    said: dict[str, str | None] = {**dict.fromkeys(opened), **(given or {})}
    found = Makefile(values={**(environment or {}), **said}, given=frozenset(said))
    _read(path, workspace, found, {path})
    _patterns(found)
    _evaluations(found)
    return found


def _read(path: str, workspace: Workspace, found: Makefile, seen: set[str]) -> None:
    _take(lines_in(path, workspace), path, workspace, found, seen)


def _take(lines: Iterable[Line], path: str, workspace: Workspace, found: Makefile, seen: set[str]) -> None:
    """Take lines in, one after the other."""
    targets: list[str] = []
    branches = Branches()
    defining: list[Line] | None = None
    for line in lines:
        if defining is not None:
            if line.text.strip() == "endef":
                defining = None
            else:
                defining.append(line)
            continue
        kind, match = told(line.text)
        if kind is Kind.CONDITION and match is not None:
            branches.turn(match.group(1), match.group(2), found.values)
            continue
        if branches.passed_over:
            continue
        conditions = branches.undecided
        if kind is Kind.RECIPE:
            _to_recipes(targets, Line(line.path, line.row, line.text[1:], conditions), found)
            continue
        said = line.text.strip()
        if said.startswith("$") and not conditions:
            made = generated(said, found.values.get, lambda name: _templates(name, found), line.at)
            if made is not None:
                _take(
                    (Line(one.at.path, one.at.line - 1, one.text) for one in made),
                    path,
                    workspace,
                    found,
                    seen,
                )
                continue
        if match is None:
            continue
        match kind:
            case Kind.DEFINE:
                defining = found.defined[match.group(1)] = []
            case Kind.INCLUDE:
                _include(match.group(1), line, path, workspace, found, seen)
            case Kind.ASSIGNED:
                _assign(match, Line(line.path, line.row, line.text, conditions), found)
            case Kind.EXPORTS:
                _export(match.group(1) is None, (match.group(2) or "").split(), found)
            case Kind.OF_TARGET:
                _set_of_targets(match, found)
            case Kind.RULE:
                left, right = (expanded(part, found.values) or part for part in match.group(1, 2))
                targets = _rule(left, right, found)
                if match.group(3) is not None:
                    _to_recipes(targets, Line(line.path, line.row, match.group(3).strip(), conditions), found)


def _include(
    words: str, line: Line, path: str, workspace: Workspace, found: Makefile, seen: set[str]
) -> None:
    """Take in the files that a line includes, or what it leaves open where one is not here."""
    must = not line.text.strip().startswith(("-", "s"))
    for word in words.split():
        others = _named(word, path, workspace)
        if not others and must:
            found.elsewhere.append(line)
        elif not others and not _IS_NONE.search(word) and len(found.perhaps) < MAX_FILES:
            found.perhaps.append((len(found.assigned), word, line))
            found.values = {name: one if name in found.given else None for name, one in found.values.items()}
        _take_in(others, workspace, found, seen)


def _set_of_targets(match: Match[str], found: Makefile) -> None:
    """A variable that holds for targets and for what they need."""
    name = match.group(3)
    for target in match.group(1).split():
        found.of_target.setdefault(target, {})[name] = uncommented(match.group(5))
        if "export" in match.group(2):
            found.exported_of_target.add((target, name))


def _templates(name: str, found: Makefile) -> list[Template]:
    return [Template(line.at, line.text) for line in found.defined.get(name, ())]


def _export(exported: bool, names: list[str], found: Makefile) -> None:
    """``export`` and ``unexport``: of the variables that they name, else of all."""
    for name in names:
        if exported:
            found.exported.add(name)
            found.kept.discard(name)
        else:
            found.exported.discard(name)
            found.kept.add(name)
    if not names:
        found.exports_all = exported


def _take_in(paths: list[str], workspace: Workspace, found: Makefile, seen: set[str]) -> None:
    """Read files that are included, each once."""
    for path in paths:
        if path not in seen and len(seen) < MAX_FILES:
            seen.add(path)
            _read(path, workspace, found, seen)


def _to_recipes(targets: list[str], line: Line, found: Makefile) -> None:
    for target in targets:
        found.recipes.setdefault(target, []).append(line)


def _assign(assigned: Match[str], line: Line, found: Makefile) -> None:
    """Take in an assignment."""
    words, name, operator, value = assigned.groups()
    value = uncommented(value)
    if name in found.given and "override" not in (words or ""):
        return
    one = Assigned(name, operator, value, "export" in (words or ""), line)
    found.assigned.append(one)
    if one.exported:
        found.exported.add(name)
    known = expanded(value, found.values)
    before = found.values.get(name, "")
    if line.conditions or operator == "!=" or (operator == "+=" and before is None):
        known = None
    elif operator == "?=" and (name in found.values or found.perhaps):
        known = found.values.get(name)
    elif operator == "+=" and known is not None:
        known = f"{before} {known}".strip()
    found.values[name] = known


def _patterns(found: Makefile) -> None:
    """What is needed and has no rule of its own: made by the first pattern that fits. A pattern is no target itself."""
    patterns = [target for target in found.recipes if target.count("%") == 1]
    for _ in range(MAX_FILES):
        wanted = [one for needs in list(found.needs.values()) for one in needs if one not in found.recipes]
        made = [(one, stem, p) for one in wanted for p in patterns if (stem := _stem(one, p)) is not None]
        if not made:
            break
        for one, stem, pattern in made:
            if one not in found.recipes:
                found.recipes[one], found.stems[one] = found.recipes[pattern], stem
                found.needs[one] = [need.replace("%", stem) for need in found.needs.get(pattern, [])]
    used = {pattern for one in found.stems for pattern in patterns if _stem(one, pattern) is not None}
    for pattern in used:
        del found.recipes[pattern]


def _evaluations(found: Makefile) -> None:
    """Take lines of recipes that only set a variable of make's out of them. One that the shell may see as well stays, for
    nobody then knows what it changes. Source: GNU make manual, "The ``eval`` Function"."""
    said = "\n".join(line.text for lines in found.recipes.values() for line in lines)
    for target, lines in found.recipes.items():
        kept: list[Line] = []
        for line in lines:
            match = _EVALUATED.match(uncommented(line.text.replace("\\\n", " ")))
            assigned = (
                ASSIGNED.match((match.group(1) or match.group(2)).strip()) if match is not None else None
            )
            if (
                assigned is None
                or _is_exported(assigned, found)
                or f"$${assigned[2]}" in said.replace("{", "")
            ):
                kept.append(line)
            else:
                found.set_by_recipes.add(assigned[2])
        found.recipes[target] = kept


def _is_exported(assigned: Match[str], found: Makefile) -> bool:
    words, name = assigned.group(1, 2)
    return bool(words) or found.exports(name)


def _stem(name: str, pattern: str) -> str | None:
    before, _, after = pattern.partition("%")
    fits = name.startswith(before) and name.endswith(after) and len(name) > len(before) + len(after)
    return name[len(before) : len(name) - len(after)] if fits and "%" not in name else None


def _rule(left: str, right: str, found: Makefile) -> list[str]:
    targets = left.split()
    if ".ONESHELL" in targets:
        found.one_shell = True
    if ".EXPORT_ALL_VARIABLES" in targets:
        found.exports_all = True
    for target in targets:
        found.needs.setdefault(target, []).extend(word for word in right.split() if word != "|")
        if not target.startswith("."):
            found.recipes.setdefault(target, [])
    return [target for target in targets if not target.startswith(".")]
