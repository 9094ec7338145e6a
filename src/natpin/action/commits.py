"""Which commits an event is about."""

from __future__ import annotations

from natpin.github.event import Event, Kind


def commits(event: Event) -> tuple[str, ...]:
    """Every commit that the event names for what it is about; none when it names none."""
    match event.kind:
        case Kind.PULL_REQUEST_TARGET:
            found = (event.head_sha, event.merge_sha)
        case Kind.WORKFLOW_RUN:
            found = (event.head_sha, None)
        case _:
            found = (event.head_sha, event.sha)
    kept = tuple(dict.fromkeys(one for one in found if one))
    # An event about a change that names no commit matches no checkout.
    return kept or (("",) if event.about_a_change else ())
