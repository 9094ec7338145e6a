"""Scripts and pipelines that are too large to be looked through for what they deploy, and with which inputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from natpin.model.value import Skipped
from natpin.pipeline.command_places import place, stands_in_any_text, without_folders
from natpin.pipeline.file_texts import MAX_BYTES
from natpin.pipeline.unread_places import MOST_BEFORE
from natpin.regex import late_regex
from natpin.workspace import Workspace, words_of

_DEPLOYS = late_regex(
    rb"\b(?:(?:terraform|tofu|terragrunt)\b[^\n]{0,300}?\b(?:apply|plan)\b|az[\"', \t]{1,9}(?:deployment|stack)\b"
    rb"|New-Az\w{0,40}Deployment\b)"
)
_WHY = f"it is larger than {MAX_BYTES // 2**20} MiB, and natpin does not look for the inputs that it gives to what it deploys: "


def too_large(paths: Iterable[str], workspace: Workspace) -> Iterator[Skipped]:
    """Those of the files that run what deploys. ``paths``: larger ones than ``MAX_BYTES``, which may give inputs."""
    for path in paths:
        data = workspace.peek(path)
        words = b"" if isinstance(data, Skipped) else words_of(data)
        for found in _DEPLOYS.finditer(words):
            start = max(words.rfind(b"\n", 0, found.start()) + 1, found.start() - MOST_BEFORE)
            if stands_in_any_text(without_folders(words[start : found.start()])):
                why = _WHY + "deploy from a smaller file"
                yield Skipped(path, why, place(path, words, found.start()), claims_aks=True)
                break
