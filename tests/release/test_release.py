"""A release is made of this checkout, in a copy: what people copy from it works, and no placeholder is left."""

from __future__ import annotations

import base64
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import natpin

ROOT = Path(__file__).parents[2]
DIGEST = "sha256:" + "5f" * 32
REPOSITORY = "Acme-Egress/natpin"
VERSION = f"v{natpin.__version__}"
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())


def loaded(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / f".github/release/{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


publish, dry_run = loaded("publish"), loaded("dry_run")
RELEASED = "docker://" in (ROOT / "action.yml").read_text()
"""This checkout is a release already."""


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=octocat", "-c", "user.email=octocat@example.com")
    done = subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def copy(tmp_path):
    """What git has of this checkout, with what is not committed yet, in a repository of its own."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    names = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    wanted = (*publish.PUBLISHED, "pyproject.toml", ".github", "Dockerfile")
    folder = tmp_path / "copy"
    for name in filter(None, names):
        if name.split("/")[0] in {one.split("/")[0] for one in wanted} and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "main")
    return folder


def test_a_release_has_no_placeholder():
    """Fails in a release that has one; main is where they are put in."""
    if not RELEASED:
        pytest.skip("this is no release")
    assert publish.left(ROOT) == []


@pytest.mark.skipif(RELEASED, reason="the placeholders are main's")
def test_main_has_placeholders_where_a_release_has_names():
    found = "\n".join(publish.left(ROOT))
    for path in (
        "README.md",
        "docs/action.md",
        "docs/ci.md",
        "templates/natpin.yml",
        "examples/gitlab-ci.yml",
    ):
        assert f"{path}:" in found, path


@pytest.mark.skipif(RELEASED, reason="a release is made of main")
def test_the_workflows_own_script_makes_a_release(copy, tmp_path):
    """The steps of release.yml, run as they stand by `make release-dry-run`; docker and gh only write down what they were
    asked."""
    origin = dry_run.release(tmp_path / "dry", copy)
    asked = (tmp_path / "dry" / "asked.txt").read_text()
    assert f"gh release create {VERSION} --verify-tag" in asked
    assert (
        f"imagetools create --tag ghcr.io/{REPOSITORY.lower()}:{VERSION} ghcr.io/{REPOSITORY.lower()}@{DIGEST}"
        in asked
    )
    assert dry_run.TOKEN not in asked
    assert git(origin, "for-each-ref", "--format=%(refname)").split() == [
        f"refs/tags/{VERSION.partition('.')[0]}",
        f"refs/tags/{VERSION}",
    ]

    released = tmp_path / "released"
    git(tmp_path, "clone", "--quiet", "--branch", VERSION, str(origin), str(released))
    assert git(released, "rev-parse", "HEAD") == git(
        released, "rev-parse", f"{VERSION.partition('.')[0]}^{{commit}}"
    )
    assert publish.left(released) == []

    # GitHub refuses a push of a workflow's own token that changes a workflow
    assert git(released, "diff", "--name-only", "HEAD~2", "HEAD", "--", ".github/workflows") == ""

    # The image by its digest, in the commit that examples are pinned to as well
    image = f"docker://ghcr.io/{REPOSITORY.lower()}@{DIGEST}"
    assert yaml.safe_load((released / "action.yml").read_text())["runs"]["image"] == image
    pinned = git(released, "rev-parse", "HEAD^")
    assert image in git(released, "show", f"{pinned}:action.yml")
    uses = {
        step
        for path in (released / "examples/workflows").glob("*.yml")
        for step in re.findall(r"uses: (\S*natpin\S*)", path.read_text())
    }
    assert {one.partition("@")[2] for one in uses} == {pinned}
    assert {one.partition("@")[0].partition("/.github/workflows/")[0] for one in uses} == {REPOSITORY}

    # What people copy
    assert f"uses: {REPOSITORY}@v" in (released / "README.md").read_text()
    assert f"repo: https://github.com/{REPOSITORY}\n" in (released / "docs/ci.md").read_text()
    assert (
        f"default: ghcr.io/{REPOSITORY.lower()}@{DIGEST}" in (released / "templates/natpin.yml").read_text()
    )
    assert f"name: ghcr.io/{REPOSITORY.lower()}@{DIGEST}" in (released / "examples/gitlab-ci.yml").read_text()
    assert (
        f"natpin: ghcr.io/{REPOSITORY.lower()}@{DIGEST}"
        in (released / "examples/azure-pipelines.yml").read_text()
    )

    # The reader's own repository keeps its name
    assert "repo:OWNER/REPOSITORY:environment:production" in (released / "docs/deploy.md").read_text()

    # And all of it is still what linters want
    workflows = [str(path) for path in sorted((released / "examples/workflows").glob("*.yml"))]
    for command in (
        ("check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"),
        ("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows),
        ("zizmor", "--offline", "--no-progress", "--persona", "pedantic", "action.yml", *workflows),
    ):
        program = Path(sys.executable).with_name(command[0])
        done = subprocess.run([program, *command[1:]], cwd=released, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_is_pushed_before_the_package_is_tested():
    jobs = WORKFLOW["jobs"]

    def comes_before(name: str) -> set[str]:
        needs = jobs[name].get("needs", [])
        direct = {needs} if isinstance(needs, str) else set(needs)
        return direct.union(*map(comes_before, direct))

    assert "package" in comes_before("publish")
    assert "publish" in comes_before("pypi")
    for name, job in jobs.items():
        pushes = any("git push" in one.get("run", "") for one in job["steps"])
        assert pushes == (job["permissions"].get("contents") == "write") == (name == "publish")
    # what runs the release's tests, and others' packages with them, may write nothing
    assert jobs["package"]["permissions"] == {}


def test_no_token_is_an_argument():
    """Other processes of a runner can read the arguments of git and curl."""
    for path in (ROOT / ".github/workflows").glob("*.yml"):
        for job in yaml.safe_load(path.read_text())["jobs"].values():
            for step in job.get("steps", ()):
                for line in step.get("run", "").splitlines():
                    told = re.search(r"\$\{?(?:GH_|GITHUB_)?TOKEN\b", line)
                    assert not told or re.search(r"printf '[^']*' \"\$(?:GH_)?TOKEN\"", line), (
                        f"{path.name}: {line}"
                    )


@pytest.mark.skipif(RELEASED, reason="a release is made of main")
def test_the_pushs_git_is_given_its_token_by_the_environment(copy, tmp_path):
    """What git's command lines were, as another process sees them."""
    tools, told = tmp_path / "tools", tmp_path / "told"
    tools.mkdir()
    real = shutil.which("git")
    (tools / "git").write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$*" >> {told}\n'
        f'case "$1" in push) echo "config: $(env | grep ^GIT_CONFIG_VALUE_0)" >> {told};; esac\nexec {real} "$@"\n'
    )
    (tools / "git").chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
        dry_run.release(tmp_path / "dry", copy)
    lines = told.read_text().splitlines()
    secret = base64.b64encode(f"x-access-token:{dry_run.TOKEN}".encode()).decode()
    assert sum(line == f"config: GIT_CONFIG_VALUE_0=AUTHORIZATION: basic {secret}" for line in lines) == 2
    commands = [line for line in lines if not line.startswith("config: ")]
    assert any(line.startswith("push ") for line in commands)
    assert not any(secret in line or dry_run.TOKEN in line for line in commands)


NAMES = ["names", "--repository", REPOSITORY, "--version", VERSION, "--digest", DIGEST]


@pytest.mark.skipif(RELEASED, reason="a release is made of main")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([*NAMES[:1], "--repository", "natpin", *NAMES[3:]], "'natpin' is no repository"),
        ([*NAMES[:1], "--repository", "OWNER/natpin", *NAMES[3:]], "'OWNER/natpin' is no repository"),
        ([*NAMES[:3], "--version", "v9.9.9", *NAMES[5:]], "the tag asks for v9.9.9"),
        ([*NAMES[:5], "--digest", "sha256:" + "0" * 64], "is no digest of an image"),
        ([*NAMES[:5], "--digest", "latest"], "'latest' is no digest of an image"),
        (["pins", "--commit", "0" * 40], "is no commit"),
        (["pins", "--commit", "a" * 40], "placeholders are left:\nREADME.md"),
    ],
)
def test_what_would_make_no_release_is_refused(copy, capsys, arguments, said):
    assert publish.main(["--root", str(copy), *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.skipif(RELEASED, reason="a release is made of main")
def test_a_placeholder_in_another_form_is_refused(copy, capsys):
    """One that a new page has, and that is in none of the places that are filled in."""
    (copy / "docs/new.md").write_text(
        "Ask OWNER, or `docker pull registry.example/OWNER@sha256:" + "0" * 64 + "`\n"
    )
    git(copy, "add", ".")
    assert publish.main(["--root", str(copy), *NAMES]) == 2
    assert "docs/new.md:1: OWNER" in capsys.readouterr().err


@pytest.mark.skipif(RELEASED, reason="a release is made of main")
def test_a_placeholder_in_a_workflow_is_refused_not_filled_in(copy, capsys):
    workflow = copy / ".github/workflows/ci.yml"
    workflow.write_text(workflow.read_text() + "# ghcr.io/OWNER/natpin\n")
    assert publish.main(["--root", str(copy), *NAMES]) == 2
    assert ".github/workflows/ci.yml" in capsys.readouterr().err
    assert "ghcr.io/OWNER/natpin" in workflow.read_text()


@pytest.mark.parametrize(
    ("text", "placeholder"),
    [
        ("uses: OWNER/natpin@v0", True),
        ("ghcr.io/OWNER/natpin", True),
        ("by the OWNER", True),
        (f"x@{'0' * 40} # y", True),
        (f"sha256:{'0' * 64}", True),
        ("repo:OWNER/REPOSITORY:ref", False),
        ("repo:OWNER@ID/REPO@ID:x", False),
        ("CODEOWNERS", False),
        ("00000000-0000-0000-0000-000000000000", False),
        ("a" + "0" * 40, False),
    ],
)
def test_what_a_placeholder_is(text, placeholder):
    assert bool(publish.LEFT.search(text)) is placeholder


def test_the_base_is_written_out_once_by_version_and_digest():
    """Dependabot and Renovate read a literal `FROM`; a variable in it they leave alone."""
    lines = re.findall(r"^FROM .*$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert re.fullmatch(r"FROM python:\d+\.\d+\.\d+-slim-[a-z]+@sha256:[0-9a-f]{64} AS base", lines[0]), (
        lines[0]
    )
    assert lines[1:] == ["FROM base AS build", "FROM base"]
    assert "ARG" not in (ROOT / "Dockerfile").read_text()


def test_dependabot_looks_at_all_of_it():
    configuration = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())
    assert {one["package-ecosystem"] for one in configuration["updates"]} == {
        "github-actions",
        "docker",
        "pip",
    }
    program = Path(sys.executable).with_name("check-jsonschema")
    command = [program, "--builtin-schema", "vendor.dependabot", ROOT / ".github/dependabot.yml"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
