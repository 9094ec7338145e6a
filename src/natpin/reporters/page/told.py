"""What the page tells beside the ways out: findings with the lines they point at, evidence, drift, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from natpin.reporters.interface import is_pseudo
from natpin.reporters.neutral import source, visible


def finding(one: Mapping[str, Any]) -> dict[str, Any]:
    """A finding of a lint report."""
    fix = one["fix"]
    return {
        "rule": one["rule"],
        "as": "unknown" if one["verdict"] == "unknown" else one["severity"],
        "text": visible(one["message"]),
        "at": at(one["at"]),
        "mend": visible((fix or {}).get("description") or one["remediation"]),
        "causes": [cause(each) for each in one["causes"]],
        "when": visible(one["conditional"]["text"]) if one["conditional"] else "",
        "related": [[visible(each["message"]), at(each["at"])] for each in one["related"]],
        "lines": [_line(each) for each in one.get("excerpt", ())],
    }


def _line(one: Mapping[str, Any]) -> list[str]:
    """Where it is, then the line in three pieces, of which the middle one is meant."""
    text, columns = source(one["text"])
    mark = one["mark"]
    first, last = len(mark) - len(mark.lstrip()), len(mark.rstrip())
    begin = sum(column < first for column in columns[:-1])
    end = sum(column < last for column in columns[:-1])
    return [f"{visible(one['path'])}:{one['line']}", text[:begin], text[begin:end], text[end:]]


def evidence(one: Mapping[str, Any]) -> dict[str, Any]:
    """What a verdict rests on, as ``--evidence`` tells it."""
    return {
        "rule": one["rule"],
        "about": visible(one["label"]),
        "verdict": one["verdict"],
        "grounds": [
            {
                "when": visible(ground["when"] or ""),
                "verdict": ground["verdict"],
                "facts": [visible(fact) for fact in ground["facts"]],
                "places": [_place(place) for place in ground["places"]],
                "path": [_place(place) for place in ground["path"]],
                "causes": [cause(each) for each in ground["causes"]],
                "exact": ground["exact"],
            }
            for ground in one["grounds"]
        ],
    }


def _place(place: Mapping[str, Any]) -> list[Any]:
    """Where, what, and where its value is handed on from."""
    return [at(place["at"]), visible(place["text"]), [at(step) for step in place["through"]]]


def drift(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What is live otherwise than declared."""
    what = " ".join(filter(None, (entry["name"], entry["property"])))
    changed = entry["changedBy"]
    return {
        "rule": ", ".join(entry["rules"]) or entry["kind"],
        "as": entry["severity"],
        "text": visible(f"{what}: {entry['kind']}"),
        "at": at(entry["declaredAt"]),
        "mend": visible(entry["fix"]),
        "causes": [],
        "when": visible(entry["effect"]),
        "related": [[visible(f"accepted: {entry['accepted'].removeprefix('accepted: ')}"), ""]]
        if entry["accepted"]
        else [],
        "lines": [],
        "declared": _value(entry["declared"]),
        "live": _value(entry["live"]),
        "since": visible(f"last written {changed['when']} by {changed['caller']} ({changed['operation']})")
        if changed
        else "",
    }


def live_finding(one: Mapping[str, Any], cluster: Mapping[str, Any]) -> dict[str, Any]:
    """What a rule says of a live cluster that was compared with its declaration."""
    return {
        "rule": one["rule"],
        "as": "unknown" if one["verdict"] == "unknown" else one["severity"],
        "text": visible(one["message"]),
        "at": visible(cluster["live"] or ""),
        "mend": "",
        "causes": [],
        "when": "",
        "related": [],
        "lines": [],
    }


def uncompared(one: Mapping[str, Any]) -> list[str]:
    """A declared value that was not compared, as a cause."""
    what = f"{one['address']} {one['property']} is not known {'live' if one['side'] == 'live' else 'in the files'}"
    return [visible(f"{what}: {one['reason']}"), "", visible(one["settleBy"] or "")]


def _value(value: Any) -> str:
    return (
        "nothing" if value is None else visible(str(value).lower() if isinstance(value, bool) else str(value))
    )


def cause(one: Mapping[str, Any]) -> list[str]:
    """Why, where, and what settles it."""
    return [visible(one["reason"]), at(one["at"]), visible(one["settleBy"] or "")]


def gaps(report: Mapping[str, Any]) -> list[str]:
    """What was not read although it may hold a cluster: without it a page of passes would claim too much."""
    found = [f"{_where(one)}: {one['reason']}" for one in report.get("skipped", ()) if one.get("claimsAks")]
    if report.get("summary", {}).get("nothingJudged"):
        found.append("files make AKS clusters, or may, and no cluster was made out")
    for scope in report.get("scopes", ()):
        if scope["cause"]:
            found.append(f"{scope['scope']}: {scope['cause']}")
        if scope["unconfirmed"]:
            found.append(
                f"{scope['scope']}: {scope['unconfirmed']} differences were not confirmed by a direct look"
            )
    return [visible(one) for one in dict.fromkeys(found)]


def notes(report: Mapping[str, Any]) -> list[list[str]]:
    """What else was not read, or not followed, with what settles it."""
    return [[visible(why), place, visible(settle)] for why, place, settle in dict.fromkeys(_notes(report))]


def _notes(report: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for one in report.get("skipped", ()):
        if not one.get("claimsAks"):
            yield one["reason"], _where(one), ""
    for stack in report.get("stacks", ()):
        for one in stack.get("doubts", ()):
            yield one["reason"], at(one["at"]), one["settleBy"] or ""
    for one in report.get("suppressed", ()):
        until = f", until {one['until']}" if one["until"] else ""
        message = one["finding"]["message"]
        yield f"{one['finding']['rule']} is suppressed: {message} ({one['reason']}{until})", at(one["at"]), ""
    for path in report.get("excluded", ()):
        yield "left out by the configuration", visible(path), ""
    for scope in report.get("scopes", ()):
        for cluster in scope["undeclared"]:
            yield f"{cluster} is live, and nothing declares it: it is not watched", "", ""
    for text in report.get("notes", ()):
        yield text, "", ""
    narrowed = report.get("narrowed")
    if narrowed:
        yield f"{narrowed['asked']} of {narrowed['of']} rules were asked ({narrowed['selection']})", "", ""


def _where(skipped: Mapping[str, Any]) -> str:
    return at(skipped.get("at")) or visible(skipped["path"])


def at(place: Mapping[str, Any] | None) -> str:
    """``main.tf:3:5``; the name alone of what is in no file."""
    if place is None:
        return ""
    path = visible(place["path"])
    return path if is_pseudo(path) else f"{path}:{place['line']}:{place['column']}"
