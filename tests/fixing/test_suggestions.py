"""A suggestion, taken, mends its finding as the fix does."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.commands import lint
from natpin.commands.fix_files import safe_fixes
from natpin.fixing.suggestions import suggestions
from natpin.model.finding import Finding, Fix, Rule, Severity, Verdict
from natpin.model.location import Location
from natpin.model.report import Report, StackReport
from natpin.model.stack import Stack
from natpin.workspace import FolderWorkspace

from .conftest import Natpin, contents
from .spoiling import LANGUAGES, copy
from .test_carried import three_mistakes

EXAMPLES = Path(__file__).parents[2] / "examples/payment-processor"
SCRIPT = EXAMPLES / "provision.sh"


def suggested(folder: Path, at: Location, new: str, safe: bool = True) -> list[tuple[int, int, tuple, tuple]]:
    rule = Rule("r", "", Severity.ERROR, "", "")
    fix = Fix("", safe, at, new)
    finding = Finding(rule, Verdict.FAIL, Severity.ERROR, "", at, "s", "", fix=fix)
    report = Report((StackReport(Stack("terraform", "."), (), (finding,)),), (), (), ())
    found = suggestions(report, FolderWorkspace(folder, folder))
    return [(one.first, one.last, one.old, one.new) for one in found]


@pytest.mark.parametrize(
    ("data", "at", "new", "expected"),
    [
        (b"a = 600\nb\n", Location("f", 1, 5, 1, 8), "10", [(1, 1, ("a = 600",), ("a = 10",))]),
        (b"a\nb\nc\n", Location("f", 2, 1, 2, 2), "x\ny", [(2, 2, ("b",), ("x", "y"))]),
        (b"a\nb\nc\n", Location("f", 2, 1, 3, 1), "", [(2, 3, ("b", "c"), ("c",))]),
        (b"a {\n}\n", Location("f", 1, 4, 1, 4), "\n  x = 1", [(1, 1, ("a {",), ("a {", "  x = 1"))]),
        (b"a\nb\nc\n", Location("f", 1, 1, 3, 2), "a\nz\nc", [(2, 2, ("b",), ("z",))]),
        ("é = 6\n".encode(), Location("f", 1, 5, 1, 6), "7", [(1, 1, ("é = 6",), ("é = 7",))]),
        (b"a\r\n", Location("f", 1, 1, 1, 2), "b", []),
        (b"\xff\n", Location("f", 1, 1, 1, 2), "b", []),
        (b"\xef\xbb\xbfa\n", Location("f", 1, 1, 1, 2), "b", []),
        (b"a\n", Location("f", 9, 1, 9, 2), "b", []),
        (b"a\n", Location("f", 1, 1, 1, 2), "a", []),
        (b"a\n", Location("gone", 1, 1, 1, 2), "b", []),
    ],
)
def test_whole_lines(tmp_path: Path, data: bytes, at: Location, new: str, expected: list[object]) -> None:
    (tmp_path / "f").write_bytes(data)
    assert suggested(tmp_path, at, new) == expected


def test_what_needs_a_decision_is_not_suggested(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"a\n")
    assert suggested(tmp_path, Location("f", 1, 1, 1, 2), "b", safe=False) == []


def test_each_one_taken_alone_leaves_fewer_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    script = tmp_path / "provision.sh"
    script.write_bytes(SCRIPT.read_bytes())
    flags = lint.parser().parse_args(["."])
    found = safe_fixes(flags)
    several = list(suggestions(found.report, found.workspace))
    assert {one.finding.rule.id for one in several} >= {"nat-idle-seconds"}
    before = {(one.rule.id, one.subject) for one in found.report.findings}
    for one in several:
        lines = SCRIPT.read_text().split("\n")
        assert tuple(lines[one.first - 1 : one.last]) == one.old
        lines[one.first - 1 : one.last] = one.new
        script.write_text("\n".join(lines))
        report, _ = lint.linted(flags)
        after = {(other.rule.id, other.subject) for other in report.findings}
        assert after < before, one


def test_the_patch_is_that_of_natpin_fix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    from natpin.cli import main

    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "provision.sh").write_bytes(SCRIPT.read_bytes())
    assert main(["fix", "--diff", "--output", "mine.patch"]) == 1
    assert main(["ci", "--fixes"]) == 1
    assert (tmp_path / ".natpin/natpin.patch").read_text() == (tmp_path / "mine.patch").read_text()
    assert "natpin.patch" in capsys.readouterr().out
    assert main(["ci", "--reports", "other"]) == 1
    assert not (tmp_path / "other/natpin.patch").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_them_taken_are_what_fix_writes(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, natpin: Natpin
) -> None:
    (tmp_path / ".git").mkdir()
    copy(language, three_mistakes, tmp_path)
    monkeypatch.chdir(tmp_path)
    found = safe_fixes(lint.parser().parse_args(["."]))
    taken = contents(tmp_path)
    for one in sorted(suggestions(found.report, found.workspace), key=lambda each: -each.first):
        lines = taken[one.path].decode().split("\n")
        lines[one.first - 1 : one.last] = one.new
        taken[one.path] = "\n".join(lines).encode()
    assert natpin(tmp_path, "fix", ".")[0] == 0
    assert contents(tmp_path) == taken
