"""The only door to files never leads out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from natpin.model.value import Skipped
from natpin.workspace import MAX_BYTES, FolderWorkspace


@pytest.fixture
def workspace(tmp_path: Path) -> FolderWorkspace:
    """``repo`` with links of every kind, and a secret beside it."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "main.tf").write_text("secret")
    repo = tmp_path / "repo"
    (repo / "infra").mkdir(parents=True)
    (repo / "infra" / "main.tf").write_text("inside")
    (repo / "infra2").mkdir()
    (repo / "infra2" / "notes.json").write_text("{}")
    (repo / "file-in.tf").symlink_to("infra/main.tf")
    (repo / "folder-in").symlink_to("infra")
    (repo / "file-out.tf").symlink_to(tmp_path / "secret" / "main.tf")
    (repo / "folder-out").symlink_to(tmp_path / "secret")
    (repo / "dangling.tf").symlink_to("nowhere.tf")
    (repo / "loop.tf").symlink_to("loop.tf")
    os.mkfifo(repo / "pipe.tf")
    return FolderWorkspace(repo, repo)


@pytest.mark.parametrize("walked", [False, True])
@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("infra/main.tf", b"inside"),
        ("./infra/../infra/main.tf", b"inside"),
        ("file-in.tf", b"inside"),
        ("folder-in/main.tf", b"inside"),
        ("file-out.tf", "is a symbolic link out of the workspace"),
        ("folder-out/main.tf", "is a symbolic link out of the workspace"),
        ("folder-in/../../secret/main.tf", "is outside the workspace"),
        ("../secret/main.tf", "is outside the workspace"),
        ("..", "is outside the workspace"),
        ("/etc/passwd", "is outside the workspace"),
        ("a\0b", "is outside the workspace"),
        ("\ud800.tf", "is not a usable path"),
        ("dangling.tf", "no such file"),
        ("loop.tf", "no such file"),
        ("infra", "is not a regular file"),
        ("pipe.tf", "is not a regular file"),
        ("infra/main.tf/more", "no such file"),
        ("x" * 5000, "no such file"),
    ],
)
def test_what_may_be_read(workspace: FolderWorkspace, walked: bool, path: str, found: bytes | str) -> None:
    if walked:
        list(workspace.walk())
    data = workspace.read(path)
    assert (data.reason if isinstance(data, Skipped) else data) == found
    assert workspace.exists(path) is isinstance(found, bytes)


def test_a_walk_follows_links_to_files_only(workspace: FolderWorkspace) -> None:
    assert list(workspace.walk()) == ["file-in.tf", "file-out.tf", "infra/main.tf", "infra2/notes.json"]


LINKS = {
    "deploy.sh": ("x.txt", True),
    "Makefile": ("azure.txt", True),
    "a.yaml": ("b.json", True),
    "a.yml": ("b.yaml", False),
    "a.sh": ("b.sh", False),
    "A.SH": ("b.sh", False),
    "deploy": ("deploy.sh", False),
    "LICENSE": ("COPYING", False),
}
"""A link, what it leads to, and whether it is a file of its own."""


@pytest.mark.parametrize("link", LINKS)
def test_a_link_whose_name_says_otherwise_what_it_is_is_a_file_of_its_own(link: str, tmp_path: Path) -> None:
    target, own = LINKS[link]
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / target).write_text("az network vnet list")
    (tmp_path / link).symlink_to(f"kept/{target}")
    assert list(FolderWorkspace(tmp_path, tmp_path).walk()) == [*([link] if own else []), f"kept/{target}"]


def test_of_a_folder_in_which_a_build_lays_copies_the_rest_is_read(tmp_path: Path) -> None:
    for path in ("bin/Release/up.sh", "bin/up.sh", "a/obj/Debug/up.sh", "a/obj/up.sh", "sbin/Debug/up.sh"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("az network vnet list")
    assert list(FolderWorkspace(tmp_path, tmp_path).walk()) == [
        "a/obj/up.sh",
        "bin/up.sh",
        "sbin/Debug/up.sh",
    ]
    built = tmp_path / "bin" / "Release"
    assert list(FolderWorkspace(built, tmp_path).walk()) == [
        "a/obj/up.sh",
        "bin/up.sh",
        "sbin/Debug/up.sh",
        "bin/Release/up.sh",
    ]


def test_beyond_the_path_asked_for_a_guessed_root_gives_out_modules_and_scripts_alone(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("a") / "b" / "c"
    for name in ("infra", "infra2"):
        (folder / name).mkdir(parents=True)
        (folder / name / "main.tf").write_text(name)
        (folder / name / "up.sh").write_text(name)
        (folder / name / "values.json").write_text(name)
    monkeypatch.chdir("/")
    workspace = FolderWorkspace(folder / "infra")
    inside = workspace.focus[0].removesuffix("infra")
    assert workspace.read(f"{inside}infra/values.json") == b"infra"
    assert workspace.read(f"{inside}infra2/main.tf") == b"infra2"
    assert workspace.read(f"{inside}infra2/up.sh") == b"infra2"
    assert isinstance(workspace.read(f"{inside}infra2/values.json"), Skipped)


def test_what_becomes_a_link_after_the_walk_is_not_followed(workspace: FolderWorkspace) -> None:
    assert "infra/main.tf" in list(workspace.walk())
    file = workspace.root / "infra" / "main.tf"
    file.unlink()
    file.symlink_to(workspace.root.parent / "secret" / "main.tf")
    found = workspace.peek("infra/main.tf")
    assert isinstance(found, Skipped)
    assert found.reason.startswith("cannot be read: ")


@pytest.mark.parametrize("walked", [False, True])
@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_a_file_is_read_to_its_end(tmp_path: Path, size: int, walked: bool) -> None:
    data = os.urandom(size)
    (tmp_path / "main.tf").write_bytes(data)
    workspace = FolderWorkspace(tmp_path, tmp_path)
    if walked:
        assert list(workspace.walk()) == ["main.tf"]
    assert workspace.peek("main.tf") == data


@pytest.mark.parametrize("walked", [False, True])
def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, walked: bool) -> None:
    with open(tmp_path / "main.tf", "wb") as file:
        file.truncate(MAX_BYTES + 1)
    workspace = FolderWorkspace(tmp_path, tmp_path)
    if walked:
        assert list(workspace.walk()) == ["main.tf"]
    found = workspace.peek("main.tf")
    assert isinstance(found, Skipped)
    assert found.reason == f"larger than 32 MiB ({MAX_BYTES + 1} bytes)"


@pytest.mark.parametrize("name", ["f%d.sh", "none/f%d.sh", "infra/f%d.tf"])
def test_thousands_of_questions_for_files_that_are_not_there_do_not_ask_the_disk_of_each(
    workspace: FolderWorkspace, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    asked: list[object] = []
    lstat = os.lstat

    def counted(path: str) -> os.stat_result:
        asked.append(path)
        return lstat(path)

    monkeypatch.setattr(os, "lstat", counted)
    assert not any(workspace.exists(name % number) for number in range(1000))
    assert not any(workspace.is_folder(name % number) for number in range(1000))
    assert len(asked) < 100


def test_a_file_is_there_however_often_others_were_sought(workspace: FolderWorkspace) -> None:
    sought = [
        f"{folder}/f{number}" for folder in ("infra", "folder-in", "folder-out", "..") for number in range(20)
    ]
    assert not any(workspace.exists(one) for one in sought)
    assert workspace.exists("infra/main.tf")
    assert workspace.exists("folder-in/main.tf")
    assert all(map(workspace.is_folder, (".", "infra", "folder-in", "./infra/../infra2")))
    assert not any(map(workspace.exists, ("folder-out/main.tf", "../secret/main.tf", "folder-out")))


def test_the_workspace_itself_is_a_folder_however_often_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("")
    workspace = FolderWorkspace(tmp_path, tmp_path)
    assert all(workspace.is_folder(path) for path in (".", "examples/..", "") for _ in range(20))
    assert not any(workspace.is_folder(f"missing{number}") for number in range(20))
    assert workspace.is_folder(".")
    assert workspace.listdir(".") == ("main.tf",)
