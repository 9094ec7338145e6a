"""What a kustomization builds, against what kustomize prints for the same files.

The expectations follow kustomize's reference (kubectl.docs.kubernetes.io/references/kustomize) and its own tests
(kubernetes-sigs/kustomize, api/krusty), of which 93 were built alike; those that natpin does not build alike rename
references between Kubernetes' own kinds, or images, which it does not read.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import written

from natpin.formats.kustomize.building import MOST_OBJECTS, Build, build
from natpin.model.value import dig, plain
from natpin.workspace import FolderWorkspace

NAT = """\
apiVersion: network.azure.com/v1api20220701
kind: NatGateway
metadata: {name: egress}
spec: {idleTimeoutInMinutes: 4, zones: ["1"], sku: {name: Standard}}
"""
APP = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 1
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      nodeSelector: {pool: egress}
      tolerations: [{key: a}]
      containers: [{name: shop, image: shop, env: [{name: A, value: "1"}]}, {name: side, image: side}]
"""
POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: out}
spec: {podSelector: {matchLabels: {app: shop}}, egress: [{to: [{podSelector: {matchLabels: {a: b}}}]}]}
"""
VALUES = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: values}
data: {minutes: "10", place: a-b-c}
"""


def built(folder: Path, files: dict[str, str], path: str = "kustomization.yaml") -> Build:
    written(folder, files)
    return build(path, FolderWorkspace(folder, folder))


def of(folder: Path, said: str, *objects: str, **more: str) -> object:
    """The one object that a kustomization over these builds, or all of them; why that is not known."""
    files = {f"r{number}.yaml": text for number, text in enumerate(objects)}
    listed = "".join(f"- {name}\n" for name in files)
    named = {name.replace("__", "/").replace("_", "."): text for name, text in more.items()}
    found = built(folder, {**files, **named, "kustomization.yaml": f"resources:\n{listed}{said}"})
    if found.open:
        return found.open[0].why.reason
    bodies = [one.open[0].reason if one.open else plain(one.body) for one in found.objects]
    return bodies[0] if len(bodies) == 1 else bodies


def at(whole: object, path: str) -> object:
    for step in path.split("."):
        if isinstance(whole, dict):
            whole = whole.get(step)
        elif isinstance(whole, list):
            whole = whole[int(step)]
    return whole


def merge(text: str) -> str:
    return f"patches:\n- patch: |\n    {{apiVersion: network.azure.com/v1api20220701, kind: NatGateway, {text}}}\n"


def operation(text: str) -> str:
    return f"patches:\n- target: {{kind: NatGateway}}\n  patch: |\n    [{{{text}}}]\n"


NAMED = "metadata: {name: egress}, "
CHANGED = {
    "a member": (merge(NAMED + "spec: {idleTimeoutInMinutes: 10}"), "spec.idleTimeoutInMinutes", 10),
    "what it does not say": (merge(NAMED + "spec: {idleTimeoutInMinutes: 10}"), "spec.sku.name", "Standard"),
    "null removes": (merge(NAMED + "spec: {sku: null}"), "spec.sku", None),
    "a list takes the other's place": (merge(NAMED + 'spec: {zones: ["2"]}'), "spec.zones", ["2"]),
    "replace": (merge(NAMED + "spec: {sku: {$patch: replace, tier: x}}"), "spec.sku", {"tier": "x"}),
    "delete a member": (merge(NAMED + "spec: {sku: {$patch: delete}}"), "spec.sku", None),
    "it keeps its name": (
        "patches:\n- target: {kind: NatGateway}\n  patch: |\n    {apiVersion: x/v1, kind: Y, metadata: {name: other}}\n",
        "metadata.name",
        "egress",
    ),
    "unless that may change": (
        "patches:\n- target: {kind: NatGateway}\n  options: {allowNameChange: true}\n"
        "  patch: |\n    {apiVersion: x/v1, kind: NatGateway, metadata: {name: other}}\n",
        "metadata.name",
        "other",
    ),
    "replace by path": (operation("op: replace, path: /spec/sku/name, value: X"), "spec.sku.name", "X"),
    "replace what is not there": (operation("op: replace, path: /spec/new, value: 1"), "spec.new", 1),
    "a test of what is not there": (
        operation("op: test, path: /spec/new, value: null}, {op: add, path: /spec/new, value: 1"),
        "spec.new",
        1,
    ),
    "a class of letters": (
        "patches:\n- target: {name: '^[^-]*ess$'}\n  patch: '[{op: remove, path: /spec/sku}]'\n",
        "spec.sku",
        None,
    ),
    "add": (operation("op: add, path: /spec/new, value: {a: 1}"), "spec.new", {"a": 1}),
    "add to a list": (operation('op: add, path: /spec/zones/-, value: "2"'), "spec.zones", ["1", "2"]),
    "insert": (operation('op: add, path: /spec/zones/0, value: "2"'), "spec.zones", ["2", "1"]),
    "remove": (operation("op: remove, path: /spec/zones/0"), "spec.zones", []),
    "move": (operation("op: move, from: /spec/sku/name, path: /spec/moved"), "spec.moved", "Standard"),
    "copy": (operation("op: copy, from: /spec/sku, path: /spec/again"), "spec.again", {"name": "Standard"}),
    "a step with a slash": (
        operation(
            "op: add, path: /metadata/annotations, value: {}}, {op: add, path: /metadata/annotations/a~1b, value: x"
        ),
        "metadata.annotations",
        {"a/b": "x"},
    ),
    "by an expression": (
        "patches:\n- target: {name: eg.*}\n  patch: '[{op: remove, path: /spec/sku}]'\n",
        "spec.sku",
        None,
    ),
    "another name": (
        "patches:\n- target: {name: gress}\n  patch: '[{op: remove, path: /spec/sku}]'\n",
        "spec.sku.name",
        "Standard",
    ),
    "another label": (
        "patches:\n- target: {labelSelector: a=b}\n  patch: '[{op: remove, path: /spec/sku}]'\n",
        "spec.sku.name",
        "Standard",
    ),
    "a label that is none of these": (
        "patches:\n- target: {labelSelector: 'a in (b, c)'}\n  patch: '[{op: remove, path: /spec/sku}]'\n",
        "spec.sku.name",
        "Standard",
    ),
    "no label that is one of these": (
        "patches:\n- target: {labelSelector: 'a notin (b,c),!d'}\n  patch: '[{op: remove, path: /spec/sku}]'\n",
        "spec.sku",
        None,
    ),
    "the older lists": (
        "patchesStrategicMerge:\n- |\n  {apiVersion: network.azure.com/v1api20220701, kind: NatGateway,"
        " metadata: {name: egress}, spec: {sku: null}}\n"
        "patchesJson6902:\n- {target: {kind: NatGateway}, patch: '[{op: remove, path: /spec/zones}]'}\n",
        "spec",
        {"idleTimeoutInMinutes": 4},
    ),
    "a prefix and a suffix": ("namePrefix: a-\nnameSuffix: -b\n", "metadata.name", "a-egress-b"),
    "a namespace": ("namespace: infra\n", "metadata.namespace", "infra"),
    "labels": ("labels: [{pairs: {a: b}}]\n", "metadata.labels", {"a": "b"}),
    "annotations": ("commonAnnotations: {a: b}\n", "metadata.annotations", {"a": "b"}),
    "a patch is made before the prefix": (
        "namePrefix: a-\n" + merge(NAMED + "spec: {idleTimeoutInMinutes: 10}"),
        "spec.idleTimeoutInMinutes",
        10,
    ),
    "a value given": (
        "replacements:\n- sourceValue: '10'\n  targets: [{select: {kind: NatGateway}, fieldPaths: [spec.idleTimeoutInMinutes]}]\n",
        "spec.idleTimeoutInMinutes",
        10,
    ),
    "a text stays one": (
        "replacements:\n- sourceValue: '10'\n  targets: [{select: {kind: NatGateway}, fieldPaths: [spec.sku.name]}]\n",
        "spec.sku.name",
        "10",
    ),
    "a part of a text": (
        "replacements:\n- sourceValue: x\n  targets: [{select: {kind: NatGateway}, fieldPaths: [spec.sku.name],"
        " options: {delimiter: d, index: 1}}]\n",
        "spec.sku.name",
        "Standxd",
    ),
    "created": (
        "replacements:\n- sourceValue: x\n  targets: [{select: {kind: NatGateway}, fieldPaths: [spec.a.b],"
        " options: {create: true}}]\n",
        "spec.a.b",
        "x",
    ),
}


@pytest.mark.parametrize("name", CHANGED)
def test_what_a_kustomization_changes(name: str, tmp_path: Path) -> None:
    said, path, expected = CHANGED[name]
    assert at(of(tmp_path, said, NAT), path) == expected


BLOCK = """\
patches:
- target: {kind: NatGateway}
  patch: |
    - op: replace
      path: /spec/idleTimeoutInMinutes
      # minutes

      value: 30
"""
FOLDED = """\
patches:
- target: {kind: NatGateway}
  patch: >-
    [{op: replace, path: /spec/idleTimeoutInMinutes,
    value: 30}]
"""


@pytest.mark.parametrize(
    ("said", "line", "column"),
    [(BLOCK, 9, 14), (BLOCK.replace("|", "|-"), 9, 14), (FOLDED, 4, 10)],
    ids=["a block", "stripped", "folded"],
)
def test_values_of_a_patch_have_their_places_in_the_file(
    said: str, line: int, column: int, tmp_path: Path
) -> None:
    """A folded text has other lines than its file: it is placed where it begins."""
    found = built(tmp_path, {"nat.yaml": NAT, "kustomization.yaml": "resources: [nat.yaml]\n" + said})
    assert not found.open
    value = dig(found.objects[0].body, "spec.idleTimeoutInMinutes")
    assert value is not None
    assert (value.at.line, value.at.column) == (line, column)


POD = "spec.template.spec"
OWN = {
    "containers are merged by name": (
        "{template: {spec: {containers: [{name: side, image: new}]}}}",
        f"{POD}.containers",
        [
            {"name": "side", "image": "new"},
            {"name": "shop", "image": "shop", "env": [{"name": "A", "value": "1"}]},
        ],
    ),
    "and so is their environment": (
        "{template: {spec: {containers: [{name: shop, env: [{name: A, value: '2'}]}]}}}",
        f"{POD}.containers.0.env",
        [{"name": "A", "value": "2"}],
    ),
    "one is removed": (
        "{template: {spec: {containers: [{name: side, $patch: delete}]}}}",
        f"{POD}.containers",
        [{"name": "shop", "image": "shop", "env": [{"name": "A", "value": "1"}]}],
    ),
    "all take the place of the others": (
        "{template: {spec: {containers: [{name: x}, {$patch: replace}]}}}",
        f"{POD}.containers",
        [{"name": "x"}],
    ),
    "tolerations are not merged": (
        "{template: {spec: {tolerations: [{key: b}]}}}",
        f"{POD}.tolerations",
        [{"key": "b"}],
    ),
    "selectors are": (
        "{template: {spec: {nodeSelector: {zone: a}}}}",
        f"{POD}.nodeSelector",
        {"pool": "egress", "zone": "a"},
    ),
}


@pytest.mark.parametrize("name", OWN)
def test_lists_of_kubernetes_own_kinds_have_keys(name: str, tmp_path: Path) -> None:
    spec, path, expected = OWN[name]
    said = f"patches:\n- patch: |\n    {{apiVersion: apps/v1, kind: Deployment, metadata: {{name: shop}}, spec: {spec}}}\n"
    assert at(of(tmp_path, said, APP), path) == expected


SET = {
    "labels alone": ("labels: [{pairs: {a: b}}]", "spec.template.metadata.labels", {"app": "shop"}),
    "in templates": (
        "labels: [{pairs: {a: b}, includeTemplates: true}]",
        "spec.template.metadata.labels",
        {"app": "shop", "a": "b"},
    ),
    "not in selectors": (
        "labels: [{pairs: {a: b}, includeTemplates: true}]",
        "spec.selector.matchLabels",
        {"app": "shop"},
    ),
    "in selectors": (
        "labels: [{pairs: {a: b}, includeSelectors: true}]",
        "spec.selector.matchLabels",
        {"app": "shop", "a": "b"},
    ),
    "common labels": ("commonLabels: {app: x}", "spec.template.metadata.labels", {"app": "x"}),
    "annotations of pods": ("commonAnnotations: {a: b}", "spec.template.metadata.annotations", {"a": "b"}),
    "replicas": ("replicas: [{name: shop, count: 7}]", "spec.replicas", 7),
}


@pytest.mark.parametrize("name", SET)
def test_what_is_set_on_workloads(name: str, tmp_path: Path) -> None:
    said, path, expected = SET[name]
    assert at(of(tmp_path, said + "\n", APP), path) == expected


def test_common_labels_reach_the_pods_that_a_policy_selects(tmp_path: Path) -> None:
    spec = at(of(tmp_path, "commonLabels: {team: x}\n", POLICY), "spec")
    assert at(spec, "podSelector.matchLabels") == {"app": "shop", "team": "x"}
    assert at(spec, "egress.0.to.0.podSelector.matchLabels") == {"a": "b", "team": "x"}


def replacement(source: str, options: str = "") -> str:
    target = "{select: {kind: NatGateway}, fieldPaths: [spec.idleTimeoutInMinutes]}"
    return f"replacements:\n- source: {{kind: ConfigMap, {source}}}\n  targets: [{target}]\n{options}"


def minutes(found: object) -> object:
    return at(found, "0.spec.idleTimeoutInMinutes") if isinstance(found, list) else found


def test_a_value_comes_from_another_object(tmp_path: Path) -> None:
    assert minutes(of(tmp_path, replacement("name: values, fieldPath: data.minutes"), NAT, VALUES)) == 10


def test_a_value_comes_from_a_generated_config_map(tmp_path: Path) -> None:
    generator = "configMapGenerator: [{name: made, literals: [minutes=30]}]\n"
    assert minutes(of(tmp_path, replacement("name: made, fieldPath: data.minutes", generator), NAT)) == 30


def test_a_generator_is_laid_over_another_ones(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": "resources: [nat.yaml]\nconfigMapGenerator: [{name: made, literals: [minutes=30]}]\n",
        "base/nat.yaml": NAT,
        "kustomization.yaml": "resources: [base]\nconfigMapGenerator:\n"
        "- {name: made, behavior: merge, envs: [values.env]}\n"
        + replacement("name: made, fieldPath: data.minutes"),
        "values.env": "# minutes of idling\nminutes=12\n",
    }
    found = built(tmp_path, files)
    assert at(plain(found.objects[0].body), "spec.idleTimeoutInMinutes") == 12


def test_a_component_changes_what_uses_it(tmp_path: Path) -> None:
    component = "kind: Component\n" + merge(NAMED + "spec: {idleTimeoutInMinutes: 10}")
    found = of(tmp_path, "components: [part]\n", NAT, part__kustomization_yaml=component)
    assert at(found, "spec.idleTimeoutInMinutes") == 10


def test_an_overlay_changes_what_its_base_renamed(tmp_path: Path) -> None:
    """By the name that is written, and by the one that the base gave."""
    for called in ("egress", "a-egress"):
        files = {
            "base/kustomization.yaml": "resources: [nat.yaml]\nnamePrefix: a-\n",
            "base/nat.yaml": NAT,
            "kustomization.yaml": "resources: [base]\n"
            + merge(f"metadata: {{name: {called}}}, spec: {{sku: null}}"),
        }
        found = built(tmp_path / called, files)
        assert not found.open
        assert at(plain(found.objects[0].body), "spec.sku") is None


def test_references_of_ones_own_kinds_follow_where_a_configuration_says_so(tmp_path: Path) -> None:
    subnet = NAT.replace("NatGateway", "VirtualNetworksSubnet").replace("egress", "nodes") + "  "
    subnet = subnet.replace("sku: {name: Standard}", "natGateway: {reference: {name: egress}}")
    names = (
        "nameReference:\n- kind: NatGateway\n  fieldSpecs:\n"
        "  - {kind: VirtualNetworksSubnet, path: spec/natGateway/reference/name}\n"
    )
    plainly = of(tmp_path / "plain", "namePrefix: a-\n", NAT, subnet)
    assert at(plainly, "1.spec.natGateway.reference.name") == "egress"  # kustomize knows no kind of Azure's
    said = "namePrefix: a-\nconfigurations: [names.yaml]\n"
    found = of(tmp_path / "configured", said, NAT, subnet, names_yaml=names)
    assert at(found, "1.spec.natGateway.reference.name") == "a-egress"


REFUSED = {
    "a patch of no object": merge("metadata: {name: other}, spec: {}"),
    "a patch of another version": merge(NAMED).replace("v1api20220701", "v1api20240301"),
    "operations without a target": "patches:\n- patch: '[{op: remove, path: /spec}]'\n",
    "a path that is not there": operation("op: replace, path: /spec/nothing/more, value: 1"),
    "a removal of nothing": operation("op: remove, path: /spec/nothing"),
    "a test that does not hold": operation("op: test, path: /spec/sku/name, value: x"),
    "an element that is not there": operation("op: replace, path: /spec/zones/7, value: x"),
    "a plain value for an object": merge(NAMED + "spec: {sku: x}"),
    "an object for a plain value": merge(NAMED + "spec: {idleTimeoutInMinutes: {a: b}}"),
    "a missing patch": "patches: [{path: nowhere.yaml}]\n",
    "no YAML": "patches:\n- patch: '{a: ['\n",
    "a template": "patches:\n- target: {kind: NatGateway}\n  patch: '{{ .Values.patch }}'\n",
    "a source that is not there": replacement("name: nowhere, fieldPath: data.x"),
    "a field that is not there": "replacements:\n- sourceValue: x\n"
    "  targets: [{select: {kind: NatGateway}, fieldPaths: [spec.nothing]}]\n",
    "a member that it does not know": "patchez: []\n",
}
NOT_FOLLOWED = {
    "a transformer": "transformers: [change.yaml]\n",
    "a schema of its own": "openapi: {path: schema.json}\n",
    "which fields a configuration names": "configurations: [fields.yaml]\n",
    "an expression": "patches:\n- target: {name: '(e|f)g{1,9}ress'}\n  patch: '[{op: remove, path: /spec/sku}]'\n",
    "a selector": "patches:\n- target: {labelSelector: 'a in b'}\n  patch: '[{op: remove, path: /spec/sku}]'\n",
    "a component of another repository": "components: ['https://github.com/x/y//part?ref=v1']\n",
}


def test_a_templates_marks_open_what_is_azures_alone(tmp_path: Path) -> None:
    said = "patches:\n- target: {}\n  patch: '[{op: add, path: /metadata/annotations, value: {a: \"{{ b }}\"}}]'\n"
    found = of(tmp_path, said, NAT, APP)
    assert isinstance(found, list)
    assert [isinstance(one, str) for one in found] == [True, False]


@pytest.mark.parametrize("said", [*REFUSED.values(), *NOT_FOLLOWED.values()], ids=[*REFUSED, *NOT_FOLLOWED])
def test_what_is_not_known_opens_what_is_built(said: str, tmp_path: Path) -> None:
    assert isinstance(of(tmp_path, said, NAT), str)


MORE = {
    "another repository": "resources: ['https://github.com/x/y//base?ref=v1', nat.yaml]\n",
    "a file that is not here": "resources: [nowhere.yaml, nat.yaml]\n",
    "a chart": "resources: [nat.yaml]\nhelmCharts: [{name: x}]\n",
    "a generator": "resources: [nat.yaml]\ngenerators: [x.yaml]\n",
}


@pytest.mark.parametrize("said", MORE.values(), ids=MORE)
def test_what_only_brings_more_leaves_what_is_there(said: str, tmp_path: Path) -> None:
    patch = merge("metadata: {name: elsewhere}, spec: {}")  # of something that comes from there, perhaps
    found = built(tmp_path, {"nat.yaml": NAT, "kustomization.yaml": said + patch})
    assert [one.alters for one in found.open] == [False]
    assert [one.open for one in found.objects] == [()]


HOSTILE = {
    "itself": {"kustomization.yaml": "resources: [.]\n"},
    "a circle": {"kustomization.yaml": "resources: [a]\n", "a/kustomization.yaml": "resources: [..]\n"},
    "out of the workspace": {"kustomization.yaml": "resources: [../../../../etc, /etc/passwd]\n"},
    "no list": {"kustomization.yaml": "resources: {a: b}\npatches: 7\nreplacements: x\nlabels: [[]]\n"},
    "nothing": {"kustomization.yaml": ""},
    "a list": {"kustomization.yaml": "- a\n"},
    "two kustomizations beside each other": {
        "kustomization.yaml": "resources: [a]\n",
        "a/kustomization.yaml": "resources: []\n",
        "a/Kustomization": "resources: []\n",
    },
    "a patch that is a number": {
        "nat.yaml": NAT,
        "kustomization.yaml": "resources: [nat.yaml]\npatches: [{patch: '7'}]\n",
    },
    "a deep patch": {
        "nat.yaml": NAT,
        "kustomization.yaml": "resources: [nat.yaml]\n"
        + merge(NAMED + "spec: " + "{a: " * 60 + "1" + "}" * 60),
    },
    "a long path": {
        "nat.yaml": NAT,
        "kustomization.yaml": "resources: [nat.yaml]\n"
        + operation(f"op: add, path: {'/a' * 5000}, value: 1"),
    },
    "many wild places": {
        "nat.yaml": NAT.replace("egress", "a" * 250),
        "kustomization.yaml": "resources: [nat.yaml]\n"
        f"patches:\n- target: {{name: '{'.*a' * 60}b'}}\n  patch: '[]'\n",
    },
}


@pytest.mark.parametrize("name", HOSTILE)
def test_any_kustomization_gives_a_build(name: str, tmp_path: Path) -> None:
    build_ = built(tmp_path, HOSTILE[name])
    assert all(one.why.reason for one in build_.open)


DEFINITION = (
    "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\nspec: {}\n"
)


@pytest.mark.parametrize(
    ("written", "objects"),
    [
        (DEFINITION, 1),
        (DEFINITION + "---\n" + DEFINITION, 1),
        (DEFINITION + "---\n" + APP, 3),
        (DEFINITION.replace("kind: Cus", 'kind: "Cus').replace("tion\nmeta", 'tion"\nmeta'), 2),
        ("# kind: CustomResourceDefinition\n" + APP, 2),
        ("# x\n---\n" + DEFINITION + "---\n# y\n...\n", 1),
        (DEFINITION + '---\n{"apiVersion": v1, "kind": Service, "metadata": {"name": y}}\n', 3),
        (DEFINITION + "--- {apiVersion: v1, kind: Service, metadata: {name: y}}\n", 3),
        (DEFINITION + "---\n  apiVersion: v1\n  kind: Service\n  metadata: {name: y}\n", 3),
        (
            DEFINITION.replace("\n", "\r\n")
            + "---\r\n{apiVersion: v1, kind: Service, metadata: {name: y}}\r\n",
            3,
        ),
    ],
    ids=[
        "one",
        "two",
        "with an object",
        "in another spelling",
        "in a comment",
        "with documents that are empty",
        "with an object in JSON",
        "with an object on the line of the mark",
        "with an object that is indented",
        "with other ends of lines",
    ],
)
def test_definitions_of_kinds_alone_are_not_parsed(written: str, objects: int, tmp_path: Path) -> None:
    """What patches such a definition is no error, and so is a patch of nothing beside one."""
    patch = "patches:\n- patch: |\n    {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: x}}\n"
    kustomization = "resources: [r.yaml, nat.yaml]\n" + (patch if objects == 1 else "")
    found = built(tmp_path, {"r.yaml": written, "nat.yaml": NAT, "kustomization.yaml": kustomization})
    assert len(found.objects) == objects
    assert not found.open


@pytest.mark.parametrize(
    ("said", "open_"),
    [
        ("resources: [nat.yaml]\n", False),
        ("---\nresources: [nat.yaml]\n---\n# no more\n", False),
        ("resources: [nat.yaml]\n---\nnamePrefix: x-\n", True),
        ("---\n---\nresources: [nat.yaml]\n", True),
    ],
)
def test_a_kustomization_is_one_document(said: str, open_: bool, tmp_path: Path) -> None:
    """What stands in a second one is meant to count, and kustomize refuses a first one that is empty."""
    found = built(tmp_path, {"nat.yaml": NAT, "kustomization.yaml": said})
    assert bool(found.open) is open_


def test_no_more_is_taken_in_than_a_bound(tmp_path: Path) -> None:
    """Each folder takes in the one below it twice: what is 2 to the power of 20 is not built."""
    files = {"d0/kustomization.yaml": "resources: [nat.yaml]\n", "d0/nat.yaml": NAT}
    for depth in range(1, 21):
        for side in "ab":
            files[f"d{depth}{side}/kustomization.yaml"] = (
                f"namePrefix: {side}{depth}-\nresources: [../d{depth - 1}a, ../d{depth - 1}b]\n"
                if depth > 1
                else f"namePrefix: {side}-\nresources: [../d0]\n"
            )
    found = built(tmp_path, files, "d20a/kustomization.yaml")
    assert found.open
    assert len(found.objects) <= MOST_OBJECTS
