"""The SDK's own logs, kept off: MSAL logs an answer it cannot read whole, access token included."""

from __future__ import annotations

import logging


def quiet() -> None:
    """Let nothing that ``azure`` and ``msal`` log reach any handler of ours or the root's. Called before a credential
    is used; what matters of an error is in the exception."""
    for name in ("azure", "msal"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
