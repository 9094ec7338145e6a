"""``natpin completion SHELL``: what a shell needs to complete natpin's commands, flags, rules and files."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterator
from importlib import import_module

from natpin.commands import COMMANDS
from natpin.commands.output import write

SHELLS = ("bash", "zsh", "fish", "powershell")

_WHERE = """\
bash: natpin completion bash > ~/.local/share/bash-completion/completions/natpin
zsh: natpin completion zsh > a folder of $fpath, as _natpin
fish: natpin completion fish > ~/.config/fish/completions/natpin.fish
PowerShell: natpin completion powershell | Out-String | Invoke-Expression, in $PROFILE"""


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin completion",
        description="Prints a script that completes natpin's commands, flags, rules and files in a shell. Nothing of natpin runs "
        "while you type, so make it again after an upgrade. " + _WHERE.replace("\n", "; ") + ".",
    )
    made.add_argument("shell", choices=SHELLS, help="the shell to complete in")
    made.add_argument("--output", metavar="FILE", help="write it there instead of to standard output")
    return made


def run(arguments: Namespace) -> int:
    """Print the script."""
    import shtab

    script = shtab.complete(whole(), arguments.shell)
    write(script if script.endswith("\n") else script + "\n", arguments.output)
    return 0


def whole() -> ArgumentParser:
    """natpin as one parser: its commands are parsers of their own, of which a run makes one alone."""
    made = ArgumentParser(prog="natpin")
    made.add_argument("-V", "--version", action="store_true", help="print the version")
    commands = made.add_subparsers(dest="command")
    for name, said in COMMANDS.items():
        one = import_module(f"natpin.commands.{name}").parser()
        for each in _all(one):
            _tell_values(each)
        commands.add_parser(name, parents=[one], add_help=False, help=said)
    about = commands.add_parser("help", help="print the flags of a command")
    about.add_argument("about", choices=tuple(COMMANDS), help="which command")
    return made


def _all(parser: ArgumentParser) -> Iterator[ArgumentParser]:
    """A parser, and those of its subcommands."""
    yield parser
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for one in action.choices.values():
                yield from _all(one)


def _tell_values(parser: ArgumentParser) -> None:
    """What stands for a flag's value says what can be completed: files, folders, rules, profiles."""
    import shtab

    from natpin.policy.definition import CATEGORIES
    from natpin.policy.load import built_in

    shipped = built_in()
    rules = sorted(policy.id for policy in shipped.policies)
    words = {
        "RULE": rules,
        "RULES": [*CATEGORIES, *rules],
        "RULE[:NAME]": rules,
        "PROFILE": sorted(shipped.profiles),
    }
    files = {"FILE": shtab.FILE, "PATH": shtab.FILE, "PLAN": shtab.FILE, "FOLDER": shtab.DIRECTORY}
    for action in parser._actions:
        named = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
        if action.nargs == 0 or action.choices is not None:
            continue
        if named in words:
            action.choices = words[named]
        elif named in files:
            action.complete = files[named]  # type: ignore[attr-defined]
