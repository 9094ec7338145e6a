"""Pipelines whose steps provision AKS with az: each platform's steps, written as the parts of one script of bash.

``texts`` is shared; a platform's package says what runs, in which order, and what its expressions stand for. What the
script does ``formats.az`` reads, as it reads any other.
"""
