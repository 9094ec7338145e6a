"""The tables of docs/action.md, from action.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

BEGIN, END = "<!-- {} from action.yml: make docs -->", "<!-- end of {} -->"


def written(page: str, action: dict[str, Any]) -> str:
    """The page with its tables as action.yml has them now."""
    for name, rows in (("inputs", _inputs(action)), ("outputs", _outputs(action))):
        begin, end = BEGIN.format(name), END.format(name)
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        page = f"{before}{begin}\n\n{rows}\n\n{end}{after}"
    return page


def write(root: Path) -> list[Path]:
    """Writes the page; the files that changed."""
    path = root / "docs" / "action.md"
    page = path.read_text(encoding="utf-8")
    new = written(page, yaml.safe_load((root / "action.yml").read_text(encoding="utf-8")))
    if new == page:
        return []
    path.write_text(new, encoding="utf-8")
    return [path]


def _inputs(action: dict[str, Any]) -> str:
    rows = [
        f"| `{name}` | {_cell(one['description'])} | {_code(str(one.get('default', '')))} |"
        for name, one in action["inputs"].items()
    ]
    return "\n".join(["| Input | What it says | Default |", "| --- | --- | --- |", *rows])


def _outputs(action: dict[str, Any]) -> str:
    rows = [f"| `{name}` | {_cell(one['description'])} |" for name, one in action["outputs"].items()]
    return "\n".join(["| Output | What it holds |", "| --- | --- |", *rows])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _code(text: str) -> str:
    return f"`{text}`" if text else ""
