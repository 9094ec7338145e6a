"""Who runs a script decides what it makes: cases of ``callers/*.txt``, each with what natpin must say of the whole folder.

"not clean": some run makes a load balancer where the script's default is a NAT gateway, or nobody here knows what it makes, so that
a report of passes alone is false. "clean": nothing in the folder gives the script anything that bears on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict

RULE = "outbound-type-not-nat"


def _cases() -> Iterator[tuple[str, str, dict[str, str]]]:
    for table in sorted((Path(__file__).parent / "callers").glob("*.txt")):
        for case in table.read_text("utf-8").split("=== ")[1:]:
            head, *files = re.split(r"(?m)^--- (.*)\n", case)
            name, _, expected = head.strip().rpartition(": ")
            yield f"{table.stem}: {name}", expected, dict(zip(files[::2], files[1::2], strict=True))


CASES = {name: (expected, files) for name, expected, files in _cases()}


def test_no_two_cases_have_one_name() -> None:
    assert len(CASES) == len(list(_cases())) > 300


@pytest.mark.parametrize("name", CASES)
def test_a_script_is_judged_by_whoever_runs_it(name: str, tmp_path: Path) -> None:
    expected, files = CASES[name]
    report = linted(tmp_path, files)
    found = [cluster.verdicts[RULE] for stack in report.stacks for cluster in stack.clusters]
    told = any(one.claims_aks for one in report.skipped)
    assert found or told, "the cluster is lost"
    clean = not told and set(found) <= {Verdict.PASS}
    assert clean is (expected == "clean"), found
