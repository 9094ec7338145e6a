"""From files to judged stacks.

``scan`` finds the files that matter, ``reading`` reads their stacks (``named_stacks``: those that natpin.yaml names),
``workload_placement`` puts workloads beside the clusters they run on, ``cross_stack`` adds what other roots declare, and
``lint`` judges each stack and makes the report. Read ``lint`` first.
"""
