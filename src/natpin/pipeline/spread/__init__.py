"""Stacks read and judged by several processes at once.

A stack needs no other until they are joined, so a process may read some of them, and judge each of these once the others
have added to it what they declare for it. The processes are forked: they have what was scanned, and nothing is started,
written or sent anywhere. What they find comes back through pipes, in the order of the stacks, so a report is the same
to the byte however many there were.
"""

from natpin.pipeline.spread.ahead import read_ahead
from natpin.pipeline.spread.stacks import Spread, spread

__all__ = ["Spread", "read_ahead", "spread"]
