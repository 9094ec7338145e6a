"""Small repositories whose only word of AKS is a call of something that is not here, and where it is told; "" for silence.

Half of them deploy an application to a cluster that others make, work on one, or call what is here: nothing is told of
these. Where a name leaves it open (``deploy-aks.sh``), the words around it decide.
"""

from __future__ import annotations

Row = tuple[str, dict[str, str], str]
"""A name, the files, and what is told where the first file says it, or nothing."""

_WORKFLOW = ".github/workflows/ci.yml"
_HEAD = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n"


def run(name: str, expected: str, *lines: str, path: str = _WORKFLOW, **more: str) -> Row:
    steps = "".join(f"          {line}\n" for line in lines)
    text = f"{_HEAD}    steps:\n      - uses: actions/checkout@v4\n      - run: |\n{steps}"
    return name, {path: text, **more}, expected


def named(name: str, called: str) -> Row:
    text = f"name: {called}\n{_HEAD}    steps:\n      - run: ./scripts/deploy-aks.sh\n"
    return name, {_WORKFLOW: text}, ""


def steps(name: str, expected: str, *lines: str, **more: str) -> Row:
    text = f"{_HEAD}    steps:\n" + "".join(f"      {line}\n" for line in lines)
    return name, {_WORKFLOW: text, **more}, expected


def job(name: str, expected: str, *lines: str, **more: str) -> Row:
    text = "on: push\njobs:\n  a:\n" + "".join(f"    {line}\n" for line in lines)
    return name, {_WORKFLOW: text, **more}, expected


def file(name: str, expected: str, path: str, *lines: str, **more: str) -> Row:
    return name, {path: "\n".join(lines) + "\n", **more}, expected


def play(name: str, expected: str, *lines: str, **more: str) -> Row:
    return file(name, expected, "site.yml", "- hosts: localhost", "  connection: local", *lines, **more)


SCRIPTS: list[Row] = [
    named("a workflow that deploys to a cluster", "Build and deploy to AKS cluster"),
    named("a workflow that creates releases", "Create release and deploy"),
    named("a workflow that says whereto", "Infrastructure of the app: deploy to the cluster"),
    run("a Deployment", "", "./create-aks-deployment.sh"),
    run(
        "things in a cluster",
        "",
        "./create-aks-users.sh",
        "./scripts/provision-tenants-aks.sh",
        "./create-aks-sp.sh",
    ),
    run("something is done to a cluster", "", "./onboard-aks-cluster.sh", "./label-aks-cluster.sh"),
    run("a script that creates", "./scripts/create-aks.sh", "./scripts/create-aks.sh prod"),
    run("by bash", "scripts/provision_aks_cluster.sh", "bash scripts/provision_aks_cluster.sh"),
    run("in camel case, PowerShell", "./New-AksCluster.ps1", "pwsh -File ./New-AksCluster.ps1 -Name a"),
    run("a script that deploys the cluster", "./deploy-aks-cluster.sh", "./deploy-aks-cluster.sh"),
    run("deploys, given what only a cluster takes", "./deploy-aks.sh", "./deploy-aks.sh --node-count 3"),
    run(
        "deploys, in a workflow of infrastructure",
        "./deploy-aks.sh",
        "./deploy-aks.sh",
        path=".github/workflows/infra.yml",
    ),
    run("in a folder of infrastructure", "./infra/deploy-aks.sh", "./infra/deploy-aks.sh"),
    file("a script that runs another", "./create-aks.sh", "up.sh", "#!/bin/bash", "./create-aks.sh"),
    file("a Makefile", "./create-aks.sh", "Makefile", "up:", "\t./create-aks.sh"),
    file(
        "npm", "./scripts/create-aks.sh", "package.json", '{"scripts": {"cloud": "./scripts/create-aks.sh"}}'
    ),
    file(
        "a Taskfile",
        "./create-aks.sh",
        "Taskfile.yml",
        "version: '3'",
        "tasks:",
        "  up:",
        "    cmds:",
        "      - ./create-aks.sh",
    ),
    file(
        "a Dockerfile",
        "./create-aks.sh",
        "Dockerfile",
        "FROM mcr.microsoft.com/azure-cli",
        "WORKDIR /work",
        "RUN ./create-aks.sh",
    ),
    file("a Jenkinsfile", "./create-aks.sh", "Jenkinsfile", "node {", "  sh './create-aks.sh'", "}"),
    file(
        "a task of Azure Pipelines",
        "scripts/create-aks.sh",
        "azure-pipelines.yml",
        "steps:",
        "- task: AzureCLI@2",
        "  inputs:",
        "    scriptType: bash",
        "    scriptPath: scripts/create-aks.sh",
    ),
    file("GitLab's script", "./create-aks.sh", ".gitlab-ci.yml", "up:", "  script:", "    - ./create-aks.sh"),
    run("an application is deployed", "", "./scripts/deploy-to-aks.sh"),
    run("deploys, and nothing around it tells", "", "./scripts/deploy-aks.sh"),
    run("deploys, given an image", "", "./infra/deploy-aks.sh --image $IMAGE"),
    run(
        "deploys, beside helm",
        "",
        "helm lint chart",
        "./scripts/deploy-aks.sh",
        path=".github/workflows/infra.yml",
    ),
    run("an application's release", "", "./release-aks-app.sh"),
    run("credentials", "", "./scripts/create-aks-credentials.sh"),
    run("a secret in the cluster", "", "./scripts/create-aks-secret.sh"),
    run("a namespace in the cluster", "", "./scripts/create-aks-namespace.sh", "./setup-aks-ingress.sh"),
    run("the end of one", "", "./scripts/delete-aks-cluster.sh", "./scripts/stop-aks.sh"),
    run("tests of one", "", "./scripts/test-aks-cluster.sh"),
    run("another cloud's", "", "./scripts/create-eks.sh"),
    run("a word with aks in it", "", "./create-breaks.sh", "./provision-soaks-cluster.sh"),
    run("it is here", "", "./scripts/create-aks.sh", **{"scripts/create-aks.sh": "echo hello\n"}),
    run("it is here, elsewhere", "", "./create-aks.sh", **{"tools/create-aks.sh": "echo hello\n"}),
    run("a comment", "", "# ./scripts/create-aks.sh", "echo a"),
    run("it is only shown", "", "echo run ./create-aks.sh first", "chmod +x create-aks.sh"),
    file("a page", "", "README.md", "Run `./scripts/create-aks.sh` first."),
]
USES: list[Row] = [
    job(
        "another repository's workflow",
        "contoso/platform/.github/workflows/create-aks.yml@v1",
        "uses: contoso/platform/.github/workflows/create-aks.yml@v1",
        "with:",
        "  outbound-type: userAssignedNATGateway",
    ),
    job(
        "by its name alone",
        "contoso/platform/.github/workflows/aks-provision.yml@v1",
        "uses: contoso/platform/.github/workflows/aks-provision.yml@v1",
    ),
    job(
        "by what it is given",
        "contoso/platform/.github/workflows/aks.yml@v1",
        "uses: contoso/platform/.github/workflows/aks.yml@v1",
        "with:",
        "  outbound-type: loadBalancer",
    ),
    job(
        "a workflow of this repository",
        "./.github/workflows/create-aks.yml",
        "uses: ./.github/workflows/create-aks.yml",
    ),
    steps("an action", "contoso/create-aks-cluster@v2", "- uses: contoso/create-aks-cluster@v2"),
    steps(
        "an action of this repository",
        "./.github/actions/provision-aks",
        "- uses: ./.github/actions/provision-aks",
    ),
    job(
        "a workflow that deploys an application",
        "",
        "uses: contoso/platform/.github/workflows/deploy-to-aks.yml@v1",
        "with:",
        "  image: a",
    ),
    job(
        "deploys, and is given a chart",
        "",
        "uses: contoso/platform/.github/workflows/deploy-aks.yml@v1",
        "with:",
        "  aks_cluster_name: create-cluster",
        "  k8s_namespace: a",
        "  helm_chart: ./chart",
    ),
    job(
        "a root that another repository's workflow applies",
        "infra/aks",
        "uses: contoso/platform/.github/workflows/terraform-apply.yml@v1",
        "with:",
        "  working-directory: infra/aks",
    ),
    job(
        "a root that another repository's workflow only plans",
        "",
        "uses: contoso/platform/.github/workflows/terraform-plan.yml@v1",
        "with:",
        "  working-directory: infra/aks",
    ),
    job("deploys, and nothing tells what", "", "uses: contoso/platform/.github/workflows/deploy-aks.yml@v1"),
    job("builds and deploys", "", "uses: contoso/platform/.github/workflows/build-and-deploy-aks.yml@v1"),
    job("aks alone", "", "uses: contoso/platform/.github/workflows/aks.yml@v1", "with:", "  chart: a"),
    job("helm", "", "uses: contoso/aks-platform/.github/workflows/helm-release.yml@v1"),
    steps(
        "the context of a cluster",
        "",
        "- uses: azure/login@v2",
        "- uses: azure/aks-set-context@v4",
        "  with:",
        "    cluster-name: aks-prod",
        "- uses: azure/k8s-deploy@v5",
        "- run: helm upgrade --install a ./chart",
    ),
    steps("a login to one", "", "- uses: contoso/setup-aks@v1", "- uses: contoso/aks-login@v1"),
]
TEMPLATES: list[Row] = [
    steps(
        "arm-deploy",
        "infra/aks.bicep",
        "- uses: azure/arm-deploy@v2",
        "  with:",
        "    template: infra/aks.bicep",
    ),
    steps(
        "bicep-deploy",
        "./aks/main.bicep",
        "- uses: azure/bicep-deploy@v2",
        "  with:",
        "    operation: create",
        "    template-file: ./aks/main.bicep",
    ),
    run("az deployment", "infra/aks.bicep", "az deployment group create -g rg -f infra/aks.bicep"),
    run(
        "az deployment, on two lines",
        "./aks/main.bicep",
        "az deployment sub create -l westeurope \\",
        "  -f   ./aks/main.bicep",
    ),
    run(
        "a template at an address",
        "https://example.com/templates/aks-cluster.json",
        "az deployment group create -g rg --template-uri https://example.com/templates/aks-cluster.json",
    ),
    file(
        "New-AzResourceGroupDeployment",
        "./infra/aks.bicep",
        "up.ps1",
        "New-AzResourceGroupDeployment -ResourceGroupName rg -TemplateFile ./infra/aks.bicep",
    ),
    file(
        "the deployment task",
        "infra/aks.json",
        "azure-pipelines.yml",
        "steps:",
        "- task: AzureResourceManagerTemplateDeployment@3",
        "  inputs:",
        "    csmFile: infra/aks.json",
    ),
    steps(
        "names of the cluster",
        "",
        "- uses: azure/arm-deploy@v2",
        "  with:",
        "    template: infra/aks-dns.bicep",
    ),
    run("roles", "", "az deployment group create -g rg-aks -f infra/aks-rbac.bicep"),
    run(
        "another template, in a group of AKS",
        "",
        "az deployment group create -g rg-aks -f infra/storage.bicep",
    ),
    run(
        "only asked about",
        "",
        "az deployment group what-if -g rg -f infra/aks.bicep",
        "az bicep build -f infra/aks.bicep",
    ),
    run(
        "a template that is here",
        "",
        "az deployment group create -g rg -f infra/aks.bicep",
        **{"infra/aks.bicep": "param a string\n"},
    ),
]
ROOTS: list[Row] = [
    run("terraform -chdir", "infra/aks", "terraform -chdir=infra/aks apply -auto-approve"),
    run("cd before", "infra/aks", "cd infra/aks && terraform apply -auto-approve"),
    run(
        "cd on a line before", "infra/aks", "cd infra/aks", "terraform init", "terraform apply -auto-approve"
    ),
    steps(
        "a step's folder",
        "infra/aks",
        "- working-directory: infra/aks",
        "  run: terraform apply -auto-approve",
    ),
    file("make in a folder", "infra/aks", "Makefile", "up:", "\tmake -C infra/aks apply"),
    file(
        "make in a folder, with its variable", "infra/aks", "Makefile", "up:", "\t$(MAKE) -C infra/aks apply"
    ),
    run("pulumi", "infra/aks", "pulumi up --cwd infra/aks"),
    file(
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
    run("a plan alone", "", "terraform -chdir=infra/aks plan", "terraform -chdir=infra/aks validate"),
    run(
        "what works on the cluster",
        "",
        "terraform -chdir=infra/aks-dns apply",
        "cd infra/aks-apps && terraform apply",
    ),
    run(
        "a root that is here",
        "",
        "terraform -chdir=infra/aks apply",
        **{"infra/aks/main.tf": 'resource "random_id" "a" {}\n'},
    ),
    run("manifests in a folder", "", "cd deploy/aks && kubectl apply -f .", "make -C deploy/aks deploy"),
    run("back out of it", "", "cd deploy/aks && kubectl apply -f .", "cd ../../dns", "terraform apply"),
]
TAKEN_IN: list[Row] = [
    play("a role", "azure-aks", "  roles:", "    - role: azure-aks"),
    play("a role, by its name alone", "aks", "  roles:", "    - aks"),
    play(
        "a role that is taken in",
        "contoso.azure.aks_cluster",
        "  tasks:",
        "    - include_role:",
        "        name: contoso.azure.aks_cluster",
    ),
    play("tasks", "create_aks.yml", "  tasks:", "    - import_tasks: create_aks.yml"),
    file(
        "a playbook",
        "provision-aks.yml",
        "site.yml",
        "- ansible.builtin.import_playbook:      provision-aks.yml",
    ),
    play(
        "a role that installs something",
        "",
        "  roles:",
        "    - role: aks-ingress",
        "    - nginx_on_aks",
        "    - role: deploy-app-aks",
    ),
    play(
        "tasks in the cluster",
        "",
        "  tasks:",
        "    - import_tasks: aks_dns.yml",
        "    - include_tasks: deploy_to_aks.yml",
    ),
    play(
        "a role that is here",
        "",
        "  roles:",
        "    - azure-aks",
        **{"roles/azure-aks/tasks/main.yml": "- debug: {msg: a}\n"},
    ),
    play("a group of hosts", "", "  vars:", "    role: aks", "  tasks:", "    - debug: {msg: aks}"),
    file(
        "a template of another repository",
        "aks/create.yml@other",
        "azure-pipelines.yml",
        "stages:",
        "  - template: aks/create.yml@other",
    ),
    file(
        "a template that is not here",
        "templates/provision-aks.yml",
        "azure-pipelines.yml",
        "steps:",
        "  - template: templates/provision-aks.yml",
    ),
    file(
        "a template that deploys an application",
        "",
        "azure-pipelines.yml",
        "stages:",
        "  - template: deploy/aks-app.yml@other",
        "  - template: stages/deploy-to-aks.yml",
    ),
    file(
        "a template of helm", "", "azure-pipelines.yml", "stages:", "  - template: aks/helm-deploy.yml@other"
    ),
    file(
        "GitLab, of a project",
        "/aks/create.yml",
        ".gitlab-ci.yml",
        "include:",
        "  - project: contoso/platform",
        "    file: /aks/create.yml",
    ),
    file(
        "GitLab, a list",
        "/templates/create-aks.yml",
        ".gitlab-ci.yml",
        "include:",
        "  - project: contoso/platform",
        "    file:",
        "      - /templates/create-aks.yml",
    ),
    file(
        "GitLab, a component",
        "gitlab.example.com/contoso/aks/create-cluster@1.0",
        ".gitlab-ci.yml",
        "include:",
        "  - component: gitlab.example.com/contoso/aks/create-cluster@1.0",
    ),
    file(
        "GitLab, deploying an application",
        "",
        ".gitlab-ci.yml",
        "include:",
        "  - project: contoso/platform",
        "    file: /aks/deploy.yml",
    ),
    file(
        "a base of another repository",
        "github.com/contoso/platform//aks-cluster?ref=v1",
        "kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1beta1",
        "kind: Kustomization",
        "resources:",
        "- github.com/contoso/platform//aks-cluster?ref=v1",
    ),
    file(
        "a base of an application",
        "",
        "kustomization.yaml",
        "resources:",
        "- github.com/contoso/app//overlays/aks?ref=v1",
        "- github.com/contoso/app//clusters/aks-prod/apps",
    ),
    file(
        "a component of Pulumi",
        "contoso:aks:Cluster",
        "Pulumi.yaml",
        "name: a",
        "runtime: yaml",
        "resources:",
        "  cluster:",
        "    type: contoso:aks:Cluster",
    ),
    file(
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
    file(
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
    file("azd, provisioned elsewhere", "", "azure.yaml", "name: a", "services:", "  web:", "    host: aks"),
    file(
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
    file(
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
    file("a chart's values", "", "values.yaml", "provider: aks", "job:", "  template: create-aks.yml"),
    file(
        "a list of paths",
        "",
        _WORKFLOW,
        "on:",
        "  push:",
        "    paths:",
        "      - scripts/create-aks.sh",
        "jobs: {}",
    ),
    run(
        "az asks for credentials",
        "",
        "az aks get-credentials -n aks-prod -g rg",
        "kubectl apply -f deploy/aks/",
    ),
    run("helm, in a folder", "", "cd charts/aks", "helm upgrade --install a ."),
    file("docker compose", "", "compose.yaml", "services:", "  a:", "    image: contoso/aks-app"),
]
ROWS = [*SCRIPTS, *USES, *TEMPLATES, *ROOTS, *TAKEN_IN, *WORKLOADS]
