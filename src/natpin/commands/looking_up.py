"""Which addresses the IPs of files have, asked of Azure beside a lint: what only they can decide is decided, and no failure of
Azure's changes an exit status.

What is looked at is what the workflow or pipeline names, never what the files name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from natpin.commands.addressed import judged_with
from natpin.comparison import Comparison
from natpin.comparison.resolving import addresses_of, groups_of, resolved_report
from natpin.errors import ConfigError, NatpinError
from natpin.model.allocated import Addresses, Allocated
from natpin.model.report import Report
from natpin.reporters import neutral, words

if TYPE_CHECKING:
    from natpin.azure.connection import Connection

FORK = "These IPs are told by their names: the change comes from a fork, and natpin does not sign in to Azure for it."
FAILED = "These IPs are told by their names, as their addresses could not be read: {why}"
NOT_READ = "the addresses of IPs could not be read from Azure ({why})"

Look = Callable[[frozenset[str]], "tuple[Allocated | None, str]"]
"""Asks for the resource groups that files name: what Azure has, or None and why as one sentence in Markdown."""


class Asking:
    """Asks once, where there are clusters; and keeps why there was no answer."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.why = ""

    def of(self, *reports: Report) -> Allocated | None:
        """What Azure has; None where nobody asked or nobody answered."""
        if not any(words.has_clusters(report) for report in reports):
            return None
        live, self.why = self._look(frozenset().union(*map(groups_of, reports)))
        return live

    def compared(self, comparison: Comparison) -> Allocated | None:
        """The same for both sides of a change."""
        return self.of(comparison.base, comparison.head)


def told_with(report: Report, asking: Asking, linted: Callable[[Mapping[str, Addresses]], Report]) -> Report:
    """A whole report with the addresses that Azure has. ``linted`` judges the same files with them."""
    live = asking.of(report)
    if live is None:
        return report
    found = addresses_of(report, resolved_report(report, live))
    return resolved_report(judged_with(report, found, linted), live)


def asked(
    read: Callable[[], Allocated],
    note: Callable[[str], None],
    debug: Callable[[str], None] = lambda said: None,
) -> tuple[Allocated | None, str]:
    """What Azure has; else None and why, in Markdown, and a note of it for the log. Never raises because of Azure."""
    try:
        return read(), ""
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in ("azure", "msal"):
            raise
        said = "this installation has no Azure packages"
    except NatpinError as error:
        said = str(error)
        debug(neutral.terminal(said))
    note(NOT_READ.format(why=neutral.terminal(neutral.clip(said, 600))))
    return None, FAILED.format(why=neutral.prose(neutral.clip(said, 300)))


def read(
    connect: Callable[[], Connection], subscriptions: Iterable[str], groups: Iterable[str], named: str
) -> Allocated:
    """Everything that has addresses in some subscriptions. ``named``: where they are written. Raises NatpinError."""
    from natpin.azure.allocated import allocated
    from natpin.azure.quiet import quiet
    from natpin.azure.scope import AzureScope

    quiet()
    scopes = [AzureScope.parse(one, f"{named}:") for one in subscriptions]
    if any(one.resource_group for one in scopes):
        raise ConfigError(f"{named}: write the id of a subscription and nothing else")
    return allocated(connect(), [one.subscription for one in scopes], groups)
