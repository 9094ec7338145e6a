"""The GitHub Action: inputs → one mode → annotations, summary, files, outputs, comment, SARIF → exit status.

The exit status speaks of findings alone. What GitHub refuses (a fork's read-only token, a missing permission) costs
one notice, never the run.
"""

from natpin.action.main import main

__all__ = ["main"]
