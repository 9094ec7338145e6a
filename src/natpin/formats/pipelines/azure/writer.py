"""A step as a part of a script of bash: its environment, its folder, the condition under which it runs, and its commands on
the lines on which they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.az import MORE, Part, Turn
from natpin.formats.az.checkouts import NAMES_IN_AZURE
from natpin.formats.block_texts import place
from natpin.formats.pipelines.azure.checkouts import Checkouts
from natpin.formats.pipelines.azure.expressions import (
    EXPRESSION,
    MACRO,
    OPEN,
    TEMPLATE,
    Context,
    Expressions,
    file_of,
    variable_of,
)
from natpin.formats.pipelines.azure.insertions import entries
from natpin.formats.pipelines.azure.set_by_steps import SetBySteps
from natpin.formats.pipelines.azure.steps import Step
from natpin.formats.pipelines.laid import Laid, laid
from natpin.formats.pipelines.powershell import SHELLS, Programs, preference
from natpin.formats.pipelines.texts import NAME, WORD, doubled, spelled, to_checkout, writes
from natpin.languages.shell.scope import VARIABLES
from natpin.model.doubt import Doubt
from natpin.model.location import NOWHERE
from natpin.model.record import field, mutable
from natpin.model.rollout import Rollout
from natpin.model.value import Node, dig, members, text
from natpin.regex import late_regex
from natpin.workspace import Workspace

_UNSAFE = late_regex(r"['\n\r${}]")
CHECKOUT = (
    *NAMES_IN_AZURE,
    "$(Pipeline.Workspace)/s",
)
"""How a pipeline calls the folder of its repository."""


@mutable
class Writer:
    """Writes the script."""

    expressions: Expressions
    workspace: Workspace
    root: str
    """The pipeline's own file, from whose folder the script starts."""
    parts: list[Part] = field(default_factory=list)
    programs: Programs = field(default_factory=Programs)
    doubts: list[Doubt] = field(default_factory=list)
    rollouts: list[Rollout] = field(default_factory=list)
    turn: Turn | None = None
    """Of the step that is written."""
    checkouts: Checkouts = field(default_factory=Checkouts)

    @property
    def set_by_steps(self) -> SetBySteps:
        """What steps have set so far; what of that is not followed is told here."""
        return SetBySteps(self.expressions, self.workspace, self.doubts)

    def runs(self, step: Step, written: Node, shell: str, folder: Node | None) -> None:
        """A step in whichever shell; what another program runs may change anything if it is long or speaks of Azure."""
        body = text(written)
        if body is None:
            self.doubts.append(Doubt("what this step runs is not known", written.at))
        elif shell in ("bash", ""):
            self.script(step, written, body, folder)
        elif shell in SHELLS:
            self.powershell(step, written, body, folder)
        elif writes(body) or not body.strip().count("\n"):
            self.doubts.append(
                Doubt(f"this step runs {shell}, which natpin does not read in pipelines", written.at)
            )

    def script(self, step: Step, written: Node, body: str, folder: Node | None) -> None:
        """A step in bash."""
        said = self.expressions.bash(body, step.context, written.at)
        set_before = dict(self.set_by_steps.before(step))
        said = self.set_by_steps.in_bash(said, step, written)
        left = "; ".join(self.set_by_steps.left(body, step, written))
        self.part(step, written, f"{left}; {said}" if left else said, folder, set_before)

    def powershell(self, step: Step, written: Node, body: str, folder: Node | None) -> None:
        """A step in PowerShell: a command of bash stands for it, which gets the same environment."""
        context, at, expressions = step.context, written.at, self.expressions
        said, before = self.programs.put_in(
            body, TEMPLATE, lambda one: expressions.template(one, context, at)
        )
        said, more = self.programs.put_in(said, MACRO, lambda one: expressions.macro(one, context, at))
        set_before = dict(self.set_by_steps.before(step))
        said = self.set_by_steps.in_powershell(said, step, written)
        name = self.programs.add(
            said,
            at.path,
            *place(at, self.workspace),
            preference(step.body),
            self._laid(step, written, said),
        )
        left = self.set_by_steps.left(body, step, written)
        self.part(step, written, "\n".join((*before, *more, *left, name)), folder, set_before)

    def part(
        self, step: Step, written: Node, text_of: str, folder: Node | None, set_before: Mapping[str, str]
    ) -> None:
        """Lines of bash that do what a step does. ``set_before``: what the steps before have set."""
        row, indent = place(written.at, self.workspace)
        before = [self._folder(step, folder), *self._environment(step)]
        condition = self._condition(step)
        if set_before:
            read = f". {file_of(step.context.stage, step.context.job)}"
            before.append(read)
            condition = f"( {read}; {condition} )" if condition else ""
        before += self.checkouts.of(step.context.stage, step.context.job)  # no group sets that
        opening = f"if {condition}; then (" if condition else "("
        closing = "\n) fi" if condition else "\n)"
        head = "; ".join(one for one in before if one)
        own = {name: node.at for name, node in members(dig(step.body, "env")).items()}
        for name in step.context.names():
            found = step.context.variable(name)
            if found is not None and found[0].at != NOWHERE:
                own.setdefault(variable_of(name), found[0].at)
        whole = f"{opening}{head}\n{text_of}{closing}"
        words = self._laid(step, written, text_of, 1)
        self.parts.append(Part(row - 1, whole, written.at.path, indent, self.turn, own, words))

    def _laid(self, step: Step, written: Node, body: str, row: int = 0) -> Laid | None:
        """Where the words of a step's text stand that are in other words in the file."""
        context = step.context
        return laid(
            written,
            body,
            self.workspace,
            EXPRESSION,
            lambda said: self.expressions.origin(said, context),
            row,
        )

    def _condition(self, step: Step) -> str:
        """A test of bash for whether a step is there and runs; empty where it always does."""
        self.expressions.running = True
        try:
            asked = [self.expressions.test(said, where, step.at) for said, where in step.conditions]
        finally:
            self.expressions.running = False
        return " && ".join(one for one in (*step.tests, *asked) if one != "true")

    def _folder(self, step: Step, folder: Node | None) -> str:
        """Commands run in the checkout, whatever folders the pipeline and its templates lie in."""
        up = to_checkout(self.root)
        written = spelled(folder) if folder is not None else ""
        if written is None:
            return f'cd "{self.expressions.hole("workingDirectory", step.at)}"'
        written = written.replace("\\", "/")
        for root in CHECKOUT:
            written = written.replace(root, ".")
        if not written:
            return f"cd {up}"
        if WORD.match(written):
            return f"cd {up}; cd '{written}'"
        return f'cd {up}; cd "{self.expressions.bash(doubled_macros(written), step.context, step.at)}"'

    def _environment(self, step: Step) -> Iterator[str]:
        """Variables as scripts find them; what a step before has set is read after them, and so wins."""
        for name in step.context.names():
            found = step.context.variable(name)
            if name.startswith(OPEN):
                yield f". '{VARIABLES}{_named(name)}'"
            elif found is not None:
                yield self._export(variable_of(name), *found, step)
        for name, node, where in entries(dig(step.body, "env"), step.context, self.expressions):
            if name.startswith(OPEN):
                yield f". '{_named(name)}.env'"
            elif NAME.match(name):
                yield self._export(name, node, where, step)
        if step.context.more is not None:
            hole = self.expressions.holes.named(step.context.more.reason, step.context.more)
            yield f'export {MORE}="${{{hole}}}"'

    def _export(self, name: str, node: Node, context: Context, step: Step) -> str:
        said = spelled(node)
        runtime = self.expressions.runtime(said, context, node.at, 0) if said is not None else None
        if runtime is not None:
            return f'export {name}="{runtime[1] if runtime[0] is None else doubled(runtime[0])}"'
        if said is None:
            return f'export {name}="{self.expressions.hole(f"{name} of {context.path}", node.at)}"'
        return f'export {name}="{self.expressions.bash(doubled_macros(said), context, node.at, 0, step.context)}"'


def doubled_macros(said: str) -> str:
    """A text as it stands between double quotes; macros and expressions stay what they are."""
    return doubled(said).replace("\\$(", "$(").replace("\\$[", "$[")


def _named(name: str) -> str:
    """What an entry that stands for any variables is called, in single quotes of bash."""
    return _UNSAFE.sub(" ", name.removeprefix(OPEN)).strip()
