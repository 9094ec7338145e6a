"""What the rooms of the interpreter share: the worlds a script is in, what it prints, what is not followed."""

from __future__ import annotations

from natpin.formats.az.bash.forks import Forks
from natpin.formats.az.bash.printing import Printing


class Machine(Forks, Printing):
    """The state of one run: its worlds, what they print, and what each room offers the others."""
