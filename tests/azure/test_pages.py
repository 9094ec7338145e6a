"""A list is whole, or it is an error: a lock on a page that was not read looks like no lock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from natpin.azure.arm import Arm, Reply
from natpin.errors import Unreachable

FIRST = "https://arm.test/locks?api-version=1"
Page = tuple[object, object]


def listed(monkeypatch: pytest.MonkeyPatch, pages: Mapping[str, Page]) -> tuple[list[Any], list[str]]:
    """What a list gives whose pages are these, each its rows and the next page's address; and what was asked."""
    asked: list[str] = []

    def read(self: Arm, url: str) -> Reply:
        asked.append(url)
        rows, following = pages[url]
        return Reply(200, {}, {"value": rows, "nextLink": following})

    monkeypatch.setattr(Arm, "read", read)
    arm = Arm.__new__(Arm)
    arm.base_url = "https://arm.test"
    return arm.listed(FIRST), asked


@pytest.mark.parametrize("following", ["https://arm.test:443/locks?page=2", "https://ARM.test/locks?page=2"])
def test_the_next_page_is_read_however_its_address_is_spelt(
    following: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, _ = listed(monkeypatch, {FIRST: ([{"id": "1"}], following), following: ([{"id": "2"}], None)})
    assert [row["id"] for row in rows] == ["1", "2"]


@pytest.mark.parametrize("following", ["", None])
def test_no_next_page(following: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert listed(monkeypatch, {FIRST: ([{"id": "1"}], following)}) == ([{"id": "1"}], [FIRST])


@pytest.mark.parametrize(
    "following",
    [
        *("https://evil.example/locks", "http://arm.test/locks", "//evil/locks", "/locks?page=2"),
        *("https://arm.test@evil.example/locks", "javascript:1", 7, ["x"], {"a": 1}),
    ],
)
def test_another_place_is_no_next_page(following: object, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreachable, match="not at an Azure address"):
        listed(monkeypatch, {FIRST: ([], following)})


@pytest.mark.parametrize("rows", [None, {}, "x", 3, True])
def test_what_is_no_list_is_an_error(rows: object, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreachable, match="not a list"):
        listed(monkeypatch, {FIRST: (rows, None)})


def test_a_circle_is_seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    second, third = "https://arm.test/locks?page=2", "https://arm.test/locks?page=3"
    pages: dict[str, Page] = {FIRST: ([], second), second: ([], third), third: ([], second)}
    with pytest.raises(Unreachable, match="does not end"):
        listed(monkeypatch, pages)
