"""What natpin says of a file is in the words of its author: no name of ARM's where the language has another one.

Asked of what the rules' test cases really print (``policies/examples.json``, which ``make docs`` writes and another test holds
to the rules).
"""

from __future__ import annotations

import re

import pytest

from natpin.model.read_paths import READ
from natpin.policy.load import examples

ARM = {
    segment
    for paths in READ.values()
    for path in paths
    for segment in path.split(".")
    if re.fullmatch(r"[a-z]+[A-Z]\w*", segment)
}
"""ARM's names of properties that natpin reads, as far as they can be told from plain English."""
OTHERS = ("terraform", "terraform-state", "az", "powershell")
"""Languages with names of their own; Bicep, ARM templates and snapshots write ARM's."""
SHOWN = re.compile(r"^\s*(?:\d+ )?\s*\|")
"""A line of the file, or the marks under it."""

CASES = [
    (rule, language, one)
    for rule, several in sorted(examples().items())
    for language, one in sorted(several.items())
    if language in OTHERS and not rule.startswith("drift-") and "azapi_" not in one["fails"]
]
"""Drift tells of two sides, of which the live one is ARM's; ``azapi`` resources are written in ARM's names."""


def said(one: dict[str, str]) -> str:
    return "\n".join(line for line in one["says"].splitlines() if not SHOWN.match(line))


@pytest.mark.parametrize(
    ("rule", "language", "one"), CASES, ids=[f"{rule}-{name}" for rule, name, _ in CASES]
)
def test_no_name_of_arms(rule: str, language: str, one: dict[str, str]) -> None:
    words = {word.lower() for word in re.findall(r"\w+", one["fails"])}
    told = set(re.findall(r"\w+", said(one))) & ARM
    assert {word for word in told if word.lower() not in words} == set()


def test_the_words_are_told_apart() -> None:
    assert {"outboundType", "idleTimeoutInMinutes", "natGatewayProfile"} <= ARM
    assert len(CASES) > 60
