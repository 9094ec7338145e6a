"""Step outputs. Every name is in action.yml, with its meaning; a test holds the two together.

No resource id is ever among them: it holds the subscription, and a job output that holds a masked value is dropped
whole by GitHub, without a word.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterable, Iterator, Mapping

from natpin.action.job import Job
from natpin.model.path import EgressPath
from natpin.model.report import ClusterReport, Report
from natpin.model.value import Unknown
from natpin.reporters import allowlist
from natpin.reporters.distinct import tally, told
from natpin.reporters.interface import is_pseudo

LARGEST = 200_000
"""Characters of one output; GitHub takes 1 MB of all outputs of a job."""


def counts(report: Report) -> dict[str, str]:
    """Findings by severity, each told once however many stacks it holds for."""
    found = tally(told(report))
    return {
        "findings-error": str(found["error"]),
        "findings-warning": str(found["warning"]),
        "findings-note": str(found["note"]),
        "unknown-count": str(found["unknown"]),
    }


def egress(report: Report) -> dict[str, str]:
    """``egress-ips`` (JSON), ``egress-cidrs`` (lines), ``egress-complete``."""
    ways = [
        way for stack in report.stacks for cluster in stack.clusters for way in _ways(stack.stack.id, cluster)
    ]
    paths = [path for stack in report.stacks for cluster in stack.clusters for path in cluster.paths]
    return {
        "egress-ips": json.dumps(ways, ensure_ascii=True),
        "egress-cidrs": "\n".join(cidrs(paths)),
        "egress-complete": "true"
        if paths and all(map(_known, paths)) and not allowlist.of(report).gaps
        else "false",
    }


def cidrs(paths: Iterable[EgressPath]) -> list[str]:
    """Every address that is known, in numeric order."""
    found = {ip.cidr for path in paths if not isinstance(path.ips, Unknown) for ip in path.ips if ip.cidr}
    return sorted(found, key=_numeric)


def _numeric(cidr: str) -> tuple[int, int, int, str]:
    try:
        network = ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        return (9, 0, 0, cidr)
    return (network.version, int(network.network_address), network.prefixlen, cidr)


def _known(path: EgressPath) -> bool:
    return (
        not isinstance(path.ips, Unknown)
        and not path.causes
        and all(ip.cidr for ip in path.ips)
        and bool(path.ips)
        and not path.beside
    )


def _ways(stack: str, cluster: ClusterReport) -> Iterator[dict[str, object]]:
    home = re.search("/resourceGroups/([^/]+)/", cluster.resource.address, re.IGNORECASE)
    for path in cluster.paths:
        known = not isinstance(path.ips, Unknown)
        yield {
            "stack": "live" if is_pseudo(stack) else stack,
            "resource-group": home[1] if home else None,
            "cluster": cluster.name,
            "pool": path.pool.name,
            "role": path.role.value,
            "exit": path.exit.value,
            "ips": [
                {"label": ip.label, "count": ip.count, "cidr": ip.cidr}
                for ip in (path.ips if not isinstance(path.ips, Unknown) else ())
            ],
            "known": known and _known(path),
        }


def set_outputs(job: Job, values: Mapping[str, str]) -> None:
    """Sets them; one too large, or one that GitHub would drop for a secret in it, is told in a notice."""
    for name, value in values.items():
        if len(value) > LARGEST:
            job.notices.append(
                f"the output `{name}` is too large for GitHub and was left empty; see the report file"
            )
            value = ""
        if job.toolkit.redactor(value) != value:
            job.notices.append(
                f"the output `{name}` holds a value that is masked, so GitHub drops it between jobs: "
                "give tenant and subscription ids as `vars`, not as `secrets`"
            )
        job.toolkit.output(name, value)
