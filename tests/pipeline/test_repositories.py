"""Small repositories as people write them: cases of ``repositories/*.txt``, each with what natpin must say of the whole folder.

A case begins with ``=== name: RULE VERDICT``, of every cluster there is, ``=== name: RULE VERDICT in FILE``, of those of the stack
of a file, or ``=== name: told`` where what is not read has to be listed, ``=== name: quiet`` where nothing is to be said,
``=== name: finding RULE VERDICT`` for what is no cluster's. ``VERDICT`` may be several with ``/`` between, ``none`` where the rule
is not asked.
``<<block>>`` on a line of its own stands for a block of ``blocks.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from folders import linted

HERE = Path(__file__).parent / "repositories"
_PUT_IN = re.compile(r"(?m)^([ \t]*)<<(\w+)>>$")


def _parts(text: str, mark: str) -> list[tuple[str, str]]:
    _, *found = re.split(rf"(?m)^{mark} (.*)\n", text)
    return list(zip(found[::2], found[1::2], strict=True))


BLOCKS = dict(_parts((HERE / "blocks.txt").read_text("utf-8"), "@@@"))


def _filled(text: str) -> str:
    for _ in range(3):
        text = _PUT_IN.sub(
            lambda found: "\n".join(f"{found[1]}{line}" for line in BLOCKS[found[2]].splitlines()), text
        )
    return text


def _cases() -> Iterator[tuple[str, str, dict[str, str]]]:
    for table in sorted(HERE.glob("*.txt")):
        for head, body in _parts(table.read_text("utf-8"), "==="):
            name, _, expected = head.strip().rpartition(": ")
            files = {path: _filled(text) for path, text in _parts(body, "---")}
            yield f"{table.stem}: {name}", expected, files


CASES = {name: (expected, files) for name, expected, files in _cases()}


def test_no_two_cases_have_one_name() -> None:
    assert len(CASES) == len(list(_cases()))


@pytest.mark.parametrize("name", CASES)
def test_what_is_said_of_a_repository(name: str, tmp_path: Path) -> None:
    expected, files = CASES[name]
    report = linted(tmp_path, files)
    if expected == "told":
        assert any(one.claims_aks for one in report.skipped)
        return
    if expected == "quiet":
        assert (report.skipped, report.findings) == ((), ())
        return
    if expected.startswith("finding "):
        _, rule, verdicts = expected.split(" ")
        found = {(finding.rule.id, finding.verdict.value) for finding in report.findings}
        assert found & {(rule, verdict) for verdict in verdicts.split("/")}
        return
    rule, verdicts, *where = expected.replace(" in ", " ").split(" ")
    stacks = [stack for stack in report.stacks if all(one in stack.stack.id for one in where)]
    clusters = [cluster for stack in stacks for cluster in stack.clusters]
    assert clusters, report.skipped
    told = [cluster.verdicts.get(rule) for cluster in clusters]
    assert {"none" if one is None else one.value for one in told} <= set(verdicts.split("/"))
