"""Where words stand of a line that a front end wrote: what it gives to a variable stands where the file has that."""

from __future__ import annotations

import pytest
from tree_sitter import Node

from natpin.languages.shell.tree import Source
from natpin.model.location import Location

GIVEN = {name: Location("file.yml", number) for number, name in enumerate("ABC", 10)}


def _every(node: Node) -> list[Node]:
    return [node, *(each for child in node.children for each in _every(child))]


def _around(node: Node | None, source: Source) -> Location | None:
    """What the innermost assignment around a node says, asked of one after the other."""
    while node is not None and node.type != "variable_assignment":
        node = node.parent
    name = node.child_by_field_name("name") if node is not None else None
    return GIVEN.get(source.text(name)) if name is not None else None


@pytest.mark.parametrize(
    "first",
    [
        "export A=b",
        "A=b",
        'cd x; export A="b $(C=d e "$f") g"; B=; D=$A',
        'A=(b c) B="$(( 1 + 2 ))" run "$C"',
        "if [ x ]; then (cd ..; export A=$(echo ${B:-c}); set -e",
        "A='é' B=é$C",
    ],
)
def test_a_word_of_the_first_line_stands_where_its_assignment_does(first: str) -> None:
    source = Source("run.sh", f'{first}\nA=x echo "$B"\n) fi\n', given=GIVEN)
    found = 0
    for node in _every(source.root):
        given = _around(node, source) if node.start_point.row == 0 else None
        found += given is not None
        assert source.at(node) == (given or Source("run.sh", f'{first}\nA=x echo "$B"\n) fi\n').at(node))
    assert found


@pytest.mark.parametrize("indent", [0, 4])
@pytest.mark.parametrize(
    "text",
    [
        "a=1\n\nif [ $a/$b/c/$d/e ]; then\n  az aks create -n x$a/$b \\\n    -g '$c/$d'\nfi\n",
        "a=1 b=2\naz group create -n $a/$b/$c\n",
        "cat <<E\n$a/$b/$c\nE\n\n\necho $(a/$b/$c/$d\n)\n",
        "",
        "\n\n  # only\n",
    ],
)
def test_a_part_stands_in_a_plain_text_where_it_stands_in_any(text: str, indent: int) -> None:
    """Of a text whose bytes are its characters, places are counted from its line ends; of any other from tree-sitter's rows."""
    plain = Source("run.sh", text, row=3, indent=indent)
    other = Source("run.sh", f"{text}# é\n", row=3, indent=indent)
    nodes = [node for node in _every(other.root) if node.end_byte <= len(text) + 8 * text.count("$")]
    there = {(node.start_byte, node.end_byte): other.at(node) for node in nodes if node.type != "program"}
    for node in _every(plain.root)[1:]:
        assert plain.at(node) == there[node.start_byte, node.end_byte]
