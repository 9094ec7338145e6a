"""A file that a script lays beside a root: where it only says where the state is kept, it changes nothing."""

from __future__ import annotations

import pytest

from natpin.pipeline.backend_files import writes_backend

BACKEND = [
    "terraform {",
    '  backend "azurerm" {',
    "    use_oidc = true",
    '    key = "$(STATE_KEY)"',
    "  }",
    "}",
    "EOF",
]


@pytest.mark.parametrize(
    "line", ["cat >backend.tf <<'EOF'", "cat <<EOF > backend.tf", "    cat > live/backend.tf <<-EOF"]
)
def test_a_backend_alone(line: str) -> None:
    assert writes_backend(line, BACKEND)


@pytest.mark.parametrize(
    "more",
    [
        'resource "azurerm_subnet_nat_gateway_association" "a" {}',
        'module "network" { source = "./network" }',
        "$EXTRA",
        "$(cat more.tf)",
        'variable "idle" { default = 600 }',
        "terraform {",
    ],
)
@pytest.mark.parametrize("place", [0, 2, 6])
def test_anything_else_is_not(more: str, place: int) -> None:
    assert not writes_backend("cat > backend.tf <<EOF", [*BACKEND[:place], more, *BACKEND[place:]])


@pytest.mark.parametrize(
    "line", ["cat >> main.tf <<EOF", "cat backend.tf", "python3 - <<EOF", "tee backend.tf <<EOF"]
)
def test_what_writes_otherwise_is_not(line: str) -> None:
    assert not writes_backend(line, BACKEND)


def test_a_text_without_an_end_is_not() -> None:
    assert not writes_backend("cat > backend.tf <<EOF", BACKEND[:-1])
