"""The tasks of a pipeline that run commands or deploy, each as the script that does the same.

Source: Azure Pipelines documentation, "Azure Pipelines task reference".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from natpin.formats.az import SIGNS_IN
from natpin.formats.pipelines.azure.expressions import TEMPLATE
from natpin.formats.pipelines.azure.insertions import entries, undecided
from natpin.formats.pipelines.azure.steps import NotFollowed, Run, Step
from natpin.formats.pipelines.azure.writer import CHECKOUT, Writer
from natpin.formats.pipelines.deploying import deployment_task, terraform_looks, terraform_task
from natpin.formats.pipelines.elsewhere import deployed
from natpin.formats.pipelines.texts import all_spelled, spelled, writes
from natpin.model.doubt import Doubt
from natpin.model.record import mutable
from natpin.model.value import Node, Value, dig, text
from natpin.regex import late_regex

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


def _name(task: str) -> str:
    """A task's name, in lower case, without its version and without the extension that it comes from:
    ``ms-devlabs.custom-terraform-tasks.custom-terraform-release-task.TerraformTaskV4@4``."""
    return task.partition("@")[0].rpartition(".")[2].lower()


@mutable
class Tasks:
    """Writes what tasks do into the script of a pipeline."""

    writer: Writer

    moves: bool = False
    """Tasks work through service connections that may be for several subscriptions."""

    def connected(self, run: Run) -> str | None:
        """The service connection that a task works through, which tells its subscription."""
        if isinstance(run, NotFollowed):
            return None
        task = _name(text(dig(run.body, "task")) or "")
        given = {name.lower(): node for name, node in self._put_in(dig(run.body, "inputs"), run)}
        named = next(
            (said for name in _CONNECTIONS.get(task, ()) if (said := spelled(given.get(name)))), None
        )
        return self.writer.expressions.bash(named, run.context, run.at) if named is not None else None

    def write(self, step: Step) -> None:
        """A step that is a task."""
        task = text(dig(step.body, "task"))
        if task is not None:
            self._connect(step)
            self._task(step, _name(task), dig(step.body, "inputs"))

    def _connect(self, step: Step) -> None:
        """``az account set`` in the place of what a task signs in to, where a pipeline signs in to more than one."""
        said = self.connected(step)
        if said is None:
            return
        if "$" not in said:
            said = self.writer.expressions.hole(f"the subscription of the service connection {said}", step.at)
        at = (dig(step.body, "task") or step.body).at
        command = "az account set --subscription" if self.moves else SIGNS_IN
        self.writer.part(step, Value(None, at), f'{command} "{said}"', None, {})

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
                    self.writer.runs(step, inline, shell, folder)
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
                    self.writer.runs(step, inline, "pwsh", folder)
                elif script is not None:
                    arguments = inputs.get("scriptarguments") or inputs.get("arguments")
                    self._file(step, script, arguments, "pwsh", folder)
            case "azureresourcemanagertemplatedeployment" | "azureresourcegroupdeployment":
                self._deployment(step, task, inputs, None)
            case "pythonscript" | "nodetaskrunner":
                self._program(step, inline, script, folder)
            case _ if task.startswith(("terraformtask", "terraformcli")) and self._is_known(inputs, folder):
                pass
            case _ if task not in _HARMLESS:
                if not task.startswith("terraform"):
                    self.writer.rollouts += deployed(
                        task, all_spelled(inputs), step.at, self.writer.workspace
                    )
                if not _DEPLOYS.search(task) and not any(
                    writes(spelled(node) or "") for node in inputs.values()
                ):
                    return
                self.writer.doubts.append(
                    Doubt(f"what the task {text(dig(step.body, 'task'))} does", step.at)
                )

    def _program(self, step: Step, inline: Node | None, script: Node | None, folder: Node | None) -> None:
        """A task that runs a program, which is not followed: what it may leave for the steps after it."""
        node = script if script is not None else inline
        said = " ".join(spelled(one) or "" for one in (script, inline) if one is not None)
        if node is None:
            return
        set_before = dict(self.writer.set_by_steps.before(step))
        lines = self.writer.set_by_steps.by_a_program(said, step, node)
        if lines:
            self.writer.part(step, Value(None, node.at), "; ".join(lines), folder, set_before)
        if writes(said):
            self.writer.doubts.append(Doubt(f"what the task {text(dig(step.body, 'task'))} does", step.at))

    def _is_known(self, inputs: dict[str, Node], folder: Node | None) -> bool:
        """Whether a task of Terraform changes nothing, or what lies in a folder of this repository, which is read."""
        if terraform_looks(all_spelled(inputs)):
            return True
        place = (spelled(folder) or "") if folder is not None else ""
        for root in CHECKOUT:
            place = place.removeprefix(root)
        place = posixpath.normpath(place.replace("\\", "/").strip("/") or ".")
        workspace = self.writer.workspace
        return workspace.is_folder(place) and any(
            one.endswith((".tf", ".tf.json", ".tofu")) for one in workspace.listdir(place)
        )

    def _deployment(self, step: Step, task: str, inputs: dict[str, Node], folder: Node | None) -> None:
        """A task that deploys: as the command that it runs."""
        command = (terraform_task if task.startswith("terraform") else deployment_task)(all_spelled(inputs))
        if command is not None:
            at = (dig(step.body, "task") or step.body).at
            self.writer.script(step, Value(None, at), command, folder)

    def _file(
        self, step: Step, script: Node, arguments: Node | None, shell: str, folder: Node | None
    ) -> None:
        """A task that runs a script of the repository."""
        path, given = spelled(script) or "", (spelled(arguments) or "") if arguments is not None else ""
        for root in CHECKOUT:
            path = path.replace(f"{root}/", "").replace(f"{root}\\", "")
        if shell == "bash":
            self.writer.script(step, script, f"bash {path} {given}", folder)
        else:
            self.writer.powershell(step, script, f'& "{path}" {given}', folder)

    def _put_in(self, node: Node | None, step: Step) -> Iterator[tuple[str, Node]]:
        """The entries of a mapping, those that template expressions put there included."""
        for name, value, where in entries(node, step.context, self.writer.expressions):
            said = spelled(value)
            if where is step.context or said is None or TEMPLATE.search(said) is None:
                yield name, value
            else:
                found = self.writer.expressions.bash(said, where, value.at)
                yield name, undecided("each", value) if "$" in found else Value(found, value.at)
