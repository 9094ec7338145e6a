"""A folder judged: its stacks, and every verdict on them."""

from __future__ import annotations

from pathlib import Path

from natpin.config import Config
from natpin.facts.contract import for_stack
from natpin.formats.interface import Inputs
from natpin.formats.registry import READERS
from natpin.model.evidence import Evidence
from natpin.model.finding import Verdict
from natpin.model.report import StackReport
from natpin.pipeline.cross_stack import joined
from natpin.pipeline.evidence import Asking, with_evidence
from natpin.pipeline.judging import asked_of
from natpin.pipeline.reading import ReadStack, read_all
from natpin.pipeline.scan import scan
from natpin.pipeline.settings import Settings
from natpin.pipeline.workload_placement import nearest
from natpin.policy.evaluate import outcome
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace


def settings() -> Settings:
    """Every rule that this test asks (the fixture ``every_rule``)."""
    return Settings(chosen(Config()))


def stacks(folder: Path) -> list[ReadStack]:
    """The stacks of a folder, as the pipeline judges them."""
    workspace = FolderWorkspace(folder, folder)
    scanned = scan(workspace, READERS, lambda path: False)
    found, workloads = read_all(workspace, READERS, scanned.claimed, Inputs(), [])
    return list(joined(list(nearest(found, workloads))))


def verdicts(folder: Path, rule: str) -> dict[str, Verdict]:
    """Each subject's verdict of one rule; a subject of several stacks is called by the last."""
    return verdicts_of(stacks(folder), rule)


def verdicts_of(read_stacks: list[ReadStack], rule: str) -> dict[str, Verdict]:
    """The same of stacks that were read."""
    policy = next(policy for policy in settings().policies if policy.id == rule)
    return {
        subject.address: outcome(policy, subject)[0]
        for read in read_stacks
        for subject in asked_of(read, for_stack(None, read.stack))[0]
        if subject.kind == policy.subject
    }


def evidence(folder: Path, *rules: str) -> list[Evidence]:
    """What the verdicts of some rules rest on, in all stacks of a folder."""
    workspace = FolderWorkspace(folder, folder)
    every = stacks(folder)
    return [
        one
        for read in every
        for one in with_evidence(
            StackReport(read.stack, (), ()), read, every, map(Asking.parse, rules), settings(), workspace
        ).evidence
    ]


__all__ = ["evidence", "stacks", "verdicts", "verdicts_of"]
