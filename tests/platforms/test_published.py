"""What other platforms take from this repository: hooks, a component, a plugin, workflows for forks, examples of pipelines.

Each is held to its platform's schema where one is to be had, and what it runs is run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest
import yaml
from platform_server import GitLab
from platform_server.pipeline import Pipeline
from platform_server.repository import EXAMPLE, WORSE

import natpin
from natpin.azure_devops import change as azure_change
from natpin.commands.ci import FILES, WISHES, parser
from natpin.config import FailOn
from natpin.pipeline.inputs import is_input

ROOT = Path(__file__).parents[2]
COMPONENT = ROOT / "templates" / "natpin.yml"
PLUGIN = ROOT / "mega-linter-plugin-natpin" / "natpin.megalinter-descriptor.yml"
REUSABLE = yaml.safe_load((ROOT / ".github/workflows/fork-comment.yml").read_text())
RUN = [sys.executable, "-m", "natpin"]


def schema_of(kind: str, path: Path, *flags: str) -> None:
    program = Path(sys.executable).with_name("check-jsonschema")
    command = [program, "--builtin-schema", f"vendor.{kind}", "--data-transform", kind, *flags, path]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def rendered(**given: object) -> str:
    """The component as GitLab interpolates it: an input that stands alone keeps its type."""
    header, body = COMPONENT.read_text().split("\n---\n")
    inputs = yaml.safe_load(header)["spec"]["inputs"]
    values = {name: given.get(name.replace("-", "_"), one["default"]) for name, one in inputs.items()}
    document = yaml.safe_load(body)

    def filled(node: object) -> object:
        if isinstance(node, dict):
            return {filled(key): filled(value) for key, value in node.items()}
        if isinstance(node, list):
            return [filled(value) for value in node]
        if not isinstance(node, str):
            return node
        alone = re.fullmatch(r"\$\[\[ inputs\.([a-z-]+) \]\]", node)
        if alone:
            return values[alone[1]]
        return re.sub(r"\$\[\[ inputs\.([a-z-]+) \]\]", lambda found: str(values[found[1]]), node)

    return yaml.safe_dump(filled(document))


# GitLab


def test_the_component_has_gitlabs_shape(tmp_path):
    path = tmp_path / ".gitlab-ci.yml"
    path.write_text(rendered(stage="test", paths="infra apps", rules=[{"if": "$CI_COMMIT_TAG"}]))
    schema_of("gitlab-ci", path)
    (job,) = yaml.safe_load(path.read_text()).values()
    assert set(job["artifacts"]["reports"].values()) <= {f".natpin/{name}" for name in FILES.values()}


def test_the_components_inputs_are_natpins():
    inputs = yaml.safe_load(COMPONENT.read_text().split("\n---\n")[0])["spec"]["inputs"]
    assert inputs["fail-on"]["options"] == [choice.value for choice in FailOn]
    assert inputs["comment"]["options"] == list(WISHES)
    assert all(one["description"].endswith(".") for one in inputs.values())
    used = set(re.findall(r"inputs\.([a-z-]+)", COMPONENT.read_text().split("\n---\n")[1]))
    assert used == set(inputs)


@pytest.mark.parametrize(
    ("given", "status"),
    [({}, 1), ({"fail_on": "never"}, 0), ({"profile": "strict", "comment_key": "a b", "paths": "provision.sh deployment.yaml"}, 1)],
)  # fmt: skip
def test_the_components_script_comments(tmp_path, monkeypatch, capsys, given, status):
    with GitLab() as server:
        pipeline = Pipeline(server, tmp_path, monkeypatch, capsys)
        pipeline.push(WORSE, "opened")
        at = pipeline.checkout()
        (job,) = yaml.safe_load(rendered(**given)).values()
        tools = tmp_path / "bin"
        tools.mkdir()
        (tools / "natpin").write_text(f'#!/bin/sh\nexec {sys.executable} -m natpin "$@"\n')
        (tools / "natpin").chmod(0o755)
        environ = {
            **os.environ, **server.environ(), **at, **job["variables"], "PATH": f"{tools}:{os.environ['PATH']}",
            "PYTHONPATH": str(Path(natpin.__file__).parents[1]),
        }  # fmt: skip
        done = subprocess.run(
            ["bash", "-e", "-c", "\n".join(job["script"])], cwd=tmp_path / "workspace", env=environ,
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == status, done.stdout + done.stderr
        (body,) = pipeline.comments
        assert "nat-idle-seconds" in body
        assert ("key=a%20b" in body) is ("comment_key" in given)
        assert server.violations == []


def test_gitlabs_example(tmp_path):
    schema_of("gitlab-ci", ROOT / "examples/gitlab-ci.yml")


# Azure Pipelines


def test_azures_example():
    path = ROOT / "examples/azure-pipelines.yml"
    schema_of("azure-pipelines", path, "--regex-variant", "nonunicode")
    step = next(one for one in yaml.safe_load(path.read_text())["steps"] if "script" in one)
    passed = set(re.findall(r"--env ([A-Z_]+)", step["script"]))
    sources = "".join(one.read_text() for one in Path(azure_change.__file__).parent.glob("*.py"))
    read = set(re.findall(r'"((?:SYSTEM|BUILD)_[A-Z_]+)"', sources))
    assert read - passed == {"SYSTEM_TEAMFOUNDATIONCOLLECTIONURI"}  # the old name of SYSTEM_COLLECTIONURI
    assert passed - read == {"TF_BUILD"}


# pre-commit


def hooks() -> list[dict[str, object]]:
    return yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())


def test_the_hook_has_pre_commits_shape():
    """pre-commit.com, "Creating new hooks"."""
    (hook,) = hooks()
    assert set(hook) <= {
        "id", "name", "description", "entry", "language", "files", "exclude", "types", "types_or", "exclude_types", "args",
        "require_serial", "pass_filenames", "always_run", "stages", "minimum_pre_commit_version", "verbose",
    }  # fmt: skip
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert (hook["language"], hook["require_serial"], hook["pass_filenames"]) == ("python", True, True)


@pytest.mark.parametrize(
    ("name", "passed"),
    [
        ("infra/main.tf", True),
        ("a/b.tfvars.json", True),
        ("main.bicepparam", True),
        ("deploy.ps1", True),
        ("k8s/payments.yaml", True),
        ("README.md", True),
        ("web/package.json", False),
        ("tsconfig.build.json", False),
        ("logo.png", False),
        ("main.py", False),
    ],
)
def test_the_hook_takes_what_natpin_reads(name, passed):
    (hook,) = hooks()
    taken = bool(re.search(str(hook["files"]), name)) and not re.search(str(hook["exclude"]), name)
    assert taken is passed
    assert not taken or is_input(name)


@pytest.fixture
def outside(tmp_path):
    """The example out of this repository, which would be read as a whole: what lies beside may bear on the files."""
    folder = tmp_path / "outside"
    folder.mkdir()
    for name in ("provision.sh", "deployment.yaml"):
        (folder / name).write_bytes((EXAMPLE / name).read_bytes())
    return folder


def test_the_hook_judges_several_files_in_one_scan(outside):
    (hook,) = hooks()
    command = [*RUN, *str(hook["entry"]).split()[1:], "provision.sh", "deployment.yaml"]
    done = subprocess.run(command, cwd=outside, capture_output=True, text=True)
    assert done.returncode == 1
    assert "payment-processor (3 replicas)" in done.stdout, (
        "the workload of the one runs on the cluster of the other"
    )
    assert "2 of 2 files relevant" in done.stdout


@pytest.mark.skipif(
    "NATPIN_PRE_COMMIT" not in os.environ, reason="make test-pre-commit: installs natpin from this repository"
)
def test_pre_commit_itself(tmp_path):
    program = os.environ["NATPIN_PRE_COMMIT"]
    assert subprocess.run([program, "validate-manifest", ROOT / ".pre-commit-hooks.yaml"]).returncode == 0
    repository = tmp_path / "repository"
    repository.mkdir()
    for name in ("provision.sh", "deployment.yaml"):
        (repository / name).write_bytes((EXAMPLE / name).read_bytes())
    for words in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", *words], cwd=repository, check=True)
    done = subprocess.run(
        [program, "try-repo", ROOT, "natpin", "--files", "provision.sh", "deployment.yaml"],
        cwd=repository, capture_output=True, text=True, env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")},
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "payment-processor (3 replicas)" in done.stdout


# MegaLinter


def test_the_plugin_has_megalinters_shape():
    """Names and required ones of megalinter-descriptor.jsonschema.json (oxsecurity/megalinter), as far as they are used."""
    descriptor = yaml.safe_load(PLUGIN.read_text())
    assert re.search(r"mega-linter-plugin-[a-z-]+/[a-z-]+\.megalinter-descriptor\.yml$", PLUGIN.as_posix())
    words = {"type": "string"}
    lists = {"type": "array", "items": words}
    linter = {
        **dict.fromkeys(
            [
                "linter_name",
                "name",
                "linter_text",
                "linter_url",
                "linter_repo",
                "linter_rules_url",
                "linter_spdx_license",
                "cli_executable",
                "cli_config_arg_name",
                "config_file_name",
                "cli_help_arg_name",
                "cli_version_arg_name",
                "cli_lint_errors_regex",
            ],
            words,
        ),
        **dict.fromkeys(["cli_lint_extra_args", "cli_sarif_args", "examples"], lists),
        "linter_speed": {"enum": [1, 2, 3, 4, 5]},
        "can_output_sarif": {"type": "boolean"},
        "cli_lint_mode": {"enum": ["file", "project", "list_of_files"]},
        "cli_lint_errors_count": {"enum": ["regex_number", "regex_count", "regex_sum", "total_lines"]},
        "install": {"type": "object", "properties": {"dockerfile": lists}, "additionalProperties": False},
    }
    flavors = "all_flavors all ci_light cupcake documentation dotnet go java javascript php python ruby rust salesforce"
    schema = {
        "type": "object", "additionalProperties": False, "required": ["descriptor_id", "descriptor_type", "linters"],
        "properties": {
            "descriptor_id": words, "descriptor_label": words, "file_extensions": lists,
            "descriptor_type": {"enum": ["language", "format", "tooling_format", "other"]},
            "descriptor_flavors": {"items": {"enum": [*flavors.split(), "security", "swift", "terraform"]}},
            "linters": {"type": "array", "items": {
                "type": "object", "additionalProperties": False, "properties": linter,
                "required": ["linter_name", "linter_url", "examples"],
            }},
        },
    }  # fmt: skip
    jsonschema.Draft202012Validator(schema).validate(descriptor)
    assert all(is_input(f"a{ending}") for ending in descriptor["file_extensions"])


@pytest.mark.parametrize("sarif", [False, True])
def test_the_plugins_command_runs(tmp_path, outside, sarif):
    """As MegaLinter's Linter.build_lint_command puts it together: executable, arguments, SARIF, files."""
    (linter,) = yaml.safe_load(PLUGIN.read_text())["linters"]
    out = tmp_path / "natpin.sarif"
    flags = (
        [one.replace("{{SARIF_OUTPUT_FILE}}", str(out)) for one in linter["cli_sarif_args"]] if sarif else []
    )
    command = [*RUN, *linter["cli_lint_extra_args"], *flags, "provision.sh", "deployment.yaml"]
    done = subprocess.run(command, cwd=outside, capture_output=True, text=True)
    assert done.returncode == 1
    if sarif:
        assert json.loads(out.read_text())["version"] == "2.1.0"
    else:
        assert sum(map(int, re.findall(linter["cli_lint_errors_regex"], done.stdout))) == 4


# Forks on GitHub


def test_the_file_that_a_forks_run_hands_over_is_of_the_shape(tmp_path):
    workflow = yaml.safe_load((ROOT / "examples/workflows/forks.yml").read_text())
    step = next(one for one in workflow["jobs"]["lint"]["steps"] if "run" in one)
    environ = {**os.environ, "NUMBER": "7", "HEAD": "a" * 40}
    subprocess.run(["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=environ, check=True)
    said = json.loads((tmp_path / "natpin-handover.json").read_text())
    jsonschema.validate(said, json.loads((ROOT / "tests/specs/handover.schema.json").read_text()))
    assert said["pull_request"] == 7


def test_the_two_halves_belong_together():
    lints = yaml.safe_load((ROOT / "examples/workflows/forks.yml").read_text())
    comments = yaml.safe_load((ROOT / "examples/workflows/fork-comment.yml").read_text())
    assert comments[True]["workflow_run"]["workflows"] == [lints["name"]]
    assert lints["jobs"]["lint"]["permissions"] == {"contents": "read"}
    job, called = comments["jobs"]["comment"], REUSABLE["jobs"]["comment"]
    assert job["permissions"] == called["permissions"]
    assert re.match(r"[\w-]+/[\w.-]+/\.github/workflows/fork-comment\.yml@", job["uses"])
    assert REUSABLE[True]["workflow_call"]["inputs"]["version"]["default"] == natpin.__version__


def test_the_privileged_half_lays_nothing_of_the_change_down():
    steps = REUSABLE["jobs"]["comment"]["steps"]
    (checkout,) = [one for one in steps if "actions/checkout" in one.get("uses", "")]
    assert set(checkout["with"]) == {"fetch-depth", "persist-credentials"}
    scripts = "\n".join(one.get("run", "") for one in steps)
    assert "${{" not in scripts
    assert not re.search(r"git (?:checkout|switch|merge|restore|reset)|unzip (?!-p)", scripts)
    (run,) = re.findall(r"natpin (ci [^\n]*)", scripts)
    flags = set(re.findall(r"--[a-z-]+", run)) - {"--"}
    assert flags <= set(re.findall(r"--[a-z-]+", parser().format_help()))


@pytest.mark.parametrize("page", ["docs/ci.md", "SECURITY.md"])
def test_every_link_of_the_pages_leads_somewhere(page):
    text = (ROOT / page).read_text()
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (ROOT / page).parent.joinpath(target).exists(), target
    for path in re.findall(r"`(tests/[\w/.]+)`", text):
        assert (ROOT / path).exists(), path


def test_versions_are_this_one():
    for path in (PLUGIN, ROOT / "docs/ci.md", COMPONENT):
        found = set(
            re.findall(
                r"natpin(?:\[[a-z]+\])?==([0-9.]+)|/v([0-9.]+)/|rev: v([0-9.]+)|natpin@v([0-9.]+)",
                path.read_text(),
            )
        )
        assert {one for many in found for one in many if one} == {natpin.__version__}
    # The tag that follows a major version's releases, as release.yml makes it
    major = natpin.__version__.partition(".")[0]
    for path in (ROOT / "README.md", ROOT / "docs/action.md"):
        assert set(re.findall(r"uses: \S+/natpin@v([0-9.]+)", path.read_text())) == {major}


def test_what_runners_without_docker_are_told_to_install_exists():
    extras = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"])
    pages = [ROOT / "README.md", ROOT / ".github/workflows/fork-comment.yml", *(ROOT / "docs").glob("*.md")]
    named = {one for page in pages for one in re.findall(r"natpin\[([a-z]+)\]", page.read_text())}
    assert {"ci", "action"} <= named <= extras
