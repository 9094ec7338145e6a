"""``natpin simulate``: a simulated Azure, over HTTPS, until it is told to stop."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from natpin.simulator import Simulator


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin simulate",
        description="Serves an embedded Azure Resource Manager with a token endpoint, for trying natpin, and one's own "
        "workflows, without an Azure account. It keeps nothing, and protects nothing: never expose it. Ends with "
        "Ctrl-C or SIGTERM.",
    )
    made.add_argument(
        "--listen", metavar="HOST:PORT", default="127.0.0.1:0", help="default: a free local port"
    )
    made.add_argument(
        "--ca-out", metavar="FILE", type=Path, help="write the certificate authority to trust there (PEM)"
    )
    made.add_argument(
        "--info-out",
        metavar="FILE",
        type=Path,
        help="write endpoints, tenant, subscription, client id and secret there (JSON), for --azure-info",
    )
    made.add_argument("--faults", metavar="FILE", type=Path, help="a script of failures (JSON)")
    made.add_argument("--empty", action="store_true", help="start with an empty Azure instead of an example")
    return made


def run(arguments: Namespace) -> int:
    """Serve; 0 once told to stop. Raises ConfigError for an address or a file that is no good."""
    from natpin.simulator import serve

    def ready(simulator: Simulator) -> None:
        if not arguments.empty:
            from natpin.simulator.example import example

            example(simulator)
        print(f"natpin: an Azure at {simulator.base_url}, subscription {simulator.subscription}", flush=True)
        if arguments.info_out:
            print(f"natpin: try natpin egress --azure --azure-info {arguments.info_out}", flush=True)

    serve(
        arguments.listen,
        ca_out=arguments.ca_out,
        info_out=arguments.info_out,
        faults=arguments.faults,
        ready=ready,
    )
    return 0
