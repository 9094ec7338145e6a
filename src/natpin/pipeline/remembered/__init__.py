"""Stacks of one commit after the other, or of both sides of a change: what stays as it was is read and judged once.

A stack is read through a workspace that notes each look at it: which file's bytes, which folder's names, whether a file is
there. Of a later commit, or of other files, the same is asked, of git's object ids alone. Where all of it is answered alike, and the stack is
listed with the same inputs, reading it again would find the same, so the parts and the report of then are those of now. What
is a stack is found out anew in each commit, as is what one stack declares for another: a report is remembered for just the
parts that others have added.
"""

from natpin.pipeline.remembered.lints import Lints
from natpin.pipeline.remembered.looks import Watched
from natpin.pipeline.remembered.memory import Memory, Remembering

__all__ = ["Lints", "Memory", "Remembering", "Watched"]
