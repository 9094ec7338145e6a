"""docs/messages.md: every text that natpin tells a user, once, for whoever reviews or translates them.

Texts of rules come from the policies. Texts of code are found where they are made: what is raised, what is unknown and why,
what was skipped, what is doubted, a notice, a warning.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from natpin.policy.load import built_in

_ARGUMENTS = {
    "Unknown": (0, 2), "Doubt": (1, 2), "Skipped": (1,), "Cause": (0, 2), "Related": (0,), "wrong": (0,), "blame": (0,),
    "ConfigError": (0,), "InputError": (0,), "PolicyError": (0,), "CloudError": (0,), "Rejected": (0,), "Refused": (0,),
    "Unreachable": (0,), "StillRunning": (0,), "PlatformError": (0,), "EvalError": (0,),
}  # fmt: skip
"""What makes a text, and which of its arguments are texts."""
_KEYWORDS = ("reason", "settle_by", "message", "help", "description")

_START = """\
# Messages

Written by `make docs`. Every text that natpin tells a user stands here once: those of the rules, then those of the code, by the
folder that makes them. `{…}` is filled in by the run. How they are worded is told in
[CONTRIBUTING.md](../CONTRIBUTING.md#style): the consequence first, the author's own names, standard words, one sentence for one
fact, and what to do at the end of every unknown.
"""


def page(root: Path) -> str:
    """The page as the sources have it now."""
    parts = [_START, "\n## Rules\n\n| Rule | Message | Fix |\n| --- | --- | --- |\n"]
    for policy in built_in(root / "policies").policies:
        fix = policy.fix.description if policy.fix else ""
        parts.append(f"| `{policy.id}` | {_cell(policy.message)} | {_cell(fix)} |\n")
    seen: set[str] = set()
    for room, files in _rooms(root / "src" / "natpin"):
        texts = [text for file in files for text in _texts(file)]
        new = [text for text in dict.fromkeys(texts) if text not in seen]
        seen.update(new)
        if new:
            parts.append(f"\n## {room}\n\n" + "".join(f"- {_cell(text)}\n" for text in sorted(new)))
    return "".join(parts)


def write(root: Path) -> list[Path]:
    """Writes the page; the files that changed."""
    path = root / "docs" / "messages.md"
    new = page(root)
    if path.exists() and path.read_text(encoding="utf-8") == new:
        return []
    path.write_text(new, encoding="utf-8")
    return [path]


def _rooms(package: Path) -> Iterator[tuple[str, list[Path]]]:
    rooms: dict[str, list[Path]] = {}
    for path in sorted(package.rglob("*.py")):
        named = path.relative_to(package).parts
        rooms.setdefault(named[0].removesuffix(".py"), []).append(path)
    yield from sorted(rooms.items())


def _texts(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        wanted = [node.args[at] for at in _ARGUMENTS.get(called, ()) if at < len(node.args)]
        if called in _ARGUMENTS or called in ("add_argument", "ArgumentParser", "add_parser"):
            wanted += [one.value for one in node.keywords if one.arg in _KEYWORDS]
        for one in wanted:
            yield from _written(one)


def _written(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may be; one that is worked out elsewhere is told where it is made."""
    if isinstance(node, ast.IfExp):
        yield from _written(node.body)
        yield from _written(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from _written(one)
    else:
        text = " ".join(_pieces(node).split())
        if re.search(r"[a-z]{2}.* .*[a-z]{2}", re.sub(r"\{…\}", "", text)):
            yield text


def _pieces(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_pieces(value) for value in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _pieces(left) + _pieces(right)
        case ast.FormattedValue():
            return "{…}"
        case _:
            return "{…}"


def _cell(text: str) -> str:
    """As Markdown shows it: nothing in a text is markup of the page."""
    text = " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
    return re.sub(r"([*_\[\]#])", r"\\\1", text) if "`" not in text else text.replace("[", "\\[")
