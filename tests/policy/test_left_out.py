"""What a configuration keeps from being judged stands in the report: a pull request may have written it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.cli import main

CLUSTER = 'resource "azurerm_kubernetes_cluster" "a" {\n  name = "a"\n}\n'


@pytest.mark.parametrize(
    ("config", "excluded", "switched_off", "told"),
    [
        ("paths: {exclude: [infra]}", ["infra/main.tf"], [], "Excluded by the configuration: infra/main.tf"),
        ("paths: {exclude: [notes]}", [], [], ""),
        (
            "rules: {azure-cni-required: off, nat-idle-policy: note}",
            [],
            ["azure-cni-required"],
            "Switched off by the configuration: azure-cni-required",
        ),
    ],
)
def test_what_is_left_out_is_told(
    config: str,
    excluded: list[str],
    switched_off: list[str],
    told: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for folder, text in (("infra", CLUSTER), ("notes", 'resource "random_pet" "a" {}\n')):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "main.tf").write_text(text)
    (tmp_path / "natpin.yaml").write_text(config)
    lint = ["lint", str(tmp_path), "--workspace", str(tmp_path)]
    main([*lint, "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert (report["excluded"], report["switchedOff"]) == (excluded, switched_off)
    for format_ in ("text", "markdown"):
        main([*lint, "--format", format_])
        out = capsys.readouterr().out
        assert all(name in out for name in (*excluded, *switched_off))
        assert ("by the configuration" in out) is bool(told)
    main(lint)
    assert told in capsys.readouterr().out
