"""What the scripts and pipelines that the user named run: it belongs to their run, wherever it lies.

``azure-pipelines.yml`` that runs ``scripts/up.sh`` says nothing of AKS itself.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from natpin.model.endings import SCRIPTS
from natpin.pipeline.file_texts import in_comment, text_of
from natpin.pipeline.script_endings import may_be_script
from natpin.pipeline.unread import key_of
from natpin.regex import late_regex
from natpin.workspace import Workspace

_RUNS = (".yml", ".yaml", ".mk", *SCRIPTS)
_ROUNDS = 3
"""How far scripts are followed that run scripts."""
_MOST_NAMED = 40
"""Named files that are looked at for what they run: who names more names folders, and what lies in them."""
_ONLY_NAMES = late_regex(
    r"(?i)(?:^|[:;&|])[ \t-]*(?:COPY|ADD|cp|mv|chmod|shellcheck|cat|rm|ls|test|echo|install|dos2unix|paths?:)[ \t][^;&|]*$"
)
"""What stands on a line before a file that is not run."""
_OPEN = late_regex(r"[$%{}()*?]")
"""A part of a path that is worked out."""
_FOLDERS = r"(?P<before>(?:[\w.${}()@:-]+[/\\])*)"


def is_run_by_named(path: str, workspace: Workspace) -> bool:
    """Whether a file that the user named runs the file at ``path``, or runs a script that does."""
    return _is_run_in(path, _named_texts(workspace))


def _is_run_in(path: str, texts: Iterable[str]) -> bool:
    name = posixpath.basename(path)
    naming = [text for text in texts if name in text]
    if not naming:
        return False
    pattern = re.compile(rf"(?<![\w.-]){_FOLDERS}{re.escape(name)}(?![\w-])")
    return any(
        is_meant(match["before"].replace("\\", "/"), path)
        and not in_comment(text, match.start())
        and not _ONLY_NAMES.search(text[text.rfind("\n", 0, match.start()) + 1 : match.start()])
        for text in naming
        for match in pattern.finditer(text)
    )


def is_meant(before: str, path: str) -> bool:
    """Whether the folders that are written before a file's name lead to it, as far as they are written."""
    written = [one for one in before.split("/") if one not in ("", ".")]
    while written and (_OPEN.search(written[0]) or written[0] == ".."):
        written.pop(0)
    if any(map(_OPEN.search, written)):
        return True
    folder = posixpath.dirname(path)
    said = "/".join(written)
    return not said or f"/{folder}".endswith(f"/{said}")


_TEXTS: WeakKeyDictionary[Workspace, list[str]] = WeakKeyDictionary()


def _named_texts(workspace: Workspace) -> list[str]:
    """The texts of the files that were named, and of the scripts that they run."""
    found = _TEXTS.get(workspace)
    if found is None:
        found = _TEXTS[workspace] = []
        more = [path for path in workspace.walk() if workspace.named(path) and _may_run(path)]
        if "." in workspace.focus:
            more = []  # whatever they run lies under what is named
        scripts = [path for path in workspace.walk() if path.endswith(SCRIPTS)] if more else []
        for _ in range(_ROUNDS):
            texts = [text for path in more[:_MOST_NAMED] if (text := text_of(path, workspace)) is not None]
            found += texts
            scripts = [path for path in scripts if path not in more]
            more = [path for path in scripts if texts and _is_run_in(path, texts)]
    return found


def _may_run(path: str) -> bool:
    return path.endswith(_RUNS) or may_be_script(key_of(path))
