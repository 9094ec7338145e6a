"""Which stacks a contract is about: by id, by one of the inputs, or by a pattern of the root."""

from __future__ import annotations

import pytest

from natpin.facts.contract import names_stack
from natpin.model.stack import Stack

PROD = Stack("terraform", "envs/prod", ("envs/prod/prod.tfvars",))
HERE = Stack("terraform", "")


@pytest.mark.parametrize(
    ("pattern", "stack", "named"),
    [
        (PROD.id, PROD, True),
        ("envs/prod/prod.tfvars", PROD, True),
        ("envs/prod", PROD, True),
        ("envs/*", PROD, True),
        ("envs/dev", PROD, False),
        (".", PROD, False),
        (".", HERE, True),
        ("envs/prod", HERE, False),
    ],
)
def test_which_stack_is_named(pattern: str, stack: Stack, named: bool) -> None:
    assert names_stack(pattern, stack) is named
