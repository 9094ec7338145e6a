"""The recipes of a Makefile as the parts of one script of bash, each line on the line on which it is written.

Each line of a recipe is a shell of its own. Nobody says which targets are made: all are, after what they need, but those
that clean up.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from natpin.formats.az import Part, Turn, read_parts
from natpin.formats.interface import Inputs, Read
from natpin.formats.pipelines.holes import Holes
from natpin.formats.pipelines.make.lines import Line
from natpin.formats.pipelines.make.needs import closure, ordered, roots
from natpin.formats.pipelines.make.rules import Makefile, makefile
from natpin.formats.pipelines.make.variables import Variables
from natpin.model.doubt import Doubt
from natpin.model.location import Location
from natpin.model.record import mutable
from natpin.regex import late_regex
from natpin.workspace import Workspace

_CLEANS_UP = late_regex(
    r"(?i)(?:^|[._-])(?:clean\w*|destroy\w*|delete\w*|remove\w*|down|teardown|purge|nuke|uninstall\w*)(?:$|[._-])"
)
_ENDS_ALL = late_regex(r"\baz\s+(?:group|aks)\s+delete\b|\b(?:terraform|tofu|terragrunt)\b[^\n]*\bdestroy\b")
_CHANGES = late_regex(r"\baz\s[^\n]*\b(?:update|remove|delete|add|set|rest|associate)\b|--set\b|--remove\b")
_MAKES = late_regex(r"\baz\s[^\n]*\b(?:create|nodepool\s+add)\b|\$\(MAKE\)|\.sh\b|\bmake\b")
_MAKE = late_regex(
    r"[@+-]*(?:cd[ \t]+([\w./-]+)[ \t]*&&[ \t]*)?(?:\$[({]MAKE[)}]|make)(?:[ \t]+-C[ \t]*([\w./-]+))?((?:[ \t]+[^;&|<>]*)?)\Z"
)
MAX_ASKED = 20
"""Targets of which it is asked whether they are made."""
MAX_DEPTH = 4
"""Makefiles that run one another."""
_CALL = late_regex(r"[@-]*\$\((?:call[ \t]+([\w.-]+)[ \t]*(?:,([^()]*(?:\([^()]*\)[^()]*)*))?|([\w.-]+))\)\Z")


def parts(path: str, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Everything that a Makefile provisions, and what in it is not followed."""
    unseen = {
        name: one
        for name, one in inputs.unseen.get(path, {}).items()
        if name.isidentifier() and name not in inputs.variables
    }
    # what is set on make's command line wins (GNU make manual, "Overriding Variables"); the environment beats `?=` alone
    opened = {name: f"${{{name}}}" for name, one in unseen.items() if not one.only_default}
    by_environment = {name: None for name, one in unseen.items() if one.only_default}
    found, holes = makefile(path, workspace, inputs.variables, opened, by_environment), Holes()
    variables = Variables(path, found, {**opened, **inputs.variables}, holes, environment=frozenset(unseen))
    writer = Writer(path, found, workspace, variables, start=posixpath.dirname(path))
    yield from read_parts(writer.all(), path, workspace, inputs, holes.by_name)
    for line in found.elsewhere:
        at = Location(line.path, line.row + 1)
        yield Doubt(f"{line.text.strip()}: it is not in this repository", at)


@mutable
class Writer:
    """Writes the script."""

    path: str
    found: Makefile
    workspace: Workspace
    variables: Variables
    depth: int = 0
    start: str = ""
    """The folder of the Makefile that was asked for."""

    def all(self) -> list[Part]:
        """Every target that does not clean up, after what it needs."""
        written = [*self.variables.parts()]
        ending = self._ending()
        asked = self._asked(ending)
        for target in ordered(self.found):
            if target not in ending:
                written += self.recipe(target, asked.get(target, ""))
        return written

    def made(self, targets: Sequence[str]) -> Iterator[Part]:
        """What ``make TARGETS`` runs: the first target where none is named."""
        yield from self.variables.parts()
        named = targets or [one for one in self.found.recipes if "%" not in one][:1]
        wanted = {one for target in named for one in closure(target, self.found)}
        for target in ordered(self.found):
            if target in wanted:
                yield from self.recipe(target)

    def _ending(self) -> set[str]:
        """Targets that clean up: called so, and they or what needs them take the cluster away, or nothing of az's. One
        that takes a gateway off a cluster that stays is another way to leave things."""
        called = [target for target in self.found.recipes if _CLEANS_UP.search(target)]
        found: set[str] = set()
        for target in called:
            whole = closure(target, self.found)
            said = "\n".join(self._said(one) for one in whole)
            if _ENDS_ALL.search(said):
                found.update(one for one in whole if one in called)
            elif not _CHANGES.search(self._said(target)):
                found.add(target)
        return found

    def _said(self, target: str) -> str:
        lines = self.found.recipes.get(target, ())
        return "\n".join(line.text for each in lines for line in self._expanded(each))

    def _asked(self, ending: set[str]) -> dict[str, str]:
        """By target: the test for whether it is made, where that is a question.

        Nobody says which targets are made. One that makes something is, or else it would not be there; one that only
        changes what others made, and that no other needs, may or may not be.
        """
        asked: dict[str, str] = {}
        alone = roots(self.found)
        for target in alone if len(alone) > 1 else []:
            if len(asked) > MAX_ASKED:
                break
            lines, said = self.found.recipes[target], self._said(target)
            only = not _MAKES.search(said) and not self.found.needs.get(target)
            if (
                lines
                and target not in ending
                and _CHANGES.search(said)
                and (only or _CLEANS_UP.search(target))
            ):
                at = Location(lines[0].path, lines[0].row)
                asked[target] = self.variables.hole(f"make {target}", at, ("true", "false"))
        return asked

    def recipe(self, target: str, asked: str = "") -> Iterator[Part]:
        """The lines of a recipe, each a shell of its own; all in one where ``.ONESHELL`` says so."""
        lines = self.found.recipes.get(target, [])
        if self.found.one_shell and lines:
            body = "\n".join(
                self.variables.line(one, target) for line in lines for one in self._expanded(line)
            )
            before = self.variables.exported(lines[0], target)
            said = self._if_made(asked, f"({before}cd {self._up()}\n{body}\n)")
            yield Part(lines[0].row - 1, said, lines[0].path, 1, Turn("make"))
            return
        for line in (expanded for each in lines for expanded in self._expanded(each)):
            tolerant = "-" in line.text[: len(line.text) - len(line.text.lstrip("@-+ \t"))]
            turn = Turn("make", may_fail=tolerant)
            other = self._other_make(line, target)
            if other is not None and not line.conditions and not asked:
                yield from other
                continue
            body = self.variables.line(line, target)
            before = self.variables.exported(line, target)
            said = self._if_made(asked, f"({before}cd {self._up()}\n{self.variables.when(line, body)}\n)")
            yield Part(line.row - 1, said, line.path, 1, turn)

    @staticmethod
    def _if_made(asked: str, said: str) -> str:
        return f'if [ "${{{asked}}}" = true ]; then {said} fi' if asked else said

    def _other_make(self, line: Line, target: str) -> Iterator[Part] | None:
        """``$(MAKE) -C FOLDER TARGET NAME=value``: what that Makefile's targets run; None for any other line."""
        match = _MAKE.match(line.text.strip())
        if match is None or self.depth > MAX_DEPTH:
            return None
        folder = (match.group(1) or match.group(2) or "").strip("/")
        words = match.group(3).split()
        if any(word.startswith("-") or "$" in word or '"' in word for word in words) or "$" in folder:
            return None
        path = next(
            (
                one
                for name in ("Makefile", "makefile", "GNUmakefile")
                if self.workspace.exists(
                    one := posixpath.normpath(posixpath.join(posixpath.dirname(self.path), folder, name))
                )
            ),
            None,
        )
        if path is None or path == self.path:
            return None
        mine = self.variables
        given = {**mine.given, **dict(word.split("=", 1) for word in words if "=" in word)}
        opened = {name for name, text in given.items() if text == f"${{{name}}}"}
        known = {name: text for name, text in given.items() if name not in opened}
        found = makefile(path, self.workspace, known, opened)
        variables = Variables(
            path, found, given, mine.holes, number=mine.number + len(mine.holes.by_name) + 1
        )
        other = Writer(path, found, self.workspace, variables, self.depth + 1, self.start)
        return other.made([word for word in words if "=" not in word])

    def _expanded(self, line: Line) -> Iterator[Line]:
        """A line that stands for those of a ``define``, with what ``call`` gives it."""
        match = _CALL.match(line.text.strip())
        name = (match.group(1) or match.group(3)) if match is not None else ""
        if match is None or name not in self.found.defined:
            yield line
            return
        given = [each.strip() for each in (match.group(2) or "").split(",")]
        for one in self.found.defined[name]:
            text = one.text
            for number, value in enumerate(given, 1):
                text = (
                    text.replace(f"$({number})", value)
                    .replace(f"${{{number}}}", value)
                    .replace(f"${number}", value)
                )
            yield Line(one.path, one.row, text, line.conditions)

    def _up(self) -> str:
        """Recipes run in the folder of the Makefile; scripts start in that of the one that was asked for."""
        return f"'{posixpath.relpath(posixpath.dirname(self.path) or '.', self.start or '.')}'"
