"""Workloads that commands of scripts and pipelines, or tasks of playbooks, give a proxy, or may place: ``kubectl set env``,
``kubectl patch``, ``k8s_json_patch``. What their manifests say is then not what runs. Told by the words of a line alone, as in
``changed_by_commands``.

Sources: Kubernetes documentation, "kubectl set env", "kubectl patch"; Ansible documentation, ``kubernetes.core.k8s_json_patch``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from natpin.formats.commands_in_texts import MOST_WORDS, commands_in, object_of, plain_words, texts
from natpin.model.location import Location
from natpin.model.record import record
from natpin.workspace import Workspace, found_once, worked_out

_SHORT = {
    "deploy": "deployment",
    "sts": "statefulset",
    "ds": "daemonset",
    "rs": "replicaset",
    "po": "pod",
    "cj": "cronjob",
}

_BEARS = re.compile(
    r"(?i)(?:https?|all)_proxy|hostNetwork|nodeSelector|toleration|affinity|natpin\.io/egress|static-gateway|sysctl"
    r"|[\"']env(?:From)?\\?[\"'][ \t]{0,4}:|--patch-file|(?:-p|--patch)[= \t]+[\"']?\$"
)
_OF_A_TASK = re.compile(
    r"(?m)^([ \t]*)(?:-[ \t]+)?(?:[\w.]{1,60}\.)?k8s_json_patch:[ \t]*\n((?:\1[ \t]+[^\n]*\n|[ \t]*\n){1,200})"
)
"""A task of Ansible that patches an object (``kubernetes.core.k8s_json_patch``), and its options."""
_KIND = re.compile(r"(?m)^[ \t]*kind:[ \t]*[\"']?(\w+)")
_NAME = re.compile(r"(?m)^[ \t]*name:[ \t]*[\"']?([^\s\"']+)")
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
    """Every change of a workspace."""
    return found_once(workspace, _all_changes)


def _all_changes(workspace: Workspace) -> tuple[Change, ...]:
    return tuple(_setting(workspace))


def _is_kind(written: str, kind: str) -> bool:
    """Whether a word of a command names a kind: ``deployments.apps``, ``deploy``."""
    word, mine = written.partition(".")[0], kind.lower()
    return _SHORT.get(word, word) in (mine, f"{mine}s")


def _setting(workspace: Workspace) -> Iterator[Change]:
    for path, text in texts(workspace, _sets_or_patches):
        for command, at in commands_in(path, text, ("kubectl",)):
            yield from _of_workload(command, at)

    for path, text in texts(workspace, lambda data: b"k8s_json_patch" in data):
        for found in _OF_A_TASK.finditer(text):
            kind, name = _KIND.search(found[2]), _NAME.search(found[2])
            if kind is not None and _BEARS.search(found[2]) is not None:
                at = Location(path, text.count("\n", 0, found.start()) + 1)
                known = name is not None and "{{" not in name[1]
                yield Change(at, kind[1].lower(), name[1] if name is not None and known else None)


def _sets_or_patches(data: bytes) -> bool:
    return b"kubectl" in data and (b"patch" in data or (b"env" in data and b"set" in data))


def _of_workload(command: str, at: Location) -> Iterator[Change]:
    words = command.split()[:MOST_WORDS]
    start = next((at for at, word in enumerate(words) if word.strip("\"'`$(").endswith("kubectl")), None)
    if start is None:
        return
    match plain_words(words[start + 1 :]):
        case ["set", "env", *rest] if any(map(_PROXIES.match, words)):
            target = [one for one in rest if "=" not in one]
        case ["patch", *target] if _BEARS.search(command) or command.count("'") % 2:
            pass
        case _:
            return
    if target:
        yield Change(at, *object_of(target))
