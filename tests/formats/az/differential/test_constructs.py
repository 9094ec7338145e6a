"""What bash leaves of small scripts in which all is known is what natpin says they leave, no more and no less.

A file of ``constructs`` holds scripts of one topic. ``#: NAME`` begins a script; ``#: NAME ~`` one of which natpin may
say less than bash does: what stands may be *maybe*, and so may what does not. ``MAKE``, ``DROP`` and ``SHOW`` before a
name stand for the az commands on a NAT gateway. The truth is bash's own: each script is run.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from natpin.model.value import Value, plain

from .bash_runs import Runs, run_all, thought, unthought

FILES = sorted((Path(__file__).parent / "constructs").glob("*.txt"))
WORDS = {
    "MAKE": "az network nat gateway create -g rg --idle-timeout 4 -n",
    "DROP": "az network nat gateway delete -g rg -n",
    "SHOW": "az network nat gateway show -g rg --query id -o tsv -n",
}


def scripts(path: Path) -> dict[str, str]:
    """The scripts of a file, by name (with its mark)."""
    text = re.sub(r"\b(MAKE|DROP|SHOW)\b", lambda found: WORDS[found.group(1)], path.read_text())
    parts = re.split(r"^#: (.*)\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def stood(commands: list[list[str]]) -> set[str]:
    """The gateways that stand after some commands."""
    names: set[str] = set()
    for words in commands:
        name = words[words.index("-n") + 1]
        if words[3] == "create":
            names.add(name)
        elif words[3] == "delete":
            names.discard(name)
    return names


def wrong(name: str, text: str, runs: Runs, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str | None:
    """What natpin got wrong about a script."""
    path, wide = name.removesuffix(" ~"), name.endswith(" ~")
    commands = runs[path][1]
    gateways, known = thought(text, "script.sh", monkeypatch, folder / path)
    missed = unthought(commands, known)
    if missed is not None:
        return f"bash ran az {' '.join(missed)}"
    told = {str(plain(each.name)): each for each in gateways if isinstance(each.name, Value)}
    nameless = any(not isinstance(each.name, Value) for each in gateways)
    stands = stood(commands)
    certain = {each for each, found in told.items() if found.conditional is None and not found.external}
    possible = {each for each, found in told.items() if not found.external}
    if certain - stands:
        return f"{certain - stands} do not stand"
    if stands - possible and not nameless:
        return f"{stands - possible} stand"
    if not wide and (possible != certain or nameless):
        return f"needlessly unknown: {possible - certain} of {possible}, bash leaves {stands}"
    return None


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_natpin_says_what_bash_leaves(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = scripts(path)
    runs = run_all({name.removesuffix(" ~"): text for name, text in texts.items()}, {}, tmp_path)
    found = {name: wrong(name, text, runs, tmp_path, monkeypatch) for name, text in texts.items()}
    assert {name: why for name, why in found.items() if why is not None} == {}
