"""What differs between two rulebooks, each difference with what it does to later verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from natpin.config import Environment, FailOn, Ignore
from natpin.model.contract import Contract, Promise
from natpin.model.location import Location
from natpin.model.rule_change import Effect, RuleChange
from natpin.model.stack import Stack
from natpin.model.subject import Subject
from natpin.model.value import Value
from natpin.policy.definition import Policy
from natpin.policy.rulebook import Rulebook
from natpin.policy.waiver import Waiver

T = TypeVar("T")

STACK = Stack("natpin", "rules")
"""Under which findings about changed rules are reported."""

RULE = "rules-changed"
BUILT_IN = "policies/rules/"
MOST_NAMED = 5
LOOSER, STRICTER, OPEN = Effect.LOOSER, Effect.STRICTER, Effect.OPEN


def changes(before: Rulebook, after: Rulebook) -> tuple[RuleChange, ...]:
    """Every difference, what loosens first."""
    found = [
        *_files(before, after),
        *_profile(before, after),
        *_fail_on(before, after),
        *_policies(before, after),
        *_lists(before, after),
        *_stacks(before, after),
        *_contract(before.contract, after.contract, _top(after)),
        *_baseline(before.baseline, after.baseline),
    ]
    return tuple(sorted(found, key=lambda one: (LOOSER, OPEN, STRICTER).index(one.effect)))


def subjects(found: Iterable[RuleChange]) -> list[Subject]:
    """What policies are asked about changed rules."""
    return [_subject(one) for one in found if one.counts]


def _subject(one: RuleChange) -> Subject:
    facts = {
        name: Value(data, one.at)
        for name, data in (
            ("what", one.what),
            ("name", one.name),
            ("said", one.said),
            ("effect", one.effect.value),
        )
    }
    return Subject("ruleChange", f"rules:{one.what}:{one.name}", one.what, one.at, Value(facts, one.at))


def _top(side: Rulebook) -> Location:
    return Location(side.config.path or "natpin.yaml")


def _files(before: Rulebook, after: Rulebook) -> Iterator[RuleChange]:
    old, new = before.config.path, after.config.path
    if old == new:
        return
    if old is None:
        said = f"{new} is new: the base has no configuration, so it is judged by natpin's defaults"
    elif new is None:
        said = f"{old} is deleted: natpin's defaults hold after the merge"
    else:
        said = f"the configuration is read from {new}; at the base it is {old}"
    yield RuleChange("configuration", new or old or "", said, OPEN, Location(new or old or "natpin.yaml"))


def _profile(before: Rulebook, after: Rulebook) -> Iterator[RuleChange]:
    if before.config.profile != after.config.profile:
        weaker = _effects(before, after, lambda name: not _set_otherwise(name, before, after))
        effect = weaker.pop() if len(weaker) == 1 else OPEN
        said = f"the profile becomes {after.config.profile}; it is {before.config.profile}"
        yield RuleChange("profile", after.config.profile, said, effect, after.config.profile_at)


def _effects(before: Rulebook, after: Rulebook, asked: Callable[[str], bool]) -> set[Effect]:
    known = {policy.id: policy for policy in before.policies}
    pairs = ((known.get(policy.id), policy) for policy in after.policies if asked(policy.id))
    return {_tuned(old, new)[1] for old, new in pairs if old is not None and _tuned(old, new)[0]}


def _fail_on(before: Rulebook, after: Rulebook) -> Iterator[RuleChange]:
    old, new = before.config.fail_on, after.config.fail_on
    if old is not new:
        order = list(FailOn)
        effect = LOOSER if order.index(new) < order.index(old) else STRICTER
        yield RuleChange(
            "fail-on", new.value, f"fail-on becomes {new.value}; it is {old.value}", effect, _top(after)
        )


def _set_otherwise(name: str, before: Rulebook, after: Rulebook) -> bool:
    return _setting(before, name) != _setting(after, name)


def _setting(side: Rulebook, name: str) -> object:
    setting = side.config.rules.get(name)
    if setting is None:
        return None
    values = tuple(sorted((key, repr(value.plain())) for key, value in setting.parameters.items()))
    return (setting.enabled, setting.severity, setting.ignorable, values)


def _policies(before: Rulebook, after: Rulebook) -> Iterator[RuleChange]:
    old = {policy.id: policy for policy in before.policies}
    new = {policy.id: policy for policy in after.policies}
    for name in dict.fromkeys((*old, *new)):
        if name not in new:
            at = Location(old[name].source)
            yield RuleChange("policy", name, f"the policy {name} ({at.path}) is removed", LOOSER, at)
        elif name not in old:
            at = Location(new[name].source)
            yield RuleChange("policy", name, f"the policy {name} ({at.path}) is new", STRICTER, at)
        else:
            yield from _policy(old[name], new[name], before, after)


def _policy(old: Policy, new: Policy, before: Rulebook, after: Rulebook) -> Iterator[RuleChange]:
    at = Location(new.source)
    if not new.source.startswith(BUILT_IN) and _asks(old) != _asks(new):
        yield RuleChange("policy", new.id, f"the policy {new.id} ({at.path}) asks otherwise", OPEN, at)
    profile_alone = before.config.profile != after.config.profile and not _set_otherwise(
        new.id, before, after
    )
    said, effect = _tuned(old, new)
    if said and not profile_alone:
        settings = (side.config.rules.get(new.id) for side in (after, before))
        place = next((setting.at for setting in settings if setting is not None), _top(after))
        yield RuleChange("rule", new.id, f"the rule {new.id} {said}", effect, place)


def _asks(policy: Policy) -> tuple[object, ...]:
    """What a team's own policy says, its tuning apart."""
    return (
        *(policy.subject, policy.require, policy.when, policy.message, policy.parameters, policy.on_unknown),
        *(policy.severity_when, policy.rule.severity, policy.points_to),
    )


def _tuned(old: Policy, new: Policy) -> tuple[str, Effect]:
    """How a rule is set otherwise, in words; empty when it is not."""
    if old.enabled != new.enabled:
        return ("is switched on", STRICTER) if new.enabled else ("is switched off", LOOSER)
    if not new.enabled:
        return "", OPEN
    told, effects = [], []
    was, becomes = old.severity or old.rule.severity, new.severity or new.rule.severity
    if (old.severity, was) != (new.severity, becomes) and (was is not becomes or old.severity_when):
        told.append(f"has the severity {becomes.value}; it is {was.value}")
        rank = becomes.rank - was.rank
        effects.append(OPEN if not rank or old.severity_when else LOOSER if rank > 0 else STRICTER)
    if old.ignorable != new.ignorable:
        told.append("may be suppressed; it may not" if new.ignorable else "may not be suppressed any more")
        effects.append(LOOSER if new.ignorable else STRICTER)
    for name, value in new.bound.items():
        if value != old.bound.get(name):
            told.append(f"has {name} {_plain(value)}; it is {_plain(old.bound.get(name))}")
            effects.append(OPEN)
    return " and ".join(told), effects[0] if len(set(effects)) == 1 else OPEN


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _lists(before: Rulebook, after: Rulebook) -> Iterator[RuleChange]:
    old, new, top = before.config, after.config, _top(after)
    for pattern in _only(new.exclude, old.exclude):
        said, effect = f"{pattern} is excluded from what is read", LOOSER
        if pattern.startswith("!"):
            said, effect = f"{pattern[1:]} is read again", STRICTER
        yield RuleChange("exclude", pattern, said, effect, top)
    for pattern in _only(old.exclude, new.exclude):
        effect = LOOSER if pattern.startswith("!") else STRICTER
        yield RuleChange("exclude", pattern, f"paths.exclude no longer says {pattern}", effect, top)
    if old.exclude != new.exclude and sorted(old.exclude) == sorted(new.exclude):
        yield RuleChange("exclude", "order", "the patterns of paths.exclude have another order", OPEN, top)
    for entry in _only(new.ignore, old.ignore, _ignored):
        yield RuleChange(
            "ignore", _about(entry), f"findings of {_about(entry)} are ignored", LOOSER, entry.at
        )
    for entry in _only(old.ignore, new.ignore, _ignored):
        said = f"findings of {_about(entry)} are no longer ignored"
        yield RuleChange("ignore", _about(entry), said, STRICTER, entry.at)
    if old.ignore_suppressions != new.ignore_suppressions:
        said, effect = "comments in files suppress nothing any more", STRICTER
        if old.ignore_suppressions:
            said, effect = "comments in files may suppress findings; today they may not", LOOSER
        yield RuleChange("ignore-suppressions", "", said, effect, top)
    had, has = _allowed(before), _allowed(after)
    for word in _only(has, had):
        yield RuleChange("allow", word, f"apply may do {word}", LOOSER, top)
    for word in _only(had, has):
        yield RuleChange("allow", word, f"apply may no longer do {word}", STRICTER, top)
    drift = _section(before, "drift"), _section(after, "drift")
    if drift[0] != drift[1]:
        yield RuleChange("drift", "", "the section drift, which says what is watched, is another", OPEN, top)


def _section(side: Rulebook, name: str) -> object:
    section = side.config.sections.get(name)
    return None if section is None else section.plain()


def _allowed(side: Rulebook) -> tuple[str, ...]:
    section = side.config.sections.get("allow")
    if section is None or section.data is None:
        return ()
    return section.texts("allow")


def _ignored(entry: Ignore) -> object:
    return (entry.rules, entry.path, entry.subject, entry.until)


def _about(entry: Ignore) -> str:
    where = f" in {entry.path}" if entry.path else f" of {entry.subject}" if entry.subject else ""
    until = f" until {entry.until}" if entry.until else ""
    return f"{', '.join(entry.rules)}{where}{until}"


def _stacks(before: Rulebook, after: Rulebook) -> Iterator[RuleChange]:
    old = {(one.root, one.name): one for one in before.config.environments}
    new = {(one.root, one.name): one for one in after.config.environments}
    for key in dict.fromkeys((*old, *new)):
        name = f"{key[0]} ({key[1]})" if key[1] else key[0]
        if key not in new:
            yield RuleChange("stack", name, f"stacks no longer names {name}", LOOSER, old[key].at)
        elif key not in old:
            # the first entry for a root takes the place of the environments that are found by themselves
            first = all(root != key[0] for root, _ in old)
            effect = OPEN if first else STRICTER
            yield RuleChange("stack", name, f"stacks names {name}", effect, new[key].at)
        elif _inputs(old[key]) != _inputs(new[key]):
            yield RuleChange("stack", name, f"{name} is judged with other inputs", OPEN, new[key].at)


def _inputs(one: Environment) -> tuple[object, ...]:
    return (one.var_files, one.parameters, dict(one.variables), one.workspace)


def _contract(old: Contract | None, new: Contract | None, top: Location) -> Iterator[RuleChange]:
    had, has = _promises(old), _promises(new)
    for key, promise in had.items():
        if key not in has:
            said = f"{_told(promise)} leaves the contract"
            yield RuleChange("contract", promise.what, said, LOOSER, promise.at)
        elif (promise.partners, promise.until) != (has[key].partners, has[key].until):
            said = f"the contract says {_told(has[key])}; it is {_told(promise)}"
            yield RuleChange("contract", promise.what, said, OPEN, has[key].at)
    for key, promise in has.items():
        if key not in had:
            said = f"{_told(promise)} joins the contract: nodes may leave from it"
            yield RuleChange("contract", promise.what, said, OPEN, promise.at)
    if old is None or new is None:
        return
    for word, was, now in (("clusters", old.clusters, new.clusters), ("stacks", old.stacks, new.stacks)):
        if was != now:
            said = f"the contract is about the {word} {_all(now)}; it is about {_all(was)}"
            yield RuleChange("contract", word, said, OPEN, new.at or top)


def _promises(contract: Contract | None) -> Mapping[tuple[str, str], Promise]:
    if contract is None:
        return {}
    return {promise.identity: promise for promise in (*contract.promises, *contract.expired)}


def _told(promise: Promise) -> str:
    partners = f" ({', '.join(promise.partners)})" if promise.partners else ""
    return f"{promise.what}{partners}{f' until {promise.until}' if promise.until else ''}"


def _all(names: Sequence[str]) -> str:
    return ", ".join(names) or "of every name"


def _baseline(old: Sequence[Waiver], new: Sequence[Waiver]) -> Iterator[RuleChange]:
    def key(waiver: Waiver) -> object:
        return (waiver.fingerprint, waiver.until)

    for found, verb, effect in (
        (_only(new, old, key), "the baseline hides", LOOSER),
        (_only(old, new, key), "the baseline no longer hides", STRICTER),
    ):
        if found:
            rules = list(dict.fromkeys(rule for waiver in found for rule in waiver.rules))
            more = f" and {len(rules) - MOST_NAMED} more rules" if len(rules) > MOST_NAMED else ""
            number = f"{len(found)} finding{'s' if len(found) > 1 else ''}"
            said = f"{verb} {number} of {', '.join(rules[:MOST_NAMED])}{more}"
            yield RuleChange("baseline", effect.value, said, effect, found[0].at)


def _only(one: Iterable[T], other: Iterable[T], key: Callable[[T], object] = lambda it: it) -> list[T]:
    """What is in ``one`` and not in ``other``."""
    known = {key(it) for it in other}
    return [it for it in one if key(it) not in known]
