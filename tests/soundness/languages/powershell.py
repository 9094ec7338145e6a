"""PowerShell: statements that begin in the first column, values that follow a parameter or stand in a hashtable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..mutants import Edit
from .interface import BY_SUBNET, NODE_IP, ROUTED, SECONDS, Danger, Declaration, Literal, closing, line_of

NAME = "powershell"
COMMENT = "# "
ENDS_BY_CRLF = True

_VALUE = r"('[^'\n]*'|\"[^\"$`\n]*\"|\$true\b|\$false\b|[A-Za-z0-9][\w./:-]*)"
_PARAMETER = re.compile(rf"(?<=\s)(--?[A-Za-z][\w-]*)[ \t]+{_VALUE}(?=[\s)|]|$)", re.MULTILINE)
_ENTRY = re.compile(
    r"(?:^[ \t]*|[{;][ \t]*)\$?(\w+)[ \t]*=[ \t]*('[^'\n]*'|\"[^\"$`\n]*\"|\d+|\$true|\$false)(?=[ \t]*(?:[;}]|$))",
    re.M,
)
_KEPT = (
    "-erroraction",
    "-resourcetype",
    "--query",
    "-o",
    "--output",
    "-eq",
    "-ne",
    "-scope",
    "--resource-type",
    "-property",
)
_MAYBE = (
    "$env:NATPIN_MAYBE -eq 'yes'",
    "$env:NATPIN_MAYBE",
    "-not $env:NATPIN_MAYBE",
    "Test-Path answers.txt",
)


def mine(path: str, text: str) -> bool:
    return path.endswith(".ps1")


def literals(text: str) -> Iterator[Literal]:
    for found in (*_PARAMETER.finditer(text), *_ENTRY.finditer(text)):
        where = line_of(text, found.start(2))
        if (
            "--%" in where
            or found[1].lower() in (*_KEPT, "erroractionpreference")
            or where.startswith(("#", "param", "function"))
        ):
            continue
        plain = found[2].strip("\"'").lstrip("$")
        kind = "number" if plain.isdigit() else "bool" if plain.lower() in ("true", "false") else "string"
        yield Literal(found.start(2), found.end(2), plain, kind, where)


def forgotten(text: str, kind: str, at: int) -> tuple[str, tuple[Edit, ...]]:
    return "$env:NATPIN_FORGOTTEN", ()


def written(value: str, kind: str) -> str:
    return f"${value}" if kind == "bool" else value if kind == "number" else f"'{value}'"


_STATEMENT = re.compile(
    r"^(?:\$\w+[ \t]*=[ \t]*)?(?:az|(?:New|Set|Add|Remove|Update)-Az\w+)[ \t]", re.MULTILINE
)


def _statements(text: str) -> Iterator[tuple[int, int]]:
    for found in _STATEMENT.finditer(text):
        if text[: found.start()].rstrip()[-1:] in ("|", "`", ","):
            continue  # the end of what began above
        position = found.start()
        while position < len(text) and text[position] != "\n":
            if text[position] in "({[":
                position = closing(text, position)
            elif text.startswith("`\n", position):
                position += 2
            else:
                position += 1
        yield found.start(), position


def declarations(text: str) -> Iterator[Declaration]:
    for number, (start, end) in enumerate(_statements(text)):
        statement = text[start:end]
        named = re.search(r"\s(?:-Name|--name|-n)[ ]+(\S+)", statement)
        words = [named[1]] if named else []
        words += re.findall(r"^\$\w+", statement)
        needed = bool(re.search(r"New-Az|Add-Az|\bcreate\b|\badd\b", statement)) and (
            not words or any(len(re.findall(rf"{re.escape(word)}(?![\w-])", text)) > 1 for word in words)
        )
        condition = _MAYBE[number % len(_MAYBE)]
        yield Declaration(
            f"{' '.join(statement.split()[:4])} when {condition}",
            ((start, start, f"if ({condition}) {{\n"), (end, end, "\n}")),
            None if needed else ((start, end, "# gone"),),
        )


_ATTACH = re.compile(
    r"[ \t]*(?:`\n[ \t]*)?(?:-NatGateway[ \t]+(?:\$\w+|\([^()\n]*\))|--nat-gateway[ \t]+\S+)"
)


def detached(text: str) -> tuple[Edit, ...]:
    found = tuple((one.start(), one.end(), "") for one in _ATTACH.finditer(text))
    rest = _ATTACH.sub("", text)
    return () if re.search(r"(?i)\.NatGateway|NatGateway[ \t]*=|--nat-gateway|-NatGateway\b", rest) else found


_ATTACHED = re.compile(r"-NatGateway[ \t]")


def _subnets(text: str, lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where a gateway is attached in these lines, and where that line begins. A subnet's place may be its network's line,
    below: then it is meant where one subnet of the script alone has a gateway."""
    found = [(one.start(), text.count("\n", 0, one.start()) + 1) for one in _ATTACHED.finditer(text)]
    for at, line in found:
        begins = text.rfind("\n", 0, at) + 1
        near = any(0 <= line - one <= 4 for one in lines)
        above = len(found) == 1 and any(0 < one - line <= 20 for one in lines)
        if near or (above and "SubnetConfig" in text[begins:at]):
            yield at, begins


_TABLE = (
    "$natpinThreat = New-AzRouteTable -ResourceGroupName shop-rg -Location westeurope -Name natpin-threat -Route (\n"
    "  New-AzRouteConfig -Name all -AddressPrefix 0.0.0.0/0 -NextHopType VirtualAppliance -NextHopIpAddress 10.0.0.4)\n"
)


def threats(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    for at, line in _subnets(text, subnets):
        if "-RouteTable" not in text and text[line : line + 1] != " ":
            edits = ((line, line, _TABLE), (at, at, "-RouteTable $natpinThreat "))
            yield Danger("a route past the gateway", edits, ROUTED)
    if "NodePublicI" not in text:
        for found in re.finditer(r"^New-AzAksNodePool\b|^New-AzAksCluster\b", text, re.MULTILINE):
            yield Danger(
                "nodes with public IPs", ((found.end(), found.end(), " -EnableNodePublicIp"),), NODE_IP, True
            )
    for found in re.finditer(r"-IdleTimeoutInMinutes[ \t]+(\d+)", text):
        yield Danger("600 for 10", ((found.start(1), found.end(1), "600"),), SECONDS, True)


_OPAQUE = (
    "Invoke-AzRestMethod -Method PUT -Path $env:SUBNET_PATH -Payload (Get-Content subnet.json -Raw)",
    "& ./attach.ps1 -Subnet nodes",
    "Invoke-Expression $env:EXTRA",
    "New-AzResourceGroupDeployment -ResourceGroupName shop-rg -TemplateFile network.bicep",
    "$network = Get-AzVirtualNetwork -Name $env:NET; $network.Subnets | ForEach-Object { $_.NatGateway = $null }; $network | Set-AzVirtualNetwork",
)


def opaque(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    if any(True for _ in _subnets(text, subnets)):
        for command in _OPAQUE:
            yield Danger(command, ((len(text), len(text), f"\n{command}\n"),), BY_SUBNET)


def blocks(text: str) -> list[tuple[int, int]]:
    return []


def gaps(text: str) -> list[int]:
    return [start for start, _ in _statements(text)]


def other_cluster() -> tuple[str, str]:
    return "natpin-unrelated/up.ps1", (
        "New-AzAksCluster -ResourceGroupName unrelated-rg -Name unrelated -NodeName one -NodeCount 1 "
        "-NetworkPlugin azure -OutboundType loadBalancer -GenerateSshKey\n"
    )
