from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from platform_server import AzureDevOps, GitLab

from natpin.azure_devops import threads
from natpin.comments.outcome import Published
from natpin.comments.rest import Patience
from natpin.comments.sections import Section
from natpin.comments.sticky import publish
from natpin.gitlab import notes

TOKENS = {
    GitLab: {"ours": "glpat-bot", "read": "glpat-read", "stranger": "glpat-stranger"},
    AzureDevOps: {"ours": "a.build.token", "read": "a.fork.token", "stranger": "pat-of-stranger"},
}
ROOMS = {GitLab: notes, AzureDevOps: threads}


@pytest.fixture(params=[GitLab, AzureDevOps], ids=["gitlab", "azure"])
def server(request) -> Iterator[GitLab | AzureDevOps]:
    with request.param() as running:
        yield running
    assert running.violations == []


@pytest.fixture
def waits() -> list[float]:
    """Every wait that was asked for, in seconds; none is waited."""
    return []


@pytest.fixture
def conversation(server, waits, monkeypatch) -> Callable:
    """A new job's view of the merge request, as ``ours``, ``read`` (may not write) or ``stranger``."""
    monkeypatch.setattr("time.sleep", waits.append)

    def make(who: str = "ours"):
        token = TOKENS[type(server)].get(who, who)
        made = ROOMS[type(server)].conversation_of(server.environ(token), Patience())
        assert made is not None
        made._rest._sleep = waits.append
        return made

    return make


@pytest.fixture
def say(conversation) -> Callable[..., Published]:
    """One job's whole work."""

    def say(text: str, standing, who: str = "ours", key: str = "main", **options) -> Published:
        with conversation(who) as one:
            return publish(one, key, [Section("map", text)], standing, **options)

    return say
