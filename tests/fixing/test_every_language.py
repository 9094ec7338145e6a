"""A mistake put into a good stack is mended in each language, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from .conftest import Natpin, contents
from .spoiling import LANGUAGES, MISTAKES, copy

NOT_MENDED = {
    (
        "outbound-type-implicit-lb unwritten",
        "terragrunt",
    ): "an input that nobody gives is unknown, and no mistake",
    ("egress-ip-unprotected", "powershell"): "the prefix is made inside of another command",
}
CASES = [
    (mistake, language)
    for mistake in MISTAKES
    for language in LANGUAGES
    if (mistake, language) not in NOT_MENDED
]


@pytest.mark.parametrize(("mistake", "language"), CASES)
def test_a_mistake_is_mended(
    mistake: str, language: str, tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    copy(language, MISTAKES[mistake], tmp_path)
    before = contents(tmp_path)
    assert failing(tmp_path) == {mistake.partition(" ")[0]}
    status, diff = natpin(tmp_path, "fix", ".", "--diff")
    assert status == 1
    assert contents(tmp_path) == before, "--diff writes nothing"
    assert natpin(tmp_path, "fix", ".")[0] == 0
    assert not failing(tmp_path)
    after = contents(tmp_path)
    assert natpin(tmp_path, "fix", ".") == (0, "nothing to fix\n")
    assert contents(tmp_path) == after
    assert before.keys() == after.keys()
    (changed,) = (path for path in before if before[path] != after[path])
    assert f"--- a/{changed}\n+++ b/{changed}\n" in diff
    assert _lines_touched(before[changed], after[changed]) <= 14


def _lines_touched(before: bytes, after: bytes) -> int:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for kind, a, b, c, d in steps if kind != "equal")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mistake", MISTAKES)
def test_bytes_are_kept_however_the_file_is_written(
    mistake: str, language: str, tmp_path: Path, natpin: Natpin
) -> None:
    """Line ends of Windows, a byte order mark, UTF-16 and a last line without an end make no difference."""
    if (mistake, language) in NOT_MENDED:
        pytest.skip(NOT_MENDED[mistake, language])
    plain = tmp_path / "plain"
    copy(language, MISTAKES[mistake], plain)
    assert natpin(plain, "fix", ".")[0] == 0
    mended = {path: data.decode() for path, data in contents(plain).items()}
    for name, written in WAYS.items():
        folder = tmp_path / name
        copy(language, MISTAKES[mistake], folder)
        for path in folder.rglob("*"):
            if path.is_file():
                path.write_bytes(written(path.read_text()))
        natpin(folder, "fix", ".")
        assert contents(folder) == {path: written(text) for path, text in mended.items()}, name


WAYS: dict[str, Callable[[str], bytes]] = {
    "windows": lambda text: text.replace("\n", "\r\n").encode(),
    "marked": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "utf-16": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "unended": lambda text: text.rstrip("\n").encode(),
}
