"""The boxes and arrows of a report, as the page has them, for the drawings that stand alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from natpin.model.record import record
from natpin.model.report import Report
from natpin.reporters import json as report_json
from natpin.reporters.interface import ReportOptions
from natpin.reporters.page.data import data
from natpin.reporters.rows import Origin

MOST_CLUSTERS: Final = 200
"""More are not drawn: nobody can read them, and the drawing says how many are left out."""


@record
class Box:
    """One thing on the way out."""

    place: int
    """In the page's list of boxes."""
    column: int
    """Its place in ``page.boxes.COLUMNS``."""
    label: str
    style: str
    """As in ``page.boxes.Boxes.all``."""


@record
class Drawing:
    """Boxes in the order in which they were met, and arrows by the boxes' places."""

    boxes: tuple[Box, ...]
    arrows: tuple[tuple[int, int], ...]
    left_out: int = 0
    """Clusters that are not drawn."""


def of_report(report: Report, options: ReportOptions) -> Drawing:
    """What a report comes to."""
    return drawing(data([(Origin(), report_json.document(report, options), None)]))


def drawing(page: Mapping[str, Any]) -> Drawing:
    """What a page's data (``natpin/page/v1``) comes to."""
    arrows: dict[tuple[int, int], None] = {}
    for cluster in page["clusters"][:MOST_CLUSTERS]:
        for way in cluster["ways"]:
            flat = way["arrows"]
            arrows.update(dict.fromkeys(zip(flat[::2], flat[1::2], strict=True)))
    used = sorted({place for arrow in arrows for place in arrow})
    boxes = tuple(Box(place, *page["boxes"][place]) for place in used)
    return Drawing(boxes, tuple(arrows), max(len(page["clusters"]) - MOST_CLUSTERS, 0))
