"""What may stand in the way of a write: locks, roles and deny assignments, asked about before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from natpin.errors import CloudError, Rejected
from natpin.model.record import replace
from natpin.provision.ids import group_of
from natpin.provision.observed import Observed
from natpin.provision.ports import Cloud, Denial, Lock, Permission


def preflight(found: Observed, needed: Mapping[str, tuple[tuple[str, str], ...]], cloud: Cloud) -> Observed:
    """Ask about locks, roles and deny assignments for what is about to be done: by resource, actions with scopes.

    The scope of something that does not exist yet is the nearest one above it that does.
    """
    notes = list(found.notes)
    scopes = list(dict.fromkeys(scope.lower() for pairs in needed.values() for _action, scope in pairs))
    groups = list(dict.fromkeys(group_of(scope) for scope in scopes if not _is_subscription(scope)))
    subscriptions = list(dict.fromkeys("/".join(scope.split("/")[:3]) for scope in scopes))
    locks: dict[str, Lock] = {}
    denials: dict[str, Denial] = {}
    all_shown = True
    for scope in (*subscriptions, *(group for group in groups if group in found.found)):
        try:
            locks.update((lock.id.lower(), lock) for lock in cloud.locks(scope))
        except Rejected as error:
            all_shown = False
            _unchecked(error, notes, f"locks at {scope} could not be checked", scope in subscriptions)
        try:
            for denial in cloud.denials(scope):
                denials[f"{denial.scope}/{denial.name}".lower()] = denial
        except Rejected as error:
            _unchecked(
                error, notes, f"deny assignments at {scope} could not be checked", scope in subscriptions
            )
    permissions: dict[str, tuple[Permission, ...]] = {}
    for scope in scopes:
        try:
            permissions[scope] = tuple(cloud.permissions(scope))
        except Rejected as error:
            _unchecked(error, notes, f"roles at {scope} could not be checked", False)
    notes += [
        f"the deny assignment {denial.name!r} names groups: whether it concerns the caller could not be checked"
        for denial in denials.values()
        if not denial.certain
    ]
    return replace(
        found,
        locks=tuple(locks.values()),
        locks_known=all_shown,
        permissions=permissions,
        denials=tuple(denials.values()),
        needed=needed,
        notes=tuple(dict.fromkeys(notes)),
    )


def with_locks(found: Observed, ids: Iterable[str], cloud: Cloud) -> Observed:
    """The locks over resources that are judged and not written. Those that may not be shown leave ``locks_known`` False.

    Source: Management locks REST API, "List at subscription level": all of a subscription's, below it too.
    """
    locks: dict[str, Lock] = {}
    for scope in dict.fromkeys("/".join(id_.lower().split("/")[:3]) for id_ in ids):
        try:
            locks.update((lock.id.lower(), lock) for lock in cloud.locks(scope))
        except Rejected as error:
            if error.status not in (403, 404):
                raise
            return found
    return replace(found, locks=tuple(locks.values()), locks_known=True)


def _is_subscription(scope: str) -> bool:
    return len(scope.strip("/").split("/")) == 2


def _unchecked(error: CloudError, notes: list[str], what: str, expected: bool) -> None:
    """A caller whose roles end at a resource group may not look at the subscription: worth a note, no more."""
    if not isinstance(error, Rejected) or error.status not in (403, 404):
        raise error
    why = "no permission to read them" if error.status == 403 else "no such scope"
    notes.append(f"{what}: {why}{'; one would show when Azure refuses the write' if expected else ''}")
