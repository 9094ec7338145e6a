"""A plan as Bicep, deployed into a resource group. A resource that exists is written whole, as natpin itself would write it:
a PUT of Azure's replaces.

What is in another resource group is a module, and so is what is written a second time: a template declares a resource once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.model.resource import CLUSTER, LOCK, RESOURCE_GROUP, SUBNET, same_type
from natpin.provision.bicep_text import quoted, written
from natpin.provision.desired import Desired
from natpin.provision.emission import API, Files, Piece, identifier, remark
from natpin.provision.ids import parent_of, parse
from natpin.provision.read_only import writable_in_code

FILE = "main.bicep"
_ENVELOPE = ("location", "tags", "sku", "zones", "identity", "properties")


def template(made: Sequence[Piece], wanted: Desired) -> Files:
    """The template, and a module for what is in another resource group than most of it."""
    resources = [piece for piece in made if not same_type(piece.change.type, RESOURCE_GROUP)]
    groups = {piece.group.lower(): piece.group for piece in resources}
    own = wanted.resource_group.lower()
    home = groups.get(own) or next(iter(groups.values()), wanted.resource_group)
    runs = _runs(resources, home)
    main = _Main(runs, home)
    head = [
        f"// Egress entry {remark(wanted.name)}, as natpin plan --emit bicep wrote it.",
        *(
            f"// First: az group create --subscription {wanted.subscription} --name {piece.name} --location "
            f"{piece.body.get('location')}"
            for piece in made
            if same_type(piece.change.type, RESOURCE_GROUP)
        ),
        *(
            f"// It writes the cluster {remark(name)} whole, as it was when this was made: deploy it at once, and do not keep it."
            for name in dict.fromkeys(
                piece.name for piece in made if same_type(piece.change.type, CLUSTER) and not piece.creates
            )
        ),
        f"// az deployment group create --subscription {wanted.subscription} --resource-group {home} --template-file {FILE}",
        "targetScope = 'resourceGroup'",
    ]
    return {FILE: main.text(head), **main.modules}


Run = tuple[bool, list[Piece]]
"""Resources that are written one after the other, and True where they stand in a module."""


def _runs(resources: Sequence[Piece], home: str) -> list[Run]:
    """The resources in the plan's order, cut where another file begins."""
    runs: list[Run] = []
    declared: set[str] = set()
    group = ""
    for piece in resources:
        id_ = piece.change.id.lower()
        apart = piece.group.lower() != home.lower() or id_ in declared
        inside = {other.change.id.lower() for other in runs[-1][1]} if runs else set()
        if (
            runs
            and runs[-1][0] == apart
            and group == piece.group.lower()
            and (not apart or id_ not in inside)
        ):
            runs[-1][1].append(piece)
        else:
            runs.append((apart, [piece]))
        group = piece.group.lower()
        if not apart:
            declared.add(id_)
    return runs


class _Symbols:
    """What the resources of one file are called, so that one refers to another by symbol and waits for it."""

    def __init__(self, made: Sequence[Piece]) -> None:
        self.taken: set[str] = set()
        self.by_key = {piece.change.key: identifier(piece.name, self.taken) for piece in made}
        self.by_id = {piece.change.id.lower(): self.by_key[piece.change.key] for piece in made}
        self._around: dict[str, str] = {}
        """By id: resources that exist, and that others here belong to."""

    def existing(self, made: Sequence[Piece]) -> Iterator[list[str]]:
        """Declarations of what is there already, and that others belong to."""
        for piece in made:
            above = _around(piece)
            if above and above.lower() not in self.by_id and above.lower() not in self._around:
                symbol = self._around[above.lower()] = identifier(parse(above).name, self.taken)
                yield [
                    f"resource {symbol} '{_typed(parse(above).type)}' existing = {{",
                    f"  name: {quoted(parse(above).name)}",
                    "}",
                ]

    def around(self, piece: Piece) -> str:
        """The symbol of what a resource belongs to."""
        above = _around(piece).lower()
        return self.by_id.get(above) or self._around[above]


def _around(piece: Piece) -> str:
    """The id of what a subnet or a lock belongs to; empty for any other resource."""
    type_ = piece.change.type
    return parent_of(piece.change.id) if same_type(type_, SUBNET) or same_type(type_, LOCK) else ""


def _typed(type_: str) -> str:
    return f"{type_}@{API[type_.partition('/')[0].lower()]}"


class _Main:
    """The main file, and its modules."""

    def __init__(self, runs: Sequence[Run], home: str) -> None:
        self._runs, self._home = runs, home
        self._here = [piece for apart, run in runs if not apart for piece in run]
        self._symbols = _Symbols(self._here)
        self._steps: dict[str, str] = dict(self._symbols.by_key)
        """By key of a change, the symbol in the main file of what does it."""
        self.modules: Files = {}

    def text(self, head: list[str]) -> str:
        """The main file; the modules are there afterwards."""
        lines = list(head)
        for declaration in self._symbols.existing(self._here):
            lines += ["", *declaration]
        before: list[Piece] = []
        for apart, run in self._runs:
            if apart:
                lines += ["", *self._module(run, before)]
            else:
                for number, piece in enumerate(run):
                    others = [*before, *run[:number]]
                    waits = _waits(piece, others, self._steps)
                    lines += ["", *_resource(piece, self._symbols, waits)]
            before += run
        return "\n".join(lines) + "\n"

    def _module(self, run: list[Piece], before: list[Piece]) -> list[str]:
        group = run[0].group
        symbol = identifier(group, self._symbols.taken)
        file = f"{symbol}.bicep"
        self.modules[file] = _module_text(run)
        waits = [step for piece in run for step in _waits(piece, before, self._steps)]
        self._steps |= dict.fromkeys((piece.change.key for piece in run), symbol)
        scope = [f"  scope: resourceGroup({quoted(group)})"] if group.lower() != self._home.lower() else []
        return [
            f"module {symbol} '{file}' = {{",
            f"  name: {quoted(f'natpin-{symbol}'[:64])}",
            *scope,
            *_depends_on(list(dict.fromkeys(waits))),
            "}",
        ]


def _module_text(run: list[Piece]) -> str:
    symbols = _Symbols(run)
    lines = ["targetScope = 'resourceGroup'"]
    for declaration in symbols.existing(run):
        lines += ["", *declaration]
    for number, piece in enumerate(run):
        lines += ["", *_resource(piece, symbols, _waits(piece, run[:number], symbols.by_key))]
    return "\n".join(lines) + "\n"


def _waits(piece: Piece, before: Sequence[Piece], steps: dict[str, str]) -> list[str]:
    """The symbols of what has to be done first: what it depends on, and one subnet of a network after the other."""
    keys = {key.lower() for key in piece.change.depends_on}
    network = parent_of(piece.change.id).lower()
    siblings = [
        other
        for other in before
        if same_type(piece.change.type, SUBNET)
        and same_type(other.change.type, SUBNET)
        and parent_of(other.change.id).lower() == network
    ]
    keys |= {other.change.key for other in siblings[-1:]}
    keys |= {other.change.key for other in before if other.change.id.lower() == piece.change.id.lower()}
    return [steps[other.change.key] for other in before if other.change.key in keys]


def _resource(piece: Piece, symbols: _Symbols, waits: list[str]) -> list[str]:
    lines = [f"resource {symbols.by_key[piece.change.key]} '{_typed(piece.change.type)}' = {{"]
    if same_type(piece.change.type, SUBNET):
        lines.append(f"  parent: {symbols.around(piece)}")
    elif same_type(piece.change.type, LOCK):
        lines.append(f"  scope: {symbols.around(piece)}")
    lines.append(f"  name: {quoted(piece.name)}")
    whole = writable_in_code(piece.change.type, piece.body)
    body = {key: whole[key] for key in _ENVELOPE if whole.get(key)}
    if same_type(piece.change.type, SUBNET):
        body.pop("location", None)
    lines += [f"  {key}: {written(value, 1, symbols.by_id)}" for key, value in body.items()]
    named = {line.rpartition(" ")[2] for line in "\n".join(lines).splitlines()}
    told = [symbol for symbol in dict.fromkeys(waits) if not {symbol, f"{symbol}.id"} & named]
    return [*lines, *_depends_on(told), "}"]


def _depends_on(symbols: list[str]) -> list[str]:
    return ["  dependsOn: [", *(f"    {symbol}" for symbol in symbols), "  ]"] if symbols else []
