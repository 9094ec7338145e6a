"""The journal: on disk before the write, readable after any kill, and of one plan only."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from natpin.errors import InputError
from natpin.provision.journal import Journal

from .bench import Bench, entry

PLAN = "a" * 64


def test_an_intent_is_on_disk_before_azure_hears_of_it(ground: Bench) -> None:
    plan = ground.plan(ground.wanted(entry(ground.subscription)))
    path = ground.folder / "journal"
    seen: list[bool] = []

    def look(index: int, when: str) -> bool:
        request = ground.azure.requests[-1] if when == "after" else None
        if request is not None and request.method == "PUT":
            events = [json.loads(line) for line in path.read_text().splitlines()]
            seen.append(
                any(e["event"] == "intent" and e["id"].lower() == request.resource_id.lower() for e in events)
            )
        return False

    ground.wire.kill = look
    assert ground.apply(plan, journal="journal").complete
    assert seen == [True] * 6
    events = [json.loads(line)["event"] for line in path.read_text().splitlines()]
    assert events == ["begin", *["intent", "outcome"] * 6, "end"]


def test_each_line_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, lengths = tmp_path / "journal", []
    monkeypatch.setattr(os, "fsync", lambda file: lengths.append(os.fstat(file).st_size))
    diary = Journal(path, PLAN)
    diary.note("intent", id="/a")
    diary.close()
    lines = path.read_bytes().splitlines(keepends=True)
    assert lengths[-1] == path.stat().st_size
    assert len(lengths) == len(lines) > 0


def test_only_the_intents_of_the_same_plan_count(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    for plan, id_ in ((PLAN, "/subscriptions/A"), ("b" * 64, "/subscriptions/B")):
        journal = Journal(path, plan)
        journal.note("intent", id=id_)
        journal.close()
    journal = Journal(path, PLAN)
    assert journal.intents == {"/subscriptions/a"}
    journal.close()


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_line_torn_by_a_kill_is_passed_over_and_the_next_one_stands_alone(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "journal"
    journal = Journal(path, PLAN)
    journal.note("intent", id="/subscriptions/one")
    journal.note("intent", id="/subscriptions/two")
    journal.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    for _ in range(2):
        again = Journal(path, PLAN)
        assert "/subscriptions/one" in again.intents
        again.note("intent", id="/subscriptions/three")
        again.close()
    last = Journal(path, PLAN)
    assert last.intents >= {"/subscriptions/one", "/subscriptions/three"}
    last.close()


@pytest.mark.parametrize("content", [b"hello\n", b"\x00\x01\x02", b"[1, 2]\n", b"no newline"])
def test_another_file_is_not_taken_for_a_journal_and_not_written_to(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(content)
    with pytest.raises(InputError, match="journal"):
        Journal(path, PLAN)
    assert path.read_bytes() == content


def test_a_journal_that_cannot_be_written_stops_before_anything_is(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be used"):
        Journal(tmp_path, PLAN)
