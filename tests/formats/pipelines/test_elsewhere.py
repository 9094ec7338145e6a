"""Which actions and tasks that are not here deploy the template that they are given."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats.pipelines.elsewhere import deployed
from natpin.model.location import Location
from natpin.workspace import FolderWorkspace

KEEPS = (
    "endbug/add-and-commit",
    "stefanzweifel/git-auto-commit-action",
    "peter-evans/create-pull-request",
    "softprops/action-gh-release",
    "ncipollo/release-action",
    "mikepenz/release-changelog-builder-action",
    "actions/upload-artifact",
    "azure/bicep-lint-action",
)
DEPLOYS = (
    "contoso/ship",
    "contoso/commit-and-deploy",
    "contoso/release",
    "contoso/release-to-azure",
    "contoso/committed",
)


@pytest.mark.parametrize(
    ("name", "expected"), [*((name, False) for name in KEEPS), *((name, True) for name in DEPLOYS)]
)
def test_by_its_name(tmp_path: Path, name: str, expected: bool) -> None:
    (tmp_path / "main.bicep").write_text("")
    workspace = FolderWorkspace(tmp_path, tmp_path)
    found = list(deployed(name, {"add": "./main.bicep", "message": "a"}, Location("up.yml", 1), workspace))
    assert bool(found) is expected
