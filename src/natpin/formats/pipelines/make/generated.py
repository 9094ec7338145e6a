"""Lines of a Makefile that make writes itself: ``$(foreach NAME,LIST,$(eval $(call RULES,$(NAME))))``.

Source: GNU make manual, "The ``eval`` Function": the text is expanded once before it is read as a part of the Makefile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from natpin.formats.pipelines.make.functions import expanded, put_in, repeated
from natpin.formats.pipelines.make.texts import arguments_of, references
from natpin.model.location import Location
from natpin.model.record import record

MAX_LINES = 2_000
"""Lines that one line of a Makefile writes."""


@record
class Template:
    """A line of ``define``."""

    at: Location
    text: str


def generated(
    said: str, lookup: Callable[[str], str | None], templates: Callable[[str], list[Template]], at: Location
) -> list[Template] | None:
    """The lines that a line comes to which is an ``eval``, or a ``foreach`` over some; None for one that is none, or of which
    that is not known."""
    if "eval" not in said:
        return None
    found: list[Template] = []
    for one in _evaluated(said, lookup, templates, at, 0):
        if one is None or len(found) > MAX_LINES:
            return None
        found.append(one)
    return found


def _evaluated(
    said: str,
    lookup: Callable[[str], str | None],
    templates: Callable[[str], list[Template]],
    at: Location,
    depth: int,
) -> Iterator[Template | None]:
    for before, inner in references(said.strip()):
        name, _, rest = (inner or "").partition(" ")
        if inner is None and not before.strip():
            return
        if before.strip() or inner is None or depth > MAX_DEPTH:
            yield None
        elif name == "foreach":
            variable, listed, *body = arguments_of(rest)
            words = expanded(listed, lookup)
            if words is None:
                yield None
                return
            for one in repeated(variable.strip(), words.split(), ",".join(body)):
                yield from _evaluated(one, lookup, templates, at, depth + 1)
        elif name == "eval":
            yield from _read(rest.strip(), lookup, templates, at)
        else:
            yield None


def _read(
    said: str, lookup: Callable[[str], str | None], templates: Callable[[str], list[Template]], at: Location
) -> Iterator[Template | None]:
    """What ``eval`` reads: the lines of a ``call``, or a line that stands there."""
    if not said.startswith(("$(call ", "${call ")) or said[-1] not in ")}":
        yield Template(at, said.replace("$$", "$"))
        return
    name, *given = arguments_of(said[7:-1])
    known = [expanded(one, lookup) for one in given]
    lines = templates(name.strip())
    if not lines or None in known:
        yield None
        return
    for line in lines:
        text = put_in(line.text, [one or "" for one in known])
        yield Template(line.at, text.replace("$$", "$"))


MAX_DEPTH = 6
"""Loops in loops."""
