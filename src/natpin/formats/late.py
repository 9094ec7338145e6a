"""A reader whose module is imported when a file is there that it may claim: most that is linted is of one or two formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any

from natpin.formats.interface import Inputs, Read
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace


class Late:
    """Stands for a module with the names of ``formats.interface``. What is asked of it before there is a file for it is
    known without the module: its name, the endings, and that no files make no stacks."""

    def __init__(
        self, module: str, name: str, suffixes: tuple[str, ...], *, workloads_only: bool = False
    ) -> None:
        self.module = f"natpin.formats.{module}"
        self.name = name
        self.suffixes = suffixes
        self.workloads_only = workloads_only

    def claims(self, path: str, data: bytes) -> bool:
        """See ``interface.Reader``."""
        return bool(import_module(self.module).claims(path, data))

    def stacks(
        self, claimed: Sequence[str], workspace: Workspace, inputs: Inputs
    ) -> Iterable[Stack | Skipped]:
        """See ``interface.Reader``."""
        if not claimed:
            return ()
        found: Iterable[Stack | Skipped] = import_module(self.module).stacks(claimed, workspace, inputs)
        return found

    def read(self, stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
        """See ``interface.Reader``."""
        found: Iterator[Read] = import_module(self.module).read(stack, workspace, inputs)
        return found

    def __getattr__(self, name: str) -> Any:
        """What only some readers have."""
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(self.module), name)
