"""No string from a repository gets out of the place it was put: every attempt, through every output."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from natpin.model.report import Report
from natpin.reporters import neutral
from natpin.reporters.interface import ReportOptions
from natpin.reporters.page import page
from natpin.reporters.registry import REPORTERS, reporter

Poison = Callable[[str], Report]

CORPUS = {
    path.stem: path.read_bytes().decode("utf-8", "surrogatepass")
    for path in sorted((Path(__file__).parent / "hostile").glob("*.txt"))
}
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OUR_HTML = re.compile(r"</?(details|code|br)>|<details><summary>[A-Z][\w ()]*</summary>\n?|</details>\n?")
COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^,:\n\r]*)(?:,\w+=[^,:\n\r]*)*)::([^\n\r]*)")
LABEL = r'"(?:[^"#<>&`%{}|;\[\]$]|#\d+;)+"'
DIAGRAM = re.compile(
    rf"flowchart LR|  subgraph c\d+\[{LABEL}\]|  end|  n\d+ --> n\d+"
    rf"|  n\d+(?:\[{LABEL}\]|\(\[{LABEL}\]\))(?::::(?:static|other|unknown))?|  classDef \w+ [\w:#,\- ]+"
)


def unseen(text: str) -> list[str]:
    """Characters that a terminal obeys or that nobody sees."""
    return [c for c in text if c != "\n" and (unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp"))]


def check_log(output: str) -> None:
    """What may be printed in a workflow: GitHub's runner obeys two spellings of a command."""
    assert "##[" not in output
    assert not re.search(r"(?m)^\s*::", output)


def check_text(output: str) -> None:
    assert unseen(output) == []
    check_log(output)


def check_json(output: str) -> None:
    json.loads(output)
    assert output.isascii()
    check_text(output)


def check_xml(output: str) -> None:
    root = ElementTree.fromstring(output)
    assert {element.tag for element in root.iter()} <= {
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "skipped",
    }
    check_text(output)


def check_annotations(output: str) -> None:
    assert unseen(output) == []
    assert "##[" not in output
    for line in output.splitlines():
        match = COMMAND.fullmatch(line)
        assert match, line[:200]
        names = [part.partition("=")[0] for part in match[2].split(",")]
        assert set(names) <= {"title", "file", "line", "endLine", "col", "endColumn"}
        assert len(names) == len(set(names))
        message = match[3].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        assert len(message) <= 4096


def flat(tokens: list[Token]) -> list[Token]:
    return [one for token in tokens for one in (token, *flat(token.children or []))]


def check_markdown(output: str) -> None:
    assert unseen(output) == []
    check_log(output)
    tokens = flat(MARKDOWN.parse(output))
    kinds = {token.type for token in tokens}
    assert not kinds & {"link_open", "image", "blockquote_open", "hr", "em_open", "s_open", "code_block"} - {
        "em_open"
    }
    for token in tokens:
        if token.type in ("html_block", "html_inline"):
            assert OUR_HTML.fullmatch(token.content), token.content[:200]
        if token.type == "fence":
            assert token.info == "mermaid"
            for line in token.content.splitlines():
                assert DIAGRAM.fullmatch(line), line[:200]
        if token.type == "text":
            assert not re.search(r"[@#]\w|https?:/|www\.|\w@\w", token.content, re.I), token.content[:200]
        if token.type == "heading_open":
            assert token.tag in ("h2", "h3")
    rows = [row for row in output.split("\n") if row.startswith("|")]
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == 7, row[:200]
    headings = [line for line in output.split("\n") if line.startswith("#")]
    allowed = {"## natpin", "### Egress", "### Egress map", "### Findings", "### Not read"}
    assert set(headings) <= allowed
    assert len(headings) == len(set(headings))


def check_csv(output: str) -> None:
    """A spreadsheet takes no cell for a formula, a log no line for a command."""
    check_text(output)
    head, *lines = csv.reader(io.StringIO(output))
    assert all(len(line) == len(head) for line in lines)
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@"))]


def check_openmetrics(output: str) -> None:
    """Prometheus' own parser reads it, and finds natpin's families and no other."""
    check_text(output)
    families = list(text_string_to_metric_families(output))
    assert all(family.name.startswith("natpin_") for family in families)


class _Elements(HTMLParser):
    """The elements of a page, and the text of its scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.scripts: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(attrs)))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""


def read_page(output: str) -> _Elements:
    elements = _Elements()
    elements.feed(output)
    return elements


EMPTY_PAGE = read_page(page([])).found


def check_html(output: str) -> None:
    """Whatever names a report holds, the page has the elements that an empty one has, and its data is JSON."""
    assert unseen(output) == []
    elements = read_page(output)
    assert elements.found == EMPTY_PAGE
    assert json.loads(elements.scripts[0])["schema"] == "natpin/page/v1"


def check_svg(output: str) -> None:
    """Well-formed, with the elements of a map and no other, and nothing that loads or runs."""
    check_text(output)
    root = ElementTree.fromstring(output)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "style", "text", "path", "g", "rect"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert attributes <= {"viewBox", "width", "height", "role", "class", "x", "y", "d", "transform", "rx"}


DOT_LABEL = r'"(?:[^"\\]|\\.)*"'
DOT_LINE = re.compile(
    rf"digraph egress {{|  rankdir=LR;|  node \[.*\];|  subgraph column\d {{ // [\w ]+|    rank=same;|  }}|}}"
    rf"|    n\d+ \[label={DOT_LABEL}(?:, color=\w+)?(?:, style=dashed)?\];|  n\d+ -> n\d+;|  label=\"\d+ more clusters are not drawn\";"
)


def check_dot(output: str) -> None:
    check_text(output)
    assert [line for line in output.splitlines() if not DOT_LINE.fullmatch(line)] == []


CHECKS = {
    "text": check_text,
    "concise": check_text,
    "json": check_json,
    "sarif": check_json,
    "junit": check_xml,
    "codequality": check_json,
    "github": check_annotations,
    "markdown": check_markdown,
    "csv": check_csv,
    "openmetrics": check_openmetrics,
    "html": check_html,
    "svg": check_svg,
    "dot": check_dot,
}


def test_every_reporter_is_checked() -> None:
    assert set(CHECKS) == set(REPORTERS)


@pytest.mark.parametrize("format_", REPORTERS)
@pytest.mark.parametrize("attempt", CORPUS)
def test_attempt_does_not_get_through(attempt: str, format_: str, poison: Poison) -> None:
    report = poison(CORPUS[attempt])
    output = reporter(format_).render(report, ReportOptions(verbose=True))
    output.encode("utf-8")
    CHECKS[format_](output)


_CHARACTERS = "`|<>&@#[](){}\"'\\%$*_~:;!-+=.,/ \n\r\t\x1b\x00\u202e\u200b\ud800\ufffe\U000e0041é漢"
_WORDS = [
    "::error::",
    "##[",
    "http://",
    "www.a.b",
    "@a",
    "#1",
    "%0A",
    "```",
    "]]>",
    "<!--",
    "-->",
    "%%{",
    "&lt;",
    "&#64;",
    "GH-1",
    "word",
]
FRAGMENTS = st.sampled_from([*_CHARACTERS, *_WORDS])
STRINGS = st.one_of(st.text(max_size=60), st.lists(FRAGMENTS, max_size=24).map("".join))


@pytest.mark.parametrize("format_", REPORTERS)
def test_nothing_gets_through(format_: str, poison: Poison) -> None:
    @settings(max_examples=60)
    @given(STRINGS)
    def check(text: str) -> None:
        output = reporter(format_).render(poison(text), ReportOptions(verbose=True))
        output.encode("utf-8")
        CHECKS[format_](output)

    check()


@given(STRINGS)
def test_prose_reads_as_it_was_written(text: str) -> None:
    """Whatever Markdown would make of it, the reader sees the text and nothing but the text."""
    (paragraph,) = [token for token in MARKDOWN.parse(f"x {neutral.prose(text)} x") if token.type == "inline"]
    assert {token.type for token in paragraph.children or []} <= {"text", "text_special"}
    shown = "".join(token.content for token in paragraph.children or []).replace("\u200b", "")
    assert shown == f"x {neutral.visible(text)} x"


@given(STRINGS)
def test_code_reads_as_it_was_written(text: str) -> None:
    (paragraph,) = [token for token in MARKDOWN.parse(f"x {neutral.code(text)} x") if token.type == "inline"]
    children = paragraph.children or []
    assert {token.type for token in children} <= {"text", "text_special", "code_inline", "html_inline"}
    shown = "".join(token.content for token in children if token.type != "html_inline").replace("\u200b", "")
    assert shown == (f"x {neutral.visible(text)} x" if neutral.visible(text) else "x  x")


@given(STRINGS)
def test_rich_text_has_code_and_nothing_else(text: str) -> None:
    (paragraph,) = [token for token in MARKDOWN.parse(f"x {neutral.rich(text)} x") if token.type == "inline"]
    for token in paragraph.children or []:
        assert token.type in ("text", "text_special", "code_inline") or token.content in ("<code>", "</code>")


@given(STRINGS)
def test_visible_text_is_one_line_and_stable(text: str) -> None:
    once = neutral.visible(text)
    assert unseen(once) == []
    assert "\n" not in once
    assert neutral.visible(once) == once


@pytest.mark.parametrize("url", ["https://learn.microsoft.com/azure/aks/x?tabs=a#b", "https://a.example"])
def test_plain_addresses_become_links(url: str) -> None:
    assert neutral.link(url) == f"<{url}>"


@pytest.mark.parametrize(
    "url",
    ["http://a.example", "javascript:alert(1)", "https://a.example/<b>", "https://a@b.example", "https://"],
)
def test_other_addresses_stay_text(url: str) -> None:
    assert not neutral.link(url).startswith("<")
