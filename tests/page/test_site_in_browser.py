"""The documentation's site as people open it: from a disk, without a network, in light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from docs.pictures.browser import have_mermaid

site = import_module("docs.site.__main__")
ROOT = Path(__file__).parents[2]
MAPS = [page for page in site.pages() if "\n```mermaid\n" in (ROOT / page).read_text("utf-8")]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    site.build(target, mermaid=have_mermaid())
    return target


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """A tab in which an error, or a request that leaves the disk, fails the test."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1100, "height": 900})
    opened = context.new_page()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda asked: wrong.append(asked.url) if asked.url.startswith("http") else None)
    opened.on("requestfailed", lambda asked: wrong.append(asked.url))
    yield opened
    context.close()
    assert wrong == []


@pytest.mark.parametrize("page", MAPS, ids=str)
def test_maps_are_drawn(page: Path, built: Path, tab: Any, tmp_path: Path) -> None:
    tab.goto((built / page).with_suffix(".html").as_uri())
    wanted = (ROOT / page).read_text("utf-8").count("\n```mermaid\n")
    tab.wait_for_function(
        "wanted => document.querySelectorAll('pre.mermaid svg g.node').length && document.querySelectorAll('pre.mermaid svg').length === wanted",
        arg=wanted,
    )
    assert "flowchart LR" not in tab.locator("article").inner_text()
    assert "Syntax error" not in tab.locator("article").inner_text()
    first = tab.locator("pre.mermaid svg").first
    box = first.bounding_box()
    assert box["width"] > 200
    assert box["height"] > 30
    picture = tab.locator("pre.mermaid").first.screenshot(path=tmp_path / "map.png")
    assert len(picture) > 2_000


@pytest.mark.parametrize("page", ["index", "docs/page", "docs/commands", "docs/rules/nat-idle-long"])
def test_a_page_shows_its_text_and_its_pictures(page: str, built: Path, tab: Any) -> None:
    tab.goto((built / f"{page}.html").as_uri())
    assert tab.locator("h1").first.is_visible()
    broken = tab.locator("article img").evaluate_all(
        "all => all.filter((one) => !one.complete || !one.naturalWidth).map((one) => one.src)"
    )
    assert broken == []
    wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    assert len(tab.screenshot()) > 10_000


def test_the_search_finds_a_page_without_a_server(built: Path, browser: Any) -> None:
    """From a disk a browser does not let Sphinx fetch the lines around what it finds; what it finds is told all the same."""
    context = browser.new_context()
    tab = context.new_page()
    tab.goto((built / "search.html").as_uri() + "?q=allowlist")
    tab.wait_for_function(
        "[...document.querySelectorAll('#search-results li a')].some((one) => one.href.includes('docs/contract'))"
    )
    context.close()
