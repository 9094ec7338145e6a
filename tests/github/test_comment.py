from __future__ import annotations

from natpin.github.comment import Outcome, publish
from natpin.github.marker import Standing
from natpin.github.sections import Section


def test_first(server, client):
    pull = server.hub.add_pull("a" * 40)
    c = client()
    result = publish(c, server.hub.repository, pull.number, "k", [Section("map", "hello")], Standing("a" * 40, 10, 1, 3, "https://x/y"))
    print(result, server.calls)
    print(server.hub.comments)
    assert result.outcome is Outcome.CREATED
    result = publish(c, server.hub.repository, pull.number, "k", [Section("map", "hello")], Standing("a" * 40, 10, 1, 3, "https://x/y"))
    print(result, server.calls)
    assert result.outcome is Outcome.UNCHANGED
    result = publish(c, server.hub.repository, pull.number, "k", [Section("map", "hello!")], Standing("c" * 40, 11, 1, 4, "https://x/y"))
    print(result, server.calls)
    assert result.outcome is Outcome.UPDATED
