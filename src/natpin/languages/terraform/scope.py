"""Where an expression is evaluated: in which module, which file, with which iteration variables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

from natpin.languages.hcl import Source
from natpin.languages.hcl.ast import Step
from natpin.languages.terraform.choices import Choices
from natpin.languages.terraform.values import ANONYMOUS, MAX_ITEMS, MAX_TEXT, EvalError, too_large
from natpin.model.location import NOWHERE, Location
from natpin.model.record import field, mutable, record, replace
from natpin.model.value import Node, Skipped, Unknown, Value
from natpin.workspace import Workspace

MAX_STEPS = 300_000
"""Expressions evaluated in one stack. The largest real ones take some thousands."""
MAX_DEPTH = 250
"""Locals, variables and outputs that lead to one another."""


@mutable
class World:
    """What the whole evaluation of one stack shares: the files, and how much work may still be done."""

    workspace: Workspace
    steps: int = 0
    depth: int = 0
    trying: int = 0
    """How many ``try`` or ``can`` surround the expression: errors are then theirs."""
    skipped: dict[Location | str, Skipped] = field(default_factory=dict)
    choices: Choices = field(default_factory=Choices)
    """The inputs and conditions that the files leave open."""
    _sizes: dict[int, tuple[object, int]] = field(default_factory=dict)

    @contextmanager
    def deciding(self) -> Iterator[None]:
        """While what is evaluated decides which resources there are."""
        self.choices.deciding += 1
        try:
            yield
        finally:
            self.choices.deciding -= 1

    def spend(self, steps: int = 1) -> None:
        """Count work. Raises EvalError when there has been more than any configuration needs."""
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise EvalError("the configuration takes too much work to evaluate")

    def weigh(self, nodes: Iterable[Node]) -> None:
        """Count the work of going through some values once. Raises EvalError as ``spend`` does."""
        weight = 0
        for node in nodes:
            data = node.data if isinstance(node, Value) else None
            if isinstance(data, str):
                weight += len(data) // 128
            elif isinstance(data, tuple | dict):
                weight += self._size(node) // 8
        if weight:
            self.spend(weight)

    def settle(
        self, memo: dict[object, Node], key: object, compute: Callable[[], Node], at: Location, name: str
    ) -> Node:
        """The value of a named thing, worked out once. Errors, circles and excess become Unknown here."""
        found = memo.get(key)
        if found is not None:
            self.taken(memo, key)
            return found
        if self.depth >= MAX_DEPTH:
            return Unknown(f"{name} is nested too deeply", at, None, ANONYMOUS)
        memo[key] = Unknown(f"{name} refers to itself", at, None, ANONYMOUS)
        trying, self.trying = self.trying, 0
        self.depth += 1
        try:
            with self.working_out(memo, key):
                found = self.bounded(compute(), at)
        except EvalError as error:
            found = Unknown(error.reason, error.at if error.at is not NOWHERE else at, None, ANONYMOUS)
        except RecursionError:
            found = Unknown(f"{name} is nested too deeply", at, None, ANONYMOUS)
        finally:
            self.depth -= 1
            self.trying = trying
        memo[key] = found
        return found

    def taken(self, memory: object, key: object) -> None:
        """What was worked out before is taken from where it is kept: whoever takes it leans on what it leans on."""
        if self.choices.leaning is not None:
            self.choices.leaning.again(memory, key)

    def working_out(self, memory: object, key: object) -> AbstractContextManager[None]:
        """While that is worked out which will be kept there, for ``taken``."""
        leaning = self.choices.leaning
        return _UNNOTED if leaning is None else leaning.working_out(memory, key)

    def bounded(self, node: Node, at: Location) -> Node:
        """The value, unless its tree is so large that nobody could walk it."""
        return too_large(at) if self._size(node) > MAX_TEXT else node

    def _size(self, node: Node, depth: int = 0) -> int:
        if not isinstance(node, Value):
            return 1
        data = node.data
        if isinstance(data, str):
            return 1 + len(data) // 16
        if isinstance(data, tuple):
            children: list[Node] = list(data)
        elif isinstance(data, dict):
            children = list(data.values())
        else:
            return 1
        known = self._sizes.get(id(data))
        if known is not None:
            return known[1]
        if depth > 200 or len(children) > MAX_ITEMS:
            return MAX_TEXT + 1
        size = 1 + sum(self._size(child, depth + 1) for child in children)
        self._sizes[id(data)] = (data, size)
        return size


_UNNOTED = nullcontext()


class Names(Protocol):
    """What a module gives to the expressions in it."""

    @property
    def world(self) -> World:
        """What the stack shares."""

    def root(self, name: str, steps: tuple[Step, ...], scope: Scope, at: Location) -> tuple[Node, int]:
        """The value that a traversal begins with, and how many of its steps that took. Raises EvalError."""

    @property
    def folder_path(self) -> str:
        """``path.module``: from the root module's folder."""

    @property
    def root_path(self) -> str:
        """The root module's folder, from the workspace."""

    @property
    def address(self) -> str:
        """``module.net["eu"]``; empty for the root."""

    @property
    def functions(self) -> Mapping[str, Callable[[list[Node], Scope, Location], Node]]:
        """Functions that may be called here besides Terraform's, or in their place."""

    def subscription(self, provider: str) -> Node | None:
        """The subscription in which a provider works; None for the stack's own."""


NO_FUNCTIONS: Mapping[str, Callable[[list[Node], Scope, Location], Node]] = {}
"""Of Terraform itself: it has none besides its own."""


@record
class Scope:
    """Passed down the tree of an expression."""

    module: Names
    source: Source
    names: Mapping[str, Node] = field(default_factory=dict)
    """``each``, ``count``, ``self``, iterators of dynamic blocks, variables of ``for``."""

    @property
    def world(self) -> World:
        """What the stack shares."""
        return self.module.world

    def with_names(self, names: Mapping[str, Node]) -> Scope:
        """The same place with more names, or other values for them."""
        return replace(self, names={**self.names, **names})

    def at(self, start: int, end: int | None = None) -> Location:
        """The place of a stretch of the file."""
        return self.source.location(start, end)
