"""The variables of a job: the configuration's, those of ``workflow: rules``, its own, those of its rules. Later ones win.

Source: GitLab Docs, "CI/CD YAML syntax reference" (``variables``, ``workflow:rules:variables``, ``rules:variables``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.formats.pipelines.gitlab.configurations import Configuration
from natpin.formats.pipelines.order import in_order
from natpin.formats.pipelines.texts import spelled
from natpin.model.value import Node, Unknown, dig, items, members, text
from natpin.regex import late_regex

_NAMED = late_regex(r"\$\{?(\w+)")


def layered(shared: Mapping[str, Node], job: Node, found: Configuration) -> Mapping[str, Node]:
    """The variables of a job, each after those that it names. ``shared``: the configuration's, as far as it takes them.

    One that depends on which of several rules holds is Unknown.
    """
    given = dict(shared)
    if spelled(dig(job, "inherit.variables")) != "false":
        given = by_rules(given, items(dig(found.whole.get("workflow"), "rules")))
    given |= members(dig(job, "variables"))
    return ordered(by_rules(given, items(dig(job, "rules"))))


def by_rules(given: Mapping[str, Node], rules: Sequence[Node]) -> dict[str, Node]:
    """Variables as the rule that holds leaves them: what is the same whichever that is, is known."""
    ways = [members(dig(rule, "variables")) for rule in rules if text(dig(rule, "when")) != "never"]
    result = dict(given)
    for name in dict.fromkeys(name for way in ways for name in way):
        values = [way.get(name, given.get(name)) for way in ways]
        spoken = {written(one) if one is not None else None for one in values}
        first = next(way[name] for way in ways if name in way)
        why = f"whether ${name} is given by a rule is only known when the pipeline runs"
        result[name] = first if len(spoken) == 1 and None not in spoken else Unknown(why, first.at)
    return result


def written(node: Node) -> str | None:
    """A variable's text; of one that is described, its value. None where it is not known."""
    return spelled(value_of(node))


def value_of(node: Node) -> Node:
    """A variable's value, also of one that is described: ``{value: 600, description: …}``."""
    inner = dig(node, "value") if spelled(node) is None else None
    return node if inner is None else inner


def ordered(given: Mapping[str, Node]) -> dict[str, Node]:
    """The variables after those that they name: GitLab puts them into one another whatever their order."""
    needs = {
        name: [one for one in _NAMED.findall(written(node) or "") if one != name]
        for name, node in given.items()
    }
    return {name: given[name] for name in in_order(needs)}
