"""Resolves the dependencies of pyproject.toml into hashed requirements files.

No index is recorded, so the files install from whatever index pip is set up with; the hashes make sure that it is
the same code everywhere.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FILES = {
    "requirements-action.txt": ["--extra", "action"],
    "requirements-dev.txt": [
        *("--extra", "action", "--group", "test", "--group", "check", "--group", "build"),
        *("--group", "site"),
    ],
}
"""The first is what the image holds; the second adds what tests, checks, the site and the editable install need."""


def main() -> int:
    for name, selection in FILES.items():
        target = HERE / name
        command = [
            *(sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml"),
            *selection,
            *("--generate-hashes", "--universal", "--python-version", "3.11", "--no-header", "--no-annotate"),
            *("--no-emit-index-url", "--no-emit-find-links", "--quiet", "--output-file", str(target)),
            *sys.argv[1:],
        ]
        subprocess.run(command, check=True, cwd=HERE.parent)  # noqa: S603 - our own command line
        lines = [line for line in target.read_text().splitlines() if not line.startswith("natpin")]
        target.write_text("# make lock writes this file, from pyproject.toml\n" + "\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
