"""Azure's clouds: the table against the SDK's own, and a cloud without a name that tells where its tokens come from."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

import pytest
from azure.core import AzureClouds
from azure.identity import AzureAuthorityHosts
from azure.mgmt.core.tools import get_arm_endpoints

from natpin.azure.cloud_metadata import read_metadata, told_by
from natpin.azure.clouds import CLOUDS, Cloud, at
from natpin.azure.connection import Connection
from natpin.commands import azure_flags
from natpin.errors import ConfigError, Unreachable
from natpin.simulator import Simulator

from .conftest import Run

SDK = {
    "AzureCloud": (AzureClouds.AZURE_PUBLIC_CLOUD, AzureAuthorityHosts.AZURE_PUBLIC_CLOUD),
    "AzureUSGovernment": (AzureClouds.AZURE_US_GOVERNMENT, AzureAuthorityHosts.AZURE_GOVERNMENT),
    "AzureChinaCloud": (AzureClouds.AZURE_CHINA_CLOUD, AzureAuthorityHosts.AZURE_CHINA),
}


def connection(*flags: str) -> Connection:
    parser = ArgumentParser()
    azure_flags.add(parser)
    return azure_flags.connection(parser.parse_args(["--auth", "client-secret", *flags]), {})


def test_the_table_has_every_cloud_of_the_sdk() -> None:
    assert {cloud for cloud, _ in SDK.values()} == set(AzureClouds)
    assert set(CLOUDS) == set(SDK)


@pytest.mark.parametrize("name", CLOUDS)
def test_the_table_is_the_sdks(name: str) -> None:
    cloud, host = SDK[name]
    endpoints = get_arm_endpoints(cloud)
    assert CLOUDS[name].endpoint == endpoints["resource_manager"].rstrip("/")
    assert [CLOUDS[name].scope] == endpoints["credential_scopes"]
    assert CLOUDS[name].authority == f"https://{host}"


@pytest.mark.parametrize("name", CLOUDS)
def test_a_cloud_is_named_or_known_by_its_endpoint(name: str) -> None:
    cloud = CLOUDS[name]
    by_name = connection("--azure-cloud", name)
    assert (by_name.endpoint, by_name.scope, by_name.exchange) == (
        cloud.endpoint,
        cloud.scope,
        cloud.exchange,
    )
    assert by_name.client_options()["credential_scopes"] == [cloud.scope]
    assert connection("--azure-endpoint", f"{cloud.endpoint}/") == by_name
    assert at(cloud.endpoint.upper()) == cloud


def test_the_public_cloud_is_the_one_that_nobody_names() -> None:
    assert connection() == connection("--azure-cloud", "AzureCloud")
    # azure-identity's own, which heeds AZURE_AUTHORITY_HOST
    assert connection().authority is None
    assert connection("--azure-cloud", "AzureChinaCloud").authority == "https://login.chinacloudapi.cn"


def test_a_cloud_is_named_once() -> None:
    with pytest.raises(ConfigError, match="--azure-cloud also sets the endpoint"):
        connection("--azure-cloud", "AzureCloud", "--azure-endpoint", "https://management.azure.com")


def test_a_cloud_without_a_name_tells_where_tokens_come_from(
    azure: Simulator, run: Run, monkeypatch: Any
) -> None:
    monkeypatch.setenv("AZURE_CLIENT_SECRET", azure.client_secret)
    where = ("--azure-endpoint", azure.base_url, "--ca-file", str(azure.ca_path))
    whom = ("--auth", "client-secret", "--tenant", azure.tenant, "--client-id", azure.client_id)
    ran = run(
        "egress",
        "--format",
        "cidrs",
        "--allow-partial",
        "--azure",
        azure.subscription,
        *where,
        *whom,
        plain=True,
    )
    assert ran.status == 0, ran.err
    assert "20.64.0.0/29" in ran.out
    assert azure.requests[0].path == "/metadata/endpoints"


@pytest.mark.parametrize(
    "version", ["2015-01-01", "1.0", "2019-05-01", "2020-06-01", "2022-09-01", "2023-11-01"]
)
def test_the_simulator_tells_it_in_each_form(azure: Simulator, version: str) -> None:
    from natpin.simulator.exchange import Request

    answer = azure.exchange(
        Request("GET", f"/metadata/endpoints?api-version={version}", base_url=azure.base_url)
    )
    document = json.loads(answer.encoded())  # type: ignore[union-attr]
    cloud = document[0] if isinstance(document, list) else document
    assert isinstance(document, list) == ("2019" <= version[:4] < "2022")
    assert cloud["authentication"]["loginEndpoint"] == f"{azure.base_url}/"
    assert cloud["authentication"]["audiences"] == [f"{azure.base_url}/"]


def test_a_token_for_somebody_else_is_refused(azure: Simulator) -> None:
    from natpin.azure.credentials import credential
    from natpin.azure.live import reading
    from natpin.errors import Rejected

    made = Connection(
        "client-secret", azure.tenant, azure.client_id, azure.client_secret, endpoint=azure.base_url,
        authority=azure.base_url, ca_file=str(azure.ca_path), audience="https://management.azure.com",
    )  # fmt: skip
    credential(made).close()  # type: ignore[attr-defined]
    with reading(made) as arm, pytest.raises(Rejected, match="InvalidAuthenticationTokenAudience"):
        arm.send("GET", arm.url(f"/subscriptions/{azure.subscription}", "2022-12-01"))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"authentication": []}',
        b'{"authentication": {"loginEndpoint": "http://login.test", "audiences": ["a"]}}',
        b'{"authentication": {"loginEndpoint": "https://login.test/ x", "audiences": ["a"]}}',
        b'{"authentication": {"loginEndpoint": "https://login.test", "audiences": []}}',
        b'{"authentication": {"loginEndpoint": "https://login.test", "audiences": [1]}}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_what_tells_no_safe_address_is_refused(raw: bytes) -> None:
    with pytest.raises(ConfigError, match="--azure-authority"):
        read_metadata("https://arm.test", raw)


def test_a_byte_order_mark_does_not_matter() -> None:
    told = {
        "authentication": {
            "loginEndpoint": "https://login.test/adfs/",
            "audiences": ["https://arm.test/guid"],
        }
    }
    expected = Cloud("https://arm.test", "https://login.test/adfs", "https://arm.test/guid")
    assert read_metadata("https://arm.test", b"\xef\xbb\xbf" + json.dumps(told).encode()) == expected
    assert expected.scope == "https://arm.test/guid/.default"


def test_who_does_not_answer_is_told(azure: Simulator) -> None:
    with pytest.raises(Unreachable, match="no answer"):
        told_by(azure.base_url)  # a certificate that nobody trusts
    with pytest.raises(Unreachable, match="the answer is 40"):
        told_by(f"{azure.base_url}/elsewhere", str(azure.ca_path))
