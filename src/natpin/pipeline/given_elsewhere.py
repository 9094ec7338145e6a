"""Inputs of a root that something in the workspace gives when it deploys the root: a script, a pipeline, Terragrunt.

``terraform apply -var attach_nat=false`` in ``deploy.sh`` beats the default that ``variables.tf`` has, and may not be
the only place from which the root is deployed. Commands that are followed make stacks of their own
(``pipeline.rollouts``); what a file gives besides is unknown, and that is told with the place. Whoever gives the value on
natpin's own command line is believed.

Which roots a file deploys is told by the folders and templates it names; one that names none deploys the root it lies
in, else the roots below it, else any, but none if all that it deploys is of another kind (``deploying_others``).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache

from natpin.formats.interface import Unseen
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.model.value import Skipped, Unknown
from natpin.pipeline.declared_inputs import INPUTS
from natpin.pipeline.deploying_others import deploys_others_alone
from natpin.pipeline.file_texts import in_comment, text_of
from natpin.pipeline.giving_anything import Anything, anything
from natpin.pipeline.giving_places import of_another
from natpin.pipeline.giving_tools import (
    CMDLET,
    DECLARES,
    DEPLOYMENT,
    ENVIRONMENT,
    FORM,
    GENERATES,
    MAKES_CLUSTERS,
    MAX_FILES,
    NAME,
    NETWORK,
    PLATFORM,
    PLATFORM_FILES,
    PROVISIONER,
    PUTS_DEPLOYMENT,
    TERRAFORM,
    TERRAGRUNT,
    TERRAGRUNT_FILES,
    TFVARS,
    Tool,
    is_form,
    runs,
)
from natpin.pipeline.giving_words import said, whole_commands
from natpin.pipeline.named_roots import folder_of, named_roots, near, shared
from natpin.workspace import Workspace, holds_any, lowered, names_root


@mutable
class Found:
    """What is given elsewhere."""

    unseen: dict[str, dict[str, Unseen]] = field(default_factory=dict)
    """By root, and by name."""
    doubts: dict[str, list[Doubt]] = field(default_factory=dict)
    """By root."""
    skipped: list[Skipped] = field(default_factory=list)
    deployed: set[str] = field(default_factory=set)
    """Roots that a file deploys, or may, which is not followed."""


NOBODY: Mapping[str, Collection[str]] = {}
"""No file is followed."""


def given_elsewhere(
    reader: str,
    roots: Iterable[str],
    paths: Sequence[str],
    workspace: Workspace,
    followed: Mapping[str, Collection[str]] = NOBODY,
    values: Collection[str] = (),
    anywhere: Collection[str] = (),
) -> Found:
    """What files of the workspace give to the roots of one reader. ``paths``: the files that may (``may_give``).
    ``followed``: those that are followed whole, with the inputs that they were seen to give. An input that such a file
    seems to give as well, and that was not seen, is unknown as elsewhere: what follows scripts may have missed it. So is
    what they write into files. ``values``: the files of values that make stacks of their own. ``anywhere``: files that deploy
    from a folder which is not known: whichever root lies near, it may be another one."""
    found = Found()
    if reader not in INPUTS or not paths:
        return found
    all_roots = list(dict.fromkeys(roots))
    if not all_roots:
        return found
    paths = [
        path for path in paths if not path.endswith(TERRAGRUNT_FILES) or _unfollowed(reader, path, workspace)
    ]
    texts = {
        path: text
        for path in _likely(paths, all_roots, reader, workspace)
        if (text := whole_commands(path, workspace)) is not None and not _taken_in(path, followed, workspace)
    }
    hcl = [path for path in texts if path.endswith(TERRAGRUNT_FILES)]
    fed = {root for path in hcl for root in named_roots(texts[path], path, all_roots)}
    for path, text in texts.items():
        for tool in _tools(reader, path, text):
            seen = followed.get(path) if tool is not TFVARS else None
            own = named_roots(text, path, all_roots)
            if not own and deploys_others_alone(reader, tool, path, text, workspace):
                continue
            if not own and path in hcl and fed:
                own = [root for root in all_roots if root in fed]
            elif not own:
                own = all_roots if path in anywhere else near(path, all_roots)
            if tool is not TFVARS and seen is None and _deploys(text):
                found.deployed.update(own)
            every = list(anything(tool, path, text, values, workspace)) if seen is None and own else []
            for root in own:
                names = list(INPUTS[reader](root, workspace))
                unseen = names if seen is None else list(_not_seen(names, seen, text))
                _look(found, tool, path, text, root, unseen, workspace)
                _open(found, tool, path, text, root, names, every, workspace)
        if reader in ("bicep", "arm"):
            _put(
                found,
                path,
                text,
                named_roots(text, path, all_roots) or near(path, all_roots),
                reader,
                workspace,
            )
        if reader == "terragrunt" and runs(ENVIRONMENT, text, text.lower()):
            for root in named_roots(text, path, all_roots) or near(path, all_roots):
                _environment(found, path, text, root, workspace)
        if path in hcl:
            _terragrunt(found, path, text, named_roots(text, path, all_roots), workspace)
    return found


def _not_seen(names: Iterable[str], seen: Collection[str], text: str) -> Iterator[str]:
    """Inputs that a file which is followed was not seen to give. ``-Mode`` of a cmdlet is the cmdlet's own, whatever the
    template has of that name."""
    own: Collection[str] = ()
    if re.search(CMDLET, text):
        from natpin.formats.az.powershell.deployment_parameters import OWN as own
    yield from (name for name in names if name.lower() not in seen and name.lower() not in own)


def _taken_in(path: str, followed: Iterable[str], workspace: Workspace) -> bool:
    """Whether a file of environment variables is one that a script takes in which is followed: it gives nothing besides."""
    name = posixpath.basename(path)
    if not re.search(r"\.env\b", name):
        return False
    named = re.compile(rf"(?<![\w.-]){re.escape(name)}\b")
    return any(named.search(text_of(one, workspace) or "") for one in followed)


def _likely(paths: Sequence[str], roots: Sequence[str], reader: str, workspace: Workspace) -> Iterable[str]:
    """The files that are looked at: those nearest to the roots, and of the others those that name one, or an input."""
    if len(paths) <= MAX_FILES:
        return paths
    folders = {tuple(folder_of(root).split("/")) for root in roots}

    @cache
    def from_the_nearest_root(folder: str) -> int:
        own = folder.split("/")
        return min(len(own) + len(other) - 2 * shared(own, other) for other in folders)

    def distance(path: str) -> int:
        return from_the_nearest_root(posixpath.dirname(path) or ".")

    ordered = sorted(paths, key=distance) if len(folders) <= MAX_FILES else list(paths)
    names = {posixpath.basename(root).lower().encode() for root in roots if root != "."}
    names |= {name.lower().encode() for root in roots for name in INPUTS[reader](root, workspace)}
    return [
        *ordered[:MAX_FILES],
        *(
            path
            for path in ordered[MAX_FILES:]
            if not isinstance(data := workspace.peek(path), Skipped) and holds_any(lowered(data), names)
        ),
    ]


def _unfollowed(reader: str, path: str, workspace: Workspace) -> bool:
    """Whether what a file of Terragrunt gives is not followed: a unit's stack has its inputs, but a root that is named
    without the units that deploy it has not."""
    from natpin.languages.terragrunt.units import units

    if reader != "terraform":
        return False
    found = units(workspace)
    mine = [source for folder, source in found.sources.items() if found.units[folder].path == path]
    if path in found.used and all(source.folder is not None for source in found.sources.values()):
        return False
    return not mine or any(source.folder is None or names_root(source.folder, workspace) for source in mine)


def _tools(reader: str, path: str, text: str) -> Iterator[Tool]:
    if is_form(path):
        candidates: tuple[Tool, ...] = (FORM,)
    elif path.endswith(PLATFORM_FILES) and PROVISIONER in text:
        candidates = (PLATFORM, TERRAFORM) if reader in ("terraform", "terragrunt") else (DEPLOYMENT,)
    elif reader not in ("terraform", "terragrunt"):
        candidates = (DEPLOYMENT,)
    elif path.endswith(TERRAGRUNT_FILES):
        candidates = (TERRAGRUNT,)
    elif path.endswith(PLATFORM_FILES):
        candidates = (PLATFORM,)
    else:
        candidates = (TERRAFORM, TFVARS)
    lowered = text.lower()
    yield from (tool for tool in candidates if runs(tool, text, lowered))


def _look(
    found: Found, tool: Tool, path: str, text: str, root: str, names: Iterable[str], workspace: Workspace
) -> None:
    mine = found.unseen.setdefault(root, {})
    lowered = text.lower()
    for name in names:
        if name.lower() not in lowered:
            continue
        for patterns, only_default in ((tool.strong, False), (tool.weak, True)):
            at = next(
                (
                    place
                    for pattern in patterns
                    for place in said(tool, pattern, name, path, text, lowered)
                    if not of_another(text, place, path, root, workspace)
                ),
                None,
            )
            if at is None:
                continue
            if name not in mine or (mine[name].only_default and not only_default):
                where = Location(path, text.count("\n", 0, at) + 1)
                reason = f"{path} gives {name} a value when it deploys, which is not followed"
                flag = tool.flag.replace(NAME, name)
                mine[name] = Unseen(Unknown(reason, where, flag), only_default)
            break


def _open(
    found: Found,
    tool: Tool,
    path: str,
    text: str,
    root: str,
    names: Collection[str],
    every: Iterable[Anything],
    workspace: Workspace,
) -> None:
    """Open every input of a root of which it is not told already that it is."""
    mine = found.unseen.setdefault(root, {})
    for one in every:
        if of_another(text, one.at, path, root, workspace):
            continue
        if one.only_named and not named_roots(text, path, [root]):
            continue
        why = Unknown(f"{path} {one.reason}", Location(path, text.count("\n", 0, one.at) + 1), tool.flag)
        for name in names:
            if name not in mine or (mine[name].only_default and not one.only_default):
                mine[name] = Unseen(why, one.only_default)


def _deploys(text: str) -> bool:
    return re.search(r"(?i)\b(?:apply|create)\b|deploy", text) is not None


def _put(found: Found, path: str, text: str, roots: Sequence[str], reader: str, workspace: Workspace) -> None:
    """A deployment that is put by a request: its template and inputs are in a body that is not followed
    (learn.microsoft.com/rest/api/resources/deployments/create-or-update)."""
    # what begins with a slash is found a hundred times as fast as what begins with \b
    spoken = re.search(r"(?i)/Microsoft\.Resources/deployments/", text)
    match = re.search(PUTS_DEPLOYMENT, text) if spoken is not None else None
    if match is None or in_comment(text, match.start()):
        return
    why = Unknown(
        f"{path} sends a deployment (PUT) whose inputs are not followed",
        Location(path, text.count("\n", 0, match.start()) + 1),
        "--var NAME=VALUE",
    )
    for root in roots:
        mine = found.unseen.setdefault(root, {})
        mine.update((name, Unseen(why)) for name in INPUTS[reader](root, workspace) if name not in mine)
        found.deployed.add(root)


def _environment(found: Found, path: str, text: str, root: str, workspace: Workspace) -> None:
    """Environment variables that have a default in a unit's files, and are set where Terragrunt runs."""
    from natpin.languages.terragrunt.units import units

    said = Found()
    _look(said, ENVIRONMENT, path, text, root, units(workspace).environment.get(root, ()), workspace)
    for name, one in said.unseen.get(root, {}).items():
        reason = f"{path} sets the environment variable {name}, which is not followed"
        why = Unknown(reason, one.why.at, "lint the plan (terragrunt show -json)")
        found.unseen.setdefault(root, {})[f"env {name}"] = Unseen(why)


def _terragrunt(found: Found, path: str, text: str, roots: Sequence[str], workspace: Workspace) -> None:
    """Terragrunt, and Terraform Stacks, make more of a root than its files say, where their own stacks are not judged."""
    if not roots:
        return
    settle_by = "name its folder too, give its inputs with --var, or lint the plan"
    judged = [root for root in roots if names_root(root, workspace)]
    reason = f"it deploys {', '.join(judged[:3])}, with inputs that are not followed here: {settle_by}"
    if judged:
        found.skipped.append(Skipped(path, reason, Location(path), claims_aks=True))
    generates = re.search(GENERATES, text)
    if generates is not None and re.search(DECLARES, text[generates.start() :]):
        at = Location(path, text.count("\n", 0, generates.start()) + 1)
        why = f"{path} generates files into the root"
        kinds = () if re.search(MAKES_CLUSTERS, text[generates.start() :]) else NETWORK
        for root in roots:
            doubt = Doubt(why, at, "lint the plan", Reach(kinds, adds=True))
            found.doubts.setdefault(root, []).append(doubt)
