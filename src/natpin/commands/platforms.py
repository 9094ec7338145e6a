"""Where a pipeline runs."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Platform(Enum):
    """A platform that natpin knows by the variables it sets."""

    GITHUB = "GitHub Actions"
    AZURE_PIPELINES = "Azure Pipelines"
    GITLAB = "GitLab CI"
    OTHER = "no platform natpin knows"


def platform_of(environ: Mapping[str, str]) -> Platform:
    """By the variable each sets: GITHUB_ACTIONS, TF_BUILD, GITLAB_CI."""
    for name, platform in (
        ("GITHUB_ACTIONS", Platform.GITHUB),
        ("TF_BUILD", Platform.AZURE_PIPELINES),
        ("GITLAB_CI", Platform.GITLAB),
    ):
        if environ.get(name, "").lower() == "true":
            return platform
    return Platform.OTHER
