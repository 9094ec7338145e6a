"""Mends what a rule found, in the author's own files.

A *remedy* (``policies/fixes.yaml``) says, in ARM's words, what has to be otherwise. A *writer* of the language makes
byte edits of it: a *proposal*. A proposal is made in memory, linted, and kept only if the law holds (``law.py``): the
finding is gone, and nobody's verdict is worse. What is left is written in one piece a file, or shown as a diff.

``engine.mended`` is the whole of it.
"""
