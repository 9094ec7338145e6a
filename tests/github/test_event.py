"""The event of a run, from real payloads and from broken ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.github.admission import apply_refusal, sign_in_refusal
from natpin.github.event import Event, Kind, read_event

EVENTS = Path(__file__).parent / "events"
HEAD, BASE = "ec26c3e57ca3a959ca5aad62de7213c562f8c821", "f95f852bd8fca8fcc58a9a2d6c842781e32a215e"
MERGE = "1" * 40
ENVIRONMENT = {
    "GITHUB_REPOSITORY": "Codertocat/Hello-World",
    "GITHUB_SHA": MERGE,
    "GITHUB_RUN_ID": "12345678901",
    "GITHUB_RUN_NUMBER": "7",
    "GITHUB_RUN_ATTEMPT": "2",
}


def payload(name: str) -> dict:
    return json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))


def event(tmp_path: Path, name: str, content: object = None, **environ: str) -> Event:
    found = {**ENVIRONMENT, "GITHUB_EVENT_NAME": name, **environ}
    if content is not None:
        file = tmp_path / "event.json"
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        found["GITHUB_EVENT_PATH"] = str(file)
    return read_event(found)


@pytest.mark.parametrize("action", ["opened", "synchronize", "closed", "converted_to_draft"])
@pytest.mark.parametrize("kind", [Kind.PULL_REQUEST, Kind.PULL_REQUEST_TARGET])
def test_a_pull_request_is_about_its_head_not_the_merge_commit(tmp_path, kind, action):
    found = event(tmp_path, kind.value, payload(f"pull_request.{action}"))
    assert (found.kind, found.action, found.head_sha, found.base_sha) == (kind, action, HEAD, BASE)
    assert (found.sha, found.pull_request.number) == (MERGE, 2)
    assert (found.pull_request.fork, found.read_only_token, found.may_comment) == (False, False, True)
    assert found.pull_request.draft is (action == "converted_to_draft")
    assert found.pull_request.state == ("closed" if action == "closed" else "open")
    assert found.notes == ()
    assert found.run_url == "https://github.com/Codertocat/Hello-World/actions/runs/12345678901"


@pytest.mark.parametrize("head", [None, {"full_name": "stranger/Hello-World"}, {}, {"full_name": 5}])
def test_a_fork_and_a_deleted_head_have_a_read_only_token(tmp_path, head):
    content = payload("pull_request.opened")
    content["pull_request"]["head"]["repo"] = head
    found = event(tmp_path, "pull_request", content)
    assert (found.pull_request.fork, found.read_only_token, found.untrusted_code) == (True, True, True)
    target = event(tmp_path, "pull_request_target", content)
    assert (target.read_only_token, target.untrusted_code) == (False, True)


def test_a_head_in_the_same_repository_is_none_however_it_is_spelled(tmp_path):
    content = payload("pull_request.opened")
    content["pull_request"]["head"]["repo"]["full_name"] = "codertocat/hello-world"
    assert not event(tmp_path, "pull_request", content).pull_request.fork


def test_dependabot_has_the_token_that_the_workflow_gives_it(tmp_path):
    found = event(tmp_path, "pull_request", payload("pull_request.opened"), GITHUB_ACTOR="dependabot[bot]")
    assert (found.dependabots, found.read_only_token, found.untrusted_code) == (True, False, False)


@pytest.mark.parametrize(
    ("name", "file", "head", "base"),
    [
        ("merge_group", "merge_group", "2ffea6db159f6b6c47a24e778fb9ef40cf6b1c7d", "380387fbc80638b734a49e1be1c4dfec1c01b33c"),
        ("push", "push", "6113728f27ae82c7b1a177c8d03f9e96e0adf246", None),
        ("push", "push.branch-deleted", MERGE, "6113728f27ae82c7b1a177c8d03f9e96e0adf246"),
        ("workflow_dispatch", "workflow_dispatch", MERGE, None),
        ("workflow_run", "workflow_run.without", "5779607b49aab1200488439f02372c57b4f75444", None),
    ],
)  # fmt: skip
def test_events_without_a_pull_request(tmp_path, name, file, head, base):
    found = event(tmp_path, name, payload(file))
    assert (found.head_sha, found.base_sha, found.pull_request, found.may_comment) == (
        head,
        base,
        None,
        False,
    )


def test_a_schedule_has_no_payload_to_speak_of(tmp_path):
    found = event(tmp_path, "schedule", {"schedule": "0 3 * * *"})
    assert (found.kind, found.head_sha, found.may_comment, found.notes) == (Kind.SCHEDULE, MERGE, False, ())


def test_a_workflow_run_takes_only_its_own_repositorys_pull_request(tmp_path):
    content = payload("workflow_run.with-pull-request")
    elsewhere = event(tmp_path, "workflow_run", content)
    assert elsewhere.pull_request is None
    content["repository"]["id"] = content["workflow_run"]["pull_requests"][0]["base"]["repo"]["id"]
    here = event(tmp_path, "workflow_run", content)
    assert (here.pull_request.number, here.base_sha, here.confirm_head) == (2, BASE, True)
    assert here.triggered_by == "repository_dispatch"
    content["workflow_run"]["pull_requests"] *= 2
    assert event(tmp_path, "workflow_run", content).pull_request is None


def test_an_enterprise_server(tmp_path):
    found = event(
        tmp_path,
        "push",
        payload("push"),
        GITHUB_SERVER_URL="https://github.corp.example:8443/",
        GITHUB_API_URL="https://github.corp.example:8443/api/v3",
    )
    assert found.api_url == "https://github.corp.example:8443/api/v3"
    assert found.run_url.startswith("https://github.corp.example:8443/Codertocat/")


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "is not a JSON object"),
        (b"{}", "names no pull request"),
        ({"number": "2; rm", "pull_request": 3}, "names no pull request"),
        ({"number": True, "pull_request": []}, "names no pull request"),
        ({"number": -1}, "names no pull request"),
        ({"number": 2, "pull_request": {"head": {"sha": "HEAD\n::error::"}}}, "names no head commit"),
    ],
)
def test_a_bad_payload_is_a_note(tmp_path, content, note):
    found = event(tmp_path, "pull_request", content)
    assert any(note in said for said in found.notes)
    assert found.head_sha == MERGE


def test_a_payload_that_is_not_there_or_no_file(tmp_path):
    for path in (tmp_path / "none.json", tmp_path):
        found = read_event(
            {**ENVIRONMENT, "GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(path)}
        )
        assert "could not be read" in found.notes[0]
    assert read_event({}).kind is Kind.OTHER


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://x y", "file:///etc/passwd", "https://h/\n::x::"]
)
def test_a_url_of_no_web_server_is_not_used(tmp_path, url):
    found = event(tmp_path, "push", payload("push"), GITHUB_API_URL=url)
    assert (found.api_url, len(found.notes)) == ("https://api.github.com", 1)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(
        st.sampled_from(["number", "pull_request", "head", "base", "sha", "repo", "full_name", "workflow_run",
                         "pull_requests", "repository", "id", "merge_group", "head_sha", "after", "draft"]),
        inner,
        max_size=4,
    ),
    max_leaves=20,
)  # fmt: skip


@given(_JSON, st.sampled_from([kind.value for kind in Kind]))
def test_any_payload_gives_an_event(tmp_path_factory, content, name):
    file = tmp_path_factory.getbasetemp() / "any.json"
    file.write_text(json.dumps(content))
    found = read_event({**ENVIRONMENT, "GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(file)})
    assert found.kind.value == name
    assert found.pull_request is None or found.pull_request.number > 0


@pytest.mark.parametrize(
    ("name", "file", "environment", "anyway", "refused"),
    [
        ("pull_request", "pull_request.opened", "production", True, True),
        ("pull_request", None, "production", True, True),
        ("pull_request_target", "pull_request.opened", "production", True, True),
        ("merge_group", "merge_group", "production", True, True),
        ("issue_comment", None, "production", True, True),
        ("pull_request_review", None, "production", True, True),
        ("pull_request_review_comment", "pull_request.opened", "production", True, True),
        ("commit_comment", None, "production", True, True),
        ("discussion_comment", None, "production", True, True),
        ("issues", None, "production", True, True),
        ("fork", None, "production", True, True),
        ("watch", None, "production", True, True),
        ("repository_dispatch", None, "production", True, True),
        ("an_event_of_tomorrow", None, "production", True, True),
        ("", None, "production", True, True),
        ("release", None, "production", False, False),
        ("deployment", None, "production", False, False),
        ("workflow_run", None, "production", True, True),
        ("push", "push", "", False, True),
        ("push", "push", "production", False, False),
        ("push", "push", "", True, False),
        ("schedule", None, "production", False, False),
        ("workflow_dispatch", "workflow_dispatch", "production", False, False),
        ("workflow_run", "workflow_run.without", "production", False, False),
    ],
)
def test_where_apply_may_run(tmp_path, name, file, environment, anyway, refused):
    content = payload(file) if file else None
    if name == "workflow_run" and content:
        content["workflow_run"] |= {
            "event": "push",
            "head_repository": {"full_name": "Codertocat/Hello-World"},
        }
    found = event(tmp_path, name, content)
    assert (apply_refusal(found, environment=environment, anyway=anyway) is not None) is refused


@pytest.mark.parametrize("source", ["pull_request", "pull_request_target", "merge_group"])
def test_apply_does_not_run_on_what_a_pull_request_triggered(tmp_path, source):
    content = payload("workflow_run.without")
    content["workflow_run"]["event"] = source
    assert source in apply_refusal(event(tmp_path, "workflow_run", content), environment="production")


def test_a_forks_workflow_run_names_no_pull_request_and_is_known_by_its_head_repository(tmp_path):
    content = payload("workflow_run.without")
    content["workflow_run"] |= {"event": "push", "head_repository": {"full_name": "stranger/Hello-World"}}
    found = event(tmp_path, "workflow_run", content)
    assert (found.pull_request, found.foreign, found.about_a_change) == (None, True, True)
    assert "another repository (stranger/Hello-World)" in apply_refusal(found, environment="production")
    assert "fork" in sign_in_refusal(found, "plan")
    content["workflow_run"]["head_repository"] = None
    assert event(tmp_path, "workflow_run", content).foreign, "a repository that is gone is nobody's"


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("push", True), ("schedule", True), ("workflow_dispatch", True), ("repository_dispatch", True), ("merge_group", True),
        ("issue_comment", False), ("pull_request_review", False), ("issues", False), ("deployment_status", False), ("", False),
    ],
)  # fmt: skip
def test_where_a_mode_may_sign_in(tmp_path, name, may):
    assert (sign_in_refusal(event(tmp_path, name), "plan") is None) is may
