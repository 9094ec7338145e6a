"""The verdicts on each cluster, folded as they come: a subscription of thousands has a hundred for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from natpin.model.finding import Verdict, worst

_FEW = 8
_NONE: Mapping[str, Verdict] = {}


class Tally:
    """By cluster and rule the worst verdict that any of the rule's subjects has, passes included."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, Verdict]] = {}
        self._shared: dict[tuple[int, str], tuple[tuple[str, ...], Verdict]] = {}
        """Verdicts on subjects that concern many clusters, by which ones. Thousands of subjects may concern the same
        thousands, and are then laid over these once."""

    def add(self, rule: str, subject: str, verdict: Verdict, clusters: tuple[str, ...]) -> None:
        """One more verdict: a rule's, on a subject that concerns these clusters."""
        if len(clusters) > _FEW:
            key = id(clusters), rule
            before = self._shared.get(key)
            self._shared[key] = clusters, verdict if before is None else worst([before[1], verdict])
            return
        for address in clusters:
            self._lay(address, rule, verdict)

    def _lay(self, address: str, rule: str, verdict: Verdict) -> None:
        rules = self._found.get(address)
        if rules is None:
            rules = self._found[address] = {}
        before = rules.get(rule)
        if before is not verdict:
            rules[rule] = verdict if before is None else worst([before, verdict])

    def settle(self, rules: Iterable[str] = ()) -> None:
        """All has been told: what concerned many is laid over each. Clusters that fare alike share one mapping, its rules
        in the order of ``rules``, whichever subject was asked first."""
        rank = {rule: place for place, rule in enumerate(rules)}
        last = len(rank)
        for address, found in self._found.items():
            self._found[address] = dict(sorted(found.items(), key=lambda one: rank.get(one[0], last)))
        for (_, rule), (clusters, verdict) in sorted(
            self._shared.items(), key=lambda one: rank.get(one[0][1], last)
        ):
            for address in clusters:
                self._lay(address, rule, verdict)
        self._shared.clear()
        alike: dict[tuple[tuple[str, Verdict], ...], dict[str, Verdict]] = {}
        for address, found in self._found.items():
            self._found[address] = alike.setdefault(tuple(found.items()), found)

    def of(self, address: str) -> Mapping[str, Verdict]:
        """The verdicts on a cluster, by rule."""
        return self._found.get(address, _NONE)
