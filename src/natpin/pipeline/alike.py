"""Stacks that declare, or attach something to, one thing: found by what is known of it, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from natpin.pipeline.pairing import environment_of, inputs_of, pair_up
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.sought import Sought, all_names_are_equal, fits

_Root = tuple[str, str]


def root_of(stack: ReadStack) -> _Root:
    """The root that a stack is an environment of. What two readers find in one file of manifests are two roots."""
    return stack.stack.reader, stack.stack.root


class Alike:
    """Stacks of which the same is known: by their roots, and by their environments."""

    def __init__(self) -> None:
        self.by_root: dict[_Root, dict[str, ReadStack]] = defaultdict(dict)
        """By root and by the stack's id."""
        self._by_environment: dict[str, dict[str, ReadStack]] = defaultdict(dict)
        self._by_inputs: dict[tuple[str, ...], dict[str, ReadStack]] = defaultdict(dict)

    def add(self, stack: ReadStack) -> None:
        """Take in a stack."""
        key = stack.stack.id
        self.by_root[root_of(stack)][key] = stack
        for environment in environment_of(stack.stack):
            self._by_environment[environment][key] = stack
        if inputs := inputs_of(stack.stack):
            self._by_inputs[inputs][key] = stack

    def kin(self, stack: ReadStack) -> dict[str, ReadStack]:
        """The stacks that are certainly of the environment of this one (``pair_up`` says so)."""
        found: dict[str, ReadStack] = {}
        for environment in environment_of(stack.stack):
            found.update(self._by_environment.get(environment, {}))
        found.update(self._by_inputs.get(inputs_of(stack.stack), {}))
        return {key: other for key, other in found.items() if pair_up(stack.stack, other.stack) is True}


class Known:
    """What stacks declare or attach something to, by type and name."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], dict[Sought, Alike]] = defaultdict(lambda: defaultdict(Alike))

    def add(self, stack: ReadStack, known: Sought) -> None:
        """Take in what is known of one thing; without a name it is nobody's that is looked up by name."""
        if known.name:
            self._found[known.type, known.name][known].add(stack)

    def fitting(self, sought: Sought) -> list[Alike]:
        """The stacks whose thing may be the one sought."""
        if (sought.type, sought.name) not in self._found:
            return []
        named = self._found[sought.type, sought.name]
        found = [alike for known, alike in named.items() if fits(sought, known)]
        if found or sought.subscription is None:
            return found
        # an id always names its subscription, and few files say which one they are applied to: what bears all the other
        # names is meant, unless its like is known to lie in yet another subscription
        alike_in = [known for known in named if all_names_are_equal(sought, known)]
        if any(known.subscription is not None for known in alike_in):
            return []
        return [named[known] for known in alike_in]


def by_root(stack: ReadStack, fitting: Iterable[Alike]) -> dict[_Root, dict[str, ReadStack]]:
    """The stacks of other roots than this one's, by their roots and ids."""
    mine = root_of(stack)
    found: dict[_Root, dict[str, ReadStack]] = {}
    for alike in fitting:
        for root, stacks in alike.by_root.items():
            if root != mine:
                found[root] = {**found[root], **stacks} if root in found else stacks
    return found
