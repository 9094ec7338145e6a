"""Why what would mend a finding is not written."""

from __future__ import annotations


class NotMade(Exception):
    """A writer knows what would have to change and does not change it; the message says why, after ``because``."""
