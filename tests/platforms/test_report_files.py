"""Report files where the system cannot open a file from a folder's descriptor, as Windows cannot."""

from __future__ import annotations

import os

import pytest

from natpin.commands.report_files import write_files
from natpin.errors import ConfigError


@pytest.fixture(params=[True, False], ids=["descriptors", "paths"])
def _system(request, monkeypatch):
    if not request.param:
        monkeypatch.setattr(os, "supports_dir_fd", set())


@pytest.mark.usefixtures("_system")
def test_written_twice(tmp_path):
    for content in ("one\n", "two\n"):
        assert write_files(tmp_path, "out/natpin", {"a.md": content}) == {"a.md": "out/natpin/a.md"}
    folder = tmp_path / "out/natpin"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "a.md": b"two\n",
        ".gitignore": b"*\n",
    }


@pytest.mark.usefixtures("_system")
@pytest.mark.parametrize("folder", ["link", "link/inner", "file", "..", "/tmp"])
def test_what_leads_out_is_refused(tmp_path, folder):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace/link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "workspace/file").write_text("")
    with pytest.raises(ConfigError, match="report folder"):
        write_files(tmp_path / "workspace", folder, {"a.md": "x"})
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.usefixtures("_system")
def test_a_link_of_a_reports_name_is_replaced(tmp_path):
    (tmp_path / "victim").write_text("kept")
    (tmp_path / "natpin.md").symlink_to(tmp_path / "victim")
    write_files(tmp_path, ".", {"natpin.md": "report"})
    assert (tmp_path / "victim").read_text() == "kept"
    assert (tmp_path / "natpin.md").read_text() == "report"
