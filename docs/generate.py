"""Writes what is generated from the sources: `make docs`."""

from __future__ import annotations

from pathlib import Path

from docs import adopting, examples, flags, messages, rotating, tables
from natpin.policy.publish import write


def main() -> None:
    """Print every file that changed."""
    root = Path(__file__).resolve().parent.parent
    for path in [
        *examples.write(root),
        *write(root),
        *tables.write(root),
        *flags.write(root),
        *messages.write(root),
        *adopting.write(root),
        *rotating.write(root),
    ]:
        print(path.relative_to(root))


if __name__ == "__main__":
    main()
