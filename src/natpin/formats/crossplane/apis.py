"""The kinds of composites that a workspace defines, the Compositions that make them, and the objects that ask for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias
from weakref import WeakKeyDictionary

from natpin.formats.crossplane import compositions, definitions, elsewhere
from natpin.formats.crossplane.composing import MOST_FOR_ALL, Composing, Made, unread
from natpin.formats.crossplane.composites import Composite, composite, imagined, named_at_random
from natpin.formats.crossplane.compositions import Composition, Template
from natpin.formats.crossplane.definitions import Definition
from natpin.formats.crossplane.objects import Object, makes, managed
from natpin.formats.crossplane.transforms import RENDER
from natpin.formats.kustomizations import SUFFIXES, may_be_manifest
from natpin.formats.manifests import Body, bodies
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.value import Node, Skipped, Unknown, Value, dig, members, plain, text
from natpin.regex import late_regex
from natpin.workspace import Workspace, holds_any, words_of

Kind: TypeAlias = "tuple[str, str]"
"""A group and a kind of it."""
_COMPOSITION = late_regex(rb"kind(?<!\wkind)[\"']?\s*:\s*[\"']?Composition\b")
_DEFINING = late_regex(rb"apiextensions(?<!\wapiextensions)\.crossplane\.io/")
_AS_TEXT = b"kind: Composition"
_TOO_MANY = "the claims before this one make more of Compositions than natpin follows, and it makes more"
_NO_CLAIM = "a Composition of which no claim is here: its definition's defaults hold, all else is unknown"
"""A template of a chart holds braces; so do functions of a Composition, which are read all the same."""


_APIS: WeakKeyDictionary[Workspace, Apis] = WeakKeyDictionary()


class Apis:
    """What a workspace has of them; of one without Compositions nothing."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.further: tuple[str, ...] = ()
        """Files that no byte of Azure's tells: definitions, claims, Compositions of composites."""
        self._groups: tuple[bytes, ...] = ()
        self._definitions: dict[Kind, Definition] = {}
        self._compositions: dict[Kind, list[Composition]] = {}
        self._asked: set[Kind] = set()
        self._composed: set[Kind] = set()
        self.told_by_their_source: set[Location] = set()
        """Steps of pipelines whose functions are programs of this workspace: where these make clusters, they are told."""
        self._for_all = MOST_FOR_ALL
        """The work on claims that is left for the next file."""
        self._left: dict[str, int] = {}
        """What was left when a file's turn came first: it comes more than once."""
        self._programs: set[str] = set()
        """The folders of such functions, by their names."""
        self._made: dict[str, tuple[Made, ...]] = {}
        """By file, its objects: stacks are found by them, and read."""

    @staticmethod
    def of(workspace: Workspace) -> Apis:
        """What was found in a workspace."""
        return _APIS.setdefault(workspace, Apis(workspace))

    def look(self, claimed: Sequence[str]) -> None:
        """Find the files: those of Compositions first, then what speaks of the groups that these make."""
        self._made.clear()
        if not any(self._contains(path, _COMPOSITION) for path in claimed):
            return
        listed = [
            path
            for path in self.workspace.walk()
            if path.lower().endswith(SUFFIXES[:3]) and may_be_manifest(path)
        ]
        apis = [path for path in listed if self._contains(path, _DEFINING)]
        groups: set[str] = set()
        for one in (one for path in apis for one in self._bodies(path)):
            if _kind_of(one.node)[0] == definitions.GROUP:
                type_ = (text(dig(one.node, "spec.compositeTypeRef.apiVersion")) or "").partition("/")[0]
                groups |= {type_, text(dig(one.node, "spec.group")) or ""}
        self._groups = tuple(f"{one}/".encode() for one in sorted(groups - {""}))
        asking = [path for path in listed if self._holds_any(path)]
        self.further = tuple(sorted({*apis, *asking} - set(claimed)))
        programs = (elsewhere.function_of(path) for path in self.workspace.walk())
        self._programs = {one for one in programs if one is not None}

    def holds(self, data: bytes) -> bool:
        """True for the text of a file that may define, make or ask for a composite."""
        return bool(self._groups) and (_DEFINING.search(data) is not None or holds_any(data, self._groups))

    def take(self, paths: Sequence[str]) -> None:
        """Keep what the manifests and overlays of the workspace say."""
        self._made.clear()
        written: dict[tuple[Location, str], list[Node]] = {}
        for path in paths if self._groups else ():
            named = self.workspace.named(path)
            for one in self._bodies(path):
                group, kind = _kind_of(one.node)
                if group != definitions.GROUP:
                    self._asked |= {(group, kind)} if named else set()
                elif kind == definitions.KIND:
                    found = definitions.definition(one.node)
                    if found is not None:
                        self._definitions.setdefault((found.group, found.kind), found)
                elif kind == compositions.KIND:
                    made = compositions.composition(one.node, path, one.open)
                    if made is None:
                        continue
                    alike = written.setdefault((made.at, str(plain(made.body))), [])
                    if made.body not in alike:
                        alike.append(made.body)
                        self._compositions.setdefault((made.group, made.kind), []).append(made)
        for each in (one for several in self._compositions.values() for one in several):
            self._composed |= {_kind_of(step.base) for step in each.steps if isinstance(step, Template)}

    def objects(self, path: str) -> tuple[Made, ...]:
        """What the objects of a file are, and what is made of its composites."""
        if path not in self._made:
            self._made[path] = tuple(self._objects(path))
        return self._made[path]

    def _objects(self, path: str) -> Iterator[Made]:
        before = self._left.setdefault(path, self._for_all)
        left, told_of_many = before, False
        for each in bodies(path, self.workspace, but=_AS_TEXT):
            found = each if isinstance(each, Skipped) else managed(each, path)
            if isinstance(each, Skipped):
                yield each
            elif found is not None:
                yield found
            elif _kind_of(each.node) == (definitions.GROUP, compositions.KIND):
                yield from self._imagined(each, path)
            else:
                asked = self._composite(each)
                told = elsewhere.told(each.node, path) if asked is None else None
                if asked is not None and left <= 0:
                    if not told_of_many:
                        yield Doubt(_TOO_MANY, asked.at, RENDER, Reach(adds=True))
                    told_of_many = True
                elif asked is not None:
                    composing = Composing(self, path, left)
                    yield from composing.all_of(asked)[0]
                    left -= composing.spent
                elif told is not None:
                    yield told
        self._for_all = min(self._for_all, max(left, 0))

    # Which is made of which -----------------------------------------------------------------------------------------

    def definition_of(self, group: str, kind: str) -> Definition | None:
        """The definition of a kind of composites or of claims."""
        found = self._definitions.get((group, kind))
        claims = (one for one in self._definitions.values() if (one.group, one.claims) == (group, kind))
        return found or next(claims, None)

    def composition_of(self, one: Composite, near: str) -> Composition | Unknown | None:
        """The Composition that makes a composite, those of the file ``near`` first; Unknown where it is not known which; None
        where none is here."""
        group = one.api.partition("/")[0]
        every = (
            self._compositions.get((group, one.kind)) or self._compositions.get((group, f"X{one.kind}")) or []
        )
        definition = self.definition_of(group, one.kind)
        spec = dig(one.body, "spec")
        for place in ("compositionRevisionRef", "compositionRevisionSelector"):
            if dig(spec, place) is not None or dig(spec, f"crossplane.{place}") is not None:
                return Unknown(f"{one.called} takes a revision of its Composition, which is not here", one.at)
        ref = dig(spec, "compositionRef.name") or dig(spec, "crossplane.compositionRef.name")
        selector = dig(spec, "compositionSelector") or dig(spec, "crossplane.compositionSelector")
        taken = definition.taken if definition is not None else None
        if (definition is not None and definition.always) or (ref is None and selector is None and taken):
            fitting = [each for each in every if each.name == taken]
        elif ref is not None:
            fitting = [each for each in every if each.name == text(ref)]
        elif selector is not None:
            wanted = members(dig(selector, "matchLabels"))
            fitting = [
                each
                for each in every
                if all(text(each.labels.get(key)) == text(value) is not None for key, value in wanted.items())
            ]
        else:
            fitting = every
        nearer = [each for each in fitting if each.path == near]
        if len(nearer or fitting) == 1:
            return (nearer or fitting)[0]
        if not every:
            return None
        how = "which of several Compositions makes" if fitting else "the Composition is not here that makes"
        return Unknown(
            f"{how} {one.called}", one.at, "name it in compositionRef, and lint the files together"
        )

    def is_here(self, function: str, step: Location) -> bool:
        """Whether the program of a function is of this workspace; its step is kept."""
        here = any(function.endswith(one) for one in self._programs)
        if here:
            self.told_by_their_source.add(step)
        return here

    def _imagined(self, of: Body, path: str) -> Iterator[Made]:
        """What a Composition makes of which nothing here asks."""
        made = compositions.composition(of.node, path, of.open)
        if made is None:
            if makes(of.node):
                yield unread(of.node.at)
            return
        definition = self.definition_of(made.group, made.kind)
        kinds = {
            made.kind,
            *([definition.claims] if definition and definition.claims else [made.kind.removeprefix("X")]),
        }
        if any((made.group, kind) in self._asked | self._composed for kind in kinds):
            return
        one = imagined(made.api, made.kind, definition, made.at)
        composed = Composing(self, path).all_of(one, made)[0]
        if any(isinstance(each, Object) for each in composed):
            yield Skipped(path, _NO_CLAIM)
        yield from composed

    def _composite(self, of: Body) -> Composite | None:
        """The composite that an object asks for, itself or as its claim."""
        body = of.node
        group, kind = _kind_of(body)
        definition = self.definition_of(group, kind)
        composed = definition.kind if definition is not None else kind
        exact, claim = (group, composed) in self._compositions, (group, f"X{kind}") in self._compositions
        if not isinstance(body, Value) or not (exact or (definition is None and claim)):
            return None
        name = dig(body, "metadata.name")
        called = text(name) or f"<unnamed {of.number}>"
        at = name.at if name is not None else body.at
        named: Node = name if name is not None else Unknown("the name is not written", at)
        claimed = definition.claims == kind if definition is not None else not exact
        if claimed:
            named = named_at_random(named, f"the composite of {called}", at)
        space = text(dig(body, "metadata.namespace")) or "default"
        return composite(body, definition, called, space, named)

    # Files ----------------------------------------------------------------------------------------------------------

    def _bodies(self, path: str) -> Iterator[Body]:
        yield from (one for one in bodies(path, self.workspace, but=_AS_TEXT) if isinstance(one, Body))

    def _contains(self, path: str, pattern: re.Pattern[bytes]) -> bool:
        data = self.workspace.peek(path)
        return isinstance(data, bytes) and pattern.search(words_of(data)) is not None

    def _holds_any(self, path: str) -> bool:
        data = self.workspace.peek(path) if self._groups else b""
        return isinstance(data, bytes) and holds_any(words_of(data), self._groups)


def _kind_of(body: Node | None) -> Kind:
    """An object's group and kind."""
    return (text(dig(body, "apiVersion")) or "").partition("/")[0], text(dig(body, "kind")) or ""
