"""Whatever a stranger's commit says, through every output of the Action: stdout, stderr, outputs, summary, comment,
SARIF, report files. The corpus is the reporters' own."""

from __future__ import annotations

import base64
import gzip
import json
import re

import pytest
from action_step import payload
from hostile_checks import check_markdown, check_stream
from hostile_corpus import CORPUS, reporters, stranger
from runner_log import obeyed

from natpin.comments.marker import read_mark

ATTEMPTS = list(CORPUS.items())
GROUPS = [dict(ATTEMPTS[start : start + 6]) for start in range(0, len(ATTEMPTS), 6)]


@pytest.mark.parametrize("attempts", GROUPS, ids=lambda group: f"{next(iter(group))}…")
def test_nothing_gets_through(step, server, attempts):
    server.hub.add_pull("a" * 40)
    text = next(iter(attempts.values())).encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    env = {"GITHUB_HEAD_REF": text[:200], "GITHUB_WORKFLOW": text[:200], "GITHUB_ACTOR": text[:200]}
    ran = step(
        {"sarif": "upload", "comment": "always", "format": "json, markdown, junit, codequality, text"},
        files=stranger(attempts),
        event="pull_request",
        body=payload("pull_request.opened"),
        server=server,
        env=env,
    )
    assert ran.status in (1, 4), ran.stdout[:3000]
    check_stream(ran.stdout)
    check_stream(ran.stderr)
    assert {name for name in ran.outputs if not re.fullmatch("[a-z-]+", name)} == set()
    json.loads(ran.outputs["egress-ips"])
    assert int(ran.outputs["findings-error"]) > 0
    check_markdown(ran.summary)
    (comment,) = server.hub.comments.values()
    assert read_mark(comment.body) is not None
    assert len(comment.body) <= 60_000
    check_markdown(comment.body)
    for name, check in (
        ("report-json", reporters.check_json),
        ("report-junit", reporters.check_xml),
        ("report-codequality", reporters.check_json),
        ("report-text", reporters.check_text),
        ("report-sarif", reporters.check_json),
    ):
        check((ran.workspace / ran.outputs[name]).read_text("utf-8"))
    (upload,) = server.hub.sarifs.values()
    sarif = gzip.decompress(base64.b64decode(str(upload["sarif"]))).decode()
    reporters.check_json(sarif)


@pytest.mark.parametrize(
    "name", ["command-error", "command-legacy", "ansi-clear", "output-delimiter", "html-script"]
)
def test_errors_are_text_too(step, name):
    """natpin.yaml that cannot be used: its words come back in an error."""
    text = CORPUS[name].encode("utf-8", "replace").decode()
    ran = step(files={"natpin.yaml": json.dumps({"profile": text}), "main.tf": ""})
    assert ran.status == 2
    check_stream(ran.stdout)
    check_stream(ran.stderr)
    check_markdown(ran.summary)


def test_the_corpus_would_be_noticed():
    """The runner's model obeys what the corpus tries: a check that cannot fail proves nothing."""
    obeyed_raw = {one.name for text in CORPUS.values() if "stop-commands" not in text for one in obeyed(text)}
    assert {"error", "set-output"} <= obeyed_raw
