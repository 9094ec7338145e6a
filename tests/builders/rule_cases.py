"""Cases of the rules, for laws that need many runs of each: all languages have a share, and no rule is left out."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path

RULES = Path(__file__).parents[1] / "rules"


def chosen(side: str, without: Container[str] = (), others: int = 2) -> Iterator[Path]:
    """The ``fail`` or ``pass`` side of each rule's pairs in Terraform, and of so many ``others``: each rule has the next ones.

    ``without``: languages that are passed over.
    """
    rules = sorted(path.name for path in RULES.iterdir() if any(path.glob("*/fail")))
    for number, rule in enumerate(rules):
        written = sorted(path.parent.name for path in (RULES / rule).glob("*/fail"))
        languages = [one for one in written if one not in without]
        terraform = [one for one in languages if one.startswith("terraform")]
        rest = [one for one in languages if not one.startswith("terraform")]
        turn = number % max(len(rest), 1)
        for language in (*terraform, *(rest[turn:] + rest[:turn])[:others]):
            yield RULES / rule / language / side
