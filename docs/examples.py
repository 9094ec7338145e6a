"""policies/examples.json: each rule by example, made of its own test cases (``tests/rules/<rule>/<language>/``).

What fails, what natpin says of it (it is run), and the same mended: so no example can go stale.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import json
import os
import re
import shutil
import subprocess
import tempfile
import textwrap
from pathlib import Path

from natpin.cli import main

Example = dict[str, str]
CASES = Path("tests") / "rules"
EXAMPLES = Path("policies") / "examples.json"
LONGEST = 24
"""Lines of a paragraph that is shown whole."""
AROUND = 4
"""Lines shown on either side of what changes, in a longer one."""
MOST_SAID = 40
_PLACE = re.compile(r"(?m)^(?:after/)?([\w./-]+):(\d+):\d+\b")


def examples(root: Path, rules: frozenset[str] | None = None) -> dict[str, dict[str, Example]]:
    """By rule and language. ``rules``: only these."""
    found: dict[str, dict[str, Example]] = {}
    for rule in sorted((root / CASES).iterdir()):
        if not rule.is_dir() or (rules is not None and rule.name not in rules):
            continue
        for language in sorted(rule.iterdir()):
            if (language / "fail").is_dir() and (language / "pass").is_dir():
                found.setdefault(rule.name, {})[language.name] = example(rule.name, language)
    return found


def example(rule: str, case: Path) -> Example:
    """One language's pair of a rule."""
    fail, mended = case / "fail", case / "pass"
    told = said(rule, fail)
    path, before, after = changed(fail, mended)
    gone, come = differing(before, after)
    failing = path
    root = fail / "after" if (fail / "after").is_dir() else fail
    above = "after/" if root != fail else ""
    marked = [(above + name, number) for name, number in _PLACE.findall(told) if (root / name).is_file()]
    if marked and not gone:
        failing = marked[0][0]
        before = _read(fail / failing)
    about = {int(number) - 1 for name, number in marked if name == failing}
    return {
        "file": path,
        "failing": failing,
        "fails": _pieces(before, (gone if failing == path else set()) | about) or "(nothing)",
        "says": told,
        "mended": _pieces(after, come) or "(removed)",
    }


def changed(fail: Path, mended: Path) -> tuple[str, list[str], list[str]]:
    """The first file that mending changes, and its lines before and after. What is live is nobody's to write."""
    names = {
        path.relative_to(folder) for folder in (fail, mended) for path in folder.rglob("*") if path.is_file()
    }
    for name in sorted(names, key=lambda each: (each.parts[0] == "before", str(each))):
        one, other = (_read(folder / name) for folder in (fail, mended))
        if one != other:
            return name.as_posix(), one, other
    raise ValueError(f"{fail} and {mended} are equal")


def _read(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def differing(before: list[str], after: list[str]) -> tuple[set[int], set[int]]:
    """The lines that mending takes away or changes, and those that it writes."""
    gone, come = set[int](), set[int]()
    for word, first, last, from_, to in difflib.SequenceMatcher(
        a=before, b=after, autojunk=False
    ).get_opcodes():
        if word != "equal":
            gone.update(range(first, last))
            come.update(range(from_, to))
    return gone, come


def _pieces(lines: list[str], wanted: set[int]) -> str:
    kept: set[int] = set()
    for number in sorted(one for one in wanted if one < len(lines)):
        first = last = number
        while first > 0 and not _parts(lines[first - 1]):
            first -= 1
        while last + 1 < len(lines) and not _parts(lines[last + 1]):
            last += 1
        if last - first < LONGEST:
            kept.update(range(first, last + 1))
        else:
            kept.update(range(max(number - AROUND, first), min(number + AROUND, last) + 1))
    pieces: list[str] = []
    for number in sorted(kept):
        if pieces and number - 1 not in kept:
            pieces.append("" if not lines[number - 1].strip() and number - 2 in kept else "…")
        pieces.append(lines[number])
    return textwrap.dedent("\n".join(pieces)).strip("\n")


def _parts(line: str) -> bool:
    """Whether a line stands between paragraphs."""
    return line.strip() in ("", "---")


def said(rule: str, case: Path) -> str:
    """What natpin says of a case, as its reader would run it."""
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch) / "case"
        if (case / "before").is_dir():
            committed(case, here)
            told = _run(here, "lint", ".", "--diff", "HEAD", "--select", rule, "--format", "concise")
            lines = [line for line in told.splitlines() if f"[{rule}]" in line]
            return "\n".join(lines)
        shutil.copytree(case, here)
        if (case / "live.json").is_file():
            told = _run(here, "diff", "declared", "live.json", "--workspace", ".", "--format", "text")
        else:
            # what a suppression hides has to be asked for a suppression to be judged
            chosen = [] if rule.startswith("suppression-") else ["--select", rule]
            told = _run(here, "lint", ".", "--workspace", ".", *chosen, "--format", "text")
            told = _section(told, "Findings") or _section(told, "Undecided")
        lines = told.strip("\n").splitlines()
        return "\n".join([*lines[:MOST_SAID], *(["…"] if len(lines) > MOST_SAID else [])])


def _section(told: str, title: str) -> str:
    blocks = told.split("\n\n")
    start = next((number for number, block in enumerate(blocks) if block.startswith(f"{title} ")), None)
    if start is None:
        return ""
    end = start + 1
    while end < len(blocks) and not blocks[end].startswith(
        ("Undecided ", "Not ", "✗", "!", "✓", "Doubts", "–")
    ):
        end += 1
    return "\n\n".join([blocks[start].partition("\n")[2], *blocks[start + 1 : end]])


def _run(folder: Path, *arguments: str) -> str:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    kept = {name: os.environ.pop(name) for name in ("FORCE_COLOR", "COLUMNS") if name in os.environ}
    try:
        with contextlib.chdir(folder), contextlib.redirect_stdout(out):
            status = main([*arguments])
    finally:
        os.environ.update(kept)
    if status not in (0, 1, 4):
        raise RuntimeError(f"natpin {' '.join(arguments)} in {folder}: status {status}")
    out.flush()
    return out.buffer.getvalue().decode("utf-8")


def committed(case: Path, repository: Path) -> None:
    """A repository with ``before`` of a case as its only commit, and ``after`` in its work tree."""
    shutil.copytree(case / "before", repository)
    git = ["git", "-c", "user.name=case", "-c", "user.email=case@example.com"]
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "before"]):
        subprocess.run([*git, *arguments], cwd=repository, check=True, capture_output=True)
    for entry in repository.iterdir():
        if entry.name != ".git":
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    shutil.copytree(case / "after", repository, dirs_exist_ok=True)


def text(found: dict[str, dict[str, Example]]) -> str:
    """The file."""
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write(root: Path) -> list[Path]:
    """Bring the file up to date; it where it changed."""
    path = root / EXAMPLES
    new = text(examples(root))
    if path.is_file() and path.read_text(encoding="utf-8") == new:
        return []
    path.write_text(new, encoding="utf-8")
    return [path]
