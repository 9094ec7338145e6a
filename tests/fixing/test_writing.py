"""What is written, and what is not: the files may be a stranger's, and may change meanwhile."""

from __future__ import annotations

import os
from contextlib import chdir, redirect_stderr
from io import StringIO
from pathlib import Path

import pytest

from natpin.cli import main
from natpin.fixing.writing import write_all
from natpin.model.value import Skipped
from natpin.policy import load
from natpin.workspace import FolderWorkspace

from .conftest import Natpin, contents
from .spoiling import FILES, copy, unguarded

TERRAFORM = (FILES / "main.tf").read_bytes()
MENDED = TERRAFORM.replace(b"600", b"10")


def test_mode_and_neighbours_are_kept(tmp_path: Path, natpin: Natpin) -> None:
    (tmp_path / "main.tf").write_bytes(TERRAFORM)
    (tmp_path / "main.tf").chmod(0o640)
    assert natpin(tmp_path, "fix", ".")[0] == 0
    assert contents(tmp_path) == {"main.tf": MENDED}
    assert (tmp_path / "main.tf").stat().st_mode & 0o777 == 0o640


def test_a_file_that_changed_meanwhile_is_left(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_bytes(TERRAFORM)
    workspace = FolderWorkspace(tmp_path, tmp_path)
    assert workspace.read("main.tf") == TERRAFORM
    (tmp_path / "main.tf").write_bytes(b"# new\n" + TERRAFORM)
    refused = write_all(tmp_path, workspace, {"main.tf": MENDED})
    assert refused == {"main.tf": "has changed since it was read; run natpin fix again"}
    assert contents(tmp_path) == {"main.tf": b"# new\n" + TERRAFORM}


@pytest.mark.parametrize("linked", ["file", "folder"])
def test_nothing_is_written_through_a_link(linked: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    inside = tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "main.tf").write_bytes(TERRAFORM)
    if linked == "file":
        path = "main.tf"
        os.symlink(outside / "main.tf", inside / "main.tf")
    else:
        path = "infra/main.tf"
        os.symlink(outside, inside / "infra")
    workspace = FolderWorkspace(inside, inside)
    assert isinstance(workspace.read(path), Skipped)
    assert list(write_all(inside, workspace, {path: MENDED})) == [path]
    assert (outside / "main.tf").read_bytes() == TERRAFORM


def test_a_link_inside_the_workspace_is_not_written_through_either(tmp_path: Path, natpin: Natpin) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/egress.tf").write_bytes(TERRAFORM)
    (tmp_path / "prod").mkdir()
    os.symlink("../shared/egress.tf", tmp_path / "prod/egress.tf")
    status, told = natpin(tmp_path, "fix", "prod")
    assert status == 1
    assert "is reached by a symbolic link; fix the file that it leads to" in told
    assert (tmp_path / "shared/egress.tf").read_bytes() == TERRAFORM
    assert (tmp_path / "prod/egress.tf").is_symlink()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, natpin: Natpin) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    (tmp_path / "main.tf").write_bytes(TERRAFORM)
    tmp_path.chmod(0o555)
    status, told = natpin(tmp_path, "fix", ".")
    tmp_path.chmod(0o755)
    assert status == 1
    assert "not written: main.tf cannot be written" in told


def test_a_diff_can_be_applied(tmp_path: Path, natpin: Natpin) -> None:
    import subprocess

    for name, change in (("plain", None), ("windows", b"\r\n")):
        folder = tmp_path / name
        folder.mkdir()
        copy("terraform", unguarded, folder)
        if change:
            (folder / "main.tf").write_bytes((folder / "main.tf").read_bytes().replace(b"\n", change))
        assert natpin(folder, "fix", ".", "--diff", "--output", "fix.patch")[0] == 1
        subprocess.run(["git", "apply", "fix.patch"], cwd=folder, check=True)
        applied = (folder / "main.tf").read_bytes()
        (folder / "fix.patch").unlink()
        assert b"prevent_destroy" in applied
        assert natpin(folder, "fix", ".") == (0, "nothing to fix\n")


def test_check_tells_and_writes_nothing(tmp_path: Path, natpin: Natpin) -> None:
    (tmp_path / "main.tf").write_bytes(TERRAFORM)
    status, told = natpin(tmp_path, "fix", ".", "--check")
    line = TERRAFORM[: TERRAFORM.index(b"600")].count(b"\n") + 1
    assert status == 1
    assert told.startswith(f"main.tf:{line}  would fix  nat-idle-seconds  ")
    assert "10" in told
    assert contents(tmp_path) == {"main.tf": TERRAFORM}
    assert natpin(tmp_path, "fix", ".", "--check", "--rule", "node-public-ip") == (0, "nothing to fix\n")


def test_rules_are_chosen_by_id_and_by_category(tmp_path: Path, natpin: Natpin) -> None:
    (tmp_path / "main.tf").write_bytes(TERRAFORM)
    category = next(one.category for one in load.built_in().policies if one.id == "nat-idle-seconds")
    for wanted in ("nat-idle-seconds", f"node-public-ip,{category}"):
        assert natpin(tmp_path, "fix", ".", "--check", "--rule", wanted)[0] == 1
    for wrong, said in (
        ("nat-idle-secs", "no category 'nat-idle-secs'; did you mean 'nat-idle-seconds'?"),
        ("nat-unattached", "natpin has no fix for it; natpin explain nat-unattached tells how to fix it"),
    ):
        with chdir(tmp_path), redirect_stderr(StringIO()) as told:
            assert main(["fix", ".", "--rule", wrong]) == 2
        assert said in told.getvalue()


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ("--diff --check", "use one"),
        ("--output x", "--output needs --diff, or --check with --format"),
        ("--diff --format json", "--format works only with --check"),
        ("-", "what comes from standard input cannot be fixed"),
    ],
)
def test_flags_that_do_not_go_together_are_told(flags: str, said: str, tmp_path: Path) -> None:
    with chdir(tmp_path), redirect_stderr(StringIO()) as told:
        assert main(["fix", *flags.split()]) == 2
    assert said in told.getvalue()
