"""Runs az commands against a state: each creates, updates or looks up, and answers what a capture would hold."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from natpin.formats.az.cli import closed, deployments, foreign, lookup, operations, rollouts
from natpin.formats.az.cli.arguments import Arguments, command_of, parse
from natpin.formats.az.cli.kinds import BY_COMMAND, GROUP, Kind
from natpin.formats.az.cli.names import ACCOUNT, group_by_id
from natpin.formats.az.cli.rollout_choices import each_choice
from natpin.formats.az.cli.rollout_words import Placed
from natpin.formats.az.cli.verbs import Verbs
from natpin.formats.az.turns import MORE
from natpin.formats.az.work import TooMuch, Work
from natpin.languages.shell.words import Capture, Chunk, Command, Hole, Output, Word, word_saying
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import Resource, SourceNote
from natpin.model.rollout import Rollout
from natpin.model.value import Node, Reference, Unknown, Value

MAX_ROLLOUTS = 200
"""Of one script; the places of those after them count as not followed."""
_FLAG = re.compile(r"--?[A-Za-z]")


class Session(Verbs):
    """One run of a script's az commands."""

    def __init__(self) -> None:
        super().__init__()
        self.work = Work()
        """Of the whole script, whichever shell runs it."""
        self.ran = 0
        """How many commands were understood."""
        self._last: Command | None = None
        self._torn: Command | None = None
        """The last one that was told to be torn into its lines."""
        self._group: Word | None = None
        self._account: Word | None = None
        self._moved = False
        """A command has chosen the subscription."""
        self.environment: Callable[[str], Word | None] = lambda name: None
        """A variable that az reads its defaults from."""
        self.look: Callable[[str], str | None] = lambda path: None
        """The text of a file that a command names."""
        self.placed: Placed = lambda written: (written,)
        """The places that a path may mean."""
        self.uncalled = False
        """A function is followed that nobody calls here."""
        self.rollouts: list[Rollout] = []
        """What the commands deploy that other files declare."""
        self._rolled_out_at: dict[Location, list[Rollout]] = {}

    def finish(self) -> Iterator[Resource | SourceNote | Doubt | Rollout]:
        """What the script has declared."""
        yield from self.state.finish()
        yield from self.doubts.values()
        yield from self.rollouts

    def terraform(self, words: Sequence[Word], at: Location, environment: Sequence[tuple[str, Word]]) -> None:
        """A command of Terraform. ``environment``: what it gets of the script's variables."""
        if self._rolls_out_no_more:
            return
        handed = [word for _, word in environment]
        for way in each_choice((*words, *handed)):
            names = (name for name, _ in environment)
            given = list(zip(names, way[len(words) :], strict=True))
            self.roll_out(rollouts.of_terraform(way[: len(words)], at, self.placed, given))

    def roll_out(self, rollout: Rollout | None) -> None:
        """Something is deployed that other files declare."""
        if rollout is not None and rollout.added is not None and self.uncalled:
            # the words of a call that is not seen, not those of whoever runs the script
            rollout = replace(rollout, open=rollout.open or rollout.added, added=None)
        more = self.environment(MORE)
        if rollout is not None and more is not None and rollout.open is None:
            rollout = replace(rollout, open=more.unknown)
        if rollout is not None and not self._rolls_out_no_more:
            alike = self._rolled_out_at.setdefault(rollout.at, [])
            if rollout not in alike:
                alike.append(rollout)
                self.rollouts.append(rollout)

    @property
    def _rolls_out_no_more(self) -> bool:
        """As many are told as are: what a command after them deploys is not looked for, of thousands."""
        return len(self.rollouts) >= MAX_ROLLOUTS

    @property
    def account(self) -> Word | None:
        """The subscription that commands go to; None for the script's own."""
        return self._account

    def run(self, command: Command) -> Output:
        """Run one command whose name is ``az``."""
        if not self.work.command():
            raise TooMuch(command.at)
        self._last, self._shown = None, None
        command = _global_flags_last(command)
        self._defaults(command)
        spoken = _spoken(command)
        if spoken[:1] == ["account"]:
            return self._of_account(spoken, command)
        known = command_of(command.words)
        if known is None:
            return self._unfollowed(spoken, command)
        self._last = command
        name, length = known
        self.ran += 1
        arguments = parse(name, command.words[length:], command.at)
        self.state.source_notes.extend(
            source_note
            for source_note in arguments.source_notes
            if not (source_note.kind == "unknown-flag" and "aks" in name)
        )
        stem, _, verb = name.rpartition(" ")
        kind = BY_COMMAND.get(stem)
        if kind is None:
            return self._unfollowed(spoken, command)
        self.directory.subscription = self._subscription(arguments.word("--subscription"))
        group = self._group_of(kind, arguments)
        return self._dispatch(kind, verb, arguments, group, command)

    def _unfollowed(self, spoken: list[str], command: Command) -> Output:
        """A command that is not interpreted: nothing to egress, or a doubt."""
        if spoken[:1] == ["rest"] or spoken[:1] == ["resource"]:
            self.directory.subscription = self._account
            output = operations.run(self, spoken, command)
            if output is not None:
                return output
        whole = len(command.words) > len(spoken) + 1
        first = command.words[1] if len(command.words) > 1 else None
        deploys = not self._rolls_out_no_more and rollouts.deploys(spoken)
        for way in each_choice(command.words) if deploys else ():
            self.roll_out(rollouts.of_template(replace(command, words=way), spoken, self.placed))
        reach = closed.bearing(spoken)
        if reach is not None and ("deployment" in spoken[:2] or spoken[:1] == ["stack"]):
            told = deployments.doubt(command, spoken, self.look)
            for each in (*filter(None, [told]), *deployments.beyond(command, spoken, self.look)):
                self.doubt(each)
            return lookup.unfollowed(command)
        if not spoken and first is not None and first.literal is None:
            reach = Reach(adds=True)  # `az $command …`
        elif len(spoken) == 1 and not whole and spoken[0] not in ("rest",):
            reach = None  # a group alone prints its help
        if reach is None and " ".join(spoken[:2]) in foreign.RUNNING:
            reach = self._run_elsewhere(command)
        if reach is not None:
            shown = " ".join(["az", *spoken]) if spoken else f"az {first.label[:40] if first else ''}"
            reach = replace(reach, elsewhere=bool(reach.types))
            self.doubt(Doubt(f"`{shown}` is not followed", command.at, None, reach))
        return lookup.unfollowed(command)

    def _run_elsewhere(self, command: Command) -> Reach | None:
        """What a command may change that runs a text on a machine or in a container."""
        said = [word.label for word in command.words[1:]]
        files = [label.partition("@")[2] for label in said if label.startswith("@")]
        files += [after for flag, after in itertools.pairwise(said) if flag in ("-f", "--file")]
        return foreign.reach_of_program("\n".join((*said, *filter(None, map(self.look, files)))))

    # -- subscriptions -----------------------------------------------------------------------------------------

    def _of_account(self, spoken: list[str], command: Command) -> Output:
        """``az account set`` moves to another subscription; ``az account show`` tells which one it is."""
        words = command.words
        labels = [word.label for word in words]
        if spoken[:2] == ["account", "set"]:
            self._moved = True
            for number, label in enumerate(labels):
                if label in ("--subscription", "-s", "--name", "-n", "--id") and number + 1 < len(words):
                    self._account = self._subscription(words[number + 1], moves=True)
                elif label.startswith("--subscription="):
                    rest = label.partition("=")[2]
                    self._account = self._subscription(word_saying(rest, command.at), moves=True)
            return Output()
        if spoken[:2] == ["account", "show"]:
            asked = next((labels[n + 1] for n, each in enumerate(labels[:-1]) if each == "--query"), "")
            if asked.strip("[]") == "id":
                if self._account is not None:
                    return Output(self._account.pieces)
                why = Unknown("which subscription az is logged in to is not known", command.at)
                return Output((Hole(ACCOUNT, why),))
        return lookup.unfollowed(command)

    def signs_in(self, word: Word) -> None:
        """Sign in anew, on another machine or for another task: where ``az account set`` has moved before, it no longer
        holds."""
        if self._moved:
            self._account = self._subscription(word, moves=True)

    def subscription(self, word: Word | None) -> Word | None:
        """The subscription that another front end names, as ``--subscription`` does."""
        return self._subscription(word)

    def _subscription(self, word: Word | None, *, moves: bool = False) -> Word | None:
        """The subscription meant, None where it is the script's own: the one it begins with."""
        if word is None:
            return self._account
        if ACCOUNT in word.label:
            return self._account
        home = self.state.home
        if home is None and (self.state.empty or (word.literal is None and not moves)):
            self.state.home = word
            return None
        if home is not None and home.label.lower() == word.label.lower():
            return None
        self.state.other_subscriptions.add(word.label.lower())
        return word

    def stray_flag(self, word: Word) -> None:
        """A line that begins with a flag: the command before it, one that bears on egress, lost its continuation mark.

        A dash alone begins a list's item, where prose is taken for a script.
        """
        flag = word.label.partition("=")[0]
        if self._last is None or not _FLAG.match(flag):
            return
        spoken = [each.label for each in self._last.words]
        if spoken[-1:] == [_MARK_OF_ANOTHER_SHELL]:
            # none of its lines is continued: that is said once
            if self._torn is self._last:
                return
            self._torn = self._last
        name = next(
            (number for number, each in enumerate(spoken) if each.startswith(("-", _MARK_OF_ANOTHER_SHELL))),
            len(spoken),
        )
        facts: dict[str, Node] = {
            "flag": Value(flag, word.at),
            "command": Value(" ".join(spoken[:name]), self._last.at),
        }
        self.state.source_notes.append(SourceNote("lost-continuation", word.at, facts))

    def excuse(self, word: Word) -> None:
        """The script asks whether what the word was captured from exists."""
        for piece in word.pieces:
            if isinstance(piece, Capture):
                self.state.excuse(piece.reference.target)
                known = self.state.at_address(piece.reference.target)
                if known is not None and isinstance(known.parent, Reference):
                    self.state.excuse(known.parent.target)

    def excuse_last(self) -> None:
        """The script asks how its last command ended: a lookup was a question."""
        if self._shown is not None:
            self.state.excuse(self._shown.address)
            if self._shown.parent is not None:
                self.state.excuse(self._shown.parent.address)

    # -- defaults ----------------------------------------------------------------------------------------------

    def _defaults(self, command: Command) -> None:
        """``az configure --defaults group=rg`` and ``az config set defaults.group=rg``."""
        spoken = " ".join(word.label for word in command.words[1:3])
        if not spoken.startswith("config"):
            return
        for word in command.words[2:]:
            first = word.pieces[0] if word.pieces else None
            if not isinstance(first, Chunk) or "=" not in first.text:
                continue
            key, _, rest = first.text.partition("=")
            pieces = (Chunk(rest, first.at), *word.pieces[1:]) if rest else word.pieces[1:]
            value = Word(pieces, word.at) if pieces else None
            match key.removeprefix("defaults."):
                case "group":
                    self._group = value
                case "location":
                    self._location = value

    def _group_of(self, kind: Kind, arguments: Arguments) -> Word | None:
        if kind is GROUP:
            return None
        word = arguments.word("--resource-group") or self._group or self.environment("AZURE_DEFAULTS_GROUP")
        if word is None:
            return None
        match word.pieces:
            case (Capture(reference=Reference(target=target, attribute="name" | "id")),) if target.startswith(
                "az:group:"
            ):
                found = self.state.at_address(target)
                return self.state.identity(found).names[-1] if found is not None else word
        return group_by_id(word) or word


def _spoken(command: Command) -> list[str]:
    """The words of an az command before its first flag."""
    spoken: list[str] = []
    for word in command.words[1:8]:
        literal = word.literal
        if literal is None or literal.startswith("-"):
            break
        spoken.append(literal)
    return spoken


_GLOBAL = {
    "--only-show-errors": 0,
    "--verbose": 0,
    "--debug": 0,
    "--output": 1,
    "-o": 1,
    "--subscription": 1,
    "--query": 1,
}
"""Flags that stand before the command's name as well (``az --only-show-errors aks create``), and their words."""


_MARK_OF_ANOTHER_SHELL = "\\"
"""Bash continues a line by it. For PowerShell it is a word: a script of bash that is called ``.ps1`` has many."""


def _global_flags_last(command: Command) -> Command:
    words = command.words
    position = 1
    while position < len(words):
        text = words[position].literal or ""
        if text.partition("=")[0] not in _GLOBAL:
            break
        position += 1 + (0 if "=" in text else _GLOBAL[text])
    if position == 1:
        return command
    return replace(command, words=(words[0], *words[position:], *words[1:position]))
