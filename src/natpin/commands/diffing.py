"""``natpin lint --diff BASE``: both sides of a change linted alike, and laid side by side."""

from __future__ import annotations

import datetime
from argparse import Namespace
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from natpin.commands.linting import inputs_of, settings_of, settled, workspaces
from natpin.comparison import Comparison, compare
from natpin.config import Config, FailOn, discover
from natpin.contract import contract_of
from natpin.errors import ConfigError, InputError
from natpin.formats.interface import Inputs
from natpin.formats.registry import READERS
from natpin.git import CommitWorkspace, base_of, commit_of
from natpin.model.finding import Finding, Suppressed
from natpin.model.record import replace
from natpin.model.report import StackReport
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.definition import Policy
from natpin.policy.select import chosen
from natpin.policy.suppress import collected, settle
from natpin.policy.waiver import Waiver
from natpin.reporters.interface import ReportOptions
from natpin.reporters.words import joined
from natpin.workspace import FolderWorkspace, Workspace

MOST_TOLD = 5
"""Names in one note."""

COMPARED = ("text", "json", "markdown")
"""Formats that tell the comparison itself. The others list the findings that the change answers for."""


def compared(arguments: Namespace) -> tuple[Comparison, FailOn]:
    """What the change does, and from what on it fails. Prints nothing.

    The side after the change is the work tree, or the commit ``--head`` names. Both sides are judged by the rules of
    that side's configuration; each by the contract of its own. Raises InputError where there is nothing to compare
    with, ConfigError and PolicyError as ``natpin lint`` does.
    """
    if arguments.azure is not None:
        raise InputError("--diff compares files with files; leave --azure out")
    if arguments.write_baseline:
        raise InputError("--write-baseline is for a whole run; leave --diff out")
    folders = workspaces(arguments.paths or ["."], arguments)
    if len(folders) > 1:
        raise InputError("--diff takes paths of one repository; name its root with --workspace")
    folder = folders[0]
    root = folder.root
    head_commit = commit_of(root, arguments.head) if arguments.head else None
    base = base_of(root, arguments.diff, head_commit or "HEAD")
    with ExitStack() as opened:
        inputs = inputs_of(folder, arguments)
        head: Workspace = folder
        if head_commit is not None:
            head = opened.enter_context(_at(head_commit, folder, inputs))
        config = _config(head, folder, arguments)
        policies = chosen(config, head, arguments.profile)
        settings = settings_of(policies, inputs, config, head)
        after = settled(lint(head, READERS, settings), head, config, policies, arguments)
        former = opened.enter_context(_at(base.commit, folder, inputs))
        earlier = _earlier(settings, former, config)
        before = settled(lint(former, READERS, earlier), former, config, policies, arguments)
        if former.missing is not None:
            raise InputError(
                f"{former.missing} at {base.name} is not in this clone; fetch it whole (git fetch --refetch, or"
                " actions/checkout without filter)"
            )
        result = compare(before, after, policies=policies)
        about, hidden = _counted(
            result, policies, collected(head, result.head.marked, _about(result), config, _inline(arguments))
        )
    result = replace(result, head=replace(result.head, suppressed=(*result.head.suppressed, *hidden)))
    notes = (
        *base.notes,
        *result.notes,
        *quieter(config, former, result),
        *_submodules(former, root),
    )
    told = replace(
        result,
        about=about,
        base_name=base.name,
        head_name=arguments.head or "the work tree",
        notes=tuple(dict.fromkeys(notes)),
    )
    return told, FailOn(arguments.fail_on) if arguments.fail_on else config.fail_on


def rendered(comparison: Comparison, form: str, options: ReportOptions, everything: bool) -> str:
    """The comparison in a format of ``natpin lint``."""
    match form:
        case "text":
            from natpin.comparison import text

            return text.render(comparison, options, everything)
        case "json":
            from natpin.comparison import diff_json

            return diff_json.render(comparison, options)
        case "markdown":
            from natpin.comparison import markdown

            return markdown.render(comparison, options)
        case _:
            from natpin.reporters.registry import reporter

            return reporter(form).render(comparison.report(everything), options)


def _config(head: Workspace, folder: FolderWorkspace, arguments: Namespace) -> Config:
    if not arguments.config:
        return discover(head)
    full = Path(arguments.config).resolve()
    if not full.is_relative_to(folder.root):
        raise InputError(f"{arguments.config} lies outside the workspace {folder.root}; see --workspace")
    return discover(head, full.relative_to(folder.root).as_posix())


def _at(commit: str, folder: FolderWorkspace, inputs: Inputs) -> CommitWorkspace:
    """The same paths in a commit, with the value files that the user named outside of the repository."""
    outside = [path for path in (*inputs.var_files, *inputs.parameters) if path.startswith("<")]
    return CommitWorkspace(folder.root, commit, folder.focus, {path: folder.read(path) for path in outside})


def _earlier(settings: Settings, former: CommitWorkspace, config: Config) -> Settings:
    """The same rules, environments and value files, as far as those were there; the contract of its own time."""
    try:
        contract = contract_of(discover(former, config.path), former, datetime.date.today())
    except ConfigError:  # what was wrong, or not there, before the change is no reason to refuse the change
        contract = None
    inputs = replace(
        settings.inputs,
        var_files=_there(settings.inputs.var_files, former),
        parameters=_there(settings.inputs.parameters, former),
    )
    environments = tuple(
        replace(
            one,
            var_files=_there(one.var_files, former),
            parameters=_there(one.parameters, former),
        )
        for one in settings.environments
        if not (files := (*one.var_files, *one.parameters)) or _there(files, former)
    )
    return replace(settings, inputs=inputs, contract=contract, environments=environments)


def _there(paths: tuple[str, ...], workspace: Workspace) -> tuple[str, ...]:
    return tuple(path for path in paths if workspace.exists(path))


def _inline(arguments: Namespace) -> bool:
    return not arguments.no_ignores


def _about(comparison: Comparison) -> tuple[StackReport, ...]:
    """Findings about the change as reports, stack by stack."""
    return tuple(
        StackReport(change.stack, (), tuple(one for one in comparison.about if one.stack == change.stack.id))
        for change in comparison.stacks
    )


def _counted(
    comparison: Comparison, policies: tuple[Policy, ...], waivers: list[Waiver]
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...]]:
    """Findings about the change without what the team decided to live with, and that."""
    reports = _about(comparison)
    kept, hidden = settle(reports, policies, waivers, datetime.date.today())
    return tuple(finding for report in kept[: len(reports)] for finding in report.findings), hidden


def quieter(config: Config, former: Workspace, result: Comparison) -> Iterator[str]:
    """What the change does to keep findings from being told: a pull request may change natpin.yaml as well. Both sides
    are judged by the configuration after the change, so nothing else would show it."""
    try:
        earlier = discover(former, config.path if config.path and former.exists(config.path) else None)
    except ConfigError:
        earlier = Config()
    silent = [rule for rule in config.switched_off if rule not in earlier.switched_off]
    if silent:
        yield f"the change switches off {joined(silent, MOST_TOLD)}"
    left = [path for path in result.head.excluded if not earlier.excluded(path)]
    if left:
        yield f"the change excludes {joined(left, MOST_TOLD)}, which speaks of AKS"
    if earlier.fail_on is not config.fail_on and earlier.path is not None:
        yield f"the change sets fail-on to {config.fail_on.value}, which was {earlier.fail_on.value}"
    if earlier.profile != config.profile and earlier.path is not None:
        yield f"the change sets the profile to {config.profile}, which was {earlier.profile}"
    if earlier.ignore_suppressions and not config.ignore_suppressions:
        yield "the change lets comments suppress findings"
    known = {one.fingerprint for one in result.base.findings}
    known |= {one.finding.fingerprint for one in result.base.suppressed}
    hidden = [one for one in result.head.suppressed if one.finding.fingerprint not in known]
    if hidden:
        told = [f"{one.finding.rule.id} at {one.finding.at.path}:{one.finding.at.line}" for one in hidden]
        yield f"findings that the change brings are suppressed: {joined(told, MOST_TOLD)}"


def _submodules(former: CommitWorkspace, root: Path) -> Iterator[str]:
    """What a work tree has and no commit of this repository holds."""
    filled = [path for path in former.submodules if any((root / path).glob("*"))]
    if filled:
        yield f"submodules are read after the change only: {', '.join(filled[:5])}"
