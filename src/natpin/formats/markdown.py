"""Reader of Markdown and MDX whose fenced blocks provision AKS with az: runbooks and tutorials.

The fences of a file are one script: what one assigns, the next one uses. A section that cleans up does not take back
what the page has taught.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from natpin.formats.az import Part, read_parts
from natpin.formats.interface import Inputs, Read
from natpin.model.doubt import Doubt
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, holds_any

name = "markdown"
suffixes = (".md", ".markdown", ".mdx")
workloads_only = False

LANGUAGES = frozenset(
    {
        "bash",
        "sh",
        "shell",
        "zsh",
        "console",
        "shell-session",
        "shellsession",
        "azurecli",
        "azurecli-interactive",
        "azcli",
    }
)
"""What a fence of bash calls itself; Microsoft's documentation says ``azurecli-interactive``."""

POWERSHELL = frozenset(
    {"powershell", "pwsh", "ps1", "ps", "posh", "azurepowershell", "azurepowershell-interactive"}
)

OTHERS = frozenset(
    """
    yaml yml json jsonc json5 hcl terraform tf bicep csharp cs c cpp java javascript js typescript ts tsx jsx go rust
    ruby python py php perl r sql kusto kql xml html css scss ini toml diff patch mermaid output dockerfile docker
    makefile make groovy http markdown md mdx proto graphql lua swift kotlin scala nginx properties env dotenv
    """.split()  # noqa: SIM905
)
"""Labels of fences that hold no commands to be typed. A fence of any other label, or of none, is a script if it runs az,
or if all of its lines set variables."""

_SPEAKS = (
    b"az aks create",
    b"az aks update",
    b"az aks nodepool",
    b"az network nat gateway",
)
_FENCE = late_regex(r"[ \t>]{0,80}(`{3,40}|~{3,40})[ \t]*\{?\.?([\w-]{0,40})")
_COMMAND = late_regex(
    r"(?:^|[$%#>;&|({`]|\b(?:do|then|else|if|while|until|sudo|time|env|exec|command|xargs)[ \t])[ \t]{0,80}az [a-z]",
    re.MULTILINE,
)
"""az where a command begins: on a line of its own, behind a prompt, in ``$(…)``, a list or a loop."""
_NO_ASSIGNMENT = late_regex(
    r"^(?![ \t>]{0,80}(?:$|#|(?:[$%] )?(?:export[ \t]+)?[A-Za-z_]\w{0,80}=(?:\S|$)))", re.MULTILINE
)
_PROMPT = late_regex(r"^([ \t]*)[$#%>] (?=az |export |\w+=)", re.MULTILINE)
_TYPED = late_regex(r"[ \t]*[$%] (?=\S)")
_HEREDOC = late_regex(r"<<-?\s*['\"]?([A-Za-z_]\w*)['\"]?")
_HEADING = late_regex(r" {0,3}(#{1,6})[ \t]+(.*)")
_CLEANS_UP = late_regex(
    r"\W*(?:(?:step\s*)?\d+[.:)]?\s*)?(?:(?:optional\W*)?clean(?:ing)?[ -]?up\b|cleanup\b|tear(?:ing)?[ -]?down\b"
    r"|(?:delet|remov|destroy)\w*\b.{0,30}\b(?:resources?|clusters?|everything|groups?|deployment|environment)\b)",
    re.IGNORECASE,
)
_COMMENT = late_regex(rb"<!--.*?-->", re.DOTALL)
_TAKES_AWAY = late_regex(r"\bdelete\b|--remove\b|\bnull\b|\bdestroy\b")
_MAKES = late_regex(r"\baz [\w -]*\b(?:create|add)\b")


@record
class Fence:
    """A fenced block."""

    row: int
    """How many lines of the file lie before its text."""
    language: str
    body: str
    clears: bool = False
    """It stands in a section that cleans up."""

    @property
    def bash(self) -> bool:
        """True when it holds commands for a shell like bash."""
        if self.language in LANGUAGES:
            return True
        if self.language in OTHERS or self.language in POWERSHELL:
            return False
        return _COMMAND.search(self.body) is not None or (
            "=" in self.body and _NO_ASSIGNMENT.search(self.body) is None
        )


def claims(path: str, data: bytes) -> bool:
    """True for Markdown with a fence and az commands that make or change clusters and gateways."""
    if not ((b"```" in data or b"~~~" in data) and holds_any(data, _SPEAKS)):
        return False
    shown = _COMMENT.sub(b"", data) if b"<!--" in data else data
    return any(words in shown for words in _SPEAKS)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterable[Stack | Skipped]:
    """One stack a file."""
    return [Stack(name, path) for path in sorted(claimed)]


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """What the fences of a file provision, in order."""
    data = workspace.read(stack.root)
    if isinstance(data, Skipped):
        yield Skipped(stack.root, data.reason, claims_aks=True, stack=stack.id)
        return
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    found = [fence for fence in blocks(text) if not fence.clears or not _only_clears(fence)]
    bash = [fence for fence in found if fence.bash]
    other = [fence for fence in found if fence.language in POWERSHELL]
    if not any(_speaks(fence) for fence in bash) and any(_speaks(fence) for fence in other):
        yield from _powershell(other, stack, workspace, inputs)
    else:
        yield from _untold(bash, other, stack.root)
    from natpin.formats.blanks import without_blanks

    texts = without_blanks([without_prompts(fence.body) for fence in bash])
    parts = [Part(fence.row, text) for fence, text in zip(bash, texts, strict=True)]
    yield from read_parts(parts, stack.root, workspace, inputs)


def _only_clears(fence: Fence) -> bool:
    return bool(_TAKES_AWAY.search(fence.body)) and not _MAKES.search(fence.body)


def _speaks(fence: Fence) -> bool:
    return any(words.decode() in fence.body for words in _SPEAKS)


def _powershell(fences: list[Fence], stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """A page whose commands are written for PowerShell: its fences as one script, each on its own lines."""
    from natpin.formats.az import powershell
    from natpin.formats.blanks import without_blanks

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


def fences(text: str) -> Iterator[tuple[int, str]]:
    """The bash fences of a text: how many lines lie before each, and what stands in it."""
    for fence in blocks(text):
        if fence.bash:
            yield fence.row, without_prompts(fence.body)


def blocks(text: str) -> Iterator[Fence]:
    """The fences of a text. What stands in an HTML comment is not shown to the reader.

    CommonMark 0.31, "fenced code blocks": a fence ends at a line of at least as many of the same marks.
    """
    mark = ""
    language = ""
    first = 0
    lines: list[str] = []
    hidden = False
    clearing = 0
    for number, line in enumerate(text.split("\n")):
        found = _FENCE.match(line)
        if not mark:
            hidden, shown = _comment(line, hidden)
            heading = _HEADING.match(line) if shown else None
            if heading:
                level = len(heading.group(1))
                if not clearing or level <= clearing:
                    clearing = level if _CLEANS_UP.match(heading.group(2)) and level > 1 else 0
            if found and (shown or hidden):
                mark, language = found.groups()
                first, lines = number + 1, []
            continue
        closes = found is not None and found.group(1).startswith(mark) and not line[found.end(1) :].strip()
        if closes:
            if not hidden:
                yield Fence(first, language.lower(), "\n".join(lines), bool(clearing))
            mark = ""
        else:
            lines.append(line)
    if mark and not hidden:
        yield Fence(first, language.lower(), "\n".join(lines), bool(clearing))


def _comment(line: str, hidden: bool) -> tuple[bool, bool]:
    """Whether an HTML comment is open after a line, and whether the line itself is shown."""
    shown = not hidden
    rest = line
    while rest:
        if hidden:
            _, end, rest = rest.partition("-->")
            hidden = not end
        else:
            _, start, rest = rest.partition("<!--")
            hidden = bool(start)
    return hidden, shown


def without_prompts(text: str) -> str:
    """``$ az …``: the prompt is no part of the command, and what is printed below none either; columns stay."""
    lines = text.split("\n")
    if not any(_TYPED.match(line) for line in lines):
        return _PROMPT.sub(lambda found: found.group(1) + "  ", text)
    kept: list[str] = []
    goes_on = False
    until: str | None = None
    for line in lines:
        typed = _TYPED.match(line)
        if until is not None:
            kept.append(line)
            until = None if line.strip() == until else until
            goes_on = False
            continue
        if not typed and not goes_on:
            kept.append(line if line.lstrip().startswith("#") else "")
            continue
        shown = " " * typed.end() + line[typed.end() :] if typed else line
        kept.append(shown)
        goes_on = shown.rstrip().endswith(("\\", "|", "&&", "||"))
        document = _HEREDOC.search(shown)
        until = document.group(1) if document and not goes_on else None
    return "\n".join(kept)
