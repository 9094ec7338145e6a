"""What claims make of Compositions grows with their number times the size of these: it is bounded for all of a workspace."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import written

from natpin.formats.crossplane import apis
from natpin.formats.crossplane.apis import Apis
from natpin.formats.crossplane.objects import Object
from natpin.model.doubt import Doubt
from natpin.workspace import FolderWorkspace

RESOURCES = 4
COMPOSITION = (
    "apiVersion: apiextensions.crossplane.io/v1\nkind: Composition\nmetadata: {name: c}\nspec:\n"
    "  compositeTypeRef: {apiVersion: acme.io/v1, kind: XNet}\n  resources:\n"
) + "".join(
    f"  - name: nat{number}\n"
    "    base: {apiVersion: network.azure.upbound.io/v1beta1, kind: NATGateway, spec: {forProvider: {}}}\n"
    for number in range(RESOURCES)
)


def claims(count: int) -> str:
    return "---\n".join(
        f"apiVersion: acme.io/v1\nkind: XNet\nmetadata: {{name: n{number}}}\n" for number in range(count)
    )


def made(folder: Path, count: int) -> tuple[int, list[Doubt]]:
    files = {"c.yaml": COMPOSITION, "x.yaml": claims(count), "y.yaml": claims(count)}
    written(folder, files)
    found = Apis(FolderWorkspace(folder, folder))
    found.look(["c.yaml"])
    found.take(list(files))
    for _ in range(2):  # it is asked more than once, and answers the same
        every = [one for path in files for one in found.objects(path)]
    return sum(isinstance(one, Object) for one in every), [one for one in every if isinstance(one, Doubt)]


def test_all_of_few_claims_is_made(tmp_path: Path) -> None:
    assert made(tmp_path, 3) == (2 * 3 * RESOURCES, [])


def test_of_many_claims_the_work_is_bounded_and_each_file_says_where_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apis, "MOST_FOR_ALL", 1_000)
    objects, doubts = made(tmp_path, 40)
    assert 0 < objects < 60
    assert {one.at.path for one in doubts} >= {"x.yaml", "y.yaml"}
    assert len(doubts) < 5
    assert all(one.reach.adds for one in doubts)
