"""Which of Azure's refusals pass by themselves."""

from __future__ import annotations

from natpin.errors import Rejected

RETRIED_STATUS = frozenset({408, 429, 500, 502, 503, 504})

RETRIED_CODES = frozenset(
    {
        "anotheroperationinprogress",
        "retryableerror",
        "retryableerrorduetoanotheroperation",
        "referencedresourcenotprovisioned",
        "operationpreempted",
        "canceledandsupersededduetoanotheroperation",
        "internalservererror",
    }
)
"""Recorded from Azure as 409 and 429 on writes beside another operation; the last two as the end of an operation.
Source for those: Azure, "Troubleshoot common Azure deployment errors"."""


def may_pass(error: Rejected) -> bool:
    """True for an answer that the same request may not get a little later."""
    if error.code.lower() in RETRIED_CODES or error.status in RETRIED_STATUS:
        return True
    # AKS, aka.ms/aks-pending-operation: the code is OperationNotAllowed for that and for much else.
    return (
        error.status == 409 and error.code == "OperationNotAllowed" and "in progress" in error.message.lower()
    )


def may_have_acted(error: Rejected) -> bool:
    """True when the answer does not say whether Azure did it: a server error, or an operation that ended badly."""
    return error.status >= 500 or error.status in (0, 408)
