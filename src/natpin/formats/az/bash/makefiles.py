"""``make TARGET NAME=value`` in a script: the recipes that it runs, with what they are given.

What a Makefile says is the matter of the front end that reads Makefiles, where there is one: ``made``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence

from natpin.formats.az.bash.machine import Machine
from natpin.formats.az.worlds import Outcome
from natpin.languages.shell.attributes import EXPORTED
from natpin.languages.shell.tree import NoEnd, Source
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import Chunk, Command, Status, Word
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.record import field, mutable, record, replace

MAKE = frozenset({"make", "gmake", "mingw32-make"})
_IDLE = frozenset(
    {
        "-s",
        "-k",
        "-B",
        "-S",
        "-w",
        "--silent",
        "--quiet",
        "--keep-going",
        "--always-make",
        "--no-print-directory",
    }
)
"""Options that change nothing of what the recipes do."""


@record
class Recipe:
    """A text of bash, of a line of a Makefile."""

    path: str
    row: int
    text: str
    indent: int
    may_fail: bool


@record
class Made:
    """What a Makefile's targets run."""

    path: str
    recipes: Sequence[Recipe]
    elsewhere: Sequence[tuple[str, Location]] = ()
    """Files that it includes and that are not here."""


@mutable
class Asked:
    """The words of a command, taken apart."""

    folder: str = ""
    file: str = ""
    given: dict[str, Word] = field(default_factory=dict)
    targets: list[str] = field(default_factory=list)
    environment: dict[str, str | None] = field(default_factory=dict)
    """What make gets of the shell's variables; None for one whose text is not known."""


Maker = Callable[[str, Asked, Mapping[str, str]], "Made | None"]
"""What ``make`` runs in a working folder, with variables of its command line as bash has them."""


class Makefiles(Machine):
    """Commands of make."""

    made: Maker | None = None

    def _make(self, command: Command) -> Outcome | None:
        """Run it; None where it is not followed."""
        asked = _asked(command.words[1:]) if self.made is not None else None
        if asked is None or self.made is None:
            return None
        values = {f"natpin_given_{len(self.came_to)}_{name}": word for name, word in asked.given.items()}
        given = {
            name: word.literal if word.literal is not None and "$" not in word.literal else f"${{{key}}}"
            for (name, word), key in zip(asked.given.items(), values, strict=True)
        }
        asked.environment = {
            name: None if one.unset else Word(one.pieces, command.at).literal
            for name, one in self.scope.variables.items()
            if name.isidentifier()
            and not name.startswith(("natpin_", "__natpin"))
            and (self._in_steps or self.scope.variables.get(EXPORTED + name) is not None)
        }
        made = self.made(self.scope.folder, asked, given)
        if made is None or made.path in self._files:
            return None
        at = command.at
        for what, place in made.elsewhere:
            self._doubt(f"{what}: it is not in this repository", place, None, Reach(adds=True))

        def run() -> Outcome:
            self._hide_unexported()
            for key, word in values.items():
                self.scope.variables.set(key, Variable(word.pieces))
            self.scope.folders.be(posixpath.dirname(made.path))
            outcome = Outcome()
            for recipe in made.recipes:
                outcome = self._recipe(recipe)
                if outcome.flow is not None or (outcome.status is Status.NO and not recipe.may_fail):
                    break
            return outcome

        self._files.append(made.path)
        self.came_to.add(made.path)
        try:
            with self.session.state.called(at):
                return self._in_child(run, at)
        finally:
            self._files.pop()

    def _recipe(self, recipe: Recipe) -> Outcome:
        try:
            source = Source(recipe.path, recipe.text, recipe.row, indent=recipe.indent)
        except NoEnd:
            self._doubt("a recipe that has no end", Location(recipe.path, recipe.row + 1))
            return Outcome(Status.MAYBE)
        return self._sequence(source.root.children, source)

    # -- rooms -------------------------------------------------------------------------------------------------

    def _hide_unexported(self) -> None:
        raise NotImplementedError

    def _in_child(self, run: Callable[[], Outcome], at: Location) -> Outcome:
        raise NotImplementedError


def _asked(words: Sequence[Word]) -> Asked | None:
    """What the words of ``make`` say (GNU make manual, "Summary of Options"); None where one of them is not known, or is an
    option that is not followed."""
    found = Asked()
    rest = iter(words)
    for word in rest:
        first = word.pieces[0] if word.pieces else None
        said = first.text if isinstance(first, Chunk) else ""
        name, sign, after = said.partition("=")
        if sign and name.rstrip(":?").isidentifier():
            pieces = (
                (replace(first, text=after), *word.pieces[1:])
                if after and isinstance(first, Chunk)
                else word.pieces[1:]
            )
            found.given[name.rstrip(":?")] = Word(pieces, word.at)
            continue
        literal = word.literal
        if literal is None:
            return None
        if literal in ("-C", "--directory", "-f", "--file", "--makefile"):
            following = next(rest, None)
            value = following.literal if following is not None else None
        elif literal.startswith(("-C", "-f")) and len(literal) > 2:
            value = literal[2:]
        elif literal.startswith(("--directory=", "--file=", "--makefile=")):
            value = literal.partition("=")[2]
        elif literal in _IDLE or literal.startswith(("-j", "--jobs")):
            continue
        elif literal.startswith("-"):
            return None
        else:
            found.targets.append(literal)
            continue
        if not value:
            return None
        if "f" in literal[:3]:
            found.file = value
        else:
            found.folder = posixpath.join(found.folder, value)
    return found
