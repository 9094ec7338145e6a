"""Plans and outcomes as they are printed: golden files. NATPIN_WRITE_GOLDEN=1 writes them anew."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from natpin.model.change import Action, Change, Plan
from natpin.provision import show
from natpin.provision.apply import Applied, Result, Step
from natpin.simulator import Fault, FaultKind

from .bench import Bench
from .matrix import PATIENCE
from .scenes import UPDATE

GOLDEN = Path(__file__).parent / "golden"


def compared(name: str, text: str) -> None:
    text = re.sub(r"\b[0-9a-f]{64}\b|(?<=Fingerprint )[0-9a-f]{16}", "FINGERPRINT", text)
    path = GOLDEN / name
    if os.environ.get("NATPIN_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "render"), [("update.txt", show.text), ("update.md", show.markdown)])
def test_a_plan_with_everything(name: str, render: Callable[[Plan], str], ground: Bench) -> None:
    UPDATE.seed(ground)
    ground.azure.lock(ground.id("Microsoft.Network/natGateways/nat"), "ReadOnly", "frozen")
    compared(name, render(ground.plan(UPDATE.wanted(ground), *UPDATE.allow)))


@pytest.mark.parametrize(
    ("name", "render"), [("applied.txt", show.outcome), ("applied.md", show.outcome_markdown)]
)
def test_an_outcome_of_every_kind(name: str, render: Callable[[Applied], str], ground: Bench) -> None:
    UPDATE.seed(ground)
    plan = ground.plan(UPDATE.wanted(ground), *UPDATE.allow)
    ground.azure.set_faults(
        Fault(FaultKind.OPERATION_NEVER_ENDS, method="PUT", path="subnets/aks"),
        Fault(FaultKind.FORBIDDEN, method="PUT", path="subnets/pods", times=None),
    )
    compared(name, render(ground.apply(plan, pace=ground.pace(**PATIENCE))))


HOSTILE = "x\n::error::pwned ##[command] \x1b[2J | <img src=x> @someone [a](http://evil) `code` \u202e"


def test_what_strangers_wrote_is_shown_and_does_nothing() -> None:
    change = Change(
        Action.BLOCKED,
        f"/subscriptions/s/resourceGroups/{HOSTILE}",
        HOSTILE,
        reasons=(HOSTILE,),
        effects=(HOSTILE,),
    )
    plan = Plan(f"/subscriptions/s#{HOSTILE}", (change,), "1", notes=(HOSTILE,))
    applied = Applied(plan, (Step(change, Result.FAILED, HOSTILE),), (HOSTILE,), (HOSTILE,))
    for text in (show.text(plan), show.outcome(applied), show.markdown(plan), show.outcome_markdown(applied)):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "##[command]" not in text
        assert not re.search(r"(?m)^\s*::", text)
    for text in (show.markdown(plan), show.outcome_markdown(applied)):
        outside_code = re.sub(r"(`+).*?\1", "", text)
        assert "<img" not in outside_code
        assert "@someone" not in outside_code
        assert "](http" not in outside_code
