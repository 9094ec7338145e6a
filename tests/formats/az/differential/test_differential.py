"""bash itself runs generated scripts, and what they leave must be among what natpin says they may leave.

``az`` is a function that writes its arguments down; from these the NAT gateways that stand at the end are worked out.
natpin reads the same script without knowing the environment and the arguments. Then

- each gateway that stands is one that natpin knows of, with the timeout that natpin knows or an unknown one;
- each gateway that natpin says stands certainly, does;
- each command that ran is one that natpin thought of.

A run that fails, or that ends before it has made anything, is none that natpin tells of.

``NATPIN_DIFFERENTIAL=5000`` runs so many scripts; a few hundred otherwise.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from natpin.model.value import Unknown, Value, plain

from .bash_runs import run_all, thought, unthought
from .generating import Generator
from .wider import Wider

SCRIPTS = int(os.environ.get("NATPIN_DIFFERENTIAL", "300"))
BATCH = 50


def ran(seeds: list[int], folder: Path) -> dict[int, tuple[int, list[list[str]]]]:
    """Exit status and az commands of each script, as bash runs it."""
    texts, sets = {}, {}
    for seed in seeds:
        generator = Wider(seed) if seed % 2 else Generator(seed)
        texts[str(seed)] = generator.script()
        environment, arguments = generator.environment()
        exports = "; ".join(f"export {name}='{value}'" for name, value in environment.items())
        passed = " ".join(f"'{each}'" for each in arguments)
        sets[str(seed)] = f"{exports or ':'}; set -- {passed}"
    return {int(name): found for name, found in run_all(texts, sets, folder).items()}


def left(commands: list[list[str]]) -> tuple[dict[str, str], set[str]]:
    """The gateways that stand after some commands, with their timeouts, and the names of those that were updated
    before they were made: for natpin they stand already, as do those that a way not taken would update."""
    gateways: dict[str, str] = {}
    before: set[str] = set()
    for words in commands:
        verb, name = words[3], words[words.index("-n") + 1]
        if verb == "create" or (verb == "update" and name in gateways):
            gateways[name] = words[words.index("--idle-timeout") + 1]
        elif verb == "update":
            before.add(name)
        elif verb == "delete":
            gateways.pop(name, None)
    return gateways, before


def violation(
    seed: int, folder: Path, outcome: tuple[int, list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> str | None:
    """What natpin got wrong about a script; None where it is right."""
    status, commands = outcome
    text = (folder / str(seed) / "script.sh").read_text()
    gateways, known = thought(text, "script.sh", monkeypatch, folder / str(seed))
    unknown = unthought(commands, known)
    if unknown is not None:
        return f"bash ran az {' '.join(unknown)}, natpin did not think of it"
    stands, before = left(commands)
    before |= {each[each.index("-n") + 1] or "" for each in known if each[3] == "update"}
    if status != 0 or not any(words[3] == "create" for words in commands):
        return None
    told = {str(plain(each.name)): each for each in gateways if isinstance(each.name, Value)}
    nameless = [each for each in gateways if not isinstance(each.name, Value)]
    for name, timeout in stands.items():
        found = told.get(name)
        if found is None:
            if nameless:
                continue
            return f"{name} stands, natpin does not know of it"
        if found.external and not nameless:
            return f"{name} stands, natpin says it was only looked up"
        node = found.properties.get("idleTimeoutInMinutes")
        if not isinstance(node, Unknown) and str(plain(node)) != timeout and not nameless:
            return f"{name} has the timeout {timeout}, natpin says {plain(node)}"
    if nameless and any(each[3] == "delete" and each[each.index("-n") + 1] is None for each in known):
        return None  # of two that may be one, the one that was made under that name is deleted
    for name, found in told.items():
        if found.conditional is None and not found.external and name not in stands and name not in before:
            return f"natpin says that {name} stands, it does not"
    return None


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize("start", range(0, SCRIPTS, BATCH))
def test_bash_does_nothing_that_natpin_did_not_think_of(
    start: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds = list(range(start, start + BATCH))
    outcomes = ran(seeds, tmp_path)
    wrong = {}
    for seed in seeds:
        found = violation(seed, tmp_path, outcomes[seed], monkeypatch)
        if found is not None:
            wrong[seed] = found
    shown = [
        f"seed {seed}: {why}\n{(tmp_path / str(seed) / 'script.sh').read_text()}"
        for seed, why in list(wrong.items())[:2]
    ]
    assert not wrong, f"{len(wrong)} of {len(seeds)} scripts: {wrong}\n" + "\n".join(shown)
