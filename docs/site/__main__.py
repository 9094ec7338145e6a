"""The documentation as a site with a search that needs no server: `make site`.

The pages are the Markdown files that GitHub shows. A copy of them is laid out as they lie here; a link to a file that is no
page leads to the repository, a link to a file that is not there is an error. Sphinx makes the site and treats every warning
as an error, a link to a heading that is not there among them. Maps in the pages are drawn by a copy of Mermaid (MIT) that is
installed from npm and becomes a part of the site.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from docs.pictures.browser import have_mermaid

ROOT = Path(__file__).resolve().parents[2]
REPOSITORY = "https://github.com/OWNER/natpin/blob/main/"
ABOVE = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
"""Pages outside of docs/."""
SCHEMAS = "schemas"
"""Where the site publishes the JSON Schemas."""

_LINK = re.compile(r"(\]\()([^)\s]+)(\))")


class Broken(Exception):
    """Links that lead nowhere, one a line."""


def schemas(root: Path = ROOT) -> dict[str, Path]:
    """The JSON Schemas that natpin publishes, by the name that the site gives them."""
    found = [*(root / "src").rglob("*.schema.json"), *(root / "policies").rglob("*.schema.json")]
    return {path.name: path for path in sorted(found)}


def pages(root: Path = ROOT) -> list[Path]:
    """Every page, relative to the repository."""
    below = sorted(path.relative_to(root) for path in (root / "docs").rglob("*.md"))
    return [*map(Path, ABOVE), *(path for path in below if path.parts[1] != "site")]


def laid_out(source: Path, root: Path = ROOT) -> None:
    """Copies pages, pictures and schemas. Raises Broken."""
    known = set(pages(root))
    broken: list[str] = []
    for page in known:
        text = _linked((root / page).read_text(encoding="utf-8"), page, known, root, broken)
        target = source / page
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    if broken:
        raise Broken("\n".join(sorted(broken)))
    shutil.copytree(root / "docs/images", source / "docs/images")
    shutil.copy(root / "docs/site/index.md", source / "index.md")
    shutil.copy(root / "docs/site/conf.py", source / "conf.py")
    shutil.copytree(root / "docs/site/static", source / "static")
    for folder in (
        source / "published" / SCHEMAS,
        source / SCHEMAS,
    ):  # under their own names, and for links of pages
        folder.mkdir(parents=True)
        for name, path in schemas(root).items():
            shutil.copy(path, folder / name)


def _linked(text: str, page: Path, known: set[Path], root: Path, broken: list[str]) -> str:
    """A page whose links hold on the site, and whose maps are elements that ``static/draw.js`` finds."""
    parts = re.split(r"(^`{3,}.*?^`{3,}[ \t]*$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(
        _map(part)
        if part.startswith("```")
        else _LINK.sub(lambda one: f"{one[1]}{_target(one[2], page, known, root, broken)}{one[3]}", part)
        for part in parts
    )


def _map(fence: str) -> str:
    """A fence of Mermaid as an element, any other as it is."""
    found = re.fullmatch(r"```mermaid\n(.*)```[ \t]*", fence, re.DOTALL)
    return f'<pre class="mermaid">\n{html.escape(found[1], quote=False)}</pre>' if found else fence


def _target(link: str, page: Path, known: set[Path], root: Path, broken: list[str]) -> str:
    path, _, anchor = link.partition("#")
    if not path or re.match(r"[a-z][a-z0-9+.-]*:", path) or path.startswith("<"):
        return link
    there = Path(os.path.normpath(page.parent / path))
    if there in known or there.parts[:2] == ("docs", "images"):
        return link
    if not (root / there).exists():
        broken.append(f"{page}: {link}")
    if there.name in schemas(root) and schemas(root)[there.name] == root / there:
        up = "../" * len(page.parent.parts)
        return f"{up}{SCHEMAS}/{there.name}"
    return REPOSITORY + there.as_posix() + (f"#{anchor}" if anchor else "")


def build(target: Path, root: Path = ROOT, mermaid: Path | None = None) -> str:
    """Makes the site; what Sphinx said. Without Mermaid's file, maps stand there as text. Raises Broken."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        source.mkdir()
        laid_out(source, root)
        if mermaid is not None:
            shutil.copy(mermaid, source / "static/mermaid.min.js")
            shutil.copy(mermaid.parents[1] / "LICENSE", source / "static/mermaid.LICENSE")
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
        done = subprocess.run(
            [*command, "-d", str(Path(folder) / "doctrees"), str(source), str(target)],
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Broken(done.stderr.replace(str(source) + "/", "") + done.stdout)
    return done.stderr


def main() -> int:
    """Builds into the folder that is named, else .site."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".site")
    try:
        build(target, mermaid=have_mermaid())
    except Broken as error:
        print(error, file=sys.stderr)
        return 1
    index = (target / "searchindex.js").read_text(encoding="utf-8")
    found = json.loads(index[index.index("{") : index.rindex("}") + 1])
    print(f"{len(found['docnames'])} pages, {len(found['terms'])} words to search for: {target}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
