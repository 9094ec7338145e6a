"""What templates and roots may be made of: declarations that count, names that refer, nesting, and what never ends."""

from bench.fragments.kind import Hostile

TERRAFORM = 'resource "azurerm_kubernetes_cluster" "a%d" {\n  name = "a"\n}\n'
BICEP = "resource a%d 'Microsoft.ContainerService/managedClusters@2024-01-01' = {\n  name: 'a'\n}\n"
ARM = '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": [%s'
ARM_ONE = '{"type": "Microsoft.ContainerService/managedClusters", "name": "[concat(\'a\', \'%d\')]"},'
PLAN = '{"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {"resources": [%s'
PLAN_ONE = (
    '{"address": "azurerm_kubernetes_cluster.a%d", "mode": "managed", "type": "azurerm_kubernetes_cluster", '
    '"name": "a%d", "values": {"name": "a"}},'
)


DECLARED: dict[str, Hostile] = {
    "terraform": Hostile(
        "main.tf",
        TERRAFORM % 0,
        (
            TERRAFORM,
            'resource "azurerm_subnet" "a%d" {\n  name = azurerm_subnet.a%d.name\n}\n',
            "locals {\n  a = [for a in b : {",
            "x = a ? b : ",
            'x = "${',
            "x = f(",
            "a.b[",
            "-!",
            'variable "a%d" {\n  type = bool\n}\nresource "azurerm_subnet" "a%d" {\n  count = var.a%d ? 1 : 0\n}\n',
            'resource "azurerm_subnet" "a%d" {\n  for_each = toset(["a", "b", "c"])\n  name = each.key\n}\n',
            'locals {\n  a%d = "x${azurerm_kubernetes_cluster.a0.name}"\n}\n',
            'module "a%d" {\n  source = "./a"\n}\n',
            'resource "azurerm_nat_gateway" "a%d" {\n  name = "a%d"\n}\n',
            'resource "azurerm_subnet_nat_gateway_association" "a%d" {\n  subnet_id = azurerm_subnet.a%d.id\n  nat_gateway_id = azurerm_nat_gateway.a%d.id\n}\n',
            "locals {\n  a%d = var.b%d\n}\n",
            'variable "a%d" {}\n',
            'output "a%d" {\n  value = azurerm_kubernetes_cluster.a0.id\n}\n',
            'data "azurerm_subnet" "a%d" {\n  name = "a"\n}\n',
            "a%d = 1\n",
            "# a%d\n",
            'resource "aws_vpc" "a%d" {\n  b = 1\n}\n',
            "a {\n",
            "a = <<E\n${a}\nE\n",
            'resource "azurerm_kubernetes_cluster" "a%d" {\n  name = var.n%d == "x" ? "a" : "b"\n  dynamic "default_node_pool" {\n    for_each = var.p\n    content {\n      name = "a"\n    }\n  }\n}\n',
            'resource "azurerm_kubernetes_cluster_node_pool" "a%d" {\n  kubernetes_cluster_id = azurerm_kubernetes_cluster.a0.id\n}\n',
            "x = [1, ",
            "x = {a = ",
            "x = a == b && ",
            'x = "a${b}" \n',
            'resource "azurerm_route" "a%d" {\n  route_table_name = "r"\n}\n',
            "moved {\n  from = azurerm_subnet.a%d\n  to = azurerm_subnet.b%d\n}\n",
        ),
    ),
    "terraform-json": Hostile(
        "main.tf.json",
        '{"resource": {"azurerm_kubernetes_cluster": {"a": {}}}, "b": ',
        (
            '{"a": ',
            '"${a(',
            "[1,",
            '{"a": "${azurerm_subnet.a.id}"},',
            '{"a%d": "${azurerm_subnet.a.id}"},',
            '{"a": 1},',
            '"a",',
        ),
        "{}}}",
    ),
    "plan": Hostile(
        "plan.json",
        PLAN % (PLAN_ONE % (0, 0)),
        (
            PLAN_ONE,
            '{"a": ',
            "[1,",
            "[[",
            '{"address": "azurerm_subnet.a%d", "mode": "managed", "type": "azurerm_subnet", "name": "a%d", "values": {"name": "a%d"}},',
            '{"address": "null_resource.a%d", "mode": "managed", "type": "null_resource", "name": "a%d", "values": {}},',
        ),
        "{}]}}}",
    ),
    "bicep": Hostile(
        "main.bicep",
        BICEP % 0,
        (
            BICEP,
            "var a = [for b in c: {",
            "a ? b : ",
            "'${",
            "'''",
            "f(",
            "a[",
            "@",
            "param a%d string\n",
            "param a%d bool\nresource b%d 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = if (a%d) {\n  name: 'a'\n}\n",
            "var a%d = 'x${a0.name}'\n",
            "resource a%d 'Microsoft.Network/virtualNetworks@2024-01-01' = [for i in range(0, 9): {\n  name: 'a${i}'\n}]\n",
            "output a%d string = a0.id\n",
            "var a%d = b%d\n",
            "var a%d = 'b%d'\n",
            "param a%d string = 'b'\n",
            "module a%d 'b.bicep' = {\n  name: 'c'\n}\n",
            "resource a%d 'Microsoft.Network/natGateways@2024-01-01' = {\n  name: 'a%d'\n}\n",
            "resource a%d 'Microsoft.Storage/storageAccounts@2024-01-01' = {\n  name: 'a%d'\n}\n",
            "func f%d(a string) string => a\n",
            "type a%d = string\n",
            "var a%d = {\n",
            "var a = [\n",
            "// a%d\n",
            "@description('a')\nparam a%d int\n",
            "resource a%d 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' existing = {\n  name: 'a'\n}\n",
            "var a%d = union(a0, { b: c })\n",
            "var a = b && ",
        ),
    ),
    "arm": Hostile(
        "main.json",
        ARM % (ARM_ONE % 0),
        (
            ARM_ONE,
            '{"a": ',
            "[1,",
            '{"type": "Microsoft.ContainerService/managedClusters", "name": "[concat(concat(',
            '{"type": "Microsoft.Network/natGateways", "name": "a%d", "properties": {}},',
            '{"type": "Microsoft.Storage/storageAccounts", "name": "a%d"},',
            '{"type": "Microsoft.ContainerService/managedClusters", "name": "a%d", "condition": "[parameters(\'a%d\')]"},',
            '{"type": "Microsoft.Network/virtualNetworks/subnets", "name": "v/a%d", "properties": {"natGateway": {"id": "[resourceId(\'Microsoft.Network/natGateways\', \'a%d\')]"}}},',
            '{"type": "Microsoft.Network/virtualNetworks", "name": "a%d", "copy": {"name": "c", "count": 9}},',
            '{"type": "Microsoft.Resources/deployments", "name": "a%d", "properties": {"template": {"resources": []}}},',
            "{},",
            '"a",',
            "1,",
            '{"type": "Microsoft.ContainerService/managedClusters", "name": "a%d", "dependsOn": ["[resourceId(\'a/b\', \'c\')]"]},',
        ),
        "{}]}",
    ),
}
