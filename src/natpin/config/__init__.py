"""natpin.yaml: what a team decided for its repository.

Every key is known or an error with its line; a pull request may change the file, so nothing in it reaches out of
the workspace. Sections that other rooms read (``egress``, ``contract`` …) stay as written, with their places, and
are parsed by those rooms with the same tools (``natpin.languages.located_yaml.checked``).
"""

from natpin.config.reading import (
    KEYS,
    NAMES,
    SECTIONS,
    discover,
    discovered,
    inside,
    is_day,
    parse,
    rule_settings,
)
from natpin.config.records import Config, Environment, FailOn, Ignore, RuleSetting, Shared

__all__ = [
    "KEYS",
    "NAMES",
    "SECTIONS",
    "Config",
    "Environment",
    "FailOn",
    "Ignore",
    "RuleSetting",
    "Shared",
    "discover",
    "discovered",
    "inside",
    "is_day",
    "parse",
    "rule_settings",
]
