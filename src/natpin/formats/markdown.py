"""Reader of Markdown whose fenced blocks provision AKS with az: runbooks and tutorials.

The bash fences of a file are one script: what one assigns, the next one uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from natpin.formats.az import read_parts
from natpin.formats.interface import Inputs, Read
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace

name = "markdown"
suffixes = (".md", ".markdown")
workloads_only = False

LANGUAGES = frozenset(
    {"bash", "sh", "shell", "zsh", "console", "shell-session", "azurecli", "azurecli-interactive", "azcli"}
)
"""What a fence of bash calls itself; Microsoft's documentation says ``azurecli-interactive``."""

_SPEAKS = (b"az aks create", b"az aks update", b"az aks nodepool", b"az network nat gateway")
_FENCE = re.compile(r"[ \t>]{0,80}(`{3,40}|~{3,40})[ \t]*\{?\.?([\w-]{0,40})")
_PROMPT = re.compile(r"^([ \t]*)[$#%>] (?=az |export |\w+=)", re.MULTILINE)


def claims(path: str, data: bytes) -> bool:
    """True for Markdown with a fence and az commands that make or change clusters and gateways."""
    return (b"```" in data or b"~~~" in data) and any(words in data for words in _SPEAKS)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterable[Stack | Skipped]:
    """One stack a file."""
    return [Stack(name, path) for path in sorted(claimed)]


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """What the bash fences of a file provision, in order."""
    data = workspace.read(stack.root)
    if isinstance(data, Skipped):
        yield Skipped(stack.root, data.reason, claims_aks=True, stack=stack.id)
        return
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    yield from read_parts(fences(text), stack.root, workspace, inputs)


def fences(text: str) -> Iterator[tuple[int, str]]:
    """The bash fences of a text: how many lines lie before each, and what stands in it.

    CommonMark 0.31, "fenced code blocks": a fence ends at a line of at least as many of the same marks.
    """
    mark = ""
    speaks = False
    first = 0
    lines: list[str] = []
    for number, line in enumerate(text.split("\n")):
        found = _FENCE.match(line)
        if not mark:
            if found:
                mark, language = found.groups()
                speaks = language.lower() in LANGUAGES
                first, lines = number + 1, []
            continue
        closes = found is not None and found.group(1).startswith(mark) and not line[found.end(1) :].strip()
        if closes:
            if speaks:
                yield first, _without_prompts("\n".join(lines))
            mark = ""
        elif speaks:
            lines.append(line)
    if mark and speaks:
        yield first, _without_prompts("\n".join(lines))


def _without_prompts(text: str) -> str:
    """``$ az …``: the prompt is no part of the command; columns stay."""
    return _PROMPT.sub(lambda found: found.group(1) + "  ", text)
