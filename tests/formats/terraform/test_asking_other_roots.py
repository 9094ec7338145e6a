"""What every root asks of all others is looked up by names, and finds what asking one by one would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from natpin.formats.terraform.known_roots import Asked
from natpin.formats.terraform.marks import Mark, same_mark

ROOTS = ("d", "a", "c", "b")
_MARKS = st.builds(
    lambda name, subscription: ("azurerm_subnet", name, subscription),
    st.sampled_from(["x", "y", "z"]),
    st.sampled_from(["", "one", "two"]),
)


@given(
    st.fixed_dictionaries({root: st.lists(_MARKS, max_size=3) for root in ROOTS}),
    st.sets(st.sampled_from(ROOTS)),
    st.sets(_MARKS, max_size=3),
)
def test_none_is_missed_and_the_order_is_kept(
    said: dict[str, list[Mark]], known: set[str], sought: set[Mark]
) -> None:
    asked = Asked.of(ROOTS)
    for root in known:
        asked.put(root, said[root])
    found = asked.about(sought)
    about = [root for root in ROOTS if any(same_mark(one, other) for one in said[root] for other in sought)]
    assert [root for root in found if root in about] == about
    assert found == sorted(found, key=ROOTS.index)
    assert {root for root in found if root in known} <= {
        root for root in known if any(one[:-1] == other[:-1] for one in said[root] for other in sought)
    }
