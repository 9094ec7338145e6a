"""What Terraform refuses to read is not read here either: else a value would be taken that no Terraform ever takes.

The table was asked of ``terraform fmt`` 1.11, which parses with hashicorp/hcl; where Terraform is installed it is asked again.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from natpin.languages.hcl import HclError, Source, top_blocks
from natpin.languages.hcl.tfjson import json_blocks, json_values

REFUSED = {
    "two entries on one line": "locals {\n  a = { b = 1 c = 2 }\n}\n",
    "two entries, one in a list": "locals {\n  a = [1 2]\n}\n",
    "an argument set twice": "locals {\n  a = 1\n  a = 2\n}\n",
    "an argument set twice in a block of a block": 'resource "a" "b" {\n  c {\n    d = 1\n    d = 2\n  }\n}\n',
    "two arguments on one line": "locals {\n  a = 1 b = 2\n}\n",
    "a comma between arguments": "locals {\n  a = 1, b = 2\n}\n",
    "a semicolon": "locals {\n  a = 1;\n}\n",
    "two arguments in a block of one line": "locals { a = 1, b = 2 }\n",
    "a block of one line goes on": "locals { a = 1\n  b = 2\n}\n",
    "a block in a block of one line": 'resource "a" "b" { c {} }\n',
    "a brace on the line of the last argument": "locals {\n  a = 1 }\n",
    "a brace on the line of the last block": 'resource "a" "b" {\n  c {}}\n',
    "two blocks on one line": "locals {} locals {}\n",
    "a word after a block": "locals {} x\n",
    "an argument whose name is quoted": 'locals {\n  "a" = 1\n}\n',
    "a block whose name is quoted": 'resource "a" "b" {\n  "c" {\n  }\n}\n',
    "a colon for an equals sign": "locals {\n  a : 1\n}\n",
    "a value on the next line": "locals {\n  a =\n  1\n}\n",
    "a value of an entry on the next line": "locals {\n  a = { b =\n 1 }\n}\n",
    "a condition over lines": "locals {\n  a = true ? 1\n  : 2\n}\n",
    "a condition's value on the next line": "locals {\n  a = true ? 1 :\n  2\n}\n",
    "a condition's first value on the next line": "locals {\n  a = true ?\n  1 : 2\n}\n",
    "an operand on the next line": "locals {\n  a = 1 +\n  2\n}\n",
    "an escape that is none": 'locals {\n  a = "\\q"\n}\n',
    "an escape of JSON's": 'locals {\n  a = "a\\/b"\n}\n',
    "half an escape": 'locals {\n  a = "\\u00"\n}\n',
    "the code of half a character": 'locals {\n  a = "\\ud83d"\n}\n',
    "an escape that is none, beside an interpolation": 'locals {\n  a = "${b}\\q"\n}\n',
    "an escape that is none, in a label": 'resource "a" "\\q" {\n}\n',
    "an interpolation in a label": 'resource "a" "${b}" {\n}\n',
    "two indexes with dots": "locals {\n  a = b.0.1\n}\n",
    "a splat in a splat of attributes": "locals {\n  a = b.*.c.*.d\n}\n",
    "for as a key": "locals {\n  a = { for = 1 }\n}\n",
    "a key in a for of a list": "locals {\n  a = [for b in c : b => 1]\n}\n",
    "no key in a for of an object": "locals {\n  a = { for b in c : b }\n}\n",
    "an argument after the expanded one": "locals {\n  a = max(b..., 1)\n}\n",
    "a comment that nothing closes": "/* locals {\n  a = 1\n}\n",
    "a comment inside that nothing closes": "locals {\n  a = 1 /*\n}\n",
    "a blank after the marker of a heredoc": "locals {\n  a = <<E \nb\nE\n}\n",
    "a mark of byte order in the middle": "locals {\n  a = \ufeff1\n}\n",
    "a blank that is none": "locals {\n  a =\u00a01\n}\n",
    "half an end of a line": "locals {\n  a = 1 \r }\n",
    "one quote": "locals {\n  a = 'b'\n}\n",
    "one ampersand": "locals {\n  a = b & c\n}\n",
    "a directive that nothing closes": 'locals {\n  a = "%{ if b }c"\n}\n',
    "a string over lines": 'locals {\n  a = "b\nc"\n}\n',
}
TAKEN = {
    "one entry on a line": "locals {\n  a = {\n    b = 1\n    c = 2\n  }\n}\n",
    "commas and lines": "locals {\n  a = { b = 1, c = 2,\n  d = 3 }\n}\n",
    "an entry set twice": "locals {\n  a = { b = 1, b = 2 }\n}\n",
    "a block of one line": "locals { a = 1 }\n",
    "an empty block, and a comment": "locals {} # b\n",
    "a comment that goes on": "locals {} /* b\n*/\n",
    "in parentheses over lines": "locals {\n  a = (true ?\n  1 :\n  2)\n}\n",
    "an operand on the next line in parentheses": "locals {\n  a = (1 +\n  2)\n}\n",
    "in brackets over lines": "locals {\n  a = [1 +\n  2,\n]\n}\n",
    "a splat after an index": "locals {\n  a = b.*.c[0].*.d\n}\n",
    "an escape in a label": 'resource "a\\u0062" "c" {\n}\n',
    "a label without quotes": "resource a b {\n}\n",
    "for as a quoted key": 'locals {\n  a = { "for" = 1 }\n}\n',
    "lines of Windows": "locals {\r\n  a = <<E\r\nb\r\nE\r\n}\r\n",
    "every escape": 'locals {\n  a = "\\n\\r\\t\\"\\\\\\u00e9\\U0001F600"\n}\n',
}
REFUSED_JSON = {
    "a comma too many": '{"locals": {"a": 1,}}',
    "a comment": '{"locals": {"a": 1} /* b */}',
    "a name without quotes": '{"locals": {a: 1}}',
    "a value without quotes": '{"locals": {"a": var.b}}',
    "no number": '{"locals": {"a": NaN}}',
    "a number that begins with zero": '{"locals": {"a": 01}}',
    "a string over lines": '{"locals": {"a": "b\nc"}}',
    "an escape that is none": '{"locals": {"a": "\\q"}}',
    "a quote inside of an interpolation": '{"locals": {"a": "${"b"}"}}',
    "an argument set twice": '{"locals": {"a": 1, "a": 2}}',
    "something behind it": '{"locals": {}} {}',
}
TAKEN_JSON = {
    "a quote inside of an interpolation": '{"locals": {"a": "${b[\\"c\\"]}"}}',
    "an escaped interpolation": '{"locals": {"a": "\\u0024{b}\\n"}}',
    "every escape": '{"locals": {"a": "\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00"}}',
    "a comment's key": '{"locals": {"//": "b", "a": 1}}',
}


def problems(text: str, path: str = "t.tf") -> list[HclError]:
    source = Source(path, text)
    sliced = json_blocks(source) if path.endswith(".json") else top_blocks(source)
    bodies = [block for block in sliced.blocks if block.body() is None]
    return [*sliced.errors, *(block.problem for block in bodies if block.problem is not None)]


@pytest.mark.parametrize("name", REFUSED)
def test_what_terraform_refuses(name: str) -> None:
    (problem, *_) = problems(REFUSED[name])
    assert 0 <= problem.offset <= len(REFUSED[name])


@pytest.mark.parametrize("name", TAKEN)
def test_what_terraform_takes(name: str) -> None:
    assert not problems(TAKEN[name])


@pytest.mark.parametrize("name", REFUSED_JSON)
def test_what_terraform_refuses_of_json(name: str) -> None:
    assert problems(REFUSED_JSON[name], "t.tf.json")


@pytest.mark.parametrize("name", TAKEN_JSON)
def test_what_terraform_takes_of_json(name: str) -> None:
    assert not problems(TAKEN_JSON[name], "t.tf.json")


def test_a_value_that_is_given_twice_is_no_value() -> None:
    with pytest.raises(HclError):
        json_values(Source("t.tfvars.json", '{"a": 1, "a": 2}'))


def test_what_follows_a_text_whose_escapes_were_put_in_place_is_where_it_was() -> None:
    text = '{"locals": {"a": "\\n\\n${b[\\"c\\"]}",\n  "d": 1}}'
    (block,) = json_blocks(Source("t.tf.json", text)).blocks
    body = block.body()
    assert body is not None
    at = block.source.location(body.attributes["d"].start)
    assert (at.line, at.column) == (2, 3)


@pytest.mark.skipif(shutil.which("terraform") is None, reason="asks Terraform itself")
def test_terraform_itself_says_so(tmp_path: Path) -> None:
    texts = {f"f{number}.tf": text for number, text in enumerate((*REFUSED.values(), *TAKEN.values()))}
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text.encode())
    run = ["terraform", "fmt", "-check", "-no-color", "-list=false", "."]
    said = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False).stderr
    refused = set(re.findall(r"\bon (f\d+\.tf) line", said))
    assert refused == set(list(texts)[: len(REFUSED)])
