"""action.yml, Dockerfile and workflows: as their own linters want them, and as the code reads them."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
WORKFLOWS = sorted(
    [*(ROOT / ".github/workflows").glob("*.yml"), *(ROOT / "examples/workflows").glob("*.yml")]
)
SOURCES = "\n".join(path.read_text() for path in sorted((ROOT / "src/natpin/action").glob("*.py")))


def tool(*command: str) -> None:
    """Runs one that is installed beside this Python."""
    program = Path(sys.executable).with_name(command[0])
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


def test_action_has_githubs_shape():
    tool("check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml")


def test_dockerfile_is_clean():
    tool("hadolint", "Dockerfile")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_has_githubs_shape(path):
    tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(path))


def test_there_are_workflows():
    assert len(WORKFLOWS) >= 6


def test_workflows_and_action_are_safe():
    tool("zizmor", "--offline", "--no-progress", "--persona", "pedantic", "action.yml", *map(str, WORKFLOWS))


def test_every_input_is_read_and_every_input_read_is_declared():
    read = set(re.findall(r'toolkit\.(?:input|flag|lines|choice)\(\s*"([a-z-]+)"', SOURCES))
    assert read == set(ACTION["inputs"])


def test_every_input_and_output_is_documented():
    """`make docs` writes the tables."""
    spec = importlib.util.spec_from_file_location("docs_tables", ROOT / "docs/tables.py")
    assert spec is not None
    assert spec.loader is not None
    tables = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tables)
    page = (ROOT / "docs/action.md").read_text()
    assert tables.written(page, ACTION) == page
    for name in [*ACTION["inputs"], *ACTION["outputs"]]:
        assert f"| `{name}` |" in page, name


@pytest.mark.parametrize("path", [ROOT / "action.yml", *WORKFLOWS], ids=lambda path: path.name)
def test_workflows_use_inputs_that_exist(path):
    """With `uses: …/natpin@…`, each `with` key is one of ours."""
    used = []
    for job in (yaml.safe_load(path.read_text()).get("jobs") or {}).values():
        for one in job.get("steps", []):
            if "natpin" in one.get("uses", "") or one.get("uses") == "./":
                used += list(one.get("with", {}))
    assert set(used) <= set(ACTION["inputs"])


def test_defaults_are_the_same_without_action_yml(monkeypatch):
    """`uses: docker://…` knows no action.yml: the code's own defaults are what it says."""
    from natpin.action.inputs import read_inputs
    from natpin.github.toolkit import Toolkit

    for name in [name for name in os.environ if name.startswith("INPUT_")]:
        monkeypatch.delenv(name)
    bare = read_inputs(Toolkit())
    for name, one in ACTION["inputs"].items():
        default = str(one.get("default", ""))
        monkeypatch.setenv(f"INPUT_{name.upper()}", "" if "${{" in default else default)
    assert read_inputs(Toolkit()) == bare
