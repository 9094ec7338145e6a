"""The verdicts on each cluster, folded as they come, against folding all of them in the end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from natpin.model.finding import Judgement, Verdict, worst
from natpin.policy.tally import Tally

GROUPS = [("a",), ("a", "b"), (), tuple("abcdefghij"), tuple("cdefghijkl")]
JUDGEMENTS = st.builds(
    Judgement, st.sampled_from(["r1", "r2"]), st.just("s"), st.sampled_from(Verdict), st.sampled_from(GROUPS)
)


@given(st.lists(JUDGEMENTS, max_size=30))
def test_it_is_the_worst_of_all(judgements: list[Judgement]) -> None:
    tally = Tally()
    for judgement in judgements:
        tally.add(judgement.rule, judgement.subject, judgement.verdict, judgement.clusters)
    tally.settle()
    for cluster in "abcdefghijklm":
        verdicts: dict[str, list[Verdict]] = {}
        for judgement in judgements:
            if cluster in judgement.clusters:
                verdicts.setdefault(judgement.rule, []).append(judgement.verdict)
        assert tally.of(cluster) == {rule: worst(found) for rule, found in verdicts.items()}
