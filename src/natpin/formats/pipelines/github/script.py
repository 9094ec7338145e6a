"""A workflow's steps as the parts of one script of bash, each on the lines on which it is written.

Every step is a shell of its own: what it assigns ends with it, what it writes into ``$GITHUB_ENV`` and
``$GITHUB_OUTPUT`` does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from natpin.formats.az import SIGNS_IN, Part, read_parts
from natpin.formats.block_texts import place
from natpin.formats.interface import Inputs, Read
from natpin.formats.pipelines.deploying import arm_deploy, bicep_deploy
from natpin.formats.pipelines.elsewhere import deployed
from natpin.formats.pipelines.github.checkouts import CHECKS_OUT, OWN, Checkouts
from natpin.formats.pipelines.github.context import Context, NotFollowed, Run, Step
from natpin.formats.pipelines.github.expressions import EXPRESSION, Expressions
from natpin.formats.pipelines.github.steps import FILE, MAX_STEPS, runs
from natpin.formats.pipelines.github.writers import Later, later
from natpin.formats.pipelines.laid import Laid, laid
from natpin.formats.pipelines.make.run import maker
from natpin.formats.pipelines.names_left import names_in
from natpin.formats.pipelines.order import Order
from natpin.formats.pipelines.powershell import SHELLS, Programs
from natpin.formats.pipelines.texts import (
    NAME,
    WORD,
    all_spelled,
    doubled,
    spelled,
    to_checkout,
    writes,
)
from natpin.model.doubt import Doubt
from natpin.model.location import NOWHERE, Location
from natpin.model.record import field, mutable, replace
from natpin.model.rollout import Rollout
from natpin.model.value import Node, Skipped, Value, dig, members, text
from natpin.regex import late_regex
from natpin.workspace import Workspace

_LOGIN = "azure/login"
_SCRIPT = "actions/github-script"
_BASH = ("", "bash", "sh")
_STOPS = late_regex(r"\s-[a-z]*e")
"""Of a shell with options of its own. GitHub starts ``bash`` and ``sh`` with ``-e``, and ``bash`` with ``-o pipefail``
where it is named (GitHub Docs, "Workflow syntax", ``jobs.<job_id>.steps[*].shell``)."""
_PIPES = late_regex(r"\s-[a-z]*o\s+pipefail\b")
_DEPLOYS = late_regex(r"(?i)azure|\baz\b|aks|bicep|\barm\b|terraform|terragrunt|tofu|pulumi")
_REPORTS = late_regex(
    r"junit|reporte?r?s?\b|notif(?:y|ication)|slack|codecov|coverage|\bcomment|label(?:er|s)\b|changelog|badge|sarif"
)
"""Actions, by name, that tell people how a run went: a title that speaks of Azure makes them do nothing there."""
_HARMLESS = (
    "actions/",
    "aws-actions/",
    "docker/",
    "google-github-actions/",
    "step-security/",
    "github/",
    "azure/login",
    "azure/docker-login",
    "azure/setup-",
    "azure/aks-set-context",
    "azure/use-kubelogin",
    "azure/k8s-",
    "azure/get-keyvault-secrets",
    "azure/container-scan",
    "azure/acr-build",
    "azure/bicep-build",
    "hashicorp/setup-",
    "opentofu/setup-",
    "gruntwork-io/setup-",
    "terraform-linters/",
    "aquasecurity/",
    "bridgecrewio/",
)
"""Actions, lower case, that change nothing in Azure's networks: they sign in, install, check, or work in a cluster."""
_EXPORTS = late_regex(r"dotenv|export-env|load-env|env-file|secrets-fetch|infisical/secrets")
"""Actions, by name, that put a file's variables, or a vault's, into ``$GITHUB_ENV``."""
_IMAGE = "docker://"
_RETRIES = ("nick-fields/retry", "nick-invision/retry")
"""They run ``command`` in a shell until it ends well (their README, "Inputs")."""
_DEPLOYMENTS = {"azure/arm-deploy": arm_deploy, "azure/bicep-deploy": bicep_deploy}


def parts(plan: Value | Skipped, path: str, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Everything that a workflow provisions, and what in it is not followed."""
    if isinstance(plan, Skipped):
        yield Skipped(path, plan.reason, plan.at, claims_aks=True)
        return
    writer = _Writer(Expressions(inputs.variables), workspace, path)
    order = Order(inputs, workspace)
    steps = list(islice(runs(plan, path, workspace, order), MAX_STEPS + 1))
    if len(steps) > MAX_STEPS:
        writer.doubts.append(Doubt(f"more than {MAX_STEPS} steps", steps.pop().at))
    writer.moves = len({said for step in steps if (said := writer.signed_in(step)) is not None}) > 1
    for run in steps:
        writer.add(run)
    yield from read_parts(
        writer.parts,
        path,
        workspace,
        inputs,
        writer.expressions.holes.by_name,
        writer.programs.by_name,
        maker(workspace, writer.expressions.holes),
    )
    yield from writer.doubts
    yield from writer.rollouts
    yield from order.parts()


@mutable
class _Writer:
    """Writes the script."""

    expressions: Expressions
    workspace: Workspace
    root: str
    """The workflow's own file, from whose folder the script starts."""
    parts: list[Part] = field(default_factory=list)
    programs: Programs = field(default_factory=Programs)
    doubts: list[Doubt] = field(default_factory=list)
    rollouts: list[Rollout] = field(default_factory=list)
    begun: set[str] = field(default_factory=set)
    """The jobs so far."""
    moves: bool = False
    """Steps sign in to subscriptions that may differ."""
    checkouts: Checkouts = field(default_factory=Checkouts)

    def signed_in(self, run: Run) -> str | None:
        """The subscription, or the credentials that hold it, of a step that signs in to Azure (github.com/Azure/login,
        action.yml: ``subscription-id``, ``creds``), as bash writes it."""
        if isinstance(run, NotFollowed) or not (text(dig(run.body, "uses")) or "").lower().startswith(_LOGIN):
            return None
        given = members(dig(run.body, "with"))
        said = next(
            (found for name in ("subscription-id", "creds") if (found := spelled(given.get(name)))), None
        )
        return self.expressions.bash(said, run.context, run.at) if said is not None else None

    def add(self, run: Run) -> None:
        """One step."""
        context = run.step.context if isinstance(run, NotFollowed) and run.step else None
        context = run.context if isinstance(run, Step) else context
        if context is not None and context.job not in self.begun:  # each job is a machine of its own
            if self.begun:
                self.parts.append(
                    Part(run.at.line - 1, self.expressions.holes.signed_in(run.at), run.at.path)
                )
            self.begun.add(context.job)
        if isinstance(run, NotFollowed):
            self.doubts.append(Doubt(f"{run.reason}, and it may change anything", run.at))
            if run.given is not None:
                self._elsewhere(run.name, run.given, run.at)
            return
        tests = [self.expressions.test(condition, context) for condition, context in run.conditions]
        if None in tests:
            return
        condition = " && ".join(test for test in tests if test)
        written = dig(run.body, "run")
        used = text(dig(run.body, "uses"))
        if written is not None:
            self._runs(run, written, text(run.shell) or "", condition)
        elif used is not None:
            self._uses(run, used, condition)

    def _runs(self, step: Step, written: Node, shell: str, condition: str) -> None:
        body = text(written)
        program = shell.strip().split(" ")[0].rpartition("/")[2].lower().removesuffix(".exe")
        if body is None:
            self.doubts.append(Doubt("what this step runs is not known", written.at))
        elif program in SHELLS:
            self._powershell(step, written, body, condition)
        elif program in _BASH:
            stops = " " not in shell.strip() or _STOPS.search(shell) is not None
            strict = "set -eo pipefail" if shell.strip() == "bash" or _PIPES.search(shell) else "set -e"
            self._script(step, written, body, condition, strict if stops else "")
        elif writes(body):
            self.doubts.append(
                Doubt(f"this step runs {shell}, which natpin does not read in workflows", written.at)
            )

    def _uses(self, step: Step, used: str, condition: str) -> None:
        name = used.partition("@")[0].lower()
        given = dig(step.body, "with")
        inline = members(given).get("inlineScript")
        if name == "azure/cli" and inline is not None:
            self._runs(step, inline, "bash", condition)
        elif name == "azure/powershell" and inline is not None:
            # github.com/Azure/powershell, action.yml: errorActionPreference is Stop by default
            stops = self.expressions.literal(dig(given, "errorActionPreference"), step.context)
            self._powershell(step, inline, text(inline) or "", condition, "stop" if stops == "" else stops)
        elif name in _RETRIES and self._is_command(step, members(given)):
            # without -e, as `bash -c`
            self._runs(step, members(given)["command"], "bash -c", condition)
        elif name.startswith(_IMAGE):
            self._container(step, used[len(_IMAGE) :], members(given), condition)
        elif name in _DEPLOYMENTS:
            self._deployment(step, dig(step.body, "uses") or step.body, given, condition)
        elif name == _LOGIN and (said := self.signed_in(step)) is not None:
            node = dig(step.body, "uses") or step.body
            command = f'{"az account set --subscription" if self.moves else SIGNS_IN} "{said}"'
            self._part(step, node, command, Later((), (), ()), condition)
        elif _EXPORTS.search(name) is not None:
            self._exports(step, used, condition)
        elif name == _SCRIPT:
            body = text(members(given).get("script")) or ""
            if "exportVariable" in body or "GITHUB_ENV" in body:
                self._exports(step, used, condition, names_in(body.encode()))
            if writes(body):
                self.doubts.append(Doubt(f"what the script of {used} does", step.at))
        elif name == CHECKS_OUT:
            self._checks_out(step, members(given), condition)
        elif not name.startswith(_HARMLESS):
            self._elsewhere(name, given, (dig(step.body, "uses") or step.body).at)
            told = () if _REPORTS.search(name) else members(given).values()
            if _DEPLOYS.search(name) or any(_DEPLOYS.search(spelled(node) or "") for node in told):
                self.doubts.append(Doubt(f"what the action {used} does", step.at))

    def _checks_out(self, step: Step, given: Mapping[str, Node], condition: str) -> None:
        """Where the steps after it find a repository."""
        said = {key: self.expressions.literal(node, step.context) for key, node in given.items()}
        own = OWN.fullmatch(spelled(given.get("repository")) or "") is not None
        self.checkouts.add(step.context.job, said, own=own, conditional=bool(condition))

    def _exports(self, step: Step, used: str, condition: str, names: list[str] | None = None) -> None:
        """An action that puts variables into the environment of the steps after it. ``names``: None where they are not here."""
        node = dig(step.body, "uses") or step.body
        said = self.expressions.unknown(f"what {used} exports", step.context, node.at)
        lines = [said] if names is None else [f"{name}={said}" for name in names]
        body = "\n".join(f'echo "{line}" >> $GITHUB_ENV' for line in lines)
        self._part(step, node, body, Later((), (), ()), condition)

    def _container(self, step: Step, image: str, given: Mapping[str, Node], condition: str) -> None:
        """An image that a step runs in the checkout, with the step's environment: its entrypoint is a command there; without one
        as ``docker run`` does (GitHub Docs, "Workflow syntax", ``with.args``, ``with.entrypoint``)."""
        said = all_spelled(given)
        node = given.get("args") or dig(step.body, "uses") or step.body
        program = said.get("entrypoint") or f"docker run --rm {image}"
        command = f"{program} {said.get('args', '')}"
        self._script(step, Value(None, node.at), command, condition, "set -e")

    @staticmethod
    def _is_command(step: Step, given: Mapping[str, Node]) -> bool:
        """Whether a retry runs one command of bash. On Windows it would be PowerShell."""
        shell = text(given["shell"]) if "shell" in given else text(step.shell) or "bash"
        others = ("on_retry_command", "new_command_on_retry")
        return "command" in given and shell in ("bash", "sh") and not any(name in given for name in others)

    def _elsewhere(self, name: str, given: Node | None, at: Location) -> None:
        """Something that is not here: what it may deploy of the workspace."""
        said = all_spelled(members(given))
        self.rollouts += deployed(name.partition("@")[0], said, at, self.workspace)

    def _deployment(self, step: Step, used: Node, given: Node | None, condition: str) -> None:
        """An action that deploys a template: as the command that it runs."""
        said = {name.lower(): said for name, said in all_spelled(members(given)).items()}
        scope = dig(given, "scope")
        if scope is not None:
            said["scope"] = self.expressions.literal(scope, step.context) or ""
        command = _DEPLOYMENTS[(text(used) or "").partition("@")[0].lower()](said)
        if command is not None:
            self._script(step, Value(None, used.at), command, condition, "set -e")

    def _powershell(
        self, step: Step, written: Node, body: str, condition: str, on_error: str | None = "stop"
    ) -> None:
        """A step in PowerShell: a command of bash stands for it, which gets the same environment."""
        said, before = self.programs.put_in(
            body, EXPRESSION, lambda one: self.expressions.value(one, step.context, written.at)
        )
        name = self.programs.add(
            said,
            written.at.path,
            *place(written.at, self.workspace),
            on_error,
            self._laid(step, written, said),
        )
        left = self._later(step, written, body)
        # the step's text is looked at for the files that it writes
        self._part(step, written, "\n".join((*before, name, *left.after)), left, condition, said=body)

    def _script(self, step: Step, written: Node, body: str, condition: str, strict: str = "") -> None:
        body = self.expressions.bash(body, step.context, written.at)
        left = self._later(step, written, body)
        body = "\n".join((body, *left.after))
        self._part(step, written, body, left, condition, strict)

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

    def _later(self, step: Step, written: Node, body: str) -> Later:
        """What a step leaves for those after it by the files that it runs."""

        def unknown(what: str) -> str:
            return self.expressions.unknown(what, step.context, written.at)

        return later(body, self.workspace, unknown, has_id=step.id is not None)

    def _part(
        self,
        step: Step,
        written: Node,
        body: str,
        left: Later,
        condition: str,
        strict: str = "",
        said: str = "",
    ) -> None:
        """``said``: what the step says where something else stands for it."""
        speaks = "\n".join((body, said, *left.files))
        context, expressions = step.context, self.expressions
        row, indent = place(written.at, self.workspace)
        around, own = self._environment(context, 0, context.above), self._environment(context, context.above)
        env = f"/github/env/{context.job}"
        written_before = [f"set -a; . {env}; set +a"] if context.job in expressions.environments else []
        before = [self._folder(step), *around, *written_before, *own, *self.checkouts.of(context.job)]
        if "GITHUB_ENV" in speaks:
            expressions.environments[context.job] = env
            before.append(f"GITHUB_ENV={env}")
        if step.id is not None and "GITHUB_OUTPUT" in speaks:
            file = f"/github/output/{context.scope}/{step.id}"
            expressions.known_steps[f"{context.scope}/{step.id}"] = file
            before.append(f"GITHUB_OUTPUT={file}")
        opening = f"if {condition}; then (" if condition else "("
        closing = "\n) fi" if condition else "\n)"
        head = "; ".join(one for one in (*before, *left.before, strict) if one)
        given = {name: node.at for layer in context.env for name, node in layer.items() if node.at != NOWHERE}
        whole = f"{opening}{head}\n{body}{closing}"
        words = self._laid(step, written, body, 1)
        self.parts.append(Part(row - 1, whole, written.at.path, indent, step.turn, given, words))

    def _folder(self, step: Step) -> str:
        """Commands run in the checkout, whatever folder the workflow lies in."""
        up = to_checkout(self.root)
        below = self.expressions.literal(step.folder, step.context)
        if below is None:
            return f'cd "{self.expressions.unknown("working-directory", step.context, step.at)}"'
        return f"cd {up}" + (f"; cd '{below}'" if below and WORD.match(below) else "")

    def _environment(self, context: Context, first: int, end: int | None = None) -> Iterator[str]:
        """Some of the ``env`` around a step; none sees itself."""
        for number, layer in list(enumerate(context.env))[first:end]:
            outside = replace(context, env=context.env[:number])
            for name, node in layer.items():
                if name.startswith(FILE):
                    yield f"set -a; . '{name.removeprefix(FILE)}'; set +a"
                if not NAME.match(name):
                    continue
                said = spelled(node) if isinstance(node, Value) else None
                value = "" if said is None else doubled(said)
                yield f'export {name}="{self.expressions.bash(value, outside, node.at)}"'
