"""A pipeline's steps as the parts of one script of bash, each on the lines on which it is written.

Every step is a shell of its own. What it sets with ``##vso[task.setvariable …]`` outlives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from natpin.formats.az import MORE, SIGNS_IN, Part, Turn, read_parts
from natpin.formats.block_texts import place
from natpin.formats.interface import Inputs, Read
from natpin.formats.pipelines.azure.expressions import (
    ANY,
    EXPRESSION,
    MACRO,
    OPEN,
    TEMPLATE,
    Context,
    Expressions,
    file_of,
    variable_of,
)
from natpin.formats.pipelines.azure.insertions import entries, undecided
from natpin.formats.pipelines.azure.steps import NotFollowed, Run, Step, Walk
from natpin.formats.pipelines.azure.templates import MAX_STEPS
from natpin.formats.pipelines.deploying import deployment_task, terraform_task
from natpin.formats.pipelines.elsewhere import deployed
from natpin.formats.pipelines.laid import Laid, laid
from natpin.formats.pipelines.left_behind import left_by
from natpin.formats.pipelines.make.run import maker
from natpin.formats.pipelines.names_left import pipeline_names_in
from natpin.formats.pipelines.order import Order
from natpin.formats.pipelines.powershell import SHELLS, Programs, preference
from natpin.formats.pipelines.texts import (
    NAME,
    WORD,
    all_spelled,
    doubled,
    spelled,
    to_checkout,
    writes,
)
from natpin.languages.shell.scope import VARIABLES
from natpin.model.doubt import Doubt
from natpin.model.location import NOWHERE
from natpin.model.record import field, mutable
from natpin.model.rollout import Rollout
from natpin.model.value import Node, Skipped, Value, dig, members, text
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
_UNSAFE = late_regex(r"['\n\r${}]")
_DEPLOYS = late_regex(r"(?i)azure|aks|bicep|arm|terraform|terragrunt|tofu|pulumi|kubernetesmanifest")
_HARMLESS = frozenset(
    """
    azureappconfiguration azurekeyvault azurecontainerregistry docker kubernetes kubernetesmanifest helmdeploy kubelogininstaller
    kubectlinstaller helminstaller terraforminstaller azurefilecopy azuremonitor azurewebapp azurefunctionapp
    azurermwebappdeployment azurestaticwebapp azureappservicemanage azureappservicesettings azuremysqldeployment
    sqlazuredacpacdeployment azureloadtest publishbuildartifacts downloadbuildartifacts
    """.split()  # noqa: SIM905
)
"""Tasks, lower case, that change nothing in Azure's networks."""
_CHECKOUT = (
    "$(System.DefaultWorkingDirectory)",
    "$(Build.SourcesDirectory)",
    "$(Build.Repository.LocalPath)",
    "$(Pipeline.Workspace)/s",
)
_SHELLS = {"script": "bash", "bash": "bash", "pwsh": "pwsh", "powershell": "powershell"}


def parts(plan: Value | Skipped, path: str, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Everything that a pipeline provisions, and what in it is not followed."""
    if isinstance(plan, Skipped):
        yield Skipped(path, plan.reason, plan.at, claims_aks=True)
        return
    expressions = Expressions(inputs.variables)
    writer = _Writer(expressions, workspace, path)
    order = Order(inputs, workspace)
    steps = list(islice(Walk(expressions, workspace, order).runs(plan, path), MAX_STEPS + 1))
    if len(steps) > MAX_STEPS:
        writer.doubts.append(Doubt(f"more than {MAX_STEPS} steps", steps.pop()[0].at))
    writer.moves = len({said for run, _ in steps if (said := writer.connected(run)) is not None}) > 1
    for run, turn in steps:
        writer.turn = turn
        writer.add(run)
    yield from read_parts(
        writer.parts,
        path,
        workspace,
        inputs,
        expressions.holes.by_name,
        writer.programs.by_name,
        maker(workspace, expressions.holes),
    )
    yield from writer.doubts
    yield from writer.rollouts
    yield from order.parts()


_CONNECTIONS = {
    "azurecli": ("azuresubscription", "connectedservicenamearm"),
    "azurepowershell": ("azuresubscription", "connectedservicenamearm"),
    "azureresourcemanagertemplatedeployment": (
        "azureresourcemanagerconnection",
        "connectedservicename",
        "azuresubscription",
    ),
    "azureresourcegroupdeployment": ("azuresubscription", "connectedservicename"),
}
"""Tasks that work in Azure, and their inputs for a service connection, lower case (Azure Pipelines, task reference)."""


@mutable
class _Writer:
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
    begun: set[tuple[str, str]] = field(default_factory=set)
    """The jobs so far."""
    moves: bool = False
    """Tasks work through service connections that may be for several subscriptions."""

    def connected(self, run: Run) -> str | None:
        """The service connection that a task works through, which tells its subscription."""
        if isinstance(run, NotFollowed):
            return None
        task = (text(dig(run.body, "task")) or "").partition("@")[0].lower()
        given = {name.lower(): node for name, node in self._put_in(dig(run.body, "inputs"), run)}
        named = next(
            (said for name in _CONNECTIONS.get(task, ()) if (said := spelled(given.get(name)))), None
        )
        return self.expressions.bash(named, run.context, run.at) if named is not None else None

    def _connect(self, step: Step) -> None:
        """``az account set`` in the place of what a task signs in to, where a pipeline signs in to more than one."""
        said = self.connected(step)
        if said is None:
            return
        if "$" not in said:
            said = self.expressions.hole(f"the subscription of the service connection {said}", step.at)
        at = (dig(step.body, "task") or step.body).at
        command = "az account set --subscription" if self.moves else SIGNS_IN
        self._part(step, Value(None, at), f'{command} "{said}"', None, {})

    def add(self, run: Run) -> None:
        """One step."""
        job = run.context.stage, run.context.job
        if job not in self.begun:  # each job is a machine of its own
            if self.begun:
                self.parts.append(
                    Part(run.at.line - 1, self.expressions.holes.signed_in(run.at), run.at.path)
                )
            self.begun.add(job)
        if isinstance(run, NotFollowed):
            self.doubts.append(Doubt(f"{run.reason}, and it may change anything", run.at))
            said = all_spelled(members(run.given))
            if said:
                self.rollouts += deployed(run.name.partition("@")[0], said, run.at, self.workspace)
            return
        for member, shell in _SHELLS.items():
            written = dig(run.body, member)
            if written is not None:
                self._runs(run, written, shell, dig(run.body, "workingDirectory"))
                return
        task = text(dig(run.body, "task"))
        if task is not None:
            self._connect(run)
            self._task(run, task.partition("@")[0].lower(), dig(run.body, "inputs"))

    def _task(self, step: Step, task: str, given: Node | None) -> None:
        inputs = {name.lower(): node for name, node in self._put_in(given, step)}
        folder = inputs.get("workingdirectory") or inputs.get("cwd")
        inline, script = (
            inputs.get("inlinescript") or inputs.get("script"),
            inputs.get("scriptpath") or inputs.get("filepath"),
        )
        if task.startswith("terraform"):
            self._deployment(step, task, inputs, folder)
        match task:
            case "azurecli" | "bash" | "cmdline" | "shellscript":
                kind = (spelled(inputs["scripttype"]) or "bash") if "scripttype" in inputs else "bash"
                shell = "pwsh" if kind.lower() in ("ps", "pscore") else "bash" if kind == "batch" else kind
                where = inputs.get("scriptlocation") or inputs.get("targettype")
                by_file = (spelled(where) or "").lower() != "inlinescript" if task == "azurecli" else False
                if inline is not None and not (script is not None and by_file):
                    self._runs(step, inline, shell, folder)
                elif script is not None:
                    self._file(step, script, inputs.get("arguments"), shell, folder)
            case "azurepowershell" | "powershell" | "pwsh":
                inline = inline or inputs.get("inline")
                where = inputs.get("scripttype") or inputs.get("targettype")
                by_file = (spelled(where) if where is not None else "") not in (
                    "InlineScript",
                    "inlineScript",
                    "inline",
                )
                if inline is not None and not (script is not None and by_file):
                    self._runs(step, inline, "pwsh", folder)
                elif script is not None:
                    arguments = inputs.get("scriptarguments") or inputs.get("arguments")
                    self._file(step, script, arguments, "pwsh", folder)
            case "azureresourcemanagertemplatedeployment" | "azureresourcegroupdeployment":
                self._deployment(step, task, inputs, None)
            case "pythonscript" | "nodetaskrunner":
                self._program(step, inline, script, folder)
            case _ if task not in _HARMLESS:
                if not task.startswith("terraform"):
                    self.rollouts += deployed(task, all_spelled(inputs), step.at, self.workspace)
                if not _DEPLOYS.search(task) and not any(
                    writes(spelled(node) or "") for node in inputs.values()
                ):
                    return
                self.doubts.append(Doubt(f"what the task {text(dig(step.body, 'task'))} does", step.at))

    def _program(self, step: Step, inline: Node | None, script: Node | None, folder: Node | None) -> None:
        """A task that runs a program, which is not followed: what it may leave for the steps after it."""
        node = script if script is not None else inline
        said = " ".join(spelled(one) or "" for one in (script, inline) if one is not None)
        if node is None:
            return
        set_before = dict(self._set_before(step))
        lines = self._left(said, step, node)
        for name in _SETS_SOMEHOW.findall(said):
            lines += self._unknown(name, "a program", step, node)
        if lines:
            self._part(step, Value(None, node.at), "; ".join(lines), folder, set_before)
        if writes(said):
            self.doubts.append(Doubt(f"what the task {text(dig(step.body, 'task'))} does", step.at))

    def _put_in(self, node: Node | None, step: Step) -> Iterator[tuple[str, Node]]:
        """The entries of a mapping, those that template expressions put there included."""
        for name, value, where in entries(node, step.context, self.expressions):
            said = spelled(value)
            if where is step.context or said is None or TEMPLATE.search(said) is None:
                yield name, value
            else:
                found = self.expressions.bash(said, where, value.at)
                yield name, undecided("each", value) if "$" in found else Value(found, value.at)

    def _deployment(self, step: Step, task: str, inputs: dict[str, Node], folder: Node | None) -> None:
        """A task that deploys: as the command that it runs."""
        command = (terraform_task if task.startswith("terraform") else deployment_task)(all_spelled(inputs))
        if command is not None:
            at = (dig(step.body, "task") or step.body).at
            self._script(step, Value(None, at), command, folder)

    def _file(
        self, step: Step, script: Node, arguments: Node | None, shell: str, folder: Node | None
    ) -> None:
        """A task that runs a script of the repository."""
        path, given = spelled(script) or "", (spelled(arguments) or "") if arguments is not None else ""
        for root in _CHECKOUT:
            path = path.replace(f"{root}/", "").replace(f"{root}\\", "")
        if shell == "bash":
            self._script(step, script, f"bash {path} {given}", folder)
        else:
            self._powershell(step, script, f'& "{path}" {given}', folder)

    def _powershell(self, step: Step, written: Node, body: str, folder: Node | None) -> None:
        """A step in PowerShell: a command of bash stands for it, which gets the same environment."""
        context, at, expressions = step.context, written.at, self.expressions
        said, before = self.programs.put_in(
            body, TEMPLATE, lambda one: expressions.template(one, context, at)
        )
        said, more = self.programs.put_in(said, MACRO, lambda one: expressions.macro(one, context, at))
        set_before = dict(self._set_before(step))
        said = _SETS_IN_POWERSHELL.sub(lambda match: self._set(match, step), said)
        self._set_somehow(said, step, written)
        name = self.programs.add(
            said,
            at.path,
            *place(at, self.workspace),
            preference(step.body),
            self._laid(step, written, said),
        )
        left = self._left(body, step, written)
        self._part(step, written, "\n".join((*before, *more, *left, name)), folder, set_before)

    def _runs(self, step: Step, written: Node, shell: str, folder: Node | None) -> None:
        body = text(written)
        if body is None:
            self.doubts.append(Doubt("what this step runs is not known", written.at))
        elif shell in ("bash", ""):
            self._script(step, written, body, folder)
        elif shell in SHELLS:
            self._powershell(step, written, body, folder)
        elif writes(body) or not body.strip().count("\n"):
            self.doubts.append(
                Doubt(f"this step runs {shell}, which natpin does not read in pipelines", written.at)
            )

    def _script(self, step: Step, written: Node, body: str, folder: Node | None) -> None:
        text_of = self.expressions.bash(body, step.context, written.at)
        set_before = dict(self._set_before(step))
        text_of = _SETS.sub(lambda match: self._set(match, step), text_of)
        self._set_somehow(text_of, step, written)
        left = "; ".join(self._left(body, step, written))
        self._part(step, written, f"{left}; {text_of}" if left else text_of, folder, set_before)

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

    def _left(self, body: str, step: Step, written: Node) -> list[str]:
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
            self._set_before(step)[ANY] = ANY
            return [f'echo "{said}" >> {file}']
        names = [name] if step.name is None else [name, f"{step.name}.{name}"]
        self._set_before(step).update({one.lower(): variable_of(one) for one in names})
        return [f'echo "{variable_of(one)}={said}" >> {file}' for one in names]

    def _set_somehow(self, text_of: str, step: Step, written: Node) -> None:
        """Variables that are set in a way that is not followed: unknown from here on."""
        for name in _SETS_SOMEHOW.findall(text_of):
            self._set_before(step).pop(name.lower(), None)
            self.doubts.append(Doubt(f"how this step sets {name}", written.at))

    def _part(
        self, step: Step, written: Node, text_of: str, folder: Node | None, set_before: Mapping[str, str]
    ) -> None:
        """``set_before``: what the steps before have set."""
        row, indent = place(written.at, self.workspace)
        before = [self._folder(step, folder), *self._environment(step)]
        condition = self._condition(step)
        if set_before:
            read = f". {file_of(step.context.stage, step.context.job)}"
            before.append(read)
            condition = f"( {read}; {condition} )" if condition else ""
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

    def _condition(self, step: Step) -> str:
        """A test of bash for whether a step is there and runs; empty where it always does."""
        self.expressions.running = True
        try:
            asked = [self.expressions.test(said, where, step.at) for said, where in step.conditions]
        finally:
            self.expressions.running = False
        return " && ".join(one for one in (*step.tests, *asked) if one != "true")

    def _set_before(self, step: Step) -> dict[str, str]:
        """What the steps of the same job have set."""
        return self.expressions.set_by_steps.setdefault((step.context.stage, step.context.job), {})

    def _set(self, match: re.Match[str], step: Step) -> str:
        """``echo "##vso[task.setvariable variable=NAME]value"`` as a line in the file that the next steps read.

        An output goes by its step's name too; a secret is in no environment.
        """
        quote, name, flags, value = match.group(1), match.group(2), match.group(3).lower(), match.group(4)
        if "isoutput=true" in flags and step.name is not None:
            name = f"{step.name}.{name}"
        called = ("secret_of_" if "issecret=true" in flags else "") + variable_of(name)
        self._set_before(step)[name.lower()] = called
        file = file_of(step.context.stage, step.context.job)
        return f"echo {quote}{called}={value}{quote} >> {file}"  # both in bash and in PowerShell

    def _folder(self, step: Step, folder: Node | None) -> str:
        """Commands run in the checkout, whatever folders the pipeline and its templates lie in."""
        up = to_checkout(self.root)
        written = spelled(folder) if folder is not None else ""
        if written is None:
            return f'cd "{self.expressions.hole("workingDirectory", step.at)}"'
        written = written.replace("\\", "/")
        for root in _CHECKOUT:
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
