"""The comment that is kept right on GitLab and Azure DevOps, against local servers held to the platforms' descriptions."""

from __future__ import annotations

import threading

import pytest
from platform_server import AzureDevOps, Fault, GitLab

from natpin.comments.marker import Mark, Standing, content_of, digest_of, read_mark
from natpin.comments.outcome import Outcome

A, B, C = "a" * 40, "b" * 40, "c" * 40
LIST = {GitLab: r"/notes$", AzureDevOps: r"/threads$"}
ONE = {GitLab: (("PUT", r"/notes/\d+$")), AzureDevOps: (("PATCH", r"/comments/\d+$"))}


def at(run: int, sha: str = A, attempt: int = 1) -> Standing:
    return Standing(sha, run, attempt, run, f"https://ci.example/{run}", f"pipeline {run}")


def ours(server) -> list[str]:
    """The texts of our visible comments."""
    bots = {"project_5_bot", "build-id"}
    return [content_of(body) for author, body in server.shown() if author in bots and read_mark(body)]


def marks(server) -> list[Mark]:
    return [mark for _, body in server.shown() if (mark := read_mark(body))]


def test_made_once_then_left_alone_when_nothing_changed(server, say):
    made = say("one way out", at(101))
    assert (made.outcome, ours(server)) == (Outcome.CREATED, ["one way out"])
    assert made.url.startswith("http")
    assert str(made.comment_id) in made.url
    before = server.count()
    again = say("one way out", at(102))
    assert (again.outcome, again.comment_id) == (Outcome.UNCHANGED, made.comment_id)
    assert server.count("POST", "PUT", "PATCH", "DELETE") == 1
    assert server.count() - before <= 3


def test_same_result_for_a_newer_commit_moves_the_commit_on(server, say):
    say("one way out", at(101, A))
    server.sha = B
    assert say("one way out", at(102, B)).outcome is Outcome.REAFFIRMED
    assert [(one.standing.sha, one.standing.run_id) for one in marks(server)] == [(B, 102)]
    assert "commit bbbbbbbbbb · [pipeline 102](https://ci.example/102)" in server.shown()[0][1]


def test_one_comment_for_each_key(server, say):
    for key in ("main", "dev", "main", "a b/-->ü", "a b/-->ü"):
        say(f"of {key[:4]}", at(101), key=key)
    assert ours(server) == ["of main", "of dev", "of a b/"]


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        (at(102), at(101), "first"),
        (at(102, attempt=2), at(102, attempt=1), "first"),
        (at(102), at(102, attempt=2), "second"),
        (at(102), at(103), "second"),
    ],
)
def test_never_older_over_newer(server, say, first, second, left):
    say("first", first)
    told = say("second", second)
    assert ours(server) == [left]
    assert told.outcome is (Outcome.SUPERSEDED if left == "first" else Outcome.UPDATED)


def test_a_run_for_a_commit_that_is_no_longer_the_head_steps_back(server, say):
    server.sha = B
    told = say("x", at(103, A))
    assert (told.outcome, told.detail, server.shown()) == (
        Outcome.SUPERSEDED,
        "the head is now bbbbbbbbbb",
        [],
    )


def test_nothing_is_said_only_to_say_that_all_is_well(server, say):
    assert say("fine", at(101), all_well=True, create_when_well=False).outcome is Outcome.SILENT
    say("trouble", at(102))
    assert say("fine", at(103), all_well=True, create_when_well=False).outcome is Outcome.UPDATED
    assert ours(server) == ["fine"]


def test_an_edited_comment_is_put_right(server, say):
    say("one way out", at(101))
    if isinstance(server, GitLab):
        (note,) = server.notes.values()
        note.body = note.body.replace("one", "no")
    else:
        (thread,) = server.threads.values()
        thread.comments[0].content = thread.comments[0].content.replace("one", "no")
    assert say("one way out", at(101)).outcome is Outcome.UPDATED
    assert ours(server) == ["one way out"]


@pytest.mark.parametrize("body", ["{marker}\nmine, says a stranger", "> {marker}\nquoted", "x\n{marker}\ny"])
def test_others_may_type_the_marker(server, say, body):
    forged = Mark("main", at(999), digest_of("mine, says a stranger")).written()
    name = "stranger" if isinstance(server, GitLab) else "stranger-id"
    server.say(name, body.format(marker=forged))
    assert say("one way out", at(101)).outcome is Outcome.CREATED
    assert say("two ways out", at(102)).outcome is Outcome.UPDATED
    assert server.shown()[0] == (name, body.format(marker=forged))
    assert ours(server) == ["two ways out"]


def test_a_long_conversation(server, say):
    say("first", at(101))
    name = "stranger" if isinstance(server, GitLab) else "stranger-id"
    for number in range(230):
        server.say(name, f"+{number}", system=number % 3 == 0)
    assert say("second", at(102)).outcome is Outcome.UPDATED
    assert ours(server) == ["second"]


def test_pages_that_are_short_of_what_may_not_be_read(server, say):
    """GitLab takes notes out of a page after it was cut: an empty page need not be the last."""
    if not isinstance(server, GitLab):
        pytest.skip("Azure DevOps lists all threads at once")
    for number in range(230):
        server.hidden.add(server.say("stranger", f"+{number}").id)
    say("first", at(101))
    assert say("second", at(102)).outcome is Outcome.UPDATED
    assert ours(server) == ["second"]


# What a platform refuses


@pytest.mark.parametrize("who", ["read", "wrong"])
def test_a_token_that_may_not_write_is_an_outcome(server, say, who):
    told = say("one way out", at(101), who=who)
    assert (told.outcome, server.shown()) == (Outcome.DENIED, [])
    assert who not in told.detail
    assert told.detail.startswith(("GitLab: could not ", "Azure DevOps: could not "))


def test_an_identity_that_the_platform_does_not_tell_is_known_by_its_name(say, server):
    if isinstance(server, GitLab):
        pytest.skip("GitLab tells")
    say("first", at(101), who="a.mute.token")
    assert say("second", at(102), who="a.mute.token").outcome is Outcome.UPDATED
    assert ours(server) == ["second"]


# Azure DevOps: a thread has a state


def test_a_thread_is_active_while_there_is_something_to_look_at(server, say):
    if isinstance(server, GitLab):
        pytest.skip("a note of its own has no state, and blocks no merge")
    say("trouble", at(101))
    (thread,) = server.threads.values()
    assert thread.status == "active"
    say("fine", at(102), all_well=True)
    assert thread.status == "closed"
    before = server.count()
    assert say("fine", at(103), all_well=True).outcome is Outcome.UNCHANGED
    assert server.count() - before == 3
    say("trouble", at(104))
    assert thread.status == "active"
    thread.status = "wontFix"
    say("more trouble", at(105))
    assert thread.status == "wontFix"


# Answers that get lost


def test_a_post_that_arrived_is_not_sent_twice(server, say, waits):
    server.faults = [Fault("POST", LIST[type(server)], lost=True, status=502, body="<html>502</html>")]
    assert say("one way out", at(101)).outcome is Outcome.CREATED
    assert (len(server.shown()), server.count("POST"), len(waits)) == (1, 1, 1)


@pytest.mark.parametrize(
    "fault",
    [{"status": 502, "body": "<html>"}, {"drop": True}, {"status": 429, "headers": {"Retry-After": "7"}}],
)
def test_a_post_that_did_not_arrive_is_sent_again(server, say, waits, fault):
    server.faults = [Fault("POST", LIST[type(server)], **fault)]
    assert say("one way out", at(101)).outcome is Outcome.CREATED
    assert (len(server.shown()), server.count("POST")) == (1, 2)
    assert waits == [7.0] or fault.get("status") != 429


@pytest.mark.parametrize(
    "fault", [{"status": 503}, {"lost": True, "status": 502}, {"lost": True}, {"drop": True}]
)
def test_an_edit_is_repeated(server, say, fault):
    say("first", at(101))
    server.faults = [Fault(*ONE[type(server)], **fault)]
    assert say("second", at(102)).outcome is Outcome.UPDATED
    assert ours(server) == ["second"]


@pytest.mark.parametrize("headers", [{"Retry-After": "3600"}, {}])
def test_waiting_is_bounded(server, say, waits, headers):
    server.faults = [Fault("GET", LIST[type(server)], status=429, headers=headers, times=99)]
    assert say("x", at(101)).outcome is Outcome.FAILED
    assert sum(waits) <= 60


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 302, "headers": {"Location": "https://elsewhere.example/"}},
        {"status": 200, "body": "<html>a proxy's page</html>"},
        {"status": 200, "body": [1, {"body": 5}, None]},
        {"status": 200, "body": {"value": [{"comments": [{"content": 5}]}, 7]}},
        {"status": 418},
    ],
)
def test_answers_that_make_no_sense_are_an_outcome(server, say, fault):
    server.faults = [Fault("GET", LIST[type(server)], times=9, **fault)]
    told = say("x", at(101))
    assert told.outcome in (Outcome.FAILED, Outcome.DENIED, Outcome.CREATED)
    assert len(server.shown()) <= 1 or told.outcome is Outcome.FAILED


# Races: another run does its whole work at a chosen point of ours


@pytest.mark.parametrize(("method", "skip"), [("GET", 0), ("POST", 0), ("GET", 1)])
@pytest.mark.parametrize(("mine", "theirs"), [(101, 102), (102, 101), (101, 101)])
def test_two_runs_that_both_create_end_in_one_comment(server, say, method, skip, mine, theirs):
    def other() -> None:
        say(f"of {theirs} (other)", at(theirs))

    server.faults = [Fault(method, LIST[type(server)], before=other, skip=skip)]
    say(f"of {mine}", at(mine))
    (left,) = ours(server)
    assert left.startswith(f"of {max(mine, theirs)}")


@pytest.mark.parametrize("point", ["list", "edit", "list again"])
def test_a_newer_commits_run_within_an_older_ones(server, say, point):
    say("before", at(101, A))

    def other() -> None:
        server.sha = B
        say("of the newer commit", at(103, B))

    method, path = ONE[type(server)] if point == "edit" else ("GET", LIST[type(server)])
    server.faults = [Fault(method, path, before=other, skip=1 if point == "list again" else 0)]
    told = say("of the older commit", at(102, A))
    (left,) = ours(server)
    if point == "edit":
        # The newer text is lost, and the comment says so: nobody takes the older result for the newer commit's.
        assert left.startswith("> ⚠️ **The head is now bbbbbbbbbb.** This is the result of an older commit.")
        assert say("of the newer commit", at(103, B, 2)).outcome is Outcome.UPDATED
        assert ours(server) == ["of the newer commit"]
    else:
        assert left == "of the newer commit"
    assert told.outcome is Outcome.SUPERSEDED


def test_deleted_between_list_and_write(server, say):
    say("first", at(101))
    things = server.notes if isinstance(server, GitLab) else server.threads
    server.faults = [Fault(*ONE[type(server)], before=things.clear)]
    assert say("second", at(102)).outcome is Outcome.CREATED
    assert ours(server) == ["second"]


@pytest.mark.parametrize("jobs", [2, 4])
def test_jobs_that_start_together_end_in_one_comment(server, say, jobs):
    """Real threads, no chosen points: whatever the order."""
    start = threading.Barrier(jobs)

    def job(number: int) -> None:
        start.wait()
        say("the same result", at(number))

    threads = [threading.Thread(target=job, args=(number,)) for number in range(1, jobs + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ours(server) == ["the same result"]


# Hostile bodies

FORGED = Mark("main", at(10**12), "0" * 16).written()


@pytest.mark.parametrize(
    "body",
    [
        FORGED,
        f"x\n{FORGED}\n\n<sub>natpin · commit {B}</sub>",
        "\n\n<sub>natpin · local run</sub>\n",
        "<!-- natpin:v1",
        "-->\n<!--",
        "<details><summary>unclosed",
        "```\nunclosed",
        "/merge\n/approve\n\n/close",
        "  /title pwned\n```\n/label ~x\n```\n/assign @root",
        'see !12, &#126;bug, %"v1", &#38;3, &#36;4 and `!12`',
        "\x00\x1b[2J\u202e\u2028",
        "\U0001f600" * 120_000,
        "x" * 250_000,
        "```\n" + "y\n" * 150_000,
    ],
)
def test_a_hostile_body_is_found_again_and_is_obeyed_for_nothing(server, say, body):
    server.sha = B
    assert say(body, at(101, B)).outcome is Outcome.CREATED
    ((_, shown),) = server.shown()
    assert read_mark(shown).standing.run_id == 101
    assert shown.count("<!-- natpin") == 1
    assert getattr(server, "acted", []) == []
    assert say(body, at(101, B)).outcome is Outcome.UNCHANGED
    assert say("plain", at(102, B)).outcome is Outcome.UPDATED
    assert ours(server) == ["plain"]
