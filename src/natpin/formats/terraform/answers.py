"""A root read with answers to its questions: what leans on none of them is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from natpin.formats.interface import Inputs, Read
from natpin.formats.terraform.reading import read_keeping
from natpin.languages.recursion import deep_stack
from natpin.languages.terraform.kept import Keeping, Kept
from natpin.languages.terraform.leaning import Leaning
from natpin.model.record import replace
from natpin.model.stack import Stack
from natpin.workspace import Workspace


def answering(
    stack: Stack, workspace: Workspace, inputs: Inputs
) -> Callable[[Mapping[str, str]], Iterator[Read]]:
    """A function from answers to its questions to what ``read`` yields of a root then. What leans on none of them is worked
    out once, as long as the function is kept."""
    kept = Kept()

    def there(answers: Mapping[str, str]) -> Iterator[Read]:
        supposed = replace(inputs, assumed={**inputs.assumed, **answers})
        with deep_stack():
            if not kept.is_filled:
                for _ in read_keeping(stack, workspace, inputs, Keeping(kept, leaning=Leaning())):
                    pass
                kept.fill_no_more()
            yield from read_keeping(stack, workspace, supposed, Keeping(kept, answers))

    return there
