"""docs/messages.md lists every text, and is what the sources say."""

from __future__ import annotations

import re
from pathlib import Path

from docs import messages

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/messages.md").read_text(encoding="utf-8")
TEXTS = re.findall(r"^- (.*)$", PAGE, re.MULTILINE)

UNWANTED = {
    r"\bundecided\b": "unknown because …",
    r"\bmade[- ]up\b": "simulated",
    r"\bwhatever\b": "name it",
    r"\bplease\b": "say what to do",
    r"\bcan not\b": "cannot",
    r"\binvalid\b(?! JSON| YAML)": "say what is wrong with it",
    r"\boops\b|\bsorry\b": "no apologies",
}
"""Words that a text does without, and what it says in their place."""


def test_the_page_is_what_the_sources_say() -> None:
    assert messages.page(ROOT) == PAGE, "stale: make docs writes it"


def test_each_text_stands_there_once() -> None:
    assert len(TEXTS) == len(set(TEXTS)) > 500


def test_known_texts_are_there() -> None:
    for text in (
        "--head and --all work only with --diff BASE",
        "is a symbolic link out of the workspace",
        "lint the files that declare it together with these, or use --azure",
    ):
        assert text in PAGE, text


def test_texts_do_without_these_words() -> None:
    found = [(text, word) for text in TEXTS for word in UNWANTED if re.search(word, text, re.IGNORECASE)]
    assert found == []
