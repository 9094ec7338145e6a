"""A git repository with an example to change."""

from __future__ import annotations

import subprocess
from pathlib import Path

EXAMPLE = Path(__file__).parents[3] / "examples" / "payment-processor"
BEFORE = (EXAMPLE / "provision.sh").read_text()
RENAMED = BEFORE.replace("payments-egress-prefix", "other-prefix")
SECOND = "az network nat gateway create -n second -g rg --idle-timeout 900\n"
WORSE = BEFORE.replace("az aks create", f"{SECOND}az aks create")


def git(folder: Path, *arguments: str) -> str:
    settings = ("user.name=o", "user.email=o@example.com", "commit.gpgsign=false", "init.defaultBranch=main")
    flags = [word for setting in settings for word in ("-c", setting)]
    done = subprocess.run(
        ["git", *flags, "-C", str(folder), *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()
