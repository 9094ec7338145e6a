"""A file cut into its top-level blocks, without parsing what is in them.

Most blocks of a repository have nothing to do with a cluster. They cost one scan for their end; only what is asked
for is parsed. And since each is parsed by itself, a mistake in one costs that one alone.
"""

from __future__ import annotations

import re

from natpin.languages.hcl.ast import Block, Body
from natpin.languages.hcl.bodies import parse_block
from natpin.languages.hcl.source import HclError, Source
from natpin.languages.hcl.tokens import IDENTIFIER, unescape
from natpin.model.record import field, mutable, record
from natpin.regex import late_regex

_MAX_ERRORS = 20

_BLANK = late_regex(r"(?:[ \t\n]++|\r(?=\n)|\#[^\n]*+|//[^\n]*+|/\*(?s:.*?)\*/)*+")
_REST = late_regex(r"(?:[ \t]++|\r(?=\n)|/\*[^\n]*?\*/)*+(?:\n|\#|//|/\*|\Z)")
"""What may follow a block on the line of its closing brace."""
_HEADER = late_regex(rf'({IDENTIFIER})((?:[ \t]*+(?:"(?>[^"\\\n]++|\\.)*+"|{IDENTIFIER}))*+)[ \t]*+\{{')
_LABEL = late_regex(rf'"((?:[^"\\\n]|\\.)*)"|({IDENTIFIER})')
_BOUNDARY = late_regex(
    r'\n(?=(?:(?:resource|data)[ \t]+"?[\w-]+"?[ \t]+"?[\w.-]+"?|(?:module|variable|output|provider)[ \t]+"?[\w-]+"?'
    r"|locals|terraform|moved|removed|import)[ \t]*\{)"
)
"""The beginning of another top-level block, which nobody writes in the first column inside of one."""
_FIRST_LETTERS = frozenset("rdmvoplti")

_PLAIN = r"[^\#/\"<{}()\[\]\n]"
"""What neither begins nor ends anything."""
_STRING = r'"(?>[^"\\$%\n]++|\\.|[$%](?!\{)|[$%]\{[\w.?:=!&|,*+ \t-]*+\})*+"'
"""A string, with interpolations in which nothing begins that would have to end."""
_FLAT = rf"(?:{_PLAIN}++|{_STRING})*+"
_INSIDE = late_regex(
    rf"""(?:
      {_PLAIN}++
     |{_STRING}
     |\n(?![{"".join(sorted(_FIRST_LETTERS))}])
     |\#[^\n]*+|//[^\n]*+|/\*(?s:.*?)(?:\*/|\Z)
     |\[{_FLAT}\]|\({_FLAT}\)|{{{_FLAT}}}
     |/(?![/*])|<(?!<-?{IDENTIFIER}\r?\n)
    )*+(?:
      (?P<quote>")
     |(?P<heredoc><<-?{IDENTIFIER}\r?\n)
     |(?P<open>[{{(\[])
     |(?P<close>[}})\]])
     |(?P<line>\n)
    )""",
    re.VERBOSE,
)
"""Up to the next thing that is to be looked at: what stands between brackets on one line is passed over with them."""
_TEMPLATE = late_regex(r'(?>[^"\\$%\n]++|\\[^\n]|\$\$\{|%%\{|[$%](?!\{))*+')
_PAIRS = {"{": "}", "(": ")", "[": "]"}


@mutable
class TopBlock:
    """A block at the top of a file, parsed when it is first asked for."""

    source: Source
    type: str
    labels: tuple[str, ...]
    start: int
    end: int
    """Exclusive."""
    problem: HclError | None = None
    _parsed: Block | None = field(default=None, repr=False)

    @classmethod
    def of(cls, source: Source, block: Block) -> TopBlock:
        """A block that is parsed already."""
        return cls(source, block.type, block.labels, block.start, block.end, None, block)

    def body(self) -> Body | None:
        """What stands in it; None when it cannot be parsed (``problem`` then says why)."""
        if self._parsed is None and self.problem is None:
            try:
                self._parsed = self.source.made(parse_block, self.start, self.end)
            except HclError as error:
                self.problem = error
        return self._parsed.body if self._parsed else None


@record
class Sliced:
    """The blocks of a file, and what in it belongs to none."""

    blocks: tuple[TopBlock, ...]
    errors: tuple[HclError, ...]


def top_blocks(source: Source) -> Sliced:
    """Cut a file into its blocks. Never raises; time grows with the size of the text alone."""
    text = source.text
    blocks: list[TopBlock] = []
    errors: list[HclError] = []
    offset = 0
    while True:
        blank = _BLANK.match(text, offset)
        offset = blank.end() if blank else offset
        if offset >= len(text):
            break
        header = _HEADER.match(text, offset)
        if header is None:
            if len(errors) < _MAX_ERRORS:
                word = text[offset : offset + 30].split("\n")[0].strip()
                errors.append(HclError(f"expected a block but found {word!r}", offset))
            boundary = _BOUNDARY.search(text, offset)
            offset = boundary.end() if boundary else len(text)
            continue
        end, problem = _end_of_block(source, header.end() - 1)
        labels, wrong = _labels(header[2], header.start(2))
        blocks.append(TopBlock(source, header[1], labels, offset, end, problem or wrong))
        if problem is None and not _REST.match(text, end) and len(errors) < _MAX_ERRORS:
            errors.append(HclError(f"expected the end of the line after the block {header[1]}", end))
        offset = end
    return Sliced(tuple(blocks), tuple(errors))


def _labels(written: str, start: int) -> tuple[tuple[str, ...], HclError | None]:
    """The labels of a block, and what is wrong with one."""
    pieces = written.split('"')
    if "\\" not in written and not "".join(pieces[::2]).strip():
        return tuple(pieces[1::2]), None  # nearly always: quoted, and nothing to unescape
    found: list[str] = []
    wrong: HclError | None = None
    for match in _LABEL.finditer(written):
        said = match[2] or match[1]
        try:
            found.append(unescape(said, start + match.start() + 1))
        except HclError as error:
            found.append(said)
            wrong = wrong or error
    return tuple(found), wrong


def _end_of_block(source: Source, offset: int) -> tuple[int, HclError | None]:
    """Where the block whose brace is at ``offset`` ends, and what is wrong with its brackets."""
    text = source.text
    start = offset
    offset += 1
    stack = ["}"]
    """Closing brackets to come; ``"`` for a string with interpolations that is open."""
    while True:
        if stack[-1] == '"':
            found = _TEMPLATE.match(text, offset)
            offset = found.end() if found else offset
            if text.startswith(("${", "%{"), offset):
                stack.append("}")
                offset += 2
            elif text.startswith('"', offset):
                stack.pop()
                offset += 1
            else:
                return _recover(text, offset, "a string that nothing closes on its line")
            continue
        match = _INSIDE.match(text, offset)
        if match is None:
            return _recover(text, len(text), "a block that nothing closes")
        kind, word, offset = match.lastgroup, match[match.lastgroup or 0], match.end()
        if kind == "open":
            stack.append(_PAIRS[word])
        elif kind == "close":
            if stack.pop() != word:
                return _recover(text, offset - 1, f"a {word!r} that nothing opened")
            if not stack:
                return offset, None
        elif kind == "quote":
            stack.append('"')
        elif kind == "heredoc":
            found_end = source.heredoc_end(word.lstrip("<-").strip(), offset)
            if found_end is None:
                return _recover(text, offset, "a heredoc that nothing closes")
            offset = found_end[1]
        elif _BOUNDARY.match(text, offset - 1):
            return offset, HclError("a block that nothing closes before the next one begins", start)


def _recover(text: str, offset: int, message: str) -> tuple[int, HclError]:
    """Go on where, after the mistake, the next block seems to begin."""
    boundary = _BOUNDARY.search(text, offset)
    return (boundary.end() if boundary else len(text)), HclError(message, offset)
