"""Headless Chromium, and Mermaid's one file from npm, for pictures and for the site."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

INSTALLED = Path(__file__).resolve().parents[2] / ".mermaid"


MERMAID = "11.6.0"


def have_mermaid() -> Path:
    """Mermaid's one file, installed in a folder of its own; its licence lies above ``dist``."""
    script = INSTALLED / "node_modules/mermaid/dist/mermaid.min.js"
    if not script.exists():
        INSTALLED.mkdir(exist_ok=True)
        subprocess.run(
            ["npm", "install", "--silent", "--no-save", "--prefix", str(INSTALLED), f"mermaid@{MERMAID}"],
            check=True,
        )
    return script


def chromium(*flags: str) -> str:
    """Runs it without a window."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise RuntimeError("no chromium on the PATH: apt-get install chromium")
    command = [program, "--headless", "--disable-gpu", *flags]
    if os.name == "posix" and os.geteuid() == 0:
        command.insert(1, "--no-sandbox")  # it refuses to start as root otherwise
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
