"""``natpin simulate``: a process that another natpin can be pointed at."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from natpin.cli import main

NATPIN = [sys.executable, "-m", "natpin"]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    info = tmp_path / "info.json"
    command = [*NATPIN, "simulate", "--ca-out", str(tmp_path / "ca.pem"), "--info-out", str(info)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    assert "natpin: an Azure at https://localhost:" in process.stdout.readline()
    yield process, info
    if process.poll() is None:
        process.kill()
    process.communicate()


def test_another_natpin_reads_the_example(served: tuple[subprocess.Popen[str], Path]) -> None:
    process, info = served
    assert info.stat().st_mode & 0o077 == 0
    asked = [*NATPIN, "egress", "--azure", "--azure-info", str(info), "--format", "cidrs", "--allow-partial"]
    ran = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert ran.returncode == 0
    assert "20.64.0.0/29\n" in ran.stdout
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert json.loads(info.read_text())["clientSecret"] not in out + err


@pytest.mark.parametrize("listen", ["nowhere", "127.0.0.1:99999", "127.0.0.1:x"])
def test_an_address_that_is_none(listen: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--listen", listen]) == 2
    assert "HOST:PORT" in capsys.readouterr().err


def test_the_simulator_in_process(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["egress", "--azure", "simulator/portal", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["complete"] is True
    assert main(["lint", "--azure", "simulator", "--fail-on", "never"]) == 0
    assert main(["lint", "--azure", "simulator/payments"]) == 0
