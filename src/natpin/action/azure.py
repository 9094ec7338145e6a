"""Flags and environment of the commands that go to Azure."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import TextIO, cast

from natpin.action.job import Job


def flags(job: Job) -> list[str]:
    """Who signs in, where. The secret is never among them."""
    azure = job.inputs.azure
    return [
        f"--{name}={value}"
        for name, value in (
            ("auth", azure.auth),
            ("tenant", azure.tenant_id),
            ("client-id", azure.client_id),
            ("azure-cloud", azure.cloud),
            ("azure-endpoint", azure.endpoint),
            ("azure-authority", azure.authority),
            ("ca-file", azure.ca_file),
        )
        if value
    ]


@contextmanager
def signed_in(job: Job) -> Iterator[None]:
    """The commands take the secret and the subscription from the environment."""
    azure = job.inputs.azure
    given = {"AZURE_CLIENT_SECRET": azure.client_secret, "AZURE_SUBSCRIPTION_ID": azure.subscription_id}
    before = {name: os.environ.get(name) for name, value in given.items() if value}
    os.environ.update({name: value for name, value in given.items() if value})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def printed(command: Callable[[], int], stderr: TextIO | None = None) -> tuple[int, str, str]:
    """A command's exit status, and what it said on standard output and on standard error. With ``stderr``, what it
    says there goes there as it comes."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(stderr or cast(TextIO, err)):
        status = command()
    return status, out.getvalue(), err.getvalue()
