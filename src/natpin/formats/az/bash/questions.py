"""Conditions that whoever runs a script decides: put as questions, each way is tried."""

from __future__ import annotations

import re

from natpin.formats.az.bash.known import Known
from natpin.languages.shell.conditions import When
from natpin.languages.shell.words import (
    Chunk,
    Status,
)
from natpin.model.doubt import Question
from natpin.model.value import Unknown

MAX_QUESTIONS = 40
"""Undecided conditions of one script that are put as questions."""

_NAMES = re.compile(r"\$([A-Za-z_]\w*)")


class Questions(Known):
    """What a script asks of whoever runs it, and the answers."""

    def _settled(self, status: Status, when: When, cause: Unknown) -> Status:
        """The status with the answer that was given to it, if one was."""
        if status.certain or not self._assumed:
            return status
        key = self._question_key(when, cause)
        return {"true": Status.YES, "false": Status.NO}.get(self._assumed.get(key, ""), status)

    def _question_key(self, when: When, cause: Unknown) -> str:
        if len(when[0]) == 1 and len(when[1]) == 1:
            return self._key(next(iter(when[0])))
        return f"{cause.at.path}:{cause.at.line}:{cause.at.column}"

    def _ask(self, when: When, cause: Unknown) -> None:
        if len(self.questions) >= MAX_QUESTIONS or not self._from_outside(when, cause):
            return
        key = self._question_key(when, cause)
        shown = next(iter(when[0])) if len(when[0]) == 1 == len(when[1]) else cause.reason
        shown = shown.removeprefix("whether `").removesuffix("` holds is not known")
        if any(shown == f"{hole.label} = true" for hole in self.scope.holes.values()):
            shown = shown.removesuffix(" = true")
        self.questions.setdefault(key, Question(key, shown, ("true", "false"), cause.at))

    def _from_outside(self, when: When, cause: Unknown) -> bool:
        """True for what whoever runs the script decides, rather than what it finds in Azure."""
        names = [name for label in when[0] for name in _NAMES.findall(label)]
        if not names:
            if cause.settle_by is not None and cause.settle_by.startswith("--var"):
                return True
            few = [hole.label for hole in self.scope.holes.values() if hole.choices]
            return any(label in fact for fact in when[0] for label in few)
        for name in names:
            found = self.scope.variables.get(name)
            if found is not None and not all(isinstance(p, Chunk) and p.of for p in found.pieces):
                return False
        return True
