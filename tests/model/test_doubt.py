"""One wording for what is not followed, whatever a doubt's reason says itself."""

import pytest

from natpin.model.doubt import as_cause


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("`az storage copy` is not followed", "`az storage copy`"),
        ("flags of `az aks` that are not known", "flags of `az aks` that are not known"),
        ("setup.py is run: it is not followed from here", "setup.py is run"),
        ("the tags of `aks`: not followed", "the tags of `aks`"),
        ("an if of more than 20 clauses is not followed", "an if of more than 20 clauses"),
        ("`sh` runs a text that is not followed", "`sh` runs a text that is not followed"),
        ("it is assigned to what is not followed", "it is assigned to what is not followed"),
        ("main.tf cannot be parsed: expected a block", "main.tf cannot be parsed: expected a block"),
    ],
)
def test_nothing_is_said_twice(reason: str, told: str) -> None:
    assert as_cause(reason) == f"natpin does not follow this: {told}"
