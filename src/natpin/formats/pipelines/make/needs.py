"""Which targets need which."""

from __future__ import annotations

from natpin.formats.pipelines.make.rules import Makefile
from natpin.formats.pipelines.order import in_order


def roots(found: Makefile) -> list[str]:
    """Targets that no other needs."""
    needed = {
        need
        for target, needs in found.needs.items()
        for need in needs
        if need != target and target != ".PHONY"
    }
    return [target for target in found.recipes if target not in needed]


def closure(target: str, found: Makefile) -> set[str]:
    """A target and all that it needs."""
    reached: set[str] = set()
    pending = [target]
    while pending:
        one = pending.pop()
        if one not in reached and one in found.recipes:
            reached.add(one)
            pending += found.needs.get(one, [])
    return reached


def ordered(found: Makefile) -> list[str]:
    """Targets after what they need, otherwise as they are written."""
    return in_order({target: found.needs.get(target, ()) for target in found.recipes})
