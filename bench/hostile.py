"""A megabyte of every format at its worst: nesting, what never ends, and much of what is costly.

Each file begins as one that speaks of AKS and must be read, and goes on with one fragment over and over.
"""

from __future__ import annotations

from pathlib import Path

from bench.paired import LINT, once

SIZE = 1_000_000

ANY = (
    "{",
    "[",
    "(",
    '"',
    "'",
    "`",
    "\\",
    "/*",
    "<<E\n",
    "${",
    "$(",
    "# \n",
    "\n",
    "a ",
    "0",
    "é",
    "\0",
    "- ",
    "a: &a\n",
)

TERRAFORM = 'resource "azurerm_kubernetes_cluster" "a%d" {\n  name = "a"\n}\n'
BICEP = "resource a%d 'Microsoft.ContainerService/managedClusters@2024-01-01' = {\n  name: 'a'\n}\n"
ARM = '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": [%s'
ARM_ONE = '{"type": "Microsoft.ContainerService/managedClusters", "name": "[concat(\'a\', \'%d\')]"},'
PLAN = '{"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {"resources": [%s'
PLAN_ONE = (
    '{"address": "azurerm_kubernetes_cluster.a%d", "mode": "managed", "type": "azurerm_kubernetes_cluster", '
    '"name": "a%d", "values": {"name": "a"}},'
)

FORMATS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "terraform": (
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
        ),
    ),
    "terraform-json": (
        "main.tf.json",
        '{"resource": {"azurerm_kubernetes_cluster": {"a": {}}}, "b": ',
        ('{"a": ', '"${a(', "[1,", '{"a": "${azurerm_subnet.a.id}"},'),
    ),
    "plan": ("plan.json", PLAN % (PLAN_ONE % (0, 0)), (PLAN_ONE, '{"a": ', "[1,", "[[")),
    "bicep": (
        "main.bicep",
        BICEP % 0,
        (BICEP, "var a = [for b in c: {", "a ? b : ", "'${", "'''", "f(", "a[", "@"),
    ),
    "arm": (
        "main.json",
        ARM % (ARM_ONE % 0),
        (
            ARM_ONE,
            '{"a": ',
            "[1,",
            '{"type": "Microsoft.ContainerService/managedClusters", "name": "[concat(concat(',
        ),
    ),
    "shell": (
        "run.sh",
        "az aks create -n a -g b\n",
        (
            "az aks create -n a%d -g b\n",
            "a=$(az aks show -n a -g b --query id -o tsv)\n",
            "if true; then ",
            "for i in 1 2 3; do ",
            "f() { f; f; }; ",
            "a=$a$a; ",
            "a+=(1); ",
            "a[1]=2; ",
            "case a in a) ",
            "a=$((a+1)); ",
            "cat <<E\naz aks create\n",
            "az ",
            "x|",
            "x&&",
            "az network vnet subnet create -n a%d -g b --vnet-name v\n",
            "az network vnet subnet update -n $X -g b --vnet-name v --nat-gateway n%d\n",
            "az aks nodepool add -n p%d -g b --cluster-name a --vnet-subnet-id $S\n",
            'if [ "$a%d" ]; then b=1; fi\n',
            'if [ "$a%d" = x ]; then az aks create -n a%d -g b; fi\n',
            "case $a%d in x) b=1;; *) b=2;; esac\n",
            "f%d() { az aks create -n $1 -g b; }\nf%d x\n",
            "f() { az aks create -n $1 -g b; }\n",
            "for i in 1 2 3 4 5 6 7 8; do az aks create -n a$i%d -g b; done\n",
            "while read -r a; do echo $a; done < f\n",
            "a%d=$(cat f | grep b | cut -d, -f1 | tr a b)\n",
            'echo "$a b" >> f\n',
            "a=abcabcabc; a=${a//a/bb}\n",
            "[[ $a =~ ^b.*c$ ]] && b=1\n",
            "a[%d]=x\n",
            "(a=1; b=$a)\n",
            "cat <<E | kubectl apply -f -\nkind: Pod\nE\n",
            "export A%d=$B\n",
            "a=(1 2 3 4 5 6 7 8 9); for i in ${a[@]}; do b=$i; done\n",
            "set -e; az group show -n a || az group create -n a\n",
        ),
    ),
    "powershell": (
        "run.ps1",
        "az aks create -n a -g b\n",
        (
            "az aks create -n a%d -g b\n",
            "$a = az aks show -n a -g b --query id -o tsv\n",
            "foreach ($i in 1..3) { ",
            "if ($a) { ",
            "function f { f } ",
            '$a = "$a$a"\n',
            "@'\n",
            "<#",
            "$a.b.",
            "a | ",
        ),
    ),
    "markdown": (
        "README.md",
        "```bash\naz aks create -n a -g b\n```\n",
        ("```bash\naz aks create -n a%d\n```\n", "```\n", "> "),
    ),
    "manifest": (
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
        ),
    ),
}
"""The file's name, how it begins, and what else it may go on with; ``%d`` counts up."""

CLOSINGS = {"arm": "{}]}", "plan": "{}]}}}", "terraform-json": "{}}}"}
"""What makes a file of whole members one that can be parsed."""

CLUSTER = "\n".join([TERRAFORM % 0])
"""Stands beside the manifests: without a cluster they are not read."""


def main(folder: Path) -> None:
    """Each format's slowest input."""
    print(f"{SIZE // 1000} kB of one hostile fragment, the slowest of each format (goal: about 1 s)")
    for name, (path, beginning, fragments) in FORMATS.items():
        found = []
        for number, fragment in enumerate(fragments + ANY):
            place = folder / f"{name}-{number}"
            place.mkdir()
            if name == "manifest":
                (place / "main.tf").write_text(CLUSTER)
            text = beginning + repeated(fragment, SIZE) + CLOSINGS.get(name, "")
            (place / path).write_text(text, encoding="utf-8")
            found.append((once(LINT, place), fragment))
        run, fragment = max(found, key=lambda each: each[0].cpu)
        most = max(each.megabytes for each, _ in found)
        print(
            f"  {name:15} {run.wall:6.2f} s wall {run.cpu:6.2f} s CPU {most:5.0f} MB   {fragment[:40]!r}",
            flush=True,
        )
    print()


def repeated(fragment: str, size: int) -> str:
    """The fragment, with numbers filled in, until the size is reached."""
    places = fragment.count("%d")
    if not places:
        return fragment * (size // len(fragment))
    times = size // (len(fragment) + 2 * places)
    return "".join(fragment % ((number,) * places) for number in range(times))
