"""What a reporter is, and what it may be told."""

from __future__ import annotations

from typing import Protocol

from natpin.model.record import record
from natpin.model.report import Report


@record
class ReportOptions:
    """How a report is to be written down. A reporter ignores what its format has no use for."""

    color: bool = False
    """ANSI colours: only when the output is a terminal and the user did not refuse (``NO_COLOR``)."""
    unicode: bool = True
    """Arrows and marks beyond ASCII. False for an output that cannot encode them."""
    width: int = 80
    """Columns of the terminal."""
    prefix: str = ""
    """Put before every path: where the workspace lies in the repository, POSIX, ``""`` for its root. Platforms want
    paths from the repository's root even when only a folder of it was linted."""
    verbose: bool = False
    """Everything: each suppressed finding, each workload, each fix."""
    max_bytes: int | None = None
    """Upper bound of the output in UTF-8 bytes. Honoured by markdown, which drops detail sections to keep it."""
    source_url: str = ""
    """Markdown: where the files can be looked at, ``https://github.com/o/r/blob/<sha>``; places become links."""
    show_suppressed: bool = True
    """SARIF: carry suppressed findings, marked as such. False for a consumer that would raise alerts for them."""
    category: str = ""
    """SARIF: ``automationDetails.id``, ending in a slash. Code scanning closes the alerts that an upload of the same
    category does not repeat, so the jobs of a matrix each need their own."""

    def path(self, path: str) -> str:
        """A path as this report shows it. Names that are no file (``<live>``) stay as they are."""
        if not self.prefix or is_pseudo(path):
            return path
        return f"{self.prefix.rstrip('/')}/{path}" if path not in ("", ".") else self.prefix.rstrip("/")


def is_pseudo(path: str) -> bool:
    """True for a name that is no file: ``<live>``, ``<none>``."""
    return path.startswith("<") and path.endswith(">")


class Reporter(Protocol):
    """A format. Implemented by modules; ``registry`` lists them."""

    def render(self, report: Report, options: ReportOptions) -> str:
        """The whole report as text, ending in a newline. Never raises, whatever strings the report holds."""
