"""Each format that translates carries what judging reads, or says why its language cannot express it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from natpin.formats.ansible import answers as ansible
from natpin.formats.ansible.harmless import AZURE, RUN_PROGRAMS
from natpin.formats.ansible.modules import AUTHENTICATION, MODULES, POOL_IDLE, POOL_OPTIONS
from natpin.formats.answers import Answer
from natpin.formats.arm.kinds import TRANSLATED
from natpin.formats.az.cli import answers as az
from natpin.formats.az.cli.arguments import options_of
from natpin.formats.az.cli.idle import EVERYWHERE, IDLE, READ_BY_CODE
from natpin.formats.az.cli.kinds import BY_COMMAND, Kind
from natpin.formats.az.cli.options import COMMANDS
from natpin.formats.az.cli.tables import PROPERTIES
from natpin.formats.az.powershell import answers as powershell
from natpin.formats.az.powershell import parameters, plain_parameters
from natpin.formats.terraform.providers import answers as azurerm
from natpin.formats.terraform.providers.command_groups import GROUPS
from natpin.formats.terraform.providers.references import ARM_TYPES
from natpin.model.read_paths import READ

POWERSHELL = Path(__file__).parent.parent / "specs" / "powershell" / "parameters-16.2.0.txt"
ANSIBLE = Path(__file__).parent.parent / "specs" / "ansible" / "azcollection-3.12.0.txt"
OLDER = {
    "aks": {"network_profile.docker_bridge_cidr"}
    | {f"addon.aciConnector.{each}" for each in ("enabled", "subnet_resource_id", "SubnetName")}
}
"""Options that releases before 3.12.0 had, and those inside of an object that is called otherwise."""
FORMATS = {
    "ansible": list(ansible.answers()),
    "az": list(az.answers()),
    "powershell": list(powershell.answers()),
    "azurerm": list(azurerm.answers()),
}
DOUBTED = {"ansible": ansible.DOUBTED, "powershell": powershell.DOUBTED}
"""By format: types that it does not translate, and what says so."""

ANSWERS = [
    pytest.param(answer, id=f"{answer.written}-{answer.type.rpartition('/')[2]}")
    for answers in FORMATS.values()
    for answer in answers
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_is_read_is_carried_or_cannot_be_expressed(answer: Answer) -> None:
    hint = "add it to the translation table, or to `never` in the format's answers module, with the reason"
    assert not answer.missing(READ[answer.type]), hint


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_cannot_be_expressed_is_read_and_not_carried(answer: Answer) -> None:
    assert set(answer.never) <= READ[answer.type], "nothing reads it"
    assert not {path for path in answer.never if answer.carries(path)}, "the table carries it"
    assert not answer.table & set(answer.code), "the table carries it, no code need"
    assert all((*answer.never.values(), *answer.code.values())), "say why"


def test_an_answer_is_about_something_that_can_be_written() -> None:
    for answer in FORMATS["azurerm"]:
        resource, _, _ = answer.written.partition(".")
        assert ARM_TYPES[resource] == answer.type or "." in answer.written, answer.written
    for answer in FORMATS["az"]:
        assert answer.written.removeprefix("az ") in COMMANDS, answer.written
    cmdlets = {line.partition(": ")[0] for line in POWERSHELL.read_text().splitlines()}
    for answer in FORMATS["powershell"]:
        assert answer.written in cmdlets, answer.written
    for answer in FORMATS["ansible"]:
        assert answer.written.removeprefix("azure_rm_") in documented(), answer.written


def documented() -> dict[str, set[str]]:
    """The options of the collection's modules, those inside of an object behind a dot."""
    lines = (line.partition(":") for line in ANSIBLE.read_text(encoding="utf-8").splitlines())
    return {name: set(options.split()) for name, _, options in lines if not name.startswith("#")}


@pytest.mark.parametrize("module", MODULES)
def test_every_option_of_a_module_is_translated_or_was_looked_at(module: str) -> None:
    known, options = MODULES[module], documented()[module]
    looked_at = {*known.options, *known.idle, *AUTHENTICATION, "name", "resource_group", "state"}
    passed_over = {
        one
        for one in options
        if one not in looked_at
        and not any(one.startswith(f"{each}.") for each in looked_at)
        and not any(each.startswith(f"{one}.") for each in looked_at)
    }
    assert not passed_over, "translate it in modules.py, or say there that it is idle"
    written = {one for one in (*known.options, *known.idle) if one not in AUTHENTICATION}
    assert written <= options | OLDER.get(module, set()), "the collection has no such option"


def test_every_option_of_a_pool_in_its_cluster_was_looked_at() -> None:
    prefix = "agent_pool_profiles."
    options = {
        one.removeprefix(prefix)
        for one in documented()["aks"]
        if one.startswith(prefix) and one.count(".") == 1
    }
    assert options <= {*POOL_OPTIONS, *POOL_IDLE}


def test_every_module_of_the_collection_is_translated_or_known() -> None:
    doubts = {"deployment", "devtestlabenvironment", "resource", "virtualhub", "virtualhubconnection"}
    doubts |= {"virtualnetworkgateway"}
    assert set(documented()) == {*MODULES, *AZURE, *RUN_PROGRAMS, *doubts}
    assert not AZURE & MODULES.keys()


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_answers_for_every_type_that_is_read(name: str) -> None:
    answered = {answer.type for answer in FORMATS[name]} | set(DOUBTED.get(name, ()))
    assert answered == set(READ)


@pytest.mark.parametrize("types", [set(TRANSLATED.values()), set(ARM_TYPES.values())], ids=["arm", "azapi"])
def test_formats_in_arm_s_own_words_know_every_type_that_is_read(types: set[str]) -> None:
    assert set(READ) <= types


def writing() -> Iterator[tuple[str, Kind]]:
    """The az commands that make or change a resource."""
    for command in COMMANDS:
        stem, _, verb = command.rpartition(" ")
        if stem in BY_COMMAND and verb not in ("show", "list", "delete", "exists"):
            yield command, BY_COMMAND[stem]


@pytest.mark.parametrize("command", [command for command, _ in writing()])
def test_every_flag_of_az_is_translated_or_was_looked_at(command: str) -> None:
    kind = BY_COMMAND[command.rpartition(" ")[0]].word
    translated = {*PROPERTIES[kind], *(PROPERTIES["pool"] if kind == "cluster" else ())}
    looked_at = EVERYWHERE | IDLE.get(kind, frozenset()) | READ_BY_CODE.get(kind, frozenset())
    passed_over = {
        option.name
        for option in options_of(command).values()
        if not looked_at & set(option.names) and not translated & set(option.names)
    }
    assert not passed_over, (
        "translate it in tables.py, or say in idle.py that it bears on nothing that is read"
    )


@pytest.mark.parametrize("group", sorted(GROUPS.keys() & BY_COMMAND.keys()))
def test_a_command_in_terraform_is_doubted_for_every_flag_that_sets_what_is_read(group: str) -> None:
    kind, known = BY_COMMAND[group], GROUPS[group]
    assert known.kind == kind.type
    taken = options_of(f"{group} update") if f"{group} update" in COMMANDS else {}
    passed_over = {
        flag
        for flag, to in PROPERTIES[kind.word].items()
        if flag in taken and _is_read(kind.type, to.path) and not _is_doubted(flag, to.path, known.flags)
    }
    assert not passed_over, "add it to command_groups.py with the property that it sets"


def _is_read(type_: str, path: str) -> bool:
    return any(
        f"{each}.".startswith((f"{path}.", f"{path}[")) or path.startswith(f"{each}.") for each in READ[type_]
    )


def _is_doubted(flag: str, path: str, known: Mapping[str, str]) -> bool:
    return "--" in known or any(
        flag.startswith(start) and name == path.partition(".")[0] for start, name in known.items()
    )


def test_a_flag_is_translated_or_idle_and_not_both() -> None:
    for kind, flags in IDLE.items():
        assert not flags & set(PROPERTIES[kind]), f"{kind}: take out of idle.py what tables.py translates"


def test_a_parameter_of_powershell_is_translated_or_plain_and_not_both() -> None:
    translated = {name for table in parameters.TABLES.values() for name in table}
    assert not translated & plain_parameters.PLAIN
