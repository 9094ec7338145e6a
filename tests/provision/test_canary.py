"""Secrets planted wherever natpin passes: none of them comes out anywhere."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest

from natpin.azure.arm import masked
from natpin.errors import NatpinError
from natpin.provision import show
from natpin.provision.plan_file import dumped
from natpin.simulator import Fault

from .bench import Bench
from .matrix import FAULTS, PATIENCE
from .scenes import UPDATE

PLANTED = re.compile(r"eyJ[A-Za-z0-9_-]{10}|MIIHhz|[?&][tcsh]=[^*]|Bearer ey|client_secret=[^*]")


@pytest.mark.parametrize("name", [name for name, what in FAULTS.items() if what])
def test_no_token_secret_or_signature_comes_out(
    name: str, ground: Bench, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    UPDATE.seed(ground)
    plan = ground.plan(UPDATE.wanted(ground), *UPDATE.allow)
    start, count = ground.azure.snapshot(), 0
    said: list[str] = [dumped(plan), show.text(plan), show.markdown(plan)]
    for index in (0, 1, 2, 4, 14, 15, 16, 17, 18, 24, 25, 26):
        ground.azure.restore(start)
        what: dict[str, Any] = {**FAULTS[name], "times": None}
        ground.azure.set_faults(Fault(**what, skip=index))
        try:
            applied = ground.apply(plan, journal=f"{index}", pace=ground.pace(**PATIENCE))
            said += [show.outcome(applied), json.dumps(show.outcome_json(applied)), repr(applied)]
        except NatpinError as error:
            said += [str(error), repr(error)]
        said.append((ground.folder / f"{index}").read_text())
        count += 1
    out, err = capfd.readouterr()
    said += [out, err, caplog.text]
    assert count == 12
    secret = ground.azure.client_secret
    for text in said:
        assert not PLANTED.search(text), PLANTED.search(text)
        assert secret not in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "use uri: https://h/p/operations/1?api-version=1&t=2&c=MII&s=x&h=y.",
            "use uri: https://h/p/operations/1?***",
        ),
        ("token eyJhbGciOiJIUzI1NiJ9.eyJvaWQiOiIxIn0.c2ln here", "token *** here"),
        ('{"client_secret": "abc", "x": 1}', '{"client_secret": "***", "x": 1}'),
        ("grant_type=x&client_assertion=abc.def&y=1", "grant_type=x&client_assertion=***&y=1"),
        ("nothing to hide: 10.0.0.0/16", "nothing to hide: 10.0.0.0/16"),
    ],
)
def test_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


def test_masking_does_not_blow_up() -> None:
    for hostile in ("https://" * 20_000, "eyJ" * 50_000, "password=" * 20_000, "a" * 200_000 + "?"):
        masked(hostile)


def test_the_wire_never_speaks_to_another_host_with_the_token(ground: Bench) -> None:
    from natpin.azure.arm import Arm

    arm = Arm(ground.cloud()._arm._credential, base_url="https://arm.test", transport=ground.wire)
    assert arm.is_here("https://arm.test/subscriptions/x")
    for other in (
        "https://arm.test.evil/x",
        "http://arm.test/x",
        "https://arm.test:444/x",
        "//evil/x",
        "https://u@evil/x",
    ):
        assert not arm.is_here(other)
