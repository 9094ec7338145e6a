"""One module a command: parse, call one function, render, exit code.

Each has ``parser() -> ArgumentParser`` and ``run(arguments) -> int``. To add one, write its module and add a line to
``natpin.cli.COMMANDS``.
"""
