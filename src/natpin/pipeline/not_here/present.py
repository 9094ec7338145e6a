"""Whether what is called is here after all, be it elsewhere than where it is looked for: what a folder is from where it runs
is seldom known, and a file of that name is read, or is not, by what it says itself."""

from __future__ import annotations

import posixpath
import re
from typing import Protocol

from natpin.model.endings import SCRIPTS
from natpin.regex import late_regex
from natpin.workspace import Workspace

_OPEN = late_regex(r"\$\{\{[^{}]*\}\}|\{\{[^{}]*\}\}|\$\([^()]*\)|\$\{[^{}]*\}|\$\w+|%\w+%")
_SAYS = late_regex(r"(?i)aks|k8s|kubernetes|managed-?cluster")


class Called(Protocol):
    """What is called."""

    @property
    def called(self) -> str:
        """As it is written."""

    @property
    def kind(self) -> str:
        """``file``, ``folder`` or ``elsewhere``."""


class Present:
    """The files and folders of a workspace, by the ends of their paths."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._files: str | None = None

    def has(self, call: Called, path: str) -> bool:
        """Whether the workspace has what is called. ``path``: who calls it, which does not call itself."""
        tail = _tail(call.called)
        if not tail:
            return True
        files = self._all()
        for ending in _alike(tail):
            pattern = _pattern(ending)
            folder = call.kind == "folder" or "." not in ending.rpartition("/")[2]
            if re.search(rf"(?m)(?:^|/){pattern}{'/' if folder else '$'}", files) is not None:
                return True
        return self._is_beside(call, path)

    def _is_beside(self, call: Called, path: str) -> bool:
        """Whether it lies where it is named, outside of what a walk sees: the user named a file alone."""
        if call.kind == "elsewhere" or _OPEN.search(call.called):
            return False
        exists = self._workspace.is_folder if call.kind == "folder" else self._workspace.exists
        return any(
            not place.startswith("..") and exists(place)
            for place in (
                posixpath.normpath(call.called),
                posixpath.normpath(posixpath.join(posixpath.dirname(path), call.called)),
            )
        )

    def _all(self) -> str:
        if self._files is None:
            self._files = "\n".join(self._workspace.walk()).lower()
        return self._files


def _tail(called: str) -> str:
    """The end of a path, from the part on that says AKS: only that is compared."""
    path = re.split(r"[?@]", called.replace("\\", "/"), maxsplit=1)[0].lower()
    path = re.sub(r"^\w+://", "", _OPEN.sub("*", path))
    parts = [one for one in path.split("/") if one not in ("", ".", "..")]
    speaking = [number for number, one in enumerate(parts) if _SAYS.search(one)]
    return "/".join(parts[speaking[-1] :]) if speaking else ""


def _alike(tail: str) -> list[str]:
    """A template in Bicep is deployed as the JSON that it becomes; a role is called with its collection."""
    if tail.endswith(".json"):
        return [tail, tail.removesuffix(".json") + ".bicep"]
    if re.fullmatch(r"\w+\.\w+\.\w+", tail) and not tail.endswith((".yml", ".yaml", *SCRIPTS)):
        return [tail.rpartition(".")[2], tail]
    return [tail]


def _pattern(ending: str) -> str:
    """An expression for a path's end in which ``*`` stands for anything within a part."""
    return "[^/\n]*".join(re.escape(one) for one in ending.split("*"))
