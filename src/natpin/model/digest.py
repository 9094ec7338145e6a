"""Digests of texts, by which what is told is known again."""

from __future__ import annotations


def sha256(data: bytes) -> str:
    """The digest in hexadecimal digits.

    By the interpreter's own code where it has it under a name known here: ``hashlib`` loads OpenSSL, which takes a
    twenty-fifth of the start-up of a small lint.
    """
    try:
        from _sha2 import sha256 as made  # type: ignore[import-not-found]  # Python 3.12 and later
    except ImportError:
        try:
            from _sha256 import sha256 as made  # type: ignore[import-not-found]  # Python 3.11
        except ImportError:
            from hashlib import sha256 as made
    digest: str = made(data).hexdigest()
    return digest
