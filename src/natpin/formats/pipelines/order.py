"""Jobs after those that they need; and those that run at the same time and write the same networks.

Two jobs of which neither waits for the other end in either order. Where both write subnets, the order is a question, as
every input that nobody knows: a verdict that is the same in both orders stands.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

from natpin.formats.interface import Inputs
from natpin.formats.pipelines.matrix import MAX_LEGS
from natpin.model import resource as arm
from natpin.model.doubt import Doubt, Question, Reach
from natpin.model.record import field, mutable
from natpin.model.value import Node, Value
from natpin.regex import late_regex
from natpin.workspace import Workspace, found_once, words_of, worked_out

T = TypeVar("T")

MOST_RACES = 4
"""Pairs of jobs that are put as questions."""
_MOST_JOBS = 200
_WRITES = late_regex(
    r"(?i)nat-?gateway|route-?table|subnet\s+(?:create|update|delete)|az\s+(?:rest|resource\s+update|deployment)"
    r"|\A\./|VirtualNetworkSubnet"
)
"""What a job says that may write subnets, or run what does."""
_FILES = late_regex(r"\.(?:sh|bash|py|ps1|ya?ml)\b")
"""Where the name of a file ends that a job may run, take in, or apply."""
_LEADS_ON = late_regex(r"\./|\bmake\b")
"""What a file says that may run another one."""
_MOST_BYTES = 200_000
_LONGEST_NAME = 255
"""Characters of a file's name."""
_NETWORKS = Reach(
    (
        arm.VIRTUAL_NETWORK,
        arm.SUBNET,
        arm.NAT_GATEWAY,
        arm.PUBLIC_IP,
        arm.PUBLIC_IP_PREFIX,
        arm.ROUTE_TABLE,
        arm.ROUTE,
    ),
    adds=True,
)
"""What hangs on the order of jobs that write networks."""


@mutable
class Order:
    """The order of a pipeline's jobs, and what about it nobody knows."""

    inputs: Inputs
    workspace: Workspace
    questions: list[Question] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def of(self, jobs: Mapping[str, Node], needs: Mapping[str, Sequence[str]], scope: str = "") -> list[str]:
        """The jobs' names in an order in which they may run: as written, but after what they need.

        ``needs``: by job. ``scope`` tells the jobs of one stage or file from those of another.
        """
        known = {name: [one for one in needs.get(name, ()) if one in jobs] for name in jobs}
        for first, second in self._races(jobs, known):
            key = f"order {scope}{first}, {second}"
            at = jobs[second].at
            if len(self.questions) >= MOST_RACES:
                self.doubts.append(Doubt(f"whether {first} or {second} ends first", at, None, _NETWORKS))
                break
            self.questions.append(Question(key, f"{first} ends before {second}", ("true", "false"), at))
            if self.inputs.assumed.get(key) == "false":
                known[first] = [*known[first], second]
            else:
                known[second] = [*known[second], first]
        return in_order(known)

    def legs(self, name: str, legs: Sequence[T], body: Node) -> list[T]:
        """The legs of a job's matrix, which run side by side, in an order in which they may end: as they are written, or
        the other way round. ``body``: the job."""
        if len(legs) > MAX_LEGS:
            self.doubts.append(Doubt(f"{name} has more than {MAX_LEGS} legs", body.at))
        kept = list(legs[:MAX_LEGS])
        if len(kept) < 2 or not self._writes(body):
            return kept
        key = f"legs {name}"
        self.questions.append(
            Question(
                key,
                f"the legs of {name} end in the order in which they are written",
                ("true", "false"),
                body.at,
            )
        )
        return kept[::-1] if self.inputs.assumed.get(key) == "false" else kept

    def parts(self) -> Iterator[Question | Doubt]:
        """What is to be told."""
        yield from self.questions
        yield from self.doubts

    def _writes(self, node: Node) -> bool:
        """Whether anything in a job's text may write subnets."""
        pending: list[Node] = [node]
        while pending:
            one = pending.pop()
            if not isinstance(one, Value):
                continue
            if isinstance(one.data, Mapping):
                pending += one.data.values()
            elif isinstance(one.data, tuple):
                pending += one.data
            elif isinstance(one.data, str) and (_WRITES.search(one.data) or self._names_one(one.data)):
                return True
        return False

    def _names_one(self, text: str) -> bool:
        """Whether a text names a file that may write subnets, or that is not here."""
        for match in _FILES.finditer(text):
            start = match.start()
            while (
                start
                and match.end() - start < _LONGEST_NAME
                and (text[start - 1].isalnum() or text[start - 1] in "._-")
            ):
                start -= 1
            if not worked_out(self.workspace, _is_quiet, None, text[start : match.end()]):
                return True
        return False

    def _races(
        self, jobs: Mapping[str, Node], needs: Mapping[str, Sequence[str]]
    ) -> Iterator[tuple[str, str]]:
        """Pairs that write networks and do not wait for one another, in the written order."""
        if not 1 < len(jobs) <= _MOST_JOBS:
            return
        writers = [name for name, body in jobs.items() if self._writes(body)]
        ranks = {name: number for number, name in enumerate(in_order(needs))}
        for pair in combinations(sorted(writers, key=lambda name: ranks[name]), 2):
            first, second = pair
            if first not in _before(second, needs) and second not in _before(first, needs):
                yield first, second


def in_order(needs: Mapping[str, Sequence[str]]) -> list[str]:
    """Names after those that they need, otherwise as they are written. Circles are cut."""
    done: dict[str, None] = {}
    for start in needs:
        above: dict[str, Iterator[str]] = {} if start in done else {start: iter(needs[start])}
        while above:
            name, rest = next(reversed(above.items()))
            other = next(rest, None)
            if other is None:
                done[name] = None
                above.pop(name)
            elif other in needs and other not in done and other not in above:
                above[other] = iter(needs[other])
    return list(done)


def _before(name: str, needs: Mapping[str, Sequence[str]]) -> set[str]:
    """All that a job waits for."""
    found: set[str] = set()
    pending = [name]
    while pending:
        for other in needs.get(pending.pop(), ()):
            if other not in found:
                found.add(other)
                pending.append(other)
    return found


def _is_quiet(workspace: Workspace, inputs: None, name: str) -> bool:
    """Whether the files of a name are here, and none of them writes subnets or may run another one."""
    return found_once(workspace, _all_say_nothing, name)


def _all_say_nothing(workspace: Workspace, name: str) -> bool:
    paths = [path for path in workspace.walk() if posixpath.basename(path) == name]
    return bool(paths) and all(_says_nothing(path, workspace) for path in paths)


def _says_nothing(path: str, workspace: Workspace) -> bool:
    data = workspace.read(path)
    if not isinstance(data, bytes) or len(data) > _MOST_BYTES or path.endswith(".py"):
        return False
    text = words_of(data).decode("utf-8", "replace")
    return not any(one.search(text) for one in (_WRITES, _FILES, _LEADS_ON))
