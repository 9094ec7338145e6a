"""Texts of scripts inside YAML: how other texts are put into them."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.languages.shell.splitting import in_double_quotes
from natpin.model.record import mutable
from natpin.model.value import Node, scalar
from natpin.regex import late_regex

COMMANDS = late_regex(
    r"\baz(?:\.cmd)?\s+(?:aks|network|rest|resource|deployment)\b|\bNew-Az|\bSet-Az|\bUpdate-Az"
)
"""Commands and cmdlets that may change clusters or networks."""

WORD = late_regex(r"[\w./:@+-]{1,300}\Z")
"""A text that means the same to a shell with and without quotes."""
NAME = late_regex(r"[A-Za-z_]\w{0,100}\Z")
"""A variable's name."""


def to_checkout(path: str) -> str:
    """The way from the folder of a file to the root of the checkout, where the commands of pipelines start."""
    return "/".join([".."] * path.count("/")) or "."


@mutable
class Quotes:
    """Whether a place in a script of bash is inside single quotes."""

    single: bool = False
    double: bool = False
    comment: bool = False

    def over(self, passed: str) -> None:
        """Go on over a text."""
        before = " "
        skip = False
        for letter in passed:
            if skip:
                skip = False
            elif self.comment:
                self.comment = letter != "\n"
            elif letter == "'" and not self.double:
                self.single = not self.single
            elif self.single:
                pass
            elif letter == "\\":
                skip = True
            elif letter == '"':
                self.double = not self.double
            elif letter == "#" and not self.double and before.isspace():
                self.comment = True
            before = letter


def spelled(node: Node | None) -> str | None:
    """A scalar as the runner writes it into a script; None for what is none."""
    written = scalar(node)
    if isinstance(written, bool):
        return "true" if written else "false"
    return None if written is None else str(written)


def all_spelled(given: Mapping[str, Node]) -> dict[str, str]:
    """The scalars of what a step is given, by name, as the runner writes them; what is none is left out."""
    return {name: said for name, node in given.items() if (said := spelled(node)) is not None}


def doubled(said: str) -> str:
    """A text as it stands between double quotes; expressions stay what they are."""
    return in_double_quotes(said).replace("\\${{", "${{").replace("\n", " ")


def writes(text: str) -> bool:
    """Whether a text that is not followed may change clusters or networks: by such commands, or by what a program says to
    Azure otherwise, a list of words included."""
    if COMMANDS.search(text) is not None:
        return True
    from natpin.formats.az.cli.foreign import reach_of_program

    return "az" in text.lower() and reach_of_program(text) is not None
