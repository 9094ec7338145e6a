"""``natpin fleet``: the clusters of many subscriptions, judged scope by scope."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from natpin.commands import azure_flags
from natpin.commands.fleet_output import COUNTED, FORMATS, emit, status

if TYPE_CHECKING:
    from natpin.azure.arm import Arm
    from natpin.azure.estate import Estate
    from natpin.azure.estates import Unread
    from natpin.fleet.member import Member
    from natpin.model.report import Report


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin fleet",
        description="Judges the live clusters of many subscriptions: of those named, of those below management groups, "
        "or of all that the identity sees. A subscription that cannot be read is reported, and never counts as passed. It only reads. "
        "`natpin report merge` joins the reports of several runs, identities or shards.",
    )
    made.add_argument(
        "--subscription", metavar="ID", action="append", default=[], help="this subscription; repeatable"
    )
    made.add_argument(
        "--management-group",
        metavar="ID",
        action="append",
        default=[],
        help="the subscriptions below it, at every depth; repeatable",
    )
    made.add_argument(
        "--shard", metavar="INDEX/COUNT", help="look at this worker's share of the subscriptions only: 2/4"
    )
    add_output(made)
    made.add_argument("--config", metavar="FILE", help="default: natpin.yaml at the workspace's root")
    made.add_argument("--profile", help="a set of rules and severities; replaces the configuration's profile")
    made.add_argument("--workspace", metavar="FOLDER", help="the folder that holds natpin.yaml")
    azure_flags.add(made)
    made.add_argument(
        "--azure",
        choices=(azure_flags.SIMULATOR,),
        default="",
        help="a simulated Azure, to try it without an account",
    )
    made.set_defaults(baseline=None, no_ignores=False)
    return made


def add_output(made: ArgumentParser, form: str = "text", fails: str | None = "error") -> None:
    """The flags that say how it is told, and what fails; ``fails``: from which state on where nobody says, None for none."""
    made.add_argument(
        "--format",
        choices=FORMATS,
        default=form,
        help=f"fleet: lines of JSON, for report merge (default: {form})",
    )
    made.add_argument("--output", metavar="FILE", help="write it there instead of to standard output")
    made.add_argument(
        "--fail-on",
        choices=tuple(COUNTED),
        default=fails,
        help="exit status 1 where a cluster fails (error), or also where one warns (warning), or is unknown or was not read "
        "(unknown); never: no cluster changes the exit status "
        f"(default: {fails or 'nothing is judged, and the exit status is 0'})",
    )
    made.add_argument("--verbose", action="store_true", help="with --format text: list every source")
    made.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def run(arguments: Namespace) -> int:
    """Look at every scope, and write what was found; the exit status."""
    from natpin.azure.live import reading
    from natpin.azure.quiet import quiet

    quiet()
    judged = _judge(arguments)
    with azure_flags.connected(arguments) as connection:
        from natpin.azure.estates import estates

        with reading(connection) as arm:
            scopes = _scopes(arm, arguments)
            told = emit(_members(estates(arm, connection, scopes), judged), arguments)
    return status(told, arguments.fail_on, part=arguments.shard is not None)


def _judge(arguments: Namespace) -> Callable[[Estate], Report]:
    """What the configuration here says of an estate. Raises ConfigError, PolicyError."""
    from natpin.azure import live
    from natpin.commands.live import Rules
    from natpin.pipeline.reading import ReadStack

    rules = Rules.of(arguments)
    return lambda found: rules.report(ReadStack(live.stack_of(found.scope), live.reads(found)))


def _scopes(arm: Arm, arguments: Namespace) -> list[str]:
    """The subscriptions to look at, in order. Raises ConfigError, CloudError, and InputError where there is none."""
    from natpin.azure.scope import AzureScope
    from natpin.azure.tenant import subscriptions_below, visible_subscriptions
    from natpin.errors import ConfigError, InputError
    from natpin.fleet.shards import Shard

    shard = Shard.parse(arguments.shard) if arguments.shard else None
    named = set()
    for text in arguments.subscription:
        scope = AzureScope.parse(text, "--subscription")
        if scope.resource_group:
            raise ConfigError(
                f"--subscription {text}: name a whole subscription here; for a resource group or a cluster, use natpin lint --azure"
            )
        named.add(scope.subscription)
    for group in arguments.management_group:
        named |= set(subscriptions_below(arm, group))
    if not arguments.subscription and not arguments.management_group:
        named |= set(visible_subscriptions(arm))
    if not named:
        raise InputError("there is no subscription to look at: this identity sees none")
    return sorted(one for one in named if shard is None or shard.holds(one))


def _members(found: Iterator[Estate | Unread], judged: Callable[[Estate], Report]) -> Iterator[Member]:
    """Each scope as a member of the fleet, judged when it comes by."""
    from natpin.azure.estates import Unread
    from natpin.fleet.member import Kind, Member
    from natpin.reporters import json
    from natpin.reporters.interface import ReportOptions

    taken = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for one in found:
        if isinstance(one, Unread):
            yield Member(one.scope.id, Kind.LIVE, taken, missing=one.reason)
        else:
            report = json.document(judged(one), ReportOptions())
            yield Member(one.scope.id, Kind.LIVE, taken, report)
