"""Small repositories whose only word of AKS is a call of something that is not here, and where it is told; "" for silence.

Half of them deploy an application to a cluster that others make, work on one, or call what is here: nothing is told of
these. Where a name leaves it open (``deploy-aks.sh``), the words around it decide.
"""

from __future__ import annotations

Row = tuple[str, dict[str, str], str]
"""A name, the files, and what is told where the first file says it, or nothing."""

_WORKFLOW = ".github/workflows/ci.yml"
_HEAD = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n"


def _run(name: str, expected: str, *lines: str, path: str = _WORKFLOW, **more: str) -> Row:
    steps = "".join(f"          {line}\n" for line in lines)
    text = f"{_HEAD}    steps:\n      - uses: actions/checkout@v4\n      - run: |\n{steps}"
    return name, {path: text, **more}, expected


def _steps(name: str, expected: str, *lines: str, **more: str) -> Row:
    text = f"{_HEAD}    steps:\n" + "".join(f"      {line}\n" for line in lines)
    return name, {_WORKFLOW: text, **more}, expected


def _job(name: str, expected: str, *lines: str, **more: str) -> Row:
    text = "on: push\njobs:\n  a:\n" + "".join(f"    {line}\n" for line in lines)
    return name, {_WORKFLOW: text, **more}, expected


def _file(name: str, expected: str, path: str, *lines: str, **more: str) -> Row:
    return name, {path: "\n".join(lines) + "\n", **more}, expected


def _play(name: str, expected: str, *lines: str, **more: str) -> Row:
    return _file(name, expected, "site.yml", "- hosts: localhost", "  connection: local", *lines, **more)


SCRIPTS: list[Row] = [
    _run(
        "things in a cluster",
        "",
        "./create-aks-users.sh",
        "./scripts/provision-tenants-aks.sh",
        "./create-aks-sp.sh",
    ),
    _run("something is done to a cluster", "", "./onboard-aks-cluster.sh", "./label-aks-cluster.sh"),
    _run("a script that creates", "./scripts/create-aks.sh", "./scripts/create-aks.sh prod"),
    _run("by bash", "scripts/provision_aks_cluster.sh", "bash scripts/provision_aks_cluster.sh"),
    _run("in camel case, PowerShell", "./New-AksCluster.ps1", "pwsh -File ./New-AksCluster.ps1 -Name a"),
    _run("a script that deploys the cluster", "./deploy-aks-cluster.sh", "./deploy-aks-cluster.sh"),
    _run("deploys, given what only a cluster takes", "./deploy-aks.sh", "./deploy-aks.sh --node-count 3"),
    _run(
        "deploys, in a workflow of infrastructure",
        "./deploy-aks.sh",
        "./deploy-aks.sh",
        path=".github/workflows/infra.yml",
    ),
    _run("in a folder of infrastructure", "./infra/deploy-aks.sh", "./infra/deploy-aks.sh"),
    _file("a script that runs another", "./create-aks.sh", "up.sh", "#!/bin/bash", "./create-aks.sh"),
    _file("a Makefile", "./create-aks.sh", "Makefile", "up:", "\t./create-aks.sh"),
    _file(
        "npm", "./scripts/create-aks.sh", "package.json", '{"scripts": {"cloud": "./scripts/create-aks.sh"}}'
    ),
    _file(
        "a Taskfile",
        "./create-aks.sh",
        "Taskfile.yml",
        "version: '3'",
        "tasks:",
        "  up:",
        "    cmds:",
        "      - ./create-aks.sh",
    ),
    _file(
        "a Dockerfile",
        "./create-aks.sh",
        "Dockerfile",
        "FROM mcr.microsoft.com/azure-cli",
        "WORKDIR /work",
        "RUN ./create-aks.sh",
    ),
    _file("a Jenkinsfile", "./create-aks.sh", "Jenkinsfile", "node {", "  sh './create-aks.sh'", "}"),
    _file(
        "a task of Azure Pipelines",
        "scripts/create-aks.sh",
        "azure-pipelines.yml",
        "steps:",
        "- task: AzureCLI@2",
        "  inputs:",
        "    scriptType: bash",
        "    scriptPath: scripts/create-aks.sh",
    ),
    _file(
        "GitLab's script", "./create-aks.sh", ".gitlab-ci.yml", "up:", "  script:", "    - ./create-aks.sh"
    ),
    _run("an application is deployed", "", "./scripts/deploy-to-aks.sh"),
    _run("deploys, and nothing around it tells", "", "./scripts/deploy-aks.sh"),
    _run("deploys, given an image", "", "./infra/deploy-aks.sh --image $IMAGE"),
    _run(
        "deploys, beside helm",
        "",
        "helm lint chart",
        "./scripts/deploy-aks.sh",
        path=".github/workflows/infra.yml",
    ),
    _run("an application's release", "", "./release-aks-app.sh"),
    _run("credentials", "", "./scripts/create-aks-credentials.sh"),
    _run("a secret in the cluster", "", "./scripts/create-aks-secret.sh"),
    _run("a namespace in the cluster", "", "./scripts/create-aks-namespace.sh", "./setup-aks-ingress.sh"),
    _run("the end of one", "", "./scripts/delete-aks-cluster.sh", "./scripts/stop-aks.sh"),
    _run("tests of one", "", "./scripts/test-aks-cluster.sh"),
    _run("another cloud's", "", "./scripts/create-eks.sh"),
    _run("a word with aks in it", "", "./create-breaks.sh", "./provision-soaks-cluster.sh"),
    _run("it is here", "", "./scripts/create-aks.sh", **{"scripts/create-aks.sh": "echo hello\n"}),
    _run("it is here, elsewhere", "", "./create-aks.sh", **{"tools/create-aks.sh": "echo hello\n"}),
    _run("a comment", "", "# ./scripts/create-aks.sh", "echo a"),
    _run("it is only shown", "", "echo run ./create-aks.sh first", "chmod +x create-aks.sh"),
    _file("a page", "", "README.md", "Run `./scripts/create-aks.sh` first."),
]
USES: list[Row] = [
    _job(
        "another repository's workflow",
        "contoso/platform/.github/workflows/create-aks.yml@v1",
        "uses: contoso/platform/.github/workflows/create-aks.yml@v1",
        "with:",
        "  outbound-type: userAssignedNATGateway",
    ),
    _job(
        "by its name alone",
        "contoso/platform/.github/workflows/aks-provision.yml@v1",
        "uses: contoso/platform/.github/workflows/aks-provision.yml@v1",
    ),
    _job(
        "by what it is given",
        "contoso/platform/.github/workflows/aks.yml@v1",
        "uses: contoso/platform/.github/workflows/aks.yml@v1",
        "with:",
        "  outbound-type: loadBalancer",
    ),
    _job(
        "a workflow of this repository",
        "./.github/workflows/create-aks.yml",
        "uses: ./.github/workflows/create-aks.yml",
    ),
    _steps("an action", "contoso/create-aks-cluster@v2", "- uses: contoso/create-aks-cluster@v2"),
    _steps(
        "an action of this repository",
        "./.github/actions/provision-aks",
        "- uses: ./.github/actions/provision-aks",
    ),
    _job(
        "a workflow that deploys an application",
        "",
        "uses: contoso/platform/.github/workflows/deploy-to-aks.yml@v1",
        "with:",
        "  image: a",
    ),
    _job(
        "deploys, and is given a chart",
        "",
        "uses: contoso/platform/.github/workflows/deploy-aks.yml@v1",
        "with:",
        "  aks_cluster_name: create-cluster",
        "  k8s_namespace: a",
        "  helm_chart: ./chart",
    ),
    _job(
        "a root that another repository's workflow applies",
        "infra/aks",
        "uses: contoso/platform/.github/workflows/terraform-apply.yml@v1",
        "with:",
        "  working-directory: infra/aks",
    ),
    _job(
        "a root that another repository's workflow only plans",
        "",
        "uses: contoso/platform/.github/workflows/terraform-plan.yml@v1",
        "with:",
        "  working-directory: infra/aks",
    ),
    _job("deploys, and nothing tells what", "", "uses: contoso/platform/.github/workflows/deploy-aks.yml@v1"),
    _job("builds and deploys", "", "uses: contoso/platform/.github/workflows/build-and-deploy-aks.yml@v1"),
    _job("aks alone", "", "uses: contoso/platform/.github/workflows/aks.yml@v1", "with:", "  chart: a"),
    _job("helm", "", "uses: contoso/aks-platform/.github/workflows/helm-release.yml@v1"),
    _steps(
        "the context of a cluster",
        "",
        "- uses: azure/login@v2",
        "- uses: azure/aks-set-context@v4",
        "  with:",
        "    cluster-name: aks-prod",
        "- uses: azure/k8s-deploy@v5",
        "- run: helm upgrade --install a ./chart",
    ),
    _steps("a login to one", "", "- uses: contoso/setup-aks@v1", "- uses: contoso/aks-login@v1"),
]
TEMPLATES: list[Row] = [
    _steps(
        "arm-deploy",
        "infra/aks.bicep",
        "- uses: azure/arm-deploy@v2",
        "  with:",
        "    template: infra/aks.bicep",
    ),
    _steps(
        "bicep-deploy",
        "./aks/main.bicep",
        "- uses: azure/bicep-deploy@v2",
        "  with:",
        "    operation: create",
        "    template-file: ./aks/main.bicep",
    ),
    _run("az deployment", "infra/aks.bicep", "az deployment group create -g rg -f infra/aks.bicep"),
    _run(
        "az deployment, on two lines",
        "./aks/main.bicep",
        "az deployment sub create -l westeurope \\",
        "  -f   ./aks/main.bicep",
    ),
    _run(
        "a template at an address",
        "https://example.com/templates/aks-cluster.json",
        "az deployment group create -g rg --template-uri https://example.com/templates/aks-cluster.json",
    ),
    _file(
        "New-AzResourceGroupDeployment",
        "./infra/aks.bicep",
        "up.ps1",
        "New-AzResourceGroupDeployment -ResourceGroupName rg -TemplateFile ./infra/aks.bicep",
    ),
    _file(
        "the deployment task",
        "infra/aks.json",
        "azure-pipelines.yml",
        "steps:",
        "- task: AzureResourceManagerTemplateDeployment@3",
        "  inputs:",
        "    csmFile: infra/aks.json",
    ),
    _steps(
        "names of the cluster",
        "",
        "- uses: azure/arm-deploy@v2",
        "  with:",
        "    template: infra/aks-dns.bicep",
    ),
    _run("roles", "", "az deployment group create -g rg-aks -f infra/aks-rbac.bicep"),
    _run(
        "another template, in a group of AKS",
        "",
        "az deployment group create -g rg-aks -f infra/storage.bicep",
    ),
    _run(
        "only asked about",
        "",
        "az deployment group what-if -g rg -f infra/aks.bicep",
        "az bicep build -f infra/aks.bicep",
    ),
    _run(
        "a template that is here",
        "",
        "az deployment group create -g rg -f infra/aks.bicep",
        **{"infra/aks.bicep": "param a string\n"},
    ),
]
ROOTS: list[Row] = [
    _run("terraform -chdir", "infra/aks", "terraform -chdir=infra/aks apply -auto-approve"),
    _run("cd before", "infra/aks", "cd infra/aks && terraform apply -auto-approve"),
    _run(
        "cd on a line before", "infra/aks", "cd infra/aks", "terraform init", "terraform apply -auto-approve"
    ),
    _steps(
        "a step's folder",
        "infra/aks",
        "- working-directory: infra/aks",
        "  run: terraform apply -auto-approve",
    ),
    _file("make in a folder", "infra/aks", "Makefile", "up:", "\tmake -C infra/aks apply"),
    _file(
        "make in a folder, with its variable", "infra/aks", "Makefile", "up:", "\t$(MAKE) -C infra/aks apply"
    ),
    _run("pulumi", "infra/aks", "pulumi up --cwd infra/aks"),
    _file(
        "a task of Terraform",
        "infra/aks",
        "azure-pipelines.yml",
        "steps:",
        "- task: TerraformTaskV4@4",
        "  inputs:",
        "    provider: azurerm",
        "    command: apply",
        "    workingDirectory: infra/aks",
    ),
    _run("a plan alone", "", "terraform -chdir=infra/aks plan", "terraform -chdir=infra/aks validate"),
    _run(
        "what works on the cluster",
        "",
        "terraform -chdir=infra/aks-dns apply",
        "cd infra/aks-apps && terraform apply",
    ),
    _run(
        "a root that is here",
        "",
        "terraform -chdir=infra/aks apply",
        **{"infra/aks/main.tf": 'resource "random_id" "a" {}\n'},
    ),
    _run("manifests in a folder", "", "cd deploy/aks && kubectl apply -f .", "make -C deploy/aks deploy"),
    _run("back out of it", "", "cd deploy/aks && kubectl apply -f .", "cd ../../dns", "terraform apply"),
]
TAKEN_IN: list[Row] = [
    _play("a role", "azure-aks", "  roles:", "    - role: azure-aks"),
    _play("a role, by its name alone", "aks", "  roles:", "    - aks"),
    _play(
        "a role that is taken in",
        "contoso.azure.aks_cluster",
        "  tasks:",
        "    - include_role:",
        "        name: contoso.azure.aks_cluster",
    ),
    _play("tasks", "create_aks.yml", "  tasks:", "    - import_tasks: create_aks.yml"),
    _file(
        "a playbook",
        "provision-aks.yml",
        "site.yml",
        "- ansible.builtin.import_playbook:      provision-aks.yml",
    ),
    _play(
        "a role that installs something",
        "",
        "  roles:",
        "    - role: aks-ingress",
        "    - nginx_on_aks",
        "    - role: deploy-app-aks",
    ),
    _play(
        "tasks in the cluster",
        "",
        "  tasks:",
        "    - import_tasks: aks_dns.yml",
        "    - include_tasks: deploy_to_aks.yml",
    ),
    _play(
        "a role that is here",
        "",
        "  roles:",
        "    - azure-aks",
        **{"roles/azure-aks/tasks/main.yml": "- debug: {msg: a}\n"},
    ),
    _play("a group of hosts", "", "  vars:", "    role: aks", "  tasks:", "    - debug: {msg: aks}"),
    _file(
        "a template of another repository",
        "aks/create.yml@other",
        "azure-pipelines.yml",
        "stages:",
        "  - template: aks/create.yml@other",
    ),
    _file(
        "a template that is not here",
        "templates/provision-aks.yml",
        "azure-pipelines.yml",
        "steps:",
        "  - template: templates/provision-aks.yml",
    ),
    _file(
        "a template that deploys an application",
        "",
        "azure-pipelines.yml",
        "stages:",
        "  - template: deploy/aks-app.yml@other",
        "  - template: stages/deploy-to-aks.yml",
    ),
    _file(
        "a template of helm", "", "azure-pipelines.yml", "stages:", "  - template: aks/helm-deploy.yml@other"
    ),
    _file(
        "GitLab, of a project",
        "/aks/create.yml",
        ".gitlab-ci.yml",
        "include:",
        "  - project: contoso/platform",
        "    file: /aks/create.yml",
    ),
    _file(
        "GitLab, a list",
        "/templates/create-aks.yml",
        ".gitlab-ci.yml",
        "include:",
        "  - project: contoso/platform",
        "    file:",
        "      - /templates/create-aks.yml",
    ),
    _file(
        "GitLab, a component",
        "gitlab.example.com/contoso/aks/create-cluster@1.0",
        ".gitlab-ci.yml",
        "include:",
        "  - component: gitlab.example.com/contoso/aks/create-cluster@1.0",
    ),
    _file(
        "GitLab, deploying an application",
        "",
        ".gitlab-ci.yml",
        "include:",
        "  - project: contoso/platform",
        "    file: /aks/deploy.yml",
    ),
    _file(
        "a base of another repository",
        "github.com/contoso/platform//aks-cluster?ref=v1",
        "kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1beta1",
        "kind: Kustomization",
        "resources:",
        "- github.com/contoso/platform//aks-cluster?ref=v1",
    ),
    _file(
        "a base of an application",
        "",
        "kustomization.yaml",
        "resources:",
        "- github.com/contoso/app//overlays/aks?ref=v1",
        "- github.com/contoso/app//clusters/aks-prod/apps",
    ),
    _file(
        "a component of Pulumi",
        "contoso:aks:Cluster",
        "Pulumi.yaml",
        "name: a",
        "runtime: yaml",
        "resources:",
        "  cluster:",
        "    type: contoso:aks:Cluster",
    ),
    _file(
        "another component of Pulumi",
        "",
        "Pulumi.yaml",
        "name: aks",
        "runtime: yaml",
        "resources:",
        "  a:",
        "    type: contoso:dns:AksRecord",
        "  b:",
        "    type: kubernetes:core/v1:Namespace",
    ),
    _file(
        "azd",
        "infra/aks",
        "azure.yaml",
        "name: a",
        "infra:",
        "  path: infra/aks",
        "services:",
        "  web:",
        "    host: aks",
    ),
    _file("azd, provisioned elsewhere", "", "azure.yaml", "name: a", "services:", "  web:", "    host: aks"),
    _file(
        "azd, infrastructure that is here",
        "",
        "azure.yaml",
        "name: a",
        "infra:",
        "  path: infra/aks",
        "services:",
        "  web:",
        "    host: aks",
        **{"infra/aks/main.bicep": "param a string\n"},
    ),
]
WORKLOADS: list[Row] = [
    _file(
        "an Application of Argo CD",
        "",
        "app.yaml",
        "apiVersion: argoproj.io/v1alpha1",
        "kind: Application",
        "spec:",
        "  destination:",
        "    server: https://aks-prod.hcp.westeurope.azmk8s.io:443",
        "  source:",
        "    repoURL: https://github.com/contoso/create-aks-cluster",
        "    path: deploy/aks",
    ),
    _file("a chart's values", "", "values.yaml", "provider: aks", "job:", "  template: create-aks.yml"),
    _file(
        "a list of paths",
        "",
        _WORKFLOW,
        "on:",
        "  push:",
        "    paths:",
        "      - scripts/create-aks.sh",
        "jobs: {}",
    ),
    _run(
        "az asks for credentials",
        "",
        "az aks get-credentials -n aks-prod -g rg",
        "kubectl apply -f deploy/aks/",
    ),
    _run("helm, in a folder", "", "cd charts/aks", "helm upgrade --install a ."),
    _file("docker compose", "", "compose.yaml", "services:", "  a:", "    image: contoso/aks-app"),
]
ROWS = [*SCRIPTS, *USES, *TEMPLATES, *ROOTS, *TAKEN_IN, *WORKLOADS]
