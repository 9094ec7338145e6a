"""The jobs of a GitLab pipeline as the parts of one script of bash, each line on the line on which it is written.

A job is one shell. Its variables are in its environment; a ``dotenv`` report hands what is written there to later jobs.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.az import MORE, Part, Turn, When, read_parts
from natpin.formats.block_texts import place
from natpin.formats.interface import Inputs, Read
from natpin.formats.pipelines.gitlab.configurations import configuration
from natpin.formats.pipelines.gitlab.elsewhere import of_includes, of_job
from natpin.formats.pipelines.gitlab.inputs import INPUT
from natpin.formats.pipelines.gitlab.jobs import MAX_JOBS, Job, Line, jobs
from natpin.formats.pipelines.gitlab.variables import value_of, written
from natpin.formats.pipelines.holes import Holes
from natpin.formats.pipelines.laid import Laid, laid, together
from natpin.formats.pipelines.make.run import maker
from natpin.formats.pipelines.order import Order
from natpin.formats.pipelines.texts import NAME, doubled, to_checkout
from natpin.languages.shell.scope import ENVIRONMENT
from natpin.model.doubt import Doubt
from natpin.model.location import NOWHERE, Location
from natpin.model.record import field, mutable, replace
from natpin.model.rollout import Rollout
from natpin.model.value import Node, Unknown, dig, members, text
from natpin.regex import late_regex
from natpin.workspace import Workspace

MAX_RULES = 30
"""Of one job; where there are more, whether one holds is a question."""
_COMPARED = late_regex(r"\$(\w+)\s*(==|!=)\s*(?:\"([^\"]*)\"|'([^']*)')\Z")
_CONSTANTS = late_regex(r"(\"[^\"$]*\"|'[^'$]*')\s*(==|!=)\s*(\"[^\"$]*\"|'[^'$]*')\Z")
"""Two texts that are written out: GitLab Docs, "Job rules" (``rules:if`` compares strings)."""
_ALONE = late_regex(r"\$(\w+)\Z")


def parts(path: str, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Everything that a configuration provisions, and what in it is not followed."""
    found = configuration(path, workspace)
    writer = _Writer(path, workspace)
    order = Order(inputs, workspace)
    for job, turn in jobs(found, order, workspace):
        writer.add(job, turn)
    yield from found.skipped
    made = maker(workspace, writer.holes)
    yield from read_parts(writer.parts, path, workspace, inputs, writer.holes.by_name, made=made)
    yield from writer.rollouts
    yield from order.parts()
    if len(found.jobs) > MAX_JOBS:
        yield Doubt(f"more than {MAX_JOBS} jobs", Location(path))
    yield from of_includes(found, workspace)
    for said, at in found.elsewhere:
        yield Doubt(f"{said} is not in this repository, and its jobs may change anything", at)


@mutable
class _Writer:
    """Writes the script."""

    path: str
    workspace: Workspace
    parts: list[Part] = field(default_factory=list)
    holes: Holes = field(default_factory=Holes)
    """By label of a hole."""
    rollouts: list[Rollout] = field(default_factory=list)
    _dotenv: list[str] = field(default_factory=list)
    """Files that the jobs so far hand on."""

    def add(self, job: Job, turn: Turn) -> None:
        """A job: its script, and its ``after_script``, which is another shell."""
        conditions = [self._condition(each) for each in (*job.gates, job)]
        if None in conditions:
            return
        condition = " && ".join(one for one in conditions if one)
        if not job.lines and job.open is not None:
            self.rollouts += of_job(job, self.workspace)
        strict = "set -eo pipefail"
        for lines, mine, head in (
            (job.lines, turn, strict),
            (job.after, replace(turn, when=When.ALWAYS, may_fail=True), ""),
        ):
            if lines:
                if self.parts:  # each job is a machine of its own
                    self.parts.append(Part(job.at.line - 1, self.holes.signed_in(job.at), job.at.path))
                self.parts.append(self._part(job, lines, mine, condition, head))
        self._dotenv += [each for each in job.dotenv if each not in self._dotenv]

    def _part(self, job: Job, lines: tuple[Line, ...], turn: Turn, condition: str, strict: str) -> Part:
        """Lines that share one shell: they are one part where they lie one below the other."""
        up = to_checkout(self.path)
        head = [
            f"cd {up}",
            *self._environment(job),
            *(
                f'export {name}="{self._text(name, node)}"'
                for name, node in job.variables.items()
                if NAME.match(name)
            ),
            *((f'export {MORE}="{self._hole(job.open)}"',) if job.open is not None else ()),
            *(f". {file}" for file in self._dotenv),
            strict,
        ]
        opening = f"if {condition}; then (" if condition else "("
        # what runs before may lie in another file: the places of the job's own script count
        own = next((one for one in lines if one.own), lines[0]).node.at
        row, indent = place(own, self.workspace)
        first = lines[0].node.at
        if first.path == own.path:
            row = min(row, place(first, self.workspace)[0])
        else:
            row = max(row - sum(text_lines(one) for one in lines if not one.own), 1)
        texts = [f"{opening}{'; '.join(one for one in head if one)}\n"]
        above = texts[0].count("\n")
        line = row
        words: list[Laid] = []
        for each in lines:
            said = INPUT.sub(lambda match: self._input(match[0], own), text(each.node) or "")
            start, _ = place(each.node.at, self.workspace)
            if each.node.at.path == own.path and start >= line:
                texts.append("\n" * (start - line))  # lines of the file between them
                above += start - line
                line = start
            one = laid(each.node, said, self.workspace, INPUT, lambda _: None, above)
            words += [] if one is None else [one]
            texts.append(said.rstrip("\n") + "\n")
            height = texts[-1].count("\n")
            line, above = line + height, above + height
        given = {name: value_of(node).at for name, node in job.variables.items() if node.at != NOWHERE}
        closing = ") ; fi" if condition else ")"
        return Part(row - 1, "".join((*texts, closing)), own.path, indent, turn, given, together(words))

    def _environment(self, job: Job) -> Iterator[str]:
        """What a job deploys to: variables of the project may be kept for it alone (GitLab Docs, "CI/CD variables", "Limit
        the environment scope of a CI/CD variable")."""
        node = dig(job.body, "environment")
        named = dig(node, "name")
        node = named if named is not None else node
        if node is not None:
            said = self._text("environment", node)
            yield f'{ENVIRONMENT}="{said}"; export CI_ENVIRONMENT_NAME="{said}"'

    def _input(self, said: str, at: Location) -> str:
        """An input that nobody gives here."""
        return self._hole(Unknown(f"{said} is only known when the pipeline runs", at, "--var NAME=VALUE"))

    def _text(self, name: str, node: Node) -> str:
        """A variable's text between double quotes; ``$OTHER`` in it stays a reference, as GitLab expands it."""
        said = written(node)
        if said is not None:
            return INPUT.sub(lambda match: self._input(match[0], node.at), doubled(said).replace("\\$", "$"))
        if isinstance(node, Unknown):
            return self._hole(node)
        return self._hole(Unknown(f"${name} is not known", node.at))

    def _condition(self, job: Job) -> str | None:
        """A test of bash for whether a job runs; empty where it always does, None where it never does.

        The first rule that holds decides.
        """
        if job.when == "never" or text(dig(job.body, "environment.action")) == "stop":
            return None  # what takes an environment down says nothing of how it stood (GitLab Docs, "environment:action")
        tests: list[str] = []
        earlier: list[str] = []
        always = not job.rules
        if len(job.rules) > MAX_RULES:
            return self._asked(f"one of the rules of {job.name} holds", job.at)
        for rule in job.rules:
            test, when = self._rule(rule, job), text(dig(rule, "when"))
            if "false" in test.split(" && "):
                continue
            if when not in ("never", "on_failure"):
                by_hand = (
                    self._asked(f"{job.name} is started by hand", rule.at) if when == "manual" else "true"
                )
                ways = [f"! ( {one} )" for one in earlier] + [one for one in (test, by_hand) if one != "true"]
                tests.append(" && ".join(ways) or "true")
            if test == "true":
                break
            earlier.append(test)
        if not always and not tests:
            return None
        ruled = "" if always or "true" in tests else f"( {' || '.join(tests)} )"
        asked = self._asked(job.asks, job.at) if job.asks is not None else ""
        return " && ".join(one for one in (ruled, asked) if one)

    def _rule(self, rule: Node, job: Job) -> str:
        """A test for one rule: its ``if``, and what it says of changed files."""
        node = dig(rule, "if")
        tests = [self._if((text(node) or "").strip(), node.at)] if node is not None else []
        tests += [
            self._asked(f"{key} of a rule of {job.name} at line {rule.at.line} hold", rule.at)
            for key in ("changes", "exists")
            if key in members(rule)
        ]
        return " && ".join(one for one in tests if one != "true") or "true"

    def _if(self, said: str, at: Location) -> str:
        compared, alone = _COMPARED.match(said), _ALONE.match(said)
        if compared is not None and not compared.group(1).startswith("CI_"):
            value = compared.group(3) if compared.group(3) is not None else compared.group(4)
            quoted = value.replace("'", "'\\''")
            return f"[ \"${compared.group(1)}\" {'=' if compared.group(2) == '==' else '!='} '{quoted}' ]"
        if alone is not None and not alone.group(1).startswith("CI_"):
            return f'[ -n "${alone.group(1)}" ]'
        constants = _CONSTANTS.match(said)
        if constants is not None:
            same = constants.group(1)[1:-1] == constants.group(3)[1:-1]
            return "true" if same == (constants.group(2) == "==") else "false"
        return self._asked(said, at)

    def _asked(self, said: str, at: Location) -> str:
        """A test for what only a run knows: a question."""
        why = Unknown(f"whether {said} is only known when the pipeline runs", at)
        return f'[ "{self._hole(why, said, ("true", "false"))}" = true ]'

    def _hole(self, why: Unknown, label: str = "", choices: tuple[str, ...] = ()) -> str:
        return f"${{{self.holes.named(label or why.reason, why, choices)}}}"


def text_lines(line: Line) -> int:
    """How many lines an element of a script takes."""
    return (text(line.node) or "").rstrip("\n").count("\n") + 1
