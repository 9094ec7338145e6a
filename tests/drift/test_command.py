"""natpin drift and natpin diff from flags to exit status; who made a change; what could not be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from natpin import cli
from natpin.reporters.drift import json as json_report
from natpin.simulator import Fault, FaultKind, Request

from .conftest import HERE, Look
from .estate import GATEWAY, NET, PAYMENTS, SPARE_IP, SUBSCRIPTION, Change

USER = f"{NET}/subnets/user"
SCHEMA = jsonschema.Draft202012Validator(
    json.loads((Path(json_report.__file__).parent / "drift.schema.json").read_text("utf-8"))
)


@pytest.fixture
def flags(look: Look, tmp_path: Path) -> list[str]:
    info = {**look.azure.info(), "caFile": str(look.azure.ca_path)}
    (tmp_path / "info.json").write_text(json.dumps(info), "utf-8")
    return ["--azure-info", str(tmp_path / "info.json")]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = cli.main([*arguments])
    return status, capsys.readouterr().out


def drift(capsys: pytest.CaptureFixture[str], flags: list[str], *more: str) -> tuple[int, Any]:
    declared = str(HERE / "declared")
    status, out = run(
        capsys,
        "drift",
        declared,
        "--workspace",
        declared,
        "--format",
        "json",
        *flags,
        "--azure",
        SUBSCRIPTION,
        *more,
    )
    document = json.loads(out)
    SCHEMA.validate(document)
    return status, document


def clusters(document: Any) -> dict[str, Any]:
    return {one["name"]: one for scope in document["scopes"] for one in scope["clusters"]}


def test_in_order_with_findings_is_1_and_in_order_is_0(
    look: Look, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, document = drift(capsys, flags)
    assert (status, document["state"], document["schema"]) == (1, "findings", "natpin/drift/v1")
    assert {name: one["state"] for name, one in clusters(document).items()} == {
        "payments": "in-order", "hub": "findings", "web": "findings", "shop": "in-order",
    }  # fmt: skip
    status, document = drift(capsys, flags, "--profile", "deployable")
    assert (status, document["state"]) == (0, "in-order")


def test_drift_is_1_and_says_what_where_and_how(
    look: Look, change: Change, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    change.set(USER, natGateway=None)
    status, document = drift(capsys, flags, "--profile", "deployable")
    assert (status, document["state"], document["summary"]["drifts"]) == (1, "drift", 1)
    (one,) = clusters(document)["payments"]["drifts"]
    assert one["declaredAt"]["path"] == "main.tf"
    assert one["id"].endswith("/subnets/user")
    assert one["fix"].startswith("az network vnet subnet update --ids /subscriptions/")
    assert one["movesEgress"] is True
    assert one["pools"] == ["user"]
    assert drift(capsys, flags, "--fail-on", "never")[0] == 0


def test_who_and_when_is_told_where_the_log_may_be_read(
    look: Look, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    body = look.azure.get(GATEWAY)
    assert body is not None
    body["properties"]["idleTimeoutInMinutes"] = 90
    put(look, GATEWAY, body)
    _, document = drift(capsys, flags)
    (one,) = clusters(document)["payments"]["drifts"]
    assert one["changedBy"]["operation"].lower() == "microsoft.network/natgateways/write"
    assert one["changedBy"]["caller"]
    assert (
        drift(capsys, flags, "--no-authors")[1]["scopes"][0]["clusters"][0]["drifts"][0]["changedBy"] is None
    )


def test_a_log_that_may_not_be_read_is_simply_not_told(
    look: Look, change: Change, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    change.set(GATEWAY, idleTimeoutInMinutes=90)
    look.azure.set_faults(forbidden("Microsoft.Insights"))
    status, document = drift(capsys, flags)
    assert status == 1
    assert clusters(document)["payments"]["drifts"][0]["changedBy"] is None
    assert any("who changed what is not told" in note for note in document["notes"])


def test_a_scope_that_cannot_be_read_is_unknown_and_4(
    look: Look, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    look.azure.set_faults(forbidden("ResourceGraph"))
    status, document = drift(capsys, flags)
    assert (status, document["state"]) == (4, "unknown")
    assert {one["state"] for one in clusters(document).values()} == {"unknown"}
    assert "forbidden" in document["scopes"][0]["cause"]


def test_what_the_inventory_has_wrong_is_put_right_by_a_direct_look(
    look: Look, change: Change, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    change.set(USER, natGateway=None)
    look.azure.lag_graph()  # Resource Graph stays at the detached state
    change.set(USER, natGateway={"id": GATEWAY})
    status, document = drift(capsys, flags, "--profile", "deployable")
    look.azure.settle_graph()
    assert (status, document["state"]) == (0, "in-order")
    asked = [one.path for one in look.azure.requests if one.path.lower().endswith("/virtualnetworks/net")]
    assert len(asked) == 1


def test_a_rule_turned_off_and_an_ignored_drift_are_accepted(
    look: Look, change: Change, flags: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "repo"
    folder.mkdir()
    (folder / "main.tf").write_bytes((HERE / "declared" / "main.tf").read_bytes())
    (folder / "natpin.yaml").write_text(
        "rules:\n  drift-changed: off\nignore:\n"
        "  - {rule: drift-unmanaged, reason: a pool of the migration, until: 2999-01-01}\n"
    )
    change.set(GATEWAY, idleTimeoutInMinutes=90)
    status, out = run(
        capsys, "drift", str(folder), "--workspace", str(folder), "--profile", "deployable", "--format", "json",
        *flags, "--azure", SUBSCRIPTION,
    )  # fmt: skip
    document = json.loads(out)
    assert (status, document["state"], document["summary"]["accepted"]) == (0, "in-order", 1)
    assert clusters(document)["payments"]["drifts"][0]["accepted"] == "accepted: no rule asks about it"


def test_a_cluster_that_is_gone_from_its_scope_is_missing(
    look: Look, change: Change, flags: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change.gone_all(PAYMENTS)
    status, document = drift(capsys, flags)
    assert status == 1
    (one,) = clusters(document)["payments"]["drifts"]
    assert (one["kind"], one["name"]) == ("missing", "cluster payments")


ENTRY = f"""egress:
  payments:
    subscription: {SUBSCRIPTION}
    resource-group: payments
    location: westeurope
    virtual-network: {{name: net}}
    subnets: [SUBNETS]
    nat-gateway: {{name: egress, idle-timeout-minutes: 10}}
    public-ips:
      prefix: {{name: egress, length: 29}}
      existing: [/subscriptions/{SUBSCRIPTION}/resourceGroups/payments/providers/Microsoft.Network/publicIPAddresses/egress-1]
    cluster: {{name: payments}}
"""


def of_entry(tmp_path: Path, flags: list[str], *subnets: str) -> list[str]:
    """``natpin drift`` for an entry with these subnets."""
    listed = ", ".join(f"{{name: {name}}}" for name in subnets)
    (tmp_path / "natpin.yaml").write_text(ENTRY.replace("SUBNETS", listed))
    scope = ["--azure", f"{SUBSCRIPTION}/payments"]
    return ["drift", "--workspace", str(tmp_path), "--format", "json", *flags, *scope]


def test_an_entry_of_natpin_yaml_is_a_declaration(
    look: Look, change: Change, flags: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = of_entry(tmp_path, flags, "system", "user", "pods")
    status, out = run(capsys, *arguments)
    assert (status, json.loads(out)["state"]) == (0, "in-order")
    change.set(USER, natGateway=None)
    change.set(GATEWAY, publicIpAddresses=[{"id": SPARE_IP}])
    status, out = run(capsys, *arguments)
    told = {(one["kind"], one["name"]) for one in clusters(json.loads(out))["payments"]["drifts"]}
    assert status == 1
    assert ("changed", "NAT gateway of the subnet user") in told
    assert ("unmanaged", "public IP spare on the NAT gateway egress") in told


def test_an_entry_whose_subnets_hold_no_pool_is_never_in_order(
    look: Look, flags: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out = run(capsys, *of_entry(tmp_path, flags, "elsewhere"))
    told = {one["name"] for one in clusters(json.loads(out))["payments"]["drifts"]}
    assert status == 1
    assert "subnet of the pool system" in told


def test_a_lock_that_an_entry_asks_for_and_is_gone_is_drift(
    look: Look, change: Change, flags: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On its own prefix and on an IP that it takes as it is: a plan of the entry makes both."""
    arguments = of_entry(tmp_path, flags, "system", "user", "pods")
    natpin_yaml = tmp_path / "natpin.yaml"
    natpin_yaml.write_text(
        natpin_yaml.read_text().replace("    subnets:", "    lock: CanNotDelete\n    subnets:")
    )
    ip = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/payments/providers/Microsoft.Network/publicIPAddresses/egress-1"
    change.azure.lock(ip, "CanNotDelete", "natpin")
    status, out = run(capsys, *arguments)
    assert (status, json.loads(out)["state"]) == (0, "in-order")
    change.unlock()
    status, out = run(capsys, *arguments)
    assert status == 1
    told = [one for one in clusters(json.loads(out))["payments"]["drifts"] if one["kind"] == "missing"]
    assert {one["name"] for one in told} == {
        "lock over the prefix egress",
        "lock over the public IP egress-1",
    }
    assert all(
        "az lock create --lock-type CanNotDelete --name natpin --resource /" in one["fix"] for one in told
    )
    change.azure.lock("/".join(ip.split("/")[:5]), "ReadOnly", "group")  # guards both as well
    status, out = run(capsys, *arguments)
    assert status == 0


def test_diff_compares_any_two(
    look: Look, change: Change, flags: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    assert cli.main(["snapshot", *flags, "--azure", SUBSCRIPTION, "--output", str(before)]) == 0
    change.set(USER, natGateway=None)
    assert cli.main(["snapshot", *flags, "--azure", SUBSCRIPTION, "--output", str(after)]) == 0
    declared = str(HERE / "declared")
    inside = ["--workspace", str(tmp_path)]
    status, out = run(capsys, "diff", str(before), str(after), *inside)
    assert status == 1
    assert "NAT gateway of the subnet user (changed)" in out
    status, out = run(capsys, "diff", str(after), f"azure:{SUBSCRIPTION}", *inside, *flags)
    assert status == 0, out
    status, out = run(capsys, "diff", declared, f"azure:{SUBSCRIPTION}", "--workspace", declared, *flags)
    assert status == 1
    assert "main.tf:" in out


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_every_format_tells_it(
    look: Look, change: Change, flags: list[str], capsys: pytest.CaptureFixture[str], form: str
) -> None:
    change.set(USER, natGateway=None)
    declared = str(HERE / "declared")
    status, out = run(
        capsys, "drift", declared, "--workspace", declared, "--format", form, *flags, "--azure", SUBSCRIPTION
    )
    assert status == 1
    assert "NAT gateway of the subnet user" in out
    assert "pool user now has no way out" in out


def test_nothing_to_compare_with_is_2(
    flags: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        cli.main(["drift", str(tmp_path), "--workspace", str(tmp_path), *flags, "--azure", SUBSCRIPTION]) == 2
    )
    assert capsys.readouterr().err.endswith("in natpin.yaml\n")


def test_what_could_not_be_read_is_told_where_nothing_is_declared(
    flags: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "base.json").write_text('{"schema": "natpin/snapshot/v1", "resources": [')
    assert (
        cli.main(["drift", str(tmp_path), "--workspace", str(tmp_path), *flags, "--azure", SUBSCRIPTION]) == 2
    )
    told = capsys.readouterr().err
    assert "nothing is declared" in told
    assert "Not taken into account: base.json: is not valid JSON" in told


def forbidden(part: str) -> Fault:
    return Fault(FaultKind.FORBIDDEN, path=part, times=None)


def put(look: Look, identifier: str, body: dict[str, Any]) -> None:
    """A write as a user makes it, which the activity log then knows."""
    token = look.arm._token()
    answer = look.azure.exchange(
        Request("PUT", f"{identifier}?api-version=2025-05-01", {"authorization": f"Bearer {token}"},
                json.dumps(body).encode(), look.azure.base_url)
    )  # fmt: skip
    assert answer.status in (200, 201), answer
    look.azure.settle()


def repository(tmp_path: Path, config: str, *replaced: tuple[str, str]) -> str:
    folder = tmp_path / "repo"
    folder.mkdir()
    source = (HERE / "declared" / "main.tf").read_text("utf-8")
    for before, after in replaced:
        assert before in source
        source = source.replace(before, after)
    (folder / "main.tf").write_text(source, "utf-8")
    (folder / "natpin.yaml").write_text(config, "utf-8")
    return str(folder)


def test_live_ips_are_held_to_the_contract(
    look: Look, flags: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = repository(tmp_path, "contract:\n  clusters: [payments]\n  ips: [20.1.2.0/29]\n")
    _, out = run(
        capsys, "drift", folder, "--workspace", folder, "--format", "json", *flags, "--azure", SUBSCRIPTION
    )
    found = clusters(json.loads(out))["payments"]
    assert found["state"] == "findings"
    assert not found["drifts"]
    assert "contract-not-kept" in {one["rule"] for one in found["findings"]}


def test_a_comment_at_the_declaration_accepts_a_difference(
    look: Look, change: Change, flags: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    block = 'resource "azurerm_nat_gateway" "egress" {'
    folder = repository(
        tmp_path,
        "{}\n",
        (block, f"# natpin: ignore[drift-changed] raised for the migration until=2999-01-01\n{block}"),
    )
    change.set(GATEWAY, idleTimeoutInMinutes=90)
    status, out = run(
        capsys, "drift", folder, "--workspace", folder, "--profile", "deployable", "--format", "json", *flags,
        "--azure", SUBSCRIPTION,
    )  # fmt: skip
    (one,) = clusters(json.loads(out))["payments"]["drifts"]
    assert one["severity"] == "accepted", one
    assert "raised for the migration" in one["accepted"]
    assert status == 0
