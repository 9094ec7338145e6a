"""The site is built without a warning (a broken link is one), needs nothing of the network, and can be searched offline."""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
site = import_module("docs.site.__main__")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    site.build(target)
    return target


def test_every_page_is_there(built: Path) -> None:
    assert [page for page in site.pages() if not (built / page).with_suffix(".html").is_file()] == []


def test_every_schema_is_published_under_its_name(built: Path) -> None:
    assert len(site.schemas()) == 18
    for name, path in site.schemas().items():
        assert (built / "schemas" / name).read_bytes() == path.read_bytes()


def test_it_can_be_searched(built: Path) -> None:
    text = (built / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text[text.index("{") : text.rindex("}") + 1])
    assert "docs/rollout" in index["docnames"]
    assert {"natgateway", "timeout", "baselin"} & set(index["terms"])
    page = (built / "search.html").read_text(encoding="utf-8")
    assert 'src="searchindex.js"' in page, (
        "loaded by a script, which a browser allows from a disk; nothing is fetched"
    )


@pytest.mark.parametrize(
    "page", ["index.html", "search.html", "docs/fix.html", "docs/rules/nat-idle-long.html"]
)
def test_a_page_loads_nothing_from_elsewhere(page: str, built: Path) -> None:
    text = (built / page).read_text(encoding="utf-8")
    loaded = re.findall(r"<(?:script|img|link)[^>]*?(?:src|href)=\"([^\"]+)\"", text)
    assert loaded
    assert [one for one in loaded if one.startswith(("http:", "https:", "//"))] == []


def test_every_link_of_every_page_leads_to_a_file_of_the_site(built: Path) -> None:
    """What Sphinx makes itself included: its menus, its search, its pictures."""
    gone = []
    for page in built.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r"<(?:a|script|img|link)\b[^>]*?\s(?:src|href)=\"([^\"#]+)", text):
            path = unquote(link.partition("?")[0])
            if not re.match(r"[a-z][a-z+.-]*:|//", path) and not (page.parent / path).exists():
                gone.append(f"{page.relative_to(built)}: {link}")
    assert gone == []


def test_no_map_is_left_as_a_block_of_code(built: Path) -> None:
    maps = 0
    for page in site.pages():
        text = (built / page).with_suffix(".html").read_text(encoding="utf-8")
        shown = text.count('<pre class="mermaid">')
        assert shown == len(re.findall(r"^```mermaid$", (ROOT / page).read_text(encoding="utf-8"), re.M))
        assert "highlight-mermaid" not in text
        maps += shown
    assert maps


def test_a_link_that_leads_nowhere_is_an_error(tmp_path: Path) -> None:
    broken: list[str] = []
    pages = {Path("docs/a.md"), Path("docs/b.md")}
    text = (
        "[b](b.md) [gone](gone.md) [law](../LICENSE) [out](https://x.example)\n```text\n[no](link.md)\n```\n"
    )
    made = site._linked(text, Path("docs/a.md"), pages, ROOT, broken)
    assert broken == ["docs/a.md: gone.md"]
    assert f"[law]({site.REPOSITORY}LICENSE)" in made
    assert "[b](b.md)" in made
    assert "[no](link.md)" in made


def test_it_is_made_by_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setattr(
        site, "build", lambda target, mermaid: (_ for _ in ()).throw(site.Broken("docs/a.md: gone.md"))
    )
    monkeypatch.setattr(site, "have_mermaid", lambda: None)
    monkeypatch.setattr(sys, "argv", ["site", str(tmp_path)])
    assert site.main() == 1
    assert "docs/a.md: gone.md" in capsys.readouterr().err
