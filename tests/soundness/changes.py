"""Every mutant of a file, whatever its language: the laws in terms of edits."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from natpin.model.resource import NAT_GATEWAY, Resource, same_type

from .judged import Key, Outcome, judged
from .languages.interface import (
    DEPLOY_MODULES,
    SECONDS,
    Danger,
    Declaration,
    Language,
    Literal,
    is_name,
    key_of,
)
from .languages.values import another
from .laws import ATTACHED, Law, leave_by_nat, less_known, needlessly_open, no_longer_passes, same
from .mutants import Edit, Files, Mutant, Piece, Text, edited, text_of

Making = Callable[[], Mutant]


def of_file(
    files: Files, path: str, language: Language, base: Outcome, chance: random.Random
) -> Iterator[tuple[Law, Making]]:
    """Every mutant there is, not made yet: a sample of them is."""
    text = text_of(files[path])
    made = partial(_Makers, files, path, language, text)()
    literals = list(language.literals(text))
    keys = [key_of(text, literal) for literal in literals]
    for literal, key in zip(literals, keys, strict=True):
        beside = [
            one.value
            for one, its in zip(literals, keys, strict=True)
            if its == key and one.kind == literal.kind
        ]
        other = None if is_name(key) else another(literal.value, literal.kind, beside, chance)
        yield Law.FORGET, partial(made.forget, literal, other)
    for declaration in language.declarations(text):
        yield Law.MAYBE, partial(made.maybe, declaration)
    edits = language.detached(text)
    everywhere = leave_by_nat(base)
    if edits and everywhere and not _attached_elsewhere(files, path):
        yield (
            Law.REMOVE,
            partial(made.endangered, Law.REMOVE, Danger("every attachment", edits, ATTACHED), everywhere),
        )
    by_line = subnets(base, path)
    for line, keys in sorted(by_line.items()):
        for danger in language.threats(text, [line]):
            if not danger.everywhere:
                yield Law.THREATEN, partial(made.endangered, Law.THREATEN, danger, keys)
        for danger in language.opaque(text, [line]):
            yield Law.OPAQUE, partial(made.endangered, Law.OPAQUE, danger, keys)
    gateways = {p.address for p in base.parts if isinstance(p, Resource) and same_type(p.type, NAT_GATEWAY)}
    for danger in language.threats(text, []):
        # a pool or a gateway that no cluster has is not judged with one
        if danger.rules == SECONDS and len(gateways) != 1:
            continue
        here = {one.cluster.at.path for paths in base.paths.values() for one in paths}
        # a unit's cluster stands in its module
        if (
            danger.everywhere
            and len(base.clusters) == 1
            and (here == {path} or language.NAME in DEPLOY_MODULES)
        ):
            yield (
                Law.THREATEN,
                partial(
                    made.endangered,
                    Law.THREATEN,
                    danger,
                    everywhere if danger.rules == SECONDS else frozenset(base.clusters),
                ),
            )
    for danger in language.opaque(text, []):
        if everywhere == frozenset(base.clusters):
            yield Law.OPAQUE, partial(made.endangered, Law.OPAQUE, danger, everywhere)
    yield from made.indifferent(chance)


def _attached_elsewhere(files: Files, path: str) -> bool:
    """Whether another file may attach a gateway as well."""
    others = (text_of(text) for other, text in files.items() if other != path)
    return any(re.search(r"(?i)nat_?-?gateway", text) for text in others)


def subnets(base: Outcome, path: str) -> dict[int, frozenset[Key]]:
    """The lines of a file that declare subnets, and the clusters of which all pools are on the one there."""
    found: dict[int, set[Key]] = {}
    for key, paths in base.paths.items():
        at = {path.subnet.at for path in paths if isinstance(path.subnet, Resource)}
        if len(at) == 1 and all(isinstance(path.subnet, Resource) for path in paths):
            (place,) = at
            if place.path == path and key in leave_by_nat(base):
                found.setdefault(place.line, set()).add(key)
    return {line: frozenset(keys) for line, keys in found.items()}


class _Makers:
    """Mutants of one file."""

    def __init__(self, files: Files, path: str, language: Language, text: str) -> None:
        self._files, self._path, self._language, self._text = files, path, language, text

    def _edited(self, edits: Sequence[Edit]) -> Files:
        return edited(self._files, self._path, edits)

    def forget(self, literal: Literal, other: str | None) -> Mutant:
        """A literal becomes an input; what is said then holds for the literal, and for any other value."""
        written, declared = self._language.forgotten(self._text, literal.kind, literal.start)
        opened = self._edited(((literal.start, literal.end, written), *declared))
        variants = [self._files, opened]
        if other is not None:
            new = self._language.written(other, literal.kind)
            variants.append(self._edited(((literal.start, literal.end, new),)))
        return Mutant(
            Law.FORGET,
            self._language.NAME,
            f"{self._path}: {literal.where} ({literal.value} → input{'' if other is None else ', or ' + other})",
            tuple(variants),
            lambda found: [each for case in (found[0], *found[2:]) for each in less_known(case, found[1])],
            (judged,) * len(variants),
        )

    def maybe(self, declaration: Declaration) -> Mutant:
        """A declaration becomes conditional; what is said then holds with it and without it."""
        opened = self._edited(declaration.maybe)
        variants = [self._files, opened]
        if declaration.gone is not None:
            variants.append(self._edited(declaration.gone))
        return Mutant(
            Law.MAYBE,
            self._language.NAME,
            f"{self._path}: {declaration.what}",
            tuple(variants),
            lambda found: [
                each
                for case in (found[0], *found[2:])
                for each in less_known(case, found[1], lost=case is found[0])
            ],
            (judged,) * len(variants),
            (lambda found: needlessly_open((found[0], found[2]), found[1])) if len(variants) == 3 else None,
        )

    def endangered(self, law: Law, danger: Danger, on: frozenset[Key]) -> Mutant:
        """Something after which a pass would be a lie."""
        return Mutant(
            law,
            self._language.NAME,
            f"{self._path}: {danger.what}",
            (self._files, self._edited(danger.edits)),
            lambda found: no_longer_passes(found[0], found[1], danger.rules, on),
            (judged, judged),
        )

    def indifferent(self, chance: random.Random) -> Iterator[tuple[Law, Making]]:
        """Order, comments, line ends, files, another cluster, paths: nothing changes."""
        there = self._files[self._path]
        gaps = self._language.gaps(self._text)
        if gaps:
            comment = f"{self._language.COMMENT}natpin was here\n"
            yield self._same(
                "a comment before each declaration", self._edited([(at, at, comment) for at in gaps])
            )
        if self._language.ENDS_BY_CRLF:
            ended = tuple(Piece(_crlf(piece.text), piece.key) for piece in there)
            yield self._same("CRLF", {**self._files, self._path: ended})
        lines = _by_lines(there, self._language.blocks(self._text))
        if len(lines) > 2:
            shuffled = lines[:]
            chance.shuffle(shuffled)
            for what, order in (("backwards", lines[::-1]), ("in another order", shuffled)):
                yield self._same(what, {**self._files, self._path: _reordered(there, lines, order)})
        shadowed = (
            self._path.removesuffix(".tf") + ".tofu" in self._files
        )  # OpenTofu reads the other one alone
        if lines and self._language.NAME == "terraform" and not shadowed:
            first, end = chance.choice(lines)
            beside = self._path.rpartition("/")[0]
            name = f"{beside}/natpin_moved.tf" if beside else "natpin_moved.tf"
            moved = {self._path: there[:first] + there[end:], name: there[first:end]}
            yield self._same("a block in a file of its own", {**self._files, **moved})
        names = list(self._files)
        chance.shuffle(names)
        yield self._same("every file named, in any order", self._files, partial(_named, names))
        if not any(name.endswith((".yaml", ".yml")) for name in names):  # a workload may run on any cluster
            name, cluster = self._language.other_cluster()
            yield self._same("an unrelated cluster", {**self._files, name: (Piece(cluster),)})

    def _same(self, what: str, changed: Files, judge: Callable[..., Outcome] = judged) -> tuple[Law, Making]:
        return Law.INDIFFERENT, lambda: Mutant(
            Law.INDIFFERENT,
            self._language.NAME,
            f"{self._path}: {what}",
            (self._files, changed),
            lambda found: same(found[0], found[1]),
            (judged, judge),
        )


def _named(names: Sequence[str], data: dict[str, bytes]) -> Outcome:
    return judged(data, [name for name in names if name in data])


def _crlf(text: str) -> str:
    return text[:-1] + "\r\n" if text.endswith("\n") and not text.endswith("\r\n") else text


def _by_lines(text: Text, blocks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Blocks as ranges of lines, where each has its lines for itself."""
    starts, position = [], 0
    for piece in text:
        starts.append(position)
        position += len(piece.text)
    found = []
    for start, end in blocks:
        inside = [n for n, at in enumerate(starts) if at < end and at + len(text[n].text) > start]
        if inside:
            found.append((inside[0], inside[-1] + 1))
    apart = all(one[1] <= two[0] for one, two in itertools.pairwise(found))
    return found if apart and text and text[-1].text.endswith("\n") else []


def _reordered(text: Text, slots: Sequence[tuple[int, int]], order: Sequence[tuple[int, int]]) -> Text:
    result: list[Piece] = []
    position = 0
    for (start, end), (first, last) in zip(slots, order, strict=True):
        result += [*text[position:start], *text[first:last]]
        position = end
    return (*result, *text[position:])
