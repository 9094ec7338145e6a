"""``natpin lint --diff BASE``: both sides of a change linted alike, and laid side by side."""

from __future__ import annotations

import datetime
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from natpin.commands.addressed import judged_with
from natpin.commands.changed_lines import changed_lines
from natpin.commands.linting import DASH, inputs_of, shown_with_sources, without, workspaces
from natpin.commands.output import waiting
from natpin.commands.rules_of import (
    HEAD,
    base_rules,
    check_baseline,
    findings,
    head_rules,
    inline_added,
    present,
    waivers,
)
from natpin.commit_workspace import CommitWorkspace
from natpin.comparison import Comparison, compare
from natpin.comparison.compare import about_change
from natpin.comparison.resolving import addresses_of, resolved, resolved_report
from natpin.config import FailOn
from natpin.errors import ConfigError, InputError, PolicyError
from natpin.formats.interface import Inputs
from natpin.formats.registry import READERS
from natpin.git import base_of, commit_of
from natpin.model.allocated import Addresses, Allocated
from natpin.model.finding import Finding, Suppressed
from natpin.model.record import replace
from natpin.model.report import Report, StackReport
from natpin.model.rule_change import RuleChange
from natpin.pipeline.remembered import Lints
from natpin.pipeline.remembered.looks import Identified
from natpin.pipeline.settings import Settings
from natpin.policy import rule_changes
from natpin.policy.definition import Policy
from natpin.policy.rulebook import Rulebook, environments
from natpin.policy.select import narrowed, narrowing
from natpin.policy.suppress import collected, settle
from natpin.policy.waiver import Waiver
from natpin.reporters.interface import ReportOptions
from natpin.reporters.words import joined
from natpin.reporters.words import narrowed as words_narrowed
from natpin.workspace import FolderWorkspace, Workspace

MOST_TOLD = 5
"""Names in one note."""

COMPARED = ("text", "json", "markdown")
"""Formats that tell the comparison itself. The others list the findings that the change answers for."""


def compared(
    arguments: Namespace, look: Callable[[Comparison], Allocated | None] = lambda comparison: None
) -> tuple[Comparison, FailOn]:
    """What the change does, and from what on it fails. Prints nothing. ``look`` may ask Azure which addresses the IPs
    have: they are told, and decide whether the contract names an IP that the files know by its name alone.

    The side after the change is the work tree, or the commit ``--head`` names. Both sides are judged by the rules of the
    base as it is now, unless ``--rules-from head``. Raises InputError where there is nothing to compare with,
    ConfigError and PolicyError as ``natpin lint`` does, and for a base whose rules cannot be used.
    """
    if arguments.azure is not None:
        raise InputError("--diff compares files, and --azure reads live clusters: leave out one of the two")
    if arguments.write_baseline:
        raise InputError("--write-baseline needs a whole run: leave out --diff")
    if DASH in arguments.paths:
        raise InputError(
            "--diff compares commits, and standard input (-) is in no commit: leave out one of the two"
        )
    folders = workspaces(arguments.paths or ["."], arguments)
    if len(folders) > 1:
        raise InputError("--diff takes paths of one repository; name its root with --workspace")
    folder = folders[0]
    root = folder.root
    head_commit = commit_of(root, arguments.head) if arguments.head else None
    tip = commit_of(root, arguments.diff)
    base = base_of(root, arguments.diff, head_commit or "HEAD")
    with ExitStack() as opened:
        opened.enter_context(waiting())
        inputs = inputs_of(folder, arguments)
        head: Identified = folder
        if head_commit is not None:
            head = opened.enter_context(_at(head_commit, folder, inputs))
        former = opened.enter_context(_at(base.commit, folder, inputs))
        at_tip = former if tip == base.commit else opened.enter_context(_at(tip, folder, inputs))
        check_baseline(folder, (head, at_tip), arguments)
        own = head_rules(head, folder, arguments)
        if arguments.rules_from == HEAD:
            used, of_base = own, _if_usable(at_tip, arguments.diff, folder, arguments)
        else:
            used = of_base = base_rules(at_tip, arguments.diff, folder, arguments)
        all_rules = used.policies
        used, own, of_base = _narrowed(used, own, of_base, arguments)
        changed: tuple[RuleChange, ...] = ()
        if of_base is not None:
            earlier = of_base if at_tip is former else _if_usable(former, base.name, folder, arguments)
            changed = rule_changes.changes(earlier or of_base, own)
        settings = _settings(used, own, inputs, head)
        earlier_settings = _earlier(settings, former, of_base)
        lints = Lints()

        def linted_after(found: Mapping[str, Addresses]) -> Report:
            report = lints.lint(head, READERS, replace(settings, addresses=found))
            return _settled(report, head, used, own, arguments)

        def linted_before(found: Mapping[str, Addresses]) -> Report:
            report = lints.lint(former, READERS, replace(earlier_settings, addresses=found))
            return _settled(report, former, used, used, arguments)

        after, before = linted_after({}), linted_before({})
        present(former, base.name)
        # What partners hold is the contract that judges; what the change writes into it counts for new clusters alone.
        result = compare(before, replace(after, contract=own.contract), policies=used.policies)
        live = look(result)
        if live is not None:
            found = resolved(result, live)
            after = judged_with(after, addresses_of(after, found.head), linted_after)
            before = judged_with(before, addresses_of(before, resolved_report(before, live)), linted_before)
            result = compare(before, replace(after, contract=own.contract), policies=used.policies)
            result = resolved(result, live)
            decided = about_change(result.stacks, before.contract, own.contract, used.policies)
            result = replace(result, about=decided)
        result = replace(result, head=replace(result.head, contract=after.contract))
        about, hidden = _counted(
            result,
            used.policies,
            collected(head, after.marked, _about(result), used.config, _inline(arguments)),
        )
        added = inline_added(used, head, after, former, before, arguments)
        touched = changed_lines((one.at.path for one in (*about, *result.new)), former, head)
    result = replace(result, head=replace(result.head, suppressed=(*result.head.suppressed, *hidden)))
    fewer = narrowing(
        all_rules, used.policies, getattr(arguments, "select", ()), getattr(arguments, "ignore", ())
    )
    told = replace(
        result,
        about=about,
        touched=touched,
        rules=findings(changed, (of_base or used).policies),
        rule_changes=(*changed, *added),
        judged_by=_whose(arguments, of_base),
        own_rules=arguments.rules_from == HEAD,
        base_name=base.name,
        head_name=arguments.head or "the work tree",
        notes=tuple(
            dict.fromkeys(
                (
                    *([words_narrowed(fewer)] if fewer else []),
                    *base.notes,
                    *result.notes,
                    *hidden_by_the_change(result),
                    *_submodules(former, root),
                )
            )
        ),
    )
    return told, FailOn(arguments.fail_on) if arguments.fail_on else used.config.fail_on


def _narrowed(
    used: Rulebook, own: Rulebook, of_base: Rulebook | None, arguments: Namespace
) -> tuple[Rulebook, Rulebook, Rulebook | None]:
    """The rules that the flags choose. Which rules a change alters is told of all of them."""
    select, ignore = getattr(arguments, "select", ()), getattr(arguments, "ignore", ())
    if not select and not ignore:
        return used, own, of_base
    fewer = replace(used, policies=narrowed(used.policies, select, ignore))
    return fewer, fewer if own is used else own, of_base


def _whose(arguments: Namespace, of_base: Rulebook | None) -> str:
    if arguments.rules_from == HEAD:
        return "the rules of the change itself"
    if of_base is not None and of_base.config.path is None:
        return f"natpin's default rules, as {arguments.diff} has no configuration"
    return f"the rules of {arguments.diff}"


def _if_usable(
    at: CommitWorkspace, name: str, folder: FolderWorkspace, arguments: Namespace
) -> Rulebook | None:
    """Rules that are only told of: what was wrong with them before the change is no reason to refuse it."""
    try:
        return base_rules(at, name, folder, arguments)
    except (ConfigError, PolicyError):
        return None


def _settings(used: Rulebook, own: Rulebook, inputs: Inputs, head: Workspace) -> Settings:
    named = used.config.environments
    if used is not own:
        named = environments(used.config.environments, own.config.environments, head)
    return Settings(
        used.policies,
        inputs,
        used.config.excluded,
        used.contract,
        used.config.switched_off,
        own.config.path,
        named,
    )


def _settled(
    report: Report, workspace: Workspace, used: Rulebook, own: Rulebook, arguments: Namespace
) -> Report:
    """The report without what the team decided to live with."""
    beside = () if arguments.no_ignores else waivers(used, own, report)
    written = collected(
        workspace, report.marked, report.stacks, replace(used.config, ignore=()), _inline(arguments)
    )
    return shown_with_sources(without(report, [*written, *beside], used.policies), workspace, arguments)


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
            from natpin.reporters.registry import OF_STATES, reporter

            return reporter(form).render(comparison.report(everything or form in OF_STATES), options)


def _at(commit: str, folder: FolderWorkspace, inputs: Inputs) -> CommitWorkspace:
    """The same paths in a commit, with the value files that the user named outside of the repository."""
    outside = [path for path in (*inputs.var_files, *inputs.parameters) if path.startswith("<")]
    return CommitWorkspace(folder.root, commit, folder.focus, {path: folder.read(path) for path in outside})


def _earlier(settings: Settings, former: CommitWorkspace, of_base: Rulebook | None) -> Settings:
    """The same rules, environments and value files, as far as those were there."""
    inputs = replace(
        settings.inputs,
        var_files=_there(settings.inputs.var_files, former),
        parameters=_there(settings.inputs.parameters, former),
    )
    named = tuple(
        replace(
            one,
            var_files=_there(one.var_files, former),
            parameters=_there(one.parameters, former),
        )
        for one in settings.environments
        if not (files := (*one.var_files, *one.parameters)) or _there(files, former)
    )
    path = of_base.config.path if of_base is not None else None
    made_of = of_base.config.made_of if of_base is not None else ()
    contract = of_base.contract if of_base is not None else None
    return replace(
        settings,
        inputs=inputs,
        environments=named,
        configuration=path,
        made_of=made_of,
        contract=contract,
    )


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


def hidden_by_the_change(result: Comparison) -> Iterator[str]:
    """Findings that the change brings and that an ``ignore`` entry or the baseline hides. Comments are told as such."""
    known = {one.fingerprint for one in result.base.findings}
    known |= {one.finding.fingerprint for one in result.base.suppressed}
    hidden = [
        one for one in result.head.suppressed if one.by != "inline" and one.finding.fingerprint not in known
    ]
    if hidden:
        told = [f"{one.finding.rule.id} at {one.finding.at.path}:{one.finding.at.line}" for one in hidden]
        yield f"findings that the change brings are suppressed: {joined(told, MOST_TOLD)}"


def _submodules(former: CommitWorkspace, root: Path) -> Iterator[str]:
    """What a work tree has and no commit of this repository holds."""
    filled = [path for path in former.submodules if any((root / path).glob("*"))]
    if filled:
        yield f"submodules are read after the change only: {', '.join(filled[:5])}"
