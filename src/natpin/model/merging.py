"""Several reports as one."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from natpin.model.digest import sha256
from natpin.model.finding import Finding
from natpin.model.location import Location
from natpin.model.record import field_names, replace
from natpin.model.report import Report, StackReport
from natpin.model.stack import Stack
from natpin.model.value import Skipped

OWN = "natpin"
"""The reader of the stack under which findings about suppressions and the contract are told: it is of no workspace."""


def merged(reports: Sequence[Report]) -> Report:
    """Reports as one. Stacks of different workspaces must have different ids: see ``qualified``."""
    if len(reports) == 1:
        return reports[0]
    return Report(
        stacks=tuple(_stacks(stack for report in reports for stack in report.stacks)),
        skipped=_used_nowhere(reports),
        suppressed=_each_once(report.suppressed for report in reports),
        rules=_each_once(report.rules for report in reports),
        files_seen=sum(report.files_seen for report in reports),
        files_read=sum(report.files_read for report in reports),
        claimed=sum(report.claimed for report in reports),
        declaring=sum(report.declaring for report in reports),
        marked=_each_once(report.marked for report in reports),
        contract=next((report.contract for report in reports if report.contract is not None), None),
        ips=_each_once(report.ips for report in reports),
        excluded=_each_once(report.excluded for report in reports),
        switched_off=_each_once(report.switched_off for report in reports),
        narrowed=next((report.narrowed for report in reports if report.narrowed is not None), None),
        sources={path: lines for report in reports for path, lines in report.sources.items()},
    )


def _each_once(several: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(one for part in several for one in part))


def _stacks(reports: Iterable[StackReport]) -> Iterable[StackReport]:
    """Each stack once. What each report says of suppressions stands together."""
    found: dict[tuple[str, str], StackReport] = {}
    for report in reports:
        key = report.stack.reader, report.stack.id
        former = found.setdefault(key, report)
        if former is not report and report.stack.reader == OWN:
            findings = tuple(dict.fromkeys((*former.findings, *report.findings)))
            found[key] = replace(former, findings=findings)
    return found.values()


def _used_nowhere(reports: Sequence[Report]) -> tuple[Skipped, ...]:
    """What was not read in any of the reports; of flags, those that none of them has a use for."""
    told = [{one.path for one in report.skipped if one.is_flag} for report in reports if _judged(report)]
    unused = set.intersection(*told) if told else set()
    found = _each_once(report.skipped for report in reports)
    flags: dict[str, Skipped] = {}
    for one in found:
        if one.path in unused:  # one of them may know a name that is near, and says more
            flags[one.path] = max(flags.get(one.path, one), one, key=lambda each: len(each.reason))
    return (*(one for one in found if not one.is_flag), *flags.values())


def _judged(report: Report) -> bool:
    return any(stack.stack.reader != OWN for stack in report.stacks) or any(
        one.is_flag for one in report.skipped
    )


def qualified(report: Report, workspace: str) -> Report:
    """The report with the workspace's path before every path, so that it can stand beside one on another workspace.

    Two repositories may hold stacks, files and findings that are called alike. Fingerprints change too: a baseline that
    was written for several workspaces knows which of them a finding is in.
    """
    if workspace in ("", "."):
        return report
    move = _Move(workspace)
    stacks = tuple(move.stack_report(stack) for stack in report.stacks)
    suppressed = tuple(
        replace(one, finding=move.finding(one.finding), at=move.moved(one.at)) for one in report.suppressed
    )
    return replace(
        report,
        stacks=stacks,
        suppressed=suppressed,
        skipped=tuple(
            replace(
                one,
                path=move.path(one.path),
                at=move.moved(one.at),
                stack=None if one.stack is None else move.id(one.stack),
            )
            for one in report.skipped
        ),
        marked=tuple(map(move.path, report.marked)),
        excluded=tuple(map(move.path, report.excluded)),
        sources={move.path(path): lines for path, lines in report.sources.items()},
    )


class _Move:
    """Puts a folder before every path of what it is given."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._done: dict[int, tuple[object, object]] = {}

    def path(self, path: str) -> str:
        """A path of the workspace; names that are no file (``<live>``) stay."""
        return path if path.startswith("<") else posixpath.normpath(posixpath.join(self._folder, path or "."))

    def id(self, stack: str) -> str:
        """The id of a stack: it begins with its root."""
        return self._folder + stack.removeprefix(".") if stack.split(" (")[0] == "." else self.path(stack)

    def stack_report(self, report: StackReport) -> StackReport:
        """A stack's report."""
        findings = tuple(self.finding(finding) for finding in report.findings)
        if report.stack.reader == OWN:
            return replace(report, findings=findings)
        same_as = None if report.same_as is None else self.id(report.same_as)
        rest = replace(report, findings=(), same_as=None)
        moved: StackReport = self.moved(rest)
        return replace(moved, findings=findings, same_as=same_as)

    def finding(self, finding: Finding) -> Finding:
        """A finding: its stack and fingerprint too."""
        mixed = sha256(f"{self._folder}\0{finding.fingerprint}".encode("utf-8", "surrogatepass"))
        return replace(
            cast(Finding, self.moved(finding)),
            stack=finding.stack if finding.subject.startswith("suppression:") else self.id(finding.stack),
            fingerprint=mixed[: len(finding.fingerprint)],
        )

    def moved(self, node: Any) -> Any:
        """Anything of the model."""
        if isinstance(node, Location):
            return replace(node, path=self.path(node.path)) if node.path else node
        if isinstance(node, Stack):
            return replace(node, root=self.path(node.root), inputs=tuple(map(self.path, node.inputs)))
        if isinstance(node, Skipped):
            return replace(node, path=self.path(node.path), at=self.moved(node.at))
        if isinstance(node, tuple):
            return tuple(map(self.moved, node))
        if isinstance(node, Mapping):
            return {name: self.moved(child) for name, child in node.items()}
        names = field_names(node)
        if not names:
            return node
        known = self._done.get(id(node))
        if known is None:
            changed = {name: self.moved(getattr(node, name)) for name in names}
            known = self._done[id(node)] = node, _made(type(node), changed)
        return known[1]


def _made(kind: Callable[..., object], fields: Mapping[str, object]) -> object:
    return kind(**fields)
