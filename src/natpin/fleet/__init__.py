"""Many reports as one: what each scope and each repository said last, and what could not be had.

A *fleet file* (``natpin/fleet/v1``) is lines of JSON: its schema, a member each in the order of their keys, and how many
there are, so that one that was cut off is never taken for whole. Files of any size are merged by reading them side by
side, a member at a time.
"""
