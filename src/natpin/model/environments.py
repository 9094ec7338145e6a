"""Words by which paths and names tell environments apart: ``prod``, ``dev``, ``staging``."""

from __future__ import annotations

from functools import lru_cache

from natpin.regex import late_regex

_SAME = {
    "development": "dev",
    "develop": "dev",
    "production": "prod",
    "prd": "prod",
    "prod": "prod",
    "dev": "dev",
    "staging": "stage",
    "stg": "stage",
    "stage": "stage",
    "test": "test",
    "tst": "test",
    "testing": "test",
    "qa": "qa",
    "uat": "uat",
    "acc": "acc",
    "acceptance": "acc",
    "preprod": "preprod",
    "nonprod": "nonprod",
    "sandbox": "sandbox",
    "sbx": "sandbox",
    "perf": "perf",
    "dr": "dr",
    "canary": "canary",
}
"""Words that name an environment, and what is the same one."""

_WORD = late_regex(r"[a-z0-9]+")


@lru_cache(maxsize=16_384)
def environments_in(path: str) -> tuple[str, ...]:
    """The environments that a path names, each in one spelling, in their order. Every two stacks of a repository are
    compared by theirs."""
    return tuple(_SAME[word] for word in _WORD.findall(path.lower()) if word in _SAME)
