"""`natpin simulate`: the simulator as a process of its own, until it is told to stop."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from natpin.errors import ConfigError
from natpin.simulator.faults import read_script
from natpin.simulator.settings import Settings, Throttle
from natpin.simulator.simulator import Simulator

# As Azure is seen from outside: time passes by itself, operations take seconds, limits hold.
LIVE = Settings(
    tick=0.0,
    real_time=True,
    operation_seconds=2.0,
    cluster_operation_seconds=6.0,
    retry_after=1,
    conflict_retry_after=2,
    throttle=Throttle(),
    keep_bodies=False,
)


def serve(
    listen: str = "127.0.0.1:0",
    *,
    ca_out: Path | None = None,
    info_out: Path | None = None,
    faults: Path | None = None,
    settings: Settings = LIVE,
    ready: Callable[[Simulator], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; call it from the main thread.

    Args:
        listen: HOST:PORT; port 0 takes a free one.
        ca_out: where to write the certificate authority's PEM, for clients to trust.
        info_out: where to write endpoints, tenant, subscription, client id and secret, as JSON (mode 0600). Without
            ``ca_out`` it names a file with the authority that is there as long as this serves.
        faults: a fault script (see faults.read_script).
        ready: called once requests are answered, with the simulator.

    Raises:
        ConfigError: the address, an output file or the fault script is no good.
    """
    host, port = _address(listen)
    script = read_script(faults) if faults is not None else ()
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        simulator = Simulator(settings, host=host, port=port, script=script)
        try:
            simulator.start()
        except OSError as problem:
            raise ConfigError(f"cannot listen on {listen}: {problem.strerror or problem}") from None
        with simulator:
            if ca_out is not None:
                _write(ca_out, simulator.ca_pem, 0o644)
            if info_out is not None:
                info = {**simulator.info(), "caFile": str((ca_out or simulator.ca_path).resolve())}
                _write(info_out, json.dumps(info, indent=2).encode() + b"\n", 0o600)
            if ready is not None:
                ready(simulator)
            stop.wait()
    finally:
        for number, action in before.items():
            signal.signal(number, action)


def _address(listen: str) -> tuple[str, int]:
    host, colon, port = listen.rpartition(":")
    if not colon or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ConfigError(f"{listen!r} is not HOST:PORT")
    return host.strip("[]") or "127.0.0.1", int(port)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write beside, then rename: who waits for the file never reads half of it."""
    beside = path.with_name(path.name + ".tmp")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        beside.replace(path)
    except OSError as problem:
        raise ConfigError(f"cannot write {path}: {problem.strerror or problem}") from None
