"""Where words of a step stand: whatever YAML makes of a scalar, each of its characters is found in the file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from natpin.formats.pipelines.laid import laid
from natpin.languages.located_yaml.characters import BLANKS, characters
from natpin.languages.located_yaml.documents import documents
from natpin.model.location import Location
from natpin.model.value import Value, dig
from natpin.workspace import FolderWorkspace

EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
TEXTS = st.text(st.sampled_from("az -'\"\\#:|>\n\t$é{}&*"), min_size=1, max_size=60)


@pytest.mark.parametrize("style", ['"', "'", "|", ">", ""])
@given(said=TEXTS, width=st.integers(10, 80))
def test_every_character_is_found(style: str, said: str, width: int) -> None:
    file = yaml.dump({"on": 1, "run": said}, default_style=style, width=width, allow_unicode=True)
    document = next(documents(file, "x.yml"))
    node = dig(document, "run") if isinstance(document, Value) else None
    if not isinstance(node, Value) or node.data != said:
        return  # plain words that are no text
    lines = file.split("\n")
    letters = [one for one in said if one not in BLANKS]
    spans = list(characters(lines, node.at))[: len(letters)]
    assert len(spans) == len(letters)
    for letter, (line, column, size) in zip(letters, spans, strict=True):
        shown = lines[line - 1][column - 1 : column - 1 + size]
        assert shown == letter or (
            size > 1 and yaml.safe_load(f'"{shown}"' if style == '"' else f"'{shown}'")
        )


def place(
    folder: Path, file: str, body: str, word: str, values: dict[str, str] | None = None
) -> Location | None:
    """Where a word of what the shell gets stands; by expression, the key of the file that it is the value of."""
    (folder / "x.yml").write_text(file)
    workspace = FolderWorkspace(folder, folder)
    document = next(documents(file, "x.yml"))
    assert isinstance(document, Value)
    node = dig(document, "run")
    assert node is not None
    found = laid(node, body, workspace, EXPRESSION, lambda said: dig(document, (values or {}).get(said, "?")))
    row = next(number for number, line in enumerate(body.split("\n")) if word in line)
    column = body.split("\n")[row].index(word)
    return found(row, column, row, column + len(word)) if found is not None else None


def shown(file: str, at: Location | None) -> str | None:
    return None if at is None else file.split("\n")[at.line - 1][at.column - 1 : (at.end_column or 1) - 1]


@pytest.mark.parametrize(
    ("file", "body", "word", "there"),
    [
        ('run: "a \\"b\\" c"\n', 'a "b" c', '"b"', '\\"b\\"'),
        ("run: 'it''s c'\n", "it's c", "c", "c"),
        ("run: >\n  a\n  b --c\n\n", "a b --c\n", "--c", "--c"),
        ("run: |\n  a ${{ x }} b\n", "a 600 b\n", "b", "b"),
        ("run: |\n  a ${{ x }} b\n", "a 600 b\n", "600", "${{ x }}"),
        ("run: |\n  a ${{ x }} b\n", "a 600 b\n", "a 600", "a ${{ x }}"),
        ("run: a ${{ x }} ${{ y }} b\n", "a 1 22 b", "22", "${{ y }}"),
        ("run: a ${{ x }}${{ y }}\n", "a 122", "122", None),
        ("run: &k 'a b'\n", "a b", "b", "b"),
    ],
)
def test_words_of_a_step(file: str, body: str, word: str, there: str | None, tmp_path: Path) -> None:
    assert shown(file, place(tmp_path, file, body, word)) == there


def test_a_value_of_the_file_is_where_it_stands(tmp_path: Path) -> None:
    file = "x: 600\nrun: a ${{ x }} b\n"
    assert place(tmp_path, file, "a 600 b", "600", {"x": "x"}) == Location("x.yml", 1, 4, 1, 7)
    # what is written there is not what the shell gets
    assert shown(file, place(tmp_path, file, "a 700 b", "700", {"x": "x"})) == "${{ x }}"


def test_texts_of_which_all_places_are_the_same_are_the_same(tmp_path: Path) -> None:
    file = 'run: "echo ${{ a }} b"\none: x\nother: x\nlast: y\n'
    (tmp_path / "x.yml").write_text(file)
    workspace, again = FolderWorkspace(tmp_path, tmp_path), FolderWorkspace(tmp_path, tmp_path)
    document = next(documents(file, "x.yml"))
    assert isinstance(document, Value)
    node = dig(document, "run")
    assert node is not None

    def of(key: str, body: str = "echo x b", where: FolderWorkspace = workspace) -> object:
        return laid(node, body, where, EXPRESSION, lambda said: dig(document, key))

    assert of("one") == of("one")
    assert hash(of("one")) == hash(of("one"))
    assert of("one") != of("other")  # the value stands elsewhere
    assert of("one") != of("one", "echo y b")
    assert of("last") == of("none")  # neither says what stands in the text
    assert of("one") != of("one", where=again)
