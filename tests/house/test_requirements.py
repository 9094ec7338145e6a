"""The locked requirements: complete, agreeing, each with its hashes, and where Dependabot and Renovate find them."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
FILES = ("requirements-action.txt", "requirements-dev.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pinned(name: str) -> dict[str, tuple[Requirement, list[str]]]:
    """Each requirement with its hashes."""
    text = (ROOT / "requirements" / name).read_text().replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        requirement, *hashes = re.split(r"\s+--hash=", line)
        one = Requirement(requirement)
        found[canonicalize_name(one.name)] = (one, [each.strip() for each in hashes])
    return found


def declared(*names: str) -> list[Requirement]:
    """What pyproject.toml asks for in these extras and groups, and always."""
    texts = list(PROJECT["project"]["dependencies"])
    extras, groups = PROJECT["project"]["optional-dependencies"], PROJECT["dependency-groups"]
    for name in names:
        texts += extras.get(name) or groups[name]
    return [one for one in map(Requirement, texts) if one.name != "natpin"]


ASKED = {
    "requirements-action.txt": declared("azure", "ci", "action"),
    "requirements-dev.txt": declared("azure", "ci", "action", "test", "check", "build", "site"),
}


@pytest.mark.parametrize("name", FILES)
def test_every_one_has_a_version_and_its_hashes(name):
    for one, hashes in pinned(name).values():
        assert [each.operator for each in one.specifier] == ["=="], one
        assert hashes, one
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", each) for each in hashes), one


@pytest.mark.parametrize("name", FILES)
def test_what_pyproject_asks_for_is_there_in_a_version_that_it_takes(name):
    have = pinned(name)
    for wanted in ASKED[name]:
        one, _ = have[canonicalize_name(wanted.name)]
        (version,) = one.specifier
        assert wanted.specifier.contains(version.version), (
            f"{wanted}, and {version.version} is pinned: make lock"
        )


@pytest.mark.parametrize("name", FILES)
def test_what_those_need_is_there_as_well(name):
    """The image is installed with `--no-deps`: what a raised version newly asks for would be missing."""
    have = pinned(name)
    for one, _ in have.values():
        try:
            installed = metadata.distribution(one.name)
        except metadata.PackageNotFoundError:
            assert one.marker is not None, f"{one} is not installed: make test sets it up"
            continue
        for text in installed.requires or ():
            need = Requirement(text)
            environment = [{**default_environment(), "extra": extra} for extra in ("", *one.extras)]
            if need.marker is None or any(need.marker.evaluate(each) for each in environment):
                assert canonicalize_name(need.name) in have, f"{one.name} needs {need}: make lock"


def test_the_image_is_tested_with_the_versions_that_it_holds():
    action, dev = map(pinned, FILES)
    for name, (one, hashes) in action.items():
        assert str(dev[name][0].specifier) == str(one.specifier), f"{name}: make lock"
        assert set(dev[name][1]) == set(hashes), f"{name}: make lock"


def test_update_bots_find_them():
    """Renovate by the names of files (its manager pip_requirements), Dependabot by folder and name, up to 200 kB
    (python/lib/dependabot/python/file_fetcher.rb)."""
    renovate = re.compile(r"(^|/)[\w-]*requirements([-._]\w+)?\.(txt|pip)$")
    names = sorted(path.name for path in (ROOT / "requirements").glob("*.txt"))
    assert names == sorted(FILES)
    for name in names:
        assert renovate.search(f"requirements/{name}")
        assert (ROOT / "requirements" / name).stat().st_size < 200_000
