"""The heart: files → readers → resources → graph → egress paths → policies → report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from natpin.config import NAMES
from natpin.formats.interface import Reader
from natpin.model.finding import Finding
from natpin.model.record import replace
from natpin.model.report import Report, StackReport
from natpin.model.resource import WORKLOAD, Resource
from natpin.model.value import Skipped
from natpin.pipeline.declared_ips import declared_ips
from natpin.pipeline.named_stacks import is_asked_for
from natpin.pipeline.reading import ReadStack, of_named, read_all
from natpin.pipeline.scan import Scanned, scan
from natpin.pipeline.settings import Settings
from natpin.pipeline.spreading import Spreading, Working
from natpin.pipeline.worlds import judge_in_every_case
from natpin.workspace import Workspace


def lint(
    workspace: Workspace,
    readers: Sequence[Reader],
    settings: Settings,
    seen: Callable[[Sequence[ReadStack]], None] = lambda stacks: None,
    working: Working | None = None,
) -> Report:
    """Read every stack of a workspace and judge it. ``seen`` is given every stack as it is judged, joined with the others.
    ``working``: who reads and judges; None for this process, with others where there is work enough."""
    spreading = working or Spreading(settings.jobs, lambda read: judge_in_every_case(read, settings))
    try:
        return _report(workspace, readers, settings, spreading, seen)
    finally:
        spreading.close()


def _report(
    workspace: Workspace,
    readers: Sequence[Reader],
    settings: Settings,
    spreading: Working,
    seen: Callable[[Sequence[ReadStack]], None],
) -> Report:
    scanned = scan(workspace, readers, settings.excluded)
    skipped = [*scanned.skipped, *not_configuration(scanned.configurations, settings)]
    infrastructure, workloads = read_all(
        workspace,
        readers,
        scanned.claimed,
        settings.inputs,
        skipped,
        settings.environments,
        scanned.givers,
        settings.excluded,
        spreading.read,
        spreading.ahead,
    )
    if any(path.startswith("<stdin>") for path in workspace.focus):  # loaded only then
        from natpin.pipeline.rendered_charts import without_rendered

        skipped = without_rendered(skipped, workspace)
    own = [read.stack for read in infrastructure if is_asked_for(read.stack, workspace)]
    if settings.inputs.variables:
        from natpin.pipeline.declared_inputs import undeclared

        skipped += undeclared(settings.inputs.variables, own, workspace)
    stacks = list(infrastructure)
    if workloads or any(map(_may_apply, infrastructure)):  # loaded only where there are some
        from natpin.pipeline.workload_placement import nearest

        stacks = list(nearest(infrastructure, workloads))
    if len(stacks) > 1:
        # loaded only where one may declare what another looks up: most who lint a file lint one stack
        from natpin.pipeline.cross_stack import joined
        from natpin.pipeline.shared_gateways import told_of_each_other

        stacks = list(told_of_each_other(list(joined(stacks))))
    changed = tuple(scanned.policies.doubts())
    if changed:
        stacks = [replace(one, parts=(*one.parts, *changed)) if one.has_cluster else one for one in stacks]
    seen(stacks)
    if settings.evidence:
        from natpin.pipeline.evidence import judged_with_evidence

        reports = list(judged_with_evidence(stacks, settings, workspace))
    else:
        asked_for = [read for read in stacks if is_asked_for(read.stack, workspace)]
        reports = list(spreading.judged(asked_for))
    reports += _about_the_contract(settings, infrastructure)
    if (
        scanned.speaking
        and not any(one.clusters for one in reports)
        and not any(one.claims_aks for one in skipped)
    ):
        # asked of repositories alone of which there would be nothing to say
        from natpin.pipeline.not_here import told

        skipped += told(scanned.speaking, workspace)
    return Report(
        stacks=tuple(
            mark_equal(report for report in reports if report.clusters or report.findings or report.doubts)
        ),
        skipped=of_named(skipped, infrastructure, workspace),
        suppressed=(),
        rules=tuple(policy.rule for policy in settings.policies if policy.enabled),
        files_seen=scanned.files_seen,
        files_read=scanned.files_read,
        claimed=sum(map(workspace.named, _declaring(scanned, readers))),
        declaring=len(scanned.declaring),
        marked=tuple(scanned.marked),
        contract=settings.contract,
        excluded=tuple(scanned.excluded),
        ips=tuple(dict.fromkeys(one for read in infrastructure for one in declared_ips(read))),
        switched_off=settings.switched_off,
    )


def _may_apply(read: ReadStack) -> bool:
    """Whether a stack has workloads for the clusters of others: a root of Terraform, or a playbook, beside that of the cluster."""
    return not read.has_cluster and any(
        isinstance(part, Resource) and part.type == WORKLOAD for part in read.parts
    )


def _declaring(scanned: Scanned, readers: Sequence[Reader]) -> set[str]:
    """The files of infrastructure that readers claim, but for those that only take in others."""
    mine = (path for one in readers if not one.workloads_only for path in scanned.claimed[one.name])
    return set(mine) - scanned.applying


def _about_the_contract(settings: Settings, stacks: Sequence[ReadStack]) -> Iterable[StackReport]:
    """What of the contract's scope fits nothing: loaded only for a contract that has one."""
    if settings.contract is None or not (settings.contract.clusters or settings.contract.stacks):
        return ()
    from natpin.pipeline.contract_scope import names_nothing

    return names_nothing(settings.contract, stacks, settings.policies)


def not_configuration(paths: Iterable[str], settings: Settings) -> Iterable[Skipped]:
    """Files that are called like a configuration and are none: whoever wrote one believes that it counts."""
    used = settings.configuration
    for path in paths:
        if path != used and path not in settings.made_of:
            what = f"the configuration is {used}" if used else "there is no configuration"
            places = f"at the workspace's root as {', '.join(NAMES)}"
            yield Skipped(path, f"natpin does not read it: {what}, which is looked for {places}")


def mark_equal(reports: Iterable[StackReport]) -> Iterable[StackReport]:
    """Environments of one root that fare alike are told once."""
    seen: dict[tuple[str, str, frozenset[str]], str] = {}
    for report in reports:
        key = (report.stack.reader, report.stack.root, _outcome(report.findings))
        first = seen.setdefault(key, report.stack.id)
        yield report if first == report.stack.id else replace(report, same_as=first)


def _outcome(findings: Sequence[Finding]) -> frozenset[str]:
    return frozenset(f"{finding.verdict.value} {finding.message} {finding.at}" for finding in findings)
