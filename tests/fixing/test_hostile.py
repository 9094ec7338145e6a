"""Files of a stranger: whatever they hold, fixing ends, prints what nobody obeys, and keeps the bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from natpin.fixing.diffs import harmless, unified
from natpin.fixing.edit import Change, Text, applied
from natpin.fixing.writers import braces, commands, hcl, yaml
from natpin.workspace import FolderWorkspace

from .conftest import Natpin
from .spoiling import FILES, LANGUAGES, copy

SCRIPT = "provision.sh"


def test_a_diff_is_shown_harmless_and_written_as_it_is(tmp_path: Path, natpin: Natpin) -> None:
    evil = "# \x1b[31mred \u202e ##[error]x ##vso[task.setvariable]y\n"
    text = (FILES / SCRIPT).read_text().replace("az network nat", f"{evil}az network nat")
    (tmp_path / SCRIPT).write_text(text)
    _, shown = natpin(tmp_path, "fix", ".", "--diff")
    assert "--idle-timeout 10" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "##[" not in shown
    assert "##vso[" not in shown
    natpin(tmp_path, "fix", ".", "--diff", "--output", "fix.patch")
    assert evil in (tmp_path / "fix.patch").read_text()


def test_a_plain_diff_is_shown_as_it_is(tmp_path: Path) -> None:
    old = b"\tindented\twith  tabs \r\nand blanks  \n"
    (tmp_path / "a.tf").write_bytes(old)
    diff = unified(FolderWorkspace(tmp_path, tmp_path), {"a.tf": old + b"x"})
    assert harmless(diff) == diff
    assert diff.endswith("+x\n\\ No newline at end of file\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_file_ends_with_a_sentence(language: str, tmp_path: Path, natpin: Natpin) -> None:
    """Cut anywhere, or with a piece of it doubled."""
    whole = tmp_path / "whole"
    copy(language, lambda text: text, whole)
    (file,) = (path for path in whole.rglob("*") if path.is_file() and b"600" in path.read_bytes())
    data = file.read_bytes()
    middle = data.index(b"600")
    for cut in (middle + 3, middle + 1, len(data) // 2, len(data) - 2):
        for broken in (data[:cut], data[:cut] + data[cut // 2 :]):
            file.write_bytes(broken)
            status, _ = natpin(whole, "fix", ".", "--unsafe", "--diff")
            assert status in (0, 1)


LETTERS = st.text(st.sampled_from("ab {}[]()\"'\\\n\r\t#=:,$-`~é\U0001f512/<|"), max_size=60)


@settings(max_examples=200)
@given(LETTERS, st.integers(0, 60), st.integers(0, 60))
def test_writers_take_any_text(text: str, left: int, right: int) -> None:
    start, end = sorted((min(left, len(text)), min(right, len(text))))
    found = braces.object_at(text, start, len(text))
    changes = [
        *(braces.with_member(text, found, ("a", "b"), "1", braces.JSON) if found else ()),
        *(commands.with_words(text, (start, end), "--x y") or ()),
        *commands.without_words(text, start, end),
        *(commands.next_line(text, (start, end), "x", "y", "a.md") or ()),
        *(commands.continued(text, start, "a.md") or ()),
        *(hcl.removed(text, (start, end)) or ()),
        *(yaml.with_key(text, start, ("a",), "1") or ()),
        *(yaml.without_key(text, start) or ()),
    ]
    braces.with_element(text, start, end, "1")
    braces.enclosing(text, start, (0, len(text)))
    assert all(0 <= one.start <= one.end <= len(text) for one in changes)


@settings(max_examples=200)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"]),
    st.integers(0, 40),
    st.integers(0, 40),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=5),
)
def test_an_edit_of_bytes_is_the_change_of_the_text(
    text: str, mark: bytes, left: int, right: int, new: str
) -> None:
    encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(mark, "utf-8")
    data = mark + text.encode(encoding)
    read = Text.of("file", data)
    if read is None or read.text != text:  # the text begins with what would be a mark
        return
    start, end = sorted((min(left, len(text)), min(right, len(text))))
    after = applied(data, [read.edit(Change(start, end, new))])
    assert after == mark + (text[:start] + new + text[end:]).encode(encoding)
