"""Files in which a step of a pipeline leaves variables for those after it: ``NAME=text to the end of the line``.

No shell reads them, so what they say is written anew as bash would have it. Source: GitHub Docs, "Workflow commands for GitHub
Actions" ("Setting an environment variable", "Multiline strings").
"""

from __future__ import annotations

from natpin.formats.az.bash.reading import lines
from natpin.formats.az.turns import SETS_ANY
from natpin.languages.shell.splitting import in_double_quotes
from natpin.languages.shell.words import Chunk, Pieces, Word
from natpin.model.location import NOWHERE
from natpin.model.record import replace
from natpin.regex import late_regex

KEPT = ("/github/env/", "/github/output/", "/azure-pipelines/")
"""Before the paths of such files, which front ends make up."""
_NAMED = late_regex(r"([A-Za-z_]\w{0,200})(=|<<)")
_END = Chunk("\n", NOWHERE)
_SETS_ANY = Chunk(f'{SETS_ANY} "', NOWHERE)
_QUOTED = Chunk('"\n', NOWHERE)


def as_assignments(pieces: Pieces) -> Pieces:
    """The same as lines of bash. A line of which it is not known which variable it sets may set any; one that sets none, as
    it names none, is left out."""
    found: list[Pieces] = []
    rest = lines(pieces)
    while rest:
        line = rest.pop(0)
        first = line[0] if line else None
        named = _NAMED.match(first.text) if isinstance(first, Chunk) else None
        if named is None or not isinstance(first, Chunk):
            if any(not isinstance(piece, Chunk) for piece in line):
                found.append((_SETS_ANY, *_quoted(line), _QUOTED))
            continue
        after = first.text[named.end() :]
        value = (replace(first, text=after), *line[1:]) if after else line[1:]
        if named[2] == "<<":
            mark = Word(value, NOWHERE).literal
            ends = next((n for n, one in enumerate(rest) if Word(one, NOWHERE).literal == mark), None)
            if mark is None or ends is None:
                found.append((*line, _END))
                continue
            inner, rest = rest[:ends], rest[ends + 1 :]
            value = tuple(piece for n, one in enumerate(inner) for piece in ((_END, *one) if n else one))
        found.append((replace(first, text=f'{named[1]}="'), *_quoted(value), _QUOTED))
    return tuple(piece for one in found for piece in one)


def _quoted(pieces: Pieces) -> Pieces:
    return tuple(
        replace(piece, text=in_double_quotes(piece.text)) if isinstance(piece, Chunk) else piece
        for piece in pieces
    )
