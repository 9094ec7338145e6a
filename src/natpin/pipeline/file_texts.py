"""The texts in which it is looked for what deploys a root and what it gives: scripts, pipelines, configurations."""

from __future__ import annotations

from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, as_utf8

MAX_BYTES = 2**20
"""No script, pipeline or configuration is larger."""
COMMENT = late_regex(r"(?i)[ \t]*(?:#|//|--(?!\w)|::|rem\b)")
"""The beginning of a line that is a comment: nothing in it is said."""


def text_of(path: str, workspace: Workspace) -> str | None:
    """A file's text; None for one that cannot be read, or that is too large to be one of those."""
    data = workspace.peek(path)
    if isinstance(data, Skipped) or len(data) > MAX_BYTES:
        return None
    text = decoded(data)
    if path.endswith(".ipynb"):
        from natpin.pipeline.notebooks import commands_of  # few repositories have any

        return commands_of(text)
    return text


def decoded(data: bytes) -> str:
    """Bytes as text, whatever they are."""
    return as_utf8(data).decode("utf-8", "replace")


def in_comment(text: str, at: int) -> bool:
    """Whether an offset of a text lies in a line that is a comment."""
    return COMMENT.match(text, text.rfind("\n", 0, at) + 1) is not None
