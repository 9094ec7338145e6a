"""What reading a stack yields: the one union that readers, the pipeline and the graph share."""

from __future__ import annotations

from natpin.model.doubt import Doubt, Question
from natpin.model.record import record
from natpin.model.resource import Link, Resource, SourceNote
from natpin.model.rollout import Rollout
from natpin.model.value import Skipped


@record
class Before:
    """What the files say was there before the change that they describe: a plan's prior state."""

    replaced: tuple[str, ...]
    """Addresses of the stack's resources and links that are not as they were, or were not there at all."""
    parts: tuple[Resource | Link, ...]
    """What was in their place; none where they are yet to be made."""


Part = Resource | Link | SourceNote | Doubt | Question | Skipped | Before | Rollout
