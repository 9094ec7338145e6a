"""What is done to a root before or while it is deployed, and the letters of its stacks: P passes, F fails, U is unknown.

What natpin does not follow opens the root; what is known to leave it alone does not.
"""

from __future__ import annotations

from .table_of_rollouts import APPLY, CREATE, PARAMETERS, workflow

Row = tuple[str, dict[str, str], str]

GIVES = f"{CREATE} -p @p.json"
KEPT = {"p.json": '{"parameters": {"nat": {"value": true}, "mode": {"value": "on"}}}'}


def _sh(name: str, *lines: str) -> Row:
    return name, {**KEPT, "up.sh": "\n".join((*lines, GIVES))}, "U"


def _left(name: str, *lines: str) -> Row:
    return name, {**KEPT, "up.sh": "\n".join((*lines, GIVES))}, "P"


TEMPLATES: list[Row] = [
    _sh("sed in place", "sed -i 's/true/false/' p.json"),
    _sh("sed with other flags", "sed -Ei.bak -e 's/true/false/' ./p.json"),
    _sh("a document", 'cat > p.json <<EOF\n{"parameters": {}}\nEOF'),
    _sh("jq", "jq '.parameters.nat.value = false' q.json > p.json"),
    _sh("envsubst", "envsubst < p.json.tmpl > p.json"),
    _sh("tee", "echo '{}' | tee p.json"),
    _sh("a copy", "cp q.json p.json"),
    _sh("moved", "mv -f q.json p.json"),
    _sh("a link", "ln -sf q.json p.json"),
    _sh("yq", "yq -i '.parameters.nat.value = false' p.json"),
    _sh("fetched", "curl -fsSLo p.json https://example.com/p.json"),
    _sh(
        "fetched from a storage account", "az storage blob download -c c -n p.json -f p.json --account-name a"
    ),
    _sh("of another branch", "git checkout other -- main.bicep"),
    _sh("a program", "./render --in q.json --out p.json"),
    _sh("by a variable", "FILE=p.json", 'sed -i s/true/false/ "$FILE"'),
    _sh("in a loop", "for f in p.json q.json; do sed -i s/true/false/ $f; done"),
    _sh("by a function", 'edit() { sed -i s/true/false/ "$1"; }', "edit p.json"),
    _sh("the template", "sed -i 's/nat bool = true/nat bool = false/' main.bicep"),
    _sh("after something else", "set -e; test -f p.json && perl -pi -e s/true/false/ p.json"),
    _left("shown", "cat p.json"),
    _left("asked", "jq . p.json | grep nat", "[ -f p.json ] || exit 1"),
    _left("told of", 'log "Deploys main.bicep with p.json"'),
    _left("built", "az bicep build -f main.bicep"),
    _left("copied away", "cp main.bicep p.json /tmp/"),
    _left("sed that prints", "sed -n 1,5p p.json"),
    _left("something else is written", "sed -i s/a/b/ values.yaml", "az account show > account.json"),
    _left("in a scratch folder", 'T=$(mktemp -d)\njq . p.json > "$T/p.json"'),
    *(
        (
            f"a namesake {name}",
            {
                **KEPT,
                "other/p.json": "{}",
                "other/main.bicep": "",
                "build/a": "",
                "up.sh": f"{lines}\n{GIVES}",
            },
            letter,
        )
        for name, lines, letter in (
            ("by its folder", "sed -i s/true/false/ other/p.json", "P"),
            ("in a checkout", "sed -i s/true/false/ repo/other/p.json", "P"),
            ("below a variable", 'sed -i s/true/false/ "$ROOT/other/p.json"', "P"),
            ("that is the template's", "sed -i s/true/false/ ./other/main.bicep", "P"),
            ("beside it", "sed -i s/true/false/ other/p.json p.json", "U"),
            ("in a folder of a variable", "sed -i s/true/false/ $WHERE/p.json", "U"),
            ("in a folder that is not here", "sed -i s/true/false/ third/p.json", "U"),
            ("that is copied over it", "cp other/p.json p.json", "U"),
            ("that is moved over it", "mv other/main.bicep ./main.bicep", "U"),
            ("that is copied here", "cp other/p.json .", "U"),
            ("that a pattern copies here", "cp other/*.json ./", "U"),
            ("that is copied to a variable", 'cp other/p.json "$HERE"', "U"),
            ("that is copied elsewhere", "cp other/p.json build/", "P"),
            ("it is copied over", "cp p.json other/p.json", "P"),
            ("it is written into", "jq . p.json > other/p.json", "P"),
            ("by a step up", "sed -i s/true/false/ other/../p.json", "U"),
        )
    ),
    *(
        (
            f"a namesake copied into {into}",
            {"up.sh": f"cp more/main.bicep {into}\n{CREATE}"},
            letter,
        )
        for into, letter in ((".", "U"), ("./", "U"), ("$HERE", "U"), ("more/old/", "P"), ("out", "P"))
    ),
    *(
        (
            f"Jenkins, declared by {word}",
            {"Jenkinsfile": f"{word} template = 'main.bicep'\nsh '{CREATE}'\n"},
            "P",
        )
        for word in ("def", "final", "String", "def String")
    ),
    (
        "Jenkins, by a variable",
        {"Jenkinsfile": f"def t = 'main.bicep'\nsh \"jq .x $t > made && mv made $t\"\nsh '{CREATE}'\n"},
        "U",
    ),
    (
        "PowerShell",
        {
            **KEPT,
            "up.ps1": "(Get-Content p.json) -replace 'true', 'false' | Set-Content p.json\n"
            "New-AzResourceGroupDeployment -ResourceGroupName rg -TemplateFile main.bicep -TemplateParameterFile p.json",
        },
        "U",
    ),
    (
        "a script that the deploying one runs",
        {**KEPT, "up.sh": f"./edit.sh\n{GIVES}", "edit.sh": "sed -i s/true/false/ p.json"},
        "U",
    ),
    (
        "a step of a workflow",
        {
            **KEPT,
            ".github/workflows/up.yml": workflow(
                "run: sed -i s/true/false/ p.json",
                "uses: azure/arm-deploy@v2\nwith:\n  resourceGroupName: rg\n  template: main.bicep\n  parameters: p.json",
            ),
        },
        "U",
    ),
    (
        "an action that replaces tokens",
        {
            **KEPT,
            ".github/workflows/up.yml": workflow(
                "uses: cschleiden/replace-tokens@v1\nwith:\n  files: p.json",
                "uses: azure/arm-deploy@v2\nwith:\n  resourceGroupName: rg\n  template: main.bicep\n  parameters: p.json",
            ),
        },
        "U",
    ),
    (
        "a task that transforms files",
        {
            **KEPT,
            "azure-pipelines.yml": "steps:\n- task: FileTransform@2\n  inputs:\n    jsonTargetFiles: '**/*.json'\n"
            "- task: AzureResourceManagerTemplateDeployment@3\n  inputs:\n    deploymentScope: Resource Group\n"
            "    resourceGroupName: rg\n    csmFile: main.bicep\n    csmParametersFile: p.json\n",
        },
        "U",
    ),
    (
        "a deployment put by a request",
        {
            "up.sh": "az rest --method put --body @body.json --url https://management.azure.com/subscriptions/1/resourceGroups"
            "/rg/providers/Microsoft.Resources/deployments/d?api-version=2021-04-01"
        },
        "U",
    ),
]

_TARGET = "-target azurerm_kubernetes_cluster.shop"
ROOTS: list[Row] = [
    ("a target", {"up.sh": f"{APPLY} {_TARGET}"}, "U"),
    ("a target with a sign", {"up.sh": f"{APPLY} --target=azurerm_kubernetes_cluster.shop"}, "U"),
    ("a target with two dashes", {"up.sh": f"{APPLY} --target azurerm_kubernetes_cluster.shop"}, "U"),
    ("what is left out", {"up.sh": f"{APPLY} -exclude=azurerm_subnet_nat_gateway_association.nodes"}, "U"),
    ("a file of targets", {"up.sh": f"{APPLY} -target-file=targets.txt"}, "U"),
    (
        "a part is destroyed",
        {"up.sh": f"{APPLY}\nterraform -chdir=infra destroy -target=azurerm_nat_gateway.egress"},
        "U",
    ),
    ("a part is destroyed by apply", {"up.sh": f"{APPLY}\n{APPLY} -destroy {_TARGET}"}, "U"),
    ("destroyed, and applied again", {"up.sh": f"terraform -chdir=infra destroy {_TARGET}\n{APPLY}"}, "P"),
    ("a part, then all", {"up.sh": f"{APPLY} {_TARGET}\n{APPLY}"}, "P"),
    ("a part, then all with other inputs", {"up.sh": f"{APPLY} {_TARGET}\n{APPLY} -var nat=false"}, "U"),
    ("a plan of a part", {"up.sh": f"{APPLY.replace('apply', 'plan')} {_TARGET}\n{APPLY}"}, "P"),
    ("a look at the state", {"up.sh": f"{APPLY} -refresh-only -var nat=false\n{APPLY}"}, "P"),
    (
        "a plan that nobody applies",
        {
            "up.sh": "cd infra\nterraform plan -var nat=false -out=a.plan\nterraform plan -out=b.plan\nterraform apply b.plan"
        },
        "P",
    ),
    (
        "a plan that may be applied",
        {"up.sh": "cd infra\nterraform plan -var nat=false -out=a.plan\nterraform apply $PLAN"},
        "FU",  # a plan, or any flags: nobody here sets PLAN
    ),
    ("looked into by hcledit", {"up.sh": f"hcledit -f infra/main.tf attribute get a.b\n{APPLY}"}, "P"),
    ("changed by hcledit", {"up.sh": f"hcledit -u -f infra/main.tf attribute set a.b 1\n{APPLY}"}, "U"),
    (
        "changed by hcledit at last",
        {"up.sh": f"hcledit -f infra/main.tf attribute rm a.b --update\n{APPLY}"},
        "U",
    ),
    (
        "changed by hcledit, perhaps",
        {"up.sh": f"hcledit $OPTS -f infra/main.tf attribute rm a.b\n{APPLY}"},
        "U",
    ),
    (
        "changed by hcledit, in quotes",
        {"up.sh": f'hcledit -f infra/main.tf attribute rm a.b "-u"\n{APPLY}'},
        "U",
    ),
    ("a namesake laid there", {"up.sh": f"cp more/main.tf infra/\n{APPLY}", "more/main.tf": ""}, "U"),
    ("an override laid there", {"up.sh": f"cp more/override.tf infra/\n{APPLY}"}, "U"),
    ("an override written there", {"up.sh": f"cat > infra/override.tf <<E\nlocals {{}}\nE\n{APPLY}"}, "U"),
    ("values written there", {"up.sh": f"printf 'nat = false\\n' > infra/terraform.tfvars\n{APPLY}"}, "U"),
    ("values laid there", {"up.sh": f"cp prod.tfvars infra/prod.auto.tfvars\n{APPLY}"}, "U"),
    (
        "an action by another name",
        {
            ".github/workflows/up.yml": workflow(
                "uses: dflook/terraform-apply@v1\nwith:\n  path: infra\n  variables: |\n    nat = false"
            )
        },
        "U",
    ),
    (
        "an action that is given no inputs",
        {
            ".github/workflows/up.yml": workflow(
                "uses: dflook/terraform-apply@v1\nwith:\n  path: infra\n  auto_approve: true"
            )
        },
        "P",
    ),
    (
        "a workflow of another repository",
        {
            ".github/workflows/up.yml": "on: push\njobs:\n  a:\n    uses: acme/flows/.github/workflows/terraform.yml@v1\n"
            "    with:\n      directory: infra\n      variables: nat=false\n"
        },
        "U",
    ),
    (
        "a custom command of a task",
        {
            "azure-pipelines.yml": "steps:\n- task: TerraformTaskV4@4\n  inputs:\n    command: custom\n    customCommand: apply\n"
            "    workingDirectory: infra\n    commandOptions: -auto-approve -var nat=false\n"
        },
        "F",
    ),
]

_AZD = {"infra/main.parameters.json": PARAMETERS.replace("VALUE", "true")}
AZD: list[Row] = [
    ("a flag before the name", {**_AZD, "up.sh": "azd env set -e prod ATTACH false\nazd up"}, "U"),
    ("several", {**_AZD, "up.sh": "azd env set REGION=a ATTACH=false\nazd up"}, "U"),
    ("a file", {**_AZD, "up.sh": "azd env set --file prod.env\nazd up"}, "U"),
    ("a loop", {**_AZD, "up.sh": 'while read -r l; do azd env set "$l"; done < v\nazd up'}, "U"),
    ("in front of the command", {**_AZD, "up.sh": "env ATTACH=false azd up"}, "U"),
    (
        "a program",
        {
            **_AZD,
            "up.py": "import os, subprocess\nos.environ['ATTACH'] = 'false'\nsubprocess.run(['azd', 'up'])",
        },
        "U",
    ),
    ("taken in", {**_AZD, "up.sh": ". ./v.sh\nazd up", "v.sh": "export ATTACH=false"}, "U"),
    (
        "kept, and set again",
        {**_AZD, ".azure/p/.env": "ATTACH=true", "up.sh": "azd env set ATTACH false"},
        "U",
    ),
    ("read", {**_AZD, "up.sh": 'azd up\necho "$ATTACH ${ATTACH}"\nazd env get-value ATTACH'}, "P"),
]
