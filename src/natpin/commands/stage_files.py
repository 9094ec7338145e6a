"""The stages of an adoption as files: for each a natpin.yaml of its own, the team's with the stage's entry in it."""

from __future__ import annotations

import shlex
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from natpin.adoption.partners import all_promised
from natpin.adoption.show import kept_until, new_ips, text
from natpin.adoption.stages import leaving
from natpin.adoption.way import ANNOUNCE, DONE, Stage, Way
from natpin.commands.natpin_yaml import edited, with_entry
from natpin.commands.output import write_file
from natpin.commands.provisioning import same_flags
from natpin.commands.stage_code import stage_code
from natpin.commands.stage_folder import MARK, set_aside
from natpin.config import Config, RuleSetting
from natpin.errors import InputError
from natpin.model.contract import Contract
from natpin.model.finding import Severity
from natpin.model.resource import PUBLIC_IP_PREFIX, same_type
from natpin.provision.desired import ALLOCATE, EGRESS_CHANGE, Desired
from natpin.provision.entries import parse_allow
from natpin.provision.ids import parse
from natpin.provision.migrations import LOAD_BALANCER

ON_THE_WAY = ("outbound-type-implicit-lb",)
"""The rule that a cluster on its way breaks on purpose: its subnet has a gateway, and its outbound type changes last."""
IN_PART = (
    "node-subnet-no-nat",
    "pool-subnet-no-nat",
    "pod-subnet-no-nat",
    "aux-subnet-no-nat",
    "outbound-type-not-nat",
)
"""The rules that one breaks of which only some subnets have moved."""
OUT_OF_CONTRACT = ("contract-not-kept",)
"""The rule that a way back breaks where the present IPs were promised to nobody: the contract names the new ones alone."""


def shown_folder(arguments: Namespace) -> str:
    """The folder of ``--write``, as it was given."""
    return str(arguments.write).rstrip("/") or "/"


def commands(arguments: Namespace) -> Callable[[int, Stage], tuple[str, ...]]:
    """What does a stage, by its number, and what takes it back: of the files in the folder."""
    folder, flags = shown_folder(arguments), same_flags(arguments, but="config")
    return lambda number, stage: _commands(number, stage, folder, flags)


def _commands(number: int, stage: Stage, folder: str, flags: str) -> tuple[str, ...]:
    made = []
    if stage.script and stage.state != DONE:
        made.append(f"bash {shlex.quote(f'{folder}/{_name(number, stage)}.sh')}")
    for wish, ending, part in ((stage.wish, "", stage.part), (stage.back.wish, "-back", "")):
        if wish is None or (stage.state == DONE and not ending):
            continue
        file = shlex.quote(f"{folder}/{_name(number, stage)}{ending}.yaml")
        out = shlex.quote(f"{folder}/{_name(number, stage)}{ending}.plan.json")
        chosen = f" --stage {part}" if part else ""
        which = "the way back: " if ending else ""
        made.append(
            f"{which}natpin plan --config {file} --entry {shlex.quote(wish.name)}{chosen} --out {out}{flags} && "
            f"natpin apply {out} --config {file}{flags}"
        )
    return tuple(made)


def _name(number: int, stage: Stage) -> str:
    return f"{number}-{stage.name}"


def write_stages(
    way: Way, base: str, config: Config, folder: Path, arguments: Namespace, contract: Contract | None
) -> tuple[list[str], str]:
    """Write every stage; the names of the files, and what is told of code that an earlier run wrote. ``base``: the text of natpin.yaml; ``config``: what it means, with what it
    extends. Raises ConfigError, InputError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot write {folder}: {error.strerror}") from error
    base = "".join(line for line in base.splitlines(keepends=True) if not line.startswith(MARK))
    files: dict[str, str] = {}
    out = () if all_promised(leaving(way.assessment), contract) else OUT_OF_CONTRACT
    for number, stage in enumerate(way.stages, 1):
        name = _name(number, stage)
        announced = base if stage.name == ALLOCATE else _with_contract(base, config, way)
        if stage.name == ANNOUNCE:
            files[f"{name}.yaml"] = announced
            files[f"{name}.md"] = letters(way)
        if stage.script:
            files[f"{name}.sh"] = stage.script
        if stage.wish is not None:
            broken = _broken(stage.wish, way)
            files[f"{name}.yaml"] = _configuration(announced, config, stage.wish, stage.allow, broken)
        if stage.back.wish is not None:
            broken = (*_broken(stage.back.wish, way), *out)
            files[f"{name}-back.yaml"] = _configuration(
                announced, config, stage.back.wish, stage.back.allow, broken
            )
    files["way.txt"] = text(way, commands(arguments))
    for number, stage, code, _why in stage_code(way, arguments.emit, contract) if arguments.emit else ():
        files |= {f"{_name(number, stage)}/{file}": text_ for file, text_ in code.items()}
    kept = {name for name in _held(way) if (folder / name).exists()}
    for name, content in files.items():
        if name not in kept:
            (folder / name).parent.mkdir(exist_ok=True)
            write_file(
                _headed(name, way) + content if name.endswith(".yaml") and "/" not in name else content,
                str(folder / name),
            )
    former, staying = set_aside(folder, files)
    told = "".join(
        f"Renamed, since it does not hold any more: {shown_folder(arguments)}/{name}\n" for name in former
    )
    told += "".join(
        f"{shown_folder(arguments)}/{name} is of an earlier run and does not hold any more. It stays, because Terraform was run "
        "there.\n"
        for name in staying
    )
    return [f"{shown_folder(arguments)}/{name}" for name in files if name not in kept], told


def _held(way: Way) -> Iterator[str]:
    """Ways back from what is done: what a file of an earlier run says of the time before cannot be seen any more."""
    for number, stage in enumerate(way.stages, 1):
        if stage.state == DONE:
            yield f"{_name(number, stage)}-back.yaml"


def _headed(name: str, way: Way) -> str:
    """Where a stage's file stands: its number, what comes before and after it, and its way back."""
    stages = {
        f"{_name(number, stage)}.{'sh' if stage.script else 'yaml'}": (number, stage)
        for number, stage in enumerate(way.stages, 1)
        if stage.wish is not None or stage.script or stage.name == ANNOUNCE or stage.state == DONE
    }
    files = list(stages)
    backs = {
        f"{_name(number, stage)}.yaml": f"{_name(number, stage)}-back.yaml"
        for number, stage in enumerate(way.stages, 1)
        if stage.back.wish is not None
    }
    forward = next((file for file, back in backs.items() if back == name), name)
    number = files.index(forward)
    place, stage = stages[forward]
    if forward != name:
        later = [back for file in files[number + 1 :] if (back := backs.get(file))]
        told = [f"the way back from {forward}"]
        told += [f"before it: {', '.join(reversed(later))}, where these stages were done"] if later else []
    else:
        told = [f"stage {place} of {len(way.stages)}, {stage.name}"]
        told += [f"before it: {files[number - 1]}"] if number else []
        told += [f"after it: {files[number + 1]}"] if number + 1 < len(files) else []
        told += [f"the way back: {backs[name]}"] if name in backs else []
    return "".join(f"{MARK}{line}\n" for line in told)


def _configuration(
    base: str, config: Config, wish: Desired, allow: tuple[str, ...], broken: tuple[str, ...]
) -> str:
    """natpin.yaml with a stage's entry, and with what it allows: no more than the stage takes, and what the team has
    agreed with others. The rules that are ``broken`` on purpose are warnings in it, since errors forbid an apply."""
    agreed = parse_allow(config.sections.get("allow")) & {EGRESS_CHANGE}
    waived = [rule for rule in broken if not _milder(config.rules.get(rule))]

    def edit(document: Any) -> None:
        document["allow"] = [*allow, *agreed]
        if not document["allow"] and "extends" not in document:
            del document["allow"]  # an empty one says no to what a file below allows
        if waived and document.get("rules") is None:
            document["rules"] = {}
        for rule in waived:
            written = document["rules"].get(rule)
            if isinstance(written, dict):
                written["severity"] = "warning"
            else:
                document["rules"][rule] = "warning"

    return edited(with_entry(base, wish, replace=True, config=config), edit)


def _milder(setting: RuleSetting | None) -> bool:
    """Does the team ask a rule not at all, or for a note?"""
    return setting is not None and (setting.enabled is False or setting.severity is Severity.NOTE)


def _broken(wish: Desired, way: Way) -> tuple[str, ...]:
    """The rules that a cluster breaks on its way."""
    types = {cluster.outbound_type for cluster in wish.clusters}
    on = sum(subnet.attached for subnet in wish.subnets)
    return (
        *(ON_THE_WAY if LOAD_BALANCER in types and on else ()),
        *(IN_PART if on < len(way.assessment.standing.subnets) else ()),
    )


def _with_contract(base: str, config: Config, way: Way) -> str:
    """natpin.yaml whose contract names the new IPs, with everybody who has still to be told of them. A contract of a file
    that it extends is written out: one here stands in the place of that."""
    waiting = [partner.name for partner in way.partners if not partner.told and partner.name]
    unnamed = not way.partners or any(not partner.told and not partner.name for partner in way.partners)
    told = any(stage.name == ANNOUNCE and stage.state == DONE for stage in way.stages)
    if told or not (waiting or unnamed):
        return base

    def edit(document: Any) -> None:
        below = config.sections.get("contract")
        if document.get("contract") is None and below is not None and below.data is not None:
            document["contract"] = below.plain()
        contract = document.get("contract")
        if contract is None:
            contract = document["contract"] = {"ips": []}
        if isinstance(contract, dict) and contract.get("ips") is None:
            contract["ips"] = []
        ips = contract["ips"] if isinstance(contract, dict) else contract
        for one in _promised(way):
            ips.append({**one, **({"partners": list(waiting)} if waiting else {})})

    return edited(base, edit)


def _promised(way: Way) -> list[dict[str, str]]:
    if way.addresses:
        return [{"cidr": cidr} for cidr in way.addresses]
    return [
        {"prefix" if same_type(parse(id_).type, PUBLIC_IP_PREFIX) else "ip": parse(id_).name}
        for id_ in way.ip_ids
    ]


def letters(way: Way) -> str:
    """What each partner is told, as Markdown to copy."""
    from natpin.reporters import neutral

    lines = ["# What partners are told", ""]
    if not way.addresses:
        lines += [
            "The new addresses are not allocated yet: apply the first stage, run this again, and send what it writes then.",
            "",
        ]
    partners = [partner for partner in way.partners if not partner.told]
    if not way.partners:
        lines += ["The contract names nobody who was given the present IPs.", ""]
    elif not partners:
        lines += ["Every partner that the contract names has been told.", ""]
    for partner in partners:
        lines += [
            f"## {neutral.prose(partner.name or 'Whoever was given the present IPs')}",
            "",
            f"- Now: please allow connections from {neutral.prose(new_ips(way))}, beside {', '.join(partner.allows)}, and confirm "
            "it. Nothing comes from the new addresses before you have.",
            "- Then our connections move. For a while they come from both, old and new.",
            f"- Please keep {', '.join(partner.allows)} in your allowlist {kept_until(way, partner)}. We will say when nothing comes "
            "from there any more.",
            "",
        ]
    return "\n".join(lines)
