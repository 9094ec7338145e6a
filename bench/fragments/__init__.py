"""What a megabyte of each format may be made of, where it costs most."""

from bench.fragments.declared import DECLARED
from bench.fragments.documents import DOCUMENTS
from bench.fragments.kind import Hostile
from bench.fragments.pipelines import PIPELINES
from bench.fragments.powershell import POWERSHELL
from bench.fragments.shell import MANY_VARIABLES, SHELL

ANY = (
    "{",
    "[",
    "(",
    '"',
    "'",
    "`",
    "\\",
    "/*",
    "<<E\n",
    "${",
    "$(",
    "# \n",
    "\n",
    "a ",
    "a",
    "0",
    "é",
    "\0",
    "- ",
    "a: &a\n",
)
"""Tried in each format."""

FORMATS: dict[str, Hostile] = {
    **DECLARED,
    "shell": SHELL,
    "variables": MANY_VARIABLES,
    "powershell": POWERSHELL,
    **PIPELINES,
    **DOCUMENTS,
}
"""By the name that ``NATPIN_HOSTILE`` takes."""

__all__ = ["ANY", "FORMATS", "Hostile"]
