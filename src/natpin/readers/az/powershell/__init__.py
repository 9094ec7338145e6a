"""PowerShell as a front end for az commands: variables, captures, backtick continuation, ``foreach``, ``if``."""
