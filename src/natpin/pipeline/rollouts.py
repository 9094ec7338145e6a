"""What the scripts and pipelines of a workspace deploy: each is followed by its reader, and its rollouts are gathered.

Which files are followed: those that may give inputs (``giving_tools.may_give``), and the scripts and pipelines that run
them with arguments of their own.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from time import process_time

from natpin.formats.interface import Inputs, Reader
from natpin.model.record import field, mutable
from natpin.model.rollout import GivenValue, Rollout
from natpin.model.value import Skipped
from natpin.pipeline.file_texts import MAX_BYTES, in_comment, text_of
from natpin.pipeline.giving_tools import AZD_FILES, PLATFORM_FILES
from natpin.pipeline.messages import in_message, is_shown
from natpin.pipeline.read_once import Ahead, read_once
from natpin.pipeline.script_endings import may_be_script, reader_of
from natpin.pipeline.unread import key_of
from natpin.pipeline.written_alike import Barren
from natpin.workspace import Workspace, holds_any, words_of

MAX_FOLLOWED = 200
"""Scripts and pipelines of one workspace that are followed for what they deploy."""
FIRST = 0.5
"""Seconds of CPU time that following takes before anybody asks whether it is worth sharing."""
_ROUNDS = 3
"""How far up it is asked who runs a script that deploys."""
DEPLOYS = re.compile(
    r"(?im)(?-i:\b(?:terraform|tofu)(?:\.exe)?\b(?:[^\n;|&#]|[\\`]\r?\n){0,400}?[ \t'\"](?:apply|plan)\b)"
    r"|\bterragrunt\b"
    r"|\bTerraform(?:CLI|Task\w*)@[^\n]*\n(?:(?![ \t]*-[ \t])[^\n]*\n){0,20}?[ \t]*c(?:ustomC)?ommand:[ \t]*['\"]?(?:apply|plan)\b"
    r"|\baz(?:\.cmd)?[ \t]+(?:deployment|stack)[ \t]+(?:group|sub|mg|tenant)[ \t]+create\b|\baz[ \t]+(?:group[ \t]+)?deployment[ \t]+create\b"
    r"|\b(?:New|Set)-Az(?:ureRm)?\w*Deployment(?:Stack)?\b"
    r"|\b(?:ResourceManagerTemplateDeployment|AzureResourceGroupDeployment)@|azure/(?:arm-deploy|bicep-deploy)@"
)
"""What deploys a root, wherever it stands in a file. Between a program and its verb stand a few flags: without a bound, a
long line that says ``terraform`` again and again is searched to its end for each of them."""
_NAMES = re.compile(r"[ \t]*(?:-[ \t]+)?(?:displayName|name|description|run-name)[ \t]*:")
"""A line that only says what something is called."""
_GIVES = re.compile(
    r"\bTF_VAR_([A-Za-z_]\w*)|(?<![\w-])--?var[\"']?(?:=|[ \t,]+)[\"'\\]*([A-Za-z_]\w*)[ \t]*=|\bTF_CLI_ARGS\w*"
)
"""How Terraform is given inputs, wherever that stands."""


@mutable
class Rollouts:
    """What is deployed, by the file in which the command stands."""

    by_file: dict[str, list[Rollout]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    """Files of which everything that they deploy is known."""
    through: dict[str, list[Rollout]] = field(default_factory=dict)
    """By file that is followed and deploys nothing but by the files that it runs: what those deploy."""


def gather(
    givers: Sequence[str],
    readers: Sequence[Reader],
    workspace: Workspace,
    inputs: Inputs,
    ahead: Ahead | None = None,
) -> Rollouts:
    """What the files that may give inputs deploy. ``ahead`` may read some of them before they are asked for."""
    running = {one.name: one for one in readers if getattr(one, "runs", None) is not None}
    found: dict[str, dict[str, list[Rollout]]] = {}
    """By the file in which a command stands, and the file that was followed to it."""
    calls: dict[str, set[str]] = {}
    """By file that leads to a command, the files that name it."""
    broken: set[str] = set()
    followed: set[str] = set()
    for path in givers:
        if posixpath.basename(path) in AZD_FILES:
            from natpin.pipeline.azd import rollouts as of_azd

            found[path] = {path: list(of_azd(path, workspace))}
        elif path.endswith(PLATFORM_FILES):
            from natpin.pipeline.templates_of_terraform import rollouts as of_terraform

            found[path] = {path: list(of_terraform(path, workspace))}
    within = dict(_taking_in(givers, running, workspace))
    pending = [*givers, *within]
    barren = Barren(workspace, _scripts(running, workspace))

    def to_follow(path: str, number: int) -> Reader | None:
        reader = _reader_of(path, running, workspace) if path not in followed else None
        if reader is None or (not number and path not in within and barren.enough(path)):
            return None  # it comes again, and is followed, where it names what leads to a command
        return reader

    for number in range(_ROUNDS):
        began, read = process_time(), 0
        for at, path in enumerate(pending):
            reader = to_follow(path, number) if len(followed) < MAX_FOLLOWED else None
            if reader is None:
                continue
            if ahead is not None and read and (spent := process_time() - began) >= FIRST:
                coming = ((one, to_follow(one, number)) for one in pending[at:])
                likely = [
                    (by, one) for one, by in coming if by is not None and _may_deploy(one, by, workspace)
                ]
                ahead(likely[: MAX_FOLLOWED - len(followed)], spent / read, workspace, inputs)
                ahead = None  # what comes in the next round is little
            followed.add(path)
            read += 1
            if not _may_deploy(path, reader, workspace):
                barren.note(path)
                continue
            rollouts, whole = _followed(path, reader, workspace, inputs)
            if not rollouts:
                barren.note(path)
            # what one file of a configuration gives, another's command may take
            together = {path, *within[path]} if path in within else set[str]()
            for one in rollouts:
                for place in sorted({one.at.path, *together}):
                    found.setdefault(place, {}).setdefault(path, []).append(one)
            if not whole:
                broken |= {path, *together, *(one.at.path for one in rollouts)}
        pending = _callers(calls, found, followed, running, workspace)
        if not pending:
            break
    result = Rollouts()
    for path, by_entry in _as_called(found, followed, workspace).items():
        # a script or template that another file uses is what that one makes of it
        others = {
            entry: mine
            for entry, mine in by_entry.items()
            if not (calls.get(entry, set()) & by_entry.keys() - {entry})
        }
        mine = result.by_file.setdefault(path, [])
        for one in (one for each in (others or by_entry).values() for one in each):
            if one not in mine:
                mine.append(one)
        every = [one for mine in by_entry.values() for one in mine]
        if path not in broken and _all_of(path, every, workspace):
            result.whole.add(path)
    for entry in sorted(followed - result.by_file.keys() - broken):
        led = [one for by_entry in found.values() for one in by_entry.get(entry, ())]
        if led and _all_handed_on(entry, led, workspace):
            result.through[entry] = led
    return result


def _as_called(
    found: Mapping[str, dict[str, list[Rollout]]], followed: set[str], workspace: Workspace
) -> dict[str, dict[str, list[Rollout]]]:
    """The same, as what is not followed runs the scripts."""
    if not any(
        one.given or one.added for by_entry in found.values() for mine in by_entry.values() for one in mine
    ):
        return dict(found)
    from natpin.pipeline.called_otherwise import as_called

    return as_called(found, followed, workspace)


def _taking_in(
    givers: Sequence[str], running: Mapping[str, Reader], workspace: Workspace
) -> Iterator[tuple[str, Set[str]]]:
    """Configurations that take in a file which may give inputs, with all that they take in: what those deploy is theirs."""
    wanted = set(givers)
    for reader in running.values():
        takes_in = getattr(reader, "takes_in", None)
        if takes_in is None:
            continue
        for path in workspace.walk():
            if path.endswith(reader.suffixes) and _is_run_by(path, reader, workspace):
                taken = frozenset(takes_in([path], workspace))
                if taken & wanted:
                    yield path, taken


def _is_run_by(path: str, reader: Reader, workspace: Workspace) -> bool:
    data = workspace.peek(path)
    return not isinstance(data, Skipped) and reader.runs(path, data)  # type: ignore[attr-defined]


def _scripts(running: Mapping[str, Reader], workspace: Workspace) -> list[str]:
    """Every file that may be a script or a pipeline, by its name."""
    suffixes = _suffixes(running)
    return [
        path for path in workspace.walk() if _ending(path).endswith(suffixes) or may_be_script(key_of(path))
    ]


def _suffixes(running: Mapping[str, Reader]) -> tuple[str, ...]:
    return tuple(suffix for one in running.values() for suffix in one.suffixes)


def _ending(path: str) -> str:
    return "." + path.rpartition("/")[2].partition(".")[2].lower()


def _reader_of(path: str, running: Mapping[str, Reader], workspace: Workspace) -> Reader | None:
    fitting = [one for one in running.values() if _ending(path).endswith(one.suffixes)]
    by_first_line = may_be_script(key_of(path))
    data = workspace.peek(path) if fitting or by_first_line else None
    if data is None or isinstance(data, Skipped) or len(data) > MAX_BYTES:
        return None
    if by_first_line and (language := reader_of(data)) is not None:
        return running.get(language)
    return next((one for one in fitting if one.runs(path, words_of(data))), None)  # type: ignore[attr-defined]


def _may_deploy(path: str, reader: Reader, workspace: Workspace) -> bool:
    """Whether a file may deploy anything, as far as its reader says without following it."""
    asked = getattr(reader, "may_deploy", None)
    try:
        return asked is None or asked(path, workspace)
    except Exception:
        if os.environ.get("NATPIN_TRACEBACK"):
            raise
        return True


def _followed(path: str, reader: Reader, workspace: Workspace, inputs: Inputs) -> tuple[list[Rollout], bool]:
    """What a file deploys, and whether it was followed to its end."""
    rollouts: list[Rollout] = []
    whole = True
    try:
        for part in read_once(reader, path, workspace, inputs.variables):
            if isinstance(part, Rollout):
                rollouts.append(part)
            elif isinstance(part, Skipped):
                whole = whole and not part.claims_aks
    except Exception:
        if os.environ.get("NATPIN_TRACEBACK"):
            raise
        whole = False
    return rollouts, whole


def _callers(
    calls: dict[str, set[str]],
    found: Mapping[str, Mapping[str, Sequence[Rollout]]],
    followed: set[str],
    running: Mapping[str, Reader],
    workspace: Workspace,
) -> list[str]:
    """Scripts and pipelines that name a file that leads to a command; noted in ``calls``."""
    leading = {*found, *(entry for by_entry in found.values() for entry in by_entry)} - calls.keys()
    names = {path: posixpath.basename(path).encode() for path in leading}
    calls.update((path, set()) for path in leading)
    if not names:
        return []
    more: list[str] = []
    suffixes = _suffixes(running)
    for path in _scripts(running, workspace):
        data = workspace.peek(path)
        if isinstance(data, Skipped) or len(data) > MAX_BYTES or not holds_any(data, names.values()):
            continue
        if may_be_script(key_of(path)) and reader_of(data) is None and not _ending(path).endswith(suffixes):
            continue
        for other, name in names.items():
            if other != path and name in data:
                calls[other].add(path)
        if path not in followed:
            more.append(path)
    return more


def _all_handed_on(path: str, led: Sequence[Rollout], workspace: Workspace) -> bool:
    """Whether a file deploys nothing itself, and all that it gives was seen to be given by what it runs."""
    text = text_of(path, workspace)
    if text is None or any(not in_comment(text, match.start()) for match in DEPLOYS.finditer(text)):
        return False
    given = Counter(each.name for one in led for each in one.given if isinstance(each, GivenValue))
    return Counter(_names_given(text)) <= given


def _all_of(path: str, rollouts: Sequence[Rollout], workspace: Workspace) -> bool:
    """Whether as many commands of a file were followed as deploy something, as far as its text says."""
    text = text_of(path, workspace)
    if text is None:
        return False
    said = sum(_is_said(text, match) for match in DEPLOYS.finditer(text))
    places = {(one.at.line, one.at.column) for one in rollouts if not (one.idle and one.partly)}
    given = {each.name for one in rollouts for each in one.given if isinstance(each, GivenValue)}
    return bool(places) and len(places) >= said and given.issuperset(_names_given(text))


def _is_said(text: str, match: re.Match[str]) -> bool:
    """Whether a place that speaks of a deployment may be one: no comment, no name of a step, no message."""
    start, at = text.rfind("\n", 0, match.start()) + 1, match.start()
    told = in_message(text, at) or is_shown(text, at, match.end())
    return not (told or in_comment(text, at) or _NAMES.match(text, start))


def _names_given(text: str) -> Iterator[str]:
    """Inputs of Terraform that a text gives; an empty one for those that stand in a variable for all commands."""
    for match in _GIVES.finditer(text):
        if not in_comment(text, match.start()):
            yield match[1] or match[2] or ""
