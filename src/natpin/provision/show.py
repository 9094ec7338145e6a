"""A plan, and what came of it, as text and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from natpin.model.change import Action, Change, Plan
from natpin.provision.apply import Applied, Result
from natpin.provision.ids import parse
from natpin.provision.migrations import OWN_NAT
from natpin.reporters import neutral

_MARKS = {Action.CREATE: "+", Action.UPDATE: "~", Action.NO_OP: " ", Action.BLOCKED: "!", Action.ABSENT: "?"}
_RESULTS = {
    Result.DONE: "done",
    Result.ALREADY: "was so already",
    Result.FAILED: "FAILED",
    Result.UNKNOWN: "UNKNOWN",
    Result.NOT_STARTED: "not started",
}


def headline(plan: Plan) -> str:
    """``2 to create, 1 to update, 3 as wanted, 1 blocked``."""
    words = {
        Action.CREATE: "to create",
        Action.UPDATE: "to update",
        Action.BLOCKED: "blocked",
        Action.NO_OP: "as wanted",
        Action.ABSENT: "not there",
    }
    counts = {action: sum(change.action is action for change in plan.changes) for action in words}
    return ", ".join(f"{count} {words[action]}" for action, count in counts.items() if count)


def text(plan: Plan) -> str:
    """For a terminal."""
    lines = [f"Plan for {neutral.terminal(plan.scope.rpartition('#')[2])}: {headline(plan)}", ""]
    for change in plan.changes:
        lines += [*_text_of(change), *([] if change.action is Action.NO_OP else [""])]
    if lines[-1]:
        lines.append("")
    lines += [f"note: {neutral.terminal(note)}" for note in plan.notes]
    if plan.blocked:
        lines.append("Blocked: nothing of this plan is applied until the reasons above are gone.")
    elif plan.writes:
        lines.append(f"Fingerprint {plan.fingerprint[:16]}. Nothing was written.")
    elif any(change.action is Action.ABSENT for change in plan.changes):
        lines.append("There is nothing to apply, and not everything is there.")
    else:
        lines.append("Everything is as wanted: there is nothing to apply.")
    return "\n".join(lines) + "\n"


def _text_of(change: Change) -> Iterable[str]:
    at = f"   ({neutral.terminal(str(change.at))})" if change.at else ""
    yield f"{_MARKS[change.action]} {change.action.value:7} {_kind(change)} {neutral.terminal(parse(change.id).name)}{at}"
    for each in change.properties:
        path = neutral.terminal(each.path.removeprefix("properties."))
        yield f"      {path}: {neutral.terminal(_value(each.before))} -> {neutral.terminal(_value(each.after))}"
    for reason in change.reasons:
        yield f"      blocked: {neutral.terminal(reason)}"
    for effect in change.effects:
        yield f"      {neutral.terminal(effect)}"


def _kind(change: Change) -> str:
    return neutral.terminal(change.type.rpartition("/")[2])


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, str) and value.startswith("/subscriptions/"):
        return parse(value).name or value
    return "none" if value is None else str(value)


def markdown(plan: Plan) -> str:
    """For a summary."""
    lines = [f"### Plan for {neutral.code(plan.scope.rpartition('#')[2])}", "", f"{headline(plan)}.", ""]
    return "\n".join([*lines, *_changes(plan), f"Fingerprint {neutral.code(plan.fingerprint)}", ""])


def details(plan: Plan) -> str:
    """What is written and what traffic will notice, for a text whose first lines say what the plan is for."""
    return "\n".join(_changes(plan)).strip("\n")


def _changes(plan: Plan) -> list[str]:
    lines: list[str] = []
    shown = [change for change in plan.changes if change.action is not Action.NO_OP]
    if shown:
        lines += ["| | resource | change |", "|---|---|---|"]
        lines += [
            f"| {change.action.value} | {neutral.code(_kind(change) + ' ' + parse(change.id).name)} | {_cell(change)} |"
            for change in shown
        ]
        lines.append("")
    effects = [(parse(change.id).name, effect) for change in plan.changes for effect in change.effects]
    if effects:
        lines += ["**What traffic will notice**", ""]
        lines += [f"- {neutral.code(name)}: {neutral.prose(effect)}" for name, effect in effects]
        lines.append("")
    return [*lines, *(f"> {neutral.prose(note)}" for note in plan.notes)]


def _cell(change: Change) -> str:
    if change.reasons:
        return "<br>".join(neutral.prose(reason) for reason in change.reasons)
    return "<br>".join(
        f"{neutral.code(each.path.removeprefix('properties.'))}: {neutral.prose(_value(each.before))} → "
        f"{neutral.prose(_value(each.after))}"
        for each in change.properties
    )


def outcome(applied: Applied) -> str:
    """What an apply did and did not, for a terminal."""
    lines = []
    for step in applied.steps:
        name = f"{_kind(step.change)} {neutral.terminal(parse(step.change.id).name)}"
        lines.append(f"{_RESULTS[step.result]:14} {step.change.action.value:7} {name}")
        if step.message:
            lines.append(f"      {neutral.terminal(step.message)}")
    lines += [f"problem: {neutral.terminal(problem)}" for problem in applied.problems]
    lines += [f"note: {neutral.terminal(note)}" for note in applied.notes]
    if not applied.complete:
        lines.append("Not everything is as wanted. Running the same apply again continues from here.")
    elif not applied.steps:
        absent = [change for change in applied.plan.changes if change.action is Action.ABSENT]
        lines.append(
            "Everything that is there was as wanted: nothing was written."
            if absent
            else "Everything was as wanted: nothing was written."
        )
    lines += [
        f"not there: {neutral.terminal(change.id)}"
        for change in applied.plan.changes
        if change.action is Action.ABSENT
    ]
    if applied.ips:
        lines += ["", f"{_of_whom(applied)}:", *(f"  {neutral.terminal(cidr)}" for cidr in applied.ips)]
    if applied.allocated:
        lines += [
            "",
            "Allocated, and not in use:",
            *(f"  {neutral.terminal(cidr)}" for cidr in applied.allocated),
        ]
    return "\n".join(lines) + "\n"


def _of_whom(applied: Applied) -> str:
    """What the IPs are: the gateway's are the clusters' once these have come all the way."""
    clusters = applied.plan.wanted.get("cluster")
    several = clusters if isinstance(clusters, list | tuple) else [clusters]
    types = {each.get("outbound-type", OWN_NAT) for each in several if isinstance(each, Mapping)}
    return (
        "Egress IPs" if types <= {OWN_NAT} else "IPs of the NAT gateway, from which the subnets on it leave"
    )


def outcome_markdown(applied: Applied) -> str:
    """What an apply did and did not, for a comment or a summary."""
    lines = ["| result | resource | |", "|---|---|---|"]
    for step in applied.steps:
        name = neutral.code(f"{_kind(step.change)} {parse(step.change.id).name}")
        lines.append(f"| {_RESULTS[step.result]} | {name} | {neutral.prose(step.message)} |")
    lines.append("")
    lines += [f"> {neutral.prose(problem)}" for problem in (*applied.problems, *applied.notes)]
    if applied.ips:
        lines += [f"**{_of_whom(applied)}**", "", *(f"- {neutral.code(cidr)}" for cidr in applied.ips), ""]
    if applied.allocated:
        listed = (f"- {neutral.code(cidr)}" for cidr in applied.allocated)
        lines += ["**Allocated, and not in use**", "", *listed, ""]
    return "\n".join(lines)


def outcome_json(applied: Applied) -> dict[str, object]:
    """What an apply did and did not, as data."""
    return {
        "schema": "natpin/applied/v1",
        "scope": applied.plan.scope,
        "fingerprint": applied.plan.fingerprint,
        "complete": applied.complete,
        "steps": [
            {
                "id": step.change.id,
                "action": step.change.action.value,
                "result": step.result.value,
                "message": step.message,
            }
            for step in applied.steps
        ],
        "problems": list(applied.problems),
        "notes": list(applied.notes),
        "egressCidrs": list(applied.ips),
        "allocatedCidrs": list(applied.allocated),
    }
