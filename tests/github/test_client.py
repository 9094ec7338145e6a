"""What a call to GitHub may come to, and what is made of it."""

from __future__ import annotations

import pytest
from github_server import Fault

from natpin.github.advice import COMMENT, advice
from natpin.github.client import Patience
from natpin.github.trouble import CallFailed, Trouble

ANSWERS = [
    ({"status": 401, "body": {"message": "Bad credentials"}}, Trouble.BAD_TOKEN, "401 Bad credentials"),
    ({"status": 403, "body": {"message": "Resource not accessible by integration"}}, Trouble.DENIED, "403 Resource not"),
    ({"status": 403, "body": {"message": "Unable to create comment because issue is locked."}}, Trouble.LOCKED, "403 Unable"),
    ({"status": 403, "body": {"message": "Repository was archived so is read-only."}}, Trouble.LOCKED, "403 Repository"),
    ({"status": 403, "body": {"message": "Repository was archived so is read-only and unable to create comment because issue is locked."}}, Trouble.LOCKED, "403 Repository"),
    ({"status": 403, "body": {"message": "Repository access blocked"}}, Trouble.LOCKED, "403 Repository access blocked"),
    ({"status": 403, "body": {"message": "Resource not accessible by personal access token"}}, Trouble.DENIED, "403 Resource not"),
    # the last request of the hour, refused for another reason
    ({"status": 403, "body": {"message": "Resource not accessible by integration"}, "headers": {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9999999999"}}, Trouble.DENIED, "403 Resource not"),
    ({"status": 403, "body": {"message": "Unable to create comment because issue is locked."}, "headers": {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9999999999"}}, Trouble.LOCKED, "403 Unable"),
    ({"status": 429, "body": {"message": "API rate limit exceeded for installation ID 1."}, "headers": {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9999999999"}}, Trouble.LIMITED, "the rate limit lasts"),
    ({"status": 422, "body": {"message": "Validation Failed", "errors": [{"code": "custom", "message": "was submitted too quickly"}]}, "headers": {"Retry-After": "999"}}, Trouble.SECONDARY, "the rate limit lasts"),
    ({"status": 451, "body": {"message": "Repository access blocked"}}, Trouble.LOCKED, "451 Repository access blocked"),
    ({"status": 413, "body": {"message": "Payload Too Large"}}, Trouble.INVALID, "413 Payload"),
    ({"status": 403, "headers": {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9999999999"}}, Trouble.LIMITED, "the rate limit lasts"),
    ({"status": 403, "body": {"message": "You have exceeded a secondary rate limit"}, "headers": {"Retry-After": "999"}}, Trouble.SECONDARY, "the rate limit lasts"),
    ({"status": 404, "body": {"message": "Not Found"}}, Trouble.MISSING, "404 Not Found"),
    ({"status": 410, "body": {"message": "Issues are disabled"}}, Trouble.MISSING, "410 Issues"),
    (
        {"status": 422, "body": {"message": "Validation Failed", "errors": [{"code": "custom", "message": "too long"}, "x", 5]}},
        Trouble.INVALID, "422 Validation Failed: custom too long; x; 5",
    ),
    ({"status": 422, "body": "<html>" + "no" * 999}, Trouble.INVALID, "422 "),
    ({"status": 500, "body": "<html>"}, Trouble.UNREACHABLE, "500 "),
    ({"drop": True}, Trouble.UNREACHABLE, "ConnectionError"),
    ({"status": 200, "body": "<html>a proxy's page</html>"}, Trouble.UNREACHABLE, "unexpected answer"),
    ({"status": 301, "headers": {"Location": "https://evil.example/x"}}, Trouble.UNREACHABLE, "unexpected answer"),
    ({"status": 429, "headers": {"Retry-After": "9999"}}, Trouble.SECONDARY, "the rate limit lasts"),
    ({"status": 403, "headers": {"Retry-After": "soon"}, "body": {"message": "abuse detection"}}, Trouble.SECONDARY, "the rate limit lasts"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "trouble", "said"), ANSWERS)
def test_every_failure_has_a_kind_and_a_sentence(server, client, waits, fault, trouble, said):
    server.faults = [Fault("GET", "/user", times=9, **fault)]
    with pytest.raises(CallFailed) as failed:
        client().get("learn who we are", "/user")
    assert failed.value.trouble is trouble
    assert str(failed.value).startswith("GitHub: could not learn who we are: ")
    assert said in failed.value.detail
    assert len(failed.value.detail) < 400
    assert sum(waits) <= 120


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        ({"errors": [{"type": "FORBIDDEN", "message": "no"}]}, Trouble.DENIED),
        (
            {"errors": [{"type": "FORBIDDEN", "message": "Repository was archived so is read-only"}]},
            Trouble.LOCKED,
        ),
        ({"errors": [{"message": "You have exceeded a secondary rate limit."}]}, Trouble.SECONDARY),
        ({"errors": [{"type": "NOT_FOUND", "message": "no"}]}, Trouble.MISSING),
        ({"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}, Trouble.LIMITED),
        ({"errors": [{"message": "a"}, {"message": "b"}]}, Trouble.INVALID),
        ({"data": None}, Trouble.UNREACHABLE),
        ({}, Trouble.UNREACHABLE),
        ([], Trouble.UNREACHABLE),
    ],
)
def test_graphql_says_its_errors_inside_a_200(server, client, body, trouble):
    server.faults = [Fault("POST", "/graphql", status=200, body=body, times=9)]
    with pytest.raises(CallFailed) as failed:
        client().graphql("look", "{ viewer { login } }", {})
    assert failed.value.trouble is trouble


def test_no_failure_repeats_the_token(server, client):
    for fault, _, _ in ANSWERS:
        server.faults = [Fault("GET", "/user", times=9, **fault)]
        with pytest.raises(CallFailed) as failed:
            client("ghs_fork").get("x", "/user")
        assert "ghs_fork" not in f"{failed.value} {failed.value.__cause__!r}"


def test_attempts_and_waits_are_bounded(server, client, waits):
    server.faults = [Fault("GET", "/user", status=503, times=99)]
    one = client(patience=Patience(attempts=3, total_wait=4, between_writes=0))
    for _ in range(3):
        with pytest.raises(CallFailed):
            one.get("x", "/user")
    assert server.count() <= 9
    assert sum(waits) <= 4


@pytest.mark.parametrize(
    ("trouble", "detail", "todo"),
    [
        (Trouble.BAD_TOKEN, "401 Bad credentials", "renew the secret"),
        (Trouble.LOCKED, "403 issue is locked", "unlock it"),
        (Trouble.LOCKED, "403 Repository was archived", "unarchive it"),
        (Trouble.DENIED, "403 Resource not accessible by integration", "permissions: pull-requests: write"),
        (Trouble.DENIED, "403 Resource protected by organization SAML enforcement", "authorise the token"),
        (Trouble.DENIED, "403 the organization has an IP allow list enabled", "add the runner's address"),
        (Trouble.DENIED, "403 Advanced Security must be enabled", "switch it on"),
        (Trouble.LOCKED, "403 Repository access blocked", "ask GitHub's support"),
        (Trouble.LOCKED, "403 repository has been locked for migration", "run the job again afterwards"),
        (
            Trouble.DENIED,
            "403 Code Security must be enabled for this repository to use code scanning.",
            "switch it on",
        ),
        (Trouble.DENIED, "403 Sorry. Your account was suspended.", "use the job's own token"),
        (Trouble.MISSING, "410 Issues are disabled for this repo", "`issue: false`"),
        (Trouble.MISSING, "404 Not Found", "does not reach this repository"),
        (Trouble.SECONDARY, "the rate limit lasts until 10:00:00Z", "max-parallel"),
        (Trouble.LIMITED, "the rate limit lasts until 10:00:00Z", "later"),
        (Trouble.INVALID, "422 too long", "report it"),
        (Trouble.UNREACHABLE, "502", "run the job again"),
    ],
)
def test_every_trouble_says_what_to_do(trouble, detail, todo):
    assert todo in advice(CallFailed("comment", trouble, detail), COMMENT)


@pytest.mark.parametrize(
    ("trouble", "status", "todo"),
    [
        (Trouble.MISSING, 410, "it was deleted on GitHub"),
        (Trouble.INVALID, 413, "larger than GitHub takes"),
        (Trouble.LOCKED, 451, "GitHub has blocked the repository"),
    ],
)
def test_a_status_alone_says_what_to_do(trouble, status, todo):
    assert todo in advice(CallFailed("comment", trouble, f"{status} x", status), COMMENT)
