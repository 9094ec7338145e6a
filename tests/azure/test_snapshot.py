"""Snapshots: canonical, without secrets, and linted like the live estate they were taken of."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from natpin.azure.live import _read_once
from natpin.azure.snapshot import OF_MACHINES, VOLATILE, kept
from natpin.drift.properties import PROPERTIES
from natpin.formats import snapshot
from natpin.formats.interface import Inputs
from natpin.model.doubt import Doubt
from natpin.model.location import Location
from natpin.model.read_paths import READ
from natpin.model.report import Report
from natpin.model.resource import CLUSTER, Resource
from natpin.model.value import Skipped, of, plain
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.simulator import Simulator
from natpin.workspace import FolderWorkspace

from .conftest import Run, group, somebody

SECRETS = {
    "httpProxyConfig": {"httpProxy": "http://user:canary-proxy@proxy:3128", "trustedCa": "canary-ca"},
    "addonProfiles": {"custom": {"enabled": True, "config": {"key": "canary-addon"}}},
    "linuxProfile": {"adminUsername": "canary-admin", "ssh": {"publicKeys": [{"keyData": "canary-ssh"}]}},
}


def take(azure: Simulator, run: Run, scope: str = "") -> dict[str, Any]:
    ran = run("snapshot", "--azure", f"{azure.subscription}/{scope}")
    assert (ran.status, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def schema() -> dict[str, Any]:
    text = files("natpin.formats").joinpath("snapshot.schema.json").read_text()
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_snapshot_is_as_its_schema_says(azure: Simulator, run: Run) -> None:
    found = take(azure, run)
    jsonschema.Draft202012Validator(schema()).validate(found)
    ids = [body["id"].lower() for body in found["resources"]]
    assert ids == sorted(ids)
    assert (
        len(
            [one for one in found["resources"] if one["type"] == "Microsoft.ContainerService/managedClusters"]
        )
        == 5
    )


def test_the_same_estate_gives_the_same_bytes(azure: Simulator, run: Run) -> None:
    """Whoever asks, whenever, and although every etag has changed."""
    before = run("snapshot", "--azure", azure.subscription).out
    for entry in azure.entries():
        entry.etag = f"{entry.etag}-later"
    azure.settle()
    assert run("snapshot", "--azure", azure.subscription).out == before


def test_a_snapshot_that_natpin_would_not_read_is_told(
    azure: Simulator, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "natpin reads no file above"
    assert told not in run("snapshot", "--azure", azure.subscription).err
    monkeypatch.setattr("natpin.commands.snapshot.MAX_BYTES", 100)
    assert told in run("snapshot", "--azure", azure.subscription).err


def test_a_change_of_egress_changes_the_snapshot(azure: Simulator, run: Run) -> None:
    before = take(azure, run, "payments")
    network = f"{group(azure, 'payments')}/providers/Microsoft.Network/virtualNetworks/payments"
    azure.seed({"id": f"{network}/subnets/nodes", "properties": {"addressPrefix": "10.0.0.0/20"}})
    assert take(azure, run, "payments") != before


def test_no_secret_and_nothing_of_nobody_s_business(azure: Simulator, run: Run) -> None:
    cluster = next(one for one in azure.entries() if one.name == "payments" and "managedClusters" in one.id)
    cluster.properties.update(SECRETS)
    for entry in azure.entries():
        entry.top["tags"] = {"password": "canary-tag"}
    text = json.dumps(take(azure, run))
    assert "canary" not in text
    for word in ("etag", "tags", "provisioningState", "resourceGuid", "identity"):
        assert f'"{word}' not in text


def fared(report: Report) -> list[tuple[str, ...]]:
    told = [
        (f.rule.id, f.verdict.value, f.subject, f.message) for stack in report.stacks for f in stack.findings
    ]
    ways = [
        (path.pool.address, path.role.value, path.exit.value, str(path.ip_count))
        for stack in report.stacks
        for cluster in stack.clusters
        for path in cluster.paths
    ]
    return sorted([*told, *ways])


def test_linting_a_snapshot_is_linting_the_estate(azure: Simulator, run: Run, tmp_path: Path) -> None:
    live = run("lint", "--azure", azure.subscription, "--format", "json")
    file = tmp_path / "prod.json"
    assert run("snapshot", "--azure", azure.subscription, "--output", str(file)).status == 0
    offline = run("lint", str(file), "--format", "json", plain=True)
    assert live.status == offline.status == 1

    def findings(text: str) -> list[tuple[str, str, str]]:
        stacks = json.loads(text)["stacks"]
        return sorted((f["rule"], f["subject"], f["message"]) for stack in stacks for f in stack["findings"])

    def clusters(text: str) -> list[Any]:
        stacks = json.loads(text)["stacks"]
        return sorted(
            (c["name"], c["verdicts"], [(e["pool"], e["exit"], e["cidrs"]) for e in c["egress"]])
            for stack in stacks
            for c in stack["clusters"]
        )

    assert findings(offline.out) == findings(live.out)
    assert clusters(offline.out) == clusters(live.out)
    place = json.loads(offline.out)["stacks"][0]["findings"][0]["at"]
    assert place["path"] == "prod.json"
    assert place["line"] > 1


def test_what_could_not_be_read_stays_so(azure: Simulator, run: Run, tmp_path: Path) -> None:
    some = somebody(azure, ["Microsoft.ContainerService/*/read", "Microsoft.Authorization/permissions/read"])
    file = tmp_path / "part.json"
    ran = run("snapshot", "--azure", f"{azure.subscription}/payments", "--output", str(file), as_=some)
    assert ran.status == 4
    assert "may not be read" in ran.err
    found = json.loads(file.read_text())
    jsonschema.Draft202012Validator(schema()).validate(found)
    assert found["locks"] is None
    assert [one["id"].rsplit("/", 1)[-1] for one in found["unread"]] == ["payments"]
    assert run("lint", str(file), plain=True).status == 4


def reads(text: bytes, tmp_path: Path) -> list[object]:
    (tmp_path / "s.json").write_bytes(text)
    workspace = FolderWorkspace(tmp_path, tmp_path)
    stacks = list(snapshot.stacks(["s.json"], workspace, Inputs()))
    return [part for stack in stacks for part in snapshot.read(stack, workspace, Inputs())]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe\x00",
        b"natpin/snapshot/v1",
        b'{"schema": "natpin/snapshot/v2"}',
        b'{"schema": "natpin/snapshot/v1", "resources": [{}]}',
        b'{"schema": "natpin/snapshot/v1", "resources": [{"id": "/x", "type": "y"}]}',
        b'{"schema": "natpin/snapshot/v1", "resources": [{"id": 7, "type": []}]}',
        b'{"schema": "natpin/snapshot/v1", "unread": [7]}',
        b"[" * 5000,
    ],
)
def test_what_is_no_snapshot_is_skipped_and_told(text: bytes, tmp_path: Path) -> None:
    parts = reads(text, tmp_path)
    assert parts
    skipped = [part for part in parts if isinstance(part, Skipped)]
    assert skipped
    assert all(part.claims_aks for part in skipped)
    assert all(isinstance(part, Skipped | Doubt) for part in parts)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "name", "type", "properties", "subnets", "routes", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)
IDS = st.sampled_from(
    [
        "/subscriptions/s",
        "/subscriptions/s/resourceGroups",
        "/subscriptions/s/resourceGroups/g/providers/a/b/c",
        "//",
        "x",
    ]
)


@settings(max_examples=150)
@given(
    st.lists(
        st.fixed_dictionaries({"id": IDS, "type": st.sampled_from(snapshot.TYPES), "properties": JSON})
        | JSON,
        max_size=3,
    ),
    JSON,
)
def test_any_resources_give_a_report(
    tmp_path_factory: pytest.TempPathFactory, resources: list[object], locks: object
) -> None:
    folder = tmp_path_factory.mktemp("any", numbered=True)
    body = {"schema": snapshot.SCHEMA, "scope": "s", "resources": resources, "locks": locks, "unread": []}
    (folder / "s.json").write_text(json.dumps(body))
    report = lint(FolderWorkspace(folder, folder), (snapshot,), Settings(()))
    assert all("broke on it" not in skipped.reason for skipped in report.skipped)


def test_a_body_is_flattened_as_files_are() -> None:
    at = Location("<x>")
    body = {
        "id": "/subscriptions/s/resourceGroups/RG/providers/Microsoft.Network/virtualNetworks/v",
        "name": "v",
        "type": "microsoft.network/virtualnetworks",
        "location": "westeurope",
        "sku": None,
        "etag": "W/1",
        "properties": {"subnets": [{"id": "i", "name": "n", "properties": {"addressPrefix": "10.0.0.0/24"}}]},
    }
    found = snapshot.resource(of(body, at), snapshot.Guard(None))
    assert isinstance(found, Resource)
    assert (found.type, found.address) == ("Microsoft.Network/virtualNetworks", body["id"])
    assert plain(found.resource_group) == "RG"
    assert "sku" not in found.properties
    assert plain(found.properties["subnets"]) == [{"id": "i", "name": "n", "addressPrefix": "10.0.0.0/24"}]
    assert plain(found.traits["etag"]) == "W/1"


def test_what_machines_are_like_is_read_by_nothing() -> None:
    """No fact and no comparison asks for what is left out."""
    asked = {path for paths in READ.values() for path in paths}
    asked |= {prop.path for of_type in PROPERTIES.values() for prop in of_type}
    named = {name.removesuffix("[]") for path in asked for name in path.split(".")}
    assert not named & OF_MACHINES


def test_labels_are_users_own_names() -> None:
    """A label may be called as anything is that is left out."""
    labels = dict.fromkeys((*OF_MACHINES, *VOLATILE), "theirs")
    pool = {"name": "system", "osSKU": "Ubuntu", "nodeLabels": labels}
    body = {"id": "/a/b", "name": "b", "type": CLUSTER, "properties": {"agentPoolProfiles": [pool]}}
    (whole,) = kept(body)["properties"]["agentPoolProfiles"]
    assert whole == {"name": "system", "nodeLabels": labels}
    read = plain(_read_once(body, {}))
    assert isinstance(read, dict)
    assert read["properties"]["agentPoolProfiles"] == [whole]
