"""The stacks of a root as scripts deploy it: a stack for each set of inputs that a command gives.

``deploy.sh`` that runs ``terraform apply -var-file=env/prod.tfvars -var attach_nat=false`` makes the stack
``infra (env/prod.tfvars, by deploy.sh)``. It takes the place of the stack that the files alone would make; an environment
that no script deploys stays what it is.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from natpin.formats.interface import Handed, Inputs, Unseen
from natpin.model.location import Location
from natpin.model.record import field, mutable, record, replace
from natpin.model.rollout import GivenFile, GivenValue, Rollout
from natpin.model.stack import Stack
from natpin.model.value import Node, Skipped, Unknown, Value
from natpin.pipeline.declared_inputs import INPUTS
from natpin.pipeline.rollouts import Rollouts
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

    @property
    def gives(self) -> bool:
        """True where it is another stack than the root by itself."""
        return bool(self.files or self.values or self.environment or self.open is not None)

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
    followed: set[str] = field(default_factory=set)
    """Files whose gifts are all among these."""


def known(reader: str, roots: Sequence[str], rollouts: Rollouts, workspace: Workspace) -> Known:
    """What is known of how a reader's roots are deployed. ``roots``: those that it may have."""
    found = Known()
    if reader not in _TOOL:
        return found
    for path, mine in rollouts.by_file.items():
        certain = path in rollouts.whole
        saved = any(one.saved for one in mine)
        for one in mine:
            if one.tool != _TOOL[reader] or one.idle or one.saved:
                continue
            places = list(_roots(one, reader, roots, workspace))
            certain = certain and bool(places)
            for root in places:
                if root in roots:
                    found.by_root.setdefault(root, []).extend(_deployed(one, reader, root, workspace))
        if saved and not any(one.tool == "terraform" and not one.idle and not one.saved for one in mine):
            certain = False
        if certain:
            found.followed.add(path)
    return found


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
    ways: list[Deployed] = [Deployed(root, (), {}, {}, rollout.open, rollout.at)]
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
    return repr(node.data) if isinstance(node, Value) else f"{type(node).__name__} {node}"


# -- stacks ------------------------------------------------------------------------------------------------------------

Pair = tuple[Stack, Inputs]


def stacks(
    pairs: Sequence[Pair],
    reader: str,
    deployed: Known,
    unseen: Mapping[str, Mapping[str, Unseen]],
    workspace: Workspace,
) -> Iterator[Pair]:
    """The stacks of a reader as scripts deploy their roots. ``unseen``: what files give that are not followed."""
    by_root: dict[str, list[Pair]] = {}
    for stack, own in pairs:
        by_root.setdefault(stack.root, []).append((stack, own))
    handed = {
        root: _handed(mine[0])
        for root, mine in deployed.by_root.items()
        if len({one.content for one in mine}) == 1
    }
    several: dict[str, Mapping[str, Unseen]] = {
        root: {name: Unseen(_differs(name, mine)) for one in mine for name in (*one.values, *one.environment)}
        for root, mine in deployed.by_root.items()
        if root not in handed
    }
    for root, mine in by_root.items():
        others = {key: one for key, one in handed.items() if key != root}
        around = {
            **unseen,
            **{key: {**unseen.get(key, {}), **one} for key, one in several.items() if key != root},
        }
        if any(stack.environment for stack, _ in mine):
            yield from ((stack, replace(own, unseen=around, handed=others)) for stack, own in mine)
            continue
        own_inputs = mine[0][1]
        made = (
            {}
            if own_inputs.var_files or own_inputs.parameters
            else _different(deployed.by_root.get(root, ()))
        )
        made = {key: one for key, one in made.items() if one.gives}
        bare = len(made) < len({one.content for one in deployed.by_root.get(root, ())})
        kept = [
            (stack, own)
            for stack, own in mine
            if not _replaced(stack, made.values(), bare=bare or bool(unseen.get(root)))
        ]
        for stack, own in kept:
            yield stack, replace(own, unseen=around, handed=others)
        there = {stack.inputs for stack, _ in kept}
        labels = _labels(list(made.values()))
        for one, by in zip(made.values(), labels, strict=True):
            if one.files in there and not (one.values or one.environment or one.open):
                continue
            plain = not (one.values or one.environment or one.open)
            opened = {**unseen.get(root, {})}
            given = {name.lower() for name in one.values}
            if one.open is not None:
                opened |= {name: Unseen(one.open) for name in INPUTS[reader](root, workspace)}
            opened = {name: seen for name, seen in opened.items() if name.lower() not in given}
            own = replace(own_inputs, unseen={**around, root: opened}, handed={**others, root: _handed(one)})
            yield Stack(reader, root, one.files, by="" if plain else by), own


def _handed(one: Deployed) -> Handed:
    return Handed(one.values, one.environment)


def _differs(name: str, mine: Sequence[Deployed]) -> Unknown:
    where = ", ".join(dict.fromkeys(f"{one.at.path}:{one.at.line}" for one in mine[:3]))
    return Unknown(f"{where} give {name} different values", mine[0].at, f"--var {name}=VALUE")


def _different(mine: Iterable[Deployed]) -> dict[object, Deployed]:
    found: dict[object, Deployed] = {}
    for one in mine:
        if len(found) < MOST_STACKS:
            found.setdefault(one.content, one)
    return found


def _replaced(stack: Stack, made: Iterable[Deployed], *, bare: bool) -> bool:
    """Whether a stack that the files alone make is one that scripts deploy, with more than the files give."""
    for one in made:
        if one.files == stack.inputs and not (one.values or one.environment or one.open):
            continue
        if stack.inputs and set(stack.inputs) & set(one.files):
            return True
        if not stack.inputs and not bare:
            return True
    return False


def _labels(made: Sequence[Deployed]) -> list[str]:
    """What tells the deployments of a root apart: the script, its line, what it gives."""
    tellers: tuple[Callable[[Deployed], str], ...] = (
        lambda one: one.at.path,
        lambda one: f"{one.at.path}:{one.at.line}",
        lambda one: ", ".join((f"{one.at.path}:{one.at.line}", *_spoken(one))),
    )
    for tell in tellers:
        found = [tell(one) for one in made]
        if len({(one.files, label) for one, label in zip(made, found, strict=True)}) == len(made):
            return found
    return [f"{label} #{number}" for number, label in enumerate(map(tellers[-1], made), 1)]


def _spoken(one: Deployed) -> Iterator[str]:
    for name, node in (*one.values.items(), *one.environment.items()):
        yield f"{name}={node.data}" if isinstance(node, Value) else f"{name} unknown"
