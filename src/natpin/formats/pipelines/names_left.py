"""Which variables a file leaves for the steps after the one that runs it, by the names that it writes."""

from __future__ import annotations

from natpin.regex import late_regex

_NAMED = late_regex(
    rb"(?<![\w$])([A-Z][A-Z0-9_]{0,80})=(?!=)|[\"'`]([A-Za-z_]\w{0,80})=(?!=)|exportVariable\([ \t]*[\"'`](\w{1,80})"
    rb"|(?:echo|printf|print|tee)[ \t]+([A-Za-z_]\w{0,80})=(?!=)"
)
_WORKED_OUT = late_regex(
    rb"(?:\}|%s|%v|\)|\+[ \t]*[\"'])=[{%$\"'+\\]|exportVariable\([ \t]*[^\"'`\s]|[\"'`]\$\{?\w+\}?="
    rb"|\b(?:cat|jq|yq|sed|grep|awk|env|printenv|envsubst|set|sort|sops|az|terraform)\b[^\n]{0,300}>>[^\n]{0,60}(?:GITHUB_ENV|BASH_ENV)"
)
_SETVARIABLE = late_regex(rb"task\.setvariable[ \t]+variable=(?:([A-Za-z_][\w.-]*)(?=[\];]))?")


def names_in(data: bytes) -> list[str] | None:
    """The variables that a file puts into ``$GITHUB_ENV``, as far as it writes their names; None where they may be any."""
    if _WORKED_OUT.search(data):
        return None
    found = [b"".join(match) for match in _NAMED.findall(data)]
    return list(dict.fromkeys(one.decode() for one in found)) or None


def pipeline_names_in(data: bytes) -> list[str] | None:
    """The variables that a file sets of a pipeline of Azure's; None where they may be any."""
    found = _SETVARIABLE.findall(data)
    return None if b"" in found else list(dict.fromkeys(one.decode() for one in found))
