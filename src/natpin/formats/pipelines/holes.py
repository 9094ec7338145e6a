"""What only a run of a pipeline knows, as variables of the script that is read in its place."""

from __future__ import annotations

from natpin.formats.az.turns import SIGNS_IN
from natpin.languages.shell.words import Hole
from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.model.value import Unknown


@mutable
class Holes:
    """The variables of one script that nothing in it sets: one for each thing that is not known."""

    by_name: dict[str, Hole] = field(default_factory=dict)
    _names: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)
    """By label and choices."""

    def signed_in(self, at: Location) -> str:
        """The command for where a machine of its own begins."""
        why = Unknown("which subscription az is signed in to there is not known", at)
        return f'{SIGNS_IN} "${{{self.named("the subscription that az is signed in to", why)}}}"'

    def named(self, label: str, why: Unknown, choices: tuple[str, ...] = ()) -> str:
        """The variable that stands for ``label``, the same one each time; ``choices`` are all that it may be."""
        key = (label, choices)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = f"natpin_{len(self._names)}"
            self.by_name[name] = Hole(label, why, choices=choices)
        return name
