"""What is found by looking at many files is found once for all stacks, and all of them are read again when it is another."""

from __future__ import annotations

from pathlib import Path

import pytest
from histories import Files, history, told

from natpin.commit_workspace import CommitWorkspace
from natpin.pipeline.remembered import Memory, Watched
from natpin.pipeline.remembered.looks import Answers
from natpin.workspace import Workspace, found_once

TOPOLOGY = Path(__file__).parents[1] / "topologies" / "managed-nat"


def _of(name: str) -> bytes:
    return (TOPOLOGY / name).read_bytes()


NAT = b"outboundType: managedNATGateway"
CASES: dict[str, tuple[Files, bytes]] = {
    "a command that changes an object": (
        {"a/aso.yaml": _of("aso.yaml")},
        b"kubectl patch managedcluster shop --type merge -p '{}'\n",
    ),
    "a command that gives a program its configuration": (
        {
            "a/Pulumi.yaml": _of("Pulumi.yaml").replace(NAT, b"outboundType: ${way}")
            + b"\nconfig:\n  way: {type: string, default: managedNATGateway}\n"
        },
        b"pulumi -C a up -c way=loadBalancer\n",
    ),
    "a run of a playbook with variables": (
        {
            "a/playbook.yml": _of("playbook.yml")
            .replace(NAT, b'outboundType: "{{ way }}"')
            .replace(b"  vars:\n", b"  vars:\n    way: managedNATGateway\n")
        },
        b"ansible-playbook a/playbook.yml -e way=loadBalancer\n",
    ),
}
"""By what is found: files of a stack, and the script beside it in the next commit, which nobody but who finds that looks at."""


@pytest.mark.parametrize("kind", CASES)
def test_what_was_found_is_asked_again(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, script = CASES[kind]
    first, second = history(
        tmp_path, [{**files, "deploy.sh": b"echo later\n"}, {**files, "deploy.sh": script}]
    )
    anew = told(tmp_path, second, None)
    assert told(tmp_path, first, None) != anew, "the case shows nothing"
    memory = Memory()
    told(tmp_path, first, memory)
    assert told(tmp_path, second, memory) == anew
    monkeypatch.setattr(Answers, "_are_within", lambda self, looks: True)
    memory = Memory()
    told(tmp_path, first, memory)
    assert told(tmp_path, second, memory) != anew, "nothing is told wrongly where this is not asked again"


def _words(workspace: Workspace, path: str) -> list[bytes]:
    data = workspace.read(path)
    return data.split() if isinstance(data, bytes) else []


def _all_words(workspace: Workspace) -> list[list[bytes]]:
    return [found_once(workspace, _words, path) for path in workspace.walk()]


def _broken(workspace: Workspace) -> None:
    raise ValueError(_words(workspace, "a"))


def test_each_who_asks_counts_as_having_looked(tmp_path: Path) -> None:
    states: list[Files] = [{"a": b"one", "b": b"two"}, {"a": b"one", "b": b"three"}]
    first, second = history(tmp_path, states)
    with CommitWorkspace(tmp_path, first) as before, CommitWorkspace(tmp_path, second) as after:
        answers, now = Answers(before), Answers(after)
        one, other, third = Watched(answers), Watched(answers), Watched(answers)
        assert found_once(one, _all_words) is found_once(other, _all_words)
        assert not now.are_as_before(one.looks)
        assert not now.are_as_before(other.looks)
        assert found_once(third, _words, "a") == [b"one"]
        assert now.are_as_before(third.looks)
        third.take(other.looks)
        assert not now.are_as_before(third.looks)


def test_what_breaks_was_looked_at_too(tmp_path: Path) -> None:
    first, second = history(tmp_path, [{"a": b"one"}, {"a": b"two"}])
    with CommitWorkspace(tmp_path, first) as before, CommitWorkspace(tmp_path, second) as after:
        looking = Watched(before)
        with pytest.raises(ValueError, match="one"):
            found_once(looking, _broken)
        assert not Answers(after).are_as_before(looking.looks)
