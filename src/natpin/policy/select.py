"""Applies a profile and a team's settings to policies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from natpin.config import Config, RuleSetting, rule_settings
from natpin.errors import ConfigError, InputError
from natpin.model.location import NOWHERE, Location
from natpin.model.record import replace
from natpin.model.report import Narrowed
from natpin.policy.definition import CATEGORIES, OnUnknown, Policy
from natpin.policy.load import BuiltIn, Profile, built_in, from_workspace, joined
from natpin.workspace import Workspace

if TYPE_CHECKING:
    from natpin.languages.located_yaml.checked import Written


def chosen(
    config: Config, workspace: Workspace | None = None, profile: str | None = None
) -> tuple[Policy, ...]:
    """Every policy a run asks: built-in ones and the team's folders, tuned by profile and configuration.

    ``profile`` (of the command line) wins over the configuration's. Raises ConfigError and PolicyError.
    """
    shipped = built_in()
    own: tuple[Policy, ...] = ()
    for folder, at in config.policies if workspace else ():
        assert workspace is not None
        own += from_workspace(workspace, folder, at)
    named = profile_of(shipped, profile or config.profile, NOWHERE if profile else config.profile_at)
    return tuned(joined(shipped.policies, own), named, config.rules)


def profile_of(shipped: BuiltIn, name: str, at: Location) -> Profile:
    """The profile of that name, named at that place. Raises ConfigError where there is none."""
    if name not in shipped.profiles:
        from natpin.languages.located_yaml.checked import suggestion

        known = ", ".join(shipped.profiles)
        raise ConfigError(
            f"there is no profile {name!r}{suggestion(name, shipped.profiles)} (there are {known})",
            at if at != NOWHERE else None,
        )
    return shipped.profiles[name]


def narrowed(
    policies: tuple[Policy, ...], select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> tuple[Policy, ...]:
    """The policies of the command line's choice: ids and categories, several joined by commas. One that is selected by its
    id is asked even where the configuration switches it off; one that is ignored is not.

    Raises InputError for what is neither a rule nor a category, and for a choice that leaves no rule: a run that asks
    nothing would find nothing wrong.
    """
    select, ignore = list(select), list(ignore)
    wanted, unwanted = _choice(policies, "--select", select), _choice(policies, "--ignore", ignore)
    if not wanted and not unwanted:
        return policies

    def asked(policy: Policy) -> bool:
        if policy.id in unwanted or (policy.category in unwanted and policy.id not in wanted):
            return False
        if not wanted:
            return policy.enabled
        return policy.id in wanted or (policy.enabled and policy.category in wanted)

    fewer = tuple(
        policy if asked(policy) == policy.enabled else replace(policy, enabled=asked(policy))
        for policy in policies
    )
    if not any(policy.enabled for policy in fewer):
        raise InputError(f"{_flags(select, ignore)} leaves no rule to ask")
    return fewer


def narrowing(
    before: Iterable[Policy], after: Iterable[Policy], select: Iterable[str], ignore: Iterable[str]
) -> Narrowed | None:
    """What a choice left of the rules; None where nothing was chosen."""
    select, ignore = list(select), list(ignore)
    if not select and not ignore:
        return None
    asked = {policy.id for policy in after if policy.enabled}
    there = asked | {policy.id for policy in before if policy.enabled}
    return Narrowed(len(asked), len(there), _flags(select, ignore))


def _flags(select: Iterable[str], ignore: Iterable[str]) -> str:
    return " ".join([*(f"--select {names}" for names in select), *(f"--ignore {names}" for names in ignore)])


def _choice(policies: Iterable[Policy], flag: str, written: Iterable[str]) -> frozenset[str]:
    several = list(written)
    named = [name.strip() for each in several for name in each.split(",") if name.strip()]
    if several and not named:
        raise InputError(f"{flag} names no rule and no category; natpin explain lists them")
    known = {*CATEGORIES, *(policy.id for policy in policies)}
    for name in named:
        if name not in known:
            from natpin.languages.located_yaml.checked import suggestion

            hint = suggestion(name, known) or "; natpin explain lists them"
            raise InputError(f"{flag}: there is no rule and no category {name!r}{hint}")
    return frozenset(named)


def tuned(
    policies: Iterable[Policy], profile: Profile | None, settings: Mapping[str, RuleSetting]
) -> tuple[Policy, ...]:
    """Policies with a profile's settings under a team's. Disabled ones stay in, with ``enabled`` false.

    Raises ConfigError for a rule or parameter there is not, and for a value that does not fit.
    """
    everything = {policy.id: policy for policy in policies}
    if profile is not None:
        for identifier, policy in everything.items():
            if profile.only is not None and policy.source.startswith("policies/rules/"):
                policy = replace(policy, enabled=policy.enabled and identifier in profile.only)
            if profile.unknown_fails and policy.on_unknown is OnUnknown.UNKNOWN:
                policy = replace(policy, on_unknown=OnUnknown.FAIL)
            everything[identifier] = policy
        if profile.rules:
            written = _as_written(profile.rules, Location(f"policies/profiles/{profile.id}.yaml"))
            _apply(everything, rule_settings(written))
    _apply(everything, settings)
    return tuple(everything.values())


def _apply(policies: dict[str, Policy], settings: Mapping[str, RuleSetting]) -> None:
    for identifier, setting in settings.items():
        if identifier not in policies:
            from natpin.languages.located_yaml.checked import suggestion

            raise ConfigError(
                f"there is no rule {identifier!r}{suggestion(identifier, policies)}", setting.at
            )
        policy = policies[identifier]
        values = {name: _value(policy, name, value) for name, value in setting.parameters.items()}
        policies[identifier] = policy.tuned(setting.enabled, setting.severity, values, setting.ignorable)


def _value(policy: Policy, name: str, written: Written) -> object:
    from natpin.languages.located_yaml.checked import suggestion
    from natpin.policy.check import parameter_value

    for parameter in policy.parameters:
        if parameter.name == name:
            return parameter_value(written, name, parameter.type, parameter.minimum, parameter.maximum)
    known = [parameter.name for parameter in policy.parameters]
    names = f"it has {', '.join(known)}" if known else "it has none"
    hint = suggestion(name, known)
    raise ConfigError(f"the rule {policy.id} has no parameter {name!r} ({names}){hint}", written.at)


def _as_written(data: object, at: Location) -> Written:
    """Plain data of our own as if it were read from a file."""
    from natpin.languages.located_yaml.checked import Written

    match data:
        case Mapping():
            return Written({str(key): _as_written(entry, at) for key, entry in data.items()}, at, ConfigError)
        case list():
            return Written(tuple(_as_written(entry, at) for entry in data), at, ConfigError)
        case None | bool() | int() | float() | str():
            return Written(data, at, ConfigError)
        case _:
            raise TypeError(type(data).__name__)
