"""Whether two names are one, and what an IP is called."""

from __future__ import annotations

import pytest
from declare import UNKNOWN, gateway, prefix, public_ip, ref, told

from natpin.facts.fields import same_name
from natpin.model.value import Node, Unknown, Value

PUT_TOGETHER = Unknown("a text", parts=(UNKNOWN, "-rg"))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (Value("rg"), Value("RG"), True),
        (Value("rg"), Value("other"), False),
        (PUT_TOGETHER, Unknown("again", parts=(UNKNOWN, "-rg")), True),
        (PUT_TOGETHER, Value("rg"), PUT_TOGETHER.reason),
        (ref("random_pet.rg", "id"), ref("random_pet.rg", "id"), True),
        (ref("random_pet.rg", "id"), Value("rg"), "names that are known only once they exist"),
        (Value("rg"), ref("random_pet.rg", "id"), "names that are known only once they exist"),
        (None, Value("rg"), False),
    ],
)
def test_same_name(left: Node | None, right: Node | None, expected: bool | str) -> None:
    found = same_name(left, right)
    assert (found.reason if isinstance(found, Unknown) else found) == expected


def test_an_ip_is_called_an_ip_and_a_prefix_a_prefix() -> None:
    both = gateway(publicIpPrefixes=[{"id": ref("prefix")}], publicIpAddresses=[{"id": ref("ip")}])
    subjects = told(both, prefix(), public_ip())
    assert {each.label for each in subjects if each.kind == "publicIp"} == {"prefix prefix", "IP ip"}
