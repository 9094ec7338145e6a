"""No import leads back to where it came from, and no module stands where import-linter does not look."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import grimp

SOURCE = Path(__file__).parents[2] / "src"

# Circles that stand today, to be emptied. A circle that is no part of one of these is refused, and so is a line of this
# list that no circle needs any more.
KNOWN: tuple[tuple[str, ...], ...] = ()


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in modules().values()}
    bare = [str(each.relative_to(SOURCE)) for each in folders if not (each / "__init__.py").is_file()]
    assert not bare, f"import-linter does not look into a folder without __init__.py: {sorted(bare)}"


def test_import_linter_sees_every_module() -> None:
    seen = grimp.build_graph("natpin", cache_dir=None).modules
    assert set(modules()) == {name for name in seen if name.partition(".")[0] == "natpin"}


def test_no_circle_of_imports() -> None:
    standing = circles(imports())
    new = [sorted(circle) for circle in standing if not any(circle <= set(known) for known in KNOWN)]
    assert not new, f"these modules import one another in a circle, for typing or at run time: {new}"
    gone = [known for known in KNOWN if not any(circle <= set(known) for circle in standing)]
    assert not gone, f"these circles are dissolved; take them off the list: {gone}"


def test_a_circle_is_noticed_whichever_way_it_is_imported(tmp_path: Path) -> None:
    package = tmp_path / "natpin" / "room"
    package.mkdir(parents=True)
    for folder in (package, package.parent):
        (folder / "__init__.py").write_text("")
    (package / "a.py").write_text("def f():\n    from natpin.room.b import x\n")
    (package / "b.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from . import c\n"
    )
    (package / "c.py").write_text("import natpin.room.a\n")
    (package / "d.py").write_text("from natpin.room import a\n")
    assert circles(imports(tmp_path)) == [{"natpin.room.a", "natpin.room.b", "natpin.room.c"}]


Graph = dict[str, set[str]]


def modules(source: Path = SOURCE) -> dict[str, Path]:
    """Every Python file below the package, by the name it is imported by."""
    named = {}
    for path in sorted((source / "natpin").rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return named


def imports(source: Path = SOURCE) -> Graph:
    """Module → the modules of natpin's it names in an import. That a package runs before its modules counts not."""
    known = modules(source)
    graph: Graph = {}
    for name, path in known.items():
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        tree = ast.parse(path.read_text("utf-8"))
        graph[name] = {each for each in _named(tree, package, known) if each != name}
    return graph


def _named(tree: ast.AST, package: str, known: dict[str, Path]) -> Iterator[str]:
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([node.module] if node.module else [])])
            targets = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for target in targets:
            while target and target not in known:
                target = target.rpartition(".")[0]
            if target:
                yield target


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Every statement at any depth: no expression holds one, so none is gone into."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield inner
            yield from _statements(inner)


def circles(graph: Graph) -> list[frozenset[str]]:
    """The groups of modules each of which leads back to itself through all others (Tarjan's components)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: list[str] = []
    found: list[frozenset[str]] = []

    def visit(name: str) -> None:
        number[name] = lowest[name] = len(number)
        open_.append(name)
        for target in sorted(graph[name]):
            if target not in number:
                visit(target)
                lowest[name] = min(lowest[name], lowest[target])
            elif target in open_:
                lowest[name] = min(lowest[name], number[target])
        if lowest[name] == number[name]:
            circle = frozenset(open_[open_.index(name) :])
            del open_[open_.index(name) :]
            if len(circle) > 1:
                found.append(circle)

    for name in sorted(graph):
        if name not in number:
            visit(name)
    return found
