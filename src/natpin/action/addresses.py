"""The addresses of the IPs that files name, from Azure, where the workflow gives natpin a reader's identity.

What is looked at is what the workflow names, never what the change names: the input `azure-subscription-id`. The answer
decides what only addresses can decide (does the contract name this IP?); without one that stays unknown, and the comment
says what to configure.
"""

from __future__ import annotations

import os
from argparse import ArgumentParser
from collections.abc import Iterable

from natpin.action import azure
from natpin.action.job import Job
from natpin.errors import ConfigError, NatpinError
from natpin.github.admission import sign_in_refusal
from natpin.model.allocated import Allocated
from natpin.reporters import neutral

NO_IDENTITY = (
    "These IPs are told by their names. To see their addresses here, give natpin a reader: the inputs `auth`, "
    "`azure-tenant-id`, `azure-client-id` and `azure-subscription-id`."
)
NO_SUBSCRIPTION = (
    "These IPs are told by their names. To see their addresses here, name the subscription in the input "
    "`azure-subscription-id`."
)
FORK = "These IPs are told by their names: the change comes from a fork, and natpin does not sign in to Azure for it."
ELSEWHERE = "These IPs are told by their names: natpin does not sign in to Azure on the event {event}."
FAILED = "These IPs are told by their names, as their addresses could not be read: {why}"


def why_not(job: Job) -> str:
    """Why natpin may not look, in a sentence; empty where it may. Opens no connection."""
    if job.event.foreign:
        return FORK
    if not job.inputs.azure.auth:
        return NO_IDENTITY
    if sign_in_refusal(job.event, job.inputs.mode.value) is not None:
        return ELSEWHERE.format(event=neutral.code(job.event.name))
    return "" if subscriptions(job) else NO_SUBSCRIPTION


def subscriptions(job: Job) -> tuple[str, ...]:
    """Those that the workflow names."""
    written = job.inputs.azure.subscription_id.replace(",", " ").split()
    return tuple(dict.fromkeys(one.lower() for one in written))


def look(job: Job, groups: Iterable[str] = ()) -> tuple[Allocated | None, str]:
    """What Azure has of the subscriptions that the workflow names, or of the resource groups ``groups`` where the identity
    may not read them whole; else None, and why as one sentence in Markdown (empty where nobody wants to know). Never
    raises because of Azure."""
    if job.inputs.azure.resolve == "off":
        return None, ""
    why = why_not(job)
    if why:
        return None, why
    try:
        return _read(job, groups), ""
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in ("azure", "msal"):
            raise
        said = "this installation has no Azure packages"
    except NatpinError as error:
        said = str(error)
        job.toolkit.debug(neutral.terminal(said))
    job.notices.append(
        f"the addresses of IPs could not be read from Azure ({neutral.terminal(neutral.clip(said, 600))})"
    )
    return None, FAILED.format(why=neutral.prose(neutral.clip(said, 300)))


def _read(job: Job, groups: Iterable[str]) -> Allocated:
    from natpin.azure.allocated import allocated
    from natpin.azure.quiet import quiet
    from natpin.azure.scope import AzureScope
    from natpin.commands import azure_flags

    quiet()
    named = [AzureScope.parse(one) for one in subscriptions(job)]
    if any(one.resource_group for one in named):
        raise ConfigError("input `azure-subscription-id`: write the id of a subscription and nothing else")
    parser = ArgumentParser()
    azure_flags.add(parser)
    with azure.signed_in(job):
        connection = azure_flags.connection(
            parser.parse_args(azure.flags(job)), os.environ, job.toolkit.secret
        )
        return allocated(connection, [one.subscription for one in named], groups)
