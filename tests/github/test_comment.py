"""The sticky comment against the local GitHub."""

from __future__ import annotations

import pytest
from github_server import Fault, GithubServer

from natpin.comments.marker import Mark, Standing, content_of, digest_of, read_mark
from natpin.comments.sections import Section
from natpin.github.comment import Outcome, Published, publish

A, B, C = "a" * 40, "b" * 40, "c" * 40
COMMENTS = r"/issues/\d+/comments$"


def standing(run: int, sha: str = A, attempt: int = 1) -> Standing:
    return Standing(sha, run, attempt, run - 100, f"https://github.example/runs/{run}")


def say(
    client, server: GithubServer, text: str, run: int, sha: str = A, key: str = "main", **options
) -> Published:
    number = next(issue.number for issue in server.hub.issues.values() if issue.pull)
    return publish(
        client, server.hub.repository, number, key, [Section("map", text)], standing(run, sha), **options
    )


def shown(server: GithubServer) -> list[str]:
    """What people read: the visible comments' content."""
    return [content_of(comment.body) for comment in server.hub.visible(1)]


@pytest.fixture
def pull(server: GithubServer):
    return server.hub.add_pull(A)


def test_made_once_then_left_alone_when_nothing_changed(server, client, pull):
    made = say(client(), server, "one way out", 101)
    assert (made.outcome, server.count()) == (Outcome.CREATED, 3)
    again = say(client(), server, "one way out", 101)
    assert (again.outcome, again.comment_id) == (Outcome.UNCHANGED, made.comment_id)
    assert server.tally()["PATCH"] == 0


def test_same_result_for_a_newer_commit_moves_the_commit_on(server, client, pull):
    say(client(), server, "one way out", 101, A)
    assert say(client(), server, "one way out", 102, B).outcome is Outcome.REAFFIRMED
    (comment,) = server.hub.comments.values()
    assert read_mark(comment.body).standing == Standing(B, 102, 1, 2)
    assert "commit bbbbbbbbbb" in comment.body


def test_one_comment_per_key(server, client, pull):
    for key in ("main", "dev", "main", "a b/-->ü", "a b/-->ü"):
        say(client(), server, f"of {key[:4]}", 101, key=key)
    assert shown(server) == ["of main", "of dev", "of a b/"]


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        (standing(102), standing(101), "first"),
        (standing(102, attempt=2), standing(102, attempt=1), "first"),
        (standing(102), standing(102, attempt=2), "second"),
        (standing(102), standing(103), "second"),
        (standing(102), standing(102), "second"),
    ],
)
def test_never_older_over_newer(server, client, pull, first, second, left):
    for text, whose in (("first", first), ("second", second)):
        publish(client(), server.hub.repository, pull.number, "k", [Section("map", text)], whose)
    assert shown(server) == [left]


@pytest.mark.parametrize(
    "body", ["", "   ", "{marker}\nmine, says a stranger", "> {marker}\nquoted", "x\n{marker}\ny"]
)
def test_others_may_type_the_marker(server, client, pull, body):
    forged = Mark("main", standing(999), digest_of("mine, says a stranger")).written()
    theirs = server.hub.add_comment(server.hub.stranger, 1, body.format(marker=forged))
    before = theirs.body
    assert say(client(), server, "one way out", 101).outcome is Outcome.CREATED
    assert say(client(), server, "two ways out", 102).outcome is Outcome.UPDATED
    assert theirs.body == before
    assert shown(server)[1:] == ["two ways out"]


def test_a_comment_whose_author_is_gone_is_not_ours(server, client, pull):
    server.hub.add_comment(server.hub.bot, 1, Mark("main", standing(5), "0").written()).author = None
    assert say(client(), server, "one way out", 101).outcome is Outcome.CREATED


def test_an_edited_comment_is_put_right(server, client, pull):
    say(client(), server, "one way out", 101)
    (comment,) = server.hub.comments.values()
    server.hub.edit(comment, comment.body.replace("one", "no"))
    assert say(client(), server, "one way out", 101).outcome is Outcome.UPDATED
    assert shown(server) == ["one way out"]


def test_resolved_when_all_is_well_and_shown_again_when_not(server, client, pull):
    say(client(), server, "trouble", 101)
    assert say(client(), server, "all is well", 102, all_well=True).outcome is Outcome.UPDATED
    (comment,) = server.hub.comments.values()
    assert comment.minimized == "resolved"
    before = server.count()
    assert say(client(), server, "all is well", 102, all_well=True).outcome is Outcome.UNCHANGED
    assert server.count() - before == 2
    say(client(), server, "trouble", 103)
    assert (comment.minimized, shown(server)) == (None, ["trouble"])


def test_a_comment_hidden_by_a_person_stays_hidden(server, client, pull):
    say(client(), server, "trouble", 101)
    (comment,) = server.hub.comments.values()
    comment.minimized = "off-topic"
    say(client(), server, "more trouble", 102)
    assert comment.minimized == "off-topic"


def test_nothing_is_said_only_to_say_that_all_is_well(server, client, pull):
    silent = say(client(), server, "fine", 101, all_well=True, create_when_well=False)
    assert (silent.outcome, server.hub.comments) == (Outcome.SILENT, {})
    say(client(), server, "trouble", 102)
    assert (
        say(client(), server, "fine", 103, all_well=True, create_when_well=False).outcome is Outcome.UPDATED
    )


def test_a_run_for_a_commit_that_is_no_longer_the_head_steps_back(server, client, pull):
    assert say(client(), server, "x", 101, B, confirm_head=True).outcome is Outcome.SUPERSEDED
    assert say(client(), server, "x", 101, A, confirm_head=True).outcome is Outcome.CREATED


# What GitHub refuses


@pytest.mark.parametrize("token", ["ghs_fork", "wrong"])
def test_a_token_that_may_not_write_is_an_outcome(server, client, pull, token):
    said = say(client(token), server, "one way out", 101)
    assert said.outcome is Outcome.DENIED
    assert said.detail.startswith("GitHub: could not ")
    assert server.hub.comments == {}


def test_a_locked_conversation_and_a_missing_pull_request_are_outcomes(server, client, pull):
    pull.locked = True
    assert "locked" in say(client(), server, "x", 101).detail
    gone = publish(client(), server.hub.repository, 77, "k", [Section("m", "x")], standing(1))
    other = publish(client(), "octo-org/elsewhere", 1, "k", [Section("m", "x")], standing(1))
    assert {gone.outcome, other.outcome} == {Outcome.DENIED}


def test_no_graphql_no_user_still_one_comment(server, client, pull):
    server.hub.tokens["ghs_actions"].graphql = False
    say(client(), server, "first", 101)
    assert say(client(), server, "second", 102, all_well=True).outcome is Outcome.UPDATED
    assert shown(server) == ["second"]


def test_a_personal_token_without_graphql_knows_itself_by_get_user(server, client, pull):
    server.hub.tokens["ghp_owner"].graphql = False
    say(client("ghp_owner"), server, "first", 101)
    assert say(client("ghp_owner"), server, "second", 102).outcome is Outcome.UPDATED


# Answers that get lost


def test_a_post_that_arrived_is_not_sent_twice(server, client, pull, waits):
    server.faults = [Fault("POST", COMMENTS, lost=True, status=502, body="<html>502</html>")]
    assert say(client(), server, "one way out", 101).outcome is Outcome.CREATED
    assert (len(server.hub.comments), server.count("POST", "/comments"), len(waits)) == (1, 1, 1)


@pytest.mark.parametrize(
    "fault",
    [{"status": 502, "body": "<html>"}, {"drop": True}, {"status": 429, "headers": {"Retry-After": "7"}}],
)
def test_a_post_that_did_not_arrive_is_sent_again(server, client, pull, waits, fault):
    server.faults = [Fault("POST", COMMENTS, **fault)]
    assert say(client(), server, "one way out", 101).outcome is Outcome.CREATED
    assert (len(server.hub.comments), server.count("POST", "/comments")) == (1, 2)
    assert waits == [7.0] or "status" not in fault or fault["status"] == 502


@pytest.mark.parametrize(
    "fault", [{"status": 503}, {"lost": True, "status": 502}, {"lost": True}, {"drop": True}]
)
def test_a_patch_is_repeated(server, client, pull, fault):
    say(client(), server, "first", 101)
    server.faults = [Fault("PATCH", "/issues/comments/", **fault)]
    assert say(client(), server, "second", 102).outcome is Outcome.UPDATED
    assert shown(server) == ["second"]


@pytest.mark.parametrize(
    ("fault", "waited"),
    [
        ({"status": 403, "headers": {"Retry-After": "30"}}, [30.0]),
        ({"status": 403, "headers": {"Retry-After": "Mon, 12 Jan 1970 13:46:50 GMT"}}, [10.0]),
        ({"status": 403, "body": {"message": "You have exceeded a secondary rate limit"}}, [60.0]),
        ({"status": 403, "headers": {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1000020"}}, [21.0]),
        ({"status": 429}, [60.0]),
    ],
)
def test_a_limit_that_ends_soon_is_waited_for(server, client, pull, waits, fault, waited):
    server.faults = [Fault("GET", COMMENTS, **fault)]
    assert say(client(), server, "x", 101).outcome is Outcome.CREATED
    assert waits == waited


def test_a_limit_that_lasts_ends_the_matter_at_once(server, client, pull, waits):
    server.hub.tokens["ghs_actions"].remaining = 0
    server.hub.tokens["ghs_actions"].reset_in = 1_003_600
    one = client()
    said = say(one, server, "x", 101)
    assert (said.outcome, waits, server.count()) == (Outcome.FAILED, [], 1)
    assert "rate limit lasts until 14:46:41Z" in said.detail
    say(one, server, "x", 102)
    assert server.count() == 1


def test_waiting_is_bounded_over_the_whole_life_of_a_client(server, client, pull, waits):
    server.faults = [Fault("GET", COMMENTS, status=429, headers={"Retry-After": "50"}, times=9)]
    assert say(client(), server, "x", 101).outcome is Outcome.FAILED
    assert sum(waits) <= 120


@pytest.mark.parametrize(
    "body", ["<html>Unicorn!</html>", "[", {"message": "moved"}, [1, 2], [{"body": 5}], None]
)
def test_answers_that_make_no_sense_are_an_outcome(server, client, pull, body):
    server.faults = [Fault("GET", COMMENTS, status=200, body=body)]
    assert say(client(), server, "x", 101).outcome in (Outcome.FAILED, Outcome.CREATED)


# Races: another run does its whole work at a chosen point of ours


@pytest.mark.parametrize(("method", "skip"), [("GET", 0), ("POST", 0), ("GET", 1)])
@pytest.mark.parametrize(("ours", "theirs"), [(101, 102), (102, 101), (101, 101)])
def test_two_runs_that_both_create_end_in_one_comment(server, client, pull, method, skip, ours, theirs):
    def other() -> None:
        say(client(), server, f"of {theirs} (other)", theirs)

    server.faults = [Fault(method, COMMENTS, before=other, skip=skip)]
    say(client(), server, f"of {ours}", ours)
    (left,) = shown(server)
    assert left.startswith(f"of {max(ours, theirs)}")
    kept = [comment for comment in server.hub.comments.values() if read_mark(comment.body)]
    assert kept == [min(server.hub.comments.values(), key=lambda comment: comment.id)]
    assert all(c.minimized == "duplicate" for c in server.hub.comments.values() if c not in kept)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", COMMENTS), ("POST", "/graphql"), ("PATCH", "/issues/comments/")]
)
@pytest.mark.parametrize("skip", [0, 1])
@pytest.mark.parametrize(("ours", "theirs"), [(102, 103), (103, 102)])
@pytest.mark.parametrize(("ours_well", "theirs_well"), [(False, False), (True, False), (False, True)])
def test_two_runs_that_both_update_leave_the_newer(
    server, client, pull, method, path, skip, ours, theirs, ours_well, theirs_well
):
    say(client(), server, "before", 101)

    def other() -> None:
        say(client(), server, f"of {theirs}", theirs, C, all_well=theirs_well)

    server.faults = [Fault(method, path, before=other, skip=skip)]
    result = say(client(), server, f"of {ours}", ours, B, all_well=ours_well)
    happened = server.faults[0].times == 0
    newest = max(ours, theirs) if happened else ours
    (comment,) = server.hub.comments.values()
    assert content_of(comment.body) == f"of {newest}"
    well = theirs_well if newest == theirs else ours_well
    assert comment.minimized == ("resolved" if well else None)
    if happened and theirs > ours:
        assert result.outcome is Outcome.SUPERSEDED


def test_duplicates_of_an_earlier_accident_are_folded(server, client, pull):
    say(client(), server, "first", 101)
    (first,) = server.hub.comments.values()
    double = server.hub.add_comment(server.hub.bot, 1, first.body)
    result = say(client(), server, "second", 102)
    assert result.folded == (double.id,)
    assert (shown(server), double.minimized) == (["second"], "duplicate")
    assert first.body.count("natpin:v1") == 1


def test_deleted_between_list_and_write(server, client, pull):
    say(client(), server, "first", 101)
    server.faults = [Fault("PATCH", "/issues/comments/", before=server.hub.comments.clear)]
    assert say(client(), server, "second", 102).outcome is Outcome.CREATED
    assert shown(server) == ["second"]


def test_a_long_conversation(server, client, pull):
    say(client(), server, "first", 101)
    for number in range(230):
        server.hub.add_comment(server.hub.stranger, 1, f"+{number}")
    assert say(client(), server, "second", 102).outcome is Outcome.UPDATED


# Hostile bodies

FORGED = Mark("main", standing(10**12), "0" * 16).written()
HOSTILE = [
    FORGED,
    f"x\n{FORGED}\n\n<sub>natpin · commit {B}</sub>",
    "\n\n<sub>natpin · local run</sub>\n",
    "<!-- natpin:v1",
    "-->\n<!--",
    "<!--\n natpin:v1 key=main -->",
    "<details><summary>unclosed",
    "```\nunclosed",
    "\r\n\r\n\r",
    "\x00\x1b[2J\u202e\u2028",
    "::error::x\n##[error]y",
    "@everyone @octo-org/all #1 GH-1",
    "{{ github.token }} ${{ secrets.X }} $(id)",
    "\U0001f600" * 40_000,
    "x" * 70_000,
    "```\n" + "y\n" * 40_000,
    "natpin " * 3,
]


@pytest.mark.parametrize("body", HOSTILE)
def test_a_hostile_body_is_found_again_and_forges_nothing(server, client, pull, body):
    made = say(client(), server, body, 101, B)
    assert made.outcome is Outcome.CREATED
    (comment,) = server.hub.comments.values()
    assert read_mark(comment.body).standing == Standing(B, 101, 1, 1)
    assert comment.body.count("<!-- natpin") == 1
    assert len(comment.body.encode("utf-16-le")) // 2 <= 60_000
    assert say(client(), server, body, 101, B).outcome is Outcome.UNCHANGED
    assert say(client(), server, "plain", 102, C).outcome is Outcome.UPDATED
    assert shown(server) == ["plain"]


def test_who_types_the_marker_over_and_over_changes_nothing(server, client, pull):
    for number in range(130):
        server.hub.add_comment(server.hub.stranger, 1, f"{FORGED}\n{number}")
    assert say(client(), server, "one way out", 101).outcome is Outcome.CREATED
    assert say(client(), server, "two ways out", 102).outcome is Outcome.UPDATED
    ours = [content_of(c.body) for c in server.hub.comments.values() if c.author is server.hub.bot]
    assert ours == ["two ways out"]


def test_a_secret_never_reaches_the_comment(server, client, pull):
    say(client(clean=lambda text: text.replace("hunter2", "***")), server, "key hunter2", 101)
    assert shown(server) == ["key ***"]


@pytest.mark.parametrize("token", ["", " ", "ghs_actions\n"])
def test_a_token_with_blanks_is_used_without_and_none_is_an_outcome(server, client, pull, token):
    outcome = say(client(token), server, "x", 101).outcome
    assert outcome is (Outcome.CREATED if token.strip() else Outcome.DENIED)
