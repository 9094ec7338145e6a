"""What docs/policies.md shows works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from natpin.config import parse
from natpin.policy.operators import OPERATORS
from natpin.policy.select import chosen
from natpin.policy.trial import run_policy_tests

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "policies.md").read_text(encoding="utf-8")
CONFIG, POLICY = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


def test_its_natpin_yaml_is_one() -> None:
    assert chosen(parse(CONFIG.encode(), "natpin.yaml"))


def test_its_policy_passes_its_tests(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(POLICY)
    done = run_policy_tests(tmp_path)
    assert done.passed
    assert len(done.results) == 3
    assert done.warnings == ()


@pytest.mark.parametrize("operator", OPERATORS)
def test_it_names_every_operator(operator: str) -> None:
    assert f"`{operator}`" in GUIDE
