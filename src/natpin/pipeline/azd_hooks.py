"""What hooks of ``azure.yaml`` find in their environment: the variables of azd's environment, which azd exports to them.

Those are what ``.azure/NAME/.env`` keeps, what ``azd env set`` sets, and the outputs of what azd provisions. Source:
learn.microsoft.com/azure/developer/azure-developer-cli, "Customize workflows with hooks", "Work with environment variables".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from natpin.pipeline.file_texts import decoded
from natpin.pipeline.giving_tools import AZD_FILES
from natpin.regex import late_regex
from natpin.workspace import Workspace

_LINE = late_regex(r"(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=")
_OUTPUT = late_regex(r"(?m)^[ \t]*output[ \t]+\"?([A-Za-z_]\w*)\"?[ \t{]")
_DECLARING = (".bicep", ".tf")


def is_azd(path: str) -> bool:
    """Whether a file is azd's own."""
    return posixpath.basename(path) in AZD_FILES


def exported_to_hooks(path: str, workspace: Workspace) -> Iterator[str]:
    """The variables that azd exports to the hooks of the ``azure.yaml`` at a path."""
    folder = posixpath.dirname(path)
    home = posixpath.join(folder, ".azure") + "/"
    for other in workspace.walk():
        kept = other.startswith(home) and other.endswith("/.env")
        if not kept and not (other.endswith(_DECLARING) and (not folder or other.startswith(f"{folder}/"))):
            continue
        data = workspace.peek(other)
        if isinstance(data, bytes):
            yield from (_LINE if kept else _OUTPUT).findall(decoded(data))
