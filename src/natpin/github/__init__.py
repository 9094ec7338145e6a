"""GitHub: what the event says, the sticky comment, checks, SARIF upload, the drift issue, the runner's own protocol.

The only home of PyGithub and of actions-toolkit. Importing a module of this package imports neither: that happens in
the functions that need them.
"""
