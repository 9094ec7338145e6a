"""What argparse refuses, in one line with what to write instead: no page of usage."""

from __future__ import annotations

import re
from argparse import Action, ArgumentParser
from collections.abc import Sequence
from typing import NoReturn

from natpin.errors import InputError

_REQUIRED = "the following arguments are required: "
_OF_ONE = re.compile(r"argument ([^:]+): (.*)\Z", re.DOTALL)
_CHOICE = re.compile(r"invalid choice: (.*) \(choose from .*\)\Z", re.DOTALL)
_TYPE = re.compile(r"invalid (\w+) value: (.*)\Z", re.DOTALL)
_EXPLICIT = re.compile(r"ignored explicit argument (.*)\Z", re.DOTALL)
_TYPES = {"int": "a whole number", "float": "a number", "Path": "a path"}


_SAME = {"--select": "--rule", "--rule": "--select", "--rules": "--select", "--exclude": "--ignore"}
"""Flags of natpin's other commands, or of other programs, and what asks for the same."""
_NEAR = 0.75
"""How alike flags are of which one is taken for a slip of the other (``difflib``'s ratio, without the dashes)."""


def meant(flag: str, flags: list[str]) -> str:
    """``; did you mean '--format'?``, or nothing: a flag that is only somewhat alike, or that switches off what the other
    switches on, would send the reader astray."""
    same = _SAME.get(flag)
    if same in flags:
        return f"; did you mean {same!r}?"
    from difflib import get_close_matches

    def negative(name: str) -> bool:
        return name.startswith("--no-")

    names = {
        one.lstrip("-"): one for one in flags if one.startswith("--") and negative(one) == negative(flag)
    }
    close = get_close_matches(flag.lstrip("-").lower(), names, n=1, cutoff=_NEAR)
    return f"; did you mean {names[close[0]]!r}?" if close else ""


def no_such(parser: ArgumentParser, given: str) -> InputError:
    """The error for a flag or a word that the command does not have."""
    flag, command = given.partition("=")[0], parser.prog.removeprefix("natpin ")
    if not flag.startswith("-"):
        return InputError(f"{command} does not accept {flag!r}; natpin {command} --help tells what it takes")
    hint = meant(flag, _flags(parser)) or ";"
    return InputError(f"{command} has no flag {flag}{hint} natpin {command} --help lists them")


def _flags(parser: ArgumentParser) -> list[str]:
    return [name for action in parser._actions for name in action.option_strings]


def refused(parser: ArgumentParser, message: str, arguments: Sequence[str] = ()) -> NoReturn:
    """Raises InputError. ``message``: as argparse words it (3.11 to 3.14). What is missing may be there under a misspelt
    flag of ``arguments``: then that is what is wrong."""
    command = parser.prog.removeprefix("natpin ")
    if message.startswith(_REQUIRED):
        flags = _flags(parser)
        for given in arguments:
            if given.startswith("--") and len(given) > 2 and given.partition("=")[0] not in flags:
                raise no_such(parser, given)
    raise InputError(f"{command}: {_said(parser, message)} natpin {command} --help tells what it takes")


def _said(parser: ArgumentParser, message: str) -> str:
    """With a semicolon at the end."""
    needed = message.removeprefix(_REQUIRED)
    if needed != message:
        return f"{needed.replace(', ', ' and ')} {'are' if ',' in needed else 'is'} missing;"
    found = _OF_ONE.match(message)
    if found is None:
        return f"{message};"
    named, why = found[1].split("/")[-1], found[2]
    action = next((one for one in parser._actions if _name(one) == found[1]), None)
    given = _CHOICE.match(why)
    if given is not None and action is not None and action.choices is not None:
        return _choice(named, given[1].strip("'\""), [str(one) for one in action.choices])
    if why.startswith("expected") and action is not None:
        return f"{named} needs a value ({_value(action)});"
    wrong = _TYPE.match(why)
    if wrong is not None:
        return f"{named}: {wrong[2]} is not {_TYPES.get(wrong[1], wrong[1])};"
    extra = _EXPLICIT.match(why)
    if extra is not None:
        return f"{named} takes no value, and was given {extra[1]};"
    return f"{named}: {why};"


def _choice(named: str, given: str, choices: list[str]) -> str:
    from natpin.languages.located_yaml.checked import suggestion

    hint = suggestion(given, choices)
    return f"{named} does not accept {given!r}{f'{hint} It' if hint else '; it'} takes {', '.join(choices)};"


def _name(action: Action) -> str:
    """As argparse calls it in a message."""
    if action.option_strings:
        return "/".join(action.option_strings)
    return str(action.metavar or action.dest)


def _value(action: Action) -> str:
    if action.choices is not None:
        return ", ".join(str(one) for one in action.choices)
    return str(action.metavar or action.dest.upper())
