"""Runs a script of bash, sh or zsh on paper, along every way it may go.

One room a matter: ``statements`` (order, pipes, redirections, subshells), ``choices`` (``if``, ``case``, ``&&``),
``loops``, ``functions`` (calls, traps, other scripts, text run as script), ``assigning``, ``commands``. They share the
``Machine`` of ``machine.py``; ``interpreter.Interpreter`` is all of them together.
"""
