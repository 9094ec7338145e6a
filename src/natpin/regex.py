"""Regular expressions that are compiled when they are first asked.

``natpin lint`` of one file loads modules that hold about a hundred expressions and asks a dozen of them; compiling
all took a sixth of its start-up.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Late:
    """Stands for a ``re.Pattern``: what is asked of it once is kept, and the next time costs an attribute."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self.pattern, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(
            re.compile(self.pattern, self._flags), name
        )  # ``re`` itself remembers what it compiled
        setattr(self, name, value)
        return value


def late_regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What ``re.compile`` gives, for an expression of a module, compiled when it is first used.

    A mistake in the expression shows then too, so each needs a test. Functions of ``re`` do not take it.
    """
    return cast("re.Pattern[AnyStr]", _Late(pattern, flags))
