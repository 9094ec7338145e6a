"""Fixes as they travel: whoever applies the report's text gets what ``natpin fix`` writes."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import natpin.reporters
from natpin.fixing.edit import Text

from .conftest import Natpin, contents
from .spoiling import FILES, LANGUAGES, MISTAKES, copy, unguarded
from .test_every_language import NOT_MENDED, WAYS

SARIF = Path(__file__).parents[1] / "specs" / "sarif" / "sarif-2.1.0.json"
OURS = Path(str(natpin.reporters.__file__)).parent / "report.schema.json"
Region = tuple[str, int, int, int, int, str]


def of_sarif(report: dict[str, Any]) -> list[Region]:
    """Path, start, end and text of every replacement."""
    found = []
    for result in report["runs"][0]["results"]:
        for change in (change for fix in result.get("fixes", ()) for change in fix["artifactChanges"]):
            for one in change["replacements"]:
                region = one["deletedRegion"]
                places = [region[name] for name in ("startLine", "startColumn", "endLine", "endColumn")]
                found.append((change["artifactLocation"]["uri"], *places, one["insertedContent"]["text"]))
    return found


def of_json(report: dict[str, Any]) -> list[Region]:
    found = []
    for stack in report["stacks"]:
        for fix in (one["fix"] for one in stack["findings"] if one["fix"] and one["fix"]["replacement"]):
            for one in (fix, *fix.get("more", ())):
                at = one["at"]
                places = [at[name] for name in ("line", "column", "endLine", "endColumn")]
                found.append((at["path"], *places, one["replacement"]))
    return found


def applied(text: str, region: Region) -> str:
    _, line, column, end_line, end_column, new = region
    lines = text.splitlines(keepends=True)
    start = sum(map(len, lines[: line - 1])) + column - 1
    end = sum(map(len, lines[: end_line - 1])) + end_column - 1
    return text[:start] + new + text[end:]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_report_carries_what_fix_writes(
    mistake: str, language: str, tmp_path: Path, natpin: Natpin
) -> None:
    if (mistake, language) in NOT_MENDED:
        pytest.skip(NOT_MENDED[mistake, language])
    copy(language, MISTAKES[mistake], tmp_path)
    readers: dict[str, Callable[[dict[str, Any]], list[Region]]] = {"sarif": of_sarif, "json": of_json}
    told = set()
    for form, read in readers.items():
        status, report = natpin(tmp_path, "fix", ".", "--check", "--format", form)
        assert status == 1
        told |= set(read(json.loads(report)))
    (region,) = told
    before = contents(tmp_path)
    natpin(tmp_path, "fix", ".")
    expected = contents(tmp_path)
    uri = next(path for path in before if before[path] != expected[path])
    assert region[0].removeprefix("./") == uri
    assert applied(before[uri].decode(), region) == expected[uri].decode()


def three_mistakes(text: str) -> str:
    """An unguarded prefix, a timeout in seconds and the wrong outbound type."""
    text = re.sub(r"(?i)(idle[_-]?timeout[_a-z]*[\"']?\s*[:= ]\s*[\"']?)10\b", r"\g<1>600", unguarded(text))
    return text.replace("userAssignedNATGateway", "loadBalancer")


def _all(data: bytes, regions: list[Region]) -> bytes:
    """The bytes with every replacement; of two of which one holds the other, the greater one."""
    text = Text.of("", data)
    assert text is not None
    spans = {
        (text.starts[line - 1] + column - 1, text.starts[last - 1] + end - 1, new)
        for _, line, column, last, end, new in regions
    }
    whole = text.text
    for start, end, new in sorted(spans, reverse=True):
        if not any(
            a <= start and end <= b and (b - a, len(n)) > (end - start, len(new)) for a, b, n in spans
        ):
            whole = whole[:start] + new + whole[end:]
    return data[: text.mark] + whole.encode(text.encoding)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("language", ["terraform", "bicep", "arm", "bash", "operator"])
def test_all_fixes_of_a_file_however_it_is_written(
    language: str, way: str, tmp_path: Path, natpin: Natpin
) -> None:
    """Fixes of several lines beside one another: SARIF's replacements, the patch and ``natpin fix`` give the same bytes."""
    copy(language, three_mistakes, tmp_path)
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    file.write_bytes(WAYS[way](file.read_text()))
    before = file.read_bytes()
    told = of_sarif(json.loads(natpin(tmp_path, "fix", ".", "--check", "--format", "sarif")[1]))
    natpin(tmp_path, "fix", ".", "--diff", "--output", "fix.patch")
    assert natpin(tmp_path, "fix", ".")[0] == 0
    mended = file.read_bytes()
    assert len(set(told)) >= 2
    assert _all(before, told) == mended
    file.write_bytes(before)
    subprocess.run(["git", "apply", "--whitespace=nowarn", "fix.patch"], cwd=tmp_path, check=True)
    assert file.read_bytes() == mended


CLUSTER = 'resource "azurerm_kubernetes_cluster"'


def test_a_fix_of_several_files_travels_as_a_whole(tmp_path: Path, natpin: Natpin) -> None:
    """A missing association beside the gateway, and the outbound type beside the cluster, which is in another file."""
    text = (
        (FILES / "main.tf").read_text().replace("600", "10").replace("userAssignedNATGateway", "loadBalancer")
    )
    text = re.sub(r'resource "azurerm_subnet_nat_gateway_association"(?s:.*?)\n\}\n\n?', "", text)
    text = re.sub(r"\n  depends_on(?s:.*?)\]", "", text)
    start = text.index(CLUSTER)
    end = text.index("\n}\n", start) + 3
    (tmp_path / "cluster.tf").write_text(text[start:end])
    (tmp_path / "main.tf").write_text(text[:start] + text[end:])
    before = contents(tmp_path)
    arguments = ("fix", ".", "--unsafe", "--rule", "node-subnet-no-nat", "--check", "--format")
    documents = {form: json.loads(natpin(tmp_path, *arguments, form)[1]) for form in ("sarif", "json")}
    for form, schema in (("sarif", SARIF), ("json", OURS)):
        validator = Draft202012Validator(json.loads(schema.read_text("utf-8")))
        assert not list(validator.iter_errors(documents[form])), form
    told = of_sarif(documents["sarif"])
    assert set(told) == set(of_json(documents["json"]))
    natpin(tmp_path, "fix", ".", "--unsafe", "--rule", "node-subnet-no-nat")
    mended = contents(tmp_path)
    assert before["cluster.tf"] != mended["cluster.tf"]
    assert before["main.tf"] != mended["main.tf"]
    for path, data in before.items():
        mine = [one for one in told if one[0].endswith(path)]
        assert mine
        assert _all(data, mine) == mended[path]
