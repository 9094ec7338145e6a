"""Jobs after those that they need; and those that run at the same time and write the same networks.

Two jobs of which neither waits for the other end in either order. Where both write subnets, the order is a question, as
every input that nobody knows: a verdict that is the same in both orders stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

from natpin.formats.interface import Inputs
from natpin.formats.pipelines.matrix import MAX_LEGS
from natpin.model.doubt import Doubt, Question
from natpin.model.record import field, mutable
from natpin.model.value import Node, Value
from natpin.regex import late_regex

T = TypeVar("T")

MOST_RACES = 4
"""Pairs of jobs that are put as questions."""
_MOST_JOBS = 200
_WRITES = late_regex(
    r"(?i)nat-?gateway|route-?table|subnet\s+(?:create|update|delete)|az\s+(?:rest|resource\s+update|deployment)"
    r"|\.(?:sh|bash|py|ps1|ya?ml)\b|\A\./|VirtualNetworkSubnet"
)
"""What a job says that may write subnets, or run a file that does."""


@mutable
class Order:
    """The order of a pipeline's jobs, and what about it nobody knows."""

    inputs: Inputs
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
                self.doubts.append(Doubt(f"whether {first} or {second} ends first", at))
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
        if len(kept) < 2 or not writes(body):
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

    def _races(
        self, jobs: Mapping[str, Node], needs: Mapping[str, Sequence[str]]
    ) -> Iterator[tuple[str, str]]:
        """Pairs that write networks and do not wait for one another, in the written order."""
        if len(jobs) > _MOST_JOBS:
            return
        writers = [name for name, body in jobs.items() if writes(body)]
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


def writes(node: Node) -> bool:
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
        elif isinstance(one.data, str) and _WRITES.search(one.data):
            return True
    return False
