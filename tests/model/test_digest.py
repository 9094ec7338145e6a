"""The digest is SHA-256, whatever code makes it."""

from __future__ import annotations

import hashlib
import sys

import pytest

from natpin.model.digest import sha256


@pytest.mark.parametrize("without", [(), ("_sha2", "_sha256")])
def test_a_digest_is_what_hashlib_gives(without: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in without:
        monkeypatch.setitem(sys.modules, name, None)
    assert sha256(b"natpin") == hashlib.sha256(b"natpin").hexdigest()
