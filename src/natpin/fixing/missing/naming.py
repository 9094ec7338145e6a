"""Names after their neighbours' fashion."""

from __future__ import annotations

from natpin.regex import late_regex

_KIND = late_regex(r"(?i)(?<![a-z])(?:vnet|virtual-?network|network|aks|cluster|ng|natgw?|nat)(?![a-z])")
_PLAIN = late_regex(r"[\w.-]+")
_ABBREVIATED = {"nat": "ng", "nat-prefix": "ippre", "prefix": "ippre"}
"""As the Cloud Adoption Framework abbreviates them: learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-abbreviations"""


def named_like(written: str, kind: str) -> str:
    """The name expression of a neighbour, in HCL, for a ``nat`` or a ``nat-prefix``: the word for the neighbour's kind is
    changed where there is one (``"vnet-shop"`` becomes ``"ng-shop"``), else a word is added at its end."""
    return _named(written, kind, '"')


def bicep_named_like(written: str, kind: str) -> str:
    """The same in Bicep."""
    return _named(written, kind, "'")


def word_named_like(written: str, kind: str) -> str | None:
    """The same of a shell's word, ``shop-vnet`` or ``"$VNET"``; None for one that may not be continued by more letters."""
    if _PLAIN.fullmatch(written):
        return _named(f'"{written}"', kind, '"')[1:-1]
    inside = written.strip('"')
    return f'"{inside}-{kind}"' if "'" not in inside and '"' not in inside else None


def name_in_template(written: object, kind: str) -> str | None:
    """The same of a name in an ARM template, ``shop-vnet`` or ``[parameters('network')]``; None for what is no text."""
    if not isinstance(written, str) or not written or written.startswith("[["):
        return None
    if written.startswith("["):
        return f"[concat({written[1:-1]}, '-{kind}')]" if written.endswith("]") else None
    return _named(f'"{written}"', kind, '"')[1:-1] if _PLAIN.fullmatch(written) else None


def _named(written: str, kind: str, quote: str) -> str:
    if not (written.startswith(quote) and written.endswith(quote) and written.count(quote) == 2):
        return f"{quote}${{{written}}}-{kind}{quote}"
    inside = written[1:-1]
    outside = _outside_of_holes(inside)
    found = [match for match in _KIND.finditer(inside) if outside[match.start()]]
    if len(found) != 1:
        return f"{quote}{inside}-{kind}{quote}"
    match = found[0]
    return f"{quote}{inside[: match.start()]}{_ABBREVIATED[kind]}{inside[match.end() :]}{quote}"


def _outside_of_holes(text: str) -> list[bool]:
    """For each character, whether it is outside of ``${…}``."""
    found, depth = [], 0
    for position, character in enumerate(text):
        if text.startswith("${", position):
            depth += 1
        found.append(depth == 0)
        if character == "}" and depth:
            depth -= 1
    return found
