"""What documents may be made of: playbooks, objects of Kubernetes that declare Azure, programs in YAML, prose."""

from bench.fragments.kind import Hostile

CLUSTER = 'resource "azurerm_kubernetes_cluster" "a" {\n  name = "a"\n}\n'
"""Stands beside the manifests: without a cluster they are not read."""

DOCUMENTS: dict[str, Hostile] = {
    "markdown": Hostile(
        "README.md",
        "```bash\naz aks create -n a -g b\n```\n",
        (
            "```bash\naz aks create -n a%d\n```\n",
            "```\n",
            "> ",
            "# a%d\n",
            "```bash\naz group create -n a%d\n",
            "```powershell\nNew-AzAksCluster -Name a%d -ResourceGroupName b\n```\n",
            "```yaml\na: b\n```\n",
            "~~~\n",
            "    az aks create -n a%d -g b\n",
            "| a | b |\n",
            "[a](b%d)\n",
            '```hcl\nresource "azurerm_subnet" "a%d" {\n}\n```\n',
            "1. `az aks create -n a%d -g b`\n",
            "- a\n  ```bash\n  az aks create -n a%d -g b\n  ```\n",
            "<a>",
        ),
    ),
    "manifest": Hostile(
        "app.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n---\n",
        (
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a%d}\n---\n",
            "[a, ",
            "{a: ",
            "&a *a ",
            "? ",
            "*a\n",
            "!!a ",
            "apiVersion: v1\nkind: Service\nmetadata: {name: a%d}\nspec: {type: LoadBalancer}\n---\n",
            "a%d: b\n",
            "- a\n",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a%d}\nspec: {template: {spec: {containers: [{name: a, image: b}], nodeSelector: {c: d}}}}\n---\n",
            "a: |\n  b\n---\n",
        ),
        beside={"main.tf": CLUSTER},
    ),
    "ansible": Hostile(
        "playbook.yml",
        "- hosts: localhost\n  tasks:\n  - azure.azcollection.azure_rm_aks: {name: a, resource_group: b}\n",
        (
            "  - azure.azcollection.azure_rm_aks: {name: a%d, resource_group: b}\n",
            "  - debug: {msg: a}\n",
            '  - set_fact: {a%d: "{{ b }}"}\n',
            '  - set_fact: {a: "{{ a }}{{ a }}"}\n',
            "  - azure.azcollection.azure_rm_subnet: {name: a%d, resource_group: b, virtual_network_name: c}\n    register: d%d\n",
            '  - azure.azcollection.azure_rm_aks: {name: "a{{ x%d }}", resource_group: b}\n    when: y%d\n',
            "  - command: az aks create -n a%d -g b\n",
            "  - shell: |\n      az aks create -n a%d -g b\n",
            '  - azure.azcollection.azure_rm_aks: {name: "a{{ item }}", resource_group: b}\n    loop: [1, 2, 3]\n',
            "  - block:\n    - debug: {msg: a}\n    rescue:\n    - debug: {msg: b}\n",
            "  - include_tasks: a%d.yml\n",
            "  - import_role: {name: a%d}\n",
            "  - a.b.c%d: {d: e}\n",
            "- hosts: localhost\n  tasks:\n  - azure.azcollection.azure_rm_aks: {name: a%d, resource_group: b}\n",
            "- hosts: a%d\n  vars: {b: c}\n  roles: [d]\n",
            "  - set_fact: {a: \"{{ b | default('c') | combine(d) }}\"}\n    when: e%d is defined\n",
            "  - fail: {msg: a}\n    when: b%d\n",
            "  - assert: {that: a%d}\n",
            "- hosts: a%d\n  vars_files: [b%d.yml]\n  roles: [c%d]\n",
            '  - debug: {msg: "{{ ((((a))))"}\n',
            "  - azure.azcollection.azure_rm_resource: {resource_group: a, provider: ContainerService, resource_type: managedClusters, resource_name: b%d, body: {properties: {}}}\n",
        ),
    ),
    "crossplane": Hostile(
        "main.yaml",
        "apiVersion: azure.upbound.io/v1beta1\nkind: ResourceGroup\nmetadata: {name: a}\n---\n",
        (
            "apiVersion: containerservice.azure.upbound.io/v1beta1\nkind: KubernetesCluster\nmetadata: {name: a%d}\nspec: {forProvider: {dnsPrefix: a}}\n---\n",
            "apiVersion: network.azure.upbound.io/v1beta1\nkind: Subnet\nmetadata: {name: a%d}\nspec: {forProvider: {virtualNetworkNameRef: {name: v}}}\n---\n",
            "apiVersion: network.azure.upbound.io/v1beta1\nkind: SubnetNATGatewayAssociation\nmetadata: {name: a%d}\nspec: {forProvider: {natGatewayIdSelector: {matchLabels: {a: b}}, subnetIdSelector: {matchLabels: {a: b}}}}\n---\n",
            "apiVersion: network.azure.upbound.io/v1beta1\nkind: NATGateway\nmetadata: {name: a%d, labels: {a: b}}\nspec: {forProvider: {}}\n---\n",
            "apiVersion: a/v1\nkind: B\nmetadata: {name: a%d}\n---\n",
        ),
    ),
    "composition": Hostile(
        "main.yaml",
        "apiVersion: apiextensions.crossplane.io/v1\nkind: Composition\nmetadata: {name: a}\nspec:\n  compositeTypeRef: {apiVersion: a.example.org/v1, kind: XA}\n  resources:\n  - {name: g, base: {apiVersion: azure.upbound.io/v1beta1, kind: ResourceGroup, spec: {forProvider: {}}}}\n",
        (
            "  - {name: a%d, base: {apiVersion: containerservice.azure.upbound.io/v1beta1, kind: KubernetesCluster, spec: {forProvider: {dnsPrefix: a}}}}\n",
            "  - name: a%d\n    base: {apiVersion: network.azure.upbound.io/v1beta1, kind: Subnet, spec: {forProvider: {}}}\n    patches:\n    - {fromFieldPath: spec.a%d, toFieldPath: spec.forProvider.location}\n",
            "  - name: a%d\n    base: {apiVersion: network.azure.upbound.io/v1beta1, kind: NATGateway, spec: {forProvider: {resourceGroupNameSelector: {matchControllerRef: true}}}}\n    patches:\n    - {type: ToCompositeFieldPath, fromFieldPath: status.atProvider.id, toFieldPath: status.a%d}\n",
            "  - name: a%d\n    base: {apiVersion: network.azure.upbound.io/v1beta1, kind: SubnetNATGatewayAssociation, spec: {forProvider: {natGatewayIdSelector: {matchControllerRef: true}, subnetIdSelector: {matchControllerRef: true}}}}\n",
            "---\napiVersion: a.example.org/v1\nkind: XA\nmetadata: {name: a%d}\n",
            "  - name: a%d\n    base: {apiVersion: a.example.org/v1, kind: XA}\n",
            "  - name: a%d\n    base: {apiVersion: b/v1, kind: C}\n    patches:\n    - {fromFieldPath: spec.a%d, toFieldPath: spec.b, transforms: [{type: map, map: {a: b}}]}\n",
        ),
    ),
    "claims": Hostile(
        "main.yaml",
        "apiVersion: apiextensions.crossplane.io/v1\nkind: Composition\nmetadata: {name: a}\nspec:\n  compositeTypeRef: {apiVersion: a.example.org/v1, kind: XA}\n  resources:\n"
        + "".join(
            f"  - name: a{number}\n    base: {{apiVersion: network.azure.upbound.io/v1beta1, kind: NATGateway, spec: {{forProvider: {{}}}}}}\n"
            for number in range(200)
        ),
        (
            "---\napiVersion: a.example.org/v1\nkind: XA\nmetadata: {name: a%d}\n",
            "---\napiVersion: a.example.org/v1\nkind: XA\nmetadata: {name: a%d}\nspec: {b: c%d}\n",
        ),
    ),
    "aso": Hostile(
        "main.yaml",
        "apiVersion: resources.azure.com/v1api20200601\nkind: ResourceGroup\nmetadata: {name: a}\n---\n",
        (
            "apiVersion: containerservice.azure.com/v1api20250801\nkind: ManagedCluster\nmetadata: {name: a%d}\nspec: {owner: {name: a}}\n---\n",
            "apiVersion: network.azure.com/v1api20240301\nkind: VirtualNetworksSubnet\nmetadata: {name: a%d}\nspec: {owner: {name: v}}\n---\n",
        ),
    ),
    "capz": Hostile(
        "main.yaml",
        "apiVersion: infrastructure.cluster.x-k8s.io/v1beta1\nkind: AzureManagedControlPlane\nmetadata: {name: a}\n---\n",
        (
            "apiVersion: infrastructure.cluster.x-k8s.io/v1beta1\nkind: AzureManagedControlPlane\nmetadata: {name: a%d}\nspec: {location: b}\n---\n",
            "apiVersion: infrastructure.cluster.x-k8s.io/v1beta1\nkind: AzureManagedMachinePool\nmetadata: {name: a%d}\nspec: {mode: System}\n---\n",
        ),
    ),
    "pulumi": Hostile(
        "Pulumi.yaml",
        "name: a\nruntime: yaml\nresources:\n  g: {type: azure-native:containerservice:ManagedCluster, properties: {resourceName: a}}\n",
        (
            "  a%d: {type: azure-native:containerservice:ManagedCluster, properties: {resourceName: a}}\n",
            '  a%d: {type: azure-native:network:Subnet, properties: {natGateway: {id: "${g.id}"}}}\n',
            "  a%d: {type: a:b:C, properties: {}}\n",
            '  a%d: {type: azure-native:network:Subnet, properties: {subnetName: "${x%d}"}}\n',
        ),
    ),
}
