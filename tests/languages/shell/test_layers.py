"""A dictionary with undo says what a pile of dictionaries would, one for each fork, looked through from the newest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from natpin.languages.shell.layers import Layers

KEYS = st.sampled_from(["a", "b", "TF_VAR_a", "TF_VAR_b", "\0fact:a"])
ENTRIES = st.sampled_from([None, 1, 2])
STEPS = st.one_of(
    st.tuples(st.just("set"), KEYS, ENTRIES),
    st.tuples(st.just("note"), KEYS, ENTRIES),
    st.tuples(st.sampled_from(["fork", "take back", "keep", "join", "look"])),
)


class Pile:
    """The same, with nothing done for speed."""

    def __init__(self) -> None:
        self.layers: list[dict[str, int | None]] = [{}]

    def get(self, key: str) -> int | None:
        return next((layer[key] for layer in reversed(self.layers) if key in layer), None)

    def items(self) -> list[tuple[str, int]]:
        keys = dict.fromkeys(key for layer in self.layers for key in layer)
        return [(key, found) for key in keys if (found := self.get(key)) is not None]

    def inputs(self) -> list[tuple[str, int]]:
        return [one for one in self.items() if one[0].startswith("TF_VAR_")]


def larger(_: str, outcomes: list[int | None]) -> int | None:
    return max((each for each in outcomes if each is not None), default=None)


@given(st.lists(STEPS, max_size=40))
def test_it_says_what_a_pile_says(steps: list[tuple[str, ...]]) -> None:
    layers: Layers[int] = Layers()
    pile = Pile()
    taken: list[dict[str, int | None]] = []
    for step in steps:
        match step:
            case ("set" | "note" as how, key, entry):
                (layers.set if how == "set" else layers.note)(key, entry)  # type: ignore[arg-type]
                pile.layers[-1][key] = entry  # type: ignore[assignment]
            case ("fork",):
                layers.fork()
                pile.layers.append({})
            case ("take back",) if len(pile.layers) > 1:
                taken.append(pile.layers.pop())
                undone = layers.take_back()
                assert list(undone.items()) == list(taken[-1].items())
            case ("keep",) if taken:
                layers.keep(taken[-1])
                pile.layers[-1].update(taken[-1])
            case ("join",) if len(taken) > 1:
                ways = taken[-2:]
                layers.join(ways, larger)
                for key in dict.fromkeys(key for way in ways for key in way):
                    before = pile.get(key)
                    outcomes = [way.get(key, before) for way in ways]
                    same = all(each is outcomes[0] for each in outcomes)
                    pile.layers[-1][key] = outcomes[0] if same else larger(key, outcomes)
            case ("look",):  # from here on these keys are kept by themselves
                assert list(layers.beginning("TF_VAR_")) == pile.inputs()
        assert list(layers.items()) == pile.items()
        assert layers.changed is bool(pile.layers[-1])
        assert layers.size == sum(map(len, pile.layers))
    assert list(layers.beginning("TF_VAR_")) == pile.inputs()


def test_the_version_grows_while_it_is_watched() -> None:
    layers: Layers[int] = Layers()
    layers.set("a", 1)
    assert layers.version == 0
    layers.watched += 1
    layers.set("a", 1)
    layers.note("a", 2)
    assert layers.version == 0
    layers.set("a", 1)
    assert layers.version == 1
