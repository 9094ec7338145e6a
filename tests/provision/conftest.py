from __future__ import annotations

from pathlib import Path

import pytest

from .bench import Bench, bench


@pytest.fixture
def ground(tmp_path: Path) -> Bench:
    """A simulated Azure with nothing in it."""
    return bench(tmp_path)
