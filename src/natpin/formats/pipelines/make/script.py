"""The recipes of a Makefile as the parts of one script of bash, each line on the line on which it is written.

Each line of a recipe is a shell of its own. Nobody says which targets are made: all are, after what they need, but those
that clean up.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.az import Part, Turn, read_parts
from natpin.formats.interface import Inputs, Read
from natpin.formats.pipelines.make.rules import Assigned, Line, Makefile, closure, makefile, ordered, roots
from natpin.formats.pipelines.make.texts import doubled_but_references, references, variable_of
from natpin.formats.pipelines.texts import Quotes, doubled
from natpin.languages.shell.words import Hole
from natpin.model.doubt import Doubt
from natpin.model.location import Location
from natpin.model.record import field, mutable, replace
from natpin.model.value import Unknown
from natpin.regex import late_regex
from natpin.workspace import Workspace

_CLEANS_UP = late_regex(
    r"(?i)(?:^|[._-])(?:clean\w*|destroy\w*|delete\w*|remove\w*|down|teardown|purge|nuke|uninstall\w*)(?:$|[._-])"
)
_CHANGES = late_regex(r"\baz\s[^\n]*\b(?:update|remove|delete|add|set|rest|associate)\b|--set\b|--remove\b")
_MAKES = late_regex(r"\baz\s[^\n]*\b(?:create|nodepool\s+add)\b|\$\(MAKE\)|\.sh\b|\bmake\b")
_MAKE = late_regex(
    r"[@+-]*(?:cd[ \t]+([\w./-]+)[ \t]*&&[ \t]*)?(?:\$[({]MAKE[)}]|make)(?:[ \t]+-C[ \t]*([\w./-]+))?((?:[ \t]+[^;&|<>]*)?)\Z"
)
MOST = 2_000
"""References in a line, those in what they stand for included."""
MAX_TEXT = 20_000
"""Characters of a variable's text."""
MAX_ASKED = 20
"""Targets of which it is asked whether they are made."""
MAX_DEPTH = 4
"""Makefiles that run one another."""
_DEEPEST = 12
_NAME = late_regex(r"[A-Za-z_]\w{0,100}\Z")
_CALL = late_regex(r"[@-]*\$\((?:call[ \t]+([\w.-]+)[ \t]*(?:,([^()]*(?:\([^()]*\)[^()]*)*))?|([\w.-]+))\)\Z")
_SUFFIX = late_regex(r"([\w.-]+):([^=%]+)=([^=%]*)\Z")
_SHELL = late_regex(r"shell[ \t]+(.*)\Z")


def parts(path: str, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Everything that a Makefile provisions, and what in it is not followed."""
    found = makefile(path, workspace, inputs.variables)
    writer = _Writer(path, found, workspace, inputs.variables, start=posixpath.dirname(path))
    yield from read_parts(writer.all(), path, workspace, inputs, writer.holes)
    for line in found.elsewhere:
        at = Location(line.path, line.row + 1)
        yield Doubt(f"{line.text.strip()}: it is not in this repository", at)


@mutable
class _Writer:
    """Writes the script."""

    path: str
    found: Makefile
    workspace: Workspace
    given: Mapping[str, str]
    """Variables of the command line."""
    holes: dict[str, Hole] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Of the holes, by label."""
    number: int = 0
    """Tells the variables of a Makefile that another one runs from those of that one."""
    depth: int = 0
    start: str = ""
    """The folder of the Makefile that was asked for."""

    _texts: dict[str, str] = field(default_factory=dict)
    """Variables whose text is put where they are named, as make does; the others are variables of the script."""
    _lazies: dict[str, Assigned | None] = field(default_factory=dict)
    _set: set[str] = field(default_factory=set)
    """Variables that a line so far surely sets."""
    _spent: int = 0
    """References replaced so far in the line at hand."""
    _reading: bool = True
    """True until the recipes: what is named then and not yet set comes from the environment."""

    def all(self) -> list[Part]:
        """Every target that does not clean up, after what it needs."""
        written = [*self.variables()]
        asked = self._asked()
        for target in ordered(self.found):
            if not _CLEANS_UP.search(target):
                written += self.recipe(target, asked.get(target, ""))
        return written

    def made(self, targets: Sequence[str]) -> Iterator[Part]:
        """What ``make TARGETS`` runs: the first target where none is named."""
        yield from self.variables()
        named = targets or [one for one in self.found.recipes if "%" not in one][:1]
        wanted = {one for target in named for one in closure(target, self.found)}
        for target in ordered(self.found):
            if target in wanted:
                yield from self.recipe(target)

    def _asked(self) -> dict[str, str]:
        """By target: the test for whether it is made, where that is a question.

        Nobody says which targets are made. One that makes something is, or else it would not be there; one that only
        changes what others made, and that no other needs, may or may not be.
        """
        asked: dict[str, str] = {}
        alone = roots(self.found)
        for target in alone if len(alone) > 1 else []:
            if len(asked) > MAX_ASKED:
                break
            lines = self.found.recipes[target]
            said = "\n".join(line.text for each in lines for line in self._expanded(each))
            if (
                lines
                and _CHANGES.search(said)
                and not _MAKES.search(said)
                and not self.found.needs.get(target)
            ):
                at = Location(lines[0].path, lines[0].row)
                asked[target] = self._hole(f"make {target}", at, ("true", "false"))
        return asked

    def variables(self) -> Iterator[Part]:
        """Make's variables, as variables of the script that has them all: recipes name them before the shell looks."""
        names = dict.fromkeys(one.name for one in self.found.assigned)
        head = [
            f'{self._called(name)}="${{{variable_of(name)}}}"' for name in names if self._lazy(name) is None
        ]
        head += [f'{self._called(name)}="{doubled(value)}"' for name, value in self.given.items()]
        if head:  # make takes the environment in
            yield Part(0, "; ".join(head), self.path)
        self._texts |= self.given
        for one in self.found.assigned:
            if self._lazy(one.name) is None:
                yield self._assigned(one)
                self._note(one)
            elif one.exported or self.found.exports_all:
                yield Part(
                    one.line.row,
                    f'export {variable_of(one.name)}="{self._text(f"$({one.name})", one.line)}"',
                    one.line.path,
                )
        self._reading = False

    def _note(self, one: Assigned) -> None:
        """Keep a variable's text, where nothing decides on it but the order of lines."""
        mine = [each for each in self.found.assigned if each.name == one.name]
        if any(each.line.conditions or each.operator == "!=" or "shell" in each.text for each in mine):
            return
        before = self._texts.get(one.name)
        if one.operator == "?=" and before is not None:
            return
        self._spent = 0
        text = self._text(one.text, one.line)
        whole = f"{before} {text}" if one.operator == "+=" and before else text
        if len(whole) > MAX_TEXT:
            whole = f"${{{self._hole(f'$({one.name})', one.line.at)}}}"
        self._texts[one.name] = whole

    def _assigned(self, one: Assigned) -> Part:
        name = self._called(one.name)
        self._spent = 0
        value = self._text(doubled_but_references(one.text), one.line)
        earlier = one.name in self._set
        if not one.line.conditions:
            self._set.add(one.name)
        match one.operator:
            case "?=":
                said = (
                    ":"
                    if earlier or one.name in self.given
                    else f'{name}="${{{variable_of(one.name)}:-{value}}}"'
                )
            case "+=" if earlier:
                said = f'{name}="${{{name}}} {value}"'
            case "!=":
                said = f'{name}="$({self._text(one.text, one.line)})"'
            case _:
                said = f'{name}="{value}"'
        if one.exported or self.found.exports_all:
            said += f'; export {variable_of(one.name)}="${{{name}}}"'
        return Part(one.line.row, self._when(one.line, said), one.line.path)

    def _called(self, name: str) -> str:
        """What a variable of make goes by in the script. The shell of a recipe sees those that are exported only."""
        return f"make{self.number or ''}_{variable_of(name)}"

    def recipe(self, target: str, asked: str = "") -> Iterator[Part]:
        """The lines of a recipe, each a shell of its own; all in one where ``.ONESHELL`` says so."""
        lines = self.found.recipes.get(target, [])
        if self.found.one_shell and lines:
            body = "\n".join(self._line(one, target) for line in lines for one in self._expanded(line))
            said = self._if_made(asked, f"(cd {self._up()}\n{body}\n)")
            yield Part(lines[0].row - 1, said, lines[0].path, 1, Turn("make"))
            return
        for line in (expanded for each in lines for expanded in self._expanded(each)):
            tolerant = "-" in line.text[: len(line.text) - len(line.text.lstrip("@-+ \t"))]
            turn = Turn("make", may_fail=tolerant)
            other = self._other_make(line, target)
            if other is not None and not line.conditions and not asked:
                yield from other
                continue
            body = self._line(line, target)
            said = self._if_made(asked, f"(cd {self._up()}\n{self._when(line, body)}\n)")
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
        given = {**self.given, **dict(word.split("=", 1) for word in words if "=" in word)}
        other = _Writer(
            path,
            makefile(path, self.workspace, given),
            self.workspace,
            given,
            self.holes,
            self.names,
            self.number + len(self.holes) + 1,
            self.depth + 1,
            self.start,
        )
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

    def _line(self, line: Line, target: str) -> str:
        self._spent = 0
        return self._text(line.text.lstrip("@-+ \t"), line, target)

    def _when(self, line: Line, said: str) -> str:
        """A line under ``ifeq`` and its kin: whether that holds is a question."""
        for condition in reversed(line.conditions):
            negated = condition.count("not ") % 2 == 1
            plain = condition.replace("not ", "")
            name = self._hole(plain, line.at, ("true", "false"))
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
            self._spent += 1
            text, is_shell = self._reference(said, line, target, depth if self._spent < MOST else _DEEPEST)
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
        if said == "*" and target in self.found.stems:
            return self.found.stems[target], False
        own = self.found.of_target.get(target, {})
        if said in own and depth < _DEEPEST:
            return self._text(own[said], line, target, depth + 1), False
        if target and any(
            said in names and target in closure(one, self.found)
            for one, names in self.found.of_target.items()
        ):
            return f"${{{self._hole(f'$({said}), which a target sets', line.at)}}}", True
        lazy = self._lazy(said)
        if lazy is not None and depth < _DEEPEST:
            return self._text(lazy.text, lazy.line, target, depth + 1), False
        shell = _SHELL.match(said)
        if shell is not None and depth < _DEEPEST:
            return f"$({self._text(shell.group(1), line, target, depth + 1)})", True
        if said in self._texts:
            return self._texts[said], False
        changed = _SUFFIX.match(said)
        if changed is not None and "$" not in self._texts.get(changed.group(1), "$"):
            _, old, new = changed.groups()
            words = self._texts[changed.group(1)].split()
            return " ".join(
                word.removesuffix(old) + new if word.endswith(old) else word for word in words
            ), False
        if not self._reading and any(one.name == said for one in self.found.assigned):
            return f"${{{self._called(said)}}}", True
        name = variable_of(said) if _NAME.match(said) else self._hole(f"$({said})", line.at)
        return f"${{{name}}}", True

    def _lazy(self, name: str) -> Assigned | None:
        if name not in self._lazies:
            self._lazies[name] = self._made_anew(name)
        return self._lazies[name]

    def _made_anew(self, name: str) -> Assigned | None:
        """A variable that make works out anew wherever it is named (``=``), where that may differ: it names others, which
        may be set below it, or runs a command, which needs what the recipe needs."""
        text: str | None = None
        last: Assigned | None = None
        for one in self.found.assigned:
            if one.name != name:
                continue
            if one.line.conditions:
                return None
            if one.operator == "=" or (one.operator == "?=" and last is None):
                text = one.text
            elif one.operator == "+=" and (last is None or text is not None):
                text = f"{text} {one.text}" if text is not None else one.text
            elif one.operator != "?=":
                text = None
            last = one
        if text is None or last is None or len(text) > MAX_TEXT or "$" not in text or name in self.given:
            return None
        return replace(last, text=text)

    def _hole(self, said: str, at: Location, choices: tuple[str, ...] = ()) -> str:
        name = self.names.get(said)
        if name is None:
            name = self.names[said] = f"natpin_{len(self.holes)}"
            self.holes[name] = Hole(said, Unknown(f"{said} is worked out by make", at), choices=choices)
        return name
