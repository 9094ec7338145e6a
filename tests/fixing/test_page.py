"""docs/fix.md says what ``natpin fix`` does."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from natpin.fixing.remedies import remedies
from natpin.policy import load

from .conftest import Natpin

CHECKOUT = Path(__file__).parent.parent.parent
PAGE = (CHECKOUT / "docs/fix.md").read_text()


def test_the_page_lists_every_remedy() -> None:
    rows = re.findall(r"^\| ([a-z0-9, -]+) \| (safe|unsafe|safe, unsafe) \|", PAGE, re.M)
    told = {rule: said.split(", ") for rules, said in rows for rule in rules.split(", ")}
    made = {
        rule: list(dict.fromkeys("safe" if one.safe else "unsafe" for one in several))
        for rule, several in remedies().items()
    }
    assert told == made


def test_the_page_says_of_every_other_rule_why_it_has_no_fix() -> None:
    _, _, section = PAGE.partition("## What natpin does not mend")
    rows = re.findall(r"^\| ([a-z][a-z0-9, -]+) \| \S", section.partition("\n## ")[0], re.M)
    told = [rule for rules in rows if rules != "rules" for rule in rules.split(", ")]
    assert len(told) == len(set(told))
    assert set(told) == {policy.id for policy in load.built_in().policies} - remedies().keys()


def test_the_diff_on_the_page_is_the_one_that_is_printed(tmp_path: Path, natpin: Natpin) -> None:
    shutil.copytree(CHECKOUT / "examples", tmp_path / "examples")
    (shown,) = re.findall(r"^```diff\n(.*?)^```", PAGE, re.M | re.S)
    assert natpin(tmp_path, "fix", "examples/payment-processor", "--diff") == (1, shown)
