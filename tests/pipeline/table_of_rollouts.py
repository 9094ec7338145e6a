"""Files that deploy a root with inputs of their own, and the verdicts on its stacks: P passes, F fails, U is unknown.

The root attaches its nodes' subnet to a NAT gateway where ``nat`` is true, which is the default; ``mode`` is a text that does
the same by ``on`` and ``off``.
"""

from __future__ import annotations

BICEP = """\
param nat bool = true
param mode string = 'on'
param natural string = 'a'
resource gateway 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'egress'
  location: 'westeurope'
  sku: { name: 'Standard' }
}
resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [{
      name: 'nodes'
      properties: { addressPrefix: '10.0.0.0/22', natGateway: nat && mode == 'on' ? { id: gateway.id } : null }
    }]
  }
}
resource cluster 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'shop'
  location: 'westeurope'
  properties: {
    agentPoolProfiles: [{ name: 'sys', mode: 'System', count: 3, vnetSubnetID: network.properties.subnets[0].id }]
    networkProfile: { outboundType: 'userAssignedNATGateway' }
  }
}
"""
TERRAFORM = """\
variable "nat" {
  type    = bool
  default = true
}
variable "zones" {
  type    = list(string)
  default = ["1"]
}
resource "azurerm_resource_group" "rg" {
  name     = "rg"
  location = "westeurope"
}
resource "azurerm_virtual_network" "net" {
  name                = "net"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.rg.name
  address_space       = ["10.0.0.0/16"]
}
resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = azurerm_resource_group.rg.name
  virtual_network_name = azurerm_virtual_network.net.name
  address_prefixes     = ["10.0.0.0/22"]
}
resource "azurerm_nat_gateway" "egress" {
  name                = "egress"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.rg.name
}
resource "azurerm_subnet_nat_gateway_association" "nodes" {
  count          = var.nat ? 1 : 0
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}
resource "azurerm_kubernetes_cluster" "shop" {
  name                = "shop"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.rg.name
  dns_prefix          = "shop"
  default_node_pool {
    name           = "sys"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.nodes.id
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
  identity {
    type = "SystemAssigned"
  }
}
"""
ON, OFF = "param nat = true\n", "param nat = false\n"
USING = "using 'main.bicep'\n"
CREATE = "az deployment group create -g rg -f main.bicep"
WORKFLOW = "on: push\njobs:\n  up:\n    runs-on: ubuntu-latest\n    steps:\n{steps}"


def workflow(*steps: str) -> str:
    """A workflow of one job: each step is written without its dash, on lines that are not indented."""
    lines = []
    for step in steps:
        first, *rest = step.strip("\n").split("\n")
        lines += [f"      - {first}", *(f"        {line}" for line in rest)]
    return WORKFLOW.format(steps="\n".join(lines) + "\n")


BY_SCRIPT = "main.bicep (by up.sh)"
TEMPLATES: list[tuple[str, dict[str, str], dict[str, str]]] = [
    ("a value", {"up.sh": f"{CREATE} -p nat=false"}, {BY_SCRIPT: "F"}),
    (
        "as it was called before",
        {"up.sh": f"{CREATE.replace('deployment group', 'group deployment')} -p nat=false"},
        {BY_SCRIPT: "F"},
    ),
    (
        "into a subscription, as it was called before",
        {"up.sh": "az deployment create -l westeurope --template-file main.bicep --parameters nat=false"},
        {BY_SCRIPT: "F"},
    ),
    ("the value of the default", {"up.sh": f"{CREATE} -p nat=true"}, {BY_SCRIPT: "P"}),
    ("a text that looks like a boolean", {"up.sh": f"{CREATE} -p mode=off natural=true"}, {BY_SCRIPT: "F"}),
    ("a name in other letters", {"up.sh": f"{CREATE} --parameters NAT=False"}, {BY_SCRIPT: "F"}),
    ("JSON", {"up.sh": CREATE + """ -p '{"nat": {"value": false}}'"""}, {BY_SCRIPT: "F"}),
    ("nothing", {"up.sh": CREATE}, {"main.bicep": "P"}),
    (
        "nothing, beside a file of values",
        {"up.sh": CREATE, "prod.bicepparam": USING + OFF},
        {"main.bicep": "P", "main.bicep (prod.bicepparam)": "F"},
    ),
    ("what the script is given", {"up.sh": f'{CREATE} -p nat="$1"'}, {BY_SCRIPT: "U"}),
    ("what it is given, or its default", {"up.sh": f'{CREATE} -p nat="${{1:-false}}"'}, {BY_SCRIPT: "F"}),
    (
        "another template",
        {"up.sh": "az deployment group create -g rg -f other.bicep -p nat=false"},
        {"main.bicep": "P"},
    ),
    (
        "one that is not known",
        {"up.sh": "az deployment group create -g rg -f $(pick) -p nat=false"},
        {"main.bicep": "U"},
    ),
    ("a check only", {"up.sh": f"{CREATE.replace('create', 'what-if')} -p nat=false"}, {"main.bicep": "U"}),
    (
        "a check and the deployment",
        {"up.sh": f"{CREATE.replace('create', 'what-if')} -p nat=true\n{CREATE} -p nat=false"},
        {BY_SCRIPT: "F"},
    ),
    (
        "two deployments",
        {"up.sh": f"{CREATE} -p nat=false\n{CREATE} -p nat=true"},
        {"main.bicep (by up.sh:1)": "F", "main.bicep (by up.sh:2)": "P"},
    ),
    (
        "one command with two inputs",
        {"up.sh": f"up() {{\n{CREATE} -p nat=$1\n}}\nup true\nup false"},
        {"main.bicep (by up.sh:2, nat=true)": "P", "main.bicep (by up.sh:2, nat=false)": "F"},
    ),
    (
        "two scripts",
        {"up.sh": f"{CREATE} -p nat=false", "dev.sh": f"{CREATE} -p nat=true"},
        {BY_SCRIPT: "F", "main.bicep (by dev.sh)": "P"},
    ),
    (
        "two scripts, one of them with what the files say",
        {"up.sh": f"{CREATE} -p nat=false", "dev.sh": CREATE},
        {BY_SCRIPT: "F", "main.bicep": "P"},
    ),
    (
        "two ways of one script",
        {"up.sh": f'if [ "$1" = prod ]; then\n{CREATE} -p nat=true\nelse\n{CREATE} -p nat=false\nfi'},
        {"main.bicep (by up.sh:2)": "P", "main.bicep (by up.sh:4)": "F"},
    ),
    (
        "a function that nobody calls",
        {"up.sh": f"{CREATE} -p nat=true\nother() {{\n{CREATE} -p nat=false\n}}"},
        {"main.bicep (by up.sh:1)": "P", "main.bicep (by up.sh:3)": "F"},
    ),
    (
        "a stack of deployments",
        {
            "up.sh": "az stack sub create -n x -l w --template-file ./main.bicep --parameters nat=false --deny-settings-mode none"
        },
        {BY_SCRIPT: "F"},
    ),
    (
        "a file of parameters that lies elsewhere",
        {"up.sh": f"{CREATE} -p sets/x.json", "sets/x.json": '{"parameters": {"nat": {"value": false}}}'},
        {"main.bicep (sets/x.json)": "F"},
    ),
    (
        "a file, then a value",
        {
            "up.sh": f"{CREATE} -p @sets/x.json -p nat=true",
            "sets/x.json": '{"parameters": {"nat": {"value": false}}}',
        },
        {"main.bicep (sets/x.json, by up.sh)": "P"},
    ),
    (
        "a value, then a file",
        {
            "up.sh": f"{CREATE} -p nat=true sets/x.json",
            "sets/x.json": '{"parameters": {"nat": {"value": false}}}',
        },
        {"main.bicep (sets/x.json)": "F"},
    ),
    ("a file that is not here", {"up.sh": f"{CREATE} -p made.json"}, {BY_SCRIPT: "U"}),
    (
        "a value after a file that is not here",
        {"up.sh": f"{CREATE} -p made.json nat=false"},
        {BY_SCRIPT: "F"},
    ),
    (
        "a .bicepparam and a value",
        {
            "up.sh": "az deployment group create -g rg -p prod.bicepparam nat=false",
            "prod.bicepparam": USING + ON,
        },
        {"main.bicep (prod.bicepparam, by up.sh)": "F"},
    ),
    (
        "one environment by a script, the other by its file",
        {
            "up.sh": f"{CREATE} -p prod.bicepparam -p nat=false",
            "prod.bicepparam": USING + ON,
            "dev.bicepparam": USING + ON,
        },
        {"main.bicep (prod.bicepparam, by up.sh)": "F", "main.bicep (dev.bicepparam)": "P"},
    ),
    (
        "the environment as the script is told",
        {
            "up.sh": f"{CREATE} -p $ENV.bicepparam -p nat=false",
            "prod.bicepparam": USING + ON,
            "dev.bicepparam": USING + ON,
        },
        {"main.bicep (prod.bicepparam, by up.sh)": "F", "main.bicep (dev.bicepparam, by up.sh)": "F"},
    ),
    (
        "a workflow that runs the script",
        {
            "up.sh": f"{CREATE} -p nat=$1",
            ".github/workflows/up.yml": workflow("run: ./up.sh false"),
        },
        {BY_SCRIPT: "F"},
    ),
    (
        "a step",
        {
            ".github/workflows/up.yml": workflow(
                f"run: |\n  {CREATE} \\\n    -p nat=${{{{ vars.NAT }}}} mode=off"
            )
        },
        {"main.bicep (by .github/workflows/up.yml)": "F"},
    ),
    (
        "a step with what only a run knows",
        {".github/workflows/up.yml": workflow(f"run: {CREATE} -p nat=${{{{ vars.NAT }}}}")},
        {"main.bicep (by .github/workflows/up.yml)": "U"},
    ),
    (
        "arm-deploy",
        {
            ".github/workflows/up.yml": workflow(
                "name: up\nuses: azure/arm-deploy@v2\nwith:\n  template: ./main.bicep\n  parameters: natural=b nat=false"
            )
        },
        {"main.bicep (by .github/workflows/up.yml)": "F"},
    ),
    (
        "bicep-deploy",
        {
            ".github/workflows/up.yml": workflow(
                "name: up\nuses: azure/bicep-deploy@v2\nwith:\n  type: deployment\n  operation: create\n  scope: resourceGroup"
                "\n  template-file: ./main.bicep\n  parameters: '{\"nat\": false}'"
            )
        },
        {"main.bicep (by .github/workflows/up.yml)": "F"},
    ),
    (
        "bicep-deploy that validates",
        {
            ".github/workflows/up.yml": workflow(
                "uses: azure/bicep-deploy@v2\nwith:\n  operation: validate\n  template-file: ./main.bicep\n  parameters: '{\"nat\": false}'"
            )
        },
        {"main.bicep": "U"},
    ),
    (
        "the task",
        {
            "ci/azure-pipelines.yml": "steps:\n- task: AzureResourceManagerTemplateDeployment@3\n  inputs:\n"
            '    csmFile: main.bicep\n    overrideParameters: -natural "b c" -nat false\n'
        },
        {"main.bicep (by ci/azure-pipelines.yml)": "F"},
    ),
    (
        "the task with a variable of the pipeline",
        {
            "azure-pipelines.yml": "variables:\n  NAT: 'false'\nsteps:\n- task: AzureResourceManagerTemplateDeployment@3\n"
            "  inputs:\n    csmFile: $(Build.SourcesDirectory)/main.bicep\n    overrideParameters: -nat $(NAT)\n"
        },
        {"main.bicep (by azure-pipelines.yml)": "F"},
    ),
    (
        "a job of GitLab's",
        {".gitlab-ci.yml": f"up:\n  script:\n    - {CREATE} -p nat=false\n"},
        {"main.bicep (by .gitlab-ci.yml)": "F"},
    ),
    (
        "a recipe",
        {"Makefile": f"NAT ?= false\nup:\n\t{CREATE} -p nat=$(NAT)\n"},
        {"main.bicep (by Makefile)": "F"},
    ),
    (
        "a cmdlet",
        {
            "up.ps1": "New-AzResourceGroupDeployment -ResourceGroupName rg -TemplateFile ./main.bicep -nat $false"
        },
        {"main.bicep (by up.ps1)": "F"},
    ),
    (
        "a cmdlet with a hashtable",
        {
            "up.ps1": "$p = @{ nat = $false; natural = 'b' }\n"
            "New-AzResourceGroupDeployment -ResourceGroupName rg -TemplateFile main.bicep -TemplateParameterObject $p"
        },
        {"main.bicep (by up.ps1)": "F"},
    ),
    (
        "a cmdlet, splatted",
        {
            "up.ps1": "$p = @{ ResourceGroupName = 'rg'; TemplateFile = \"$PSScriptRoot/main.bicep\"; nat = $false }\n"
            "New-AzResourceGroupDeployment @p"
        },
        {"main.bicep (by up.ps1)": "F"},
    ),
    (
        "a cmdlet with a file",
        {
            "up.ps1": "New-AzSubscriptionDeployment -Location w -TemplateFile main.bicep -TemplateParameterFile sets/x.json",
            "sets/x.json": '{"parameters": {"nat": {"value": false}}}',
        },
        {"main.bicep (sets/x.json)": "F"},
    ),
    (
        "a pipeline that is not followed",
        {"Jenkinsfile": f"sh '{CREATE} -p nat=false'", "up.sh": f"{CREATE} -p nat=true"},
        {"main.bicep": "U", BY_SCRIPT: "P"},
    ),
]

_CMDLET = "New-AzResourceGroupDeployment -ResourceGroupName rg -TemplateFile main.bicep"
TEMPLATES += [
    (
        "a cmdlet's own parameter of an input's name",
        {"up.ps1": f"{_CMDLET} -Mode Incremental -nat $true"},
        {"main.bicep (by up.ps1)": "P"},
    ),
    (
        "a cmdlet's own parameter of an input's name, splatted",
        {"up.ps1": f"$p = @{{ Mode = 'Incremental'; nat = $true }}\n{_CMDLET} @p"},
        {"main.bicep (by up.ps1)": "P"},
    ),
    (
        "an input of the name of a cmdlet's own",
        {"up.ps1": f"{_CMDLET} -modeFromTemplate off"},
        {"main.bicep (by up.ps1)": "F"},
    ),
    (
        "a message that speaks of a cmdlet",
        {"up.ps1": f"Write-Host 'New-AzResourceGroupDeployment of main.bicep'\n{_CMDLET} -nat $true"},
        {"main.bicep (by up.ps1)": "P"},
    ),
    ("a message that speaks of az", {"up.sh": f'echo "{CREATE}"\n{CREATE} -p nat=true'}, {BY_SCRIPT: "P"}),
    (
        "a text that is run",
        {"up.sh": f'echo "{CREATE} -p nat=false" | bash\n{CREATE} -p nat=true'},
        {"main.bicep (by up.sh:1)": "F", "main.bicep (by up.sh:2)": "P"},
    ),
    (
        "a module that is deployed by itself",
        {
            "up.sh": f"{CREATE} -p nat=false",
            "all.bicep": "module m 'main.bicep' = {\n  name: 'm'\n  params: { nat: true }\n}\n",
        },
        {"all.bicep": "P", BY_SCRIPT: "F"},
    ),
    (
        "a pipeline, a template in it, and one in that",
        {
            "ci/prod.yml": "extends:\n  template: stages.yml\n  parameters:\n    nat: false\n",
            "ci/dev.yml": "extends:\n  template: stages.yml\n  parameters:\n    nat: true\n",
            "ci/stages.yml": "parameters:\n- name: nat\n  type: boolean\nstages:\n- stage: up\n  jobs:\n  - job: up\n    steps:\n"
            "    - template: steps.yml\n      parameters:\n        nat: ${{ parameters.nat }}\n",
            "ci/steps.yml": "parameters:\n- name: nat\nsteps:\n- bash: "
            + CREATE
            + " -p nat=${{ parameters.nat }}\n",
        },
        {"main.bicep (by ci/steps.yml:4, nat=false)": "F", "main.bicep (by ci/steps.yml:4, nat=true)": "P"},
    ),
]

APPLY = "terraform -chdir=infra apply -auto-approve"
ROOTS: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "a playbook",
        {
            "up.yml": "- hosts: localhost\n  vars: {nat: false}\n  tasks:\n  - community.general.terraform:\n"
            "      project_path: infra\n      variables:\n        nat: '{{ nat }}'\n"
        },
        {"infra (by up.yml)": "F"},
    ),
    *(
        (
            f"a playbook's {where}, {module}",
            {
                book: f"- hosts: localhost\n  {takes}\n",
                path: f"- {module}:\n    project_path: '{folder}'\n    variables: {{nat: false}}\n",
            },
            {f"infra (by {path})": "F"},
        )
        for module in ("community.general.terraform", "cloud.terraform.terraform")
        for where, book, takes, path, folder in (
            ("role", "up.yml", "roles: [base]", "roles/base/tasks/main.yml", "infra"),
            (
                "role, by its own folder",
                "up.yml",
                "roles: [base]",
                "roles/base/tasks/main.yml",
                "{{ playbook_dir }}/infra",
            ),
            ("list of tasks", "up.yml", "tasks: [{import_tasks: more.yml}]", "more.yml", "infra"),
            (
                "list of tasks in a folder",
                "book/up.yml",
                "tasks: [{include_tasks: more.yml}]",
                "book/more.yml",
                "../infra",
            ),
        )
    ),
    (
        "a playbook with a command",
        {
            "up.yml": "- hosts: localhost\n  tasks:\n  - command: terraform apply -auto-approve -var nat={{ nat }}\n    args: {chdir: infra}\n    vars: {nat: 'false'}\n"
        },
        {"infra (by up.yml)": "F"},
    ),
    ("a value", {"up.sh": f"{APPLY} -var nat=false"}, {"infra (by up.sh)": "F"}),
    ("a value, quoted", {"up.sh": f"{APPLY} -var='nat=false'"}, {"infra (by up.sh)": "F"}),
    ("tofu", {"up.sh": f"{APPLY.replace('terraform', 'tofu')} --var=nat=false"}, {"infra (by up.sh)": "F"}),
    ("two dashes", {"up.sh": f"{APPLY} --var nat=false"}, {"infra (by up.sh)": "F"}),
    ("the folder", {"up.sh": "cd infra\nterraform apply -var nat=false"}, {"infra (by up.sh)": "F"}),
    ("the environment", {"up.sh": f"export TF_VAR_nat=false\n{APPLY}"}, {"infra (by up.sh)": "F"}),
    ("the command's environment", {"up.sh": f"TF_VAR_nat=false {APPLY}"}, {"infra (by up.sh)": "F"}),
    ("a list", {"up.sh": f"""{APPLY} -var 'zones=["1","2"]' -var nat=true"""}, {"infra (by up.sh)": "P"}),
    ("nothing", {"up.sh": APPLY}, {"infra": "P"}),
    ("what it is given", {"up.sh": f"{APPLY} -var nat=$NAT"}, {"infra (by up.sh)": "U"}),
    ("what is worked out", {"up.sh": f"{APPLY} $(flags)"}, {"infra (by up.sh)": "U"}),
    (
        "a file and a value",
        {
            "up.sh": f"{APPLY} -var-file=env/prod.tfvars -var nat=false",
            "infra/env/prod.tfvars": "nat = true\n",
        },
        {"infra (env/prod.tfvars, by up.sh)": "F"},
    ),
    (
        "a value and a file",
        {
            "up.sh": f"{APPLY} -var nat=false -var-file=env/prod.tfvars",
            "infra/env/prod.tfvars": "nat = true\n",
        },
        {"infra (env/prod.tfvars)": "P"},
    ),
    (
        "a file wins over the environment",
        {
            "up.sh": f"TF_VAR_nat=false {APPLY} -var-file env/prod.tfvars",
            "infra/env/prod.tfvars": "nat = true\n",
        },
        {"infra (env/prod.tfvars, by up.sh)": "P"},
    ),
    (
        "a plan that is saved",
        {"up.sh": "cd infra\nterraform plan -out=tfplan -var nat=false\nterraform apply tfplan"},
        {"infra (by up.sh)": "F"},
    ),
    (
        "a plan that is not",
        {"up.sh": f"{APPLY.replace('apply -auto-approve', 'plan')} -var nat=true\n{APPLY} -var nat=false"},
        {"infra (by up.sh)": "F"},
    ),
    (
        "steps with an environment",
        {
            ".github/workflows/up.yml": workflow(
                "name: up\nenv:\n  TF_VAR_nat: 'false'\nworking-directory: infra\nrun: terraform apply -auto-approve"
            )
        },
        {"infra (by .github/workflows/up.yml)": "F"},
    ),
    (
        "the task",
        {
            "azure-pipelines.yml": "steps:\n- task: TerraformTaskV4@4\n  inputs:\n    provider: azurerm\n    command: apply\n"
            "    workingDirectory: $(System.DefaultWorkingDirectory)/infra\n    commandOptions: -var nat=false\n"
        },
        {"infra (by azure-pipelines.yml)": "F"},
    ),
    (
        "PowerShell",
        {"up.ps1": "$env:TF_VAR_nat = 'false'\nterraform -chdir=infra apply -auto-approve"},
        {"infra (by up.ps1)": "F"},
    ),
    (
        "a recipe",
        {"Makefile": "up:\n\tcd infra && terraform apply -var nat=false\n"},
        {"infra (by Makefile)": "F"},
    ),
]
ROOTS += [
    (
        "what make exports",
        {"Makefile": "export TF_VAR_nat = false\nup:\n\tcd infra && terraform apply -auto-approve\n"},
        {"infra (by Makefile)": "F"},
    ),
    (
        "what a rule of make exports on its way",
        {"Makefile": "up:\n\t$(eval export TF_VAR_nat=false)\n\tcd infra && terraform apply -auto-approve\n"},
        {"infra": "U"},
    ),
    (
        "a variable of GitLab's",
        {
            ".gitlab-ci.yml": "variables:\n  TF_VAR_nat: 'false'\nup:\n  script:\n    - cd infra && terraform apply\n"
        },
        {"infra (by .gitlab-ci.yml)": "F"},
    ),
    (
        "a folder as Windows writes it",
        {
            "azure-pipelines.yml": "steps:\n- bash: terraform apply -var nat=false\n"
            "  workingDirectory: $(System.DefaultWorkingDirectory)\\infra\n"
        },
        {"infra (by azure-pipelines.yml)": "F"},
    ),
]

ROOTS += [
    (
        "the tasks, with a folder that a variable names and names that say apply",
        {
            "azure-pipelines.yml": "variables:\n  path: infra\nsteps:\n"
            + "".join(
                f"- task: TerraformTaskV2@2\n  displayName: Terraform apply\n  inputs:\n    command: {command}\n"
                f"    workingDirectory: $(System.DefaultWorkingDirectory)/$(path)/\n    commandOptions: {options}\n"
                for command, options in (
                    ("init", "-upgrade"),
                    ("plan", "-var nat=true"),
                    ("apply", "-var nat=false"),
                )
            )
        },
        {"infra (by azure-pipelines.yml)": "F"},
    ),
]

ROOTS += [
    (
        "the folder, in PowerShell",
        {"up.ps1": "Set-Location infra\nterraform apply -var nat=false", "main.tf": 'variable "nat" {}\n'},
        {"infra (by up.ps1)": "F"},
    ),
    (
        "a folder that PowerShell works out",
        {
            "up.ps1": "Set-Location (Get-Folder)\nterraform apply -var nat=false",
            "main.tf": 'variable "nat" {}\n',
        },
        {"infra": "U"},
    ),
    (
        "another pipeline, which is not followed, without inputs",
        {"up.sh": f"{APPLY} -var nat=false", "Jenkinsfile": f"sh '{APPLY}'"},
        {"infra (by up.sh)": "F", "infra": "P"},
    ),
]

PROVISIONS = "name: shop\n"
PARAMETERS = '{"parameters": {"nat": {"value": "${ATTACH=VALUE}"}, "mode": {"value": "${MODE=on}"}}}'
BY_AZD = "infra/main.bicep (main.parameters.json, by azure.yaml)"
AZD: list[tuple[str, dict[str, str], dict[str, str]]] = [
    ("a default", {"infra/main.parameters.json": PARAMETERS.replace("VALUE", "false")}, {BY_AZD: "F"}),
    ("another default", {"infra/main.parameters.json": PARAMETERS.replace("VALUE", "true")}, {BY_AZD: "P"}),
    ("no default", {"infra/main.parameters.json": PARAMETERS.replace("=VALUE", "")}, {BY_AZD: "U"}),
    (
        "an environment that is kept",
        {
            "infra/main.parameters.json": PARAMETERS.replace("VALUE", "true"),
            ".azure/prod/.env": 'AZURE_ENV_NAME="prod"\nATTACH="false"\n',
        },
        {BY_AZD: "F"},
    ),
    (
        "a hook that sets it",
        {
            "infra/main.parameters.json": PARAMETERS.replace("VALUE", "true"),
            "hooks/pre.sh": 'azd env set ATTACH "$(pick)"\n',
        },
        {BY_AZD: "U"},
    ),
    (
        "a workflow that sets it",
        {
            "infra/main.parameters.json": PARAMETERS.replace("VALUE", "true"),
            ".github/workflows/up.yml": workflow(
                "run: azd provision --no-prompt\nenv:\n  ATTACH: ${{ vars.ATTACH }}"
            ),
        },
        {BY_AZD: "U"},
    ),
    (
        "another folder and name",
        {
            "azure.yaml": "name: shop\ninfra:\n  path: deploy\n  module: shop\n",
            "deploy/shop.bicep": BICEP,
            "deploy/shop.parameters.json": PARAMETERS.replace("VALUE", "false"),
            "infra/main.bicep": "param nat bool\n",
        },
        {"deploy/shop.bicep (shop.parameters.json, by azure.yaml)": "F"},
    ),
    (
        "Terraform",
        {
            "azure.yaml": "name: shop\ninfra:\n  provider: terraform\n",
            "infra/main.tf": TERRAFORM,
            "infra/main.tfvars.json": '{"nat": "${ATTACH=false}"}',
            "infra/main.bicep": "param nat bool\n",
        },
        {"infra (by azure.yaml)": "F"},
    ),
]
