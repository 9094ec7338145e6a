"""Which tests run which line: asked once, of the tree as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest
from asked import PASSED, Asked, run_tests
from coverage import Coverage, CoverageData


class Watched:
    """Tells coverage which test is running, or which file is read for its tests: tables of parameters are made then."""

    def __init__(self, coverage: Coverage) -> None:
        self.coverage = coverage

    def pytest_collectstart(self, collector: pytest.Collector) -> None:
        if isinstance(collector, pytest.Module):
            self.coverage.switch_context(collector.nodeid)

    def pytest_collectreport(self) -> None:
        self.coverage.switch_context("")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.coverage.switch_context(nodeid)

    def pytest_runtest_logfinish(self) -> None:
        self.coverage.switch_context("")


class Seen:
    """For each module, the tests that run each of its lines."""

    def __init__(self, lines: Mapping[str, Mapping[int, Sequence[str]]]) -> None:
        self.lines = lines

    def tests(self, module: str, line: int) -> frozenset[str]:
        """The tests, and files of tests, that run a line."""
        return frozenset(name for name in self.lines.get(module, {}).get(line, ()) if name)


def seen(copy: Path, modules: Iterable[str], tests_: Sequence[str], log: Path) -> Seen:
    """Run tests under coverage. Raises RuntimeError when one fails: then mutants cannot be judged."""
    data = copy / ".mutation-coverage"
    wanted = [str(copy / module) for module in modules]

    def run() -> int:
        coverage = Coverage(data_file=str(data), include=wanted, config_file=False)
        coverage.start()
        status = run_tests(copy, tests_, [Watched(coverage)])
        coverage.stop()
        coverage.save()
        return status

    if Asked(run, log, limit=1800).wait() != PASSED:
        raise RuntimeError(f"the tests fail as it is:\n{log.read_text()[-2000:]}")
    found = CoverageData(str(data))
    found.read()
    return Seen({module: found.contexts_by_lineno(str(copy / module)) for module in modules})
