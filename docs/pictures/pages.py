"""Pictures of the HTML page, from real runs: one cluster with its findings, and who leaves from one IP."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from docs.pictures.browser import chromium

ROOT = Path(__file__).resolve().parents[2]
WIDTH = 1100


def photograph(images: Path, folder: Path) -> None:
    """Writes page.png and page-who.png."""
    example = str(ROOT / "examples/payment-processor")
    found = _made(folder / "lint.html", "lint", example, "--workspace", example, "--evidence", "findings")
    _shoot(folder / "lint.html", {"cluster": found["clusters"][0]["id"]}, images / "page.png", 1_500)
    found = _made(folder / "fleet.html", "fleet", "--azure", "simulator")
    ip = next(
        way["ips"][0] for one in found["clusters"] for way in one["ways"] if way["gateway"] and way["ips"]
    )
    _shoot(folder / "fleet.html", {"q": ip, "column": "4", "who": ip}, images / "page-who.png", 760)


def _made(page: Path, *command: str) -> dict[str, Any]:
    """Writes a page; its data."""
    flags = ["--format", "html", "--fail-on", "never", "--output", str(page)]
    subprocess.run([sys.executable, "-m", "natpin", *command, *flags], check=True)
    found = re.search(r'id="data">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def _shoot(page: Path, shown: dict[str, str], target: Path, height: int) -> None:
    chromium(
        *("--virtual-time-budget=2000", f"--window-size={WIDTH},{height}", "--hide-scrollbars"),
        *(f"--screenshot={target}", f"{page.as_uri()}#{urlencode(shown)}"),
    )
