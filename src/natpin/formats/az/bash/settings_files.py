"""Files of settings that a script takes in and that are not here: nobody knows what they set."""

from __future__ import annotations

from functools import partial

from natpin.formats.az.bash.environment import (
    example_gives_none,
    export_unseen,
    has_example,
    holds_settings,
    listed,
    set_unseen,
    sets_a_shell_up,
)
from natpin.formats.az.bash.machine import Machine
from natpin.languages.shell.attributes import EXPORTED, option
from natpin.languages.shell.scope import VARIABLES
from natpin.languages.shell.variable import Variable
from natpin.model.location import Location


class SettingsFiles(Machine):
    """What is taken in and not seen."""

    def _file_not_here(self, written: str | None, end: str, label: str, at: Location) -> None:
        """A file that is not here is taken in: it sets what its example lists; without an example any variable, whether the
        script has set it or not (docs/adr/0014). ``written``: its path where that is known, ``end``: the end of it."""
        told = partial(self._settings, self.scope.folder)
        gives_none = written is not None and example_gives_none(written, told)
        names = listed(end, told)
        set_unseen(self.scope, names, label, at)
        # what it exports, its example does
        for name in (
            names
            if option("allexport", self.scope.variables) is not False
            else listed(end, told, exported=True)
        ):
            self.scope.variables.set(EXPORTED + name, Variable())
        if not (gives_none or sets_a_shell_up(label) or label.startswith(VARIABLES)):
            export_unseen(self.scope, f"{label[:60]}, which is not here,", at)
        if (holds_settings(label) or label.startswith(VARIABLES)) and not has_example(end, told):
            self._may_set_any(label, at)
