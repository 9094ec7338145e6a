"""What a module does that neither takes in tasks nor says anything of the play: commands, Azure's modules, those of others.

Sources: Ansible documentation, "Module defaults"; of each module, its page in the collection.
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.ansible.arguments import arguments_of, free_form, with_defaults
from natpin.formats.ansible.blocks import Blocks
from natpin.formats.ansible.commands import SHELLS, Commands
from natpin.formats.ansible.harmless import is_harmless
from natpin.formats.ansible.kubernetes_objects import Applied
from natpin.formats.ansible.modules import azure_name
from natpin.formats.ansible.requests import Requests
from natpin.formats.ansible.run import Run
from natpin.formats.az.cli.foreign import reach_of_program
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, Value, members, plain

TERRAFORM_MODULES = ("terraform", "community.general.terraform", "cloud.terraform.terraform")


class Modules(Blocks):
    """Runs modules."""

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.commands = Commands(run)
        self.requests = Requests(run)
        self.applied = Applied(run)
        self.defaults: list[Mapping[str, Node]] = []
        """``module_defaults``, innermost last."""

    def module(self, key: str, name: str, written: Node, task: Mapping[str, Node], node: Node) -> Node:
        """What a module does that takes in no other tasks; what it gives back."""
        run = self.run
        if name in SHELLS:
            given = {**members(task.get("args")), **members(written)}
            free = written if not members(written) else None
            return self.commands.command(name, free, given, "register" in task, node.at)
        azure = azure_name(key)
        if azure is not None:
            options = with_defaults(key, arguments_of(written, run, task.get("args")), self.defaults, run)
            if isinstance(options, Unknown):
                self._opaque(key, options, node.at)
                return options
            if self.breaks_off and azure in ("aks", "aksagentpool"):
                return Unknown("the block fails before", node.at)
            if azure in ("resource", "deployment"):
                return self.requests.run(azure, options, node.at)
            return run.azure.run(azure, options, node.at)
        self.applied.by(key, written, task.get("args"), node.at)
        if not is_harmless(key):
            self._foreign(key, name, written, node)
        why = Unknown(f"what {key} gives back is only known when it has run", node.at)
        from natpin.languages.jinja.scope import OPEN

        return Value({OPEN: why, "changed": why}, node.at)

    def _opaque(self, key: str, why: Unknown, at: Location) -> None:
        reach = reach_of_program(f"azure_rm_{azure_name(key)}") or Reach(adds=True)
        self.run.doubt(f"the options of {key}: {why.reason}", at, reach, why.settle_by)

    def _foreign(self, key: str, name: str, written: Node, node: Node) -> None:
        """A module that natpin does not know: by what its options say, and where it is of a collection that is not known,
        it may change anything."""
        # as it is written too: what is known of a text that is not known as a whole
        said = f"{key} {plain(written)} {plain(self.run.value(written))} {free_form(written) or ''}"
        if name in ("uri", "win_shell", "win_command", "expect", "k8s", "kubernetes.core.k8s", "get_url"):
            reach = reach_of_program(said.replace("'", '"'))
            if reach is None and name in ("k8s", "kubernetes.core.k8s") and "azure.com/" in said:
                reach = Reach(adds=True)
        elif name in TERRAFORM_MODULES:
            self.requests.terraform(arguments_of(written, self.run), node.at)
            return
        elif "." in name and not name.startswith(("community.", "ansible.", "kubernetes.")):
            reach = Reach(adds=True)
        else:
            reach = reach_of_program(said.replace("'", '"'))
        if reach is not None:
            self.run.doubt(f"the module {key}", node.at, reach)
