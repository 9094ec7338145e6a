"""Which environment of one root goes with which of another: that of the same name.

An environment's name stands in its variable file (``prod.tfvars``), in the folder the file lies in
(``env/prod/terraform.tfvars``), or in the path of the root itself (``live/prod/network``). What is dev's is never taken
for prod's; where nothing tells, nothing is lent but what holds in every environment.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from functools import lru_cache

_WORDS = {
    "dev": "dev",
    "development": "dev",
    "devel": "dev",
    "test": "test",
    "tst": "test",
    "testing": "test",
    "qa": "qa",
    "uat": "uat",
    "acc": "acceptance",
    "acceptance": "acceptance",
    "stage": "staging",
    "staging": "staging",
    "stg": "staging",
    "preprod": "preprod",
    "prod": "prod",
    "production": "prod",
    "prd": "prod",
    "sandbox": "sandbox",
    "sbx": "sandbox",
    "int": "integration",
    "integration": "integration",
    "perf": "performance",
    "demo": "demo",
    "dr": "recovery",
    "nonprod": "nonprod",
    "poc": "poc",
    "canary": "canary",
}
"""What environments are called, and what each word stands for."""

_FOLDERS = frozenset(
    {
        "env",
        "envs",
        "environment",
        "environments",
        "vars",
        "tfvars",
        "variables",
        "values",
        "config",
        "configs",
    }
)
_NO_NAME = frozenset(
    {"terraform", "main", "variables", "vars", "values", "inputs", "settings", "config", "env", "environment"}
)
_COMMON = frozenset({"common", "global", "globals", "base", "default", "defaults", "shared", "all"})


@lru_cache(maxsize=4096)
def names(root: str, files: tuple[str, ...]) -> frozenset[str]:
    """What an environment of a root is called; nothing when its files do not tell."""
    found: set[str] = set()
    for path in files:
        stem = posixpath.basename(path).removesuffix(".json").removesuffix(".tfvars").lower()
        folder = posixpath.dirname(path)
        if stem in _COMMON or posixpath.basename(folder).lower() in _COMMON:
            continue
        inside = folder != root and posixpath.basename(folder).lower() not in _FOLDERS
        if stem in _NO_NAME or stem == posixpath.basename(root).lower():
            if inside:
                found.add(_word(posixpath.basename(folder).lower()))
        else:
            found.add(_word(stem))
            known = _words(posixpath.basename(folder)) if inside else frozenset()
            if known and not _words(stem):
                found = (found - {_word(stem)}) | known
    return frozenset(found)


@lru_cache(maxsize=4096)  # every root is held against every other one
def of_path(root: str) -> frozenset[str]:
    """The environments that a root's own path names."""
    return frozenset(word for segment in root.split("/") for word in _words(segment))


def alike(one: tuple[str, Sequence[str]], other: tuple[str, Sequence[str]]) -> bool | None:
    """Whether two environments, each a root with its files, go together; None when nothing tells."""
    by_path = of_path(one[0]), of_path(other[0])
    if all(by_path) and not by_path[0] & by_path[1]:
        return False
    mine, yours = (names(root, tuple(files)) | of_path(root) for root, files in (one, other))
    if not mine or not yours:
        return None
    return bool(mine & yours)


def _word(name: str) -> str:
    known = _words(name)
    return next(iter(known)) if len(known) == 1 else name


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORDS[part] for part in re.split(r"[^a-z]+", name.lower()) if part in _WORDS)
