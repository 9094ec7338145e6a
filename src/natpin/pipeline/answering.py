"""A stack read once more, with answers to its questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from natpin.formats.interface import Inputs, Read, Reader
from natpin.model.record import replace
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.pipeline.guarding import declared, guarded
from natpin.workspace import Workspace

Again = Callable[[Mapping[str, str]], tuple[Read, ...]]
"""Reads a stack with questions answered (``Question.key`` to one of its options)."""


def answering(reader: Reader, stack: Stack, workspace: Workspace, inputs: Inputs) -> Again:
    """What reads a stack anew. It may keep what no answer changes."""
    own = getattr(reader, "answering", None)
    read = (
        own(stack, workspace, inputs)
        if own is not None
        else partial(_answered, reader, stack, workspace, inputs)
    )

    def again(answers: Mapping[str, str]) -> tuple[Read, ...]:
        found = guarded(declared(read(answers)), reader.name, stack.root)
        return tuple(part for part in found if not isinstance(part, Skipped))

    return again


def _answered(
    reader: Reader, stack: Stack, workspace: Workspace, inputs: Inputs, answers: Mapping[str, str]
) -> Iterator[Read]:
    return reader.read(stack, workspace, replace(inputs, assumed={**inputs.assumed, **answers}))
