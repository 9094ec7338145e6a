"""A script that takes in a file of variables which is not here: it sets what its example lists, to what nobody can know."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

BEFORE = """\
set -e
az network public-ip prefix create -g rg -n p --length 30
az network nat gateway create -g rg -n egress --public-ip-prefixes p
az network vnet create -g rg -n v --address-prefixes 10.0.0.0/16
az network vnet subnet create -g rg --vnet-name v -n nodes --address-prefixes 10.0.0.0/20 --nat-gateway egress
id=$(az network vnet subnet show -g rg --vnet-name v -n nodes --query id -o tsv)
"""
CREATE = 'az aks create -g rg -n c --vnet-subnet-id "$id" --network-plugin azure --outbound-type '
DEFAULT = CREATE + "${OUT:-userAssignedNATGateway}\n"
LISTS = {".env.example": "# of the cluster\nexport OUT=loadBalancer\n"}
OTHER = {".env.example": "REGION=westeurope\n"}
RULE = "outbound-type-not-nat"


def _judged(folder: Path, lines: str, files: dict[str, str], **variables: str) -> str:
    (verdict,) = verdicts(linted(folder, {"deploy.sh": BEFORE + lines, **files}, **variables), RULE)
    return str(verdict.value)


@pytest.mark.parametrize(
    ("lines", "files", "expected"),
    [
        (f"source .env\n{DEFAULT}", LISTS, "unknown"),
        (f". ./.env\n{DEFAULT}", LISTS, "unknown"),
        (f"source .env\n{DEFAULT}", {".env.example": "# OUT=loadBalancer\n"}, "unknown"),
        (f"source .env\n{DEFAULT}", {"sample.env": "OUT=\n"}, "unknown"),
        (f"source .env\n{DEFAULT}", OTHER, "pass"),
        (f"{DEFAULT}source .env\n", LISTS, "pass"),
        (f"( source .env )\n{DEFAULT}", LISTS, "pass"),
        (f"OUT=userAssignedNATGateway\nsource .env\n{CREATE}$OUT\n", LISTS, "unknown"),
        (f"OUT=userAssignedNATGateway\nsource .env\n{CREATE}$OUT\n", OTHER, "pass"),
        (f"source .env\nOUT=userAssignedNATGateway\n{CREATE}$OUT\n", LISTS, "pass"),
        (f"readonly OUT=userAssignedNATGateway\n. .env || :\n{CREATE}$OUT\n", LISTS, "pass"),
        (f'source "$(dirname "$0")/.env"\n{DEFAULT}', LISTS, "unknown"),
        (f"[ -f .env ] && source .env\n{DEFAULT}", LISTS, "unknown"),
        (f"if [ -f .env ]; then source .env; fi\n{DEFAULT}", LISTS, "unknown"),
        (f"if [ -f .env ]; then source .env; fi\n{DEFAULT}", OTHER, "pass"),
        (f"source <(grep -v x .env)\n{DEFAULT}", LISTS, "unknown"),
        (f'eval "$(sed s/a/b/ .env)"\n{DEFAULT}', LISTS, "unknown"),
        (f"export $(grep -v '^#' .env | xargs)\n{DEFAULT}", LISTS, "unknown"),
        (f"export $(grep -v '^#' .env | xargs)\n{DEFAULT}", {".env": "OUT=loadBalancer\n"}, "unknown"),
        (f"export $(grep -v '^#' .env | xargs)\n{DEFAULT}", OTHER, "pass"),
    ],
)
def test_what_it_lists_is_not_known(lines: str, files: dict[str, str], expected: str, tmp_path: Path) -> None:
    assert _judged(tmp_path, lines, files) == expected


@pytest.mark.parametrize(("given", "expected"), [("userAssignedNATGateway", "pass"), ("none", "fail")])
def test_what_is_given_settles_it(given: str, expected: str, tmp_path: Path) -> None:
    assert _judged(tmp_path, f"source .env\n{DEFAULT}", LISTS, OUT=given) == expected


def test_taken_in_twice_it_says_the_same(tmp_path: Path) -> None:
    lines = (
        f'source .env\nA=x-$OUT\nsource .env\n[ "$A" = "x-$OUT" ] || exit 0\n{CREATE}userAssignedNATGateway\n'
    )
    assert _judged(tmp_path, lines, LISTS) == "pass"
