"""What of a Bicep stack natpin does not follow is a doubt that says what it may change, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats import bicep
from natpin.formats.interface import Inputs
from natpin.model.doubt import Doubt
from natpin.model.part import Part
from natpin.model.stack import Stack
from natpin.model.value import Reference, Skipped, Unknown, Value
from natpin.workspace import FolderWorkspace

STACK = """
resource nat 'Microsoft.Network/natGateways@2024-05-01' = { name: 'egress' }
resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  properties: { subnets: [ { name: 'nodes', properties: { natGateway: { id: nat.id } } } ] }
}
resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'shop'
  properties: { agentPoolProfiles: [ { name: 'system', vnetSubnetID: vnet.properties.subnets[0].id } ] }
}
"""


def read(folder: Path, text: str) -> list[Part]:
    (folder / "main.bicep").write_text(STACK + text)
    workspace = FolderWorkspace(folder, folder)
    return list(bicep.read(Stack("bicep", "main.bicep"), workspace, Inputs()))


def reached(parts: list[Part]) -> dict[str, set[str]]:
    """What doubts say may be changed, and what may be added, by the last word of the type."""
    found: dict[str, set[str]] = {"alters": set(), "adds": set()}
    for part in parts:
        if isinstance(part, Doubt):
            kinds = {type_.rpartition("/")[2] for type_ in part.reach.types}
            found["alters"] |= kinds if part.reach.alters else set()
            found["adds"] |= kinds if part.reach.adds else set()
    return found


def script(content: str, kind: str = "AzureCLI") -> str:
    return (
        "resource run 'Microsoft.Resources/deploymentScripts@2023-08-01' = {\n"
        f" name: 'run'\n kind: '{kind}'\n properties: {{\n  scriptContent: '''\n{content}\n'''\n }}\n}}\n"
    )


ALTERED = {
    "a script that reads": (script("az aks show -n shop -g rg --query id"), set()),
    "a script about other things": (script("az keyvault secret set --vault-name v -n n --value x"), set()),
    "a flag is not a command": (
        script('az storage blob upload-batch -d c --source "$FOLDER"\nmongosh --eval "db.stats()"'),
        set(),
    ),
    "commands inside the cluster": (
        script("az aks command invoke -n shop -g rg -c 'kubectl get pods'"),
        set(),
    ),
    "a script that changes the cluster": (
        script("az aks update -n shop -g rg \\\n  --outbound-type loadBalancer"),
        {"managedClusters", "agentPools"},
    ),
    "a name is not a verb": (
        script("az network vnet subnet update -n show --vnet-name net"),
        {"subnets"},
    ),
    "PowerShell that reads": (script("$x = Get-AzAksCluster\n$x", "AzurePowerShell"), set()),
    "PowerShell that writes": (
        script("Set-AzVirtualNetworkSubnetConfig -Name nodes", "AzurePowerShell"),
        {"virtualNetworks", "subnets"},
    ),
    "a vault": ("resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = { name: 'kv' }", set()),
    "an endpoint in the subnet": (
        "resource pe 'Microsoft.Network/privateEndpoints@2024-05-01' = {\n name: 'pe'\n"
        " properties: { subnet: { id: vnet.properties.subnets[0].id } }\n}",
        set(),
    ),
    "telemetry": (
        "resource t 'Microsoft.Resources/deployments@2024-03-01' = {\n name: 't'\n"
        " properties: { mode: 'Incremental', template: { resources: {} } }\n}",
        set(),
    ),
    "a type nobody knows that is given the subnet": (
        "resource x 'Contoso.Net/things@2024-05-01' = {\n name: 'x'\n"
        " properties: { subnet: { id: '${vnet.id}/subnets/nodes' } }\n}",
        {"subnets"},
    ),
    "a type nobody knows that is given nothing": (
        "resource x 'Contoso.Net/things@2024-05-01' = { name: 'x' }",
        set(),
    ),
    "a new type of networks": (
        "resource x 'Microsoft.Network/somethingNew@2030-01-01' = { name: 'x', properties: { vnet: { id: vnet.id } } }",
        {"virtualNetworks", "subnets"},
    ),
    "a module that is not here and is given the network": (
        "module m 'br:example.azurecr.io/attach:v1' = { name: 'm', params: { vnetName: vnet.name } }",
        {"virtualNetworks", "subnets"},
    ),
    "a module named for storage that is given nothing": (
        "module m 'br:example.azurecr.io/storage-account:v1' = { name: 'm', params: { name: 'st' } }",
        set(),
    ),
    "a verified module of another thing": (
        "module m 'br/public:avm/res/key-vault/vault:0.9.0' = {\n name: 'm'\n"
        " params: { subnetResourceId: '${vnet.id}/subnets/nodes' }\n}",
        set(),
    ),
    "a module that is not made": (
        "module m 'br:example.azurecr.io/attach:v1' = if (false) { name: 'm', params: { vnetName: vnet.name } }",
        set(),
    ),
    "a route server's peer": (
        "resource p 'Microsoft.Network/virtualHubs/bgpConnections@2024-05-01' = { name: 'rs/peer' }",
        {"subnets", "routeTables"},
    ),
    "a statement that does not parse": (
        "resource s 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {\n  parent: vnet\n  name: 'nodes'\n",
        {"subnets"},
    ),
    "a variable that does not parse": ("var names = [ 'a', 'b'\n", set()),
    "one that keeps what exists": (
        "@onlyIfNotExists()\nresource r 'Microsoft.Network/routeTables@2024-05-01' = { name: 'rt' }",
        {"routeTables"},
    ),
    "properties nobody knows": (
        "param body object\nresource r 'Microsoft.Network/routeTables@2024-05-01' = { name: 'rt', properties: body }",
        {"routeTables"},
    ),
}


@pytest.mark.parametrize(("text", "altered"), ALTERED.values(), ids=list(ALTERED))
def test_what_may_be_changed(tmp_path: Path, text: str, altered: set[str]) -> None:
    assert reached(read(tmp_path, text))["alters"] == altered


def test_what_a_module_is_given_is_what_it_may_change(tmp_path: Path) -> None:
    text = (
        "module m 'br:example.azurecr.io/tool:v1' = { name: 'm', params: { clusterName: aks.name, size: 3 } }"
    )
    found = [part for part in read(tmp_path, text) if isinstance(part, Doubt)]
    targets = [part.reach.target for part in found if part.reach.target is not None]
    assert [target.target for target in targets if isinstance(target, Reference)] == ["aks"]
    assert all("registry" in part.reason for part in found)


def test_a_script_that_makes_a_cluster_leaves_the_report_incomplete(tmp_path: Path) -> None:
    parts = read(tmp_path, script("az aks create -n second -g rg --outbound-type loadBalancer"))
    assert reached(parts)["adds"] == {"managedClusters", "agentPools"}
    assert any(isinstance(part, Skipped) and part.claims_aks for part in parts)


def test_a_module_that_is_not_there_is_told_where_its_path_stands(tmp_path: Path) -> None:
    (tmp_path / "main.bicep").write_text("param x int = 1\nmodule m './gone.bicep' = { name: 'm' }\n")
    parts = list(bicep.read(Stack("bicep", "main.bicep"), FolderWorkspace(tmp_path, tmp_path), Inputs()))
    (skipped,) = [part for part in parts if isinstance(part, Skipped)]
    assert (skipped.path, str(skipped.at)) == ("main.bicep", "main.bicep:2:10")
    assert skipped.reason == "m: module gone.bicep: no such file"


@pytest.mark.parametrize("line", ["source ./more.sh", 'eval "$LINE"', "set -e; source $FILE"])
def test_a_script_that_takes_in_text_may_do_anything(tmp_path: Path, line: str) -> None:
    assert {"managedClusters", "subnets"} <= reached(read(tmp_path, script(line)))["alters"]


def test_a_script_nobody_can_read_may_do_anything(tmp_path: Path) -> None:
    for content in ("primaryScriptUri: 'https://example.com/run.sh'", "scriptContent: body"):
        text = f"param body string\nresource run 'Microsoft.Resources/deploymentScripts@2023-08-01' = {{\n name: 'run'\n properties: {{ {content} }}\n}}\n"
        assert {"managedClusters", "subnets", "routeTables", "natGateways"} <= reached(read(tmp_path, text))[
            "alters"
        ]


IDENTITY = """
resource who 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31'%s = { name: 'installer' }
resource store 'Microsoft.Storage/storageAccounts@2023-05-01' = { name: 'files' }
resource right 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(who.id)
  scope: %s
  properties: {
    roleDefinitionId: resourceId('Microsoft.Authorization/roleDefinitions', '%s')
    principalId: who.properties.principalId
  }
}
resource run 'Microsoft.Resources/deploymentScripts@2023-08-01' = {
  name: 'run'
  kind: 'AzureCLI'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${who.id}': {} } }
  properties: { %s }
}
"""
READER, CONTRIBUTOR = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "b24988ac-6180-42a0-ab88-20f7382dd24c"
UNSEEN = "primaryScriptUri: 'https://example.com/run.sh'"
HELM = "scriptContent: 'curl https://example.com/get | bash'"
RIGHTS = {
    "it reads": (("", "aks", READER, UNSEEN), False),
    "it owns a storage account": (("", "store", CONTRIBUTOR, UNSEEN), False),
    "what it pipes into a shell reads": (("", "aks", READER, HELM), False),
    "it owns the group": (("", "resourceGroup()", CONTRIBUTOR, UNSEEN), True),
    "it owns the cluster": (("", "aks", CONTRIBUTOR, HELM), True),
    "its identity is from elsewhere": ((" existing", "aks", READER, UNSEEN), True),
    "it is handed a password": (
        ("", "aks", READER, UNSEEN + ", environmentVariables: [ { name: 'x', secureValue: 'y' } ]"),
        True,
    ),
    "it signs in as somebody else": (
        ("", "aks", READER, "scriptContent: 'az login --service-principal -u a -p $p; curl x | bash'"),
        True,
    ),
    "it says that it changes a network": (
        ("", "aks", READER, "scriptContent: 'az network vnet subnet update --remove natGateway'"),
        True,
    ),
}


@pytest.mark.parametrize("what", RIGHTS)
def test_a_script_may_do_what_its_identity_may(tmp_path: Path, what: str) -> None:
    filled, changes = RIGHTS[what]
    assert bool(reached(read(tmp_path, IDENTITY % filled))["alters"]) is changes


def test_a_second_right_counts(tmp_path: Path) -> None:
    more = (
        "resource more 'Microsoft.Authorization/roleAssignments@2022-04-01' = {\n name: 'more'\n properties: {"
        f"\n roleDefinitionId: '{CONTRIBUTOR}'\n principalId: who.properties.principalId\n }}\n}}\n"
    )
    assert reached(read(tmp_path, IDENTITY % ("", "aks", READER, UNSEEN) + more))["alters"]


SPREAD = """
param common object
resource r 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'other'
  zones: [ '1' ]
  ...common
  location: 'westeurope'
}
"""


def test_what_is_spread_over_a_resource_may_be_anything(tmp_path: Path) -> None:
    parts = {getattr(part, "address", ""): part for part in read(tmp_path, SPREAD)}
    properties = parts["r"].properties  # type: ignore[union-attr]
    assert isinstance(properties["publicIpAddresses"], Unknown)
    assert isinstance(properties["zones"], Unknown)
    assert isinstance(properties["location"], Value)


def test_a_parameters_file_that_cannot_be_read_leaves_no_default(tmp_path: Path) -> None:
    (tmp_path / "main.bicep").write_text(
        "param name string = 'a'\nparam zone string = '1'\n" + STACK.replace("'egress'", "name")
    )
    (tmp_path / "prod.bicepparam").write_text(
        "using 'main.bicep'\nparam zone = '2'\nparam name = {{ name }}\n"
    )
    workspace = FolderWorkspace(tmp_path, tmp_path)
    parts = list(bicep.read(Stack("bicep", "main.bicep", ("prod.bicepparam",)), workspace, Inputs()))
    gateway = next(part for part in parts if getattr(part, "address", "") == "nat")
    assert isinstance(gateway.name, Unknown)  # type: ignore[union-attr]
    parts = list(bicep.read(Stack("bicep", "main.bicep", ("gone.bicepparam",)), workspace, Inputs()))
    gateway = next(part for part in parts if getattr(part, "address", "") == "nat")
    assert isinstance(gateway.name, Unknown)  # type: ignore[union-attr]


def test_an_input_the_template_does_not_have_is_told(tmp_path: Path) -> None:
    (tmp_path / "main.bicep").write_text(STACK)
    (tmp_path / "prod.bicepparam").write_text("using 'main.bicep'\nparam zone = '2'\n")
    workspace = FolderWorkspace(tmp_path, tmp_path)
    parts = list(bicep.read(Stack("bicep", "main.bicep", ("prod.bicepparam",)), workspace, Inputs()))
    assert [part.reason for part in parts if isinstance(part, Skipped)] == [
        "gives zone, which main.bicep has no parameter for"
    ]
