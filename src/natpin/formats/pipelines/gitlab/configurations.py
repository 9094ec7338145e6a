"""A GitLab configuration with the files that it includes, and those of the pipelines that its jobs start.

Source: GitLab Docs, "CI/CD YAML syntax reference" (``include``, ``trigger``).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from natpin.formats.documents import parsed
from natpin.formats.pipelines.gitlab.inputs import filled
from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.model.value import Node, Skipped, Value, dig, items, members, text
from natpin.workspace import Workspace

MAX_FILES = 150
"""GitLab includes no more by default."""
_GLOBAL = frozenset(
    """
    default include stages variables workflow image services cache before_script after_script spec pages
    """.split()  # noqa: SIM905
)
_STAGES = ("build", "test", "deploy")


@mutable
class Configuration:
    """A configuration with the files that it includes."""

    variables: dict[str, Node] = field(default_factory=dict)
    jobs: dict[str, Node] = field(default_factory=dict)
    default: dict[str, Node] = field(default_factory=dict)
    stages: tuple[str, ...] = _STAGES
    elsewhere: list[tuple[str, Location]] = field(default_factory=list)
    """What is included and is not in this repository."""
    skipped: list[Skipped] = field(default_factory=list)


def files(path: str, workspace: Workspace) -> list[str]:
    """The files of the repository that a configuration includes, and those of the pipelines that its jobs start,
    directly and through others."""
    found: dict[str, None] = {}
    pending = [path]
    while pending and len(found) < MAX_FILES:
        for one in (pending[0], *_reached(pending.pop(0), workspace)):
            plan = load(one, workspace)
            found.setdefault(one)
            for body in members(plan).values() if not isinstance(plan, Skipped) else ():
                children = [child for node in started(body) for child in local(node, workspace)]
                pending += [child for child in children if child not in found]
                found.update(dict.fromkeys(children))
    found.pop(path, None)
    return list(found)


def started(job: Node) -> Iterator[Node]:
    """What a job includes into the pipeline that it starts: ``trigger: include: …``."""
    node = dig(job, "trigger.include")
    if node is not None:
        yield from items(node) or (node,)


def _reached(path: str, workspace: Workspace) -> dict[str, Node | None]:
    """Those files, with the inputs that each is first given."""
    found: dict[str, Node | None] = {}
    pending = [path]
    while pending and len(found) < MAX_FILES:
        plan = load(pending.pop(), workspace)
        for node in _included(plan) if not isinstance(plan, Skipped) else ():
            for other in local(node, workspace):
                if other not in found:
                    found[other] = dig(node, "inputs")
                    pending.append(other)
    return found


def load(path: str, workspace: Workspace, given: Node | None = None) -> Value | Skipped:
    """A file, its last document: the first may be the ``spec`` of a component. ``given``: its inputs."""
    found = parsed(path, workspace)
    if isinstance(found, Skipped):
        return found
    header: Node | None = None
    last: Node | None = None
    for one in found:
        if isinstance(one, Skipped):
            return one
        header, last = last, one
    return filled(last, header, given) if isinstance(last, Value) else Skipped(path, "holds nothing")


def configuration(path: str, workspace: Workspace) -> Configuration:
    """A configuration, what it includes first: what is written in the file itself wins."""
    found = Configuration()
    included = _reached(path, workspace)
    for one in (*reversed(included), path):
        plan = load(one, workspace, included.get(one))
        if isinstance(plan, Skipped):
            found.skipped.append(Skipped(one, plan.reason, plan.at, claims_aks=True))
            continue
        for taken in _included(plan):
            if not local(taken, workspace):
                found.elsewhere.append((said(taken), taken.at))
        found.variables |= members(dig(plan, "variables"))
        found.default |= members(dig(plan, "default"))
        found.default |= {
            key: node for key in ("before_script", "after_script") if (node := dig(plan, key)) is not None
        }
        stages = [text(each) for each in items(dig(plan, "stages"))]
        found.stages = tuple(each for each in stages if each) or found.stages
        for name, body in members(plan).items():
            if name not in _GLOBAL:
                earlier = found.jobs.get(name)
                found.jobs[name] = merged(earlier, body) if earlier is not None else body
    return found


def _included(plan: Node) -> Iterator[Node]:
    node = dig(plan, "include")
    if node is not None:
        yield from items(node) or (node,)


def local(node: Node, workspace: Workspace) -> list[str]:
    """The files that an element of ``include`` names, as a pattern or outright; none for those of elsewhere."""
    written = text(node) or text(dig(node, "local"))
    if not written or "://" in written:
        return []
    path = posixpath.normpath(written.lstrip("/"))
    if "*" not in path:
        return [path] if workspace.exists(path) else []
    folder, _, name = path.rpartition("/")
    if "*" in folder:  # `**` is left to those who look
        return []
    return [posixpath.join(folder, one) for one in workspace.listdir(folder or ".") if fnmatchcase(one, name)]


def said(node: Node) -> str:
    return text(node) or " ".join(f"{key} {text(each) or '…'}" for key, each in members(node).items())


def merged(base: Node, over: Node) -> Node:
    """Maps are merged, anything else is replaced."""
    if not (isinstance(base, Value) and isinstance(over, Value)):
        return over
    if not (isinstance(base.data, Mapping) and isinstance(over.data, Mapping)):
        return over
    whole = dict(base.data)
    for key, node in over.data.items():
        whole[key] = merged(whole[key], node) if key in whole else node
    return Value(whole, over.at)
