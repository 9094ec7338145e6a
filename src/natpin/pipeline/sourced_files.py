"""Scripts that take in a file by an ending of its own (``. ./deploy.lib``) which makes clusters: they are scripts that do.

No reader looks at such a file by itself, for there may be any number of others: those are looked at that a script takes in.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from natpin.formats.interface import Reader
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, leads_out, words_of

_TAKES_IN = late_regex(
    rb"(?m)^[ \t]*(?:source|\.)[ \t]+[\"']?(?:\$\([^)\n]{1,80}\)[\"']?/|\$\{?\w+\}?[\"']?/)?(?P<name>[\w./-]+)"
)
MOST = 1_000
"""Files that one script takes in and that are looked at."""


def claimed_by_what_they_take_in(
    scripts: Iterable[str], reader: Reader, workspace: Workspace
) -> Iterator[str]:
    """The scripts of those that no reader claims by their own bytes, and that take in a file which the reader would claim."""
    for path in scripts:
        data = workspace.peek(path)
        if not isinstance(data, Skipped) and any(
            _acts(other, reader, workspace) for other in _taken_in(path, data, reader.suffixes, workspace)
        ):
            yield path


def _taken_in(path: str, data: bytes, suffixes: Sequence[str], workspace: Workspace) -> Iterator[str]:
    """The files by other endings that a script takes in and that are here."""
    for match in list(_TAKES_IN.finditer(data))[:MOST]:
        name = match["name"].decode("ascii", "replace").lstrip("/")
        for base in dict.fromkeys((posixpath.dirname(path), "")):
            other = posixpath.normpath(posixpath.join(base, name))
            if not other.endswith(tuple(suffixes)) and not leads_out(other) and workspace.exists(other):
                yield other
                break


def _acts(path: str, reader: Reader, workspace: Workspace) -> bool:
    data = workspace.peek(path)
    return not isinstance(data, Skipped) and reader.claims(path, words_of(data))
