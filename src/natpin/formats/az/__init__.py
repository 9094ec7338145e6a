"""Reader of shell scripts that provision AKS and its egress with the az command line.

``shell`` runs a script on paper, ``cli`` knows what az commands do. Another front end (PowerShell, Markdown fences,
workflow steps) feeds the same ``cli.session.Session``; ``read_commands`` is for those whose language is bash.
"""

from natpin.formats.az.checkouts import CHECKOUT
from natpin.formats.az.recognise import changes_networks, claims
from natpin.formats.az.scripts import (
    Part,
    name,
    read,
    read_commands,
    read_parts,
    runs,
    stacks,
    suffixes,
    workloads_only,
)
from natpin.formats.az.turns import MORE, SIGNS_IN, WAS_READ, Turn, When

__all__ = [
    "CHECKOUT",
    "MORE",
    "SIGNS_IN",
    "WAS_READ",
    "Part",
    "Turn",
    "When",
    "changes_networks",
    "claims",
    "name",
    "read",
    "read_commands",
    "read_parts",
    "runs",
    "stacks",
    "suffixes",
    "workloads_only",
]
