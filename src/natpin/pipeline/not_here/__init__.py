"""Calls of what is not here and seems to make AKS clusters: ``./create-aks.sh`` whose script is missing, a workflow, role or
template of another repository.

A repository whose only word of AKS is such a call would be told that there is nothing about AKS in it. Told are those
whose names say it (``formats.named_after_aks``), and nothing else: who brings an application to a cluster says "aks" too.

``words`` finds the words of a text that speak of AKS, ``calls`` says what is called at one, ``present`` whether that is here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from natpin.model.location import Location
from natpin.model.value import Skipped
from natpin.pipeline.file_texts import text_of
from natpin.pipeline.not_here.calls import call_at, may_make
from natpin.pipeline.not_here.present import Present
from natpin.pipeline.not_here.words import may_call, spoken
from natpin.workspace import Workspace

_MOST = 20
"""Calls of one file that are told."""
_MOST_WORDS = 200
"""Words of one file that are looked at for a call: each may ask for the whole text around it."""


def told(paths: Sequence[str], workspace: Workspace) -> Iterator[Skipped]:
    """What such calls in these files come to, as the report lists them."""
    present = Present(workspace)
    for path in paths:
        if may_call(path):
            yield from _told(path, present, workspace)


def _told(path: str, present: Present, workspace: Workspace) -> Iterator[Skipped]:
    text = text_of(path, workspace)
    if text is None:
        return
    seen: set[str] = set()
    for word in islice(filter(may_make, spoken(text)), _MOST_WORDS):
        call = call_at(path, text, word)
        if call is None or call.called in seen or present.has(call, path):
            continue
        seen.add(call.called)
        line = text.count("\n", 0, call.start) + 1
        at = Location(path, line, call.start - text.rfind("\n", 0, call.start))
        reason = (
            f"it {call.what} {call.called}, which is not here and, by its name, makes AKS clusters; "
            f"natpin cannot check them: {call.settle_by}"
        )
        yield Skipped(path, reason, at, claims_aks=True)
        if len(seen) == _MOST:
            return
