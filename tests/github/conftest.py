from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from github_server import GithubServer

from natpin.github.client import Client, Patience


@pytest.fixture
def server() -> Iterator[GithubServer]:
    with GithubServer() as running:
        yield running
    assert running.violations == []


@pytest.fixture
def waits() -> list[float]:
    """Every wait the clients asked for, in seconds; none is waited."""
    return []


@pytest.fixture
def client(server: GithubServer, waits: list[float]) -> Iterator[Callable[..., Client]]:
    made: list[Client] = []

    def make(token: str = "ghs_actions", **options: object) -> Client:
        one = Client(
            token,
            api_url=server.url,
            patience=options.pop("patience", Patience(between_writes=0)),
            sleep=waits.append,
            now=lambda: 1_000_000.0,
            **options,
        )
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()
