"""What the image weighs beyond its base, and what a step of it costs beyond its base's bare Python."""

from __future__ import annotations

import gzip
import json
import subprocess
import tarfile
from typing import IO, cast

from image_engine import Engine
from image_runner import Runner

TIMED = """
import json, os, resource, subprocess, sys, time

def one(command, **more):
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.monotonic() - started, done

rows = []
for _ in range(int(sys.argv[1])):
    for name in ("output", "step_summary"):
        open("/github/file_commands/" + name, "w").close()
    bare_cpu, bare_wall, _ = one(["/usr/bin/env", "python3", "-c", "pass"], env={"PATH": "/usr/local/bin:/usr/bin:/bin"})
    cpu, wall, done = one(["/opt/natpin/bin/python", "-IBu", "/opt/natpin/entrypoint.py"])
    assert done.returncode == 1, done.stdout + done.stderr
    rows.append((cpu - bare_cpu, wall - bare_wall))
print("figures", json.dumps(rows))
"""
"""Runs in the container: the step, and the base's `python -c pass` before each. Its time is read from the kernel's account
of the children, so what else the machine does weighs little on the first figure."""


def layers(engine: Engine, image: str) -> list[str]:
    """Digests of an image's layers, the lowest first."""
    return list(json.loads(engine.docker("image", "inspect", image).stdout)[0]["RootFS"]["Layers"])


def compressed_beyond(engine: Engine, image: str, base: str) -> list[int]:
    """Bytes of each layer that ``image`` adds to ``base``, gzipped as a registry keeps it."""
    below, whole = layers(engine, base), layers(engine, image)
    assert whole[: len(below)] == below, "the image does not stand on this base"
    files: dict[str, bytes] = {}
    with subprocess.Popen(engine.command("save", image), stdout=subprocess.PIPE) as saving:
        stream = cast("IO[bytes]", saving.stdout)
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isfile() else None
                files[member.name] = content.read() if content else b""
        stream.read()  # the end of the archive, so that the engine is not cut off
    assert saving.returncode == 0
    (manifest,) = json.loads(files["manifest.json"])
    return [len(gzip.compress(files[name], 6)) for name in manifest["Layers"][len(below) :]]


def own_times(job: Runner, runs: int) -> list[tuple[float, float]]:
    """Seconds of CPU and of the clock, of a step that finds something, less those of the base's `python -c pass`."""
    ran = job.step(
        {"paths": "examples"},
        more=("--entrypoint", "python3"),
        arguments=("-c", TIMED, str(runs)),
    )
    assert ran.status == 0, ran.stdout + ran.stderr
    return [tuple(row) for row in json.loads(ran.stdout.partition("figures")[2])]
