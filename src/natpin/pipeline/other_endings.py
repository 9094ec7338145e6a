"""Deployment templates whose names end otherwise than in ``.json``, ``.jsonc`` or ``.bicep``, and that a file names which
may deploy them.

Azure Resource Manager takes a template by its text: ``az deployment group create -f main.template`` deploys one
(github.com/Azure/azure-cli, src/azure-cli/azure/cli/command_modules/resource/custom.py: only what ends in ``.bicep`` is
compiled, everything else is loaded as JSON). No reader looks at such a file, as there may be any number of others: those
are looked at whose name stands in a script, pipeline or program that deploys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from natpin.formats.arm import recognise as arm
from natpin.formats.bicep import recognise as bicep
from natpin.formats.interface import Reader
from natpin.model.location import Location
from natpin.model.value import Skipped
from natpin.pipeline.file_texts import MAX_BYTES
from natpin.pipeline.unread import makes_clusters_here
from natpin.regex import late_regex
from natpin.workspace import Workspace, lowered, words_of

_NAME = late_regex(rb"[\w.-]+")
_OPEN_NAME = late_regex(rb"(?:\$\w+|[})%\]])(?P<ending>[\w.-]*\.\w+)")
"""A name whose beginning is worked out: ``$ENV.template``."""
_DEPLOYS = (b"deployment", b"az stack", b"arm-deploy", b"bicep-deploy", b"csmfile", b"deploymentstack")
"""One of them stands, lower case, in what deploys templates."""
_BRACE = late_regex(rb"(?:\xef\xbb\xbf)?\s*(?:\{(?!\{)|//|/\*)")
_RESOURCE = late_regex(rb"(?m)^[ \t]*resource[ \t]+\w+[ \t]+'[\w.]+/[\w./]+@")


class Scanned(Protocol):
    """What a walk over the workspace found, as far as it is added to here."""

    claimed: dict[str, list[str]]
    skipped: list[Skipped]
    declaring: list[str]
    givers: list[str]


def claim_templates(
    found: Scanned, readers: Sequence[Reader], excluded: Callable[[str], bool], workspace: Workspace
) -> Iterator[str]:
    """Give such files to the reader of ARM templates; yields its name for each that seems to make clusters.

    Bicep by another name is told as not read: no tool compiles it.
    """
    templates = [one for one in readers if one.name in (arm.NAME, bicep.NAME)]
    if arm.NAME not in {one.name for one in templates}:
        return
    endings = tuple(suffix for one in templates for suffix in one.suffixes)
    for path, words in _meant(found.givers, endings, excluded, workspace):
        named = workspace.named(path)
        if _BRACE.match(words) is not None and arm.claims(path, words):
            found.claimed[arm.NAME].append(path)
            if named and makes_clusters_here(words):
                found.declaring.append(path)
            if makes_clusters_here(words):
                yield arm.NAME
        elif named and bicep.bears_on_egress(words) and _RESOURCE.search(words) is not None:
            reason = "it is Bicep by another name, which no tool compiles: give it the ending .bicep"
            found.skipped.append(Skipped(path, reason, Location(path), claims_aks=True))


def _meant(
    givers: Sequence[str], endings: tuple[str, ...], excluded: Callable[[str], bool], workspace: Workspace
) -> Iterator[tuple[str, bytes]]:
    """Files with other endings than these that a file may mean which deploys."""
    names, ends = _spoken_of(givers, workspace)
    for path in workspace.walk() if names else ():
        name = path.rpartition("/")[2]
        if name.lower().endswith(endings) or not (name in names or name.endswith(ends)) or excluded(path):
            continue
        data = workspace.peek(path)
        if not isinstance(data, Skipped):
            yield path, words_of(data)


def _spoken_of(givers: Sequence[str], workspace: Workspace) -> tuple[set[str], tuple[str, ...]]:
    """Every word of the files that deploy templates which may be a file's name; and how names end that are worked out."""
    names: set[bytes] = set()
    ends: set[bytes] = set()
    for path in givers:
        data = workspace.peek(path)
        if isinstance(data, Skipped) or len(data) > MAX_BYTES:
            continue
        words = words_of(data)
        text = lowered(words)
        if any(word in text for word in _DEPLOYS):
            names.update(match[0].strip(b".") for match in _NAME.finditer(words))
            ends.update(match["ending"] for match in _OPEN_NAME.finditer(words))
    return {_text(one) for one in names}, tuple(map(_text, ends))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
