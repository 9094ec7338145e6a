"""Bash that calls az: commands found by tree-sitter, the parser natpin reads with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

from ..mutants import Edit
from .interface import BY_SUBNET, NODE_IP, ROUTED, SECONDS, Danger, Declaration, Literal, line_of

NAME = "bash"
COMMENT = "# "
ENDS_BY_CRLF = False

_BASH = Language(tree_sitter_bash.language())
_INPUT = '"${NATPIN_FORGOTTEN}"'
_MAYBE = (
    '[ "$NATPIN_MAYBE" = yes ]',
    '[[ -n "$NATPIN_MAYBE" ]]',
    '[ "$1" != no ]',
    "grep -q yes answers.txt",
)
_KEPT_FLAGS = ("--query", "--output", "-o", "--resource-type", "--only-show-errors", "--lock-type")
_WORD = re.compile(r"[\w./:@-]+\Z")


def mine(path: str, text: str) -> bool:
    return path.endswith((".sh", ".bash", ".azcli"))


def _commands(text: str) -> Iterator[tuple[Node, int, int, str]]:
    """Every call of az: its node, where it begins and ends in characters, its text."""
    data = text.encode("utf-8", "surrogateescape")
    ascii_only = len(data) == len(text)
    pending = [Parser(_BASH).parse(data).root_node]
    while pending:
        node = pending.pop()
        pending += reversed(node.children)
        if node.type != "command" or not node.text or not node.text.startswith(b"az "):
            continue
        start, end = node.start_byte, node.end_byte
        if not ascii_only:
            start, end = (len(data[:at].decode("utf-8", "surrogateescape")) for at in (start, end))
        yield node, start, end, text[start:end]


def _begins_line(text: str, start: int) -> bool:
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


_FLAG = re.compile(r'(?<=\s)(--?[a-z][\w-]*)(?:[ \t]+|=)("[^"$`\\\n]*"|\'[^\'\n]*\'|[\w./:@-]+)(?=\s|$)')


def literals(text: str) -> Iterator[Literal]:
    for _, start, _, command in _commands(text):
        for found in _FLAG.finditer(command):
            value = found[2].strip("\"'")
            if found[1] in _KEPT_FLAGS or value.startswith("-"):
                continue
            at = start + found.start(2)
            kind = "number" if value.isdigit() else "bool" if value in ("true", "false") else "string"
            yield Literal(at, start + found.end(2), value, kind, line_of(text, at))
    for found in re.finditer(r'^([A-Za-z_]\w*)=("[^"$`\\\n]*"|[\w./:-]+)[ \t]*$', text, re.MULTILINE):
        value = found[2].strip('"')
        if value.startswith("az "):  # without it nothing in the file says that it calls az
            continue
        kind = "number" if value.isdigit() else "bool" if value in ("true", "false") else "string"
        yield Literal(found.start(2), found.end(2), value, kind, found[0])


def forgotten(text: str, kind: str, at: int) -> tuple[str, tuple[Edit, ...]]:
    return _INPUT, ()


def written(value: str, kind: str) -> str:
    return value if _WORD.match(value) else f'"{value}"'


def declarations(text: str) -> Iterator[Declaration]:
    for number, (node, start, end, command) in enumerate(_commands(text)):
        if node.parent is None or node.parent.type != "program" or not _begins_line(text, start):
            continue
        condition = _MAYBE[number % len(_MAYBE)]
        named = re.search(r"\s(?:--name|-n)[ =](\S+)", command)
        makes = re.search(r"\b(create|add)\b", command) is not None
        needed = makes and (
            named is None or len(re.findall(rf"(?<![\w-]){re.escape(named[1])}(?![\w-])", text)) > 1
        )
        yield Declaration(
            f"{' '.join(command.split()[:6])} when {condition}",
            ((start, start, f"if {condition}; then\n"), (end, end, "\nfi")),
            None if needed else ((start, end, "true"),),
        )


_ATTACH = re.compile(r"[ \t]*(?:\\\n[ \t]*)?--nat-gateway[ =]\S+")


def detached(text: str) -> tuple[Edit, ...]:
    edits = []
    for _, start, _, command in _commands(text):
        if "subnet" in command:
            edits += [(start + f.start(), start + f.end(), "") for f in _ATTACH.finditer(command)]
    rest = _ATTACH.sub("", text)
    return () if re.search(r"natGateway|--nat-gateway|--nat\b|\$@|ARGS|eval", rest) else tuple(edits)


def _subnets(text: str, lines: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Where the command ends that makes one of these subnets, and the flags that name it."""
    for node, start, end, command in _commands(text):
        first = text.count("\n", 0, start) + 1
        last = first + command.count("\n")
        if not command.startswith("az network vnet subnet create") or not any(
            first <= line <= last for line in lines
        ):
            continue
        if node.parent is None or node.parent.type != "program":
            continue
        named = [
            re.search(rf"\s({flags})[ =](\"[^\"]*\"|\S+)", command)
            for flags in ("--resource-group|-g", "--vnet-name", "--name|-n")
        ]
        if all(named):
            yield end, " ".join(f"{found[1]} {found[2]}" for found in named if found)


def threats(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    for end, names in _subnets(text, subnets):
        group = " ".join(names.split(" ")[:2])
        new = (
            f"\naz network route-table create {group} --name natpin-threat\n"
            f"az network route-table route create {group} --route-table-name natpin-threat --name all"
            " --address-prefix 0.0.0.0/0 --next-hop-type VirtualAppliance --next-hop-ip-address 10.0.0.4\n"
            f"az network vnet subnet update {names} --route-table natpin-threat\n"
        )
        if "route-table" not in text:
            yield Danger(f"a route past the gateway on {names}", ((end, end, new),), ROUTED)
        new = f"\naz network vnet subnet update {names} --remove natGateway\n"
        if "az aks delete" in text:  # the cluster is gone before its subnet loses the gateway
            continue
        yield Danger(f"no gateway any more on {names}", ((len(text), len(text), new),), BY_SUBNET - ROUTED)
    for node, start, end, command in _commands(text):
        top = node.parent is not None and node.parent.type == "program"  # what is inside may never run
        made = command.startswith(("az aks create", "az aks nodepool add"))
        if top and made and "node-public-ip" not in command:
            yield Danger("nodes with public IPs", ((end, end, " --enable-node-public-ip"),), NODE_IP, True)
        for found in re.finditer(r"nat gateway (?s:.*)--idle-timeout[ =](\d+)", command):
            yield Danger(
                "600 for 10", ((start + found.start(1), start + found.end(1), "600"),), SECONDS, True
            )


_OPAQUE = (
    'az rest --method put --url "$SUBNET_URL" --body @subnet.json',
    'az resource update --ids "$SUBNET_ID" --set "$CHANGE"',
    "cat subnets.txt | xargs -I@ az network vnet subnet update --ids @ --remove natGateway",
    "./attach.sh nodes",
    'eval "$EXTRA"',
    "az deployment group create --resource-group shop-rg --template-file network.bicep",
    "az network vnet subnet frobnicate --ids $SUBNET_ID",
    'source <(curl -s "$SETUP")',
)


def opaque(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    if any(True for _ in _subnets(text, subnets)):
        for command in _OPAQUE:
            yield Danger(command, ((len(text), len(text), f"\n{command}\n"),), BY_SUBNET)


def blocks(text: str) -> list[tuple[int, int]]:
    return []


def gaps(text: str) -> list[int]:
    return [
        start
        for node, start, _, _ in _commands(text)
        if node.parent is not None and node.parent.type == "program" and _begins_line(text, start)
    ]


def other_cluster() -> tuple[str, str]:
    return "natpin-unrelated/up.sh", (
        "#!/bin/bash\naz aks create --resource-group unrelated-rg --name unrelated --node-count 1 "
        "--network-plugin azure --outbound-type loadBalancer\n"
    )
