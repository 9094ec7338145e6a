"""One module a command: parse, call one function, render, exit code.

Each has ``parser() -> ArgumentParser`` and ``run(arguments) -> int``. To add one, write its module and add a line to
``COMMANDS``.
"""

from typing import Final

COMMANDS: Final = {
    "lint": "read infrastructure, trace its egress, judge it by policies",
    "ci": "lint in a pipeline: every report the platform has a use for, in one run",
    "fix": "mend what lint finds, where that can be done safely, or show how",
    "explain": "what a rule asks, why, and how to mend what it finds",
    "config": "list every setting with its value and its source (natpin config show)",
    "policy": "test policies: your own, or the built-in ones",
    "egress": "show the IPs that clusters leave from: files or live Azure, maps and allowlists",
    "capacity": "SNAT ports of each NAT gateway, held against its node pools at full size",
    "snapshot": "write what stands in Azure as a file to lint, compare and keep",
    "fleet": "judge the live clusters of many subscriptions",
    "report": "join reports of many runs; show them as text or tables",
    "history": "when which cluster's way out changed: over a repository's commits, or over reports",
    "drift": "what is live, held against what is declared: differences, their effect on egress, and the fix",
    "diff": "compare any two of: a path, a snapshot, a live scope",
    "verify": "run a probe in a live cluster: do connections leave from the IPs promised?",
    "simulate": "serve a simulated Azure, to try natpin without an account",
    "plan": "what would be written to Azure, and what traffic would notice",
    "apply": "write what a plan says, and read back the egress IPs",
    "adopt": "the way of a live cluster to pinned IPs: stages, what traffic notices, whom to tell, the way back",
    "completion": "print what a shell needs to complete commands, flags, rules and files",
    "init": "write an egress: entry of natpin.yaml from a stack or a live cluster",
}
"""Every command, in the order ``natpin --help`` shows. Each is the module of that name in ``natpin.commands``."""
