"""Where every setting of a run comes from: a file and its line, a profile, the command line, or natpin's default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from natpin.config.reading import ADDED, KEYS
from natpin.model.location import Location
from natpin.model.record import record
from natpin.policy.definition import Policy
from natpin.policy.load import Profile

if TYPE_CHECKING:
    from natpin.config.layers import Layer
    from natpin.languages.located_yaml.checked import Written

BUILT_IN = "policies/rules/"
DEFAULTS: Mapping[str, Any] = {"profile": "default", "fail-on": "error", "ignore-suppressions": False}
"""What holds where no file says anything; of all other keys, nothing."""


@record
class Setting:
    """One setting as it is used."""

    name: str
    """Dotted, as in natpin.yaml: ``rules.nat-idle-policy.minMinutes``; an entry of a list has its number: ``ignore[0]``."""
    value: Any
    """Plain data. None for what is not set."""
    source: str
    """``file``, ``flag`` (of the command line), ``profile``, ``policy`` (a team's own rule file) or ``default``."""
    origin: str = ""
    """The file, the flag or the profile; empty for a default."""
    at: Location | None = None
    """For ``file``: where it is written."""

    @property
    def is_default(self) -> bool:
        """True where nobody on this side has said anything."""
        return self.source == "default"


def settings(
    several: Sequence[Layer],
    policies: Sequence[Policy],
    profile: Profile,
    flag: str | None = None,
) -> Iterator[Setting]:
    """Every setting with its value. ``several``: what the files say, the lowest first (``config.discovered``); ``flag``:
    the profile of the command line."""
    for key in KEYS:
        if key in ("rules", "$schema"):  # the second is for editors, and decides nothing
            continue
        if key == "profile" and flag is not None:
            yield Setting(key, flag, "flag", "--profile")
        elif key in ADDED or key in ("extends", "required-version"):
            yield from _each(several, key)
        else:
            yield _last(several, key)
    for policy in policies:
        yield from _rule(policy, several, profile)


def _last(several: Sequence[Layer], key: str) -> Setting:
    """A key of which the highest file's say counts."""
    written = next((layer[key] for layer in reversed(several) if key in layer), None)
    if written is None:
        return Setting(key, DEFAULTS.get(key), "default")
    return _written(key, written)


def _each(several: Sequence[Layer], key: str) -> Iterator[Setting]:
    """A key of which every file's say counts: entry by entry."""
    number = 0
    for layer in several:
        for name, one in _entries(key, layer[key]) if key in layer else ():
            yield _written(f"{name}[{number}]", one)
            number += 1
    if not number:
        yield Setting("paths.exclude" if key == "paths" else key, None, "default")


def _entries(key: str, written: Written) -> Iterator[tuple[str, Written]]:
    if key == "paths":
        members = written.mapping(key)
        if "exclude" in members:
            yield from _entries("paths.exclude", members["exclude"])
    elif isinstance(written.data, tuple):
        for one in written.data:
            yield key, one
    else:
        yield key, written


def _written(name: str, written: Written) -> Setting:
    return Setting(name, written.plain(), "file", written.at.path, written.at)


def _rule(policy: Policy, several: Sequence[Layer], profile: Profile) -> Iterator[Setting]:
    """A rule's severity (``off`` where it is not asked), its parameters, and whether it may be suppressed."""
    name = f"rules.{policy.id}"
    asked = (policy.severity or policy.rule.severity).value if policy.enabled else "off"
    yield _origin(name, asked, policy, ("severity", "enabled"), several, profile)
    for parameter, value in policy.bound.items():
        plain = list(value) if isinstance(value, tuple) else value
        yield _origin(f"{name}.{parameter}", plain, policy, (parameter,), several, profile)
    if not policy.ignorable:
        yield _origin(f"{name}.notIgnorable", True, policy, ("notIgnorable",), several, profile)


def _origin(
    name: str,
    value: Any,
    policy: Policy,
    members: Sequence[str],
    several: Sequence[Layer],
    profile: Profile,
) -> Setting:
    """``members``: what of a rule's entry decides the value."""
    for layer in reversed(several):
        at = _said(layer, policy.id, members)
        if at is not None:
            return Setting(name, value, "file", at.path, at)
    if _by_profile(policy, members, profile):
        return Setting(name, value, "profile", profile.id)
    if not policy.source.startswith(BUILT_IN):
        return Setting(name, value, "policy", policy.source)
    return Setting(name, value, "default")


def _by_profile(policy: Policy, members: Sequence[str], profile: Profile) -> bool:
    written = profile.rules.get(policy.id)
    if isinstance(written, Mapping):
        return any(one in written for one in members)
    if "severity" not in members:
        return False
    unasked = profile.only is not None and policy.id not in profile.only
    return written is not None or (unasked and policy.source.startswith(BUILT_IN))


def _said(layer: Layer, rule: str, members: Sequence[str]) -> Location | None:
    """Where a file says one of these of a rule."""
    rules = layer["rules"].mapping("rules") if "rules" in layer else {}
    entry = rules.get(rule)
    if entry is None:
        return None
    if not isinstance(entry.data, Mapping):
        return entry.at if "severity" in members else None  # off, on, or a severity
    return next((entry.data[one].at for one in members if one in entry.data), None)
