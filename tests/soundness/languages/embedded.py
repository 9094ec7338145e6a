"""Files that hold Bash: pipelines and Makefiles. The commands are changed as in a script, what stands around them in its own words.

A file is blanked but for its commands, character for character, so that every place in the script is the place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..mutants import Edit
from . import shell
from .interface import Danger, Declaration, Literal, line_of


@dataclass(frozen=True)
class Region:
    """Commands of one place: whole lines of a block, or the one line of a scalar or a recipe."""

    start: int
    end: int
    block: bool
    begin: str
    """What a line that is added begins with, in the file."""


@dataclass(frozen=True)
class Step:
    """Something around commands that may be left out: where its condition goes, and how it is written."""

    at: int
    before: str
    after: str
    start: int
    end: int


@dataclass(frozen=True)
class Embedded:
    """One kind of such a file."""

    NAME: str
    mine: Callable[[str, str], bool]
    regions: Callable[[str], list[Region]]
    steps: Callable[[str], list[Step]]
    variables: Callable[[str], Iterator[Literal]]
    INPUT: str
    """An input without a value, as a word of a command and as a value of the file's own variables."""
    CONDITIONS: tuple[str, ...]
    """Of a step."""
    NEVER: str
    HOLES: str
    """A regular expression for what the runner puts in."""
    other: tuple[str, str]
    dollar: str = "$"
    COMMENT: str = "# "
    ENDS_BY_CRLF: bool = False

    def _script(self, text: str) -> str:
        blank = list(re.sub(r"[^\n]", " ", text))
        for region in self.regions(text):
            blank[region.start : region.end] = text[region.start : region.end]
        hidden = "".join(blank).replace("\t", " ")
        return re.sub(self.HOLES, lambda found: "$" + "X" * (len(found[0]) - 1), hidden)

    def _fitted(self, text: str, edits: Sequence[Edit]) -> tuple[Edit, ...]:
        """A script's edits, in the file's own indentation."""
        regions = self.regions(text)
        result = []
        for start, end, new in edits:
            mine = next((r for r in regions if r.start <= start <= r.end), regions[-1])
            if not mine.block and new == "\nfi":
                new = "; fi"
            elif start >= mine.end and new.startswith("\n"):  # behind everything
                start = end = mine.end - (text[mine.end - 1] == "\n")
                new = "".join(f"\n{mine.begin}{line}" for line in new.strip("\n").split("\n"))
            elif mine.block:
                new = re.sub(r"\n(?=.)", f"\n{mine.begin}", new)
            elif new.startswith("\naz "):  # commands behind this one, each a line of its own
                new = "".join(f"\n{mine.begin}{line}" for line in new.strip("\n").split("\n"))
            else:
                new = new.replace("then\n", "then ").replace("\nfi", "; fi").replace("\n", " ")
            result.append((start, end, new.replace("$", self.dollar)))
        return tuple(result)

    def literals(self, text: str) -> Iterator[Literal]:
        for one in shell.literals(self._script(text)):
            yield replace(one, where=line_of(text, one.start))
        yield from self.variables(text)

    def forgotten(self, text: str, kind: str, at: int) -> tuple[str, tuple[Edit, ...]]:
        return self.INPUT, ()

    def written(self, value: str, kind: str) -> str:
        return shell.written(value, kind)

    def declarations(self, text: str) -> Iterator[Declaration]:
        script = self._script(text)
        for one in shell.declarations(script):
            gone = None if one.gone is None else self._fitted(text, one.gone)
            yield Declaration(one.what, self._fitted(text, one.maybe), gone)
        for number, step in enumerate(self.steps(text)):
            condition = self.CONDITIONS[number % len(self.CONDITIONS)]
            inside = text[step.start : step.end]
            made = re.findall(r"az [\w -]*?\b(?:create|add)\b[^\n\\]*(?:\\\n[^\n\\]*)*", inside)
            names = [re.search(r"\s(?:--name|-n)[ =](\S+)", command) for command in made]
            needed = any(n is None or len(re.findall(rf"\b{re.escape(n[1])}\b", text)) > 1 for n in names)
            needed = needed or re.search(r"GITHUB_ENV|GITHUB_OUTPUT|setvariable|\w=\$\(", inside) is not None
            maybe = (step.at, step.at, step.before + condition + step.after)
            gone = None if needed else ((step.at, step.at, step.before + self.NEVER + step.after),)
            yield Declaration(
                f"the step in line {text.count(chr(10), 0, step.at) + 1} when {condition}", (maybe,), gone
            )

    def detached(self, text: str) -> tuple[Edit, ...]:
        return shell.detached(self._script(text))

    def threats(self, text: str, subnets: Sequence[int]) -> Iterator[Danger]:
        for one in shell.threats(self._script(text), subnets):
            yield replace(one, edits=self._fitted(text, one.edits))

    def opaque(self, text: str, subnets: Sequence[int]) -> Iterator[Danger]:
        for one in shell.opaque(self._script(text), subnets):
            yield replace(one, edits=self._fitted(text, one.edits))

    def blocks(self, text: str) -> list[tuple[int, int]]:
        """None: what runs first counts."""
        return []

    def gaps(self, text: str) -> list[int]:
        lines = [text.rfind("\n", 0, step.at) + 1 for step in self.steps(text)]
        return sorted({*lines, 0})

    def other_cluster(self) -> tuple[str, str]:
        return self.other
