"""``natpin plan --emit``: the plan as code, read back by natpin itself before anybody sees it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from natpin.commands.output import write, write_file
from natpin.errors import Refused
from natpin.model.change import Action, Plan
from natpin.model.doubt import Doubt
from natpin.model.record import replace
from natpin.model.resource import CLUSTER, RESOURCE_GROUP, same_type
from natpin.provision.desired import Desired
from natpin.provision.emission import Files, pieces, remark
from natpin.provision.ids import parse, same
from natpin.provision.observed import Observed
from natpin.provision.ports import Live
from natpin.workspace import FolderWorkspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from natpin.model.finding import Finding
    from natpin.pipeline.reading import ReadStack
    from natpin.policy.definition import Policy

LANGUAGES = {"terraform": "main.tf", "bicep": "main.bicep", "az": "provision.sh"}
"""``--emit``, and what the main file of that language is called."""


def emitted(
    plan: Plan, wanted: Desired, found: Observed, language: str, promises: Sequence[str] = ()
) -> Files:
    """The code. ``promises`` are told in it, since it holds to none by itself. Raises Refused for a plan it cannot be made of, and where natpin, reading it back, would still have
    something to do: then the code is not what was planned, and nobody gets it."""
    from natpin.provision.emit_az import script
    from natpin.provision.emit_bicep import template
    from natpin.provision.emit_terraform import configuration

    code = {"terraform": configuration, "bicep": template, "az": script}[language]
    files = _promising(
        code(pieces(plan, wanted, found), wanted), promises, "//" if language == "bicep" else "#"
    )
    _checked(files, plan, wanted, found, language)
    return files


def _promising(files: Files, promises: Sequence[str], mark: str) -> Files:
    """The same, with the egress contract below the first lines that are no code: the interpreter's, and natpin's."""
    if not promises:
        return files
    name, text = next(iter(files.items()))
    lines = text.splitlines(keepends=True)
    at = 2 if lines[0].startswith("#!") else 1
    told = [
        "The egress contract promises, as of when this was written:",
        *(f"  {remark(each)}" for each in promises),
        "natpin apply would hold each change against it; this code does not. Run natpin plan again on the day that you run this.",
    ]
    return {**files, name: "".join([*lines[:at], *(f"{mark} {line}\n" for line in told), *lines[at:]])}


def write_code(files: Files, output: str | None) -> None:
    """Print the code, or write it: the main file there, and what it refers to beside it. Raises InputError, and Refused
    where several files would have to be printed as one."""
    main, *others = files
    if output is None and others:
        raise Refused(
            f"--emit: the code needs several files ({', '.join(files)}): give the path of the first with --output {main}, and the "
            "others are written beside it"
        )
    write(files[main], output)
    for name in others:
        write_file(files[name], str(Path(str(output)).parent / name))


def _checked(files: Files, plan: Plan, wanted: Desired, found: Observed, language: str) -> None:
    from natpin.provision.plan import plan as planned
    from natpin.provision.read_back import Home, bodies_after, left_out

    stack, removals = _read(files, language)
    live = {key: dict(one.body) for key, one in found.found.items()}
    groups = [change.id for change in plan.writes if same_type(change.type, RESOURCE_GROUP)]
    writes = [change for change in plan.writes if not same_type(change.type, RESOURCE_GROUP)]
    places = [parse(change.id).group for change in writes]
    home = next(
        (name for name in places if same(name, wanted.resource_group)), [*places, wanted.resource_group][0]
    )
    after = bodies_after(
        stack.parts, live, Home(wanted.subscription, home, whole=language == "bicep"), removals
    )
    if language == "bicep":
        # a template is deployed into a group that is there: the command that makes it stands in its first lines
        location = wanted.location
        for id_ in groups:
            after.setdefault(id_.lower(), {"id": id_, "type": RESOURCE_GROUP, "location": location})
    lives = {key: Live(body["id"], body, None) for key, body in after.items()}
    seen = replace(found, found=lives)
    rest = planned(wanted, seen, frozenset(plan.allow))
    left = [
        change for change in rest.changes if change.action in (Action.CREATE, Action.UPDATE, Action.BLOCKED)
    ]
    lost = [
        f"  - {piece.change.id}: {path}"
        for piece in pieces(plan, wanted, found)
        if piece.creates and same_type(piece.change.type, CLUSTER)
        for path in left_out(CLUSTER, piece.body, after.get(piece.change.id.lower(), {}))
    ]
    if left or lost:
        told = "\n".join(
            f"  - {change.action.value} {change.id}"
            + "".join(f": {each.path} {each.before!r} -> {each.after!r}" for each in change.properties)
            + "".join(f": {reason}" for reason in change.reasons)
            for change in left
        )
        told = "\n".join((*filter(None, (told,)), *lost))
        raise Refused(
            f"--emit {language}: read back, the code leaves something to do, so it is not printed (this is a bug in "
            f"natpin: report it):\n{told}"
        )
    _judged(stack, (plan, found), (rest, seen), wanted, language)


def _read(files: Files, language: str) -> tuple[ReadStack, list[Doubt]]:
    """The code as natpin reads any stack: whatever of it natpin does not understand is an error of the code. What it takes
    off a resource that it does not have is a doubt in anybody else's code, and here what was meant."""
    from natpin.formats.interface import Inputs
    from natpin.formats.registry import READERS
    from natpin.formats.terraform.providers.azapi import TAKES_AWAY
    from natpin.model.value import Skipped
    from natpin.pipeline.reading import read_all

    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        workspace = FolderWorkspace(Path(folder, LANGUAGES[language]), Path(folder))
        claimed = {reader.name: list(files) if reader.name == language else [] for reader in READERS}
        skipped: list[Skipped] = []
        stacks, _ = read_all(workspace, READERS, claimed, Inputs(), skipped)
    doubts = [part for stack in stacks for part in stack.parts if isinstance(part, Doubt)]
    removals = [doubt for doubt in doubts if doubt.reason.endswith(TAKES_AWAY)]
    unclear = [doubt.reason for doubt in doubts if doubt not in removals]
    if len(stacks) != 1 or skipped or unclear:
        why = "; ".join([*(one.reason for one in skipped), *unclear]) or f"{len(stacks)} stacks"
        raise Refused(
            f"--emit {language}: natpin cannot read back its own code ({why}), so it is not printed. This is a bug in natpin: report it"
        )
    return stacks[0], removals


WAYS = ("cluster", "nodePool", "subnet")
"""The subjects of rules about ways out. Code that changes what exists says a part of a way: the rest of it is in Azure."""


def _judged(
    stack: ReadStack,
    before: tuple[Plan, Observed],
    after: tuple[Plan, Observed],
    wanted: Desired,
    language: str,
) -> None:
    """Raises Refused where natpin's own rules find an error in the code by itself (about a way out, where they find it in Azure
    as the code leaves it, too) that they do not find in Azure as the plan will have it: of that the plan speaks, and whoever
    made the plan has decided."""
    from natpin.commands.provisioning import errors, planned_findings
    from natpin.config import Config
    from natpin.policy.select import chosen

    policies = chosen(Config())
    ways = {policy.rule.id for policy in policies if policy.subject in WAYS}
    there = {one.rule.id for one in errors(planned_findings(after[0], wanted, after[1], policies))}
    alone = errors(judged_alone(stack, policies))
    grave = [one for one in alone if one.rule.id not in ways or one.rule.id in there]
    known = {one.rule.id for one in errors(planned_findings(before[0], wanted, before[1], policies))}
    told = "; ".join(f"{one.rule.id}: {one.message}" for one in grave if one.rule.id not in known)
    if told:
        raise Refused(f"--emit {language}: the code fails natpin's own rules, so it is not printed: {told}")


def judged_alone(stack: ReadStack, policies: tuple[Policy, ...]) -> Sequence[Finding]:
    """What the rules say of the code by itself."""
    from natpin.pipeline.judging import judge
    from natpin.pipeline.settings import Settings

    return judge(stack, Settings(policies)).findings
