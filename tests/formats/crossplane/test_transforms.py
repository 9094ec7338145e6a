"""Transforms and paths of patches, as function-patch-and-transform has them."""

from __future__ import annotations

import pytest

from natpin.formats.crossplane.field_paths import at_path, expanded, merged, steps_of, with_value
from natpin.formats.crossplane.transforms import printed, transformed
from natpin.model.value import Node, Unknown, Value, of, plain

NOT_KNOWN = object()
PATHS = {
    "a.b": ("a", "b"),
    "spec.nodes[0].size": ("spec", "nodes", 0, "size"),
    "metadata.annotations[crossplane.io/external-name]": (
        "metadata",
        "annotations",
        "crossplane.io/external-name",
    ),
    "tags['a.b'].c": ("tags", "a.b", "c"),
    'tags["a.b"]': ("tags", "a.b"),
    "pools[*].id": ("pools", "*", "id"),
    "": None,
    "a[": None,
    "a.": None,
    ".".join("a" * 100): None,
}


@pytest.mark.parametrize("path", PATHS)
def test_the_steps_of_a_path(path: str) -> None:
    assert steps_of(path) == PATHS[path]


def test_what_is_put_can_be_read() -> None:
    start = of({"spec": {"pools": [{"id": "a"}, {"id": "b"}]}})
    put = with_value(start, ("spec", "pools", 3, "id"), Value("d"))
    assert plain(put) == {"spec": {"pools": [{"id": "a"}, {"id": "b"}, None, {"id": "d"}]}}
    assert at_path(put, ("spec", "pools", 3, "id")) == Value("d")
    assert at_path(put, ("spec", "pools", 9)) is None
    assert with_value(start, ("spec", "pools", "name"), Value(1)) is None
    assert with_value(of({"spec": Unknown("?")}), ("spec", "a"), Value(1)) is None
    assert with_value(start, ("spec", "pools", 10**9), Value(1)) is None


def test_every_element_of_a_list() -> None:
    start = of({"pools": [{"id": "a"}, {"id": "b"}], "map": {"x": 1}})
    assert list(expanded(start, ("pools", "*", "id")) or ()) == [("pools", 0, "id"), ("pools", 1, "id")]
    assert list(expanded(start, ("map", "*")) or ()) == [("map", "x")]
    assert list(expanded(start, ("none", "*")) or ()) == []
    assert expanded(of({"pools": Unknown("?")}), ("pools", "*")) is None


@pytest.mark.parametrize(
    ("keeps", "appends", "expected"),
    [
        (True, False, {"a": 1, "b": 2, "l": [1]}),
        (False, False, {"a": 9, "b": 2, "l": [1, 2]}),
        (True, True, {"a": 1, "b": 2, "l": [1, 2]}),
        (False, True, {"a": 9, "b": 2, "l": [1, 2]}),
    ],
)
def test_objects_are_merged(keeps: bool, appends: bool, expected: object) -> None:
    found = merged(of({"a": 1, "l": [1]}), of({"a": 9, "b": 2, "l": [1, 2]}), keeps, appends)
    assert plain(found) == expected
    assert isinstance(merged(of({"a": 1}), Unknown("?"), keeps, appends), Unknown)


def string(**how: object) -> dict[str, object]:
    return {"type": "string", "string": how}


def match(**how: object) -> dict[str, object]:
    return {"type": "match", "match": how}


def convert(to: str, form: str = "none") -> dict[str, object]:
    return {"type": "convert", "convert": {"toType": to, "format": form}}


TRANSFORMS: list[tuple[object, object, object]] = [
    ("a", {"type": "map", "map": {"a": [1]}}, [1]),
    ("b", {"type": "map", "map": {"a": 1}}, NOT_KNOWN),
    (1, {"type": "map", "map": {"1": 1}}, NOT_KNOWN),
    (3, {"type": "math", "math": {"multiply": 4}}, 12),
    (3, {"type": "math", "math": {"type": "ClampMin", "clampMin": 4}}, 4),
    (3, {"type": "math", "math": {"type": "ClampMax", "clampMax": 4}}, 3),
    ("3", {"type": "math", "math": {"multiply": 4}}, NOT_KNOWN),
    (True, {"type": "math", "math": {"multiply": 4}}, NOT_KNOWN),
    (
        "eu",
        match(patterns=[{"literal": "us", "result": 1}, {"type": "regexp", "regexp": "^e", "result": 2}]),
        2,
    ),
    ("eu", match(patterns=[{"literal": "us", "result": 1}], fallbackValue=7), 7),
    ("eu", match(patterns=[{"literal": "us", "result": 1}], fallbackTo="Input"), "eu"),
    ("eu", match(patterns=[{"literal": "us", "result": 1}]), None),
    ("e" * 50, match(patterns=[{"type": "regexp", "regexp": "(e+)+$x", "result": 1}]), NOT_KNOWN),
    (5, match(patterns=[{"literal": "5", "result": 1}]), NOT_KNOWN),
    ("shop", string(fmt="%s-nat"), "shop-nat"),
    (7, string(type="Format", fmt="/%d"), "/7"),
    (7, string(fmt="/%s"), NOT_KNOWN),
    ("a", string(fmt="none"), NOT_KNOWN),
    ("Ab", string(type="Convert", convert="ToUpper"), "AB"),
    ("Ab", string(type="Convert", convert="ToLower"), "ab"),
    ("a", string(type="Convert", convert="ToBase64"), "YQ=="),
    ("YQ==", string(type="Convert", convert="FromBase64"), "a"),
    ("=", string(type="Convert", convert="FromBase64"), NOT_KNOWN),
    ({"a": 1}, string(type="Convert", convert="ToJson"), '{"a":1}'),
    ("a", string(type="Convert", convert="ToSha1"), NOT_KNOWN),
    ("rg-shop", string(type="TrimPrefix", trim="rg-"), "shop"),
    ("shop-rg", string(type="TrimSuffix", trim="-rg"), "shop"),
    ("/a/b/c", string(type="Regexp", regexp={"match": "/b/(.*)", "group": 1}), "c"),
    ("/a/b/c", string(type="Regexp", regexp={"match": "x"}), NOT_KNOWN),
    (["a", 1], string(type="Join", join={"separator": ","}), "a,1"),
    ("a", string(type="Join", join={"separator": ","}), NOT_KNOWN),
    ("a.b", string(type="Replace", replace={"search": ".", "replace": "-"}), "a-b"),
    ("12", convert("int"), 12),
    ("x", convert("int64"), NOT_KNOWN),
    (12, convert("string"), "12"),
    (True, convert("string"), "true"),
    ("True", convert("bool"), True),
    ("no", convert("bool"), NOT_KNOWN),
    (1, convert("bool"), True),
    ("1.5", convert("float64"), 1.5),
    ("[1]", convert("array", "json"), [1]),
    ("[1]", convert("object", "json"), NOT_KNOWN),
    ("[" * 5000, convert("array", "json"), NOT_KNOWN),
    ("a", {"type": "other"}, NOT_KNOWN),
]


@pytest.mark.parametrize(("given", "transform", "expected"), TRANSFORMS)
def test_a_transform(given: object, transform: object, expected: object) -> None:
    found = transformed(of(given), of([transform]))
    if expected is NOT_KNOWN:
        assert isinstance(found, Unknown)
    else:
        assert isinstance(found, Value)
        assert plain(found) == expected


def test_what_is_not_known_stays_so() -> None:
    unknown: Node = Unknown("not given")
    for _, transform, _ in TRANSFORMS:
        assert isinstance(transformed(unknown, of([transform])), Unknown)
    assert isinstance(transformed(Value("a"), Unknown("?")), Unknown)


def test_a_hole_stays_in_a_text() -> None:
    unknown = Unknown("not given")
    found = printed(Value("%s-%s"), [Value("shop"), unknown], unknown.at)
    assert isinstance(found, Unknown)
    assert found.parts == ("shop-", unknown)
    assert printed(Value("%[2]s%[1]s%%"), [Value("a"), Value("b")], unknown.at) == Value("ba%")
    assert isinstance(printed(Value("%s"), [], unknown.at), Unknown)
    assert isinstance(printed(None, [], unknown.at), Unknown)
