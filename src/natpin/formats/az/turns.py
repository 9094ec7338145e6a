"""What the failing of a step means for the steps after it."""

from __future__ import annotations

from enum import Enum

from natpin.model.record import record

MORE = "NATPIN_MAY_BE_GIVEN_MORE"
"""A variable that a front end sets, to what is not known, where whatever is deployed may be given more than is seen."""


WAS_READ = "natpin-was-read"
"""A command that a front end puts: whether a file of the workspace has been followed to, by its path."""


SIGNS_IN = "natpin-signs-in"
"""A command that a front end puts where a machine of its own begins, or a task signs in: what ``az account set`` has chosen
before does not hold there. Its word is the subscription that is signed in to."""


SETS_ANY = "natpin-sets-any"
"""A command that stands for a line of a file of variables that does not say which it sets."""


class When(Enum):
    """After what a step runs."""

    SUCCESS = "success"
    ALWAYS = "always"
    FAILURE = "failure"


@record
class Turn:
    """A step's place among others, where each runs only if those before it ended well.

    Only what is certain counts: a step that surely fails keeps the others of its job from running. A step that may fail
    is taken to end well, for else nothing after it could be known.
    """

    job: str
    """What ends when the step fails: every later step that has the same name here, or needs it."""
    needs: tuple[str, ...] = ()
    """Other jobs that must have ended well."""
    around: tuple[str, ...] = ()
    """Jobs that hold this one (that call its workflow, a stage), and fail with it."""
    when: When = When.SUCCESS
    may_fail: bool = False
    """True where a failure changes nothing (``continue-on-error``, ``allow_failure``, make's ``-``)."""

    def comes(self, failed: set[str]) -> bool:
        """Whether the step runs; a job whose needs failed counts as failed itself."""
        waits = not failed.isdisjoint(self.needs)
        if self.when is When.FAILURE:
            return waits or self.job in failed
        if waits:
            self.fails(failed)
            return False
        return self.when is When.ALWAYS or self.job not in failed

    def fails(self, failed: set[str]) -> None:
        """Note that the step failed."""
        if not self.may_fail:
            failed.update((self.job, *self.around))
