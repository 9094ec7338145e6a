"""Lists of tasks and blocks: in which order they go, and where one breaks off.

Sources: Ansible documentation, "Blocks", "Error handling in playbooks".
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping

from natpin.formats.ansible.files import plain_name
from natpin.formats.ansible.results import perhaps_failed
from natpin.formats.ansible.run import MAX_QUESTIONS, Run
from natpin.formats.ansible.taking_in import TakingIn
from natpin.model.doubt import Question
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, items, members

WHOLE, AT_ITS_END, BEFORE = "ends well", "fails at its end", "fails before"
"""What a block that is rescued may do."""
_MAY_NOT_FAIL = frozenset({"when", "ignore_errors", "failed_when", "tags", "loop"})


class Blocks(TakingIn):
    """Goes through lists of tasks."""

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.ended = False
        """The play is over: what comes after does not run."""
        self.failed = False
        """A task has surely failed: what comes after does not run, but for what rescues it."""
        self.perhaps_ended: Unknown | None = None
        """Why it may be over."""
        self.breaks_off = False
        """The block is gone through as one that fails at some task of it."""
        self.sure_at: list[int] = [0]
        """As many conditions that are not known stand around what surely runs, by rescued block, innermost last."""
        self.registered: list[tuple[str, Node]] = []
        """Results of the tasks so far."""

    @abstractmethod
    def _task(self, node: Node) -> None:
        """A task or a block."""

    @property
    def over(self) -> bool:
        """True where nothing more runs."""
        return self.ended or self.failed or self.role_ended is True

    def all(self, listed: tuple[Node, ...]) -> None:
        """Tasks in their order."""
        for one in listed:
            if self.over:
                return
            ends = self.perhaps_ended or self.role_ended
            if isinstance(ends, Unknown):
                self.run.perhaps(lambda one=one: self._task(one), ends)  # type: ignore[misc]
            else:
                self._task(one)

    def _block(self, task: Mapping[str, Node]) -> None:
        """A block, what rescues it, and what runs in any case."""
        rescue = items(task.get("rescue"))
        if rescue:
            self._rescued(items(task.get("block")), rescue)
        else:
            self.all(items(task.get("block")))
        failed, self.failed = self.failed, False
        self.all(items(task.get("always")))
        self.failed = self.failed or failed

    def _rescued(self, listed: tuple[Node, ...], rescue: tuple[Node, ...]) -> None:
        """A block that may fail while the play goes on: then its last tasks did not run, and its rescue did."""
        at = rescue[0].at
        why = Unknown("whether the block fails is only known when the playbook runs", at)
        if self.breaks_off or _surely_fails(rescue):
            self._at_its_end(listed, rescue, why)
            return
        ways: Mapping[str, Callable[[], object]] = {
            WHOLE: lambda: self._whole(listed, rescue),
            AT_ITS_END: lambda: self._at_its_end(listed, rescue, why),
            BEFORE: lambda: self._before(listed, rescue, why),
        }
        answer = self._answer(at)
        if answer is not None:
            ways[answer]()
        else:
            # after all of the block its rescue may run or not; gone through once, for blocks in blocks would double
            self.run.either((ways[AT_ITS_END], ways[BEFORE]), why)

    def _whole(self, listed: tuple[Node, ...], rescue: tuple[Node, ...]) -> bool:
        """All of a block, and its rescue where it has surely failed; False where it has not."""
        self.sure_at.append(self.run.forks)
        try:
            self.all(listed)
        finally:
            self.sure_at.pop()
        if self.ended or not self.failed:
            return self.ended
        self.failed = False
        self.all(rescue)
        return True

    def _at_its_end(self, listed: tuple[Node, ...], rescue: tuple[Node, ...], why: Unknown) -> None:
        before = len(self.registered)
        if self._whole(listed, rescue):
            return
        for name, result in self.registered[before:]:
            self._keep_result(name, perhaps_failed(result, why))
        ends = self.perhaps_ended
        self.run.perhaps(lambda: self.all(rescue), why)
        self.perhaps_ended = ends  # a run that ends in a rescue has failed

    def _before(self, listed: tuple[Node, ...], rescue: tuple[Node, ...], why: Unknown) -> None:
        """A block that fails before its clusters: what a failed run leaves of these is judged no more than that of any
        other, and what comes after may make others."""
        ends, self.perhaps_ended, self.breaks_off = self.perhaps_ended, why, True
        try:
            self.all(listed)
        finally:
            self.perhaps_ended, self.breaks_off = ends, False
        self.failed = False
        self.all(rescue)

    def _answer(self, at: Location) -> str | None:
        """What the block is taken to do; None where nothing is said, which is a question."""
        run, key = self.run, f"{at}:rescue"
        answer = run.inputs.assumed.get(key)
        if answer is None and len(run.questions) < MAX_QUESTIONS:
            said = f"the block that {at.path}:{at.line} rescues"
            run.questions.setdefault(key, Question(key, said, (WHOLE, AT_ITS_END, BEFORE), at))
        return answer

    @abstractmethod
    def _keep_result(self, name: str, result: Node) -> None:
        """Keep what a task gives back, under the name that it registers."""


def _surely_fails(listed: tuple[Node, ...]) -> bool:
    """True where one of these tasks fails whatever else is so."""
    return any(
        plain_name(key) == "fail" and not members(one).keys() & _MAY_NOT_FAIL
        for one in listed
        for key in members(one)
    )
