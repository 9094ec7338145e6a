"""Digests of texts, by which what is told is known again."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any


def sha256(data: bytes) -> str:
    """The digest in hexadecimal digits."""
    digest: str = _maker()(data).hexdigest()
    return digest


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
