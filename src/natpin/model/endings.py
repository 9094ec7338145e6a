"""How the names of scripts end that natpin follows: one list, for whoever looks for scripts by their names.

A script that has another name is known by its first line (``pipeline.script_endings``); what Azure CLI's extension of
Visual Studio Code runs ends in ``.azcli``.
"""

from __future__ import annotations

from typing import Final

SHELL: Final = (".sh", ".bash", ".zsh", ".azcli")
POWERSHELL: Final = (".ps1", ".psm1")
SCRIPTS: Final = (*SHELL, *POWERSHELL)
