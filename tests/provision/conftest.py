from __future__ import annotations

from pathlib import Path

import pytest

from .bench import Bench, bench


@pytest.fixture
def ground(tmp_path: Path) -> Bench:
    """A simulated Azure with nothing in it."""
    return bench(tmp_path)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Slow tests run only when asked for: -m slow."""
    if "slow" in str(config.getoption("markexpr")):
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="minutes: run with -m slow"))
