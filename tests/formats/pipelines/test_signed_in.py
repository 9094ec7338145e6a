"""Steps that sign in to several subscriptions: what one of them makes is not what a namesake of another one is.

Sources: github.com/Azure/login, action.yml (``subscription-id``, ``creds``); Azure Pipelines, "Azure Resource Manager
service connection" (a connection is for a subscription).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from folders import linted, verdicts

NETWORK = """\
az network nat gateway create -g rg -n nat --idle-timeout 10
az network vnet create -g rg -n net
az network vnet subnet create -g rg --vnet-name net -n nodes --address-prefixes 10.0.0.0/20%s
"""
CLUSTER = """\
az aks create -g rg -n aks --outbound-type userAssignedNATGateway --vnet-subnet-id %s
"""
LOOKED_UP = "$(az network vnet subnet show -g rg --vnet-name net -n nodes --query id -o tsv)"
ATTACHED = " --nat-gateway nat"


def _github(*jobs: tuple[str, str]) -> dict[str, str]:
    """A workflow of jobs, each with what it signs in by and what it runs, one after the other."""
    text, before = "on: push\njobs:\n", ""
    for number, (login, script) in enumerate(jobs):
        body = "".join(f"          {line}\n" for line in script.splitlines())
        text += (
            f"  job{number}:\n    runs-on: ubuntu-latest\n{before}    steps:\n"
            f"      - uses: azure/login@v2\n        with:\n          client-id: a\n          {login}\n"
            f"      - run: |\n{body}"
        )
        before = f"    needs: job{number}\n"
    return {".github/workflows/deploy.yml": text}


def _azure(*steps: tuple[str, str]) -> dict[str, str]:
    """A pipeline of steps, each with its service connection and what it runs."""
    text = "steps:\n"
    for connection, script in steps:
        body = "".join(f"        {line}\n" for line in script.splitlines())
        text += (
            f"  - task: AzureCLI@2\n    inputs:\n      azureSubscription: {connection}\n      scriptType: bash\n"
            f"      scriptLocation: inlineScript\n      inlineScript: |\n{body}"
        )
    return {"azure-pipelines.yml": text}


@pytest.mark.parametrize(
    ("hub", "shop", "verdict"),
    [
        ("subscription-id: one", "subscription-id: one", "pass"),
        ("subscription-id: one", "subscription-id: two", "unknown"),
        ("subscription-id: ${{ secrets.HUB }}", "subscription-id: ${{ secrets.HUB }}", "pass"),
        ("subscription-id: ${{ secrets.HUB }}", "subscription-id: ${{ secrets.SHOP }}", "unknown"),
        ("creds: ${{ secrets.HUB }}", "creds: ${{ secrets.SHOP }}", "unknown"),
        ("creds: ${{ secrets.HUB }}", "creds: ${{ secrets.HUB }}", "pass"),
    ],
)
def test_a_network_of_another_sign_in(hub: str, shop: str, verdict: str, tmp_path: Path) -> None:
    report = linted(tmp_path, _github((hub, NETWORK % ATTACHED), (shop, CLUSTER % LOOKED_UP)))
    assert [one.name.lower() for one in verdicts(report)] == [verdict]


@pytest.mark.parametrize(
    ("hub", "shop", "verdict"),
    [
        ("sc-one", "sc-one", "pass"),
        ("sc-one", "sc-two", "unknown"),
        ("$(connection)", "$(connection)", "pass"),
        ("$(hub)", "$(shop)", "unknown"),
    ],
)
def test_a_network_of_another_service_connection(hub: str, shop: str, verdict: str, tmp_path: Path) -> None:
    report = linted(tmp_path, _azure((hub, NETWORK % ATTACHED), (shop, CLUSTER % LOOKED_UP)))
    assert [one.name.lower() for one in verdicts(report)] == [verdict]


@pytest.mark.parametrize(
    ("make", "dev", "prod"),
    [(_github, "subscription-id: one", "subscription-id: two"), (_azure, "sc-dev", "sc-prod")],
)
def test_namesakes_of_two_subscriptions_are_judged_both(
    make: Callable[..., dict[str, str]], dev: str, prod: str, tmp_path: Path
) -> None:
    """Neither takes the other's place: what the second one does right is not the first one's."""
    without, attached = NETWORK % "" + CLUSTER % LOOKED_UP, NETWORK % ATTACHED + CLUSTER % LOOKED_UP
    report = linted(tmp_path, make((dev, without), (prod, attached)))
    assert [one.name.lower() for one in verdicts(report)] == ["fail", "pass"]
