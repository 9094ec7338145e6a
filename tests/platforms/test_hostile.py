"""Every attempt of the Action's own corpus, through the command, as a note and as a thread."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from platform_server import GitLab
from platform_server.pipeline import Pipeline
from platform_server.repository import BEFORE, git

sys.path.insert(0, str(Path(__file__).parents[1] / "action"))

from hostile_corpus import CORPUS, reporters, stranger

QUICK = {
    "merge": "/merge",
    "approve": "x\n/approve\n",
    "title": "\n\n/title pwned",
    "reference": '!12 ~bug %"v1" &3 $4 #5 @root group/project!7',
}
GROUPS = [dict(list(CORPUS.items())[start : start + 15]) for start in range(0, len(CORPUS), 15)]


@pytest.mark.parametrize("attempts", [QUICK, *GROUPS], ids=lambda group: f"{next(iter(group))}…")
def test_nothing_gets_through(server, tmp_path, monkeypatch, capsys, attempts):
    pipeline = Pipeline(server, tmp_path, monkeypatch, capsys)
    for name, content in stranger(attempts).items():
        (pipeline.origin / name).parent.mkdir(parents=True, exist_ok=True)
        (pipeline.origin / name).write_text(content)
    git(pipeline.origin, "add", ".")
    pipeline.push(BEFORE, "a stranger's")
    status, log = pipeline.job("--comment", "always")
    assert status in (0, 1, 4), log
    (body,) = pipeline.comments
    assert body.count("<!-- natpin") == 1
    assert not any(line.lstrip().startswith("/") for line in body.splitlines())
    assert getattr(server, "acted", []) == []
    _, _, shown = body.partition("\n")
    for token in reporters.flat(reporters.MARKDOWN.parse(shown)):
        assert token.type not in ("image", "s_open", "code_block"), token
        if token.type == "link_open":
            assert token.attrs["href"].startswith(f"{server.root}/"), token
        if token.type == "text":
            assert "@root" not in token.content
            assert "!12" not in token.content
    commands = [line for line in log.splitlines() if "##vso[" in line.lower()]
    assert all(line.startswith("##vso[task.") for line in commands)
    assert bool(commands) is not isinstance(server, GitLab)
    assert "\x1b" not in log
