"""Workloads that commands of scripts and pipelines give a proxy, or may place: ``kubectl set env``, ``kubectl patch``. What their
manifests say is then not what runs. Told by the words of a line alone, as in ``changed_by_commands``.

Sources: Kubernetes documentation, "kubectl set env", "kubectl patch".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Skipped
from natpin.workspace import Workspace, worked_out

_PROSE = (".md", ".mdx", ".rst", ".txt", ".adoc", ".html")
_WITH_VALUES = (
    "-n",
    "--namespace",
    "--context",
    "--kubeconfig",
    "--type",
    "-p",
    "--patch",
    "-o",
    "-l",
    "--selector",
)
_MOST_WORDS = 100
_SHORT = {
    "deploy": "deployment",
    "sts": "statefulset",
    "ds": "daemonset",
    "rs": "replicaset",
    "po": "pod",
    "cj": "cronjob",
}

_SET: WeakKeyDictionary[Workspace, tuple[Change, ...]] = WeakKeyDictionary()
_BEARS = re.compile(
    r"(?i)(?:https?|all)_proxy|hostNetwork|nodeSelector|toleration|affinity|natpin\.io/egress|static-gateway|sysctl"
    r"|[\"']env(?:From)?\\?[\"'][ \t]{0,4}:|--patch-file|(?:-p|--patch)[= \t]+[\"']?\$"
)
_PROXIES = re.compile(r"(?i)[\"']?(?:(?:https?|all)_proxy=\S|\$|--from[= ]\S*proxy)")


@record
class Change:
    """A workload that a command changes."""

    at: Location
    kind: str
    """In lower case, as it is written."""
    name: str | None
    """None where it is not seen."""


def variables_set(kind: str, name: str | None, workspace: Workspace) -> Change | None:
    """What gives a workload a proxy that its manifest does not, or may place its pods: ``kubectl set env`` and ``kubectl
    patch``. A workload whose name is not known may be any."""
    fits = (one for one in worked_out(workspace, _changes, None) if _is_kind(one.kind, kind))
    return next((one for one in fits if name is None or one.name in (None, name)), None)


def _changes(workspace: Workspace, _: Any) -> tuple[Change, ...]:
    """Every change of a workspace: looked for once."""
    known = _SET.get(workspace)
    if known is None:
        known = _SET[workspace] = tuple(_setting(workspace))
    return known


def _is_kind(written: str, kind: str) -> bool:
    """Whether a word of a command names a kind: ``deployments.apps``, ``deploy``."""
    word, mine = written.partition(".")[0], kind.lower()
    return _SHORT.get(word, word) in (mine, f"{mine}s")


def _setting(workspace: Workspace) -> Iterator[Change]:
    for path in workspace.walk():
        data = b"" if path.endswith(_PROSE) else workspace.peek(path)
        if isinstance(data, Skipped) or b"kubectl" not in data or not _sets_or_patches(data):
            continue
        text = data.decode("utf-8", "replace").replace("\\\n", "  ")
        for number, line in enumerate(text.split("\n"), 1):
            if "kubectl" in line and not line.lstrip().startswith(("#", "//")):
                for part in re.split(r"&&|\|\||;|\|(?=\s)", line):
                    yield from _of_workload(part, Location(path, number))


def _sets_or_patches(data: bytes) -> bool:
    return b"patch" in data or (b"env" in data and b"set" in data)


def _of_workload(command: str, at: Location) -> Iterator[Change]:
    words = command.split()[:_MOST_WORDS]
    start = next((at for at, word in enumerate(words) if word.strip("\"'`$(").endswith("kubectl")), None)
    if start is None:
        return
    plain = _plain(words[start + 1 :])
    match plain:
        case ["set", "env", *rest] if any(map(_PROXIES.match, words)):
            target = [one for one in rest if "=" not in one]
        case ["patch", *target] if _BEARS.search(command) or command.count("'") % 2:
            pass
        case _:
            return
    if target:
        kind, _, named = target[0].partition("/")
        name = named or (target[1] if len(target) > 1 else "")
        yield Change(at, kind.lower(), None if not name or "$" in name else name)


def _plain(words: Sequence[str]) -> list[str]:
    """The words of a command that are neither flags nor their values."""
    plain: list[str] = []
    follows = False
    for word in words:
        if not follows and not word.startswith("-"):
            plain.append(word.strip("\"'`,"))
        follows = not follows and word in _WITH_VALUES
    return plain
