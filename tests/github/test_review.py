"""Suggestions in a review, on a GitHub that is held to its OpenAPI description."""

from __future__ import annotations

import pytest

from natpin.github.patches import added_lines
from natpin.github.review import MOST, Suggested, suggest
from natpin.github.trouble import CallFailed

PATCH = "@@ -1,3 +1,4 @@\n a\n-b\n+timeout = 600\n+c\n d\n@@ -20,2 +21,3 @@ x\n e\n+f\n g"
HEAD = "a" * 40


def wanted(first=2, old=("timeout = 600",), new=("timeout = 10",), path="main.tf"):
    return Suggested(path, first, first + len(old) - 1, old, new, "minutes")


def listed(name, **more):
    url = f"https://github.example/{name}"
    about = {"status": "modified", "additions": 1, "deletions": 1, "changes": 2, "sha": "0" * 40}
    return {"filename": name, **about, "blob_url": url, "raw_url": url, "contents_url": url, **more}


@pytest.fixture
def pull(server):
    files = [listed("main.tf", patch=PATCH), listed("big.tf")]
    return server.hub.add_pull(HEAD, files=files)


def test_added_lines():
    assert added_lines(PATCH) == {2: "timeout = 600", 3: "c", 22: "f"}
    assert added_lines("no diff") == {}


def test_a_suggestion_is_made_once(server, client, pull):
    for expected in ((1, 0), (0, 0)):
        assert suggest(client(), server.hub.repository, pull.number, HEAD, [wanted()]) == expected
    (review,) = server.hub.reviews
    (comment,) = review["comments"]
    assert (review["event"], review["commit_id"]) == ("COMMENT", HEAD)
    assert (comment["path"], comment["line"], comment["side"]) == ("main.tf", 2, "RIGHT")
    assert "start_line" not in comment
    assert comment["body"].startswith("minutes\n\n```suggestion\ntimeout = 10\n```\n<!-- natpin:suggestion:")


def test_another_fix_of_the_same_lines_is_another_one(server, client, pull):
    for new in (("timeout = 10",), ("timeout = 4",)):
        suggest(client(), server.hub.repository, pull.number, HEAD, [wanted(new=new)])
    assert len(server.hub.reviews) == 2


def test_several_lines(server, client, pull):
    one = wanted(old=("timeout = 600", "c"), new=())
    assert suggest(client(), server.hub.repository, pull.number, HEAD, [one]) == (1, 0)
    ((comment,),) = [review["comments"] for review in server.hub.reviews]
    assert (comment["start_line"], comment["line"]) == (2, 3)
    assert "```suggestion\n```" in comment["body"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        wanted(first=1, old=("a",)),  # shown, and not of the change
        wanted(first=3, old=("timeout = 600",)),  # the merge's tree has it at another line
        wanted(first=3, old=("c", "d")),  # half of it
        wanted(path="other.tf"),
        wanted(path="big.tf"),
    ],
)
def test_what_the_change_does_not_add_is_left_alone(server, client, pull, elsewhere):
    assert suggest(client(), server.hub.repository, pull.number, HEAD, [elsewhere]) == (0, 1)
    assert server.hub.reviews == []


def test_a_fence_is_longer_than_any_in_the_text(server, client, pull):
    suggest(client(), server.hub.repository, pull.number, HEAD, [wanted(new=("````", "x"))])
    ((comment,),) = [review["comments"] for review in server.hub.reviews]
    assert "\n`````suggestion\n````\nx\n`````\n" in comment["body"]


def test_there_is_a_limit(server, client):
    lines = [f"line {number}" for number in range(MOST + 5)]
    patch = f"@@ -0,0 +1,{len(lines)} @@\n" + "\n".join(f"+{line}" for line in lines)
    pull = server.hub.add_pull(HEAD, files=[listed("main.tf", patch=patch)])
    several = [wanted(number, (line,)) for number, line in enumerate(lines, 1)]
    assert suggest(client(), server.hub.repository, pull.number, HEAD, several) == (MOST, 0)
    assert suggest(client(), server.hub.repository, pull.number, HEAD, several) == (5, 0)


def test_nothing_to_suggest_asks_nothing(server, client, pull):
    assert suggest(client(), server.hub.repository, pull.number, HEAD, []) == (0, 0)
    assert server.calls == []


def test_secrets_are_taken_out(server, client, pull):
    one = client(clean=lambda text: text.replace("10", "***"))
    suggest(one, server.hub.repository, pull.number, HEAD, [wanted()])
    assert "timeout = ***" in server.hub.reviews[0]["comments"][0]["body"]


def test_a_token_that_may_not_write_is_refused(server, client, pull):
    with pytest.raises(CallFailed):
        suggest(client("ghs_fork"), server.hub.repository, pull.number, HEAD, [wanted()])
