"""With which inputs the commands of scripts deploy a reader's roots."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from natpin.model.doubt import Doubt
from natpin.model.location import Location
from natpin.model.record import field, mutable, record, replace
from natpin.model.rollout import GivenFile, GivenValue, Rollout
from natpin.model.value import Node, Skipped, Unknown, Value
from natpin.pipeline.rollouts import Rollouts
from natpin.pipeline.saved_plans import settled
from natpin.workspace import Workspace

MOST_STACKS = 40
"""Of one root, that scripts make."""
_MOST_FITTING = 12
"""Roots, or files of values, that a name with open parts may mean."""
_TOOL = {"terraform": "terraform", "bicep": "template", "arm": "template"}


@record
class Deployed:
    """One set of inputs of a root, and the command that gives it."""

    root: str
    files: tuple[str, ...]
    values: Mapping[str, Node]
    environment: Mapping[str, Node]
    open: Unknown | None
    """Why any other input may be given too."""
    at: Location
    into: tuple[str | None, str | None] = (None, None)
    """The subscription and the resource group, as far as they are known."""

    @property
    def gives(self) -> bool:
        """True where it is another stack than the root by itself."""
        return bool(self.files) or not self.by_files_alone

    @property
    def by_files_alone(self) -> bool:
        """True where its files, if it has any, give all that it is given."""
        return not (self.values or self.environment or self.open)

    @property
    def content(self) -> object:
        """Equal for equal inputs, whoever gives them."""
        values = tuple(sorted((name, _plain(node)) for name, node in self.values.items()))
        weak = tuple(sorted((name, _plain(node)) for name, node in self.environment.items()))
        return self.root, self.files, values, weak, self.open is not None


@mutable
class Known:
    """Of one reader."""

    by_root: dict[str, list[Deployed]] = field(default_factory=dict)
    followed: dict[str, frozenset[str]] = field(default_factory=dict)
    """Files that are followed whole, with the names of the inputs that they give, in lower case."""
    doubts: dict[str, list[Doubt]] = field(default_factory=dict)
    """By root: what leaves it other than its files say."""
    anywhere: set[str] = field(default_factory=set)
    """Files that deploy from a folder which is not known."""


def known(
    reader: str, roots: Sequence[str], claimed: Sequence[str], rollouts: Rollouts, workspace: Workspace
) -> Known:
    """What is known of how a reader's roots are deployed. ``roots``: those that it found; what is ``claimed`` by it and
    deployed by itself is a root too, though others call it as a module."""
    found = Known()
    if reader not in _TOOL:
        return found
    more = {posixpath.dirname(path) or "." for path in claimed} if reader == "terraform" else set(claimed)
    partly: list[tuple[str, Rollout]] = []
    whole: list[tuple[str, Rollout]] = []
    for path, mine in settled(rollouts.by_file).items():
        certain = path in rollouts.whole
        for one in mine:
            if one.tool != _TOOL[reader] or (one.idle and not one.partly):
                continue
            if not one.roots:
                found.anywhere.add(path)
            places = list(_roots(one, reader, roots, workspace))
            certain = certain and bool(places)
            for root in places:
                if root not in roots and root not in more:
                    continue
                (partly if one.partly else whole).append((root, one))
                if not one.idle:
                    found.by_root.setdefault(root, []).extend(_deployed(one, reader, root, workspace))
        if certain:
            found.followed[path] = _names(rollouts.by_file[path])
    for path, led in rollouts.through.items():
        mine = [one for one in led if one.tool == _TOOL[reader]]
        if mine and all(any(_roots(one, reader, roots, workspace)) for one in mine):
            found.followed[path] = _names(mine)
    for root, one in partly:
        if not any(other == root and _makes_good(each, one) for other, each in whole):
            reason = f"{one.at.path} {one.partly}"
            found.doubts.setdefault(root, []).append(Doubt(reason, one.at, "lint the plan"))
    return found


def _names(rollouts: Iterable[Rollout]) -> frozenset[str]:
    """The names of the inputs that are given, in lower case."""
    return frozenset(
        value.name.lower() for one in rollouts for value in one.given if isinstance(value, GivenValue)
    )


def _makes_good(whole: Rollout, part: Rollout) -> bool:
    """Whether a command applies all of the root with the same inputs, and so leaves it as its files say: one that runs
    after it where something is taken away, wherever it runs where a part alone is applied."""
    if [*map(_said, whole.given)] != [*map(_said, part.given)] or whole.open is not None:
        return False
    return not part.idle or (whole.at.path == part.at.path and whole.at.line > part.at.line)


def _said(one: GivenFile | GivenValue) -> object:
    return one.places if isinstance(one, GivenFile) else (one.name, _plain(one.node), one.weak)


def _roots(rollout: Rollout, reader: str, roots: Sequence[str], workspace: Workspace) -> Iterator[str]:
    """What a command deploys; something that is no root of the reader too, where it is there."""
    for place in rollout.roots:
        if "*" in place:
            pattern = _pattern(place)
            fitting = [root for root in roots if pattern.fullmatch(root)]
            if 0 < len(fitting) <= _MOST_FITTING:
                yield from fitting
                return
        elif _is_there(place, rollout.tool, workspace):
            yield place
            return
    if reader == "bicep" and not rollout.roots:
        from natpin.formats.bicep.roots import template_of_parameters

        for one in rollout.given:
            for place in one.places if isinstance(one, GivenFile) else ():
                template = template_of_parameters(place, workspace) if place.endswith(".bicepparam") else None
                if template is not None:
                    yield template
                    return


def _is_there(place: str, tool: str, workspace: Workspace) -> bool:
    if tool == "terraform":
        return any(name.endswith((".tf", ".tf.json", ".tofu")) for name in workspace.listdir(place))
    return workspace.exists(place)


def _deployed(rollout: Rollout, reader: str, root: str, workspace: Workspace) -> Iterator[Deployed]:
    """One set of inputs for each file that a name may mean."""
    ways: list[Deployed] = [Deployed(root, (), {}, {}, rollout.open, rollout.at, rollout.into)]
    for one in rollout.given:
        if isinstance(one, GivenValue):
            ways = [_with_value(way, one) for way in ways]
            continue
        files = _files(one, workspace)
        if not files:
            shown = posixpath.basename(one.places[0]) if one.places else "a file of values"
            why = one.why or Unknown(f"{rollout.at.path} gives {shown}, which is not here", one.at)
            ways = [replace(way, values={}, open=way.open or why) for way in ways]
            continue
        ways = [_with_file(way, path, reader, workspace) for way in ways for path in files][:MOST_STACKS]
    yield from ways


def _with_value(way: Deployed, one: GivenValue) -> Deployed:
    if one.weak:
        return replace(way, environment={**way.environment, one.name: one.node})
    rest = {name: node for name, node in way.values.items() if name.lower() != one.name.lower()}
    return replace(way, values={**rest, one.name: one.node})


def _with_file(way: Deployed, path: str, reader: str, workspace: Workspace) -> Deployed:
    """A file wins over what was given before it; but a ``.bicepparam`` takes what is given beside it."""
    values = way.values
    if values and not path.endswith(".bicepparam"):
        names = {name.lower() for name in _names_in(path, reader, workspace)}
        values = {name: node for name, node in values.items() if name.lower() not in names}
    return replace(way, files=(*way.files, path), values=values)


def _names_in(path: str, reader: str, workspace: Workspace) -> Iterable[str]:
    if reader == "terraform":
        from natpin.formats.terraform.inputs import read_values

        body = read_values(path, workspace)
        return () if isinstance(body, Skipped) else body.attributes
    from natpin.formats.arm.parameters import read_parameters

    found = read_parameters(path, workspace)
    return () if isinstance(found, Skipped) else found.values


def _files(one: GivenFile, workspace: Workspace) -> list[str]:
    for place in one.places:
        if "*" not in place:
            if workspace.exists(place):
                return [place]
            continue
        pattern = _pattern(place)
        fitting = [path for path in workspace.walk() if pattern.fullmatch(path)]
        if 0 < len(fitting) <= _MOST_FITTING:
            return sorted(fitting)
    return []


def _pattern(place: str) -> re.Pattern[str]:
    return re.compile("[^/]*".join(map(re.escape, place.split("*"))))


def _plain(node: Node) -> str:
    """What a value says, wherever it is written; what is not known is itself alone."""
    match node:
        case Value(data=tuple() as listed):
            return f"[{', '.join(map(_plain, listed))}]"
        case Value(data=Mapping() as named):
            return f"{{{', '.join(f'{name!r}: {_plain(named[name])}' for name in sorted(named))}}}"
        case Value(data=data):
            return repr(data)
    return f"{type(node).__name__} {node}"
