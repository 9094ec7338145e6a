"""What a change does: two reports laid side by side.

``compare`` gives findings new, fixed and remaining, and for each cluster, pool and workload the egress IPs added,
removed, replaced or unknown; ``sections`` (Markdown), ``text`` and ``document`` (JSON) put that into words.
"""

from __future__ import annotations

from natpin.comparison.compare import compare
from natpin.comparison.markdown import changed_rules, headlines, sections
from natpin.comparison.result import Comparison

__all__ = ["Comparison", "changed_rules", "compare", "headlines", "sections"]
