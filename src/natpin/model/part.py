"""What reading a stack yields: the one union that readers, the pipeline and the graph share."""

from __future__ import annotations

from natpin.model.doubt import Doubt, Question
from natpin.model.resource import Link, Resource, SourceNote
from natpin.model.value import Skipped

Part = Resource | Link | SourceNote | Doubt | Question | Skipped
