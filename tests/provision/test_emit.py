"""A plan as code: the same changes in three languages, read back by natpin, and never printed where anything is left to do."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from natpin.cli import main
from natpin.commands import emitting
from natpin.commands.emitting import LANGUAGES, emitted
from natpin.commands.plan import Made
from natpin.errors import Refused
from natpin.provision import emit_az, emit_bicep, emit_terraform
from natpin.provision.plan import make
from natpin.simulator import Settings, Simulator

from .bench import Bench, Time, Wire, bench, entry
from .scenes import GUARDED, PROVISION, SCENES, SHARED, UPDATE, Scene, lived_in
from .test_properties import put_in_place, starts, wishes

NET = "Microsoft.Network"


def as_code(made: Made, language: str) -> str:
    return "\n".join(emitted(made.plan, made.wanted, made.found, language).values())


def planned(ground: Bench, *allow: str, **changes: Any) -> Made:
    wanted = ground.wanted(entry(ground.subscription, **changes))
    plan, found = make(wanted, frozenset(allow), ground.cloud())
    return Made(wanted, plan, found, ())


def of(scene: Scene, folder: Path) -> Made:
    ground = bench(folder)
    scene.seed(ground)
    wanted = scene.wanted(ground)
    plan, found = make(wanted, frozenset(scene.allow), ground.cloud())
    return Made(wanted, plan, found, ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_made_anew(language: str, tmp_path: Path) -> None:
    text = as_code(of(PROVISION, tmp_path), language)
    for word in ("rg-payments", "egress", "10.0.0.0/22", "userAssignedNATGateway"):
        assert word in text


@pytest.mark.parametrize("scene", [UPDATE, GUARDED, SHARED], ids=lambda scene: scene.name)
@pytest.mark.parametrize("language", ["terraform", "az"])
def test_what_is_there_is_changed_and_nothing_else(language: str, scene: Scene, tmp_path: Path) -> None:
    text = as_code(of(scene, tmp_path), language)
    assert "somethingNew" not in text
    if language == "terraform":
        assert 'import {\n  to = azurerm_nat_gateway.nat\n  id = "/subscriptions/' in text
        assert 'data "azurerm_subnet" "pods"' in text
        assert 'resource "azurerm_subnet"' not in text
    else:
        assert "az network vnet subnet update" in text
        assert "create" not in text.replace("az network public-ip prefix create", "")


def test_the_api_server_lets_in_first_in_code_too(tmp_path: Path) -> None:
    made = of(GUARDED, tmp_path)
    shell, hcl = as_code(made, "az"), as_code(made, "terraform")
    assert shell.index("--api-server-authorized-ip-ranges") < shell.index("--nat-gateway")
    association = hcl[hcl.index('"azurerm_subnet_nat_gateway_association" "pods"') :]
    assert "azapi_update_resource.aks_authorize" in association.partition("}")[0]


def test_bicep_writes_a_subnet_whole(tmp_path: Path) -> None:
    """A PUT replaces: what natpin does not know of the subnet is written back too."""
    ground = bench(tmp_path)
    lived_in(ground)
    text = as_code(planned(ground, "egress-change", subnets=[{"name": "other"}]), "bicep")
    for kept in (
        "networkSecurityGroup",
        "routeTable",
        "serviceEndpoints",
        "somethingNew",
        "Microsoft.Netapp/volumes",
    ):
        assert kept in text
    assert "resource vnet 'Microsoft.Network/virtualNetworks@2025-05-01' existing" in text
    assert "ipConfigurations" not in text


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_scene_can_be_said_in_every_language(language: str, scene: Scene, tmp_path: Path) -> None:
    """``emitted`` refuses code that leaves something to do; here there is none to refuse, whatever is taken off or moved."""
    assert as_code(of(scene, tmp_path), language)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("terraform", ("natGateway = null", "azapi_update_resource")),
        ("bicep", ("resource aks 'Microsoft.Network/virtualNetworks/subnets@",)),
        ("az", ("--remove natGateway",)),
    ],
)
def test_what_is_taken_off_is_said(language: str, expected: tuple[str, ...], tmp_path: Path) -> None:
    text = as_code(of(SCENES["return"], tmp_path), language)
    assert all(word in text for word in expected)
    assert "natGateways/nat'" not in text


def test_a_cluster_in_bicep_leaves_out_what_only_azure_writes(tmp_path: Path) -> None:
    text = as_code(of(UPDATE, tmp_path), "bicep")
    assert "outboundType: 'userAssignedNATGateway'" in text
    for name in (
        "fqdn",
        "provisioningState",
        "effectiveOutboundIPs",
        "principalId",
        "currentKubernetesVersion",
    ):
        assert f"{name}:" not in text


def test_another_group_is_a_module(tmp_path: Path) -> None:
    ground = bench(tmp_path)
    vnet = ground.id("Microsoft.Network/virtualNetworks/vnet", "rg-network")
    properties = {
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        "subnets": [
            {"name": name, "properties": {"addressPrefix": f"10.0.{number}.0/24"}}
            for number, name in enumerate(("aks", "pods"))
        ],
    }
    ground.azure.seed({"id": vnet, "location": "westeurope", "properties": properties})
    ground.azure.settle()
    made = planned(
        ground,
        virtual_network={"name": "vnet", "resource-group": "rg-network"},
        subnets=[{"name": "aks"}, {"name": "pods"}],
    )
    files = emitted(made.plan, made.wanted, made.found, "bicep")
    assert list(files) == ["main.bicep", "rg_network.bicep"]
    assert "scope: resourceGroup('rg-network')" in files["main.bicep"]
    assert files["rg_network.bicep"].count("natGateways/nat'") == 2


def test_several_files_are_written_beside_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"main.bicep": "module\n", "rg_network.bicep": "resource\n"}
    emitting.write_code(files, str(tmp_path / "egress.bicep"))
    written = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert written == {"egress.bicep": "module\n", "rg_network.bicep": "resource\n"}
    with pytest.raises(Refused, match=r"--output main\.bicep"):
        emitting.write_code(files, None)
    emitting.write_code({"main.bicep": "alone\n"}, None)
    assert capsys.readouterr().out == "alone\n"


BROKEN: dict[str, tuple[str, str]] = {
    "terraform": ("idle_timeout_in_minutes = 10", "idle_timeout_in_minutes = 11"),
    "bicep": ("id: nat.id", "id: egress.id"),
    "az": ("--length 30", "--length 31"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_that_is_not_the_plan_is_not_printed(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, wrong = BROKEN[language]
    module, name = {
        "terraform": (emit_terraform, "configuration"),
        "bicep": (emit_bicep, "template"),
        "az": (emit_az, "script"),
    }[language]
    before: Callable[..., dict[str, str]] = getattr(module, name)

    def broken(*arguments: Any) -> dict[str, str]:
        files = before(*arguments)
        assert any(right in text for text in files.values())
        return {file: text.replace(right, wrong, 1) for file, text in files.items()}

    monkeypatch.setattr(module, name, broken)
    with pytest.raises(Refused, match="leaves something to do"):
        as_code(of(PROVISION, tmp_path), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_write_left_out_is_noticed(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each change of the plan, taken out of the code in turn."""
    made = of(PROVISION, tmp_path)
    whole = emitting.pieces
    for number, change in enumerate(made.plan.writes):
        if language == "bicep" and change.type.endswith("resourceGroups"):
            continue  # the first lines of the template tell to make it

        def without(*arguments: Any, leave: int = number) -> Any:
            return [piece for position, piece in enumerate(whole(*arguments)) if position != leave]

        monkeypatch.setattr(emitting, "pieces", without)
        with pytest.raises((Refused, KeyError)):
            as_code(made, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_strangers_wrote_is_text_and_nothing_else(language: str, tmp_path: Path) -> None:
    hostile = "x'\"$(touch /tmp/pwned)`id`${var.x}%{if}\\\n; rm -rf /"
    ground = bench(tmp_path)
    text = entry(ground.subscription, tags={"owner": hostile}).replace('"payments": {', '"pay\\n$(id)": {', 1)
    wanted = ground.wanted(text, "pay\n$(id)")
    plan, found = make(wanted, frozenset(), ground.cloud())
    code = as_code(Made(wanted, plan, found, ()), language)
    assert not [line for line in code.splitlines() if line.startswith(("$(id)", "; rm"))] or language == "az"
    if language == "az":
        bash = shutil.which("bash")
        assert bash
        script = "az() { printf '%s\\0' \"$@\"; }\n" + code
        ran = subprocess.run([bash, "-c", script], capture_output=True, text=True, timeout=20, check=True)
        assert f"owner={hostile}" in ran.stdout.split("\0")
        assert not Path("/tmp/pwned").exists()
    elif language == "terraform":
        assert "$${var.x}%%{if}" in code
    else:
        assert "\\${var.x}" in code


@pytest.mark.skipif(shutil.which("terraform") is None, reason="no terraform here")
@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_terraform_finds_its_own_format(scene: Scene, tmp_path: Path) -> None:
    text = as_code(of(scene, tmp_path), "terraform")
    (tmp_path / "main.tf").write_text(text)
    ran = subprocess.run(
        ["terraform", "fmt", "-check", "-diff", str(tmp_path / "main.tf")],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr


@settings(max_examples=25)
@given(starts(), wishes(), st.sampled_from(sorted(LANGUAGES)))
def test_from_any_start_the_code_reads_back_to_nothing_left(
    start: dict[str, Any], wish: dict[str, Any], language: str
) -> None:
    """``emitted`` refuses code that leaves something to do; here it must find none to refuse."""
    with tempfile.TemporaryDirectory() as folder:
        ground = bench(Path(folder))
        put_in_place(ground, start)
        made = planned(ground, **wish)
        if made.plan.writes:
            assert as_code(made, language)


def test_nothing_to_do_is_no_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Simulator(Settings(retry_after=0, operation_seconds=1)) as azure:
        ground = Bench(azure, tmp_path, Wire(azure), Time(azure))
        (tmp_path / "info.json").write_text(json.dumps({**azure.info(), "caFile": str(azure.ca_path)}))
        (tmp_path / "natpin.yaml").write_text(entry(azure.subscription))
        assert ground.apply(ground.plan(ground.wanted(entry(azure.subscription)))).complete
        flags = ["--workspace", str(tmp_path), "--azure-info", str(tmp_path / "info.json")]
        assert main(["plan", "--emit", "az", *flags]) == 0
        assert "Everything is as wanted" in capsys.readouterr().out
