"""What the steps of a job set for those after them: lines of bash that leave it in a file which the next steps read.

``##vso[task.setvariable …]`` is such a line itself; what is set in ways that are not followed is unknown from there on.
Source: Azure Pipelines documentation, "Logging commands", "SetVariable".
"""

from __future__ import annotations

import re

from natpin.formats.pipelines.azure.expressions import ANY, Expressions, file_of, variable_of
from natpin.formats.pipelines.azure.steps import Step
from natpin.formats.pipelines.left_behind import left_by
from natpin.formats.pipelines.names_left import pipeline_names_in
from natpin.model.doubt import Doubt
from natpin.model.record import mutable
from natpin.model.value import Node
from natpin.regex import late_regex
from natpin.workspace import Workspace

_SETS = late_regex(
    r"""echo[ \t]+(?:-[en][ \t]+)?(["'])\#\#vso\[task\.setvariable[ \t]+variable=([A-Za-z_][\w.-]*)([^\]\n]*)\]([^\n]*?)\1(?=[ \t]*(?:$|[;&|)]))""",
    re.MULTILINE,
)
_SETS_IN_POWERSHELL = late_regex(
    r"""(?i)(?:(?:Write-Host|Write-Output|echo)[ \t]+)?(["'])\#\#vso\[task\.setvariable[ \t]+variable=([A-Za-z_][\w.-]*)([^\]\n]*)\]([^\n]*?)\1(?=[ \t]*(?:$|[;|)}]))""",
    re.MULTILINE,
)
_NAMES_NONE = late_regex(r"task\.setvariable[ \t]+variable=(?![A-Za-z_][\w.-]*[\];])")
_SETS_SOMEHOW = late_regex(r"task\.setvariable[ \t]+variable=([A-Za-z_][\w.-]*)")


@mutable
class SetBySteps:
    """Variables that steps set, by the job."""

    expressions: Expressions
    workspace: Workspace
    doubts: list[Doubt]
    """Where what is not followed is told."""

    def before(self, step: Step) -> dict[str, str]:
        """What the steps of the same job have set."""
        return self.expressions.set_by_steps.setdefault((step.context.stage, step.context.job), {})

    def in_bash(self, body: str, step: Step, written: Node) -> str:
        """A step's text with what it sets as lines of bash."""
        said = _SETS.sub(lambda match: self._set(match, step), body)
        self._set_somehow(said, step, written)
        return said

    def in_powershell(self, body: str, step: Step, written: Node) -> str:
        """The same, of a step in PowerShell."""
        said = _SETS_IN_POWERSHELL.sub(lambda match: self._set(match, step), body)
        self._set_somehow(said, step, written)
        return said

    def by_a_program(self, said: str, step: Step, written: Node) -> list[str]:
        """What a program sets that is not followed."""
        lines = self.left(said, step, written)
        for name in _SETS_SOMEHOW.findall(said):
            lines += self._unknown(name, "a program", step, written)
        return lines

    def left(self, body: str, step: Step, written: Node) -> list[str]:
        """What a step sets for those after it by the files that it runs, and by names that it works out: lines of bash that
        leave what is not known."""
        lines = self._unknown(ANY, "a step", step, written) if _NAMES_NONE.search(body) else []
        for one in left_by(body, self.workspace):
            if b"task.setvariable" in one.data:
                names = pipeline_names_in(one.data)
                for name in [ANY] if names is None else names:
                    lines += self._unknown(name, one.path, step, written)
        return lines

    def _unknown(self, name: str, by: str, step: Step, written: Node) -> list[str]:
        said = self.expressions.hole(f"what {by} sets {name} to", written.at)
        file = file_of(step.context.stage, step.context.job)
        if name == ANY:
            self.before(step)[ANY] = ANY
            return [f'echo "{said}" >> {file}']
        names = [name] if step.name is None else [name, f"{step.name}.{name}"]
        self.before(step).update({one.lower(): variable_of(one) for one in names})
        return [f'echo "{variable_of(one)}={said}" >> {file}' for one in names]

    def _set_somehow(self, text_of: str, step: Step, written: Node) -> None:
        """Variables that are set in a way that is not followed: unknown from here on."""
        for name in _SETS_SOMEHOW.findall(text_of):
            self.before(step).pop(name.lower(), None)
            self.doubts.append(Doubt(f"how this step sets {name}", written.at))

    def _set(self, match: re.Match[str], step: Step) -> str:
        """``echo "##vso[task.setvariable variable=NAME]value"`` as a line in the file that the next steps read.

        An output goes by its step's name too; a secret is in no environment.
        """
        quote, name, flags, value = match.group(1), match.group(2), match.group(3).lower(), match.group(4)
        if "isoutput=true" in flags and step.name is not None:
            name = f"{step.name}.{name}"
        called = ("secret_of_" if "issecret=true" in flags else "") + variable_of(name)
        self.before(step)[name.lower()] = called
        file = file_of(step.context.stage, step.context.job)
        return f"echo {quote}{called}={value}{quote} >> {file}"  # both in bash and in PowerShell
