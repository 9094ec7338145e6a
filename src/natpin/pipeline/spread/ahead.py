"""Scripts and pipelines read by several processes before they are asked for one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from natpin.formats.interface import Reader
from natpin.pipeline.read_once import keep_read, read_once
from natpin.pipeline.spread.pool import Pool
from natpin.pipeline.spread.stacks import processes
from natpin.workspace import Workspace


def read_ahead(
    scripts: Sequence[tuple[Reader, str]],
    workspace: Workspace,
    variables: Mapping[str, str],
    jobs: int | None,
    worth: int | None,
) -> None:
    """Reads scripts for ``read_once``, by as many processes as are allowed, worth it, and can be made. What cannot be sent, or
    goes wrong there, is read by whoever asks. Raises WorkerLost."""
    count = processes(len(scripts), jobs, worth)
    if count < 2:
        return

    def answer(number: Any) -> object:
        reader, path = scripts[number]
        return read_once(reader, path, workspace, variables)

    left = iter(range(len(scripts)))
    try:
        pool = Pool(count, answer)
    except OSError:
        return  # not one more process may be made
    try:
        for _, number, parts in pool.ask(lambda process: next(left, None)):
            if parts is not None:
                reader, path = scripts[number]
                keep_read(parts, reader, path, workspace, variables)
    finally:
        pool.close()
