"""Comments of large estates: below GitHub's limit, and never complete where something was cut off."""

from __future__ import annotations

import pytest

from natpin.action import deployed
from natpin.action.deployed import Entry, ips
from natpin.commands.comment_sections import MOST_CIDRS, cidr_block
from natpin.commands.provisioning import PoolEgress
from natpin.comments.sections import BODY_LIMIT, Section, fitted, length


def entries(number: int) -> list[Entry]:
    made = []
    for one in range(number):
        cidrs = tuple(f"20.{one // 250}.{one % 250}.{part * 8}/29" for part in range(4))
        pools = tuple(PoolEgress(f"c{one}", f"p{part}", "node", (cidrs[part],), ()) for part in range(4))
        made.append(Entry(f"e{one}", f"c{one}", cidrs, pools))
    return made


@pytest.mark.parametrize(("number", "whole"), [(3, True), (MOST_CIDRS // 4, True), (900, False)])
def test_the_addresses_of_many_clusters(monkeypatch, number, whole):
    monkeypatch.setattr(deployed, "_workloads", lambda job: {})
    section = ips(None, entries(number), "as read back")  # type: ignore[arg-type]
    text = fitted([Section("headline", "## natpin deploy"), section], BODY_LIMIT).text
    assert length(text) <= BODY_LIMIT
    block = text.partition("```text\n")[2].partition("\n```")[0].splitlines()
    assert ("(complete)" in text) == whole
    assert len(block) == (4 * number if whole else MOST_CIDRS)
    if not whole:
        assert f"the first {MOST_CIDRS} of {4 * number}, so not complete here" in text


def test_what_is_no_cidr_cannot_leave_the_block():
    told = cidr_block(["20.1.2.0/29\n```\n# @octocat"], "now", complete=True)
    assert told.count("```") == 3
    assert told.splitlines()[3].startswith("20.1.2.0/29")
    assert told.splitlines()[4] == "```"
