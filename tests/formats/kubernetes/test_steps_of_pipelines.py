"""A file that is no script holds manifests inside where one of its lines names a step that runs commands."""

from __future__ import annotations

import pytest

from natpin.formats.kubernetes import claims, has_steps

HERE = "kubectl apply -f - <<EOF\napiVersion: apps/v1\nkind: Deployment\nEOF\n"
INDENTED = HERE.replace("\n", "\n      ")


@pytest.mark.parametrize(
    "before",
    [
        "run: |",
        "      - run: |",
        "\t- script: |",
        "- bash : |",
        '  "pwsh": |',
        "  - 'powershell': |",
        "    inlineScript: |",
        "before_script: |",
        "      ansible.builtin.shell: |",
        '      "ansible.builtin.command": |',
        "- raw: |",
        "    cmd: |",
        "# run: |, it says above\n  run: |",
        " " * 350 + "run: |",
    ],
)
def test_a_step_is_one_however_it_is_written(before: str) -> None:
    assert claims("ci/deploy.yml", f"{before}\n      {INDENTED}".encode())


@pytest.mark.parametrize(
    "before",
    [
        "rerun: |",
        "  - description: run: it",
        "# run: |",
        "x-script: |",
        "my.shell: |",
        "- - run it",
    ],
)
def test_what_only_speaks_of_one_is_none(before: str) -> None:
    assert not has_steps(f"{before}\n      {INDENTED}".encode())
