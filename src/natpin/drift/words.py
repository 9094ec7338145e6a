"""What a difference does to egress, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from natpin.drift.pairs import Pairs
from natpin.drift.paths import Moved, leaves, moved, plural, who
from natpin.drift.properties import shown
from natpin.graph import Graph
from natpin.model.path import EgressPath, Exit
from natpin.model.record import record


@record
class Both:
    """One pool's path, declared and live."""

    declared: EgressPath
    live: EgressPath


@record
class Effect:
    """What happens to the pools behind a difference."""

    text: str
    moves: bool | None
    """None: it cannot be known whether the IPs are the declared ones."""
    pools: tuple[str, ...] = ()


def effect(behind: Sequence[Both], graph: Graph, pairs: Pairs) -> Effect:
    """What became of the ways out of some pools. ``graph`` is the declared one."""
    told: dict[str, list[EgressPath]] = {}
    stay: dict[str, list[EgressPath]] = {}
    doubtful: list[EgressPath] = []
    pools: list[str] = []
    for both in behind:
        match moved(both.declared, both.live, graph, pairs):
            case Moved.YES:
                words = _moved(both, graph, pairs)
                told.setdefault(words, []).append(both.live)
                pools.append(both.live.pool.name)
            case Moved.PERHAPS:
                doubtful.append(both.live)
            case Moved.NO:
                stay.setdefault(leaves(both.live), []).append(both.live)
    sentences = [words.format(who=who(paths), s="" if plural(paths) else "s", has="have" if plural(paths) else "has")
                 for words, paths in told.items()]  # fmt: skip
    if doubtful and not told:
        verb = "leave" if plural(doubtful) else "leaves"
        where = leaves(doubtful[0])
        sentences.append(
            f"{who(doubtful)} now {verb} from {where}; whether that is as declared, the declaration does not tell"
        )
    if not sentences and stay:
        sentences = [
            f"{who(paths)} still leave{'' if plural(paths) else 's'} from {where}"
            for where, paths in stay.items()
        ]
    moves = True if told else None if doubtful else False
    return Effect("; ".join(sentences), moves, tuple(dict.fromkeys(pools)))


def _moved(both: Both, graph: Graph, pairs: Pairs) -> str:
    before, now = leaves(both.declared, graph, pairs), leaves(both.live)
    before, now = _braced(before), _braced(now)
    if both.live.exit is Exit.NONE or now.startswith("nowhere"):
        rest = now.removeprefix("nowhere").removeprefix(": ")
        why = f" ({rest})" if rest else ""
        return f"{{who}} now {{has}} no way out{why}; declared is {before}"
    return f"{{who}} now leave{{s}} from {now}, not from {before}"


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


_CHOICE = re.compile(r"\{(declared|live)(?::([^|{}]*)\|([^{}]*))?\}")


def filled(template: str, declared: object, live: object) -> str:
    """A property's own words: ``{live}`` is its value, ``{live:yes|no}`` a choice by it."""
    values = {"declared": declared, "live": live}

    def one(match: re.Match[str]) -> str:
        value = values[match[1]]
        if match[2] is not None:
            return match[2] if value else match[3]
        return shown(value)

    return _CHOICE.sub(one, template)
