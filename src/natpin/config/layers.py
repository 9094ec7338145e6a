"""The files that a configuration is made of: those that it extends lie below it, and what lies above wins.

A platform team keeps the rules of many repositories in one file; each repository extends it with its own contract,
stacks and exceptions.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from natpin.errors import ConfigError
from natpin.model.value import Skipped
from natpin.workspace import Workspace, leads_out

if TYPE_CHECKING:
    from natpin.languages.located_yaml.checked import Written

    Layer: TypeAlias = Mapping[str, Written]

MAX_FILES = 16
"""That one configuration may be made of, itself and one that is named twice included: two names in each of sixteen
files would be read 65,536 times."""


def layers(source: bytes, path: str, workspace: Workspace | None, keys: Sequence[str]) -> Iterator[Layer]:
    """What a file says, after what the files say that it extends. Raises ConfigError with file, line and column."""
    yield from _layers(source, path, workspace, keys, (), [path])


def _layers(
    source: bytes,
    path: str,
    workspace: Workspace | None,
    keys: Sequence[str],
    above: tuple[str, ...],
    read: list[str],
) -> Iterator[Layer]:
    """``above``: the files that led to this one; ``read``: all so far."""
    from natpin.languages.located_yaml import checked

    written = checked.read(source, path, ConfigError)
    if written.data is None:
        return
    parts = written.mapping("natpin.yaml")
    if "required-version" in parts:
        _check_version(
            parts["required-version"]
        )  # first: another version may know keys that this one does not
    written.mapping("natpin.yaml", keys)
    if "extends" in parts:
        for given in parts["extends"].texts("extends"):
            name = posixpath.normpath(given.replace("\\", "/"))
            below = _below(given, name, parts["extends"], workspace, (*above, path), read)
            yield from _layers(below, name, workspace, keys, (*above, path), read)
    yield parts


def _below(
    given: str,
    name: str,
    written: Written,
    workspace: Workspace | None,
    above: tuple[str, ...],
    read: list[str],
) -> bytes:
    """The text of a file that is extended, ``name`` as the workspace knows it."""
    if name in above:
        written.wrong(f"extends: {' extends '.join((*above, name))}: a circle")
    read.append(name)
    if len(read) > MAX_FILES:
        written.wrong(f"extends: a configuration can have {MAX_FILES} files at most, and this one has more")
    source = workspace.read(name) if workspace is not None else Skipped(name, "no such file")
    if isinstance(source, Skipped):
        where = " (paths are relative to the workspace's root)"
        if "://" in given:
            where = (
                " (natpin connects to nothing: check that repository out, and name the file with --config)"
            )
        elif leads_out(name):
            where = " (whoever runs natpin can name that file with --config)"
        written.wrong(f"extends: {given!r}: {source.reason}{where}")
    return source


def _check_version(written: Written) -> None:
    """Raises ConfigError where another version of natpin is wanted than the one that runs.

    Source of the syntax: Python Packaging User Guide, "Version specifiers".
    """
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    from natpin import __version__

    wanted = written.text("required-version")
    try:
        fits = SpecifierSet(wanted).contains(__version__, prereleases=True)
    except InvalidSpecifier:
        written.wrong(f"required-version must be as in '>=0.3,<1', not {wanted!r}")
    if not fits:
        written.wrong(
            f"natpin {wanted} is required here, but this is natpin {__version__}: install the one that is wanted, or change"
            " required-version"
        )


def last(several: Sequence[Layer], key: str) -> Written | None:
    """What the highest layer says that says anything of a key."""
    return next((layer[key] for layer in reversed(several) if key in layer), None)


def each(several: Sequence[Layer], key: str) -> Iterator[Written]:
    """What every layer says of a key, the lowest first."""
    return (layer[key] for layer in several if key in layer)
