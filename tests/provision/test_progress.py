"""What is told while things go on."""

from __future__ import annotations

import io

from natpin.commands.progress import Groups, LiveLine, progress
from natpin.model.change import Action
from natpin.provision.apply import Silent

NAT = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/natGateways/nat"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_each_output_gets_what_suits_it() -> None:
    assert isinstance(progress(Terminal(), in_actions=False), LiveLine)
    assert isinstance(progress(io.StringIO(), in_actions=False), Silent)
    assert isinstance(progress(Terminal(), in_actions=True), Groups)


def test_a_terminal_has_one_line_that_moves() -> None:
    stream, now = Terminal(), [100.0]
    line = LiveLine(stream, clock=lambda: now[0])
    line.begin(NAT, Action.CREATE)
    line.waiting(NAT, 5, "in progress")
    now[0] = 112.0
    line.end(NAT, "done")
    shown = stream.getvalue().split("\r\x1b[2K")
    assert shown == [
        "",
        "create natGateways nat …",
        "natGateways nat: in progress, 5 s",
        "natGateways nat: done after 12 s\n",
    ]


def test_a_workflow_has_a_group_for_each_write_and_no_command_of_a_stranger() -> None:
    stream, now = io.StringIO(), [0.0]
    groups = Groups(stream, clock=lambda: now[0])
    groups.begin(NAT, Action.UPDATE)
    groups.waiting(NAT, 5, "::error::pwned\n::set-output name=x::y")
    now[0] = 7.0
    groups.end(NAT, "done")
    lines = stream.getvalue().splitlines()
    assert lines[0] == "::group::natGateways nat: done after 7 s"
    assert lines[-1] == "::endgroup::"
    assert not [line for line in lines[1:-1] if line.lstrip().startswith("::")]
