"""What a stream or a text of the Action may hold, whatever the repository says."""

from __future__ import annotations

import ipaddress
import re

from hostile_corpus import reporters
from runner_log import obeyed

OURS = {"group", "endgroup", "error", "warning", "notice", "debug", "add-mask"}
ALL_WELL = re.compile(r"<details><summary>✅ <b>natpin</b>(?:[^<>`\n]|</?code>)*</summary>\n?")
"""The one line of a comment when all is well: names stand in it as code, whatever they are."""
PROPERTIES = {"title", "file", "line", "endLine", "col", "endColumn"}


def check_stream(text: str) -> None:
    commands = obeyed(text)
    assert {one.name for one in commands} <= OURS
    for one in commands:
        assert set(one.properties) <= PROPERTIES, one
        if one.name == "add-mask":
            assert one.data == "ghs_actions"
    assert "\x1b" not in text


def check_markdown(text: str) -> None:
    """As the reporters' own check, with links to the repository allowed, and the marker and footer of a comment."""
    _mark, _, rest = text.partition("\n") if text.startswith("<!-- natpin:") else ("", "", text)
    assert reporters.unseen(rest.replace("\ufe0f", "")) == []  # the warning sign's own variation selector
    reporters.check_log(rest)
    for token in reporters.flat(reporters.MARKDOWN.parse(rest)):
        assert token.type not in ("image", "blockquote_open", "s_open", "code_block"), token
        if token.type == "link_open":
            assert token.attrs["href"].startswith("https://github.example/Codertocat/Hello-World/"), token
        if token.type in ("html_block", "html_inline"):
            bare = re.sub("</?sub>", "", token.content)
            if one_line := ALL_WELL.match(bare):
                bare = bare[one_line.end() :]
            assert not bare.strip() or reporters.OUR_HTML.fullmatch(bare), token.content[:200]
        if token.type == "fence":
            if token.info == "text":
                for line in token.content.splitlines():
                    ipaddress.ip_network(line)
                continue
            assert token.info == "mermaid"
            for line in token.content.splitlines():
                assert reporters.DIAGRAM.fullmatch(line), line[:200]
        if token.type == "text":
            assert not re.search(r"[@#]\w|https?:/|www\.|\w@\w", token.content, re.IGNORECASE), token.content[
                :200
            ]
    assert rest.count("<!-- natpin") == 0
