"""What leads to what: the modules that a root calls, the scripts that a script runs, however far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator


def reachable(starts: Iterable[str], steps: Callable[[str], Iterable[str]]) -> Iterator[str]:
    """The starts, and all they lead to, each once; circles end. Looked at only as far as the caller asks."""
    seen: set[str] = set()
    pending = list(starts)
    while pending:
        place = pending.pop()
        if place not in seen:
            seen.add(place)
            yield place
            pending.extend(steps(place))
