"""Every format natpin can write, by name. Only the chosen one is imported: start-up time is part of the promise."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from natpin.reporters.interface import Reporter

REPORTERS: Mapping[str, str] = {
    "text": "natpin.reporters.text",
    "concise": "natpin.reporters.concise",
    "json": "natpin.reporters.json",
    "sarif": "natpin.reporters.sarif",
    "junit": "natpin.reporters.junit",
    "codequality": "natpin.reporters.codequality",
    "github": "natpin.reporters.annotations",
    "markdown": "natpin.reporters.markdown",
    "csv": "natpin.reporters.csv",
    "openmetrics": "natpin.reporters.openmetrics",
    "html": "natpin.reporters.page",
    "svg": "natpin.reporters.drawn.svg",
    "dot": "natpin.reporters.drawn.dot",
}
"""Name, as ``--format`` takes it, to the module that writes it."""


OF_STATES = ("html", "csv", "openmetrics")
"""Formats that say of each cluster whether it passes. They need all findings of it, those included that do not count: a
cluster must not pass because what is wrong with it was there before."""


def reporter(name: str) -> Reporter:
    """The reporter of that name. Raises KeyError for a name that is not in ``REPORTERS``."""
    return cast(Reporter, import_module(REPORTERS[name]))
