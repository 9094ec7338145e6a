"""A Docker engine: the one that is running, else one of our own that is gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

WAIT = 60.0
"""Seconds for the engine to come up."""


class Engine:
    """``with Engine(folder) as engine: engine.docker("build", …)``. Its own state lies in ``folder`` alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._daemon: subprocess.Popen[bytes] | None = None
        self._program = ""
        self._host = ""
        self.pulls = False
        """Whether the engine was there already; it is then taken to reach a registry."""

    def __enter__(self) -> Engine:
        for program in filter(None, (os.environ.get("DOCKER"), "docker", "/usr/bin/docker")):
            if shutil.which(program) and _answers([program]):
                self._program, self.pulls = program, True
                return self
        if os.geteuid() != 0:
            raise RuntimeError("no Docker engine is running, and starting one takes root")
        if not (shutil.which("dockerd") or Path("/usr/sbin/dockerd").exists()):
            install("docker.io")
        # Debian's own client goes with Debian's daemon; another one on the PATH may be too new for it.
        self._program = "/usr/bin/docker" if Path("/usr/bin/docker").exists() else "docker"
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._host = f"unix://{self._folder}/d.sock"
        command = [shutil.which("dockerd") or "/usr/sbin/dockerd", "--host", self._host]
        command += [f"--data-root={self._folder}/data", f"--exec-root={self._folder}/exec"]
        command += [
            f"--pidfile={self._folder}/pid",
            "--iptables=false",
            "--ip6tables=false",
            "--ip-masq=false",
        ]
        command += ["--bridge=none", "--storage-driver=overlay2", "--exec-opt=native.cgroupdriver=cgroupfs"]
        with (self._folder / "dockerd.log").open("wb") as log:
            self._daemon = subprocess.Popen(command, stdout=log, stderr=log)
        limit = time.monotonic() + WAIT
        while not _answers([self._program, "--host", self._host]):
            if self._daemon.poll() is not None or time.monotonic() > limit:
                told = (self._folder / "dockerd.log").read_text(errors="replace")[-3000:]
                raise RuntimeError(f"dockerd did not come up:\n{told}")
            time.sleep(0.3)

    def __exit__(self, *_: object) -> None:
        """Ends the daemon that was started here, by its own process, and what it has mounted."""
        if self._daemon is not None:
            self._daemon.terminate()
            try:
                self._daemon.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self._daemon.kill()
                self._daemon.wait()
            for mounted in _mounts_below(self._folder):
                subprocess.run(["umount", mounted], check=False, capture_output=True)
            self._daemon = None

    def command(self, *arguments: str) -> list[str]:
        """The whole command line."""
        host = ["--host", self._host] if self._host else []
        return [self._program, *host, *arguments]

    def docker(
        self, *arguments: str, check: bool = True, given: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs one docker command to its end, with ``given`` on its standard input. Raises RuntimeError with what it said."""
        done = subprocess.run(
            self.command(*arguments),
            input=given,
            capture_output=True,
            text=True,
            errors="replace",
            env={**os.environ, "DOCKER_BUILDKIT": "1"},
        )
        if check and done.returncode:
            raise RuntimeError(f"docker {arguments[0]}: {done.stdout[-3000:]}{done.stderr[-3000:]}")
        return done


def install(*packages: str) -> None:
    """From Debian's or Ubuntu's packages."""
    print(f"installing {', '.join(packages)}", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    for step in (["apt-get", "update", "--quiet"], command):
        subprocess.run(step, check=True, env=environment, stdout=subprocess.DEVNULL)


def _answers(program: list[str]) -> bool:
    command = [*program, "version", "--format", "{{.Server.Version}}"]
    try:
        return subprocess.run(command, capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _mounts_below(folder: Path) -> list[str]:
    """Innermost first."""
    mounts = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    return sorted((one for one in mounts if one.startswith(f"{folder}/")), key=len, reverse=True)
