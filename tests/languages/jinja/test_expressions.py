"""Jinja2 on values with places: what is known is worked out, what is not keeps its cause, nothing is run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.languages.jinja.scope import MAX_STEPS, OPEN, PERHAPS, Undefined, as_node
from natpin.languages.jinja.templates import condition, rendered
from natpin.model.location import Location
from natpin.model.value import Node, Reference, Unknown, Value, of, plain, symbol

AT = Location("site.yml", 3, 5)
WHY = Unknown("nobody knows", AT)
NAMES: Mapping[str, Node] = {
    "one": Value(1),
    "name": Value("nodes"),
    "empty": Value(""),
    "nothing": Value(None),
    "listed": of(["a", "b"]),
    "objects": of([{"name": "a", "size": 1}, {"name": "b", "size": 2}]),
    "object": of({"a": 1, "b": {"c": [2]}}),
    "unknown": WHY,
    "made": Reference("subnet"),
    "answer": Value({"id": Reference("subnet"), OPEN: WHY}),
    "bare": Value({OPEN: WHY}),
    "perhaps": Value({"id": Value("x"), PERHAPS: WHY}),
    "result": Value({"failed": WHY}),
    "yes_word": Value("yes"),
    "no_word": Value("no"),
}


class Names:
    """A scope with these names."""

    def __init__(self) -> None:
        self.steps = 0

    def name(self, name: str, at: Location) -> Node | Undefined:
        return NAMES.get(name) or Undefined(name, at)

    def missing(self, undefined: Undefined) -> Node:
        return Unknown(f"{undefined.said} is missing", undefined.at)

    def call(self, name: str, arguments: Sequence[Node], at: Location) -> Node | Undefined | None:
        return None

    def step(self) -> bool:
        self.steps += 1
        return self.steps <= MAX_STEPS


def worked_out(text: str) -> Node:
    scope = Names()
    return as_node(rendered(text, AT, scope), scope)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("{{ one }}", 1),
        ("{{ one + 2 * 3 }}", 7),
        ("a-{{ name }}-{{ one }}", "a-nodes-1"),
        ("{{ 'a' ~ name }}", "anodes"),
        ("{{ object.b.c[0] }}", 2),
        ("{{ object['a'] }}", 1),
        ("{{ listed[-1] }}", "b"),
        ("{{ nope | default('x') }}", "x"),
        ("{{ object.nope | default('x') }}", "x"),
        ("{{ empty | default('x', true) }}", "x"),
        ("{{ empty | default('x') }}", ""),
        ("{{ listed | join(',') }}", "a,b"),
        ("{{ 'A' | lower }}", "a"),
        ("{{ '12' | int + 1 }}", 13),
        ("{{ objects | map(attribute='name') | list }}", ["a", "b"]),
        ("{{ objects | selectattr('name', 'equalto', 'b') | list }}", [{"name": "b", "size": 2}]),
        ("{{ (objects | selectattr('name', 'equalto', 'b') | first).size }}", 2),
        ("{{ object | combine({'a': 3}) }}", {"a": 3, "b": {"c": [2]}}),
        ("{{ {'a': 1} | dict2items }}", [{"key": "a", "value": 1}]),
        ("{{ '{\"a\": 1}' | from_json }}", {"a": 1}),
        ("{{ 'a-b'.split('-')[1] }}", "b"),
        ("{{ object.get('z', 5) }}", 5),
        ("{{ one in [1, 2] }}", True),
        ("{{ one == 1 and name != 'x' }}", True),
        ("{{ unknown and false }}", False),
        ("{{ unknown or true }}", True),
        ("{{ 1 if unknown or 600 else 2 }}", 1),
        ("{{ 1 if unknown and '' else 2 }}", 2),
        ("{{ not (unknown or 600) }}", False),
        ("{{ name if one > 0 else unknown }}", "nodes"),
        ("{{ 'x' if unknown else 'x' }}", "x"),
        ("{{ nope is defined }}", False),
        ("{{ name is defined }}", True),
        ("{{ made is defined }}", True),
        ("{{ answer is defined }}", True),
        ("{{ answer.get('id') is defined }}", True),
        ("{{ 'id' in answer }}", True),
        ("{{ 'x' if answer else 'y' }}", "x"),
        ("{{ ({'a': 1} | combine(object)).a }}", 1),
        ("{{ (answer | combine({'a': 3})).a }}", 3),
        ("{{ nothing is none }}", True),
        ("{{ no_word | bool }}", False),
        ("{{ no_word and true }}", "no"),
        ("{% if one == 1 %}yes{% else %}no{% endif %}", "yes"),
        ("{# a comment #}x", "x"),
        ("{{ range(3) | list }}", [0, 1, 2]),
        ("{{ true | ternary('a', 'b') }}", "a"),
    ],
)
def test_what_is_known_is_worked_out(text: str, expected: object) -> None:
    assert plain(worked_out(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "{{ unknown }}",
        "{{ nope }}",
        "{{ unknown.a }}",
        "{{ unknown | lower }}",
        "{{ unknown == 1 }}",
        "{{ unknown or false }}",
        "{{ unknown or 600 }}",
        "{{ unknown and 'x' }}",
        "{{ 10 if unknown or false else 600 }}",
        "{{ not unknown }}",
        "{{ 'a' if unknown else 'b' }}",
        "{{ answer.ip }}",
        "{{ name | regex_replace('a*', 'b') }}",
        "{{ yes_word == true }}",
        "{{ yes_word == 'yes' }}",
        "{{ 'x' * 10 ** 9 }}",
        "{{ range(10 ** 9) }}",
        "{{ [1, 2] | sort }}",
        "{{ range(10 ** 14 * 10 ** 6) }}",
        "{{ range(0, 100000000000000000000) | list }}",
        "{{ 1e999 | int }}",
        "{{ unknown is defined }}",
        # members of an object that are not seen
        "{{ answer.get('ip', 'x') }}",
        "{{ 'ip' in answer }}",
        "{{ 'ip' not in answer }}",
        "{{ answer | length }}",
        "{{ answer | list }}",
        "{{ answer | dict2items }}",
        "{{ answer.keys() }}",
        "{{ answer.values() }}",
        "{{ answer.items() }}",
        "{{ answer == {} }}",
        "{{ 'x' if bare else 'y' }}",
        "{{ bare == {} }}",
        "{{ answer.ip is defined }}",
        "{{ [answer] | selectattr('ip', 'defined') | list }}",
        "{{ [answer] | rejectattr('ip', 'defined') | list }}",
        "{{ [answer] | selectattr('ip', 'equalto', 'x') | list }}",
        "{{ ({'a': 1} | combine(answer)).a }}",
        "{{ ({'a': {'b': 1}} | combine({'a': answer}, recursive=true)).a.b }}",
        # one that may not be there
        "{{ perhaps is defined }}",
        "{{ [perhaps] | length }}",
        "{{ [perhaps] | map(attribute='id') | list | length }}",
        "{{ perhaps | dict2items }}",
        "{{ ({'a': 1} | combine(perhaps)).a }}",
        # a task that may have failed
        "{{ result is failed }}",
        "{{ result is succeeded }}",
        "{{ result is not failed }}",
        "{% for x in listed %}{{ x }}{% endfor %}",
        "{{ name.__class__.__mro__ }}",
        "{{ lookup('pipe', 'id') }}",
        "{{ a b }}",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "{{ '" + "a" * 70_000 + "' }}",
    ],
)
def test_what_is_not_known_is_unknown(text: str) -> None:
    assert isinstance(worked_out(text), Unknown)


def test_an_id_keeps_its_pieces() -> None:
    one = worked_out("/subscriptions/{{ unknown }}/subnets/{{ name }}")
    assert isinstance(one, Unknown)
    assert one.parts == ("/subscriptions/", WHY, "/subnets/", "nodes")
    assert symbol(one) == symbol(worked_out("/subscriptions/{{ unknown }}/subnets/nodes"))
    assert worked_out("{{ made }}") == Reference("subnet")
    assert worked_out("{{ answer.id }}") == Reference("subnet")


@given(st.text(alphabet="{}%# |.ab1'\"()[]~+-*/<>=!,:\\\n", max_size=60))
def test_any_text_has_a_value(text: str) -> None:
    assert isinstance(worked_out(text), Value | Unknown | Reference)
    assert isinstance(condition(text, AT, Names()), bool | Unknown)
