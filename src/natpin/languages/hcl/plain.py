"""What most of a block consists of, read by one match each: a line that gives a name a text, a number, a truth, or a name with
its members.

Whatever is not certainly that is left to the readers of expressions, which give the same for these, word by word.
"""

from __future__ import annotations

from natpin.languages.hcl.ast import Attr, Attribute, Expression, Literal, Name, Traversal
from natpin.languages.hcl.tokens import IDENTIFIER, MAX_DEPTH, Words
from natpin.regex import late_regex

KEYWORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}

_GIVEN = late_regex(
    r'[ \t]*+=[ \t]*+(?:"([^"\\$%\n]*+)"'
    rf"|({IDENTIFIER})((?:\.{IDENTIFIER})*+)"
    r"|([0-9]{1,18}+))[ \t]*+\r?\n"
)
_TEXT, _NAME, _MEMBERS, _NUMBER = 1, 2, 3, 4


def plain(words: Words, name: str, start: int) -> Attribute | None:
    """The argument of a name that was just read, the word before ``words.stop``, whose line is gone past with its end; None
    where what it is given may be anything else."""
    if words.flat or words.json or words.depth >= MAX_DEPTH:
        return None
    found = _GIVEN.match(words.text, words.stop, words.end)
    if found is None:
        return None
    group = found.lastindex or _TEXT
    made: Expression
    if group == _TEXT:
        begin, end = found.span(_TEXT)
        begin, end = begin - 1, end + 1
        made = Literal(found[_TEXT], begin, end)
    elif group == _NUMBER:
        begin, end = found.span(_NUMBER)
        made = Literal(int(found[_NUMBER]), begin, end)
    else:
        begin, end = found.span(_NAME)
        word, members = found[_NAME], found[_MEMBERS]
        if members:
            first = Name(word, begin, end)
            end = found.end(_MEMBERS)
            made = Traversal(first, tuple(map(Attr, members[1:].split("."))), begin, end)
        elif word in KEYWORDS:
            made = Literal(KEYWORDS[word], begin, end)
        else:
            made = Name(word, begin, end)
    words.seek(found.end())
    return Attribute(name, made, start, end, words.source)
