"""What a stack's files leave open and what the answers would be: inputs without value, conditions that nothing decides.

Whoever asks what would hold in each case (``Inputs.assumed``) gets the stack as if it were so. One input is one question,
wherever in the stack it is used.
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.record import field, mutable


@mutable
class Choices:
    """The open choices of one stack, collected while it is evaluated."""

    assumed: Mapping[str, str] = field(default_factory=dict)
    deciding: int = 0
