"""The fenced blocks of a page of Markdown, and which of them hold commands.

Source: CommonMark 0.31, "fenced code blocks".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from natpin.model.record import record
from natpin.regex import late_regex

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

_FENCE = late_regex(r"[ \t>]{0,80}(`{3,40}|~{3,40})[ \t]*\{?\.?([\w-]{0,40})")
_TAG = late_regex(r"[ \t>]{0,80}<(pre|CodeBlock)\b[^>]{0,200}>(?:[ \t]*<code\b[^>]{0,200}>)?(?:[ \t]*\{`)?")
"""A block of HTML, or of MDX, that shows code (CommonMark 0.31, "HTML blocks")."""
_LABEL = late_regex(r"\b(?:class|className|lang|language)=[\"']?(?:language-|highlight-)?([\w-]{1,40})")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&"))
_COMMAND = late_regex(
    r"(?:^|[$%#>;&|({`]|\b(?:do|then|else|if|while|until|sudo|time|env|exec|command|xargs)[ \t])[ \t]{0,80}(?:[\w.~$/-]{0,80}/)?az [a-z]",
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


_PRINTED = late_regex(
    r"\W*(?:(?:the|an?|your|this|here|is|following|example|sample|expected|command|console|terminal|partial|truncated)[ ]){0,5}"
    r"(?:output|response)s?\b(?![ ](?:type|variable|file|name|format|to)\b)[^.`\n]{0,60}\Z"
    r"|\W*you(?:[ ](?:should|will|can|may)|'ll)[ ](?:see|get)\b[^.`\n]{0,40}\b(?:output|response)\b[^.`\n]{0,40}\Z",
    re.IGNORECASE,
)
"""What says before a fence that a command prints what is in it: ``Expected output:``, ``The output looks like this:``."""
_SETS = late_regex(r"^[ \t>]{0,80}(?:export[ \t]+)?[A-Za-z_]\w{0,80}=", re.MULTILINE)


@record
class Fence:
    """A fenced block."""

    row: int
    """How many lines of the file lie before its text."""
    language: str
    body: str
    clears: bool = False
    """It stands in a section that cleans up."""
    printed: bool = False
    """The line before it says that a command prints it."""

    @property
    def bash(self) -> bool:
        """True when it holds commands for a shell like bash."""
        if self.printed and _COMMAND.search(self.body) is None and _SETS.search(self.body) is None:
            return False
        if self.language in LANGUAGES:
            return True
        if self.language in OTHERS or self.language in POWERSHELL:
            return False
        return _COMMAND.search(self.body) is not None or (
            "=" in self.body and _NO_ASSIGNMENT.search(self.body) is None
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
    before_it = ""
    for number, line in enumerate(text.split("\n")):
        found = _FENCE.match(line)
        if mark.startswith("</"):
            before, closing, _ = line.partition(mark)
            lines.append(_as_shown(before.removesuffix("</code>") if closing else line))
            if closing:
                if not hidden:
                    yield Fence(
                        first, language.lower(), "\n".join(lines), bool(clearing), _is_said(before_it)
                    )
                mark = ""
                before_it = ""
            continue
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
            elif "<" in line and (tag := _TAG.match(line)) is not None and f"</{tag[1]}>" not in line:
                label = _LABEL.search(tag[0])
                mark, language = f"</{tag[1]}>", label[1] if label is not None else ""
                first, lines = number, [" " * tag.end() + _as_shown(line[tag.end() :])]
            elif line.strip():
                before_it = line
            continue
        closes = found is not None and found.group(1).startswith(mark) and not line[found.end(1) :].strip()
        if closes:
            if not hidden:
                yield Fence(first, language.lower(), "\n".join(lines), bool(clearing), _is_said(before_it))
            mark = ""
            before_it = ""
        else:
            lines.append(line)
    if mark and not hidden and not mark.startswith("</"):
        yield Fence(first, language.lower(), "\n".join(lines), bool(clearing), _is_said(before_it))


def _is_said(line: str) -> bool:
    return len(line) < 200 and _PRINTED.match(line) is not None


def _as_shown(line: str) -> str:
    """A line of HTML as the reader sees it."""
    for written, shown in _ENTITIES if "&" in line else ():
        line = line.replace(written, shown)
    return line


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
