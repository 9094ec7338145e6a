"""The declared side of a comparison: stacks of files, snapshots, entries of natpin.yaml; and which live scope each
stands for."""

from __future__ import annotations

import datetime
from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

from natpin import globs
from natpin.azure.scope import AzureScope
from natpin.commands.linting import inputs_of
from natpin.config import Config
from natpin.errors import ConfigError
from natpin.formats.registry import READERS
from natpin.languages.located_yaml.checked import Written, suggestion
from natpin.model.location import NOWHERE, Location
from natpin.model.record import record, replace
from natpin.model.resource import CLUSTER, Resource, same_type
from natpin.model.stack import Stack
from natpin.model.value import Skipped, text
from natpin.pipeline.cross_stack import joined
from natpin.pipeline.reading import ReadStack, of_named, read_all
from natpin.pipeline.scan import scan
from natpin.pipeline.workload_placement import nearest
from natpin.provision.desired import Desired
from natpin.provision.entries import parse_egress
from natpin.workspace import FolderWorkspace, names_root


@record
class Declared:
    """One stack, or one entry, that live Azure is held against."""

    stack: Stack
    read: ReadStack | None = None
    wanted: Desired | None = None
    skipped: tuple[Skipped, ...] = ()

    @property
    def clusters(self) -> tuple[Resource, ...]:
        """The clusters that a stack declares."""
        if self.read is None:
            return ()
        return tuple(
            part
            for part in self.read.parts
            if isinstance(part, Resource) and same_type(part.type, CLUSTER) and not part.external
        )

    def named(self) -> Declared:
        """The same with no more than which clusters there are, of which a report speaks."""
        if self.read is None:
            return self
        clusters = tuple(replace(cluster, properties={}) for cluster in self.clusters)
        return replace(self, read=replace(self.read, parts=clusters))

    @property
    def subscriptions(self) -> frozenset[str]:
        """The subscriptions that it names for its clusters, in lower case."""
        if self.wanted is not None:
            return frozenset({self.wanted.subscription.lower()})
        found = {(text(cluster.subscription) or "").lower() for cluster in self.clusters}
        return frozenset(found - {""})


@record
class Watch:
    """An entry of ``drift.watch``: a scope, and what declares it. All empty: whatever fits."""

    scope: str
    stacks: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    at: Location = NOWHERE


@record
class DriftSection:
    """The ``drift`` of natpin.yaml."""

    watch: tuple[Watch, ...] = ()
    per: str = "cluster"
    """Whether there is an issue for each ``cluster`` or for each ``scope``."""
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()


def section_of(config: Config) -> DriftSection:
    """The section, read. Raises ConfigError with file, line and column."""
    written = config.sections.get("drift")
    if written is None or written.data is None:
        return DriftSection()
    parts = written.mapping("drift", ("watch", "issue"))
    watch = tuple(_watch(entry) for entry in parts["watch"].list("watch")) if "watch" in parts else ()
    issue = parts["issue"].mapping("issue", ("per", "labels", "assignees")) if "issue" in parts else {}
    return DriftSection(
        watch,
        issue["per"].one_of("per", ("cluster", "scope")) if "per" in issue else "cluster",
        issue["labels"].texts("labels") if "labels" in issue else (),
        issue["assignees"].texts("assignees") if "assignees" in issue else (),
    )


def _watch(written: Written) -> Watch:
    parts = written.mapping("an entry of watch", ("scope", "stacks", "entries"), ("scope",))
    scope = parts["scope"].text("scope")
    try:
        AzureScope.parse(scope, "scope")
    except ConfigError as error:
        parts["scope"].wrong(str(error))
    return Watch(
        scope,
        parts["stacks"].texts("stacks") if "stacks" in parts else (),
        parts["entries"].texts("entries") if "entries" in parts else (),
        written.at,
    )


# -- reading -------------------------------------------------------------------------------------------------------


def stacks(
    workspace: FolderWorkspace, config: Config, arguments: Namespace
) -> tuple[list[Declared], list[Skipped]]:
    """Every stack with a cluster under a path; and what could not be read. Raises InputError."""
    scanned = scan(workspace, READERS, config.excluded)
    skipped = list(scanned.skipped)
    infrastructure, workloads = read_all(
        workspace,
        READERS,
        scanned.claimed,
        inputs_of(workspace, arguments),
        skipped,
        config.environments,
        scanned.givers,
        config.excluded,
    )
    found = [
        Declared(read.stack, read)
        for read in joined(list(nearest(infrastructure, workloads)))
        if read.has_cluster and names_root(read.stack.root, workspace)
    ]
    return found, list(of_named(skipped, infrastructure, workspace))


def entries(config: Config, names: Sequence[str] = ()) -> list[Declared]:
    """The ``egress:`` entries that have a cluster: all of them, or the named ones. Raises ConfigError."""
    known = parse_egress(config.sections.get("egress"))
    for name in names:
        if name not in known:
            raise ConfigError(f"natpin.yaml has no egress entry {name!r}{suggestion(name, known)}")
    return [
        Declared(Stack("egress", f"{config.path or 'natpin.yaml'}#{name}"), wanted=wanted)
        for name, wanted in known.items()
        if wanted.cluster is not None and (not names or name in names)
    ]


# -- which scope ---------------------------------------------------------------------------------------------------


@record
class Assignment:
    """A scope and what is held against it."""

    scope: AzureScope
    declared: tuple[Declared, ...]
    by_name: bool = False
    """True when nothing but the names of its clusters says that a stack belongs here: one whose clusters are all
    absent then belongs elsewhere, for all that is known."""


def assignments(
    declared: Sequence[Declared], scopes: Sequence[AzureScope], section: DriftSection
) -> tuple[list[Assignment], list[str]]:
    """Each scope with its declarations, and notes on what belongs to none.

    natpin.yaml's ``drift.watch`` decides where it names a scope; else the subscription that a declaration names; else
    the names of its clusters do. Raises ConfigError for a watch that fits nothing.
    """
    wanted = list(scopes) or [AzureScope.parse(watch.scope) for watch in section.watch]
    if not wanted:
        raise ConfigError(
            "choose what to watch: --azure SUBSCRIPTION[/RG[/CLUSTER]], or drift.watch in natpin.yaml"
        )
    wanted = list(dict.fromkeys(wanted))
    placed: set[str] = set()
    made: list[Assignment] = []
    loose: list[int] = []
    for scope in wanted:
        watch = next((w for w in section.watch if AzureScope.parse(w.scope) == scope), None)
        if watch is not None and (watch.stacks or watch.entries):
            mine = tuple(one for one in declared if _chosen(one, watch))
            if not mine:
                raise ConfigError(
                    f"drift.watch {watch.scope}: it matches no stack and no egress entry", watch.at
                )
            made.append(Assignment(scope, mine))
        else:
            mine = tuple(one for one in declared if scope.subscription in one.subscriptions)
            loose.append(len(made))
            made.append(Assignment(scope, mine))
        placed |= {one.stack.id for one in mine}
    free = [one for one in declared if one.stack.id not in placed]
    elsewhere = [one for one in free if one.subscriptions]
    nameless = tuple(one for one in free if not one.subscriptions)
    for position in loose:
        own = made[position]
        made[position] = (
            Assignment(own.scope, nameless, by_name=len(nameless) > 1 or len(wanted) > 1)
            if not own.declared
            else replace(
                own, declared=(*own.declared, *nameless), by_name=bool(nameless) and len(nameless) > 1
            )
        )
    notes = [
        f"{one.stack.id} declares clusters in subscription {', '.join(sorted(one.subscriptions))}, which is not watched"
        for one in elsewhere
    ]
    if not loose:
        notes += [f"{one.stack.id} is not watched: no entry of drift.watch means it" for one in nameless]
    return made, notes


def _chosen(one: Declared, watch: Watch) -> bool:
    if one.wanted is not None:
        return one.wanted.name in watch.entries
    return any(
        pattern == one.stack.id or globs.matches(pattern, one.stack.root or ".") for pattern in watch.stacks
    )


def paths_of(arguments: Namespace) -> Iterable[Path]:
    """The declared paths of the flags; none when only entries are meant."""
    return [Path(path) for path in arguments.paths]


def today() -> datetime.date:
    """In UTC: a scheduled job's day."""
    return datetime.datetime.now(datetime.UTC).date()
