"""What decides without parsing whether a text is a script of ours says the same as looking through all of it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from natpin.formats.az.recognise import _says_any
from natpin.formats.az.work import ALL_STEPS, WAY_STEPS, Work
from natpin.model.doubt import Question
from natpin.model.location import NOWHERE

COMMANDS = (b"aks create", b"network route-table ", b"network vnet subnet update")
PIECES = st.sampled_from(
    [
        b"aks",
        b"create",
        b"network",
        b"route-table",
        b"vnet",
        b"subnet",
        b"update",
        b"az",
        b"x",
        b" ",
        b"  ",
        b"\t",
        b"\\\n",
        b"\\\r\n",
        b"`\n",
        b"\n",
        b"\r\n",
        b"\\",
        b"`",
    ]
)


@given(st.lists(PIECES, max_size=14).map(b"".join))
def test_a_command_is_found_however_it_is_broken_into_lines(data: bytes) -> None:
    """The quick look passes over nothing that the exact one finds, and finds nothing else."""
    normal = re.sub(rb"(?:[ \t]|[\\`]\r?\n)+", b" ", data)
    assert _says_any(data, COMMANDS) is any(command in normal for command in COMMANDS)


def test_ways_that_were_tried_count_where_all_is_run_again() -> None:
    """A script of conditions that nobody can decide costs more a statement than one of assignments."""
    questions = [Question(str(number), "x", ("true", "false"), NOWHERE) for number in range(40)]
    work = Work()
    work.step(1_000)
    assert len(work.worth_asking(questions)) == ALL_STEPS // 1_000 // 4
    work.ways = 2_000
    assert len(work.worth_asking(questions)) == ALL_STEPS // (1_000 + WAY_STEPS * 2_000) // 4
