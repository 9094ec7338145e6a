"""Bash (and sh) as a front end: runs a script's statements on paper and hands each az command to a session."""
