"""Objects of Kubernetes that Bicep applies by its extension are workloads of the cluster, as those of manifests are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.formats.arm.kinds import is_harmless
from natpin.formats.bicep.recognise import claims
from natpin.model.finding import Verdict

CLUSTER = """\
resource pay 'Microsoft.ContainerService/managedClusters@2024-05-01' = {
  name: 'pay'
  location: 'westeurope'
  properties: {
    agentPoolProfiles: [{ name: 'system', count: 3, vmSize: 'Standard_D4s_v5', mode: 'System' }]
    networkProfile: { networkPlugin: 'azure', outboundType: 'managedNATGateway' }
  }
}
"""
CALL = """\
module app 'app.bicep' = {
  name: 'app'
  params: { kubeConfig: pay.listClusterAdminCredential().kubeconfigs[0].value }
}
"""
PARAMETER = "@secure()\nparam kubeConfig string\n"
EXTENSIONS = (
    "extension kubernetes with { namespace: 'default', kubeConfig: kubeConfig } as k8s\n",
    "extension kubernetes with {\n  namespace: 'default'\n  kubeConfig: kubeConfig\n}\n",
    "provider kubernetes with {\n  namespace: 'default'\n  kubeConfig: kubeConfig\n}\n",
    "provider 'kubernetes@1.0.0' with {\n  namespace: 'default'\n  kubeConfig: kubeConfig\n}\n",
    "import 'kubernetes@1.0.0' with {\n  namespace: 'default'\n  kubeConfig: kubeConfig\n}\n",
)
DEPLOYMENT = """\
resource app 'apps/Deployment@v1' = {
  metadata: { name: 'payments' }
  spec: {
    replicas: 2
    template: {
      spec: { containers: [{ name: 'app', image: 'app', env: [{ name: 'HTTPS_PROXY', value: '%s' }] }] }
    }
  }
}
"""
PROXY = "http://proxy.example.com:3128"
RULE = "workload-http-proxy"
PASS = Verdict.PASS


def told(folder: Path, files: dict[str, str], rule: str = RULE) -> set[str]:
    """The workloads of which a rule is told."""
    report = linted(folder, files)
    return {one.subject for stack in report.stacks for one in stack.findings if one.rule.id == rule}


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_deployment_is_a_workload(tmp_path: Path, extension: str) -> None:
    app = PARAMETER + extension + DEPLOYMENT % PROXY
    assert len(told(tmp_path, {"main.bicep": CLUSTER + CALL, "app.bicep": app})) == 1


def test_one_without_a_proxy_is_not_told(tmp_path: Path) -> None:
    app = PARAMETER + EXTENSIONS[0] + (DEPLOYMENT % "").replace("HTTPS_PROXY", "REGION")
    files = {"main.bicep": CLUSTER + CALL, "app.bicep": app}
    assert told(tmp_path, files) == set()
    assert verdicts(linted(tmp_path, files), "outbound-type-not-nat") == [PASS]


def test_a_file_that_is_deployed_by_itself_is_about_the_cluster_beside_it(tmp_path: Path) -> None:
    app = PARAMETER + EXTENSIONS[0] + DEPLOYMENT % PROXY
    assert claims("app.bicep", app.encode())
    assert len(told(tmp_path, {"main.bicep": CLUSTER, "app.bicep": app})) == 1


def test_a_network_policy_too(tmp_path: Path) -> None:
    policy = (
        "resource deny 'networking.k8s.io/NetworkPolicy@v1' = {\n"
        "  metadata: { name: 'deny', namespace: 'default' }\n"
        "  spec: { podSelector: {}, policyTypes: ['Egress'], egress: [] }\n}\n"
    )
    app = PARAMETER + EXTENSIONS[0] + DEPLOYMENT % "" + policy
    files = {"main.bicep": CLUSTER + CALL, "app.bicep": app}
    assert told(tmp_path, files, "network-policy-no-dns")


def test_a_compiled_template_says_the_same(tmp_path: Path) -> None:
    container = {"name": "app", "image": "app", "env": [{"name": "HTTPS_PROXY", "value": PROXY}]}
    template = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "languageVersion": "2.0",
        "contentVersion": "1.0.0.0",
        "imports": {"kubernetes": {"provider": "Kubernetes", "version": "1.0.0"}},
        "resources": {
            "pay": {
                "type": "Microsoft.ContainerService/managedClusters",
                "apiVersion": "2024-05-01",
                "name": "pay",
                "location": "westeurope",
                "properties": {"networkProfile": {"outboundType": "managedNATGateway"}},
            },
            "app": {
                "import": "kubernetes",
                "type": "apps/Deployment@v1",
                "properties": {
                    "metadata": {"name": "payments"},
                    "spec": {"template": {"spec": {"containers": [container]}}},
                },
            },
        },
    }
    assert len(told(tmp_path, {"azuredeploy.json": json.dumps(template)})) == 1


@pytest.mark.parametrize(
    "kind", ["rbac.authorization.k8s.io/ClusterRole@v1", "policy/PodDisruptionBudget@v1"]
)
def test_objects_of_other_groups_bear_on_nothing(kind: str) -> None:
    assert is_harmless(kind)
