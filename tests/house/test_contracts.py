"""Each wall is broken on purpose, in a copy of the sources, and import-linter says so.

All are broken at once, since import-linter tells each breach with the import that it is: one run instead of one for each.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

import pytest

from .conftest import ROOT, House

FLOORS = "Imports run downward; rooms on one floor do not know each other"
LANGUAGES = "Languages know one another only downward"
FORMATS = "Formats know one another only downward"
PROVISIONING = "Provisioning: what is desired and observed, then the plan, then applying it"
ADOPTION = "Adoption: what is there, then what can be wished for, then the stages and their words"
DRIFT = "Drift: pairs, then values, then kinds of resources, then the comparison"
FIXING = "Fixing: edits, writers of languages, proposals, the law they keep to"
SIMULATOR = "Simulator: its state, its resource types, its requests, its server"
TYPES = "Simulator: a resource type knows only the types it is made of"
LIGHT = "Lint imports no SDK and no HTTP client"

# (contract, the module that is changed or made, what is written at its end)
BREACHES = (
    (FLOORS, "natpin/model/value.py", "from natpin.graph import index"),
    (FLOORS, "natpin/model/value.py", "def f():\n    import natpin.workspace"),
    (FLOORS, "natpin/languages/hcl/tokens.py", "from natpin.formats import interface"),
    (FLOORS, "natpin/languages/terraform/functions/files.py", "from natpin.egress.trace import trace"),
    (FLOORS, "natpin/facts/clusters.py", "from natpin.drift import compare"),
    (FLOORS, "natpin/policy/evaluate.py", "from natpin.azure import live"),
    (FLOORS, "natpin/comments/marker.py", "from natpin.gitlab import notes"),
    (FLOORS, "natpin/gitlab/notes.py", "def f():\n    from natpin.github import client"),
    (FLOORS, "natpin/azure_devops/threads.py", "from natpin.gitlab import notes"),
    (LIGHT, "natpin/commands/linting.py", "from natpin.comments import rest"),
    (FLOORS, "natpin/cellar.py", ""),  # a room that the plan of the house does not name
    (LANGUAGES, "natpin/languages/shell/tree.py", "from natpin.languages.powershell import syntax"),
    (LANGUAGES, "natpin/languages/arm_expressions/functions/logic.py", "import natpin.languages.bicep.lexer"),
    (LANGUAGES, "natpin/languages/cobol/__init__.py", ""),
    (FORMATS, "natpin/formats/terraform/providers/clusters.py", "from natpin.formats.az import scripts"),
    (FORMATS, "natpin/formats/arm/template.py", "if False:\n    from natpin.formats.bicep import load"),
    (FORMATS, "natpin/formats/nomad.py", ""),
    (PROVISIONING, "natpin/provision/plan.py", "from natpin.provision.apply import apply"),
    (PROVISIONING, "natpin/provision/blockers.py", "from natpin.provision import effects"),
    (ADOPTION, "natpin/adoption/standing.py", "from natpin.adoption.stages import way_of"),
    (FLOORS, "natpin/adoption/wish.py", "from natpin.azure import live"),
    (DRIFT, "natpin/drift/pairs.py", "from natpin.drift.compare import compare"),
    (DRIFT, "natpin/drift/clusters.py", "from natpin.drift import network"),
    (FLOORS, "natpin/pipeline/lint.py", "from natpin.fixing.engine import mended"),
    (FIXING, "natpin/fixing/writers/hcl.py", "from natpin.fixing.places import written"),
    (FIXING, "natpin/fixing/law.py", "from natpin.fixing.propose import proposals"),
    (FIXING, "natpin/fixing/oracle.py", ""),
    (LIGHT, "natpin/fixing/writing.py", "import subprocess"),
    (SIMULATOR, "natpin/simulator/types/rules.py", "from natpin.simulator import call"),
    (SIMULATOR, "natpin/simulator/tokens.py", "from natpin.simulator import throttling"),
    (TYPES, "natpin/simulator/types/subnets.py", "from natpin.simulator.types import virtual_networks"),
    (LIGHT, "natpin/pipeline/lint.py", "import socket"),
    (LIGHT, "natpin/formats/terraform/providers/clusters.py", "def f():\n    import subprocess"),
    (LIGHT, "natpin/languages/terraform/functions/files.py", "from http import client"),
    (LIGHT, "natpin/globs.py", "from urllib3 import PoolManager"),  # no room of lint's, but lint imports it
    (LIGHT, "natpin/commands/lint.py", "from natpin.azure import live"),
)


def test_the_copy_stands(house: House) -> None:
    status, told = house.imports()
    assert (status, "BROKEN" in told) == (0, False), told


@pytest.fixture(scope="module")
def told(house: House) -> Mapping[str, str]:
    """What import-linter tells of each contract that is broken."""
    files: dict[str, str] = {}
    for _, module, breach in BREACHES:
        name = f"src/{module}"
        files[name] = f"{files.get(name, house.text(name))}\n{breach}\n"
    with house.changed(files):
        status, words = house.imports()
    assert status == 1, words
    # under a title that is underlined
    titles = list(re.finditer(r"(?m)^(.+)\n-+\n", words))
    ends = [*(title.start() for title in titles[1:]), len(words)]
    return {title[1]: words[title.end() : end] for title, end in zip(titles, ends, strict=True)}


@pytest.mark.parametrize(("contract", "module", "breach"), BREACHES)
def test_a_breach_is_told(told: Mapping[str, str], contract: str, module: str, breach: str) -> None:
    name = re.escape(module.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    imported = re.search(r"(?:from|import) ([\w.]+)", breach)
    expected = rf"(?m)^- {name}$" if imported is None else rf"\b{name} -> {re.escape(imported[1])}\b"
    assert re.search(expected, told[contract]), told[contract]


def test_every_contract_is_broken_here() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert {each["name"] for each in contracts} == {contract for contract, _, _ in BREACHES}
