"""The files that a configuration is made of: those that it extends lie below it, and what lies above wins.

A platform team keeps the rules of many repositories in one file; each repository extends it with its own contract,
stacks and exceptions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from natpin.errors import ConfigError
from natpin.model.value import Skipped
from natpin.workspace import Workspace, leads_out

if TYPE_CHECKING:
    from natpin.languages.located_yaml.checked import Written

    Layer: TypeAlias = Mapping[str, Written]

MAX_FILES = 16
"""That one configuration may be made of."""


def layers(
    source: bytes, path: str, workspace: Workspace | None, keys: Sequence[str], above: tuple[str, ...] = ()
) -> Iterator[Layer]:
    """What a file says, after what the files say that it extends. Raises ConfigError with file, line and column."""
    from natpin.languages.located_yaml.checked import read

    written = read(source, path, ConfigError)
    if written.data is None:
        return
    parts = written.mapping("natpin.yaml", keys)
    if "required-version" in parts:
        _check_version(parts["required-version"])
    if "extends" in parts:
        for name in parts["extends"].texts("extends"):
            yield from _below(name, parts["extends"], workspace, keys, (*above, path))
    yield parts


def _below(
    name: str, written: Written, workspace: Workspace | None, keys: Sequence[str], above: tuple[str, ...]
) -> Iterator[Layer]:
    if name in above:
        written.wrong(f"extends: {' extends '.join((*above, name))}: a circle")
    if len(above) > MAX_FILES:
        written.wrong(f"extends: more than {MAX_FILES} files extend one another")
    source = workspace.read(name) if workspace is not None else Skipped(name, "no such file")
    if isinstance(source, Skipped):
        where = " (its place is told from the workspace's root)" if not leads_out(name) else ""
        written.wrong(f"extends: {name!r}: {source.reason}{where}")
    yield from layers(source, name, workspace, keys, above)


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
            f"natpin {wanted} is wanted here, and this is natpin {__version__}: install the one that is wanted, or change"
            " required-version"
        )


def last(several: Sequence[Layer], key: str) -> Written | None:
    """What the highest layer says that says anything of a key."""
    return next((layer[key] for layer in reversed(several) if key in layer), None)


def each(several: Sequence[Layer], key: str) -> Iterator[Written]:
    """What every layer says of a key, the lowest first."""
    return (layer[key] for layer in several if key in layer)
