"""The issue of a cluster, from live Azure to GitHub: opened, changed, snoozed, unreadable, fixed, again; two at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread

import pytest
from github_server import GithubServer

from natpin.commands.declared import Assignment, DriftSection
from natpin.commands.drift_issues import keep, observations
from natpin.commands.drifting import observe
from natpin.comments.marker import Standing
from natpin.github.client import Client, Patience
from natpin.github.issue_outcome import InOrder, Unreadable
from natpin.model.drift import DriftReport, State
from natpin.simulator import Fault, FaultKind

from .conftest import Look, connection_to
from .estate import GATEWAY, NET, Change

USER = f"{NET}/subnets/user"
DAY = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[GithubServer]:
    with GithubServer() as running:
        yield running
    assert running.violations == []


@pytest.fixture
def client(server: GithubServer) -> Iterator[Client]:
    with Client(
        "ghs_actions", api_url=server.url, patience=Patience(between_writes=0), sleep=lambda _: None
    ) as made:
        yield made


def observed(look: Look) -> DriftReport:
    assigned = [Assignment(look.scope, tuple(look.files))]
    return observe(connection_to(look.azure), assigned, look.rules, authors=False)


def told(
    look: Look, client: Client, server: GithubServer, run: int, section: DriftSection | None = None
) -> list[str]:
    standing = Standing("a" * 40, run, 1, run)
    section = section or DriftSection()
    return list(keep(observed(look), section, client, server.hub.repository, standing, DAY))


def test_the_life_of_an_issue(look: Look, change: Change, server: GithubServer, client: Client) -> None:
    labelled = DriftSection(labels=("egress",), assignees=("octocat",))
    assert told(look, client, server, 1, labelled) == []
    assert not server.hub.issues

    change.set(USER, natGateway=None)
    (opened,) = told(look, client, server, 2, labelled)
    assert "opened: natpin: egress drift of payments" in opened
    (issue,) = server.hub.issues.values()
    assert (issue.labels, issue.assignees) == (["natpin-drift", "egress"], ["octocat"])
    assert "pool user now has no way out" in issue.body
    assert "main.tf:" in issue.body
    assert told(look, client, server, 3) == []

    change.set(GATEWAY, idleTimeoutInMinutes=99)
    (edited,) = told(look, client, server, 4)
    assert "edited" in edited
    assert "dropped after 99 minutes" in issue.body

    issue.labels.append("natpin-snooze-until-2026-12-24")
    change.set(GATEWAY, idleTimeoutInMinutes=98)
    (snoozed,) = told(look, client, server, 5)
    assert "snoozed until 2026-12-24" in snoozed
    issue.labels.remove("natpin-snooze-until-2026-12-24")

    look.azure.set_faults(Fault(FaultKind.FORBIDDEN, path="ResourceGraph", times=None))
    (unread,) = told(look, client, server, 6)
    look.azure.set_faults()
    assert "edited" in unread
    assert issue.state == "open"
    assert "Could not be read since" in issue.body
    assert "dropped after 98 minutes" in issue.body

    change.set(USER, natGateway={"id": GATEWAY})
    change.set(GATEWAY, idleTimeoutInMinutes=10)
    (closed,) = told(look, client, server, 7)
    assert "closed" in closed
    assert (issue.state, issue.state_reason) == ("closed", "completed")
    assert "pools system and user and the pods of pool user leave from 20.1.3.4 and 20.1.2.0/29" in issue.body

    change.set(USER, natGateway=None)
    (again,) = told(look, client, server, 8)
    assert "reopened" in again
    assert len(server.hub.issues) == 1


def test_two_runs_at_once_keep_one_issue(look: Look, change: Change, server: GithubServer) -> None:
    change.set(USER, natGateway=None)
    report = observed(look)

    def run(number: int) -> None:
        with Client(
            "ghs_actions", api_url=server.url, patience=Patience(between_writes=0), sleep=lambda _: None
        ) as client:
            standing = Standing("a" * 40, number, 1, number)
            list(keep(report, DriftSection(), client, server.hub.repository, standing, DAY))

    threads = [Thread(target=run, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(issue.state == "open" for issue in server.hub.issues.values()) == 1


def test_keys_are_the_same_whether_azure_can_be_read_or_not(look: Look) -> None:
    readable = {key: type(what) for key, _, what in observations(observed(look), "cluster")}
    look.azure.set_faults(Fault(FaultKind.FORBIDDEN, path="ResourceGraph", times=None))
    report = observed(look)
    unreadable = {key: type(what) for key, _, what in observations(report, "cluster")}
    assert report.state is State.UNKNOWN
    assert set(readable) == set(unreadable)
    assert set(readable.values()) == {InOrder}
    assert set(unreadable.values()) == {Unreadable}
    assert not any(look.scope.subscription in key for key in readable)


def test_one_issue_for_a_scope(look: Look, change: Change, server: GithubServer, client: Client) -> None:
    change.set(USER, natGateway=None)
    (opened,) = told(look, client, server, 1, DriftSection(per="scope"))
    assert "egress drift in" in opened
