"""Commands that run another one in a container, and what they give it: ``docker run -e NAME=text IMAGE COMMAND``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.languages.shell.words import Chunk, Hole, Pieces, Word
from natpin.model.record import record, replace


@record
class Contained:
    """What a container is run with."""

    sets: Mapping[str, Pieces]
    passed: tuple[str, ...]
    """Variables that it gets as the script has them: ``-e NAME``."""
    files: tuple[Word, ...]
    """Files of variables."""
    words: tuple[Word, ...]
    """The command in it; empty where the image has its own."""
    all_exported: bool = False
    """It gets everything that the script exports: ``podman run --env-host``."""
    is_public: bool = False
    """The image comes from where nobody puts one that is built here."""


_RUNS_CONTAINER = ("docker", "podman", "nerdctl", "docker-compose", "podman-compose")
_ALONE = frozenset(
    """
    --rm --init --privileged --read-only --interactive --tty --detach --publish-all --no-healthcheck --oom-kill-disable
    --disable-content-trust --sig-proxy --use-api-socket --no-deps --service-ports --build --quiet-pull --quiet --no-tty --no-TTY
    --remove-orphans --use-aliases --replace --rmi --tls-verify --http-proxy --no-hosts --no-hostname --read-only-tmpfs --rootfs
    --passwd --latest --unsetenv-all --help
    """.split()  # noqa: SIM905
)
_TAKES = frozenset(
    """
    --add-host --annotation --attach --blkio-weight --blkio-weight-device --cap-add --cap-drop --cgroup-parent --cgroupns --cidfile
    --cpu-count --cpu-percent --cpu-period --cpu-quota --cpu-rt-period --cpu-rt-runtime --cpu-shares --cpus --cpuset-cpus
    --cpuset-mems --detach-keys --device --device-cgroup-rule --device-read-bps --device-read-iops --device-write-bps
    --device-write-iops --dns --dns-option --dns-opt --dns-search --domainname --entrypoint --env --env-file --expose --gpus
    --group-add --health-cmd --health-interval --health-retries --health-start-interval --health-start-period --health-timeout
    --hostname --ip --ip6 --ipc --isolation --kernel-memory --label --label-file --link --link-local-ip --log-driver --log-opt
    --mac-address --memory --memory-reservation --memory-swap --memory-swappiness --mount --name --network --network-alias --net
    --net-alias --oom-score-adj --pid --pids-limit --platform --publish --pull --restart --runtime --security-opt --shm-size
    --stop-signal --stop-timeout --storage-opt --sysctl --tmpfs --ulimit --user --userns --uts --volume --volume-driver
    --volumes-from --workdir --index --env-from-file --authfile --arch --os --variant --cgroups --cgroup-conf --conmon-pidfile
    --creds --cert-dir --decryption-key --env-merge --gidmap --uidmap --subuidname --subgidname --group-entry --passwd-entry
    --hostuser --hosts-file --image-volume --init-path --personality --pidfile --pod --pod-id-file --preserve-fds --retry
    --retry-delay --rdt-class --sdnotify --seccomp-policy --secret --shm-size-systemd --systemd --timeout --tz --umask --unsetenv
    --chrootdirs
    """.split()  # noqa: SIM905
)
"""Options of ``docker run``, ``docker exec``, ``docker compose run`` and Podman's, without a word and with one
(docs.docker.com/reference/cli, docs.podman.io/en/latest/markdown/podman-run.1.html)."""
_LETTERS_ALONE = frozenset("itdTPq")
_LETTERS_TAKE = frozenset("eavwuplmhc")
_PUBLIC = ("mcr.microsoft.com/",)
"""Where images come from that nobody builds here."""


@record
class _Option:
    """An option of a container, as it is written."""

    flag: str
    value: Word | None
    next: int
    """The position behind it."""
    known: bool = True


def contained(name: str, words: tuple[Word, ...], begins: Callable[[str], bool]) -> Contained | None:
    """What ``docker run``, ``docker exec`` and ``docker compose run`` give a container; None for another command.
    ``begins``: whether a word begins a command that is followed. What stands before that is the image; any other word that
    is not known may hold options."""
    if name not in _RUNS_CONTAINER:
        return None
    start = next((n for n, word in enumerate(words) if n and word.literal in ("run", "exec")), None)
    if start is None:
        return None
    sets: dict[str, Pieces] = {}
    passed: list[str] = []
    files: list[Word] = []
    entry: list[Word] = []
    all_exported = False
    position = start + 1
    while position < len(words):
        word = words[position]
        first = word.pieces[0] if word.pieces else None
        shown = first.text if isinstance(first, Chunk) else ""
        if first is not None and not isinstance(first, Chunk) and word.splits:
            after = words[position + 1].literal if position + 1 < len(words) else None
            if after is None or begins(after):
                break
            position += 1
            if not all(isinstance(piece, Hole) and piece.unset for piece in word.pieces):
                files.append(word)  # any variable, as of a file that is not here
            continue
        if not shown.startswith("-") or shown == "-":
            break
        if shown == "--":
            position += 1
            break
        option = _option(words, position, begins)
        position = option.next
        if not option.known or option.flag == "--env-merge":
            files.append(word)
        elif option.flag == "--env-host":
            all_exported = True
        elif option.value is None:
            continue
        elif option.flag in ("-e", "--env"):
            variable, given = _assignment(option.value)
            if variable is None:
                files.append(option.value)  # any variable, as of a file that is not here
            elif given is None:
                passed.append(variable)
            else:
                sets[variable] = given
        elif option.flag == "--env-file" or (option.flag == "--secret" and "type=env" in option.value.label):
            files.append(option.value)
        elif option.flag == "--entrypoint" and option.value.literal != "":
            entry = [option.value]
    image = words[position].label if position < len(words) else ""
    inside = (*entry, *words[position + 1 :])
    return Contained(sets, tuple(passed), tuple(files), inside, all_exported, image.startswith(_PUBLIC))


def _option(words: tuple[Word, ...], position: int, begins: Callable[[str], bool]) -> _Option:
    """The option at a position. Of one that nobody knows, with the word behind it or without, that reading which leaves a
    command that is followed."""
    word = words[position]
    first = word.pieces[0]
    shown = first.text if isinstance(first, Chunk) else ""
    following = words[position + 1] if position + 1 < len(words) else None
    flag, sign, text = shown.partition("=")
    if shown.startswith("--"):
        if sign and isinstance(first, Chunk):
            known = flag in _TAKES or flag in _ALONE or flag == "--env-host"
            value = Word((replace(first, text=text), *word.pieces[1:]), word.at)
            return _Option(flag, value, position + 1, known)
        if flag in _ALONE or flag == "--env-host":
            return _Option(flag, None, position + 1)
        if flag in _TAKES and following is not None:
            return _Option(flag, following, position + 2)
        behind = words[position + 2].literal if position + 2 < len(words) else None
        alone = following is None or (following.literal or "").startswith("-") or begins(behind or "")
        return _Option(flag, None, position + (1 if alone else 2), known=False)
    for number, letter in enumerate(shown[1:], start=1):
        if letter in _LETTERS_TAKE:
            glued = shown[number + 1 :].removeprefix("=")
            rest = word.pieces[1:]
            if (glued or rest) and isinstance(first, Chunk):
                value = Word((replace(first, text=glued), *rest) if glued else rest, word.at)
                return _Option(f"-{letter}", value, position + 1)
            return _Option(f"-{letter}", following, position + 2)
        if letter not in _LETTERS_ALONE:
            return _Option(shown, None, position + 1, known=False)
    return _Option(shown, None, position + 1)


def _assignment(word: Word) -> tuple[str | None, Pieces | None]:
    """The variable that a word names, None where that is not known, and what it is given, None where nothing is."""
    variable = ""
    for number, piece in enumerate(word.pieces):
        if not isinstance(piece, Chunk):
            return None, None
        before, sign, rest = piece.text.partition("=")
        variable += before
        if sign:
            further = word.pieces[number + 1 :]
            return variable, (replace(piece, text=rest), *further) if rest else further
    return variable, None
