"""Commits are read as folders are, whoever wrote them, and nothing of a repository is run."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from natpin.commit_workspace import CommitWorkspace
from natpin.errors import InputError
from natpin.git import base_of, commit_of
from natpin.model.value import Skipped
from natpin.workspace import FolderWorkspace

from .repository import QUIET, Repository

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

NAMES = (
    "plain.tf",
    "with blank.tf",
    "ünïcode.tf",
    "new\nline.tf",
    "tab\t.tf",
    '"quoted".tf',
    "-dash.tf",
    "$(touch pwned).tf",
    ":(glob)*.tf",
    "deep/er/and/deeper.tf",
    "node_modules/x/main.tf",
    "café/with ' quote.tf",
)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def seen(workspace: FolderWorkspace | CommitWorkspace) -> dict[str, bytes | Skipped]:
    return {path: workspace.read(path) for path in workspace.walk()}


def test_a_commit_reads_like_its_work_tree(repository: Repository) -> None:
    shutil.copytree(EXAMPLES, repository.folder / "examples")
    for number, name in enumerate(NAMES):
        repository.write(name, f"# {number}\n")
    repository.write(os.fsdecode(b"latin\xe9.tf"), b"# not utf-8\n")
    (repository.folder / "link.tf").symlink_to("plain.tf")
    (repository.folder / "deep" / "up.tf").symlink_to("../link.tf")
    (repository.folder / "linked-folder").symlink_to("deep/er", target_is_directory=True)
    (repository.folder / "out.tf").symlink_to("/etc/hostname")
    (repository.folder / "away.tf").symlink_to("../../elsewhere.tf")
    (repository.folder / "nowhere.tf").symlink_to("missing.tf")
    (repository.folder / "loop.tf").symlink_to("loop.tf")
    repository.write("deep/notes.txt", "az network vnet list\n")
    (repository.folder / "deep" / "list.sh").symlink_to("notes.txt")
    repository.write("deep/bin/run.sh", "az network vnet list\n")
    repository.write("deep/bin/Release/run.sh", "az network vnet list\n")
    commit = repository.commit()
    folder = FolderWorkspace(repository.folder, repository.folder)
    with CommitWorkspace(repository.folder, commit) as committed:
        assert {"deep/list.sh", "deep/bin/run.sh"} < set(committed.walk())
        assert "deep/bin/Release/run.sh" not in set(committed.walk())
        out = {"out.tf", "away.tf"}
        assert out <= set(committed.walk())
        assert {committed.read(path).reason for path in out} == {"is a symbolic link out of the workspace"}  # type: ignore[union-attr]
        assert [path for path in committed.walk() if path not in out] == [
            path for path in folder.walk() if not isinstance(folder.read(path), Skipped)
        ]
        assert {path: data for path, data in seen(committed).items() if path not in out} == {
            path: data for path, data in seen(folder).items() if isinstance(data, bytes)
        }
        for path in ("deep", "deep/er", "linked-folder", ".", "nowhere", "examples/payment-processor"):
            assert committed.is_folder(path) == folder.is_folder(path), path
            assert [name for name in committed.listdir(path) if name not in out] == [
                name for name in folder.listdir(path) if folder.exists(f"{path}/{name}")
            ], path
        for path in ("linked-folder/and/deeper.tf", "deep/up.tf", "examples/../plain.tf", "link.tf"):
            assert committed.read(path) == folder.read(path)
            assert committed.exists(path)
        for path in (
            "out.tf",
            "away.tf",
            "nowhere.tf",
            "loop.tf",
            "../x",
            "/etc/hostname",
            "deep",
            "a\0b",
            "..",
        ):
            assert isinstance(committed.read(path), Skipped), path
            assert not committed.exists(path)


def test_a_path_inside_bounds_what_is_named_and_no_reading(repository: Repository) -> None:
    commit = repository.commit({"infra/main.tf": "a", "modules/net/main.tf": "b", "infra/deep/x.tf": "c"})
    with CommitWorkspace(repository.folder, commit, ["infra"]) as workspace:
        assert list(workspace.walk()) == ["infra/main.tf", "infra/deep/x.tf", "modules/net/main.tf"]
        assert list(filter(workspace.named, workspace.walk())) == ["infra/main.tf", "infra/deep/x.tf"]
        assert workspace.read("modules/net/main.tf") == b"b"
    with CommitWorkspace(repository.folder, commit, ["infra/main.tf", "infra/deep"]) as workspace:
        assert list(filter(workspace.named, workspace.walk())) == ["infra/main.tf", "infra/deep/x.tf"]
    with CommitWorkspace(repository.folder, commit, ["not/there"]) as workspace:
        assert not any(map(workspace.named, workspace.walk()))


def test_a_workspace_deeper_than_its_repository_does_not_lead_out(repository: Repository) -> None:
    commit = repository.commit({"deploy/main.tf": "a", "secret.tf": "b"})
    (repository.folder / "deploy" / "link.tf").symlink_to("../secret.tf")
    commit = repository.commit()
    with CommitWorkspace(repository.folder / "deploy", commit) as workspace:
        assert seen(workspace) == {
            "link.tf": Skipped("link.tf", "is a symbolic link out of the workspace"),
            "main.tf": b"a",
        }
        assert isinstance(workspace.read("link.tf"), Skipped)


def test_what_a_commit_holds_is_what_counts_not_the_work_tree(repository: Repository) -> None:
    first = repository.commit({"main.tf": "old", "gone.tf": "x"})
    (repository.folder / "gone.tf").unlink()
    repository.write("main.tf", "new")
    repository.write("untracked.tf", "y")
    with CommitWorkspace(repository.folder, first) as workspace:
        assert seen(workspace) == {"gone.tf": b"x", "main.tf": b"old"}


def test_large_files_and_many_files(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("natpin.git.MAX_BYTES", 100_000)
    files = {f"m{number}/main.tf": f"# {number}\n" * 50 for number in range(300)}
    commit = repository.commit({**files, "big.tf": b"x" * 100_001, "edge.tf": b"y" * 100_000})
    with CommitWorkspace(repository.folder, commit) as workspace:
        found = seen(workspace)
    assert isinstance(found["big.tf"], Skipped)
    assert found["edge.tf"] == b"y" * 100_000
    assert sum(isinstance(data, bytes) for data in found.values()) == 301


def test_the_base_is_where_the_change_began(repository: Repository) -> None:
    fork = repository.commit({"main.tf": "1"})
    repository.git("checkout", "--quiet", "-b", "feature")
    repository.commit({"main.tf": "2"})
    repository.git("checkout", "--quiet", "main")
    repository.commit({"other.tf": "3"})
    repository.git("checkout", "--quiet", "feature")
    base = base_of(repository.folder, "main")
    assert (base.commit, base.notes) == (fork, ())
    assert base.name == f"main ({fork[:12]})"
    repository.git("checkout", "--quiet", "--detach", "main")
    assert base_of(repository.folder, "main", commit_of(repository.folder, "feature")).commit == fork


def test_an_unrelated_or_unborn_head_is_compared_with_the_base_itself(repository: Repository) -> None:
    main = repository.commit({"main.tf": "1"})
    repository.git("checkout", "--quiet", "--orphan", "fresh")
    base = base_of(repository.folder, "main")
    assert base.commit == main
    assert "no commit in common" in base.notes[0]


@pytest.fixture
def upstream(repository: Repository) -> Repository:
    repository.commit({"main.tf": "1"})
    repository.git("branch", "release")
    repository.commit({"main.tf": "2"})
    repository.git("checkout", "--quiet", "-b", "feature")
    repository.commit({"main.tf": "3"})
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.git("config", "uploadpack.allowAnySHA1InWant", "true")
    return repository


def test_a_shallow_clone_says_what_to_do(upstream: Repository, tmp_path: Path) -> None:
    clone = Repository.cloned(upstream.folder, tmp_path / "clone", "--depth=1")
    with pytest.raises(
        InputError, match=r"no commit origin/main in a shallow clone.*git fetch --depth=1 origin main"
    ):
        base_of(clone.folder, "origin/main")
    clone.git("fetch", "--quiet", "--depth=1", "origin", "main")
    base = base_of(clone.folder, "FETCH_HEAD")
    assert base.commit == upstream.git("rev-parse", "main")
    assert "shallow" in base.notes[0]


def test_a_deleted_branch_says_what_to_do(upstream: Repository) -> None:
    upstream.git("branch", "-D", "release")
    with pytest.raises(InputError, match=r"no commit release in this clone.*fetch-depth: 0"):
        base_of(upstream.folder, "release")


def test_contents_left_out_of_a_partial_clone_are_missed_and_not_fetched(
    upstream: Repository, tmp_path: Path
) -> None:
    clone = Repository.cloned(upstream.folder, tmp_path / "clone", "--filter=blob:none")
    base = base_of(clone.folder, "origin/main")
    with CommitWorkspace(clone.folder, base.commit) as workspace:
        assert isinstance(workspace.read("main.tf"), Skipped)
        assert workspace.missing == "main.tf"
    trees = Repository.cloned(upstream.folder, tmp_path / "trees", "--filter=tree:0")
    base = base_of(trees.folder, "origin/main")
    with pytest.raises(InputError, match="not in this clone; fetch it whole"):
        CommitWorkspace(trees.folder, base.commit)


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not in a git repository"):
        base_of(tmp_path, "main")


def test_no_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository.folder))
    with pytest.raises(InputError, match="needs git"):
        base_of(repository.folder, "main")


@pytest.mark.parametrize(
    "asked",
    ["", "--help", "-h", "--upload-pack=touch pwned", "a b", "a\nb", "a\0b", "HEAD:main.tf", "main..HEAD"],
)
def test_what_is_no_name_of_a_commit(repository: Repository, asked: str) -> None:
    repository.commit({"main.tf": "1"})
    with pytest.raises(InputError):
        commit_of(repository.folder, asked)


def test_nothing_of_the_repository_is_run(upstream: Repository, tmp_path: Path) -> None:
    """Every way in which a repository's own configuration can name a program, in one."""
    clone = Repository.cloned(upstream.folder, tmp_path / "clone", "--filter=blob:none")
    pwned = tmp_path / "pwned"
    script = tmp_path / "attack.sh"
    script.write_text(f"#!/bin/sh\ntouch '{pwned}'\n")
    script.chmod(0o755)
    for hook in (
        "post-checkout",
        "reference-transaction",
        "pre-auto-gc",
        "post-index-change",
        "fsmonitor-watchman",
    ):
        target = clone.folder / ".git" / "hooks" / hook
        target.parent.mkdir(exist_ok=True)
        shutil.copy(script, target)
    for name, value in {
        "core.fsmonitor": str(script),
        "core.hooksPath": str(clone.folder / ".git" / "hooks"),
        "core.pager": str(script),
        "core.sshCommand": str(script),
        "core.askPass": str(script),
        "core.editor": str(script),
        "credential.helper": f"!{script}",
        "diff.external": str(script),
        "diff.evil.textconv": str(script),
        "filter.evil.smudge": str(script),
        "filter.evil.process": str(script),
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
        "remote.origin.url": f"ext::{script}",
        "remote.origin.uploadpack": str(script),
        "remote.origin.promisor": "true",
        "gpg.program": str(script),
        "log.showSignature": "true",
        "alias.cat-file": f"!{script}",
        "alias.ls-tree": f"!{script}",
    }.items():
        clone.git("config", name, value)
    (clone.folder / ".git" / "info").mkdir(exist_ok=True)
    (clone.folder / ".git" / "info" / "attributes").write_text("* diff=evil filter=evil\n")
    pwned.unlink(missing_ok=True)  # `git config` itself may have asked the monitor
    base = base_of(clone.folder, "origin/main")
    with CommitWorkspace(clone.folder, base.commit) as workspace:
        list(workspace.walk())
        assert isinstance(workspace.read("main.tf"), Skipped)
    assert not pwned.exists()
    missing = clone.git("rev-parse", "origin/main:main.tf")
    unguarded = ["git", "-C", str(clone.folder), "cat-file", "-e", missing]
    subprocess.run(
        unguarded,
        env={**os.environ, **QUIET},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert pwned.exists(), "the attack is a real one: git by itself falls for it"


def test_a_hook_that_runs_natpin_does_not_mislead_it(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = repository.commit({"main.tf": "1"})
    other = Repository(tmp_path / "other")
    other.commit({"other.tf": "2"})
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert commit_of(repository.folder, "main") == commit


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(
        st.text(
            st.characters(blacklist_characters="\0/", blacklist_categories=("Cs",)), min_size=1, max_size=12
        ),
        max_size=4,
    )
)
def test_any_path_gives_an_answer(tmp_path_factory: pytest.TempPathFactory, parts: list[str]) -> None:
    workspace = _small(tmp_path_factory)
    path = "/".join(parts)
    assert isinstance(workspace.read(path), bytes | Skipped)
    assert workspace.exists(path) == isinstance(workspace.read(path), bytes)
    workspace.is_folder(path)
    workspace.listdir(path)


_SMALL: list[CommitWorkspace] = []


def _small(factory: pytest.TempPathFactory) -> CommitWorkspace:
    if not _SMALL:
        repository = Repository(factory.mktemp("small"))
        commit = repository.commit({"a/b.tf": "1", "c.tf": "2"})
        _SMALL.append(CommitWorkspace(repository.folder, commit))
    return _SMALL[0]


@pytest.fixture(scope="module", autouse=True)
def _closed():
    yield
    while _SMALL:
        _SMALL.pop().__exit__(None, None, None)
