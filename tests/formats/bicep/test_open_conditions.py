"""What a Bicep file leaves open is asked, and said of everything that hangs on it: the laws forget, maybe and settle,
at the reader's border."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from natpin.formats import bicep
from natpin.formats.interface import Inputs
from natpin.model.doubt import Doubt, Question
from natpin.model.part import Part
from natpin.model.resource import Resource
from natpin.model.stack import Stack
from natpin.model.value import Node, Reference, Unknown, Value, symbol
from natpin.workspace import FolderWorkspace

NETWORK = """
resource nat 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'egress'
  properties: { idleTimeoutInMinutes: 10 }
}
resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  properties: {
    subnets: [
      { name: 'nodes', properties: { addressPrefix: '10.0.0.0/22', natGateway: { id: nat.id } } }
    ]
  }
}
resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'shop'
  properties: {
    agentPoolProfiles: [
      { name: 'system', count: 3, enableNodePublicIP: false, vnetSubnetID: '${vnet.id}/subnets/nodes' }
    ]
    networkProfile: { networkPlugin: 'azure', outboundType: 'userAssignedNATGateway' }
  }
}
"""


def read(folder: Path, assumed: Mapping[str, str] | None = None, root: str = "main.bicep") -> list[Part]:
    workspace = FolderWorkspace(folder, folder)
    return list(bicep.read(Stack("bicep", root), workspace, Inputs(assumed=assumed or {})))


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.bicep").write_text(text)
    return folder


def resources(parts: list[Part]) -> dict[str, Resource]:
    return {part.address: part for part in parts if isinstance(part, Resource)}


def questions(parts: list[Part]) -> dict[str, Question]:
    return {part.key: part for part in parts if isinstance(part, Question)}


def flat(node: Node | None, path: str = "") -> Iterator[tuple[str, Node | None]]:
    """Every scalar of a node by its path."""
    match node:
        case Value(data=dict() as found):
            for name, child in found.items():
                yield from flat(child, f"{path}.{name}")
        case Value(data=tuple() as elements):
            yield f"{path}.length", Value(len(elements))
            for number, child in enumerate(elements):
                yield from flat(child, f"{path}[{number}]")
        case _:
            yield path, node


def agrees(less: Resource, more: Resource) -> list[str]:
    """Where what is known with fewer answers is contradicted with more."""
    wrong: list[str] = []
    whole = dict(flat(Value(dict(more.properties))))
    for path, node in flat(Value(dict(less.properties))):
        if not isinstance(node, Value) or node.data is None:
            continue
        known = whole.get(path)
        above = [node_ for length in range(len(path)) if (node_ := whole.get(path[:length])) is not None]
        if known is None and any(not isinstance(one, Value) or one.data is None for one in above):
            wrong.append(f"{path}: {node.data!r}, then nothing")
        elif isinstance(known, Value) and known.data != node.data:
            wrong.append(f"{path}: {node.data!r}, then {known.data!r}")
    return wrong


def assert_settled(folder: Path, depth: int = 3) -> list[Mapping[str, str]]:
    """In every world, what was certain before the questions were answered is so. Gives the worlds."""
    before = read(folder)
    asked = list(questions(before).values())[:depth]
    worlds = []
    for answers in itertools.product(*(question.options for question in asked)):
        assumed = {question.key: answer for question, answer in zip(asked, answers, strict=True)}
        worlds.append(assumed)
        after = resources(read(folder, assumed))
        for address, resource in resources(before).items():
            there = after.get(address)
            if there is None:
                assert resource.conditional is not None, (
                    f"{address} was certain, and is not there in {assumed}"
                )
                continue
            assert not agrees(resource, there), (assumed, agrees(resource, there))
        for address in after:
            assert address in resources(before), f"{address} was not seen, and is there in {assumed}"
    return worlds


# -- maybe ---------------------------------------------------------------------------------------------------------

STATEMENT = re.compile(r"(?m)^resource (\w+) '([^']+)' = \{")


@pytest.mark.parametrize("symbol", ["nat", "vnet", "aks"])
def test_a_conditional_resource_is_conditional_and_asked_about(tmp_path: Path, symbol: str) -> None:
    maybe = re.sub(
        rf"(?m)^(resource {symbol} '[^']+' =) \{{", r"\1 if (wanted) {", "param wanted bool\n" + NETWORK
    )
    parts = read(written(tmp_path, main=maybe))
    found = resources(parts)[symbol]
    assert found.conditional is not None
    assert "wanted" in found.conditional.reason
    assert questions(parts)["param.wanted"].options == ("true", "false")
    assert resources(read(tmp_path, {"param.wanted": "true"}))[symbol].conditional is None
    assert symbol not in resources(read(tmp_path, {"param.wanted": "false"}))
    assert not questions(read(tmp_path, {"param.wanted": "true"}))


UNDECIDED = {
    "param wanted bool": "wanted",
    "param wanted string": "wanted == 'yes'",
    "param tier string": "tier != 'dev' && tier != 'test'",
    "param ids array": "!empty(ids)",
    "@allowed(['a', 'b'])\nparam size string": "size == 'a'",
    "param size 'a' | 'b'": "size == 'a'",
    "type Size = 'a' | 'b'\nparam size Size": "size == 'a'",
    "param settings object": "settings.?nat ?? false",
    "param settings object\nvar on = bool(settings.nat)": "on",
}


@pytest.mark.parametrize(("declared", "condition"), UNDECIDED.items(), ids=list(UNDECIDED))
def test_an_undecided_attachment_is_unknown_and_each_answer_exact(
    tmp_path: Path, declared: str, condition: str
) -> None:
    text = NETWORK.replace("natGateway: { id: nat.id }", f"natGateway: {condition} ? {{ id: nat.id }} : null")
    parts = read(written(tmp_path, main=f"{declared}\n{text}"))
    (subnet,) = resources(parts)["vnet"].properties["subnets"].data  # type: ignore[union-attr]
    gateway = subnet.data["natGateway"]
    assert isinstance(gateway, Unknown)
    assert not gateway.parts, "nobody may take it for an attachment to something"
    worlds = assert_settled(tmp_path)
    assert len(worlds) >= 2
    outcomes = set()
    for assumed in worlds:
        (subnet,) = resources(read(tmp_path, assumed))["vnet"].properties["subnets"].data  # type: ignore[union-attr]
        outcomes.add(type(subnet.data["natGateway"].data).__name__)
    assert outcomes == {"dict", "NoneType"}


def test_the_same_input_is_one_question_wherever_it_decides(tmp_path: Path) -> None:
    module = "param on bool\nresource ip 'Microsoft.Network/publicIPAddresses@2024-05-01' = if (on) { name: 'ip' }\n"
    main = "param nat bool\nmodule a 'part.bicep' = { name: 'a', params: { on: nat } }\n"
    main += "module b 'part.bicep' = { name: 'b', params: { on: !nat } }\n"
    written(tmp_path, main=main, part=module)
    assert list(questions(read(tmp_path))) == ["param.nat"]
    assert list(resources(read(tmp_path, {"param.nat": "true"}))) == ["a/ip"]
    assert list(resources(read(tmp_path, {"param.nat": "false"}))) == ["b/ip"]


def test_a_condition_nobody_can_decide_is_one_question_in_every_module(tmp_path: Path) -> None:
    module = (
        "param tier string\nresource ip 'Microsoft.Network/publicIPAddresses@2024-05-01' = if (tier == 'prod') {\n"
        " name: 'ip'\n}\n"
    )
    main = "param tier string\nmodule a 'part.bicep' = { name: 'a', params: { tier: tier } }\n"
    main += "module b 'part.bicep' = { name: 'b', params: { tier: tier } }\n"
    parts = read(written(tmp_path, main=main, part=module))
    assert list(resources(parts)) == ["a/ip"], "the same IP twice is one"
    (question,) = questions(parts).values()
    assert (question.asked, question.options) == ("tier == 'prod'", ("true", "false"))
    assert not resources(read(tmp_path, {question.key: "false"}))
    assert [r.conditional for r in resources(read(tmp_path, {question.key: "true"})).values()] == [None]


def test_nobody_is_asked_what_bears_on_no_egress(tmp_path: Path) -> None:
    main = """
param monitor bool
param zoneRedundant bool
resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = if (monitor) { name: 'logs' }
module vault 'vault.bicep' = if (monitor) { name: 'vault' }
"""
    main += NETWORK.replace(
        "agentPoolProfiles:", "addonProfiles: monitor ? { omsagent: {} } : {}\n    agentPoolProfiles:"
    )
    vault = "resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = { name: 'kv' }\n"
    parts = read(written(tmp_path, main=main, vault=vault))
    assert not questions(parts)
    assert [part for part in parts if not isinstance(part, Resource)] == []


def test_the_same_choice_in_two_deployments_is_two_unknowns(tmp_path: Path) -> None:
    module = """
param on bool
param id string
resource s 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  name: 'net/${last(id)}'
  properties: { natGateway: on ? { id: id } : null }
}
"""
    main = "param on bool\n" + "".join(
        f"module {n} 'part.bicep' = {{ name: '{n}', params: {{ on: on, id: '/x/{n}' }} }}\n" for n in "ab"
    )
    found = resources(read(written(tmp_path, main=main, part=module)))
    first, second = (found[f"{n}/s"].properties["natGateway"] for n in "ab")
    assert None is not symbol(first) != symbol(second)


# -- forget --------------------------------------------------------------------------------------------------------

LITERAL = re.compile(r"(?<=: )(?:'[^'$]+'|\d+|true|false)(?=[ ,}\n])")


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_a_forgotten_literal_contradicts_nothing(tmp_path: Path, data: st.DataObject) -> None:
    """Every literal that becomes an input without value leaves all else as it was, or unknown."""
    literals = list(LITERAL.finditer(NETWORK))
    chosen = data.draw(st.sampled_from(literals))
    kind = "bool" if chosen[0] in ("true", "false") else "int" if chosen[0].isdigit() else "string"
    forgotten = (
        f"param forgotten {kind}\n" + NETWORK[: chosen.start()] + "forgotten" + NETWORK[chosen.end() :]
    )
    before = resources(read(written(tmp_path, main=NETWORK)))
    after = resources(read(written(tmp_path, main=forgotten)))
    assert set(before) == set(after)
    for address, resource in after.items():
        assert not agrees(resource, before[address])


# -- loops ---------------------------------------------------------------------------------------------------------


def test_a_loop_over_what_is_unknown_may_make_any_number(tmp_path: Path) -> None:
    main = """
param subnets array
resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = { name: 'net' }
resource s 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = [for one in subnets: {
  parent: vnet
  name: one.name
  properties: { natGateway: { id: one.nat } }
}]
"""
    parts = read(written(tmp_path, main=main))
    (subnet,) = [r for r in resources(parts).values() if r.type.endswith("subnets")]
    assert subnet.conditional is not None
    (doubt,) = [part for part in parts if type(part).__name__ == "Doubt"]
    assert doubt.reach.adds  # type: ignore[union-attr]
    assert doubt.reach.types == ("Microsoft.Network/virtualNetworks/subnets",)  # type: ignore[union-attr]


def test_unknown_pools_are_unknown_and_not_none(tmp_path: Path) -> None:
    main = "param pools array\n" + re.sub(
        r"agentPoolProfiles: \[.*?\n    \]", "agentPoolProfiles: pools", NETWORK, flags=re.S
    )
    assert isinstance(
        resources(read(written(tmp_path, main=main)))["aks"].properties["agentPoolProfiles"], Unknown
    )


def test_the_address_of_an_own_ip_stays_a_reference(tmp_path: Path) -> None:
    main = """
resource pip 'Microsoft.Network/publicIPAddresses@2024-05-01' = { name: 'ip' }
resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'shop'
  properties: {
    agentPoolProfiles: [ { name: 'system' } ]
    apiServerAccessProfile: { authorizedIPRanges: [ pip.properties.ipAddress, '${pip.properties.ipAddress}/32' ] }
  }
}
"""
    profile = resources(read(written(tmp_path, main=main)))["aks"].properties["apiServerAccessProfile"]
    whole, with_length = profile.data["authorizedIPRanges"].data  # type: ignore[union-attr]
    assert isinstance(whole, Reference)
    assert (whole.target, whole.attribute) == ("pip", "properties.ipAddress")
    first, last = with_length.parts
    assert isinstance(first, Reference)
    assert last == "/32"


OPEN_LISTS = {
    "concat([{ name: 'a' }], more)": ["a", "…"],
    "[ { name: 'a' }, ...more ]": ["a", "…"],
    "concat(more, [{ name: 'a' }])": ["…", "a"],
    "union([{ name: 'a' }], more)": ["a", "…"],
    "[for p in concat([{ name: 'a' }], more): { name: '${p.name}x' }]": ["ax", "…"],
    "map(concat([{ name: 'a' }], more), p => { name: '${p.name}x' })": ["ax", "…"],
    "filter(concat([{ name: 'a' }, { name: 'b' }], more), p => p.name == 'b')": ["b", "…"],
    "concat([{ name: 'a' }], more)[0]": "a",
    "first(concat([{ name: 'a' }], more))": "a",
    "concat([{ name: 'a' }], more)[1]": None,
    "last(concat([{ name: 'a' }], more))": None,
    "first(concat(more, [{ name: 'a' }]))": None,
    "take(concat([{ name: 'a' }], more), 1)": None,
    "length(concat([{ name: 'a' }], more))": None,
    "empty(concat([{ name: 'a' }], more))": False,
    "contains(concat([ 'a' ], more), 'a')": True,
    "contains(concat([ 'a' ], more), 'b')": None,
    "concat([ 'a' ], more) == [ 'a' ]": None,
    "reduce(concat([ 1 ], more), 0, (a, b) => a + b)": None,
}


@pytest.mark.parametrize(("expression", "outcome"), OPEN_LISTS.items(), ids=list(OPEN_LISTS))
def test_what_is_known_of_a_list_stays_known(tmp_path: Path, expression: str, outcome: object) -> None:
    """A list of which a part is unknown keeps its known elements, and nothing is concluded from its end."""

    def shown(node: Node) -> object:
        match node:
            case Value(data=tuple() as elements):
                return [shown(element) for element in elements]
            case Value(data=dict() as found):
                return shown(found["name"])
            case Value(data=data):
                return data
            case Unknown(others=True):
                return "…"
            case _:
                return None

    text = (
        "param more array\nresource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {\n"
        f"  name: 'shop'\n  properties: {{ agentPoolProfiles: {expression} }}\n}}\n"
    )
    found = resources(read(written(tmp_path, main=text)))["aks"].properties["agentPoolProfiles"]
    assert shown(found) == outcome


def test_the_known_turns_of_a_loop_are_certain(tmp_path: Path) -> None:
    text = (
        "param more array\n"
        "resource ip 'Microsoft.Network/publicIPAddresses@2024-05-01' = [for n in concat([ 'a', 'b' ], more): { name: n }]\n"
        "resource nat 'Microsoft.Network/natGateways@2024-05-01' = {\n  name: 'egress'\n"
        "  properties: { publicIpAddresses: [for (n, i) in concat([ 'a', 'b' ], more): { id: ip[i].id }] }\n}\n"
    )
    found = resources(read(written(tmp_path, main=text)))
    assert [address for address, r in found.items() if r.conditional is None] == ["ip[0]", "ip[1]", "nat"]
    listed = found["nat"].properties["publicIpAddresses"].data  # type: ignore[union-attr]
    assert [isinstance(element, Unknown) and element.others for element in listed] == [False, False, True]  # type: ignore[union-attr]


def test_a_module_in_a_loop_over_what_is_unknown_may_make_any_number(tmp_path: Path) -> None:
    main = "param names array\nmodule m 'part.bicep' = [for n in names: { name: n, params: { name: n } }]\n"
    part = (
        "param name string\nresource ip 'Microsoft.Network/publicIPAddresses@2024-05-01' = { name: name }\n"
    )
    parts = read(written(tmp_path, main=main, part=part))
    (ip,) = resources(parts).values()
    assert ip.conditional is not None
    (doubt,) = [one for one in parts if isinstance(one, Doubt)]
    assert (doubt.reach.types, doubt.reach.adds) == (("Microsoft.Network/publicIPAddresses",), True)
