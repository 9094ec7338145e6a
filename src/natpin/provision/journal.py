"""The journal of an apply: what is about to be written, and what came of it. JSON lines, on disk before the write.

It holds ids, states and natpin's own words; no token, no signed address, no secret.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from natpin.errors import InputError, Refused

MAX_BYTES = 64 * 1024 * 1024


class Journal:
    """One apply's journal. Without a path nothing is kept, and a killed apply is not resumed but planned again."""

    def __init__(self, path: Path | None, plan: str) -> None:
        """Open the journal of a plan by its fingerprint. Raises InputError when the file is no journal or cannot be
        written, Refused when another apply is writing it."""
        self.begun = False
        """True when an earlier apply of this plan wrote anything, or was about to."""
        self.broken = ""
        """Why no more lines can be written, the disk being full, say; empty while they can."""
        self.intents: frozenset[str] = frozenset()
        """Keys of the changes that it began to write and did not report as done."""
        self._plan = plan
        self._lock = threading.Lock()
        self._file: IO[bytes] | None = None
        if path is None:
            return
        try:
            self._file = path.open("ab+")
            _claim(self._file, path)
            intents, done = _intents(self._file, path, plan)
            self.intents, self.begun = frozenset(intents - done), bool(intents)
        except OSError as error:
            self.close()
            raise InputError(f"the journal {path} cannot be used: {error.strerror}") from error
        except Exception:
            self.close()
            raise

    def note(self, event: str, **facts: Any) -> None:
        """One line, on the disk when this returns. Raises InputError when it cannot be put there; then no line after it
        is tried, since a line after a torn one would be lost with it."""
        if self._file is None:
            return
        if self.broken:
            raise InputError(self.broken)
        stamp = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps(
            {"at": stamp, "plan": self._plan, "event": event, **facts}, sort_keys=True, default=str
        )
        try:
            with self._lock:
                self._file.write(line.encode() + b"\n")
                self._file.flush()
                os.fsync(self._file.fileno())
        except OSError as error:
            self.broken = f"the journal {self._file.name} cannot be written: {error.strerror}"
            raise InputError(self.broken) from error

    def close(self) -> None:
        """Release the file."""
        if self._file is not None:
            with contextlib.suppress(OSError):  # what the disk did not take was told when it was written
                self._file.close()
            self._file = None


def _claim(file: IO[bytes], path: Path) -> None:
    """One apply at a time: the operating system frees the claim of a killed one."""
    try:
        import fcntl
    except ImportError:  # Windows: nothing to claim with
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refused(
            f"another apply is writing the journal {path}: wait for it, or name another with --journal"
        ) from None


def _key(entry: Any) -> str:
    """As ``Change.key``."""
    id_, step = str(entry["id"]).lower(), entry.get("step")
    return f"{id_}#{step}" if step else id_


def _intents(file: IO[bytes], path: Path, plan: str) -> tuple[set[str], set[str]]:
    """What was begun, and what was done, by earlier applies of a plan; the file is left ready for another line."""
    file.seek(0)
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise InputError(f"{path} is too large for a journal")
    begun: set[str] = set()
    done: set[str] = set()
    *lines, torn = content.split(b"\n")
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            if entry["plan"] == plan and entry["event"] == "intent":
                begun.add(_key(entry))
                done.discard(_key(entry))
            elif entry["plan"] == plan and entry["event"] == "outcome" and entry["result"] == "done":
                done.add(_key(entry))
        except (ValueError, KeyError, TypeError, RecursionError):
            # A line that a kill tore apart is closed by the next apply (below) and stays unreadable.
            if not line.startswith(b'{"'):
                raise InputError(
                    f"{path}:{number} is not a line of a journal: name another file with --journal"
                ) from None
    if torn:
        if not torn.startswith(b'{"'[: len(torn)]):
            raise InputError(f"{path} is not a journal: name another file with --journal")
        file.write(b"\n")
        file.flush()
    return begun, done
