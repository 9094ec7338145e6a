"""What is declared, held against what is live. Pure: two graphs and their egress paths in, differences out.

    found = compare(Side(declared, trace(declared)), Side(live, trace(live)))

``pairs`` says which live resource a declaration stands for, ``properties`` which properties bear on egress and which
spellings of Azure's are the same value, ``references`` and ``clusters`` find the differences, ``paths`` and ``words``
say what they do to egress.
"""

from natpin.drift.compare import Compared, compare
from natpin.drift.context import Side

__all__ = ["Compared", "Side", "compare"]
