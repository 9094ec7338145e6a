"""``natpin verify``: what connections were seen to leave from, against what is promised."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import zipfile
from typing import Any

import pytest
from tests.builders.published import held

from natpin.azure import probe
from natpin.errors import ConfigError
from natpin.simulator import Fault, FaultKind, RunCommand, Simulator

from .conftest import Run, answered, group, somebody

ECHO = "https://echo.example/ip?format=text"


def verify(azure: Simulator, run: Run, scope: str, *more: str, **given: Any) -> Any:
    return run("verify", "--azure", f"{azure.subscription}/{scope}", "--echo", ECHO, *more, **given)


def answers(*lines: dict[str, str] | str, status: int = 0) -> Any:
    def script(sent: RunCommand) -> tuple[int, str]:
        text = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        return status, "\n".join(text)

    return script


def pools(ran: Any) -> dict[str, str]:
    return {one["pool"]: one["outcome"] for one in held(ran.out)["pools"]}


@pytest.mark.parametrize("cluster", ["payments", "portal", "legacy"])
def test_traffic_that_leaves_as_promised(azure: Simulator, run: Run, cluster: str) -> None:
    ran = verify(azure, run, f"{cluster}/{cluster}", "--format", "json")
    assert (ran.status, pools(ran)) == (0, {"system": "as-promised"})


def test_traffic_that_leaves_from_elsewhere(azure: Simulator, run: Run) -> None:
    azure.on_run_command = answers(
        {"pool": "system", "ip": "20.64.0.1"}, {"pool": "system", "ip": "51.1.2.3"}
    )
    ran = verify(azure, run, "payments/payments")
    assert ran.status == 1
    assert "51.1.2.3: not promised" in ran.out
    ran = verify(azure, run, "payments/payments", "--format", "json")
    assert held(ran.out)["pools"][0]["notPromised"] == ["51.1.2.3"]


def test_a_pool_without_a_promise_is_unknown(azure: Simulator, run: Run) -> None:
    ran = verify(azure, run, "shop/shop", "--format", "json")
    assert (ran.status, pools(ran)) == (4, {"system": "as-promised", "batch": "unknown"})
    ran = verify(azure, run, "shop/shop", "--pool", "system", "--format", "json")
    assert (ran.status, pools(ran)) == (0, {"system": "as-promised"})


@pytest.mark.parametrize(
    "script",
    [
        answers(),
        answers("error: image cannot be pulled", status=1),
        answers({"pool": "system", "ip": ""}),
        answers({"pool": "system", "ip": "no address"}),
        answers({"pool": "other", "ip": "20.64.0.1"}),
        answers("{" * 400, '{"pool": []}', "[1]", '{"pool":"system","ip":7}'),
    ],
)
def test_no_answer_is_unknown(azure: Simulator, run: Run, script: Any) -> None:
    azure.on_run_command = script
    ran = verify(azure, run, "payments/payments", "--format", "json")
    assert (ran.status, pools(ran)) == (4, {"system": "unknown"})


def test_what_the_cluster_says_is_harmless_where_it_is_shown(azure: Simulator, run: Run) -> None:
    azure.on_run_command = answers("\x1b[31m::error::pull failed | <script>", status=1)
    ran = verify(azure, run, "payments/payments")
    assert "pull failed" in ran.out
    assert "\x1b" not in ran.out
    assert "\n::" not in verify(azure, run, "payments/payments", "--format", "markdown").out


def test_only_one_request_is_more_than_reading(azure: Simulator, run: Run) -> None:
    verify(azure, run, "payments/payments")
    writes = [one for one in answered(azure) if not one.startswith("GET ")]
    assert [one.rsplit("/", 1)[-1] for one in writes] == ["resources", "runCommand"]


def test_without_the_permission_nothing_runs(azure: Simulator, run: Run) -> None:
    ran_commands: list[RunCommand] = []
    azure.on_run_command = lambda sent: (ran_commands.append(sent), (0, ""))[1]
    some = somebody(azure, ["*/read"])
    ran = verify(azure, run, "payments/payments", as_=some)
    assert ran.status == 2
    assert "runCommand/action" in ran.err
    assert ran_commands == []


def test_a_stopped_cluster_says_so(azure: Simulator, run: Run) -> None:
    cluster = next(one for one in azure.entries() if one.name == "payments" and "managedClusters" in one.id)
    cluster.facts["power"] = "Stopped"
    ran = verify(azure, run, "payments/payments")
    assert ran.status == 2
    assert "not in Running state" in ran.err


@pytest.mark.parametrize("kind", [FaultKind.FORBIDDEN, FaultKind.SERVER_ERROR, FaultKind.MALFORMED_BODY])
def test_a_run_that_cannot_be_followed_is_an_error(
    azure: Simulator, run: Run, kind: FaultKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    azure.set_faults(Fault(kind, path="commandResults", times=None))
    assert verify(azure, run, "payments/payments").status == 2


def test_clusters_with_entra_get_a_token_for_it(azure: Simulator, run: Run) -> None:
    cluster = next(one for one in azure.entries() if one.name == "payments" and "managedClusters" in one.id)
    cluster.properties["aadProfile"] = {"managed": True}
    ran = verify(azure, run, "payments/payments")
    sent = next(json.loads(one.request_body) for one in azure.requests if one.path.endswith("/runCommand"))
    assert sent["clusterToken"].startswith("eyJ")
    assert sent["clusterToken"] not in ran.out + ran.err


def test_what_is_sent(azure: Simulator, run: Run) -> None:
    azure.on_run_command = answers({"pool": "system", "ip": "20.64.0.1"})
    verify(azure, run, "payments/payments", "--connections", "7", "--image", "registry.example/curl@sha256:0")
    sent = next(json.loads(one.request_body) for one in azure.requests if one.path.endswith("/runCommand"))
    assert "clusterToken" not in sent
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(sent["context"]))) as archive:
        (name,) = archive.namelist()
        found = json.loads(archive.read(name))
    namespace, job = found["items"]
    run_id = namespace["metadata"]["name"]
    assert f"kubectl delete namespace {run_id}" in sent["command"]
    assert ECHO not in sent["command"]
    pod = job["spec"]["template"]["spec"]
    assert pod["nodeSelector"]["kubernetes.azure.com/agentpool"] == "system"
    (container,) = pod["containers"]
    assert container["image"] == "registry.example/curl@sha256:0"
    assert {"name": "ECHO", "value": ECHO} in container["env"]
    assert {"name": "CONNECTIONS", "value": "7"} in container["env"]


@pytest.mark.parametrize("answer", ["20.64.0.3\n", '{"origin": "20.64.0.3"}', "your ip: 20.64.0.3 (2 hops)"])
def test_the_probe_s_script_finds_the_address_in_an_answer(answer: str, tmp_path: Any) -> None:
    """The shell script itself, with a curl that gives a fixed answer."""
    curl = tmp_path / "curl"
    curl.write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\n")
    curl.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "POOL": "system", "ECHO": ECHO, "CONNECTIONS": "3"}
    ran = subprocess.run(
        ["sh", "-c", probe._SCRIPT], env=environment, capture_output=True, text=True, check=True
    )
    assert probe.heard(ran.stdout, 0).seen == {"system": {"20.64.0.3": 3}}


def test_the_probe_s_script_goes_on_when_nothing_answers(tmp_path: Any) -> None:
    curl = tmp_path / "curl"
    curl.write_text("#!/bin/sh\nexit 7\n")
    curl.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "POOL": "system", "ECHO": ECHO, "CONNECTIONS": "3"}
    ran = subprocess.run(
        ["sh", "-c", probe._SCRIPT], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.count("\n") == 3
    assert probe.heard(ran.stdout, 0).seen == {}


@pytest.mark.parametrize(
    "echo",
    [
        "",
        "echo.example",
        "file:///etc/passwd",
        "https://",
        "https://a b",
        "https://user:pw@echo",
        "https://é",
        "http://[",
        "https://x\n",
    ],
)
def test_addresses_that_are_none(echo: str) -> None:
    with pytest.raises(ConfigError):
        probe.checked(echo)


def test_it_takes_one_cluster(azure: Simulator, run: Run) -> None:
    for scope in ("", "payments"):
        ran = verify(azure, run, scope)
        assert ran.status == 2
        assert "SUBSCRIPTION/RESOURCE_GROUP/CLUSTER" in ran.err
    assert verify(azure, run, "payments/payments", "--pool", "nope").status == 2
    assert group(azure, "payments")


def test_pool_names_of_aks_only() -> None:
    assert probe.can_probe("system1")
    for name in ("", "a-b", "a;b", "$(x)", "x" * 13, "A"):
        assert not probe.can_probe(name)
