"""Checks, SARIF upload, changed lines, identity tokens, against the local GitHub."""

from __future__ import annotations

import base64
import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from github_server import Fault
from hypothesis import given
from hypothesis import strategies as st

from natpin.errors import PlatformError
from natpin.github import oidc
from natpin.github.checks import CheckAnnotation, Conclusion, Level, plan_id, publish_check, recorded_plan
from natpin.github.pull import changed_files, changed_lines
from natpin.github.sarif import UploadState, upload_sarif, upload_state

A = "a" * 40


def check(client, server, annotations=(), **options):
    return publish_check(
        client(options.pop("token", "ghs_actions")), server.hub.repository, A, "natpin", Conclusion.FAILURE,
        title="2 findings", summary=options.pop("summary", "leaves from two IPs"), annotations=annotations, **options,
    )  # fmt: skip


def notes(count: int) -> list[CheckAnnotation]:
    return [CheckAnnotation("a.tf", number + 1, Level.WARNING, f"m{number}", "t") for number in range(count)]


@pytest.mark.parametrize(("count", "calls"), [(0, 1), (50, 1), (51, 3), (120, 4)])
def test_annotations_go_in_batches_and_the_conclusion_last(server, client, count, calls):
    done = check(client, server, notes(count))
    (made,) = server.hub.checks.values()
    assert (done.published, done.annotations, server.count()) == (True, count, calls)
    assert (made["status"], made["conclusion"]) == ("completed", "failure")
    assert [one["message"] for one in server.hub.annotations[done.check_id]] == [
        f"m{n}" for n in range(count)
    ]


def test_more_annotations_than_readers_want_are_counted(server, client):
    done = check(client, server, notes(1003))
    assert done.annotations == 1000
    (made,) = server.hub.checks.values()
    assert "3 more annotations" in made["output"]["summary"]


def test_odd_annotations_are_made_acceptable(server, client):
    odd = [
        CheckAnnotation("a.tf", 0, Level.NOTICE, "", end_line=-1, column=3),
        CheckAnnotation("a.tf", 4, Level.FAILURE, "m" * 70_000, "t" * 300, 9, 3, 1),
        CheckAnnotation("a.tf", 4, Level.FAILURE, "m", column=5, end_column=2),
    ]
    assert check(client, server, odd, summary="\U0001f600" * 70_000).published
    first, second, third = next(iter(server.hub.annotations.values()))
    assert (first["start_line"], first["end_line"], first["start_column"]) == (1, 1, 3)
    assert "start_column" not in second
    assert (third["start_column"], third["end_column"]) == (5, 5)


def test_a_lost_batch_does_not_leave_the_check_yellow(server, client):
    server.faults = [Fault("PATCH", "/check-runs/", status=422, body={"message": "no"}, skip=0)]
    done = check(client, server, notes(120))
    assert (done.published, done.annotations) == (True, 70)
    assert "422 no" in done.detail
    assert next(iter(server.hub.checks.values()))["conclusion"] == "failure"


@pytest.mark.parametrize("fault", [{"status": 502, "lost": True}, {"lost": True}, {"status": 502}])
def test_a_check_is_made_once(server, client, fault):
    server.faults = [Fault("POST", "/check-runs$", **fault)]
    assert check(client, server).published
    assert len(server.hub.checks) == 1


def test_without_permission_a_check_is_not_published_and_says_why(server, client):
    done = check(client, server, token="ghs_fork")
    assert (done.published, "Resource not accessible" in done.detail) == (False, True)


def test_a_plans_fingerprint_travels_in_the_check(server, client):
    assert recorded_plan(client(), server.hub.repository, A, "natpin") is None
    check(client, server)
    assert recorded_plan(client(), server.hub.repository, A, "natpin") is None
    check(client, server, external_id=plan_id("sha256:0123456789ab"))
    assert recorded_plan(client(), server.hub.repository, A, "natpin") == "sha256:0123456789ab"
    assert recorded_plan(client(), server.hub.repository, "b" * 40, "natpin") is None


# SARIF

SARIF = json.dumps({"version": "2.1.0", "runs": []})


def upload(client, server, sarif=SARIF, token="ghs_actions"):
    return upload_sarif(client(token), server.hub.repository, sarif, commit_sha=A, ref="refs/pull/1/merge")


def test_sarif_arrives_whole(server, client):
    sent = upload(client, server)
    assert sent.state is UploadState.ACCEPTED
    held = server.hub.sarifs[sent.id]
    assert (held["log"], held["ref"], held["commit_sha"]) == (json.loads(SARIF), "refs/pull/1/merge", A)
    assert upload_state(client(), server.hub.repository, sent).state is UploadState.COMPLETE
    held |= {"status": "failed", "errors": ["rule without id"]}
    failed = upload_state(client(), server.hub.repository, sent)
    assert (failed.state, failed.detail) == (UploadState.REJECTED, "rule without id")
    held |= {"status": "pending", "errors": None}
    assert upload_state(client(), server.hub.repository, sent).state is UploadState.ACCEPTED


@pytest.mark.parametrize(
    ("status", "message", "state"),
    [
        (403, "Advanced Security must be enabled for this repository", UploadState.DENIED),
        (404, "Not Found", UploadState.DENIED),
        (400, "Invalid SARIF", UploadState.REJECTED),
        (413, "Payload Too Large", UploadState.TOO_LARGE),
        (503, "Service unavailable", UploadState.FAILED),
    ],
)
def test_what_github_may_say_of_sarif(server, client, status, message, state):
    server.faults = [Fault("POST", "/sarifs$", status=status, body={"message": message}, times=9)]
    sent = upload(client, server)
    assert (sent.state, message in sent.detail) == (state, True)


def test_sarif_that_is_none_and_without_permission(server, client):
    assert upload(client, server, "not json").state is UploadState.REJECTED
    assert upload(client, server, token="ghs_fork").state is UploadState.DENIED


def test_sarif_too_large_is_not_sent(server, client, monkeypatch):
    monkeypatch.setattr("natpin.github.sarif.LARGEST_UPLOAD", 10)
    assert upload(client, server).state is UploadState.TOO_LARGE
    assert server.count() == 0


def test_secrets_are_taken_out_before_anything_is_sent(server, client):
    def clean(text: str) -> str:
        return text.replace("hunter2", "***")

    one = client(clean=clean)
    publish_check(one, server.hub.repository, A, "natpin", Conclusion.NEUTRAL, title="hunter2", summary="hunter2",
                  annotations=[CheckAnnotation("a", 1, Level.NOTICE, "hunter2", "hunter2")])  # fmt: skip
    sent = upload_sarif(one, server.hub.repository, '{"a": "hunter2"}', commit_sha=A, ref="refs/heads/main")
    assert "hunter2" not in json.dumps([*server.hub.checks.values(), *server.hub.annotations.values()])
    assert server.hub.sarifs[sent.id]["log"] == {"a": "***"}
    packed = server.hub.sarifs[sent.id]["sarif"]
    assert gzip.decompress(base64.b64decode(packed)) == b'{"a": "***"}'


# Changed lines


def file(
    path: str, patch: str | None, status: str = "modified", previous: str | None = None
) -> dict[str, object]:
    url = "https://example.com/x"
    shape: dict[str, object] = {"filename": path, "status": status, "sha": A, "additions": 0, "deletions": 0,
                                "changes": 0, "blob_url": url, "raw_url": url, "contents_url": url}  # fmt: skip
    if patch is not None:
        shape["patch"] = patch
    if previous:
        shape["previous_filename"] = previous
    return shape


def test_changed_files_over_several_pages(server, client):
    patch = "@@ -1,3 +1,4 @@ resource\n a\n-b\n+B\n+C\n d"
    listed = [file("a.tf", patch), file("new.tf", patch, "renamed", "old.tf"), file("logo.png", None)]
    server.hub.add_pull(A, files=[*listed, *(file(f"f{n}.txt", "@@ -1 +1 @@\n-a\n+b") for n in range(150))])
    changed = changed_files(client(), server.hub.repository, 1)
    assert (len(changed.files), changed.complete, server.count()) == (153, True, 2)
    assert changed.files["new.tf"].previous_path == "old.tf"
    assert [changed.touches("a.tf", line) for line in (1, 2, 3, 4)] == [False, True, True, False]
    assert changed.touches("a.tf", 1, 2)
    assert changed.touches("logo.png", 99)
    assert not changed.touches("untouched.tf", 1)


@pytest.mark.parametrize(
    ("patch", "lines"),
    [
        ("", []),
        ("@@ -0,0 +1,2 @@\n+a\n+b\n\\ No newline at end of file", [1, 2]),
        ("@@ -5,2 +5,0 @@\n-a\n-b", []),
        ("@@ -1 +1 @@\n-a\n+b\n@@ -9,1 +9,2 @@\n x\n+y", [1, 10]),
        ("+++ not a header\n@@ nonsense\n+x", []),
        ("@@ -1 +99999999999999999999 @@\n+x", []),
    ],
)
def test_lines_of_a_patch(patch, lines):
    assert [line for span in changed_lines(patch) for line in span] == lines


@given(st.text(alphabet="@-+, 019\n\\x", max_size=200))
def test_any_patch_gives_ascending_lines(patch):
    for span in changed_lines(patch):
        assert span.start < span.stop


# Identity


@pytest.fixture
def issuer():
    """GitHub's token endpoint: answers what the test says, one after the other."""
    answers: list[tuple[int, bytes]] = []
    asked: list[tuple[str, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers.get("Authorization")))
            status, body = answers.pop(0)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        environ = {
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"http://127.0.0.1:{server.server_address[1]}/token?api-version=2.0",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "request-token",
        }
        yield answers, asked, environ
        server.shutdown()
        thread.join()


def test_an_assertion_is_fetched_anew_each_time_and_masked_first(issuer):
    answers, asked, environ = issuer
    answers += [(200, b'{"value": "one"}'), (200, b'{"value": "two"}')]
    learned: list[str] = []
    ask = oidc.assertion(environ=environ, learned=learned.append)
    assert [ask(), ask()] == ["one", "two"] == learned
    assert asked[0] == (
        "/token?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange",
        "Bearer request-token",
    )


def test_an_assertion_is_retried_with_bounds(issuer):
    answers, _, environ = issuer
    waits: list[float] = []
    answers += [(503, b""), (429, b""), (200, b'{"value": "late"}')]
    assert oidc.assertion(environ=environ, sleep=waits.append)() == "late"
    answers += [(500, b"secret body")] * 4
    with pytest.raises(PlatformError, match=r"no identity token: status 500$"):
        oidc.assertion(environ=environ, sleep=waits.append)()
    assert waits == [1.0, 2.0, 1.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("answer", "why"),
    [((403, b"{}"), "status 403"), ((200, b"<html>"), "holds none"), ((200, b'{"value": 5}'), "holds none"),
     ((200, b'{"value": ""}'), "holds none"), ((200, b"[]"), "holds none")],
)  # fmt: skip
def test_no_assertion_says_why(issuer, answer, why):
    answers, _, environ = issuer
    answers.append(answer)
    with pytest.raises(PlatformError, match=why):
        oidc.assertion(environ=environ)()


def test_a_job_without_the_permission_is_told_which():
    assert not oidc.available({})
    with pytest.raises(PlatformError, match="id-token: write"):
        oidc.assertion(environ={})()
    with pytest.raises(PlatformError, match="web server"):
        oidc.assertion(
            environ={
                "ACTIONS_ID_TOKEN_REQUEST_URL": "file:///etc/passwd",
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "t",
            }
        )()


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "a.W10.c", "...", "a.////.c", "a.\u00fc.c"])
def test_claims_of_what_is_no_token(token):
    assert oidc.claims(token) == {}


def test_claims_tell_the_subject():
    said = base64.urlsafe_b64encode(b'{"sub": "repo:o/r:environment:prod"}').decode().rstrip("=")
    assert oidc.claims(f"h.{said}.s") == {"sub": "repo:o/r:environment:prod"}
