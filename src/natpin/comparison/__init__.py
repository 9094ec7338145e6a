"""What a change does: two reports laid side by side.

``compare`` gives findings new, fixed and remaining, and for each cluster, pool and workload the egress IPs added,
removed, replaced or unknown; ``sections`` (Markdown), ``text`` and ``document`` (JSON) put that into words.
"""

from __future__ import annotations

from collections.abc import Sequence

from natpin.comparison.result import Comparison
from natpin.model.contract import Contract
from natpin.model.report import Report
from natpin.policy.definition import Policy
from natpin.reporters.interface import ReportOptions
from natpin.reporters.sized import Section

__all__ = ["Comparison", "compare", "sections"]


def compare(
    base: Report,
    head: Report,
    contract: Contract | None = None,
    policies: Sequence[Policy] | None = None,
) -> Comparison:
    """What becomes of ``base``. ``contract`` None: the one that ``base`` was linted with, else ``head``'s.
    ``policies`` None: the built-in ones."""
    raise NotImplementedError


def sections(comparison: Comparison, options: ReportOptions) -> tuple[Section, ...]:
    """The comparison as parts of a Markdown text, each saying how dispensable it is."""
    raise NotImplementedError
