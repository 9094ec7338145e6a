"""Digests of texts and files, by which they are known again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from importlib import import_module
from typing import Any


def sha256(data: bytes) -> str:
    """The digest in hexadecimal digits."""
    digest: str = _maker("sha256", "_sha2", "_sha256")(data).hexdigest()  # Python 3.12 and later; 3.11
    return digest


def names_digest(names: Iterable[str]) -> str:
    """What tells names in their order from all others."""
    return sha256("\0".join(names).encode("utf-8", "surrogateescape"))


def blob_id(data: bytes) -> str:
    """By which git knows a file's bytes, in a repository of SHA-1 (git, "Git Internals - Git Objects")."""
    name: str = _maker("sha1", "_sha1")(b"blob %d\0%b" % (len(data), data)).hexdigest()
    return name


@cache
def _maker(name: str, *modules: str) -> Callable[[bytes], Any]:
    """What makes digests of a kind: the interpreter's own code where one of its modules has it, for ``hashlib`` loads OpenSSL,
    which takes a twenty-fifth of the start-up of a small lint. Looked for once: a module that is not there is looked for in
    every folder, each time it is asked for.
    """
    for module in modules:
        try:
            found: Callable[[bytes], Any] = getattr(import_module(module), name)
        except ImportError:
            continue
        return found
    import hashlib

    return partial(getattr(hashlib, name), usedforsecurity=False)
