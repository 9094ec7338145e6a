"""What expressions evaluate to; what is known stays known beside what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluated import evaluation, local

UNKNOWN = 'variable "u" {}\nvariable "name" {}\n'

CASES = [
    ("1 + 2 * 3 - 4 / 2", 5),
    ("7 % 3", 1),
    ("10 / 4", 2.5),
    ('"5" + 1', 6),
    ("-3", -3),
    ("!false && (1 < 2 || false)", True),
    ('"1" == 1', False),
    ("null == null", True),
    ("[1, 2] == [1, 2]", True),
    ("{ a = 1 } == { a = 2 }", False),
    ('true ? "a" : "b"', "a"),
    ('"${1}-${true}-x"', "1-true-x"),
    ('"%{ if true }yes%{ else }no%{ endif }"', "yes"),
    ('"%{ for k, v in { a = 1, b = 2 } }${k}${v} %{ endfor }"', "a1 b2 "),
    ("[for i, v in [3, 4] : i * v]", [0, 4]),
    ("{ for k, v in { a = 1, b = 2 } : v => k if v > 1 }", {"2": "b"}),
    ('{ for v in ["ax", "ay", "b"] : substr(v, 0, 1) => v... }', {"a": ["ax", "ay"], "b": ["b"]}),
    ('[for s in toset(["b", "a", "b"]) : s]', ["a", "b"]),
    ("[{ a = 1 }, { a = 2 }][*].a", [1, 2]),
    ("[{ a = [1, 2] }].0.a.1", 2),
    ("null[*]", []),
    ('"x"[*]', ["x"]),
    ("[[{ a = [{ b = 1 }] }]][*][0].a[*].b", [[1]]),
    # What is unknown, and what is certain all the same.
    ("var.u", "?"),
    ("false && var.u", False),
    ("var.u && false", False),
    ("true || var.u", True),
    ("var.u || true", True),
    ("var.u && true", "?"),
    ('var.u ? "same" : "same"', "same"),
    ('var.u ? "a" : "b"', "?"),
    ("var.u ? { a = 1, b = 2 } : { a = 1, b = 3 }", {"a": 1, "b": "?"}),
    ('"pre-${var.name}-post"', "pre-{?}-post"),
    ('upper("pre-${var.name}")', "PRE-{?}"),
    ("{ a = 1, b = var.u }.a", 1),
    ("[1, var.u][0]", 1),
    ("merge({ a = 1 }, { b = var.u })", {"a": 1, "b": "?"}),
    ('join("-", ["a", var.name, "b"])', "a-{?}-b"),
    ('format("%s/%02d", var.name, 7)', "{?}/07"),
    ("{ (var.name) = 1 }[var.name]", 1),
    ('{ "${var.name}-a" = 1, "${var.name}-b" = 2 }["${var.name}-b"]', 2),
    ("[5][var.u]", 5),
    ("length([1, var.u])", 2),
    ("contains([1, var.u], 1)", True),
    ("contains([2, var.u], 1)", "?"),
    # Errors are for try and can; elsewhere they are unknown and alone.
    ('try({ a = 1 }.b, "fallback")', "fallback"),
    ("try([][0], null)", None),
    ("can({ a = 1 }.b)", False),
    ("can({ a = 1 }.a)", True),
    ("[1, [][0], 3]", [1, "?", 3]),
    ("{ a = {}.x, b = 2 }", {"a": "?", "b": 2}),
    ("local.it", "?"),
    ("range(1000000000)", "?"),
    ("setproduct(range(1000), range(1000))", "?"),
    ("1e200 * 1e200", "?"),
    ("pow(10, 100000)", "?"),
    ('regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")', "?"),
    ("nosuchfunction(1)", "?"),
    ("timestamp()", "?"),
    ("var.nosuch", "?"),
    ("path.module", "."),
    ("terraform.workspace", "?"),
]


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[case[0][:60] for case in CASES])
def test_value(expression: str, expected: object, tmp_path: Path) -> None:
    assert local(tmp_path, expression, UNKNOWN) == expected


FUNCTIONS = [
    ("abs(-1) + ceil(1.2) + floor(1.8) + max(1, 3) + min(2, 4) + signum(-5)", 1 + 2 + 1 + 3 + 2 - 1),
    ('parseint("ff", 16)', 255),
    ("sum([1, 2.5])", 3.5),
    ("log(8, 2)", 3),
    ('chomp("a\\n")', "a"),
    ('endswith("abc", "c")', True),
    ('formatlist("%s-%s", ["a", "b"], "x")', ["a-x", "b-x"]),
    ('indent(2, "a\\nb")', "a\n  b"),
    ('replace("a-b", "-", "_")', "a_b"),
    ('replace("a1b22", "/[0-9]+/", "#")', "a#b#"),
    (f'length(regexall("(a|aa)+$", "{"a" * 90}b"))', "?"),
    (f'regex("{"a?" * 40}{"a" * 40}", "{"a" * 40}")', "?"),
    (f'regex("{"(a|a)" * 40}b", "{"a" * 40}")', "?"),
    (f'replace("{"x" * 20000}", "/x+y/", "")', "?"),
    ('regex("^[a-z0-9-]{3,24}$", "st-payments")', "st-payments"),
    ('regex("^(dev|prod)-([a-z]+)[0-9]*$", "dev-weu1")', ["dev", "weu"]),
    ('regex("/resourceGroups/([^/]+)/", "/subscriptions/s/resourceGroups/g/x")', ["g"]),
    ('regex("([a-z]+)-([0-9]+)", "ab-12")', ["ab", "12"]),
    ('regexall("[0-9]", "a1b2")', ["1", "2"]),
    ('split(",", "a,b")', ["a", "b"]),
    ('strrev("abc")', "cba"),
    ('title("hello world")', "Hello World"),
    ('trim("--a--", "-")', "a"),
    ('trimprefix("snet-a", "snet-")', "a"),
    ('trimsuffix("a.tf", ".tf")', "a"),
    ('trimspace("  a ")', "a"),
    ("tostring(1.0)", "1"),
    ('tonumber("1.5")', 1.5),
    ('tobool("true")', True),
    ('alltrue([true, "true"])', True),
    ("anytrue([])", False),
    ("chunklist([1, 2, 3], 2)", [[1, 2], [3]]),
    ('coalesce(null, "", "x")', "x"),
    ("coalescelist([], [1])", [1]),
    ('compact(["a", "", null])', ["a"]),
    ("concat([1], [2])", [1, 2]),
    ("distinct([1, 1, 2])", [1, 2]),
    ('provider::azurerm::normalise_resource_id("/subscriptions/s")', "/subscriptions/s"),
    (
        'provider::azapi::build_resource_id("/subscriptions/s/resourceGroups/g", "Microsoft.Network/natGateways", "n")',
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/natGateways/n",
    ),
    (
        'provider::azapi::build_resource_id("/x/v", "Microsoft.Network/virtualNetworks/subnets", "n")',
        "/x/v/subnets/n",
    ),
    (
        'provider::azapi::build_resource_id("/subscriptions/s", "Microsoft.Resources/resourceGroups", "g")',
        "/subscriptions/s/resourceGroups/g",
    ),
    (
        'provider::azapi::resource_group_resource_id("s", "g", "Microsoft.Network/virtualNetworks/subnets", ["v", "n"])',
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n",
    ),
    ('provider::azapi::subscription_resource_id("s", "A.B/c", ["n"])', "/subscriptions/s/providers/A.B/c/n"),
    ('provider::time::rfc3339_parse("x")', "?"),
    ("element([1, 2, 3], 4)", 2),
    ("flatten([[1], [[2]], 3])", [1, 2, 3]),
    ('index(["a", "b"], "b")', 1),
    ("keys({ b = 1, a = 2 })", ["a", "b"]),
    ('lookup({ a = 1 }, "b", 9)', 9),
    ('matchkeys(["x", "y"], ["a", "b"], ["b"])', ["y"]),
    ("one([])", None),
    ("range(3)", [0, 1, 2]),
    ("range(1, 6, 2)", [1, 3, 5]),
    ("reverse([1, 2])", [2, 1]),
    ("setintersection([1, 2], [2, 3])", [2]),
    ("setsubtract([1, 2], [2])", [1]),
    ("setunion([1], [2])", [1, 2]),
    ('setproduct(["a", "b"], [1])', [["a", 1], ["b", 1]]),
    ("slice([1, 2, 3], 1, 2)", [2]),
    ('sort(["b", "a"])', ["a", "b"]),
    ('transpose({ a = ["x"], b = ["x"] })', {"x": ["a", "b"]}),
    ("values({ b = 1, a = 2 })", [2, 1]),
    ('zipmap(["a"], [1])', {"a": 1}),
    ('base64encode("a")', "YQ=="),
    ('base64decode("YQ==")', "a"),
    ('csvdecode("a,b\\n1,2\\n")', [{"a": "1", "b": "2"}]),
    ('jsondecode("{\\"a\\": [1, null]}")', {"a": [1, None]}),
    ("jsonencode({ b = [1, true], a = null })", '{"a":null,"b":[1,true]}'),
    ('jsondecode(jsonencode({ a = "${var.name}-x" })).a', "{?}-x"),
    ('yamldecode("a: [1, b]")', {"a": [1, "b"]}),
    ('urlencode("a b&c")', "a+b%26c"),
    ('md5("a")', "0cc175b9c0f1b6a831c399e269772661"),
    ('cidrsubnet("10.0.0.0/16", 8, 2)', "10.0.2.0/24"),
    ('cidrsubnets("10.0.0.0/16", 4, 8)', ["10.0.0.0/20", "10.0.16.0/24"]),
    ('cidrhost("10.0.0.0/24", -1)', "10.0.0.255"),
    ('cidrnetmask("10.0.0.0/20")', "255.255.240.0"),
    ('basename("a/b.txt")', "b.txt"),
    ('dirname("a/b.txt")', "a"),
    ('formatdate("YYYY-MM-DD", "2026-11-23T01:02:03Z")', "2026-11-23"),
    ('timeadd("2026-11-23T00:00:00Z", "1h30m")', "2026-11-23T01:30:00Z"),
    ('timecmp("2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z")', -1),
    ('startswith("abc", "a") && strcontains("abc", "b")', True),
    ("sensitive(nonsensitive(1))", 1),
    ("max([1, 5, 3]...)", 5),
]


@pytest.mark.parametrize(("expression", "expected"), FUNCTIONS, ids=[case[0][:60] for case in FUNCTIONS])
def test_function(expression: str, expected: object, tmp_path: Path) -> None:
    assert local(tmp_path, expression, UNKNOWN) == expected


def test_files_of_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("secret")
    root = tmp_path / "work"
    (root / "data").mkdir(parents=True)
    (root / "data" / "a.json").write_text('{"subnets": ["x"]}')
    (root / "data" / "t.tpl").write_text("%{ for n in names ~}\n[${n}]\n%{ endfor ~}\n")
    expression = """[
      jsondecode(file("${path.module}/data/a.json")).subnets,
      templatefile("data/t.tpl", { names = ["a", "b"] }),
      fileset("data", "*.json"),
      fileexists("data/none"),
      file("../outside.txt"),
    ]"""
    assert local(root, expression) == [["x"], "[a]\n[b]\n", ["a.json"], False, "?"]


def test_deep_and_wide_chains_end(tmp_path: Path) -> None:
    chain = "".join(f"  c{n} = local.c{n + 1}\n" for n in range(3000))
    doubled = "".join(f"  d{n} = [local.d{n + 1}, local.d{n + 1}]\n" for n in range(60))
    texts = "".join(f'  s{n} = "${{local.s{n + 1}}}${{local.s{n + 1}}}"\n' for n in range(60))
    more = f'locals {{\n{chain}  c3000 = 1\n{doubled}  d60 = 1\n{texts}  s60 = "xxxxxxxxxx"\n}}\n'
    assert local(tmp_path, "[local.c0, local.s0]", more) == ["?", "?"]
    assert "?" in str(local(tmp_path, "local.d0", more))
    assert local(tmp_path, "local.c2900", more) == 1


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('"${local.text}${local.text}"', "?"),
        ('join(local.text, ["a", "b", "c"])', "?"),
        ("[1]" + "[*]" * 200, "?"),
        ("length(local.big" + "[*]" * 20 + ")", "?"),
        ('csvdecode("' + "a," * 2000 + "\\n" + "b\\n" * 100 + '")', "?"),
        ('[for i in range(1000) : "${local.text}b" == "${local.text}c"][999]', "?"),
        ("[for i in range(1000) : length(distinct([local.big, [i]]))][999]", "?"),
        ('[for i in range(1000) : length(regexall("a*a*b", local.half))][999]', "?"),
    ],
)
def test_work_is_bounded(expression: str, expected: object, tmp_path: Path) -> None:
    """Each of these would take minutes, or gigabytes, of a file of a few lines."""
    big = f'''locals {{
  text = join("", [for i in range(900) : "{"a" * 1000}"])
  half = "{"a" * 300}"
  big  = [for i in range(30) : range(1000)]
}}'''
    assert local(tmp_path, expression, big) == expected


def test_modules_that_call_the_next_one_twice(tmp_path: Path) -> None:
    calls = "".join(f'module "{name}" {{\n  source = "../m%d"\n}}\n' for name in "ab")
    files = {f"m{depth}/main.tf": calls % (depth + 1, depth + 1) for depth in range(20)}
    files["m20/main.tf"] = 'resource "azurerm_kubernetes_cluster" "a" {\n  name = "a"\n}\n'
    found = evaluation(tmp_path, files, "m0")
    assert len(list(found.instances())) < 3000
    assert [skipped.reason for skipped in found.skipped] == [
        "its modules call one another more than 3000 times"
    ]
