"""Whatever bytes a kustomization, a manifest or a patch has: there is a build."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from folders import written

from natpin.formats.kustomize.building import build
from natpin.workspace import FolderWorkspace

sys.path.insert(0, str(Path(__file__).parents[2] / "fuzz"))
from mutate import mutated

FILES = {
    "base/kustomization.yaml": "resources: [objects.yaml]\nnamespace: infra\nlabels: [{pairs: {a: b}, includeSelectors: true}]\n",
    "base/objects.yaml": (
        "apiVersion: network.azure.com/v1api20240301\nkind: VirtualNetworksSubnet\nmetadata: {name: nodes}\n"
        "spec: {owner: {name: vnet}, natGateway: {reference: {name: egress}}, list: [{name: a}, {name: b}]}\n"
        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\n"
        "spec: {template: {spec: {containers: [{name: shop, image: x, env: [{name: A, value: '1'}]}]}}}\n"
    ),
    "part/kustomization.yaml": "kind: Component\npatches: [{path: part.yaml, target: {kind: .*Subnet}}]\n",
    "part/part.yaml": "- {op: add, path: /spec/more, value: [1, 2]}\n- {op: test, path: /spec/more/0, value: 1}\n",
    "prod/kustomization.yaml": (
        "resources: [../base]\ncomponents: [../part]\nnamePrefix: a-\nconfigurations: [names.yaml]\n"
        "configMapGenerator: [{name: made, literals: [x=y], envs: [values.env]}]\n"
        "patches:\n- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: shop}\n"
        "    spec: {template: {spec: {containers: [{name: shop, $patch: delete}, {name: new}]}}}\n"
        "replacements:\n- source: {kind: ConfigMap, name: made, fieldPath: data.x}\n"
        "  targets: [{select: {kind: VirtualNetworksSubnet}, fieldPaths: ['spec.list.[name=a].name'],"
        " options: {create: true, delimiter: a, index: 1}}]\nvars: [{name: V, objref: {kind: X, name: y}}]\n"
    ),
    "prod/names.yaml": "nameReference: [{kind: NatGateway, fieldSpecs: [{path: spec/natGateway/reference/name}]}]\n",
    "prod/values.env": "z=1\n",
    "flux.yaml": (
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: x}\nspec:\n  path: ./prod\n"
        "  targetNamespace: n\n  postBuild: {substitute: {a: '1'}, substituteFrom: [{kind: ConfigMap, name: c}]}\n"
        "  patches: [{target: {kind: Deployment}, patch: '[{op: replace, path: /spec/template, value: \"${a:=b}\"}]'}]\n"
    ),
}
CASES = 300


def test_any_bytes_give_a_build(tmp_path: Path) -> None:
    names = sorted(FILES)
    written(tmp_path, FILES)
    for seed in range(CASES):
        chance = random.Random(seed)
        name = names[seed % len(names)]
        (tmp_path / name).write_bytes(mutated(FILES[name].encode(), chance))
        for root in ("prod/kustomization.yaml", "flux.yaml"):
            found = build(root, FolderWorkspace(tmp_path, tmp_path))
            assert all(one.why.reason for one in found.open), seed
        (tmp_path / name).write_text(FILES[name])


def test_as_it_is_written_all_is_known(tmp_path: Path) -> None:
    """So that what is changed above is evaluated."""
    written(tmp_path, FILES)
    found = build("prod/kustomization.yaml", FolderWorkspace(tmp_path, tmp_path))
    assert not found.open
    assert len(found.objects) == 3
