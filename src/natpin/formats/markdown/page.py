"""What the fences of a page of Markdown provision.

The fences of a file are one script: what one assigns, the next one uses. A section that cleans up does not take back
what the page has taught.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.az import Part, read_parts
from natpin.formats.blanks import without_blanks
from natpin.formats.interface import Inputs, Read
from natpin.formats.markdown.fences import POWERSHELL, Fence, blocks, without_prompts
from natpin.formats.markdown.outside import doubts, not_read, outside
from natpin.model.doubt import Doubt
from natpin.model.location import Location
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace

_TAKES_AWAY = late_regex(r"\bdelete\b|--remove\b|\bnull\b|\bdestroy\b")
_MAKES = late_regex(r"\baz [\w -]*\b(?:create|add)\b")


def read_page(
    stack: Stack, workspace: Workspace, inputs: Inputs, speaks: tuple[bytes, ...]
) -> Iterator[Read]:
    """What the fences of a file provision, in order. ``speaks``: the commands that make or change clusters and gateways."""
    data = workspace.read(stack.root)
    if isinstance(data, Skipped):
        yield Skipped(stack.root, data.reason, claims_aks=True, stack=stack.id)
        return
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    shown = list(blocks(text))
    found = [fence for fence in shown if not fence.clears or not _only_clears(fence)]
    bash = [fence for fence in found if fence.bash]
    other = [fence for fence in found if fence.language in POWERSHELL]
    if not any(_speaks(fence, speaks) for fence in bash) and any(_speaks(fence, speaks) for fence in other):
        yield from _powershell(other, stack, workspace, inputs)
    else:
        yield from _untold(bash, other, stack.root)
    beside = list(outside(text, shown, stack.root))
    if any(_speaks(fence, speaks) for fence in (*bash, *other)):
        yield from doubts(beside)
    elif beside:
        yield not_read(beside)
    texts = without_blanks([without_prompts(fence.body) for fence in bash])
    parts = [Part(fence.row, text) for fence, text in zip(bash, texts, strict=True)]
    yield from read_parts(parts, stack.root, workspace, inputs)


def _only_clears(fence: Fence) -> bool:
    return bool(_TAKES_AWAY.search(fence.body)) and not _MAKES.search(fence.body)


def _speaks(fence: Fence, speaks: tuple[bytes, ...]) -> bool:
    return any(words.decode() in fence.body for words in speaks)


def _powershell(fences: list[Fence], stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """A page whose commands are written for PowerShell: its fences as one script, each on its own lines."""
    from natpin.formats.az import powershell

    lines: list[str] = []
    for fence in fences:
        lines += [""] * (fence.row - len(lines))
        lines += fence.body.split("\n")
    page = _Page(workspace, stack.root, without_blanks(["\n".join(lines)])[0].encode())
    yield from powershell.read(Stack(powershell.name, stack.root), page, inputs)  # type: ignore[arg-type]


class _Page:
    """A workspace in which a page holds its script alone."""

    def __init__(self, workspace: Workspace, path: str, data: bytes) -> None:
        self._workspace, self._path, self._data = workspace, path, data

    def read(self, path: str) -> bytes | Skipped:
        """What a file holds."""
        return self._data if path == self._path else self._workspace.read(path)

    def exists(self, path: str) -> bool:
        """Whether it is there."""
        return path == self._path or self._workspace.exists(path)


def _untold(bash: list[Fence], other: list[Fence], path: str) -> Iterator[Doubt]:
    """PowerShell beside bash says the same in another tongue; az commands that bash does not give are a doubt."""
    from natpin.formats.az.cli import closed

    told = {" ".join(spoken) for fence in bash for spoken in closed.commands_in(fence.body)}
    for fence in other:
        for spoken in closed.commands_in(fence.body):
            reach = closed.bearing(spoken)
            shown = " ".join(spoken)
            if reach is not None and shown not in told:
                told.add(shown)
                yield Doubt(
                    f"`az {shown}` for PowerShell, beside commands for bash",
                    Location(path, fence.row + 1),
                    None,
                    reach,
                )
