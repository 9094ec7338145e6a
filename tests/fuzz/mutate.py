"""Mutations of real files: what a half-written, merged, truncated or hostile file looks like."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

HOSTILE: Sequence[bytes] = (
    b"\x00",
    b"\xff\xfe",
    b"<<<<<<< HEAD\n",
    b"\x1b[31m",
    b"${",
    b"%{ for x in ",
    b"[[[[[[[[",
    b'"""',
    b"<<EOT\n",
    b"'''",
    b"$(",
    b"`",
    b"/*",
    b"0" * 400,
    "\u202e".encode(),
    b"\r",
    b"\\\n",
    b"[?]",
    b"{{",
    b"*&a",
    b"!!python/object/apply:os.system [true]\n",
)

Mutation = Callable[[bytes, random.Random], bytes]


def _cut(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.randrange(1, 60) :]


def _truncate(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(HOSTILE) * chance.choice((1, 1, 1, 3, 200)) + data[at:]


def _flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _swap(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if len(lines) > 1:
        one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


def _repeat(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if not lines:
        return data
    at = chance.randrange(len(lines))
    return b"".join(lines[: at + 1] + lines[at : at + 1] * chance.choice((1, 5, 100)) + lines[at + 1 :])


def _swap_words(data: bytes, chance: random.Random) -> bytes:
    words = data.split(b" ")
    one, two = chance.randrange(len(words)), chance.randrange(len(words))
    words[one], words[two] = words[two], words[one]
    return b" ".join(words)


MUTATIONS: Sequence[Mutation] = (_cut, _truncate, _insert, _flip, _swap, _repeat, _swap_words)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file after one to four mutations."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        data = chance.choice(MUTATIONS)(data, chance)
    return data
