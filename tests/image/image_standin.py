"""The Dockerfile's base image where there is no registry to pull it from: Debian with the same Python, made from
Debian's own packages and imported under the name that FROM asks for. The Dockerfile is built as it stands, but for the
digest: nothing else can have the base's own."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from image_engine import Engine, install

from natpin.model.record import record

CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
MIRROR = "http://deb.debian.org/debian"
PACKAGES = "ca-certificates,python3,python3-pip,python3-venv"


@record
class Base:
    """The image that FROM names."""

    name: str
    """``python:3.13.16-slim-trixie@sha256:…``, or without the digest where a stand-in takes its place."""
    dockerfile: str
    """Text of the Dockerfile that is built on it."""
    told: str


def base_name(dockerfile: str) -> str:
    """``python:3.13.16-slim-trixie@sha256:…``."""
    (found,) = re.findall(r"^FROM (\S+:\S+@sha256:[0-9a-f]{64}) AS base$", dockerfile, re.MULTILINE)
    return str(found)


def have_base(engine: Engine, dockerfile: str, folder: Path) -> Base:
    """Makes sure that the engine has the base image."""
    name = base_name(dockerfile)
    if engine.docker("image", "inspect", name, check=False).returncode == 0:
        return Base(name, dockerfile, f"{name}, as it was there")
    if engine.pulls and engine.docker("pull", name, check=False).returncode == 0:
        return Base(name, dockerfile, f"{name}, pulled")
    tag = name.partition("@")[0]
    release = tag.rpartition("-")[2]
    archive = folder / f"{release}.tar"
    if not archive.exists():
        _bootstrap(release, archive)
    engine.docker("import", str(archive), tag)
    return Base(tag, dockerfile.replace(name, tag), f"Debian {release} in the place of {tag}")


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
