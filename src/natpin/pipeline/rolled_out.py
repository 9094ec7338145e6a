"""The stacks of a root as scripts deploy it: a stack for each set of inputs that a command gives.

``deploy.sh`` that runs ``terraform apply -var-file=env/prod.tfvars -var attach_nat=false`` makes the stack
``infra (env/prod.tfvars, by deploy.sh)``. It takes the place of the stack that the files alone would make; an environment
that no script deploys stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from natpin.formats.interface import Handed, Inputs, Unseen
from natpin.model.record import replace
from natpin.model.stack import Stack
from natpin.model.value import Unknown, Value
from natpin.pipeline.declared_inputs import INPUTS
from natpin.pipeline.deployed_roots import MOST_STACKS, Deployed, Known
from natpin.pipeline.given_elsewhere import Found
from natpin.workspace import Workspace, names_root

Pair = tuple[Stack, Inputs]


def stacks(
    pairs: Sequence[Pair],
    reader: str,
    deployed: Known,
    given: Found,
    inputs: Inputs,
    workspace: Workspace,
) -> Iterator[Pair]:
    """The stacks of a reader as scripts deploy their roots. ``given``: by files that are not followed."""
    unseen = given.unseen
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
    # files of values that the user gives are for the paths that the user names
    elsewhere = replace(inputs, var_files=(), parameters=())
    for root in dict.fromkeys((*by_root, *deployed.by_root)):
        mine = by_root.get(root, [])
        others = {key: one for key, one in handed.items() if key != root}
        around = {
            **unseen,
            **{key: {**unseen.get(key, {}), **one} for key, one in several.items() if key != root},
        }
        if any(stack.environment for stack, _ in mine):
            yield from ((stack, replace(own, unseen=around, handed=others)) for stack, own in mine)
            continue
        own_inputs = mine[0][1] if mine else inputs if names_root(root, workspace) else elsewhere
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
            if not _replaced(
                stack, made.values(), bare=bare or bool(unseen.get(root)) or root in given.deployed
            )
        ]
        there = {stack.inputs for stack, _ in kept}
        # deployed with its defaults, whatever value files lie beside it
        if bare and () not in there and not (mine and (own_inputs.var_files or own_inputs.parameters)):
            kept.append((Stack(reader, root), own_inputs))
        for stack, own in kept:
            deploying = _with_scripts(stack, deployed.by_root.get(root, ()))
            seen = around
            if stack.inputs and not deploying.scripts and not (own_inputs.var_files or own_inputs.parameters):
                seen = {
                    **around,
                    root: {**around.get(root, {}), **_opened(reader, root, made.values(), workspace)},
                }
            yield deploying, replace(own, unseen=seen, handed=others)
        labels = _labels(list(made.values()))
        for one, by in zip(made.values(), labels, strict=True):
            if one.files in there and one.by_files_alone:
                continue
            opened = {**unseen.get(root, {})}
            told = {name.lower() for name in one.values}
            if one.open is not None:
                opened |= {name: Unseen(one.open) for name in INPUTS[reader](root, workspace)}
            opened = {
                name: seen
                for name, seen in opened.items()
                if name.lower() not in told and not (seen.only_default and name in one.environment)
            }
            own = replace(own_inputs, unseen={**around, root: opened}, handed={**others, root: _handed(one)})
            names = tuple(dict.fromkeys((*one.values, *one.environment)))
            by = "" if one.by_files_alone else by
            yield Stack(reader, root, one.files, by=by, deployed_at=one.at, given=names), own


def _opened(reader: str, root: str, made: Iterable[Deployed], workspace: Workspace) -> dict[str, Unseen]:
    """The inputs of an environment that no command names, where one deploys the root with inputs that are not known: it may
    be this environment that it deploys, and give it more than its file says."""
    why = next((one.open for one in made if one.open is not None), None)
    return {} if why is None else {name: Unseen(why) for name in INPUTS[reader](root, workspace)}


def _with_scripts(stack: Stack, mine: Sequence[Deployed]) -> Stack:
    """A stack that files alone make, with the scripts that deploy it so."""
    same = (one.at.path for one in mine if one.files == stack.inputs and one.by_files_alone)
    return replace(stack, scripts=tuple(dict.fromkeys(same)))


def _handed(one: Deployed) -> Handed:
    return Handed(one.values, one.environment)


def _differs(name: str, mine: Sequence[Deployed]) -> Unknown:
    where = ", ".join(dict.fromkeys(f"{one.at.path}:{one.at.line}" for one in mine[:3]))
    return Unknown(f"{where} give {name} different values", mine[0].at, f"--var {name}=VALUE")


def _different(mine: Iterable[Deployed]) -> dict[object, Deployed]:
    found: dict[object, Deployed] = {}
    for one in mine:
        if one.content in found:
            continue
        if len(found) == MOST_STACKS:
            why = Unknown(f"it is deployed with more than {MOST_STACKS} sets of inputs", one.at)
            opened = replace(one, open=one.open or why)
            found[opened.content] = opened
            break
        found[one.content] = one
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


_SECRET = re.compile(r"(?i)pass|pwd|secret|token|key|cred|pat\Z")
"""Names of inputs whose values are not shown."""


def _spoken(one: Deployed) -> Iterator[str]:
    for name, node in (*one.values.items(), *one.environment.items()):
        if _SECRET.search(name):
            continue
        yield f"{name}={node.data}" if isinstance(node, Value) else f"{name} unknown"
