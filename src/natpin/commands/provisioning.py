"""From flags to a cloud, an entry and a verdict on what is planned: shared by ``plan``, ``apply`` and ``init``."""

from __future__ import annotations

import shlex
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from natpin.config import Config, discover
from natpin.errors import Refused
from natpin.model.change import Plan
from natpin.model.finding import Finding, Severity, Verdict
from natpin.model.record import field, record, replace
from natpin.model.resource import RESOURCE_GROUP, same_type
from natpin.model.value import Unknown, Value
from natpin.provision.desired import Desired
from natpin.provision.observed import Observed
from natpin.provision.ports import Pace
from natpin.workspace import FolderWorkspace

if TYPE_CHECKING:
    from natpin.azure.cloud import ArmCloud
    from natpin.model.contract import Contract
    from natpin.model.path import EgressPath
    from natpin.model.report import StackReport
    from natpin.policy.definition import Policy


@record
class PoolEgress:
    """The way out of one node pool of a live cluster, or of its pods."""

    cluster: str
    pool: str
    role: str
    """``node`` or ``pod``."""
    cidrs: tuple[str, ...]
    gaps: tuple[str, ...]
    """Why there may be more."""
    partners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By CIDR, to whom the egress contract promises it; what it does not name is not in there."""

    def document(self) -> dict[str, Any]:
        """As ``natpin apply --format json`` writes it."""
        return {
            "cluster": self.cluster,
            "pool": self.pool,
            "role": self.role,
            "cidrs": list(self.cidrs),
            "unknown": list(self.gaps),
            "promisedTo": {cidr: list(names) for cidr, names in self.partners.items()},
        }


def add_flags(made: ArgumentParser) -> None:
    """The flags every provisioning command has."""
    from natpin.commands import azure_flags

    made.add_argument("--config", metavar="FILE", help="default: natpin.yaml at the workspace's root")
    made.add_argument(
        "--workspace",
        metavar="FOLDER",
        help="natpin reads nothing outside this folder (default: the enclosing git work tree)",
    )
    made.add_argument("--profile", help="a set of rules and severities; replaces the configuration's profile")
    made.add_argument(
        "--azure",
        choices=(azure_flags.SIMULATOR,),
        help="use a simulated Azure, in this process, instead of the real one",
    )
    azure_flags.add(made)


def same_flags(arguments: Namespace, but: str = "") -> str:
    """The flags that say where and how, so that another command looks at the same configuration and the same Azure; ``but``
    names one that is left out."""
    names = (
        "config", "workspace", "profile", "azure", "auth", "tenant", "client_id", "azure_cloud", "azure_endpoint", "azure_authority",
        "ca_file", "azure_info",
    )  # fmt: skip
    given = {name: getattr(arguments, name, None) for name in names}
    return "".join(
        f" --{name.replace('_', '-')} {shlex.quote(str(value))}"
        for name, value in given.items()
        if value and name != but
    )


@contextmanager
def cloud_of(arguments: Namespace, pace: Pace | None = None) -> Iterator[tuple[ArmCloud, Pace]]:
    """The Azure that the flags name, and the pace it is asked at. Raises ConfigError, CloudError."""
    from natpin.azure.arm import Arm
    from natpin.azure.cloud import ArmCloud
    from natpin.azure.credentials import credential
    from natpin.azure.quiet import quiet
    from natpin.commands.azure_flags import connected

    quiet()
    with connected(arguments) as connection:
        paced = replace(pace or Pace(), poll=connection.polling_seconds)
        arm = Arm(
            credential(connection),
            base_url=connection.endpoint,
            scope=connection.scope,
            connection_verify=connection.ca_file or True,
            pace=paced,
        )
        try:
            arm.sign_in()
            yield ArmCloud(arm), paced
        finally:
            arm.close()


def configured(arguments: Namespace) -> tuple[Config, FolderWorkspace]:
    """The configuration, and the workspace it lies in."""
    given = Path(arguments.workspace) if arguments.workspace else None
    workspace = FolderWorkspace(given or Path("."), given)
    name = None
    if arguments.config:
        name = workspace.admit(Path(arguments.config).resolve())
    return discover(workspace, name), workspace


def policies_of(config: Config, workspace: FolderWorkspace, profile: str | None) -> tuple[Policy, ...]:
    """The policies that judge live and planned resources: the same as files'."""
    from natpin.policy.select import chosen

    return chosen(config, workspace, profile)


def judged(
    bodies: Sequence[Mapping[str, Any]],
    found: Observed,
    policies: tuple[Policy, ...],
    name: str,
    contract: Contract | None = None,
) -> tuple[Finding, ...]:
    """What the policies say of ARM bodies, as of any stack."""
    return stack_of(bodies, found, policies, name, contract).findings


def egress_of(
    bodies: Sequence[Mapping[str, Any]], found: Observed, name: str, contract: Contract | None
) -> tuple[PoolEgress, ...]:
    """Which addresses the node pools of the clusters among ARM bodies leave from, as far as the bodies tell."""
    from natpin.facts.contract import for_cluster
    from natpin.model.report import Report
    from natpin.reporters import allowlist

    made = stack_of(bodies, found, (), name)
    pools = []
    for cluster in made.clusters:
        about = for_cluster(contract, cluster.name)
        for path in cluster.paths:
            alone = replace(made, clusters=(replace(cluster, paths=(path,)),))
            one = allowlist.of(Report((alone,), (), (), ()))
            pools.append(
                PoolEgress(
                    cluster.name,
                    path.pool.name,
                    path.role.value,
                    tuple(str(entry.network) for entry in one.entries),
                    tuple(gap.reason for gap in one.gaps),
                    _partners(path, about),
                )
            )
    return tuple(pools)


def _partners(path: EgressPath, contract: Contract | None) -> dict[str, tuple[str, ...]]:
    from natpin.facts.contract import declared, promised

    found: dict[str, tuple[str, ...]] = {}
    if contract is None or isinstance(path.ips, Unknown):
        return found
    for ip in path.ips:
        named = declared(ip, contract)
        if ip.cidr and isinstance(named, Value) and named.data is True:
            found[ip.cidr] = tuple(
                dict.fromkeys(name for one in promised(ip, contract) for name in one.partners)
            )
    return found


def contract_in(config: Config, workspace: FolderWorkspace) -> Contract | None:
    """The egress contract of a configuration; None where it declares none. Which stacks it is about does not count:
    what is live is in no stack of files."""
    import datetime

    from natpin.contract import contract_of

    found = contract_of(config, workspace, datetime.date.today())
    return replace(found, stacks=()) if found is not None else None


def stack_of(
    bodies: Sequence[Mapping[str, Any]],
    found: Observed,
    policies: tuple[Policy, ...],
    name: str,
    contract: Contract | None = None,
) -> StackReport:
    """ARM bodies, read and judged as a stack of files is."""
    from natpin.model.stack import Stack
    from natpin.pipeline.judging import judge
    from natpin.pipeline.reading import ReadStack
    from natpin.pipeline.settings import Settings
    from natpin.provision.as_declared import parts

    read = ReadStack(Stack("azure", f"<{name}>"), parts(_resources(bodies), found))
    return judge(read, Settings(policies, contract=contract))


def _resources(bodies: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that are in a resource group."""
    return [body for body in bodies if not same_type(str(body.get("type")), RESOURCE_GROUP)]


def planned_findings(
    plan: Plan,
    wanted: Desired,
    found: Observed,
    policies: tuple[Policy, ...],
    contract: Contract | None = None,
) -> tuple[Finding, ...]:
    """What the policies will say when the plan is done.

    Of what the entry does not name (clusters of others, their gateways), and of the egress contract, only what they do not
    say today: the plan answers for what it changes.
    """
    from natpin.provision.planned import planned_bodies

    name = f"plan {wanted.name}"
    findings = judged(planned_bodies(plan, wanted, found), found, policies, name, contract)
    if contract is None and all(wanted.owns(cluster.id) for cluster in found.clusters):
        return findings
    bodies = [live.body for live in found.found.values()]
    own = [change.id.lower() for change in plan.changes]
    promises = {policy.rule.id for policy in policies if policy.category == "contract"}
    standing = {
        _asked(finding)
        for finding in judged(bodies, found, policies, name, contract)
        if finding.rule.id in promises or not _is_of(finding.subject.lower(), own)
    }
    return tuple(finding for finding in findings if _asked(finding) not in standing)


def _asked(finding: Finding) -> tuple[object, ...]:
    return finding.rule.id, finding.subject.lower(), finding.verdict, finding.severity


def _is_of(subject: str, ids: Sequence[str]) -> bool:
    """Is a finding's subject one of some resources, or a pool of one?"""
    return any(subject == id_ or subject.startswith((f"{id_}#", f"{id_}/agentpools/")) for id_ in ids)


def errors(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that forbid an apply."""
    return [
        finding
        for finding in findings
        if finding.verdict is Verdict.FAIL and finding.severity is Severity.ERROR
    ]


def refuse(findings: Sequence[Finding], what: str) -> None:
    """Raise Refused when the planned state fails an error rule."""
    grave = errors(findings)
    if grave:
        listed = "\n".join(f"  - {finding.rule.id}: {finding.message}" for finding in grave)
        raise Refused(f"{what} would fail its policies, and nothing was written:\n{listed}")


def told(findings: Sequence[Finding], what: str) -> str:
    """Findings in a few lines, the gravest first; empty for none."""
    from natpin.reporters import neutral

    shown = sorted(findings, key=lambda finding: (finding.verdict is not Verdict.FAIL, finding.severity.rank))
    lines = [
        f"  {'unknown' if finding.verdict is Verdict.UNKNOWN else finding.severity.value:8} "
        f"{finding.rule.id}: {neutral.terminal(finding.message)}"
        for finding in shown
    ]
    return f"{what}:\n" + "\n".join(lines) + "\n" if lines else ""
