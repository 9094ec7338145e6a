"""Requests to Azure's REST API by other programs than az: what ``az rest`` would send to the same address.

Sources: the manuals of curl(1) (``-X``, ``-d``, ``--json``, ``-T``), wget(1) (``--method``, ``--body-data``) and HTTPie.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from natpin.languages.shell.words import Word, word_saying
from natpin.model.location import Location

REQUESTING = frozenset({"curl", "curl.exe", "wget", "http", "https", "xh", "curlie"})
"""Programs that send requests."""
HOST = "management.azure.com"
_METHODS = ("-X", "--request", "--method")
_BODIES = (
    "-d",
    "--data",
    "--data-raw",
    "--data-binary",
    "--data-ascii",
    "--json",
    "--body-data",
    "--post-data",
)
_SENDS = ("--post-file", "--body-file", "-T", "--upload-file", "-F", "--form", "--data-urlencode")
_VERBS = frozenset({"get", "head", "put", "patch", "post", "delete", "options"})


def as_az_rest(words: Sequence[Word], at: Location) -> tuple[Word, ...] | None:
    """The words of ``az rest`` for a program's; None where it does not speak to Azure's REST API.

    A body in a file that curl reads by itself (``@body.json``) is one that az reads in the same way.
    """
    url = next((word for word in words[1:] if HOST in word.label.lower()), None)
    if url is None:
        return None
    method: Word | None = None
    body: Word | None = None
    sends = False
    for word, following in itertools.zip_longest(words[1:], words[2:]):
        label = word.label
        flag, equals, glued = label.partition("=")
        short = label.startswith("-") and not label.startswith("--")
        if flag in _METHODS:
            method = word_saying(glued, at) if equals else following
        elif flag in _BODIES:
            body, sends = (word_saying(glued, at) if equals else following), True
        elif flag in _SENDS:
            sends = True
        elif short and label[1:2] == "X":
            method = word_saying(label[2:], at)
        elif short and label[1:2] == "d":
            sends = True
        elif short and label[-1] == "X" and label[1:].isalpha():  # curl -sX PUT
            method = following
        elif label.lower() in _VERBS and words[0].label in ("http", "https", "xh"):
            method = word
        elif word is url and label.lower().startswith("--url="):
            url = word_saying(label.partition("=")[2], at)
    verb = (method.literal or "?").lower() if method is not None else ("post" if sends else "get")
    made = [
        word_saying(text, at) for text in ("az", "rest", "--method", verb if verb in _VERBS else "?", "--url")
    ]
    return (*made, url, *((word_saying("--body", at), body) if body is not None else ()))
