"""A stack: a root with its inputs, read by one reader, judged by itself."""

from __future__ import annotations

import posixpath

from natpin.model.location import Location
from natpin.model.record import field, record


@record
class Stack:
    """A Terraform root with one tfvars file, a template with one parameter file, a script.

    The same root with other inputs is another stack, with a graph and verdicts of its own.
    """

    reader: str
    root: str
    """POSIX path of the folder or file, relative to the workspace."""
    inputs: tuple[str, ...] = ()
    """Value files, in the order they are applied, workspace-relative."""
    environment: str = ""
    """What the team calls it in natpin.yaml; empty for a stack that was found."""
    by: str = ""
    """The script that deploys it with inputs of its own, and what tells this deployment from its others."""
    deployed_at: Location | None = field(default=None, compare=False)
    """The script's command."""
    given: tuple[str, ...] = field(default=(), compare=False)
    """The names of the inputs that the command gives."""
    scripts: tuple[str, ...] = field(default=(), compare=False)
    """Files that deploy it as it is, with no inputs of their own."""

    @property
    def id(self) -> str:
        """``infra (prod.tfvars)``, ``infra (by deploy.sh)``, or where the team named it ``infra (prod)``: how people speak of it."""
        root = self.root or "."
        if self.environment:
            return f"{root} ({self.environment})"
        folder = posixpath.dirname(root) if posixpath.splitext(root)[1] else root
        inputs = [posixpath.relpath(path, folder or ".") for path in self.inputs]
        inputs += [f"by {self.by}"] if self.by else []
        return f"{root} ({', '.join(inputs)})" if inputs else root
