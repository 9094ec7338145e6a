"""Where in a file that no reader takes it is said that clusters or networks are made or changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from natpin.model.location import Location
from natpin.pipeline.command_places import can_stand, place, without_folders
from natpin.pipeline.unread_formats import Format
from natpin.regex import late_regex

_NOT = late_regex(
    r"(?i)(?:^|/)(?:\.terraform\.lock\.hcl|[^/]*[._-]lock\.(?:yaml|json|hcl)|package-lock\.json|"
    r"(?:(?<!environments/)(?<!envs/)(?<!env/)(?<!stages/)(?<!stage/)(?<!live/)tests?|testdata|__tests__|spec|e2e|vendor|third_party|site-packages)/.*\.(?:py|ts|js|mjs|cjs|tsx|go|cs|java|kt|rb|k)|"
    r"[^/]*(?:_test\.(?:go|py|js|ts)|\.(?:test|spec)\.[jt]sx?|\.tftest\.hcl|\.tfmock\.hcl|\.d\.ts|\.pb\.go|\.min\.js))$"
)
"""Lock files, CRDs, tests and what was generated or brought along: none of them is run to make a cluster here. An
environment may be called test."""

_DOCUMENTATION = (b"### YamlMime:", b"facts:")
"""How a page begins that DocFX makes of YAML, and a test of a policy of natpin's: nobody runs what they quote."""

_COMMENT = late_regex(
    rb"[ \t]*(?:#|//|/\*|\*(?![*/]|(?:[ \t]+[\d*,/A-Za-z-]+){4}[ \t])|--|;|<!--|(?i:rem\b|::))"
)


MOST_BEFORE = 400
"""Bytes before a command on its line that are looked at."""


_pattern: Callable[[bytes], re.Pattern[bytes]] = cache(re.compile)
"""Compiled when a file may hold what is looked for: that costs more than looking."""


def place_in(path: str, data: bytes, formats: Sequence[Format]) -> tuple[Format, Location, bool] | None:
    """The first place where a file makes or changes clusters, else networks, in which of the formats, and whether it is
    clusters; None for a file that does neither. ``formats``: those of which a word stands in it."""
    if data.startswith(_DOCUMENTATION) or _NOT.search(path):
        return None
    found: tuple[Format, Location, bool] | None = None
    for one in formats:
        if one.only_with and _pattern(one.only_with).search(data) is None:
            continue
        for cluster, pattern in ((True, one.makes), (False, one.network)):
            if not pattern or (found is not None and not cluster):
                continue
            at = next(_said(pattern, data, one.commands), None)
            if at is not None:
                found = one, place(path, data, at), cluster
                if cluster:
                    return found
    return found


def _said(pattern: bytes, data: bytes, commands: bool) -> Iterator[int]:
    """Offsets of what is said outside of comments; of ``commands``, where one can stand."""
    if commands:
        from natpin.pipeline.az_otherwise import may_fit, with_others

        if not may_fit(pattern, data):
            return
        pattern = with_others(pattern)
    for match in _pattern(pattern).finditer(data):
        start = data.rfind(b"\n", 0, match.start()) + 1
        if _COMMENT.match(data, start, match.start() + 3) is None:
            before = data[max(start, match.start() - MOST_BEFORE) : match.start()]
            if not commands or match.lastgroup == "sure" or can_stand(without_folders(before)):
                yield match.start()
