"""A running simulator, and the real Azure SDK pointed at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from azure.identity import ClientSecretCredential
from azure.mgmt.containerservice import ContainerServiceClient
from azure.mgmt.network import NetworkManagementClient

from natpin.simulator import Simulator


@dataclass
class Sdk:
    """The SDK's clients, made as a user makes them; `group` is a resource group that exists."""

    azure: Simulator
    network: NetworkManagementClient
    clusters: ContainerServiceClient
    credential: ClientSecretCredential
    options: dict[str, Any]
    group: str = "rg"

    def id(self, rest: str, group: str | None = None) -> str:
        return f"/subscriptions/{self.azure.subscription}/resourceGroups/{group or self.group}/providers/Microsoft.Network/{rest}"


@pytest.fixture
def azure() -> Iterator[Simulator]:
    with Simulator() as simulator:
        simulator.seed(
            {"id": f"/subscriptions/{simulator.subscription}/resourceGroups/rg", "location": "westeurope"}
        )
        yield simulator


def credential_for(azure: Simulator) -> ClientSecretCredential:
    return ClientSecretCredential(
        azure.tenant,
        azure.client_id,
        azure.client_secret,
        authority=azure.base_url,
        disable_instance_discovery=True,
        connection_verify=str(azure.ca_path),
    )


@pytest.fixture
def sdk(azure: Simulator) -> Iterator[Sdk]:
    options = {
        "base_url": azure.base_url,
        "credential_scopes": [f"{azure.base_url}/.default"],
        "polling_interval": 0,
        "connection_verify": str(azure.ca_path),
        "retry_total": 0,
    }
    with (
        credential_for(azure) as credential,
        NetworkManagementClient(credential, azure.subscription, **options) as network,
        ContainerServiceClient(credential, azure.subscription, **options) as clusters,
    ):
        yield Sdk(azure, network, clusters, credential, options)
