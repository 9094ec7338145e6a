"""natpin asked in this process, with every rule on: what it says of each cluster, and how it may be blinded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from natpin.config import Config
from natpin.formats.interface import Inputs
from natpin.formats.registry import READERS
from natpin.model.doubt import Question
from natpin.model.finding import Verdict
from natpin.model.part import Part
from natpin.model.path import EgressPath
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen

from .held import HeldWorkspace

_PLACE = re.compile(r"@\d+:\d+")
Key = tuple[str, str, str]
"""Of a cluster: the stack's reader, its id, the cluster's address."""
Change = Callable[[list[Part]], list[Part]]
"""Done to what a reader yields: the laws below the readers."""


@dataclass(frozen=True)
class Outcome:
    """What natpin says of some files."""

    clusters: Mapping[Key, Mapping[str, Verdict]]
    """Rule to verdict."""
    paths: Mapping[Key, Sequence[EgressPath]] = field(compare=False)
    lines: Mapping[Key, Sequence[str]]
    """What the egress map says, in words that do not name places."""
    open: bool
    """True when the report itself says that something was not read or not followed."""
    questions: tuple[Question, ...] = field(compare=False)
    parts: tuple[Part, ...] = field(compare=False)


@cache
def _settings() -> Settings:
    return Settings(tuple(replace(policy, enabled=True) for policy in chosen(Config())))


class _Listening:
    """A reader whose parts are seen, and may be changed."""

    def __init__(self, reader, change: Change | None, heard: list[Part]) -> None:  # type: ignore[no-untyped-def]
        self._reader, self._change, self._heard = reader, change, heard
        self.name, self.suffixes = reader.name, reader.suffixes
        self.workloads_only, self.claims, self.stacks = reader.workloads_only, reader.claims, reader.stacks

    def read(self, stack, workspace, inputs: Inputs) -> Iterator[Part]:  # type: ignore[no-untyped-def]
        parts = list(self._reader.read(stack, workspace, inputs))
        if self._change is not None and not self.workloads_only:
            parts = self._change(parts)
        if not inputs.assumed:
            self._heard += parts
        return iter(parts)


def judged(
    files: Mapping[str, bytes],
    focus: Iterable[str] = (".",),
    change: Change | None = None,
    assumed: Mapping[str, str] | None = None,
) -> Outcome:
    """What natpin says. Raises what natpin raises."""
    heard: list[Part] = []
    readers = [_Listening(reader, change, heard) for reader in READERS]
    settings = replace(_settings(), inputs=Inputs(assumed=assumed or {}))
    report = lint(HeldWorkspace(files, tuple(focus)), readers, settings)
    return _outcome(report, heard)


def _outcome(report: Report, heard: Sequence[Part]) -> Outcome:
    clusters, paths, lines = {}, {}, {}
    for told in report.stacks:
        for cluster in told.clusters:
            key = (told.stack.reader, told.stack.id, cluster.resource.address)
            clusters[key] = cluster.verdicts
            paths[key] = cluster.paths
            lines[key] = sorted(map(_line, cluster.paths))
    questions = tuple(dict.fromkeys(part for part in heard if isinstance(part, Question)))
    return Outcome(clusters, paths, lines, report.open or report.incomplete, questions, tuple(heard))


def _line(path: EgressPath) -> str:
    ips = "?" if path.ip_count is None else str(path.ip_count)
    pool = _PLACE.sub("", path.pool.name)  # what a command answers is called by where it stands
    return f"{pool} {path.role.value} {path.exit.value} {ips}"
