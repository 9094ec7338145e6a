"""Words by which paths and names tell environments apart: ``prod``, ``dev``, ``staging``."""

from __future__ import annotations

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


def environments_in(path: str) -> list[str]:
    """The environments that a path names, each in one spelling, in their order."""
    return [_SAME[word] for word in _WORD.findall(path.lower()) if word in _SAME]
