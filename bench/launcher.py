"""Runs commands from a process that stays small, for cases whose own process grows.

The kernel counts to a program's peak what the process that started it held until then (Linux: ``ru_maxrss`` is kept when a
program is loaded). Whoever seeds a simulator of a gigabyte would measure himself.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from bench.paired import Run, once


class Launcher:
    """To be started while its own process is still small."""

    def __enter__(self) -> Launcher:
        self._helper = subprocess.Popen(
            [sys.executable, "-m", "bench.launcher"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._helper.stdin.close()  # type: ignore[union-attr]
        self._helper.wait()

    def once(self, command: Sequence[str], cwd: Path) -> Run:
        """Run a command to its end, as ``paired.once`` does."""
        assert self._helper.stdin is not None
        assert self._helper.stdout is not None
        self._helper.stdin.write(json.dumps([list(command), str(cwd.resolve())]) + "\n")
        self._helper.stdin.flush()
        return Run(**json.loads(self._helper.stdout.readline()))


def main() -> None:
    """Commands from standard input, a line each; what each used to standard output."""
    for line in sys.stdin:
        command, folder = json.loads(line)
        print(json.dumps(asdict(once(command, Path(folder)))), flush=True)


if __name__ == "__main__":
    main()
