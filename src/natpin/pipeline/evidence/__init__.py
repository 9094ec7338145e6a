"""What verdicts rest on: asked for with ``--evidence``, never on the way of a plain lint.

A verdict is explained by what it needs (``search``): the stack is judged again and again with ever more of it unknown or
gone, until nothing more can be taken away. What remains is enough for the verdict, a pass like a fail, in every
language, without any rule or fact having to say what it looked at.
"""

from natpin.pipeline.evidence.asked import Asking, matches
from natpin.pipeline.evidence.gathering import judged_with_evidence, with_evidence

__all__ = ["Asking", "judged_with_evidence", "matches", "with_evidence"]
