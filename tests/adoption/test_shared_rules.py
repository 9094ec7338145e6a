"""The stages of a team whose natpin.yaml extends a file that many share: nothing of that file is lost or let in by a stage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from docs.stories import Stage, adopt, payments, stage

from natpin.config import Config, discover
from natpin.model.finding import Severity
from natpin.workspace import FolderWorkspace

SHARED = """\
contract:
  ips:
    - {cidr: 198.51.100.1, partners: [Acme Bank]}
allow: [gateway-detach, egress-change]
rules:
  outbound-type-not-nat: off
  node-subnet-no-nat: {severity: note}
"""


@pytest.fixture
def here() -> Iterator[Stage]:
    with stage("extends: platform/natpin.yaml\n") as made:
        (made.folder / "platform").mkdir()
        (made.folder / "platform/natpin.yaml").write_text(SHARED)
        yield made


def written(here: Stage, name: str) -> Config:
    return discover(FolderWorkspace(here.folder, here.folder), f"adopt/{name}.yaml")


def test_the_contract_keeps_what_partners_were_promised(here: Stage) -> None:
    payments(here)
    adopt(here, more="--write adopt")
    for name in ("2-announce", "3-move-1", "4-move-2-back", "5-retire"):
        assert written(here, name).sections["contract"].plain() == {
            "ips": [
                {"cidr": "198.51.100.1", "partners": ["Acme Bank"]},
                {"prefix": "pfx-payments", "partners": ["Acme Bank"]},
            ]
        }


def test_a_stage_allows_what_it_takes_and_what_was_agreed(here: Stage) -> None:
    payments(here)
    adopt(here, more="--write adopt")
    told = {name: written(here, name).sections["allow"].plain() for name in ("1-allocate", "3-move-1")}
    assert told == {"1-allocate": ["egress-change"], "3-move-1": ["outbound-type-change", "egress-change"]}


def test_a_stage_allows_nothing_of_what_others_may(here: Stage) -> None:
    (here.folder / "platform/natpin.yaml").write_text("allow: [gateway-detach]\n")
    payments(here)
    adopt(here, more="--write adopt")
    assert written(here, "1-allocate").sections["allow"].plain() == []


def test_a_rule_that_is_off_or_a_note_stays_so(here: Stage) -> None:
    payments(here)
    adopt(here, more="--write adopt")
    rules = written(here, "3-move-1").rules
    assert not rules["outbound-type-not-nat"].enabled
    assert rules["node-subnet-no-nat"].severity is Severity.NOTE
    assert rules["pool-subnet-no-nat"].severity is Severity.WARNING
