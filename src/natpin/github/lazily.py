"""Modules that another's import brings along, put off until something is asked of them.

``actions_toolkit.core`` imports ``requests`` for a client that natpin does not use: a third of the time that a step takes
which lints and talks to nobody.
"""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType


class _PutOff(ModuleType):
    """Becomes the module when an attribute is asked for that only the module has. The standard library's LazyLoader loads
    at the second ``import`` already, which reads ``__spec__``."""

    def __getattr__(self, name: str) -> object:
        spec = self.__spec__
        self.__class__ = ModuleType  # type: ignore[assignment]  # from here on an ordinary module, circles included
        if spec is not None and spec.loader is not None:
            if spec.submodule_search_locations is not None:
                self.__path__ = spec.submodule_search_locations
            spec.loader.exec_module(self)
        return getattr(self, name)


def put_off(name: str) -> None:
    """The next ``import name`` costs nothing; the module is loaded when something in it is asked for, a module below it
    included. Without effect where it is loaded already, barred, or not installed."""
    if name in sys.modules:
        return
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    module = _PutOff(name)
    module.__spec__, module.__loader__, module.__file__ = spec, spec.loader, spec.origin
    module.__package__ = spec.parent
    sys.modules[name] = module
