"""Digests of texts and files, by which they are known again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any


def sha256(data: bytes) -> str:
    """The digest in hexadecimal digits."""
    digest: str = _maker()(data).hexdigest()
    return digest


def names_digest(names: Iterable[str]) -> str:
    """What tells names in their order from all others."""
    return sha256("\0".join(names).encode("utf-8", "surrogateescape"))


def blob_id(data: bytes) -> str:
    """By which git knows a file's bytes, in a repository of SHA-1 (git, "Git Internals - Git Objects")."""
    name: str = _git_maker()(b"blob %d\0%b" % (len(data), data)).hexdigest()
    return name


@cache
def _git_maker() -> Callable[[bytes], Any]:
    """As ``_maker``; where there is no SHA-1, no bytes are known again."""
    try:
        from _sha1 import sha1 as made  # type: ignore[import-not-found]
    except ImportError:
        from hashlib import sha1 as made
    return partial(made, usedforsecurity=False)


@cache
def _maker() -> Callable[[bytes], Any]:
    """What makes digests: the interpreter's own code where it has it under a name known here, for ``hashlib`` loads OpenSSL,
    which takes a twenty-fifth of the start-up of a small lint. Looked for once: a module that is not there is looked for in
    every folder, each time it is asked for.
    """
    try:
        from _sha2 import sha256 as made  # type: ignore[import-not-found]  # Python 3.12 and later
    except ImportError:
        try:
            from _sha256 import sha256 as made  # type: ignore[import-not-found]  # Python 3.11
        except ImportError:
            from hashlib import sha256 as made
    makes: Callable[[bytes], Any] = made
    return makes
