"""The variables of a Makefile as those of one script, and make's references in a text as the shell's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.az import Part
from natpin.formats.pipelines.holes import Holes
from natpin.formats.pipelines.make.choosing import in_shell
from natpin.formats.pipelines.make.functions import expanded, repeated, worth
from natpin.formats.pipelines.make.lines import Line
from natpin.formats.pipelines.make.needs import closure
from natpin.formats.pipelines.make.rules import Assigned, Makefile
from natpin.formats.pipelines.make.texts import arguments_of, doubled_but_references, references, variable_of
from natpin.formats.pipelines.texts import Quotes, doubled
from natpin.model.location import Location
from natpin.model.record import field, mutable, replace
from natpin.model.value import Unknown
from natpin.regex import late_regex

MOST = 2_000
"""References in a line, those in what they stand for included."""
MAX_TEXT = 20_000
"""Characters of a variable's text."""
MOST_KEPT = 400_000
"""Characters of all variables' texts, as each assignment leaves them: one may put itself in twice, a thousand times over."""
_DEEPEST = 12
_NAME = late_regex(r"[A-Za-z_]\w{0,100}\Z")
_MADE = late_regex(r"[a-z-]{2,12}[ \t]|[\w.-]{1,100}:[^=]{1,100}=")
"""A function, or a variable whose words are changed: ``$(NAMES:.tf=.json)``."""
_SHELL = late_regex(r"shell[ \t]+(.*)\Z")


@mutable
class Variables:
    """What make's references stand for, as far as the Makefile and the command line say."""

    path: str
    """Of the Makefile."""
    found: Makefile
    given: Mapping[str, str]
    """Variables of the command line."""
    holes: Holes
    environment: frozenset[str] = frozenset()
    """Variables that somebody sets in make's environment to what is not known."""
    number: int = 0
    """Tells the variables of a Makefile that another one runs from those of that one."""

    _texts: dict[str, str] = field(default_factory=dict)
    """Variables whose text is put where they are named, as make does; the others are variables of the script."""
    _lazies: dict[str, Assigned | None] = field(default_factory=dict)
    _set: set[str] = field(default_factory=set)
    """Variables that a line so far surely sets."""
    _places: dict[str, list[int]] = field(default_factory=dict)
    """By variable, the numbers of its assignments."""
    _open: dict[str, bool] = field(default_factory=dict)
    """By variable, whether more than the order of lines decides on it."""
    _kept: int = 0
    _spent: int = 0
    """References replaced so far in the line at hand."""
    _reading: bool = True
    """True until the recipes: what is named then and not yet set comes from the environment."""

    def parts(self) -> Iterator[Part]:
        """Make's variables, as variables of the script that has them all: recipes name them before the shell looks."""
        names = dict.fromkeys(one.name for one in self.found.assigned)
        head = [
            f'{self._called(name)}="${{{variable_of(name)}}}"' for name in names if self._lazy(name) is None
        ]
        head += [f'{self._called(name)}="{doubled(value)}"' for name, value in self.given.items()]
        if head:  # make takes the environment in
            yield Part(0, "; ".join(head), self.path)
        self._texts |= self.given
        perhaps = list(self.found.perhaps)
        for number, one in enumerate(self.found.assigned):
            while perhaps and perhaps[0][0] <= number:
                yield self._perhaps(*perhaps.pop(0))
            if self._lazy(one.name) is None:
                yield self._assigned(one)
                self._note(one)
            elif self.found.exports(one.name):
                yield Part(
                    one.line.row,
                    f'export {variable_of(one.name)}="{self._text(f"$({one.name})", one.line)}"',
                    one.line.path,
                )
        for each in perhaps:
            yield self._perhaps(*each)
        self._reading = False

    def _perhaps(self, before: int, written: str, line: Line) -> Part:
        """A file that may be there and set any variable: the script takes it in, and what it sets holds from there on."""
        names = dict.fromkeys(one.name for one in self.found.assigned[:before] if one.name not in self.given)
        said = [f". '{written.replace(chr(39), '')}'"]
        said += [
            f'{self._called(name)}="${{{variable_of(name)}-${{{self._called(name)}}}}}"'
            for name in names
            if self._lazy(name) is None
        ]
        return Part(line.row, "; ".join(said), line.path)

    def _may_be_set_elsewhere(self, name: str) -> bool:
        """Whether a file that ``-include`` takes in and that is not here, or an environment that is not known, may decide what
        a variable is."""
        places = self._places_of(name)
        if not places or name in self.given:
            return False
        if name in self.environment and self._goes_by_what_was(places[0]):
            return True
        return any(
            places[0] < number or self._goes_by_what_was(next(place for place in places if place >= number))
            for number, _, _ in self.found.perhaps
        )

    def _places_of(self, name: str) -> list[int]:
        """The numbers of a variable's assignments."""
        if not self._places:
            for number, one in enumerate(self.found.assigned):
                self._places.setdefault(one.name, []).append(number)
        return self._places.get(name, [])

    def _goes_by_what_was(self, number: int) -> bool:
        """Whether an assignment hangs on what the variable was before it."""
        return self.found.assigned[number].operator in ("?=", "+=")

    def _note(self, one: Assigned) -> None:
        """Keep a variable's text, where nothing decides on it but the order of lines."""
        if one.name not in self._open:
            mine = [self.found.assigned[number] for number in self._places_of(one.name)]
            self._open[one.name] = self._may_be_set_elsewhere(one.name) or any(
                each.line.conditions or each.operator == "!=" or "shell" in each.text for each in mine
            )
        if self._open[one.name]:
            return
        before = self._texts.get(one.name)
        if one.operator == "?=" and before is not None:
            return
        self._spent = 0
        text = self._text(one.text, one.line)
        whole = f"{before} {text}" if one.operator == "+=" and before else text
        self._kept += len(whole)
        if len(whole) > MAX_TEXT or self._kept > MOST_KEPT:
            whole = f"${{{self.hole(f'$({one.name})', one.line.at)}}}"
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
        if self.found.exports(one.name):
            said += f'; export {variable_of(one.name)}="${{{name}}}"'
        return Part(one.line.row, self.when(one.line, said), one.line.path)

    def _called(self, name: str) -> str:
        """What a variable of make goes by in the script. The shell of a recipe sees those that are exported only."""
        return f"make{self.number or ''}_{variable_of(name)}"

    def line(self, line: Line, target: str) -> str:
        """A line of ``target``'s recipe, as the shell gets it."""
        self._spent = 0
        # $(Q)az …: the sign that keeps make from printing a line may stand in a variable
        return self._text(line.text.lstrip("@-+ \t"), line, target).lstrip("@-+ \t")

    def exported(self, line: Line, target: str) -> str:
        """What a target sets for the shells of its recipe, and of those that it needs: before a line of ``target``'s."""
        said: list[str] = []
        for one, names in self.found.of_target.items():
            for name, text in names.items():
                handed = (one, name) in self.found.exported_of_target or self.found.exports(name)
                if not handed or name in self.given or not _NAME.match(name):
                    continue
                if one == target:
                    said.append(f'export {name}="{self._text(doubled_but_references(text), line, target)}"')
                elif name not in self.found.of_target.get(target, {}) and (
                    _fits(target, one) or target in closure(one, self.found)
                ):
                    hole = self.hole(f"$({name}), which a target sets", line.at)
                    said.append(f'export {name}="${{{hole}}}"')
        return "".join(f"{one}; " for one in said)

    def when(self, line: Line, said: str) -> str:
        """A line under ``ifeq`` and its kin: whether that holds is a question."""
        for condition in reversed(line.conditions):
            negated = condition.count("not ") % 2 == 1
            plain = condition.replace("not ", "")
            name = self.hole(plain, line.at, ("true", "false"))
            said = f'if [ "${{{name}}}" {"!=" if negated else "="} true ]; then {said}\nfi'
        return said

    def hole(self, said: str, at: Location, choices: tuple[str, ...] = ()) -> str:
        """The variable of the script that stands for what only make works out."""
        return self.holes.named(said, Unknown(f"{said} is worked out by make", at), choices)

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
        if said.partition(":")[0] in self.found.set_by_recipes:
            return f"${{{self.hole(f'$({said}) in {target}, which a recipe sets', line.at)}}}", True
        own = self.found.of_target.get(target, {})
        if said in own and depth < _DEEPEST:
            return self._text(own[said], line, target, depth + 1), False
        if target and any(
            said in names and target in closure(one, self.found)
            for one, names in self.found.of_target.items()
        ):
            return f"${{{self.hole(f'$({said}), which a target sets', line.at)}}}", True
        lazy = self._lazy(said)
        if lazy is not None and depth < _DEEPEST:
            return self._text(lazy.text, lazy.line, target, depth + 1), False
        made = self._made(said, line, target, depth)
        if made is not None:
            return made, False
        shell = _SHELL.match(said)
        if shell is not None and depth < _DEEPEST:
            return f"$({self._text(shell.group(1), line, target, depth + 1)})", True
        if said in self._texts:
            return self._texts[said], False
        if not self._reading and any(one.name == said for one in self.found.assigned):
            return f"${{{self._called(said)}}}", True
        if said.startswith(("if", "or")) and depth < _DEEPEST:
            chosen = in_shell(
                said,
                lambda written: self._text(written, line, target, depth + 1),
                lambda label, choices: self.hole(label, line.at, choices),
            )
            if chosen is not None:
                return chosen, True
        name = variable_of(said) if _NAME.match(said) else self.hole(f"$({said})", line.at)
        return f"${{{name}}}", True

    def _made(self, said: str, line: Line, target: str, depth: int) -> str | None:
        """What a function of make comes to; None for what is none, and where what it is given is not known."""
        if depth >= _DEEPEST or _MADE.match(said) is None:
            return None

        def text_of(name: str) -> str | None:
            known, is_shell = self._reference(name, line, target, depth + 1)
            return None if is_shell or "$" in known else known

        whole = worth(said, text_of)
        if whole is not None and "$" not in whole:
            return whole
        name, _, rest = said.partition(" ")
        if name == "foreach":
            variable, listed, *body = arguments_of(rest)
            words = expanded(listed, text_of)
            if words is None or len(words.split()) > MOST:
                return None
            each = repeated(variable.strip(), words.split(), ",".join(body))
            return " ".join(self._text(one, line, target, depth + 1) for one in each)
        return self._chosen(said, line, target, depth)

    def _chosen(self, said: str, line: Line, target: str, depth: int) -> str | None:
        """``$(if CONDITION,THEN,ELSE)``: what is not empty holds (GNU make manual, "Functions for Conditionals"). None
        for anything else, and where the condition is not known."""
        if not said.startswith(("if ", "if\t")):
            return None
        condition, *ways = arguments_of(said[3:])
        known = self._text(condition.strip(), line, target, depth + 1)
        if "$" in known or not ways:
            return None
        chosen = ways[0] if known.strip() else ",".join(ways[1:])
        return self._text(chosen, line, target, depth + 1)

    def _lazy(self, name: str) -> Assigned | None:
        if name not in self._lazies:
            self._lazies[name] = self._made_anew(name)
        return self._lazies[name]

    def _made_anew(self, name: str) -> Assigned | None:
        """A variable that make works out anew wherever it is named (``=``), where that may differ: it names others, which
        may be set below it, or runs a command, which needs what the recipe needs."""
        if (self.found.perhaps or self.environment) and self._may_be_set_elsewhere(name):
            return None
        text: str | None = None
        last: Assigned | None = None
        for number in self._places_of(name):
            one = self.found.assigned[number]
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


def _fits(target: str, pattern: str) -> bool:
    before, sign, after = pattern.partition("%")
    return bool(sign) and target.startswith(before) and target.endswith(after)
