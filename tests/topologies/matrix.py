"""The Rosetta matrix: each topology in each language, and whether its egress and its verdicts are those expected.

``make rosetta`` prints it. ``=`` is equal, ``-`` is a language that cannot express the topology (told below), ``≠`` differs.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "builders"))
sys.path.insert(0, str(Path(__file__).parent))

from test_rosetta import CASES, held_to, linted, whereabouts

CANNOT = {
    ("managed-nat", "az-powershell"): "New-AzAksCluster has no outbound type managedNATGateway (Az.Aks)",
}
"""What a language cannot express, and why."""
ELSEWHERE = "payment-processor-pinned"
"""A case whose files are an example for people, in the four languages that they ask for first."""


def rows() -> dict[str, dict[str, str]]:
    """By topology and language: equal, different, or not there."""
    found: dict[str, dict[str, str]] = {}
    for case in CASES:
        expected, root = whereabouts(case)
        mine = found.setdefault(case, {})
        for stack in linted(root):
            reader = stack["reader"]
            try:
                held_to(expected, stack, reader)
            except (AssertionError, ValueError):
                mine[reader] = "≠"
            else:
                mine.setdefault(reader, "=")
    return found


def printed(found: dict[str, dict[str, str]]) -> str:
    """The matrix as text."""
    languages = sorted({language for mine in found.values() for language in mine})
    wide = max(map(len, languages))
    lines = [f"{'':{wide}}  " + "  ".join(str(number) for number in range(1, len(found) + 1))]
    for language in languages:
        lines.append(f"{language:{wide}}  " + "  ".join(mine.get(language, "-") for mine in found.values()))
    lines += ["", *(f"{number}  {case}" for number, case in enumerate(found, 1)), ""]
    lines += [f"- {language} in {case}: {why}" for (case, language), why in CANNOT.items()]
    lines.append(f"- {ELSEWHERE} is an example for people: it is written in four languages only")
    equal = sum(cell == "=" for mine in found.values() for cell in mine.values())
    other = sum(cell == "≠" for mine in found.values() for cell in mine.values())
    lines.append(f"{equal} equal, {other} different")
    return "\n".join(lines)


if __name__ == "__main__":
    told = printed(rows())
    print(told)
    sys.exit("≠" in told)
