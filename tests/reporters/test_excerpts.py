"""A line of a file and the mark under it: aligned, narrow, harmless, and without anybody's secrets."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.model.location import Location
from natpin.reporters import neutral
from natpin.reporters.excerpts import excerpt
from natpin.reporters.layout import breadth
from natpin.reporters.openings import telling


def place(line: str, meant: str) -> Location:
    column = line.index(meant) + 1
    return Location("main.tf", 1, column, 1, column + len(meant))


def under(shown: str, marks: str) -> str:
    """What the mark stands under, by columns of the terminal."""
    first, last = len(marks) - len(marks.lstrip()), len(marks)
    column, found = 0, ""
    for character in shown:
        if first <= column < last:
            found += character
        column += breadth(character)
    return found


@pytest.mark.parametrize(
    "line",
    [
        "  idle_timeout_in_minutes = 600",
        "\tidle =\t600 # minutes",
        'name = "漢字" , idle = 600',
        'name = "e\u0301e\u0301", idle = 600, x = 1',
        'tags = { a = "\u202e" }, idle = 600',
        'a = "\x1b[31m", idle = 600',
        "##[error]x ##vso[task] idle = 600",
    ],
)
@pytest.mark.parametrize("plain", [False, True])
def test_the_mark_stands_under_what_is_meant(line: str, plain: bool) -> None:
    found = excerpt(line, place(line, "600"), 70, plain)
    assert found is not None
    assert under(*found) == "600"
    assert found[0].isascii() or not plain


@pytest.mark.parametrize("room", [24, 40, 77])
def test_a_long_line_is_cut_around_what_is_meant(room: int) -> None:
    line = '{"parameters":{"x":[' + "1," * 9000 + '0],"idle":{"value":600},"y":[' + "2," * 9000 + "0]}}"
    shown, marks = excerpt(line, place(line, "600"), room) or ("", "")
    assert under(shown, marks) == "600"
    assert breadth(shown) <= room
    assert shown.startswith("…")
    assert shown.endswith("…")


def test_a_span_of_several_lines_is_marked_to_the_end_of_its_first() -> None:
    line = 'resource "azurerm_subnet" "aks" {  '
    assert excerpt(line, Location("a", 1, 1, 9, 2), 70) == (line.rstrip(), "^" * len(line.rstrip()))


def test_a_place_without_an_end_marks_a_word() -> None:
    assert excerpt("  --sku Standard x", Location("a", 1, 9), 70) == ("--sku Standard x", "      ^^^^^^^^")


@pytest.mark.parametrize("at", [Location("a", 1, 40), Location("a", 1, 0), Location("a", 1, 3, 1, 3)])
def test_a_place_that_is_not_in_the_line_shows_nothing_or_what_is_there(at: Location) -> None:
    found = excerpt("idle = 600", at, 70)
    assert found is None or len(found[1]) <= len("idle = 600")


@pytest.mark.parametrize(
    "line",
    [
        '{"adminPassword":{"value":"hunter2"},"idle":{"value":600}}',
        "az login --password hunter2 && az network nat gateway update --idle-timeout 600",
        'az login -u me --client-secret "hunter2" ; idle=600',
        'connection_string = "AccountKey=hunter2;" , idle = 600',
        "TOKEN=hunter2 IDLE=600",
        'url = "https://x/?sv=1&sig=hunter2", idle = 600',
        "curl -H 'Authorization: Bearer hunter2' --idle 600",
        "env: {HTTPS_PROXY: http://me:hunter2@proxy.corp:3128, IDLE: 600}",
    ],
)
def test_a_line_that_names_a_secret_shows_only_what_is_meant(line: str) -> None:
    shown, marks = excerpt(line, place(line, "600"), 100) or ("", "")
    assert under(shown, marks) == "600"
    assert "hunter2" not in shown
    assert shown.startswith("…")


@pytest.mark.parametrize(
    "line",
    [
        "az aks create --client-secret hunter2 --outbound-type loadBalancer",
        "https_proxy = http://me:hunter2@proxy.corp:3128",
    ],
)
def test_a_secret_in_what_is_meant_is_not_shown_at_all(line: str) -> None:
    assert excerpt(line, Location("a", 1, 1, 1, len(line) + 1), 100) is None


CHARACTERS = st.sampled_from([*"ab =\"'#[:{}\t\x1b\u202e\u200b漢é\ud800\x00", "##[", "::error::", "##vso["])


@given(
    st.lists(CHARACTERS, max_size=60).map("".join),
    st.integers(1, 60),
    st.integers(0, 20),
    st.integers(12, 60),
)
def test_whatever_a_line_holds_it_is_harmless_and_fits(
    line: str, column: int, length: int, room: int
) -> None:
    found = excerpt(line, Location("a", 1, column, 1, column + length), room)
    if found is None:
        return
    shown, marks = found
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert "##[" not in shown
    assert "##vso[" not in shown
    assert breadth(shown) <= room or len(shown) < 30
    assert set(marks) <= {" ", "^"}
    assert marks.endswith("^")


@given(st.lists(CHARACTERS, max_size=60).map("".join))
def test_columns_are_those_of_the_terminal(line: str) -> None:
    shown, columns = neutral.source(line)
    assert columns[-1] == breadth(shown)
    assert len(columns) == len(line) + 1


def test_an_object_of_a_list_is_shown_by_the_line_that_names_it() -> None:
    lines = {
        3: "      {",
        4: "        mode: 'System'",
        5: "        sku: {",
        6: "          name: 'inner'",
        7: "        }",
        8: "        name: 'user',",
        9: "      }",
    }
    at = Location("a", 3, 7, 9, 8)
    assert telling(at, lines) == Location("a", 8, 9, 8, 21)
    assert telling(at, {3: lines[3], 8: lines[8]}).line == 8
    assert telling(at, {3: lines[3], 4: lines[4], 5: lines[5]}).line == 4
    assert telling(at, {3: lines[3]}) == at
    assert telling(Location("a", 4, 9, 9, 8), lines).line == 4
    assert telling(Location("a", 3, 7), lines).line == 3
