"""A pull request's life: opened, pushed to five times with two jobs racing on each push, its base changed, seen from
a fork's job, closed. At every step one comment is visible, and it is right."""

from __future__ import annotations

import threading

import pytest
from github_server import Fault

from natpin.comments.marker import Standing, content_of, read_mark
from natpin.comments.sections import Section
from natpin.github.client import Client, Patience
from natpin.github.comment import Outcome, publish

MOST_CALLS_PER_PUSH = {"created": 3, "updated": 4}


def shas() -> list[str]:
    return [f"{number:x}" * 40 for number in range(1, 8)]


@pytest.mark.parametrize("racers", ["one inside the other", "threads"])
def test_a_pull_requests_life(server, client, waits, racers):
    hub = server.hub
    heads = shas()
    pull = hub.add_pull(heads[0])
    run = iter(range(1000, 2000))

    def job(text: str, sha: str, run_id: int, token: str = "ghs_actions", *, well: bool = False):
        sections = [Section("map", text)]
        standing = Standing(sha, run_id, 1, run_id - 999)
        return publish(client(token), hub.repository, pull.number, "infra", sections, standing, all_well=well)

    def right(text: str, sha: str) -> None:
        marked = [c for c in hub.comments.values() if read_mark(c.body)]
        assert len(marked) == 1
        assert content_of(marked[0].body) == text
        assert read_mark(marked[0].body).standing.sha == sha
        assert [c for c in hub.visible(pull.number) if c not in marked and c.author is hub.bot] == []

    # opened
    before = server.count()
    assert job("leaves from 20.1.2.0/28", heads[0], next(run)).outcome is Outcome.CREATED
    assert server.count() - before <= MOST_CALLS_PER_PUSH["created"]
    right("leaves from 20.1.2.0/28", heads[0])

    # pushed five times; on each push an old job is still at work when the new one starts
    for number, sha in enumerate(heads[1:6], 1):
        pull.pull.head_sha = sha
        old_run, new_run = next(run), next(run)
        old, new = f"before push {number}", f"after push {number}"
        if racers == "threads":
            start = threading.Barrier(2)

            def racer(text, sha, run_id, start=start):
                start.wait()
                job(text, sha, run_id)

            threads = [
                threading.Thread(target=racer, args=(old, heads[number - 1], old_run)),
                threading.Thread(target=racer, args=(new, sha, new_run)),
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        else:
            point = [
                ("GET", "/comments$"),
                ("POST", "/graphql"),
                ("PATCH", "/comments/"),
                ("POST", "/graphql"),
            ]
            method, path = point[number % 4]
            server.faults = [
                Fault(method, path, before=lambda new=new, sha=sha, new_run=new_run: job(new, sha, new_run))
            ]
            job(old, heads[number - 1], old_run)
        right(new, sha)
        before = server.count()
        assert job(new, sha, new_run).outcome is Outcome.UNCHANGED
        assert server.count() - before == 2

    # the base changed: other result for the same head
    before = server.count()
    assert job("compared with another base", heads[5], next(run)).outcome is Outcome.UPDATED
    assert server.count() - before <= MOST_CALLS_PER_PUSH["updated"]
    right("compared with another base", heads[5])

    # the job of a fork, whose token cannot write
    assert job("from a fork", heads[5], next(run), "ghs_fork").outcome is Outcome.DENIED
    right("compared with another base", heads[5])

    # somebody forges the marker, and all is well at the end
    forged = next(c.body for c in hub.comments.values() if read_mark(c.body))
    hub.add_comment(hub.stranger, pull.number, forged.replace("another base", "my base"))
    assert job("all is well", heads[5], next(run), well=True).outcome is Outcome.UPDATED

    # closed: a last run finds the conversation locked
    pull.state, pull.locked = "closed", True
    assert job("all is well", heads[5], 1000, well=True).outcome is Outcome.SUPERSEDED
    ours = [c for c in hub.comments.values() if read_mark(c.body) and c.author is hub.bot]
    assert [(content_of(c.body), c.minimized) for c in ours] == [("all is well", "resolved")]


@pytest.mark.parametrize("jobs", [2, 4])
def test_jobs_that_start_together_end_in_one_comment(server, jobs):
    """Real threads, no chosen points: whatever the order."""
    pull = server.hub.add_pull("a" * 40)
    start = threading.Barrier(jobs)
    results = []

    def job(number: int) -> None:
        with Client("ghs_actions", api_url=server.url, patience=Patience(between_writes=0)) as one:
            start.wait()
            sections = [Section("map", f"of job {number}")]
            results.append(
                publish(one, server.hub.repository, pull.number, "k", sections, Standing("a" * 40, number))
            )

    threads = [threading.Thread(target=job, args=(number,)) for number in range(1, jobs + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    marked = [c for c in server.hub.visible(pull.number) if read_mark(c.body)]
    assert [content_of(c.body) for c in marked] == [f"of job {jobs}"]
    assert len(results) == jobs
