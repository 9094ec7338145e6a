"""The addresses of the IPs that files name, from Azure, where the workflow gives natpin a reader's identity.

What is looked at is what the workflow names, never what the change names: the input `azure-subscription-id`. The answer
decides what only addresses can decide (does the contract name this IP?); without one that stays unknown, and the comment
says what to configure.
"""

from __future__ import annotations

import os
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import TYPE_CHECKING

from natpin.action import azure
from natpin.action.job import Job
from natpin.commands.looking_up import FORK, asked, read
from natpin.github.admission import sign_in_refusal
from natpin.model.allocated import Allocated
from natpin.reporters import neutral

if TYPE_CHECKING:
    from natpin.azure.connection import Connection

NO_IDENTITY = (
    "These IPs are told by their names. To see their addresses here, give natpin a reader: the inputs `auth`, "
    "`azure-tenant-id`, `azure-client-id` and `azure-subscription-id`."
)
DEPENDABOT = "A run of Dependabot's has no secrets but Dependabot's own."
NO_SUBSCRIPTION = (
    "These IPs are told by their names. To see their addresses here, name the subscription in the input "
    "`azure-subscription-id`."
)
ELSEWHERE = "These IPs are told by their names: natpin does not sign in to Azure on the event {event}."


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
    live, why = asked(lambda: _read(job, groups), job.notices.append, job.toolkit.debug)
    return live, f"{why}. {DEPENDABOT}" if why and job.event.dependabots else why


def _read(job: Job, groups: Iterable[str]) -> Allocated:
    from natpin.commands import azure_flags

    parser = ArgumentParser()
    azure_flags.add(parser)

    def connect() -> Connection:
        return azure_flags.connection(parser.parse_args(azure.flags(job)), os.environ, job.toolkit.secret)

    with azure.signed_in(job):
        return read(connect, subscriptions(job), groups, "input `azure-subscription-id`")
