"""``natpin adopt``: the way of a live cluster to pinned IPs, in stages."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from natpin.commands.output import write
from natpin.commands.provisioning import add_flags, cloud_of, configured, contract_in
from natpin.config import Config, is_day
from natpin.errors import ConfigError, Refused
from natpin.model.azure_defaults import PREFIX_LENGTH
from natpin.model.record import replace
from natpin.model.resource import CLUSTER
from natpin.provision.desired import SKUS
from natpin.provision.entries import parse_allow
from natpin.provision.entry_names import CLUSTER_NAME, NAME
from natpin.provision.ids import parse, resource_id
from natpin.workspace import FolderWorkspace

if TYPE_CHECKING:
    from natpin.adoption.standing import Standing
    from natpin.adoption.way import Way
    from natpin.adoption.wish import Choices

CLEAN, FINDINGS = 0, 1


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin adopt",
        description="Looks at a live cluster of any outbound type, and says whether it can get to pinned IPs where it stands, in "
        "which stages, what traffic notices of each, which partners have to be told, and the way back. It only reads. Exit "
        "status 1: it cannot be moved in place; the report gives the reasons.",
    )
    made.add_argument("cluster", metavar="SUBSCRIPTION/RG/CLUSTER", help="the cluster, or its id")
    made.add_argument(
        "--entry", metavar="NAME", help="the entry's name under egress: (default: the cluster's)"
    )
    made.add_argument(
        "--together",
        metavar="RG/CLUSTER",
        action="append",
        default=[],
        help="another cluster that shares the subnets and moves too, as agreed with its owners; repeatable",
    )
    made.add_argument(
        "--new",
        metavar="NAME",
        help="where it cannot be moved in place: plan the stages to a new cluster of this name beside it",
    )
    made.add_argument(
        "--address-space",
        metavar="CIDR",
        help="the address space of the new cluster's virtual network; it must not overlap any network that the cluster has to reach",
    )
    made.add_argument(
        "--own-subnet",
        metavar="NAME=CIDR",
        help="with --write, where it shares subnets with a cluster that stays: az commands that give its pools a subnet of its own, "
        "from where it moves alone",
    )
    made.add_argument("--gateway", metavar="NAME", help="a new NAT gateway's name (default: nat-CLUSTER)")
    made.add_argument("--prefix", metavar="NAME", help="a new public IP prefix's name (default: pfx-CLUSTER)")
    made.add_argument(
        "--length",
        metavar="N",
        type=int,
        choices=range(PREFIX_LENGTH.least, PREFIX_LENGTH.most + 1),
        help="length of a new prefix: 28 (16 addresses) to 31 (2); default: the smallest that gives every node 1024 SNAT ports",
    )
    made.add_argument(
        "--sku", choices=SKUS, default="Standard", help="of a new NAT gateway (default: Standard)"
    )
    made.add_argument(
        "--promised-until",
        metavar="DAY",
        help="the last day the present IPs are promised to anybody, as in 2027-03-31: before it has passed, the stage "
        "retire is blocked (default: what the files of an earlier run in --write have, else until in the contract)",
    )
    made.add_argument(
        "--write",
        metavar="FOLDER",
        help="write each stage there, and its way back, as a natpin.yaml of its own for natpin plan --config, with what "
        "partners are told",
    )
    made.add_argument(
        "--emit",
        choices=("terraform", "bicep", "az"),
        help="with --write: also write each stage as code, in its own folder, as it will be after the stages before it",
    )
    made.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    made.add_argument("--output", metavar="FILE", help="write the report there instead of to standard output")
    add_flags(made)
    return made


def run(arguments: Namespace) -> int:
    """Look, print, write the stages; the exit status."""
    from natpin.adoption import show
    from natpin.commands.natpin_yaml import present
    from natpin.commands.stage_files import commands, shown_folder, write_stages

    if arguments.emit and not arguments.write:
        raise ConfigError("--emit writes code beside the stages: also give --write FOLDER")
    config, workspace = configured(arguments)
    folder = _folder(arguments.write, workspace) if arguments.write else None
    remembered = _remember(arguments, folder, workspace)
    way = _way(arguments, config, workspace)
    written: list[str] = []
    former = _own_pools(arguments, way, folder)
    if folder is not None and way.stages:
        _path, base = present(arguments, config, workspace)
        written, aside = write_stages(way, base, config, folder, arguments, contract_in(config, workspace))
        former += aside
    if arguments.format == "json":
        document = {**show.document(way), "files": written}
        write(json.dumps(document, indent=2, ensure_ascii=False) + "\n", arguments.output)
    else:
        report = show.text(way, commands(arguments)) if written else show.text(way)
        if written:
            report += (
                f"Written to {shown_folder(arguments)}: a natpin.yaml for each stage and its way back. Nothing was written to "
                "Azure.\n"
            )
            report += _without_code(way, arguments.emit) if arguments.emit else ""
            report += former + remembered
        elif former:
            report += former
        elif way.stages:
            report += "Nothing was written. --write FOLDER writes each stage as a natpin.yaml for natpin plan --config.\n"
        write(report, arguments.output)
    return FINDINGS if way.assessment.reasons else CLEAN


def _own_pools(arguments: Namespace, way: Way, folder: Path | None) -> str:
    """Writes the commands that ``--own-subnet`` asks for; what is told of them. Raises ConfigError, Refused, InputError."""
    if not arguments.own_subnet:
        return ""
    from natpin.adoption.own_pools import NEW, OLD, scripts
    from natpin.commands.output import write_file

    name, _, cidr = arguments.own_subnet.partition("=")
    if not NAME.match(name) or not cidr:
        raise ConfigError(f"--own-subnet {arguments.own_subnet}: write NAME=CIDR")
    if folder is None:
        raise ConfigError("--own-subnet writes commands: give --write FOLDER as well")
    made = scripts(way.assessment.standing, name, cidr)
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in made.items():
        write_file(text, str(folder / file))
    where = str(arguments.write).rstrip("/")
    return (
        f"Written: {where}/{NEW} makes a subnet and pools in it, and says what a person does then; {where}/{OLD} removes the old pools. "
        "Egress IPs stay as they are. natpin apply makes no pools: run these with az, then natpin adopt again.\n"
    )


def _remember(arguments: Namespace, folder: Path | None, workspace: FolderWorkspace) -> str:
    """The last day that the present IPs are promised, where no flag says it: what the folder's files of an earlier run have.
    What is told of it."""
    from natpin.commands.stage_folder import promised

    if arguments.promised_until or folder is None or not folder.is_dir():
        return ""
    arguments.promised_until, file = promised(folder, workspace)
    if not arguments.promised_until:
        return ""
    return f"The present IPs are promised until {arguments.promised_until}, as {file} had it. --promised-until DAY says another day.\n"


def _without_code(way: Way, language: str) -> str:
    """The stages that cannot be said in a language, each with why."""
    from natpin.commands.stage_code import stage_code

    return "".join(
        f"No {language} code for {number}-{stage.name}: {why}\n"
        for number, stage, _files, why in stage_code(way, language, None)
        if why
    )


def _way(arguments: Namespace, config: Config, workspace: FolderWorkspace) -> Way:
    from natpin.adoption.anew import way_anew
    from natpin.adoption.assessment import assess
    from natpin.adoption.needs import with_needs
    from natpin.adoption.stages import way_of
    from natpin.adoption.standing import look_at
    from natpin.azure.foresight import ArmForesight
    from natpin.commands.adoption import live_scope

    scope = live_scope(arguments.cluster, arguments, "natpin adopt")
    if not scope.cluster:
        raise ConfigError(f"{arguments.cluster}: name the cluster: SUBSCRIPTION/RG/CLUSTER")
    contract = contract_in(config, workspace)
    allow = parse_allow(config.sections.get("allow"))
    choices = _choices(arguments, scope.subscription)
    with cloud_of(arguments) as (cloud, _pace):
        standing = look_at(scope.id, cloud)
        _known(choices, standing)
        assessment = assess(standing, choices, cloud)
        if choices.new and assessment.reasons:
            return way_anew(assessment, choices, contract, cloud)
        way = way_of(assessment, contract, allow)
        return replace(way, stages=tuple(with_needs(way.stages, ArmForesight(cloud.arm))))


def _known(choices: Choices, standing: Standing) -> None:
    """Raises Refused for a name of ``--together`` that shares no subnet: whoever wrote it means some cluster, and not this."""
    sharing = {live.id.lower(): live for live in standing.sharing}
    for id_ in choices.together:
        if id_.lower() not in sharing:
            names = [f"{parse(live.id).group}/{parse(live.id).name}" for live in sharing.values()]
            raise Refused(
                f"--together {parse(id_).group}/{parse(id_).name}: no cluster of that name shares a subnet with "
                f"{parse(standing.cluster.id).name} ({', '.join(names) or 'none does'})"
            )


def _choices(arguments: Namespace, subscription: str) -> Choices:
    from natpin.adoption.wish import Choices

    together = []
    for text in arguments.together:
        parts = text.strip("/").split("/")
        if len(parts) != 2:
            raise ConfigError(f"--together {text}: write RG/CLUSTER")
        together.append(resource_id(subscription, parts[0], CLUSTER, parts[1]))
    if arguments.promised_until and not is_day(arguments.promised_until):
        raise ConfigError(
            f"--promised-until must be a day such as 2027-03-31, not {arguments.promised_until!r}"
        )
    for flag, name in (("--gateway", arguments.gateway), ("--prefix", arguments.prefix)):
        if name and not NAME.match(name):
            raise ConfigError(f"{flag} {name!r} is not a valid name for such a resource")
    return Choices(
        arguments.entry or "",
        arguments.gateway or "",
        arguments.prefix or "",
        arguments.length or 0,
        arguments.sku,
        arguments.promised_until or "",
        tuple(together),
        *_new_cluster(arguments),
    )


def _new_cluster(arguments: Namespace) -> tuple[str, str]:
    """Its name and its network's address space, both or neither. Raises ConfigError."""
    import ipaddress

    if bool(arguments.new) != bool(arguments.address_space):
        raise ConfigError("a new cluster takes both --new NAME and --address-space CIDR")
    if not arguments.new:
        return "", ""
    if not CLUSTER_NAME.match(arguments.new):
        raise ConfigError(f"--new {arguments.new!r} is not a valid name for a cluster")
    try:
        return arguments.new, str(ipaddress.IPv4Network(arguments.address_space))
    except ValueError as error:
        raise ConfigError(f"--address-space: {error}") from None


def _folder(given: str, workspace: FolderWorkspace) -> Path:
    """Where the stages are written: inside of the workspace, since natpin reads no configuration outside of it."""
    folder = Path(given).resolve()
    if not folder.is_relative_to(workspace.root):
        raise Refused(f"--write {given}: it is outside the workspace {workspace.root}; see --workspace")
    return folder
