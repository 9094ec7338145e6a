"""A GitLab configuration with the files that it includes, and those of the pipelines that its jobs start.

Sources: GitLab Docs, "CI/CD YAML syntax reference" (``include``, ``trigger``), "Use CI/CD configuration from other files"
("Merge method for ``include``": included files are merged in the order in which they are named, each over what it includes
itself; what includes is merged over all of them).
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from natpin.formats.documents import parsed
from natpin.formats.pipelines.gitlab.inputs import filled
from natpin.formats.pipelines.texts import spelled
from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.model.value import Node, Skipped, Unknown, Value, dig, items, members, text
from natpin.workspace import Workspace

MAX_FILES = 150
"""GitLab includes no more by default."""
_DEEPEST = 20
"""Files that include one another."""
_GLOBAL = frozenset(
    """
    default include stages variables workflow image services cache before_script after_script spec pages
    """.split()  # noqa: SIM905
)
_FOR_ALL = frozenset({"default", "variables", "workflow", "before_script", "after_script"})
"""What a file says for all jobs of a pipeline."""
_STAGES = ("build", "test", "deploy")


@mutable
class Configuration:
    """A configuration with the files that it includes."""

    whole: Mapping[str, Node] = field(default_factory=dict)
    """Everything that the files say, by what stands at their top."""
    jobs: dict[str, Node] = field(default_factory=dict)
    default: dict[str, Node] = field(default_factory=dict)
    stages: tuple[str, ...] = _STAGES
    elsewhere: list[tuple[str, Location]] = field(default_factory=list)
    """What is included and is not in this repository."""
    foreign: list[Node] = field(default_factory=list)
    """The elements of ``include`` that name it."""
    open: Unknown | None = None
    """Why any of its jobs may be given more than the files say."""
    skipped: list[Skipped] = field(default_factory=list)
    paths: dict[str, None] = field(default_factory=dict)
    """The files that it is made of."""


@mutable
class _Files:
    """Puts files together."""

    workspace: Workspace
    found: Configuration
    read: int = 0
    defined: Counter[str] = field(default_factory=Counter)
    """How many files say something of a job."""
    perhaps: list[tuple[Mapping[str, Node], Unknown]] = field(default_factory=list)
    """Files that only a run knows to be included."""

    def file(self, path: str, given: Node | None, above: tuple[str, ...], at: Location | None = None) -> Node:
        """What a file says, over what it includes. ``given``: its inputs."""
        self.read += 1
        self.found.paths.setdefault(path)
        plan = load(path, self.workspace, given)
        if isinstance(plan, Skipped):
            self.found.skipped.append(Skipped(path, plan.reason, plan.at, claims_aks=True))
            return Value({}, at or Location(path))
        self.defined.update(members(plan).keys() - _GLOBAL)
        return merged(self.included(list(_included(plan)), (*above, path), plan.at), plan)

    def included(self, nodes: Sequence[Node], above: tuple[str, ...], at: Location) -> Node:
        """What the elements of ``include`` say together."""
        whole: Node = Value({}, at)
        for node in nodes:
            holds = _holds(node, self.workspace)
            if holds is False:
                continue
            paths = local(node, self.workspace)
            if not paths or self.read >= MAX_FILES or len(above) >= _DEEPEST:
                self.found.elsewhere.append((said(node), node.at))
                self.found.foreign.append(node)
                if text(dig(node, "template")) is None:
                    self._opened(f"{said(node)} is not in this repository: what it gives is not known", node)
                continue
            for path in paths:
                if path in above:
                    continue
                one = self.file(path, dig(node, "inputs"), above, node.at)
                whole = merged(whole, one)
                if holds is None:
                    why = f"whether {path} is included is only known when the pipeline runs"
                    self.perhaps.append((members(one), Unknown(why, node.at)))
        return whole

    def _opened(self, why: str, node: Node) -> None:
        if self.found.open is None:
            self.found.open = Unknown(why, node.at, "--var NAME=VALUE")

    def done(self, whole: Node) -> Configuration:
        """The configuration that all files make."""
        found = self.found
        found.whole = members(whole)
        for names, why in self.perhaps:
            if found.open is None and (
                names.keys() & _FOR_ALL or any(self.defined[one] > 1 for one in names)
            ):
                found.open = why
        found.default = {
            **members(found.whole.get("default")),
            **{key: found.whole[key] for key in ("before_script", "after_script") if key in found.whole},
        }
        stages = [text(each) for each in items(found.whole.get("stages"))]
        found.stages = tuple(each for each in stages if each) or _STAGES
        found.jobs = {name: body for name, body in found.whole.items() if name not in _GLOBAL}
        return found


def configuration(path: str, workspace: Workspace) -> Configuration:
    """A configuration, with what it includes."""
    files_of = _Files(workspace, Configuration())
    return files_of.done(files_of.file(path, None, ()))


def child(job: Node, workspace: Workspace) -> Configuration | None:
    """The pipeline that a job starts of files of this repository, which are taken together; None where it starts none."""
    nodes = list(started(job))
    if not nodes:
        return None
    files_of = _Files(workspace, Configuration())
    return files_of.done(files_of.included(nodes, (), job.at))


def files(path: str, workspace: Workspace) -> list[str]:
    """The files of the repository that a configuration includes, and those of the pipelines that its jobs start,
    directly and through others."""
    found: dict[str, None] = {path: None}
    pending = [configuration(path, workspace)]
    met = 0
    while pending and met < MAX_FILES:
        one = pending.pop(0)
        found |= one.paths
        for body in one.jobs.values():
            below = child(body, workspace)
            if below is not None and below.paths.keys() - found.keys():
                met += 1
                found |= below.paths
                pending.append(below)
    del found[path]
    return list(found)


def started(job: Node) -> Iterator[Node]:
    """What a job includes into the pipeline that it starts: ``trigger: include: …``."""
    node = dig(job, "trigger.include")
    if node is not None:
        yield from items(node) or (node,)


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


def _included(plan: Node) -> Iterator[Node]:
    node = dig(plan, "include")
    if node is not None:
        yield from items(node) or (node,)


def _holds(node: Node, workspace: Workspace) -> bool | None:
    """Whether the rules of an ``include`` let it in; None where only a run knows. The first that holds decides."""
    rules = items(dig(node, "rules"))
    for rule in rules:
        exists = [text(one) or "*" for one in items(dig(rule, "exists"))]
        if members(rule).keys() - {"exists", "when"} or any("*" in one or "$" in one for one in exists):
            return None
        if not exists or any(workspace.exists(posixpath.normpath(one.lstrip("/"))) for one in exists):
            return spelled(dig(rule, "when")) != "never"
    return not rules


def local(node: Node, workspace: Workspace) -> list[str]:
    """The files that an element of ``include`` names, as a pattern or outright; none for those of elsewhere."""
    written = text(node) or text(dig(node, "local"))
    if not written or "://" in written:
        return []
    path = posixpath.normpath(written.lstrip("/"))
    if "*" not in path:
        return [path] if workspace.exists(path) else []
    folder, _, name = path.rpartition("/")
    if "*" not in folder:
        return [
            posixpath.join(folder, one)
            for one in sorted(workspace.listdir(folder or "."))
            if fnmatchcase(one, name)
        ]
    pattern = re.compile(_glob(path))
    return sorted(one for one in workspace.walk() if pattern.fullmatch(one))


def _glob(path: str) -> str:
    """A pattern of GitLab's as an expression: ``**`` goes through folders, ``*`` does not."""
    parts = re.split(r"(\*\*/|\*\*|\*)", path)
    known = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*"}
    return "".join(known.get(part, re.escape(part)) for part in parts)


def said(node: Node) -> str:
    """An element of ``include`` as people speak of it."""
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
