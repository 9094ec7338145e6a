"""The history that files tell: fleet files, JSON reports and snapshots, from one to the next."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from natpin.errors import InputError

if TYPE_CHECKING:
    from natpin.history.states import ClusterState, Event, Key
    from natpin.history.unread import Kept

_ENDINGS = (".json", ".fleet")
"""Files of a folder that count. One that is named counts whatever its ending."""
_FLEET, _SNAPSHOT = b"natpin/fleet/v1", b"natpin/snapshot/v1"
_HEAD = 4096
"""Bytes in which a fleet file says that it is one."""


def of_files(named: Sequence[str]) -> Iterator[Event]:
    """What differs from file to file, the oldest first. Raises InputError for what is none of the three, and for a file that
    was taken before one that is named before it."""
    from natpin.history.states import Moment, events
    from natpin.history.unread import unread_events

    before: dict[Key, ClusterState] = {}
    kept: dict[str, Kept] = {}
    looked: dict[str, str] = {}
    last, latest = Path(), ""
    for place, path in enumerate(_files(named)):
        known = frozenset(looked)
        since: dict[Key, str] = {}
        after, taken = _states(path, before, looked, kept, since)
        if taken and taken < latest:
            raise InputError(f"{path} was taken at {taken}, before {last}: name the oldest first")
        last, latest = (path, taken) if taken else (last, latest)
        if place:
            at = Moment(path.name, taken[:10])
            yield from events(before, after, at, known)
            yield from unread_events(since, after, at)
        before = after


def _files(named: Sequence[str]) -> Iterator[Path]:
    """Of a folder its files by their names: whoever writes one a day puts the day in front."""
    for path in map(Path, named):
        if not path.is_dir():
            yield path
            continue
        found = sorted(one for one in path.iterdir() if one.suffix in _ENDINGS and one.is_file())
        if not found:
            raise InputError(f"{path}: the folder holds no report and no snapshot (.json, .fleet)")
        yield from found


def _states(
    path: Path,
    before: dict[Key, ClusterState],
    looked: dict[str, str],
    kept: dict[str, Kept],
    since: dict[Key, str],
) -> tuple[dict[Key, ClusterState], str]:
    """What is known after a file, and when it was taken. What a file does not hold, could not read, or saw before another file
    did, is as it was. ``looked``: when each source was read last, ``kept``: what is known of it, ``since``: the clusters that this
    file could not read any more; what this file tells is added to each."""
    from natpin.fleet.member import Kind
    from natpin.fleet.reading import members
    from natpin.history.states import states
    from natpin.history.unread import Kept, unread_of

    fleet = _FLEET in _first_line(path)
    if not fleet and _is_snapshot(path):
        scope, found = _of_snapshot(path)
        looked[scope] = ""
        return {**_others(before, scope), **found}, ""
    after, taken = dict(before), ""
    # bare reports are of one repository, whatever their files are called
    for member in members(path, None if fleet else "reports"):
        taken = max(taken, member.taken)
        if member.report is None:
            continue
        named = f"{member.source} ({member.kind})" if member.kind is not Kind.LIVE else member.source
        if member.taken < looked.get(named, ""):
            continue
        looked[named] = member.taken
        own = kept.setdefault(named, Kept())
        since |= own.look(states(member.report, named), unread_of(member.report))
        after = {**_others(after, named), **own.states}
    return after, taken


def _others(known: dict[Key, ClusterState], source: str) -> dict[Key, ClusterState]:
    return {key: state for key, state in known.items() if key[0] != source}


def _first_line(path: Path) -> bytes:
    """As much of it as tells a fleet file, which is never read whole."""
    try:
        with path.open("rb") as file:
            return file.readline(_HEAD)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def _is_snapshot(path: Path) -> bool:
    """Its keys are sorted, so that it says what it is behind all that it holds. One that is cut off is one all the same."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    if _SNAPSHOT not in data:
        return False
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return True
    return isinstance(document, dict) and document.get("schema") == _SNAPSHOT.decode()


def _of_snapshot(path: Path) -> tuple[str, dict[Key, ClusterState]]:
    """The scope of a snapshot, and its clusters. It is judged under one name, whatever its file is called, so that the next
    snapshot of the scope speaks of the same clusters."""
    from tempfile import TemporaryDirectory

    from natpin.formats.registry import READERS
    from natpin.history.states import states
    from natpin.pipeline.lint import lint
    from natpin.pipeline.settings import Settings
    from natpin.reporters import json as report_json
    from natpin.reporters.interface import ReportOptions
    from natpin.workspace import FolderWorkspace

    try:
        data = path.read_bytes()
        scope = str(json.loads(data)["scope"])
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(f"{path}: no snapshot that could be read") from None
    with TemporaryDirectory() as folder:
        workspace = FolderWorkspace((), Path(folder))
        workspace.hold("snapshot.json", data)
        report = lint(workspace, READERS, Settings(()))
    if report.skipped:
        raise InputError(f"{path}: {report.skipped[0].reason}")
    return scope, states(report_json.document(report, ReportOptions()), scope)
