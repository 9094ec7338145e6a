"""Where ``set -e`` ends a script: what stands behind is not done."""

from __future__ import annotations

import pytest
from scripts import GROUP, NAT, made

ENDS: list[tuple[str, bool]] = [
    # what stands before the gateway is made, and whether it is made
    ("set -e\nfalse", False),
    ("false", True),
    ("set -e\nset +e\nfalse", True),
    ("set -euo pipefail\nfalse", False),
    ("set -o errexit\nfalse", False),
    ("set -e\nfalse || true", True),
    ("set -e\nfalse && true", True),
    ("set -e\n! true", True),
    ("set -e\nif false; then :; fi", True),
    ("set -e\nwhile false; do :; done", True),
    ("set -e\n[ 1 = 2 ]", False),
    ("set -e\n[[ 1 = 2 ]]", False),
    ("set -e\n(( 1 - 1 ))", False),
    ("set -e\n[ 1 = 2 ] && echo yes", True),
    ("set -e\n(false)", False),
    ("set -e\n{ false; }", False),
    ("set -e\nfalse | true", True),
    ("set -e\ntrue | false", False),
    ("set -e\nf() { false; echo on; }\nf", False),
    ("set -e\nf() { false; echo on; }\nf || true", True),
    ("set -e\nf() { [ 1 = 2 ] && echo yes; }\nf", False),
    ("set -e\nX=$(false; echo on)", True),
    ("set -e\necho $(false)", True),
]


@pytest.mark.parametrize(("before", "is_made"), ENDS)
def test_what_ends_a_script(before: str, is_made: bool) -> None:
    found = made(f"{GROUP}{before}\n{NAT}\n")
    assert ("az:natGateway:rg/nat" in found) is is_made
