"""What docs/contract.md and docs/diff.md show is so. (Their commands are run by tests/docs.)"""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import jsonschema

from natpin.comparison import Comparison, text
from natpin.config import parse
from natpin.contract import contract_of
from natpin.errors import ConfigError
from natpin.languages.located_yaml.checked import read
from natpin.reporters.interface import ReportOptions
from natpin.workspace import FolderWorkspace

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
DIFF = (ROOT / "docs" / "diff.md").read_text(encoding="utf-8")


def test_the_contract_shown_is_one(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", CONTRACT, re.DOTALL)
    (lines,) = re.findall(r"```text\n(.*?)```", CONTRACT, re.DOTALL)
    (tmp_path / "partners.txt").write_text(lines)
    workspace = FolderWorkspace(tmp_path, tmp_path)
    day = datetime.date(2026, 1, 1)
    for source, entries in ((shown, 5), ("contract: {file: partners.txt}", 2)):
        found = contract_of(parse(source.encode(), "natpin.yaml"), workspace, day)
        assert found is not None
        assert len(found.promises) == entries
        schema = json.loads((ROOT / "policies/schema/natpin.schema.json").read_text())
        jsonschema.validate(read(source.encode(), "natpin.yaml", ConfigError).plain(), schema)


def test_every_rule_it_names_is_there() -> None:
    for page in re.findall(r"\]\((rules/[\w-]+\.md)", CONTRACT + DIFF):
        assert (ROOT / "docs" / page).is_file(), page


def test_the_output_shown_is_what_is_said(cases: dict[str, Comparison]) -> None:
    (shown,) = re.findall(r"```text\n(.*?)```", DIFF, re.DOTALL)
    assert shown == text.render(cases["prefix-replaced"], ReportOptions(width=100))
