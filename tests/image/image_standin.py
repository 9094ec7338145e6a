"""The Dockerfile's base image where there is no registry to pull it from: Debian with the same Python, made from
Debian's own packages and imported under the name that FROM asks for. The Dockerfile is built as it stands."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from image_engine import Engine, install

CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
MIRROR = "http://deb.debian.org/debian"
PACKAGES = "ca-certificates,python3,python3-pip,python3-venv"


def base_name(dockerfile: Path) -> str:
    """``python:3.13-slim-trixie``."""
    found = re.search(r"^ARG PYTHON=(\S+)$", dockerfile.read_text(), re.MULTILINE)
    assert found, "the Dockerfile's base image is the default of its ARG PYTHON"
    return found[1]


def have_base(engine: Engine, dockerfile: Path, folder: Path) -> str:
    """Makes sure that the engine has the base image; says which it is."""
    name = base_name(dockerfile)
    if engine.docker("image", "inspect", name, check=False).returncode == 0:
        return f"{name}, as it was there"
    if engine.pulls and engine.docker("pull", name, check=False).returncode == 0:
        return f"{name}, pulled"
    release = name.rpartition("-")[2]
    archive = folder / f"{release}.tar"
    if not archive.exists():
        _bootstrap(release, archive)
    engine.docker("import", str(archive), name)
    return f"Debian {release} in the place of {name}"


def _bootstrap(release: str, archive: Path) -> None:
    if not shutil.which("mmdebstrap"):
        install("mmdebstrap")
    # A build behind a proxy that speaks TLS itself trusts what this machine trusts.
    hooks = [f'--customize-hook=cp {CERTIFICATES} "$1{CERTIFICATES}"'] if CERTIFICATES.exists() else []
    configuration = f"[global]\\ncert = {CERTIFICATES}\\n"
    hooks += [f"--customize-hook=printf '{configuration}' > \"$1/etc/pip.conf\""]
    hooks += ['--customize-hook=ln -s python3 "$1/usr/bin/python"']  # as Python's own images name it
    command = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={PACKAGES}", *hooks]
    made = archive.with_suffix(".part.tar")
    subprocess.run([*command, release, str(made), f"deb {MIRROR} {release} main"], check=True)
    made.rename(archive)
