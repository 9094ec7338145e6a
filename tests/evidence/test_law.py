"""The law of evidence: what it does not name cannot change a pass.

Over the passing cases of the rules and over the topologies: declarations (Terraform blocks, templates' resources, whole
commands of scripts) in which the evidence names no line are taken out of the files one by one, and arguments that it does
not name are made inputs without value. The verdict stays a pass each time, or the rule is asked no more, as about a subnet
that nothing is attached to.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from rule_cases import chosen

from natpin.model.evidence import Evidence
from natpin.model.finding import Verdict
from natpin.pipeline.reading import ReadStack

from .judged import evidence, stacks, verdicts_of

TESTS = Path(__file__).parent.parent
MOST = 4
"""Mutants of one file."""
IDENTITY = ("name", "type", "source", "version")
"""Arguments that say what a declaration is; the declaration itself is named."""
STAY = (Verdict.PASS, Verdict.NOT_APPLICABLE)
MAIN_RULES = (
    "node-subnet-no-nat",
    "nat-idle-policy",
    "outbound-type-not-nat",
    "nat-incomplete",
    "udr-overrides-nat",
)

_BLOCK = re.compile(r"^(?:resource|variable|locals|output|data|module)\b[^\n]*\{\n.*?^\}\n", re.S | re.M)
_ARGUMENT = re.compile(r"^ +(\w+) += +([^\n{\[(]+)$", re.M)


def cases() -> Iterator[tuple[str, Path]]:
    for case in chosen("pass", others=1):
        if not (case / "before").is_dir() and not (case / "live.json").is_file():
            yield case.parts[-3], case


def named_lines(found: Evidence) -> set[tuple[str, int]]:
    """Every line that the evidence names, of any part of it."""
    places = [place for ground in found.grounds for place in ground.places]
    spots = [at for place in places for at in (place.at, *place.through) if at is not None]
    return {(at.path, at.line) for at in spots}


def lines_of(source: str, start: int, end: int) -> set[int]:
    return set(range(source.count("\n", 0, start) + 1, source.count("\n", 0, end) + 1))


def elements(template: str) -> Iterator[tuple[int, int]]:
    """The spans of a template's resources."""
    opening = re.search(r'"resources": \[', template)
    end = opening.end() if opening else len(template)
    while (start := template.find("{", end)) >= 0 and template[end:start].strip() in ("", ","):
        _, end = json.JSONDecoder().raw_decode(template, start)
        yield start, end


def mutants(path: str, source: str, named: set[tuple[str, int]]) -> Iterator[str]:
    """The file without one declaration, or with one argument unknown, none of which the evidence names."""
    mine = {line for where, line in named if where == path}
    if path.endswith(".tf"):
        for block in _BLOCK.finditer(source):
            if not lines_of(source, block.start(), block.end()) & mine:
                yield source[: block.start()] + source[block.end() :]
        for argument in _ARGUMENT.finditer(source):
            line = source.count("\n", 0, argument.start()) + 1
            if line not in mine and argument[1] not in IDENTITY:
                unknown = f"{source[: argument.start(2)]}var.nobody_knows{source[argument.end(2) :]}"
                yield f'{unknown}\nvariable "nobody_knows" {{}}\n'
    elif path.endswith(".json"):
        spans = list(elements(source))
        for start, end in spans:
            if not lines_of(source, start, end) & mine:
                kept = [source[one:other] for one, other in spans if one != start]
                yield f"{source[: spans[0][0]]}{', '.join(kept)}{source[spans[-1][1] :]}"
    elif path.endswith(".sh"):
        statements = list(re.finditer(r"^az [^\n]*(?:\\\n[^\n]*)*\n", source, re.M))
        for statement in statements:
            if not lines_of(source, statement.start(), statement.end()) & mine:
                yield source[: statement.start()] + source[statement.end() :]


def check(folder: Path, rules: Sequence[str], scratch: Path) -> int:
    """How many mutants were judged. Asserts that none of them takes a pass away.

    A mutant is read once, whichever verdicts are asked of it.
    """
    tried = 0
    read: dict[tuple[str, str], list[ReadStack]] = {}
    for found in evidence(folder, *rules):
        if found.verdict is not Verdict.PASS:
            continue
        named = named_lines(found)
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            path = file.relative_to(folder).as_posix()
            changed = list(mutants(path, file.read_text("utf-8"), named))
            for mutant in random.Random(path).sample(changed, min(MOST, len(changed))):
                if (path, mutant) not in read:
                    copy = scratch / str(len(read))
                    shutil.copytree(folder, copy)
                    (copy / path).write_text(mutant, "utf-8")
                    read[path, mutant] = stacks(copy)
                verdict = verdicts_of(read[path, mutant], found.rule).get(found.subject)
                assert verdict in STAY, f"{found.rule}, {found.subject}: {verdict} with\n{mutant}"
                tried += 1
    return tried


@pytest.mark.usefixtures("every_rule")
@pytest.mark.parametrize(
    ("rule", "case"), list(cases()), ids=[f"{rule}-{case.parts[-2]}" for rule, case in cases()]
)
def test_what_evidence_does_not_name_takes_no_pass_away(rule: str, case: Path, tmp_path: Path) -> None:
    check(case, [rule], tmp_path)


@pytest.mark.parametrize("language", ["main.tf", "azuredeploy.json", "provision.sh"])
@pytest.mark.parametrize(
    "topology", ["two-pools-one-missing", "two-gateways", "managed-nat", "firewall-route"]
)
def test_the_same_of_topologies(topology: str, language: str, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(TESTS / "topologies" / topology / language, alone / language)
    tried = check(alone, MAIN_RULES, tmp_path)
    assert tried > 0 or topology == "managed-nat"  # of which a template's evidence may name every resource
