"""Files about AKS that no reader takes are told; what only mentions AKS is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats.registry import READERS
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.pipeline.unread import makes_clusters_here, sign
from natpin.workspace import FolderWorkspace

CAPZ = b"apiVersion: infrastructure.cluster.x-k8s.io/v1beta1\nkind: AzureManagedControlPlane\n"
ASO = b"kind: ManagedCluster\napiVersion: containerservice.azure.com/v1api20240901\n"
ASO_NAT = b"apiVersion: network.azure.com/v1api20240301\nkind: NatGateway\n"
CROSSPLANE = (
    b"- base:\n    apiVersion: containerservice.azure.m.upbound.io/v1beta1\n    kind: KubernetesCluster\n"
)

CLUSTERS = [
    ("clusters/a.yaml.tpl", CAPZ),
    ("chart/templates/a.yaml.tpl", b"{{- if .Values.x }}\n" + ASO),
    ("bootstrap.sh", b"kubectl apply -f - <<EOF\n" + ASO + b"EOF\n"),
    ("composition.yaml", CROSSPLANE),
    ("kustomization.yaml", b"patches:\n- target:\n    kind: ManagedCluster\n"),
    ("playbooks/a.yml", b"- name: AKS\n  azure.azcollection.azure_rm_aks:\n    name: a\n"),
    ("roles/a/tasks/main.yml", b"- command:\n    argv:\n      - az\n      - aks\n      - create\n"),
    ("Pulumi.yaml", b"resources:\n  c:\n    type: azure-native:containerservice:ManagedCluster\n"),
    (
        "index.ts",
        b'import { containerservice } from "@pulumi/azure-native";\nnew containerservice.ManagedCluster("a", {});\n',
    ),
    (
        "main.go",
        b'import "github.com/pulumi/pulumi-azure-native-sdk/containerservice"\ncontainerservice.NewManagedCluster(ctx)\n',
    ),
    ("main.ts", b'import { App } from "cdktf";\nnew KubernetesCluster(this, "a", {});\n'),
    (
        "functions/aks/main.k",
        b"import models.io.upbound.azure.containerservice.v1beta1 as aks\nitems = [aks.KubernetesCluster {\n}]\n",
    ),
    (
        "functions/aks.cue",
        b'{apiVersion: "containerservice.azure.upbound.io/v1beta1", kind: "KubernetesCluster"}\n',
    ),
    (
        "tools/a.py",
        b"from azure.mgmt.containerservice import C\nc.managed_clusters.begin_create_or_update('g', 'n', {})\n",
    ),
    (".github/workflows/a.yml", b"jobs:\n  a:\n    steps:\n    - run: |\n        az aks create -n a\n"),
    ("azure-pipelines.yml", b"- task: AzurePowerShell@5\n  inputs:\n    Inline: New-AzAksCluster -Name a\n"),
    ("Makefile", b"aks:\n\taz aks nodepool add -n b\n"),
    ("mk/aks.mk", b"\taz aks update -n a \\\n\t  --outbound-type loadBalancer\n"),
    ("deploy/up", b"#!/bin/bash\naz aks create -n a\n"),
    ("deploy/up", b"#!/usr/bin/env pwsh\n$aks = New-AzAksCluster -Name a -ResourceGroupName g\n"),
    ("chapter/azure-cli", b"az login\n\naz aks create -g g -n a --node-count 2\n"),
    ("chapter/commands.steps", b"az login\n  az aks create -g g -n a\n"),
    ("chapter/steps", b"Connect-AzAccount\nNew-AzAksCluster -Name a -ResourceGroupName g\n"),
    ("live/aks/terragrunt.hcl", b'terraform {\n  source = "tfr:///Azure/aks/azurerm?version=10.2.0"\n}\n'),
    ("components.tfcomponent.hcl", b'component "c" {\n  source = "./modules/aks"\n}\n'),
]

NETWORKS = [
    ("nat.yaml.tpl", ASO_NAT),
    (
        "azure.yaml",
        b"hooks:\n  postprovision:\n    run: az network vnet subnet update -n s --nat-gateway null\n",
    ),
    ("playbook.yml", b"- azure.azcollection.azure_rm_subnet:\n    name: s\n"),
    (
        "Dockerfile",
        b'FROM a\nENTRYPOINT ["az", "network", "vnet", "subnet", "update", "--remove", "natGateway"]\n',
    ),
    (
        "job.yaml",
        b"containers:\n- name: a\n  command:\n  - az\n  - network\n  - vnet\n  - subnet\n  - update\n  - --name=s\n",
    ),
    ("detach.cmd", b"az network vnet update -g g -n v --remove subnets[0].natGateway\r\n"),
    (
        "Dockerfile",
        b'ENTRYPOINT ["az","network","vnet","subnet","update","-g","g","--remove","natGateway"]\n',
    ),
    ("Dockerfile", b'CMD ["az", "network", "nat", "gateway", "delete", "-g", "g", "-n", "n"]\n'),
    ("ops/detach", b"az network vnet subnet update -g g --vnet-name v -n s --remove natGateway\n"),
    ("ops/detach", b"Set-AzVirtualNetworkSubnetConfig -Name s -VirtualNetwork $v -NatGateway $null\n"),
    (
        "ops/detach.py",
        b'import subprocess\nsubprocess.run(["az", "network", "vnet", "subnet", "update",\n  "--remove", "natGateway"])\n',
    ),
    (
        "ops/detach.py",
        b"from azure.mgmt.network import NetworkManagementClient\nc.subnets.begin_create_or_update('g', 'v', 'n', {})\n",
    ),
    (
        "ops/detach.py",
        b"import os\nos.system('az network vnet subnet update -g g -n n --remove natGateway')\n",
    ),
]

NEITHER = [
    ("workflow.yml", b"- run: az aks get-credentials -n a && kubectl apply -f k8s\n"),
    ("workflow.yml", b"# - run: az aks create -n a\n- run: az aks show -n a\n"),
    ("workflow.yml", b"- run: az aks update -n a --attach-acr b --enable-cluster-autoscaler\n"),
    ("faq.yml", b"### YamlMime:FAQ\nanswer: |\n  az aks create -n a\n"),
    ("notes.yaml", b"text: use the `az aks create` command\n"),
    ("README", b"Run az aks create -n a\n"),
    ("README", b"A cluster:\n\n    az aks create -n a\n\nNew-AzAksCluster makes it, too.\n"),
    ("notes", b"az login\naz aks get-credentials -n a\n"),
    ("commands.sh.deprecated", b"az aks create -n a -g g\n"),
    (
        "crd.yaml",
        b"kind: CustomResourceDefinition\nspec:\n  group: infrastructure.cluster.x-k8s.io\n  names:\n    kind: AzureManagedControlPlane\n",
    ),
    (
        "a_test.go",
        b'import "pulumi-azure-native-sdk/containerservice"\ncontainerservice.NewManagedCluster(ctx)\n',
    ),
    ("client.py", b"from azure.mgmt.containerservice import C\nc.managed_clusters.get('g', 'n')\n"),
    ("Makefile", b"build:\n\tgo build ./...\n"),
    ("live/db/terragrunt.hcl", b'terraform {\n  source = "tfr:///terraform-aws-modules/rds/aws"\n}\n'),
    (
        ".terraform.lock.hcl",
        b'provider "registry.terraform.io/hashicorp/kubernetes" {\n  source = "kubernetes"\n}\n',
    ),
    ("ops/look.py", b"from azure.mgmt.network import C\nprint(c.subnets.list('g', 'v'))\n"),
    (
        "ops/nic.py",
        b"from azure.mgmt.network import C\nc.network_interfaces.begin_create_or_update('g', 'n', {})\n",
    ),
    ("look.cmd", b"az network vnet show -g g -n v\r\naz network vnet list\r\n"),
    ("Dockerfile", b'ENTRYPOINT ["az","network","vnet","show","-g","g"]\n'),
    ("ops/look.py", b'import subprocess\nsubprocess.run(["az", "network", "vnet", "subnet", "show"])\n'),
    ("values.yaml", b"image: mcr.microsoft.com/aks/nginx\n"),
]


@pytest.mark.parametrize(("path", "data"), CLUSTERS)
def test_what_makes_clusters_is_told(path: str, data: bytes) -> None:
    seen = sign(path, data)
    assert seen is not None
    assert seen.cluster
    told = seen.told()
    assert told.claims_aks
    assert "makes or changes AKS clusters; natpin does not read that: " in told.reason


@pytest.mark.parametrize(("path", "data"), NETWORKS)
def test_what_changes_networks_is_another_matter(path: str, data: bytes) -> None:
    seen = sign(path, data)
    assert seen is not None
    assert not seen.cluster


@pytest.mark.parametrize(("path", "data"), NEITHER)
def test_what_only_mentions_aks_is_not_told(path: str, data: bytes) -> None:
    assert sign(path, data) is None


@pytest.mark.parametrize(
    ("data", "makes"),
    [
        (b'resource "azurerm_kubernetes_cluster" "a" {}', True),
        (b'resource azurerm_kubernetes_cluster "a" {}', True),
        (b'{"resource": {"azurerm_kubernetes_cluster": {"a": {}}}}', True),
        (b'data "azurerm_kubernetes_cluster" "a" {}', False),
        (b"resource a 'Microsoft.ContainerService/managedClusters@2025-05-01' = {", True),
        (b"resource a 'Microsoft.ContainerService/managedClusters@2025-05-01' existing = {", False),
        (b'"type": "Microsoft.ContainerService/managedClusters",', True),
        (b"az aks create -n a", True),
        (b"# az aks create -n a", False),
        (b"az aks get-credentials -n a", False),
    ],
)
def test_a_look_tells_whether_a_file_makes_clusters(data: bytes, makes: bool) -> None:
    assert makes_clusters_here(data) is makes


@pytest.mark.parametrize(
    ("source", "judged"),
    [
        ("../../..//src/azure", True),
        ("${get_repo_root()}//src/azure", True),
        ("../../../src/aws", False),
        ("git::https://example.com/m.git//src/azure?ref=1", False),
    ],
)
def test_terragrunt_is_judged_when_what_it_deploys_makes_clusters(
    tmp_path: Path, source: str, judged: bool
) -> None:
    for name, text in {
        "src/azure/main.tf": 'module "k" {\n  source = "../../modules/k"\n}\n',
        "src/aws/main.tf": 'resource "aws_eks_cluster" "k" {\n}\n',
        "modules/k/main.tf": 'resource "azurerm_kubernetes_cluster" "k" {\n  name = "k"\n}\n',
        "live/one/a/terragrunt.hcl": f'terraform {{\n  source = "{source}"\n}}\ninputs = {{}}\n',
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    report = lint(FolderWorkspace(tmp_path / "live", tmp_path), READERS, Settings(()))
    assert [stack.stack.root for stack in report.stacks] == ["live/one/a"] * judged
    assert not report.skipped
