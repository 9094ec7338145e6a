"""The runner's own protocol: inputs, outputs, summary, annotations, groups, masks, and raw text that stays text.

actions-toolkit's ``core`` does the writing; this module is the one place that calls it, and mends what it leaves to
its callers: input defaults and booleans, keys of outputs, secrets of several lines, empty annotation properties, the
limits past which the runner throws things away, and untrusted text, which the runner would otherwise obey
(github.com/actions/runner: ActionCommand.cs, ExecutionContext.cs, FileCommandManager.cs).
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any, TextIO

from natpin.errors import ConfigError
from natpin.github.guarded import guarded, one_command
from natpin.github.lazily import put_off
from natpin.model.record import field, mutable, record

SUMMARY_LIMIT = 1_000_000
"""Bytes of a step's summary; beyond 1 MiB the runner drops the whole of it."""
ANNOTATIONS_PER_KIND = 10
"""The runner drops an eleventh of the same kind in a step."""
MESSAGE_LIMIT = 4_000
"""Characters; the runner cuts an annotation's message at 4,096."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,99}")


class AnnotationKind(Enum):
    """As the runner names them."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@record
class Annotation:
    """A message at a place. Lines and columns are 1-based; ``path`` is relative to the workspace."""

    kind: AnnotationKind
    message: str
    title: str = ""
    path: str = ""
    line: int | None = None
    end_line: int | None = None
    column: int | None = None
    end_column: int | None = None


@mutable
class Redactor:
    """Takes known secrets out of a text. The runner masks its own log and the summary; what goes through GitHub's
    API or into an artifact, nobody masks but us."""

    known: set[str] = field(default_factory=set)

    def learn(self, secret: str) -> None:
        """Remembers a secret and each of its lines. Shorter than four characters would blank out ordinary words."""
        for part in (secret, *secret.splitlines()):
            if len(part.strip()) >= 4:
                self.known.add(part.strip())

    def __call__(self, text: str) -> str:
        for secret in sorted(self.known, key=len, reverse=True):
            text = text.replace(secret, "***")
        return text


class Toolkit:
    """One step of a job. Budgets are the step's, so one of these serves the whole run."""

    def __init__(self, redactor: Redactor | None = None) -> None:
        self.redactor = redactor or Redactor()
        self._shown: Counter[AnnotationKind] = Counter()
        self._withheld: Counter[AnnotationKind] = Counter()
        self._summary_bytes = 0
        self._summary_full = False

    # inputs

    def input(self, name: str, default: str = "") -> str:
        """An input, trimmed; ``default`` when it is absent or empty. The runner writes ``fail-on`` as
        ``INPUT_FAIL-ON``: upper case, blanks to underscores, hyphens kept."""
        return str(_core().get_input(name)) or default

    def flag(self, name: str, *, default: bool) -> bool:
        """A boolean as YAML 1.2 writes it. Raises ConfigError for anything else."""
        value = self.input(name)
        if not value:
            return default
        if value.lower() in ("true", "false"):
            return value.lower() == "true"
        raise ConfigError(f"input `{name}`: true or false, not {value[:40]!r}")

    def lines(self, name: str) -> tuple[str, ...]:
        """An input of several lines: without blank ones, each trimmed, none from a comment (``# …``)."""
        found = (line.strip() for line in self.input(name).splitlines())
        return tuple(line for line in found if line and not line.startswith("#"))

    def choice(self, name: str, allowed: Iterable[str], default: str) -> str:
        """One of a few words. Raises ConfigError, with what is allowed."""
        value = self.input(name, default)
        words = tuple(allowed)
        if value not in words:
            raise ConfigError(f"input `{name}`: {' | '.join(words)}, not {value[:40]!r}")
        return value

    # outputs

    def output(self, name: str, value: str) -> None:
        """Sets a step output. A name that could break out of the file's format is a bug of ours (ValueError)."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"not the name of an output: {name!r}")
        path = os.environ.get("GITHUB_OUTPUT")
        if not path:
            return  # outside of a step; the old ::set-output:: is switched off since 2023
        with open(path, "a", encoding="utf-8"):
            pass  # core raises a bare Exception when the file is not there yet
        # core picks a random delimiter per value, and ends the file with a newline. Carriage returns alone would
        # split a line for the runner, too; half a surrogate pair could not be written at all.
        text = value.encode("utf-8", "replace").decode("utf-8")
        _core().set_output(name, text.replace("\r\n", "\n").replace("\r", "\n"))

    def secret(self, value: str) -> None:
        """Has the runner mask a value from here on, line by line as it reads its log, and our own redactor too."""
        self.redactor.learn(value)
        for line in {value, *value.splitlines()}:
            if line.strip():
                _core().set_secret(line)
        sys.stdout.flush()

    # summary

    def summary(self, markdown: str) -> bool:
        """Adds to the job summary. False when it did not fit: then a line says so, once, and nothing is lost of
        what is there already."""
        path = os.environ.get("GITHUB_STEP_SUMMARY")
        if not path:
            return False
        text = self.redactor(markdown).rstrip("\n") + "\n"
        size = len(text.encode("utf-8", "replace"))
        note = "\n_The rest of the report did not fit into the summary; it is in the report file._\n"
        if self._summary_full:
            return False
        if self._summary_bytes + size > SUMMARY_LIMIT - len(note):
            self._summary_full = True
            text = note
        with open(path, "a", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
        self._summary_bytes += len(text.encode("utf-8", "replace"))
        return not self._summary_full

    # annotations and log

    def annotate(self, annotation: Annotation) -> bool:
        """Shows an annotation, if its kind's budget allows; else counts it. True when shown."""
        if self._shown[annotation.kind] >= ANNOTATIONS_PER_KIND - self._reserved(annotation.kind):
            self._withheld[annotation.kind] += 1
            return False
        self._shown[annotation.kind] += 1
        self._issue(annotation)
        return True

    @staticmethod
    def _reserved(kind: AnnotationKind) -> int:
        return 1 if kind is AnnotationKind.NOTICE else 0  # the tenth notice says what was withheld

    def withheld(self) -> int:
        """How many annotations found no room so far."""
        return self._withheld.total()

    def say_withheld(self) -> None:
        """One last notice with the number of annotations that were not shown."""
        if self._withheld:
            counts = ", ".join(f"{number} {kind.value}" for kind, number in sorted_counts(self._withheld))
            self._issue(
                Annotation(AnnotationKind.NOTICE, f"natpin found more than GitHub shows: {counts} more")
            )
            self._withheld.clear()

    def _issue(self, annotation: Annotation) -> None:
        from actions_toolkit.command import issue_command

        properties = _properties(annotation)
        message = self.redactor(annotation.message)[:MESSAGE_LIMIT]
        issue_command(annotation.kind.value, properties, one_command(message) or " ")
        sys.stdout.flush()

    @contextmanager
    def group(self, title: str) -> Iterator[None]:
        """Folds what is written inside. The title is one line, and no command."""
        _core().start_group(one_command(self.redactor(title)).replace("\n", " ")[:200])
        sys.stdout.flush()
        try:
            yield
        finally:
            _core().end_group()
            sys.stdout.flush()

    def debug(self, message: str) -> None:
        """Shown when the run has debug logging."""
        _core().debug(one_command(self.redactor(message)))
        sys.stdout.flush()

    def raw(self, text: str, stream: TextIO | None = None) -> None:
        """Prints text from outside, of any content, as text: commands in it are not obeyed."""
        with guarded(stream) as out:
            out.write(self.redactor(text))


def _core() -> Any:
    """actions-toolkit's, without the HTTP client that it imports and natpin does not use here."""
    put_off("requests")
    from actions_toolkit import core

    return core


def sorted_counts(counts: Counter[AnnotationKind]) -> list[tuple[AnnotationKind, int]]:
    """Gravest kind first."""
    order = list(AnnotationKind)
    return sorted(counts.items(), key=lambda item: order.index(item[0]))


def _properties(annotation: Annotation) -> dict[str, str]:
    """Only those that are set: the runner takes an empty property for a value, and drops columns on a span of
    several lines and ranges that end before they begin."""
    found: dict[str, str] = {}
    if annotation.title:
        found["title"] = one_command(annotation.title).replace("\n", " ")[:250]
    if annotation.path:
        found["file"] = one_command(annotation.path).replace("\n", " ")
        if annotation.line:
            found["line"] = str(annotation.line)
            last = annotation.end_line if (annotation.end_line or 0) >= annotation.line else None
            if last and last != annotation.line:
                found["endLine"] = str(last)
            elif annotation.column:
                found["col"] = str(annotation.column)
                if (annotation.end_column or 0) >= annotation.column:
                    found["endColumn"] = str(annotation.end_column)
    return found
