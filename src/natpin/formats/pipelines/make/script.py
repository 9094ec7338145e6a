"""The recipes of a Makefile as the parts of one script of bash, each line on the line on which it is written.

Each line of a recipe is a shell of its own. Nobody says which targets are made: all are, after what they need, but those
that clean up.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.az import Part, read_parts
from natpin.formats.interface import Inputs, Read
from natpin.formats.pipelines.make.rules import Assigned, Line, Makefile, in_order, makefile
from natpin.formats.pipelines.texts import Quotes, doubled
from natpin.languages.shell.words import Hole
from natpin.model.doubt import Doubt
from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.model.value import Unknown
from natpin.regex import late_regex
from natpin.workspace import Workspace

_CLEANS_UP = late_regex(
    r"(?i)(?:^|[._-])(?:clean\w*|destroy\w*|delete\w*|remove\w*|down|teardown|purge|nuke|uninstall\w*)(?:$|[._-])"
)
_DEEPEST = 12
_NAME = late_regex(r"[A-Za-z_]\w{0,100}\Z")
_CALL = late_regex(r"[@-]*\$\((?:call[ \t]+([\w.-]+)[ \t]*(?:,([^()]*(?:\([^()]*\)[^()]*)*))?|([\w.-]+))\)\Z")
_SHELL = late_regex(r"shell[ \t]+(.*)\Z")


def parts(path: str, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Everything that a Makefile provisions, and what in it is not followed."""
    found = makefile(path, workspace)
    writer = _Writer(path, found)
    written = [*writer.variables()]
    for target in in_order(found):
        if not _CLEANS_UP.search(target):
            written += writer.recipe(target)
    yield from read_parts(written, path, workspace, inputs, writer.holes)
    for line in found.elsewhere:
        at = Location(line.path, line.row + 1)
        yield Doubt(f"{line.text.strip()}: it is not in this repository", at)


@mutable
class _Writer:
    """Writes the script."""

    path: str
    found: Makefile
    holes: dict[str, Hole] = field(default_factory=dict)

    def variables(self) -> Iterator[Part]:
        """Make's variables, as variables of the script that has them all: recipes name them before the shell looks."""
        for one in self.found.assigned:
            if self._lazy(one.name) is None:
                yield self._assigned(one)

    def _assigned(self, one: Assigned) -> Part:
        name = _variable(one.name)
        value = self._text(doubled_but_references(one.text), one.line)
        match one.operator:
            case "?=":
                said = f'{name}="${{{name}:-{value}}}"'
            case "+=":
                said = f'{name}="${{{name}}} {value}"'
            case "!=":
                said = f'{name}="$({self._text(one.text, one.line)})"'
            case _:
                said = f'{name}="{value}"'
        exported = f"; export {name}" if one.exported or self.found.exports_all else ""
        return Part(one.line.row, self._when(one.line, said + exported), one.line.path)

    def recipe(self, target: str) -> Iterator[Part]:
        """The lines of a recipe, each a shell of its own; all in one where ``.ONESHELL`` says so."""
        lines = self.found.recipes.get(target, [])
        if self.found.one_shell and lines:
            body = "\n".join(self._line(one, target) for line in lines for one in self._expanded(line))
            yield Part(lines[0].row - 1, f"(cd {self._up()}\n{body}\n)", lines[0].path, 1)
            return
        for line in (expanded for each in lines for expanded in self._expanded(each)):
            body = self._line(line, target)
            yield Part(line.row - 1, f"(cd {self._up()}\n{self._when(line, body)}\n)", line.path, 1)

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
        """Recipes run in the folder of the Makefile, which is where scripts of a file start."""
        return "."

    def _line(self, line: Line, target: str) -> str:
        return self._text(line.text.lstrip("@-+ \t"), line, target)

    def _when(self, line: Line, said: str) -> str:
        """A line under ``ifeq`` and its kin: whether that holds is a question."""
        for condition in reversed(line.conditions):
            negated = condition.count("not ") % 2 == 1
            plain = condition.replace("not ", "")
            name = self._hole(plain, line, ("true", "false"))
            said = f'if [ "${{{name}}}" {"!=" if negated else "="} true ]; then {said}\nfi'
        return said

    def _text(self, written: str, line: Line, target: str = "", depth: int = 0) -> str:
        """A text with make's references as the shell's; ``$$`` is the shell's own ``$``."""
        out: list[str] = []
        quotes = Quotes()
        for before, said in references(written):
            quotes.over(before)
            out.append(before)
            if said is None:
                continue
            text, is_shell = self._reference(said, line, target, depth)
            out.append(f"'\"{text}\"'" if is_shell and quotes.single else text)
            if not is_shell:
                quotes.over(text)
        return "".join(out)

    def _reference(self, said: str, line: Line, target: str, depth: int) -> tuple[str, bool]:
        """What a reference stands for, and whether the shell is to expand that."""
        if said == "$":
            return "$", False
        if said in ("@", "MAKE"):
            return (target if said == "@" else "make"), False
        lazy = self._lazy(said)
        if lazy is not None and depth < _DEEPEST:
            return self._text(lazy.text, lazy.line, target, depth + 1), False
        shell = _SHELL.match(said)
        if shell is not None and depth < _DEEPEST:
            return f"$({self._text(shell.group(1), line, target, depth + 1)})", True
        name = _variable(said) if _NAME.match(said) else self._hole(f"$({said})", line)
        return f"${{{name}}}", True

    def _lazy(self, name: str) -> Assigned | None:
        """A variable that make works out anew wherever it is named (``=``), where that may differ: it names others, which
        may be set below it, or runs a command, which needs what the recipe needs."""
        mine = [one for one in self.found.assigned if one.name == name]
        if (
            len(mine) == 1
            and mine[0].operator in ("=", "?=")
            and not mine[0].line.conditions
            and "$" in mine[0].text
        ):
            return mine[0]
        return None

    def _hole(self, said: str, line: Line, choices: tuple[str, ...] = ()) -> str:
        name = next((key for key, hole in self.holes.items() if hole.label == said), None)
        if name is None:
            name = f"natpin_{len(self.holes)}"
            why = Unknown(f"{said} is worked out by make", Location(line.path, line.row + 1))
            self.holes[name] = Hole(said, why, choices=choices)
        return name


def references(written: str) -> Iterator[tuple[str, str | None]]:
    """The references in a text, each with the text before it; at the end what is left, and None."""
    start = position = 0
    while (position := written.find("$", position)) >= 0 and position + 1 < len(written):
        opened = written[position + 1]
        end = position + 2
        if opened in "({":
            end = _closed(written, position + 1)
            said = written[position + 2 : end - 1].strip()
        else:
            said = opened
        yield written[start:position], said
        start = position = end
    yield written[start:], None


def _closed(written: str, opening: int) -> int:
    """The offset after the bracket that closes the one at ``opening``; the end where none does."""
    left = written[opening]
    right = ")" if left == "(" else "}"
    depth = 0
    for position in range(opening, len(written)):
        depth += (written[position] == left) - (written[position] == right)
        if depth == 0:
            return position + 1
    return len(written) + 1


def doubled_but_references(said: str) -> str:
    """A variable's text as it stands between double quotes; make's references stay what they are."""
    return doubled(said).replace("\\$\\$", "$$").replace("\\$", "$")


def _variable(name: str) -> str:
    return name.replace(".", "_").replace("-", "_")
