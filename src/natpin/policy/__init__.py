"""Policies: YAML rules over facts, asked with three-valued logic.

``load`` reads them (``check`` says where they are wrong), ``select`` applies a team's profile, severities and
parameters, ``evaluate`` asks them of subjects; ``suppress`` and ``baseline`` hold what the team decided to live with.
Import the modules, not this package: the lint path loads only what it uses.
"""
