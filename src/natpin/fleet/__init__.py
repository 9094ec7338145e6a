"""Many reports as one: what each scope and each repository said last, and what could not be had.

A *fleet file* (``natpin/fleet/v1``) is lines of JSON, one a member, in the order of their keys. Files of any size are
merged by reading them side by side, a member at a time.
"""
