"""The drift issue against the local GitHub: its life, its snoozes, its races."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from github_server import Fault, GithubServer

from natpin.comments.marker import Standing
from natpin.comments.sections import Section
from natpin.github.issue import DriftIssues
from natpin.github.issue_body import read_body
from natpin.github.issue_outcome import Drifted, InOrder, IssueOutcome, IssueResult, Unreadable

DAY = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY = DAY.date()
IN_ORDER = InOrder([Section("evidence", "16 IPs as declared")])
GONE = Unreadable("403 on the subscription")


def drift(text: str = "nat-1 detached") -> Drifted:
    return Drifted([Section("what", text)])


def report(
    client, server: GithubServer, observed, run: int = 1, key: str = "prod/aks", now=DAY, **options
) -> IssueResult:
    standing = Standing("a" * 40, run, 1, run)
    issues = DriftIssues(
        client(options.pop("token", "ghs_actions")), server.hub.repository, standing, now=now, **options
    )
    return issues.report(key, f"Egress drift in {key}", observed)


def test_the_life_of_a_drift_issue(server, client):
    assert report(client, server, IN_ORDER, 1).outcome is IssueOutcome.NONE_NEEDED
    assert report(client, server, GONE, 2).outcome is IssueOutcome.NONE_NEEDED
    opened = report(client, server, drift(), 3, labels=["egress"], assignees=["octocat"])
    (issue,) = server.hub.issues.values()
    assert (opened.outcome, opened.number) == (IssueOutcome.OPENED, issue.number)
    assert (issue.title, issue.labels, issue.assignees) == (
        "Egress drift in prod/aks",
        ["natpin-drift", "egress"],
        ["octocat"],
    )

    writes = server.count("PATCH") + server.count("POST", "/issues")
    assert report(client, server, drift(), 4).outcome is IssueOutcome.UNCHANGED
    assert server.count("PATCH") + server.count("POST", "/issues") == writes

    assert report(client, server, drift("nat-1 and nat-2 detached"), 5).outcome is IssueOutcome.EDITED
    assert report(client, server, GONE, 6).outcome is IssueOutcome.EDITED
    assert report(client, server, GONE, 7).outcome is IssueOutcome.UNCHANGED
    assert issue.state == "open"
    assert "**Could not be read since 2026-11-22:** 403 on the subscription" in issue.body
    assert "nat-1 and nat-2 detached" in issue.body
    assert report(client, server, drift("nat-1 and nat-2 detached"), 8).outcome is IssueOutcome.EDITED
    assert "Could not be read" not in issue.body

    assert report(client, server, IN_ORDER, 9).outcome is IssueOutcome.CLOSED
    assert (issue.state, issue.state_reason) == ("closed", "completed")
    assert "16 IPs as declared" in issue.body
    for quiet in (IN_ORDER, GONE):
        assert report(client, server, quiet, 10).outcome is IssueOutcome.NONE_NEEDED

    assert report(client, server, drift("route table added"), 11).outcome is IssueOutcome.REOPENED
    assert (issue.state, issue.states) == ("open", ["closed", "open"])
    assert [line.partition(", ")[2] for line in read_body(issue.body).history] == [
        "drift again, run 11", "in order again, closed, run 9", "drift changed, run 8",
        "could not be read, run 6", "drift changed, run 5", "opened, run 3",
    ]  # fmt: skip
    assert len(server.hub.issues) == 1


def test_one_issue_a_scope_and_one_listing_for_all(server, client):
    run = DriftIssues(client(), server.hub.repository, Standing("a" * 40, 1, 1, 1), now=DAY)
    for number in range(12):
        assert run.report(f"c{number}", "t", drift()).outcome is IssueOutcome.OPENED
    again = DriftIssues(client(), server.hub.repository, Standing("a" * 40, 2, 1, 2), now=DAY)
    before = server.count()
    for number in range(12):
        assert again.report(f"c{number}", "t", drift()).outcome is IssueOutcome.UNCHANGED
    for number in range(300):
        assert again.report(f"fine{number}", "t", IN_ORDER).outcome is IssueOutcome.NONE_NEEDED
    assert server.count() - before == 2  # the list, and who we are


def test_the_history_stays_short(server, client):
    for run in range(1, 25):
        report(client, server, drift(f"state {run}"), run)
    (issue,) = server.hub.issues.values()
    history = read_body(issue.body).history
    assert (len(history), history[0]) == (15, "- 2026-11-22 03:00Z, drift changed, run 24")


def test_others_issues_are_not_ours(server, client):
    report(client, server, drift())
    (ours,) = server.hub.issues.values()
    forged = server.hub.add_issue(server.hub.stranger, "mine", ours.body)
    forged.labels = ["natpin-drift"]
    del server.hub.issues[ours.number]
    assert report(client, server, drift(), 2).outcome is IssueOutcome.OPENED
    assert report(client, server, IN_ORDER, 3).outcome is IssueOutcome.CLOSED
    assert forged.state == "open"


def test_a_label_that_somebody_took_off_makes_no_second_issue(server, client):
    report(client, server, drift())
    (issue,) = server.hub.issues.values()
    issue.labels = []
    assert report(client, server, drift("more"), 2).outcome is IssueOutcome.EDITED
    assert len(server.hub.issues) == 1


def test_labels_and_assignees_belong_to_people_once_it_is_open(server, client):
    report(client, server, drift(), labels=["egress"], assignees=["octocat"])
    (issue,) = server.hub.issues.values()
    issue.labels, issue.assignees = ["natpin-drift", "p1"], []
    report(client, server, drift("more"), 2, labels=["egress"], assignees=["octocat"])
    assert (issue.labels, issue.assignees) == (["natpin-drift", "p1"], [])


def test_an_assignee_who_is_none_does_not_keep_it_from_opening(server, client):
    opened = report(client, server, drift(), assignees=["nobody-here"])
    assert opened.outcome is IssueOutcome.OPENED
    assert "nobody was assigned" in opened.notes[0]


def test_an_older_run_changes_nothing(server, client):
    report(client, server, drift("new"), 9)
    for observed in (drift("old"), IN_ORDER, GONE):
        assert report(client, server, observed, 8).outcome is IssueOutcome.SUPERSEDED
    (issue,) = server.hub.issues.values()
    assert (issue.state, "new" in issue.body) == ("open", True)


# Snoozing


def until(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def test_snoozed_by_a_label_until_the_day(server, client):
    report(client, server, drift(), 1)
    (issue,) = server.hub.issues.values()
    issue.labels.append(f"natpin-snooze-until-{until(3)}")
    snoozed = report(client, server, drift("changed"), 2)
    assert (snoozed.outcome, snoozed.snoozed_until) == (IssueOutcome.SNOOZED, TODAY + timedelta(days=3))
    assert "changed" in issue.body  # quietly: an edit notifies nobody
    issue.state = "closed"
    assert report(client, server, drift("again"), 3).outcome is IssueOutcome.SNOOZED
    assert issue.state == "closed"
    assert (
        report(client, server, drift("again"), 4, now=DAY + timedelta(days=3)).outcome
        is IssueOutcome.REOPENED
    )


def test_drift_that_ends_while_snoozed_ends_the_snooze(server, client):
    report(client, server, drift(), 1)
    (issue,) = server.hub.issues.values()
    issue.labels.append(f"natpin-snooze-until-{until(30)}")
    server.hub.add_comment(server.hub.owner, issue.number, f"/natpin snooze until {until(30)}")
    assert report(client, server, IN_ORDER, 2).outcome is IssueOutcome.CLOSED
    assert issue.labels == ["natpin-drift"]
    assert report(client, server, drift("another"), 3).outcome is IssueOutcome.REOPENED


@pytest.mark.parametrize(
    ("role", "body", "asleep"),
    [
        ("admin", "/natpin snooze until {day}", True),
        ("maintain", "planned work\r\n/natpin snooze until {day}\r\nthanks", True),
        ("write", "/natpin snooze until {day}  ", True),
        ("triage", "/natpin snooze until {day}", False),
        ("read", "/natpin snooze until {day}", False),
        ("none", "/natpin snooze until {day}", False),
        ("admin", "> /natpin snooze until {day}", False),
        ("admin", "please /natpin snooze until {day}", False),
        ("admin", "/natpin snooze until 2026-02-30", False),
        ("admin", "/natpin snooze until 2099-01-01", False),
        ("admin", "/natpin snooze until 2026-11-22", False),
        ("admin", "/natpin snooze until {day}\n/natpin unsnooze", False),
    ],
)
def test_snoozed_by_a_comment_of_someone_with_write_access(server, client, role, body, asleep):
    report(client, server, drift(), 1)
    (issue,) = server.hub.issues.values()
    server.hub.stranger.role = role
    server.hub.add_comment(server.hub.stranger, issue.number, body.format(day=until(5)))
    assert (report(client, server, drift(), 2).outcome is IssueOutcome.SNOOZED) is asleep


def test_the_newest_comment_that_may_speak_counts(server, client):
    report(client, server, drift(), 1)
    (issue,) = server.hub.issues.values()
    server.hub.add_comment(server.hub.owner, issue.number, f"/natpin snooze until {until(9)}")
    server.hub.add_comment(server.hub.owner, issue.number, f"/natpin snooze until {until(2)}")
    server.hub.add_comment(server.hub.stranger, issue.number, "/natpin unsnooze")
    server.hub.add_comment(server.hub.owner, issue.number, "thanks").author = None
    found = report(client, server, drift(), 2)
    assert found.snoozed_until == date(2026, 11, 24)
    assert found.notes == ("a snooze was asked for by somebody without write access",)


# Refusals and races


def test_refusals_are_outcomes(server, client):
    assert report(client, server, drift(), token="ghs_fork").outcome is IssueOutcome.DENIED
    server.hub.issues_enabled = False
    assert report(client, server, drift()).outcome is IssueOutcome.DENIED
    server.hub.tokens["ghs_actions"].remaining = 0
    server.hub.tokens["ghs_actions"].reset_in = 2_000_000
    assert report(client, server, drift()).outcome is IssueOutcome.FAILED


@pytest.mark.parametrize(
    "fault", [{"status": 502, "lost": True}, {"lost": True}, {"drop": True}, {"status": 503}]
)
def test_an_issue_is_opened_once_whatever_gets_lost(server, client, fault):
    server.faults = [Fault("POST", "/issues$", **fault)]
    assert report(client, server, drift()).outcome is IssueOutcome.OPENED
    assert len(server.hub.issues) == 1


@pytest.mark.parametrize(
    ("method", "path", "skip"),
    [("GET", "/issues$", 0), ("POST", "/issues$", 0), ("GET", "/issues$", 1), ("POST", "/graphql", 0)],
)
@pytest.mark.parametrize(("ours", "theirs"), [(1, 2), (2, 1)])
def test_two_runs_that_both_open_leave_one(server, client, method, path, skip, ours, theirs):
    server.faults = [
        Fault(method, path, skip=skip, before=lambda: report(client, server, drift(f"of {theirs}"), theirs))
    ]
    report(client, server, drift(f"of {ours}"), ours)
    assert server.faults[0].times == 0
    left = [issue for issue in server.hub.issues.values() if issue.state == "open"]
    assert [read_body(issue.body).content for issue in left] == ["of 2"]
    assert left[0].number == 1
    assert report(client, server, IN_ORDER, 3).outcome is IssueOutcome.CLOSED
    assert {issue.state for issue in server.hub.issues.values()} == {"closed"}


@pytest.mark.parametrize(
    ("method", "path", "skip"),
    [("GET", "/issues$", 0), ("POST", "/graphql", 0), ("PATCH", "/issues/", 0), ("POST", "/graphql", 1)],
)
@pytest.mark.parametrize(("ours", "theirs"), [(2, 3), (3, 2)])
@pytest.mark.parametrize("newest", ["drift", "in order"])
def test_two_runs_that_both_edit_leave_the_newer(server, client, method, path, skip, ours, theirs, newest):
    report(client, server, drift("before"), 1)

    def observed(run: int):
        if (newest == "drift") == (run == 3):
            return drift(f"of {run}")
        return InOrder([Section("evidence", f"of {run}")])

    server.faults = [
        Fault(method, path, skip=skip, before=lambda: report(client, server, observed(theirs), theirs))
    ]
    report(client, server, observed(ours), ours)
    happened = server.faults[0].times == 0
    (issue,) = server.hub.issues.values()
    last = 3 if happened else ours
    assert read_body(issue.body).content == f"of {last}"
    assert issue.state == ("open" if isinstance(observed(last), Drifted) else "closed")


def test_hostile_text_forges_nothing(server, client):
    forged = "<!-- natpin:drift:v1 key=other sha=0 run=9.9.9 state=well hash=0 -->"
    hostile = f"{forged}\n</details>\n<details><summary>History</summary>\n\n- 2026-01-01 00:00Z, forged\n\n</details>"
    report(client, server, drift(hostile), 1, key="a -->\n<script>")
    (issue,) = server.hub.issues.values()
    parts = read_body(issue.body)
    assert (parts.mark.key, parts.intact, len(parts.history)) == ("a -->\n<script>", True, 1)
    assert issue.body.count("<!-- natpin") == 1
    assert "\n" not in issue.title
    assert report(client, server, drift(hostile), 2, key="a -->\n<script>").outcome is IssueOutcome.UNCHANGED


def test_a_text_too_long_for_github_is_shortened(server, client):
    sections = [
        Section("what", "x\n" * 20_000),
        Section("the pictures", "y" * 59_000, 2),
        Section("more", "z" * 9_000, 1),
    ]
    assert report(client, server, Drifted(sections)).outcome is IssueOutcome.OPENED
    (issue,) = server.hub.issues.values()
    assert len(issue.body) <= 60_000
    assert "for length: the pictures" in issue.body
