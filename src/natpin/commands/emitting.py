"""``natpin plan --emit``: the plan as code, read back by natpin itself before anybody sees it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from natpin.errors import Refused
from natpin.graph import Graph
from natpin.model.change import Action, Plan
from natpin.model.record import replace
from natpin.model.resource import RESOURCE_GROUP, same_type
from natpin.provision.desired import Desired
from natpin.provision.emission import pieces
from natpin.provision.observed import Observed
from natpin.provision.ports import Live
from natpin.workspace import FolderWorkspace

LANGUAGES = {"terraform": "main.tf", "bicep": "main.bicep", "az": "provision.sh"}
"""``--emit``, and what a file of that language is called."""


def emitted(plan: Plan, wanted: Desired, found: Observed, language: str) -> str:
    """The code. Raises Refused for a plan it cannot be made of, and where natpin, reading it back, would still have
    something to do: then the code is not what was planned, and nobody gets it."""
    from natpin.provision.emit_az import script
    from natpin.provision.emit_bicep import template
    from natpin.provision.emit_terraform import configuration

    write = {"terraform": configuration, "bicep": template, "az": script}[language]
    parts = pieces(plan, wanted, found)
    text = write(parts, wanted.subscription, wanted.name)
    _checked(text, plan, wanted, found, language)
    return text


def _checked(text: str, plan: Plan, wanted: Desired, found: Observed, language: str) -> None:
    from natpin.provision.plan import plan as planned
    from natpin.provision.read_back import bodies_after

    graph = _read(text, language)
    live = {key: dict(one.body) for key, one in found.found.items()}
    groups = [change.id for change in plan.writes if same_type(change.type, RESOURCE_GROUP)]
    after = bodies_after(graph, live, wanted.subscription, wanted.resource_group)
    if language == "bicep":
        # a template is deployed into a group that is there: the command that makes it stands in its first lines
        location = wanted.location
        for id_ in groups:
            after.setdefault(id_.lower(), {"id": id_, "type": RESOURCE_GROUP, "location": location})
    lives = {key: Live(body["id"], body, None) for key, body in after.items()}
    rest = planned(wanted, replace(found, found=lives), frozenset(plan.allow))
    left = [
        change for change in rest.changes if change.action in (Action.CREATE, Action.UPDATE, Action.BLOCKED)
    ]
    if left:
        told = "\n".join(
            f"  - {change.action.value} {change.id}"
            + "".join(f": {each.path} {each.before!r} -> {each.after!r}" for each in change.properties)
            + "".join(f": {reason}" for reason in change.reasons)
            for change in left
        )
        raise Refused(
            f"--emit {language}: read back, the code leaves something to do, so it is not printed (this is a fault of "
            f"natpin's: report it):\n{told}"
        )


def _read(text: str, language: str) -> Graph:
    """The code as natpin reads any stack: whatever of it natpin does not understand is an error of the code."""
    from natpin.config import Config
    from natpin.formats.interface import Inputs
    from natpin.formats.registry import READERS
    from natpin.model.doubt import Doubt
    from natpin.model.finding import Severity, Verdict
    from natpin.model.value import Skipped
    from natpin.pipeline.judging import judge
    from natpin.pipeline.reading import read_all
    from natpin.pipeline.settings import Settings
    from natpin.policy.select import chosen

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, LANGUAGES[language]).write_text(text, encoding="utf-8")
        workspace = FolderWorkspace(Path(folder), Path(folder))
        claimed = {
            reader.name: [LANGUAGES[language]] if reader.name == language else [] for reader in READERS
        }
        skipped: list[Skipped] = []
        stacks, _ = read_all(workspace, READERS, claimed, Inputs(), skipped)
    doubts = [part.reason for stack in stacks for part in stack.parts if isinstance(part, Doubt)]
    if len(stacks) != 1 or skipped or doubts:
        why = "; ".join([*(one.reason for one in skipped), *doubts]) or f"{len(stacks)} stacks"
        raise Refused(
            f"--emit {language}: natpin does not read its own code ({why}; report it), so it is not printed"
        )
    findings = judge(stacks[0], Settings(chosen(Config()))).findings
    grave = [one for one in findings if one.verdict is Verdict.FAIL and one.severity is Severity.ERROR]
    if grave:
        told = "; ".join(f"{one.rule.id}: {one.message}" for one in grave)
        raise Refused(f"--emit {language}: the code fails natpin's own rules, so it is not printed: {told}")
    return Graph.of(stacks[0].parts)
