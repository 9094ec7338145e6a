"""The words of a text that speak of AKS, and which files may call something."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.model.record import record
from natpin.regex import late_regex

_NO_CALLERS = late_regex(
    r"(?i)(?:^|/)(?:[^/]*[.-]lock\.ya?ml|pnpm-lock\.yaml|mkdocs\.ya?ml|dependabot\.yml|labeler\.yml|codeowners\.ya?ml|values[^/]*\.ya?ml"
    r"|openapi[^/]*\.ya?ml|swagger[^/]*\.ya?ml|toc\.yml|_config\.yml|galaxy\.yml)\Z"
    r"|(?:^|/)(?:docs?|examples?|samples?|tests?|testdata|fixtures|vendor|node_modules|third_party|site-packages|ansible_collections)/"
)
"""Files that only list, and folders of prose, examples and tests: nobody runs what they name to make a cluster here."""
_ANCHOR = late_regex(r"(?i)aks|k8s|kubernetes|managed-?cluster")
_ENDS = frozenset(" \t\r\n\"'`,;()<>|&[]{}")
_LONGEST = 300
_MOST = 3_000
"""Words of a file that are looked at."""
_EXPRESSION = late_regex(
    r"(?:\$\{\{[^{}\n]{0,80}\}\}|\{\{[^{}\n]{0,80}\}\}|\$\([\w.:-]{1,60}\)|\$\{[\w.:-]{1,60}\}|\$PWD|\$PSScriptRoot)\Z"
)
_NAMED = late_regex(r"--?[A-Za-z][\w-]*[=:]|[A-Za-z_]\w*=")


@record
class Word:
    """A word that speaks of AKS: a path, a name, an address."""

    start: int
    end: int
    text: str
    before: str
    """What stands before it on its line."""
    after: str
    """What stands behind it on its line."""


def may_call(path: str) -> bool:
    """Whether a file that may call others, by its ending, is no example, test or page."""
    return _NO_CALLERS.search(path) is None


def spoken(text: str) -> Iterator[Word]:
    """The words that speak of AKS, in the order in which they stand there; none of comments."""
    done = -1
    for number, found in enumerate(_ANCHOR.finditer(text)):
        if number == _MOST:
            return
        if found.start() < done:
            continue
        line = text.rfind("\n", 0, found.start()) + 1
        start, end = found.start(), found.end()
        while start > line and found.start() - start < _LONGEST and text[start - 1] not in _ENDS:
            start -= 1
        while end < len(text) and end - found.end() < _LONGEST and text[end] not in _ENDS:
            end += 1
        done = end
        named = _NAMED.match(text, start, found.start())
        if named is not None:
            start = named.end()
        opens = _EXPRESSION.search(text, max(line, start - 100), start)
        begin = opens.start() if opens is not None else start
        stop = text.find("\n", end)
        yield Word(
            begin, end, text[begin:end], text[line:begin], text[end : stop if stop >= 0 else len(text)]
        )


def parents(text: str, start: int) -> Iterator[str]:
    """The keys of YAML that a place of a text lies under, the nearest first; that of its own line is none of them."""
    line = text.rfind("\n", 0, start) + 1
    limit, listed = _begin(text, line)
    for _ in range(2_000):
        if line == 0 or (limit == 0 and not listed):
            return
        line = text.rfind("\n", 0, line - 1) + 1
        found = _KEY.match(text, line)
        if found is None:
            continue
        column, dash = found.end("dashes") - line, found.end("indent") - line
        if column < limit or (listed and column == limit):
            yield found["key"].lower()
        elif not (column == limit and dash < limit):
            continue
        limit, listed = (dash, True) if dash < column else (column, False)


def _begin(text: str, line: int) -> tuple[int, bool]:
    """The column in which a line begins, and whether it begins with the dash of a list."""
    found = _INDENT.match(text, line)
    end = found.end() if found is not None else line
    return end - line, text[end : end + 2] in ("- ", "-\t")


_KEY = late_regex(
    r"(?P<dashes>(?P<indent>[ \t]*)(?:-[ \t]+)*)[\"']?(?P<key>[\w.-]{1,60})[\"']?[ \t]*:(?:[ \t]|\r?\Z|(?=\n))"
)


def item(text: str, start: int) -> str:
    """The entry of a list that a place of a text lies in: a step; the whole text outside of any."""
    line = text.rfind("\n", 0, start) + 1
    column = len(text[line:start]) - len(text[line:start].lstrip(" \t"))
    begin = line
    if not text[line:start].lstrip().startswith("-"):
        while True:
            if begin == 0:
                return text
            begin = text.rfind("\n", 0, begin - 1) + 1
            found = _DASH.match(text, begin)
            if found is not None and found.end("indent") - begin < column:
                column = found.end("indent") - begin
                break
    end = text.find("\n", start)
    while end >= 0:
        found = _INDENT.match(text, end + 1)
        if (
            found is not None
            and found.end() - end - 1 <= column
            and text[found.end() : found.end() + 1].strip()
        ):
            return text[begin:end]
        end = text.find("\n", end + 1)
    return text[begin:]


_DASH = late_regex(r"(?P<indent>[ \t]*)-[ \t]")
_INDENT = late_regex(r"[ \t]*")
