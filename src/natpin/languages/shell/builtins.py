"""Commands other than az whose output or effect a provisioning script relies on."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from natpin.languages.shell.words import (
    Capture,
    Chunk,
    Command,
    Hole,
    Output,
    Piece,
    Pieces,
    Status,
    Word,
    joined,
)
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Unknown

PASSING = frozenset({"cat", "tee", "tail", "sort", "uniq", "xargs", "column"})
"""Filters that hand on one line as it came."""

UNCERTAIN = frozenset(
    {
        "grep",
        "egrep",
        "command",
        "which",
        "type",
        "diff",
        "cmp",
        "curl",
        "wget",
        "nc",
        "ping",
        "hash",
        "pgrep",
    }
)
"""Commands that scripts run for their exit status."""

QUIET = frozenset(
    {":", "true", "set", "shopt", "trap", "sleep", "wait", "umask", "ulimit", "clear", "mkdir", "rm", "touch"}
)

_JQ_PATH = re.compile(r"\.([A-Za-z_][\w.]*(?:\[\d+\][\w.]*)*)\Z")
_MOST = 200


TOOLS = frozenset(
    [
        "kubectl",
        "helm",
        "docker",
        "podman",
        "curl",
        "wget",
        "jq",
        "yq",
        "git",
        "gh",
        "terraform",
        "tofu",
        "terragrunt",
        "packer",
        "ansible",
        "ansible-playbook",
        "make",
        "npm",
        "node",
        "npx",
        "yarn",
        "python",
        "python3",
        "pip",
        "pip3",
        "go",
        "dotnet",
        "java",
        "mvn",
        "gradle",
        "kustomize",
        "flux",
        "argocd",
        "istioctl",
        "cilium",
        "velero",
        "kubelogin",
        "kubeconform",
        "skaffold",
        "tilt",
        "az",
        "azd",
        "azcopy",
        "aws",
        "gcloud",
        "openssl",
        "ssh",
        "scp",
        "rsync",
        "ssh-keygen",
        "base64",
        "date",
        "sleep",
        "sed",
        "awk",
        "cut",
        "tr",
        "head",
        "rev",
        "grep",
        "find",
        "ls",
        "cp",
        "mv",
        "ln",
        "chmod",
        "chown",
        "stat",
        "file",
        "wc",
        "tar",
        "zip",
        "unzip",
        "gzip",
        "gunzip",
        "apt",
        "apt-get",
        "yum",
        "dnf",
        "brew",
        "snap",
        "choco",
        "dpkg",
        "rpm",
        "systemctl",
        "service",
        "journalctl",
        "id",
        "whoami",
        "hostname",
        "uname",
        "env",
        "printenv",
        "export",
        "local",
        "nslookup",
        "dig",
        "host",
        "ping",
        "nc",
        "telnet",
        "ifconfig",
        "ip",
        "uuidgen",
        "mktemp",
        "tput",
        "stty",
        "history",
        "exit",
        "logout",
        "clear",
        "less",
        "more",
        "vim",
        "nano",
        "code",
        "open",
        "xdg-open",
        "pbcopy",
        "xclip",
        "notify-send",
        "bc",
        "expr",
        "od",
        "xxd",
        "sha256sum",
        "md5sum",
        "shasum",
        "cmp",
        "diff",
        "comm",
        "join",
        "paste",
        "fold",
        "fmt",
        "nl",
        "tac",
        "shuf",
        "split",
        "csplit",
        "install",
        "readlink",
        "realpath",
        "dirname",
        "basename",
        "pwd",
        "cd",
        "pushd",
        "popd",
        "dirs",
        "kill",
        "killall",
        "pkill",
        "pgrep",
        "ps",
        "top",
        "jobs",
        "fg",
        "bg",
        "disown",
        "wait",
        "times",
        "umask",
        "ulimit",
        "envsubst",
        "gettext",
        "pwsh",
        "powershell",
        "psql",
        "mysql",
        "sqlcmd",
        "redis-cli",
        "k9s",
        "stern",
        "krew",
        "oras",
        "crane",
        "skopeo",
        "trivy",
        "syft",
        "cosign",
        "sops",
        "age",
        "gpg",
        "vault",
        "consul",
        "nomad",
        "func",
        "swa",
        "bicep",
    ]
)
"""Programs that are no functions of a script that was not found."""


def run(command: Command, pick: Callable[[Capture, str, Location], Pieces]) -> Output | None:
    """What a command prints and how it ends; None for one that is not known here."""
    name = (command.words[0].literal or "").rpartition("/")[2]
    arguments = command.words[1:]
    at = command.at
    match name:
        case "echo":
            shown = [word for word in arguments if word.literal not in ("-n", "-e", "-ne")]
            return Output(_spaced(shown, at))
        case "printf":
            return Output(_printf(arguments, at), bare=True)
        case "false":
            return Output((), Status.NO)
        case "jq":
            return Output(_jq(command, pick))
        case "tr":
            return Output(_translated(command))
        case "dirname" | "basename" | "realpath" | "readlink":
            return Output(_path(name, arguments, at))
        case "seq":
            return Output(_sequence(arguments, at))
        case "sed" | "cut" | "awk" | "head" | "rev":
            return Output(_filtered(name, command))
    if name in QUIET:
        return Output()
    if name in PASSING:
        return Output(command.stdin)
    if name in UNCERTAIN:
        return Output((_hole(command),), Status.MAYBE)
    return None


def external(command: Command) -> Output:
    """A command that natpin does not know: it is taken to succeed, and what it prints is unknown."""
    return Output((_hole(command),))


def _hole(command: Command) -> Hole:
    name = command.words[0].label[:40]
    at = command.at
    return Hole(f"$({name}@{at.line}:{at.column})", Unknown(f"what `{name}` prints is not known", at))


def _spaced(words: list[Word], at: Location) -> Pieces:
    if len(words) > _MOST:
        why = Unknown(f"more than {_MOST} words are not followed", at)
        return (Hole(f"$({len(words)} words@{at.line}:{at.column})", why),)
    pieces: list[Piece] = []
    for number, word in enumerate(words):
        if number:
            pieces.append(Chunk(" ", at))
        pieces.extend(word.pieces)
    return joined(tuple(pieces))


def _printf(arguments: tuple[Word, ...], at: Location) -> Pieces:
    """``printf '%s-%s' a b``."""
    template = arguments[0].literal if arguments else None
    if template is None or len(template) > 1000:
        return arguments[0].pieces if arguments else ()
    pieces: list[Piece] = []
    rest = list(arguments[1:])
    parts = re.split(r"(%%|%-?\d*[sdbqi])", template)
    takes = sum(part.startswith("%") and part != "%%" for part in parts)
    for _ in range(_MOST):
        for part in parts:
            if part == "%%":
                pieces.append(Chunk("%", at))
            elif part.startswith("%") and len(part) > 1:
                if rest:
                    pieces.extend(_padded(rest.pop(0), part, at))
            elif part:
                pieces.append(Chunk(part.replace("\\n", "\n").replace("\\t", "\t"), at))
        if not rest or not takes:
            break
    return joined(tuple(pieces))


def _padded(word: Word, directive: str, at: Location) -> Pieces:
    width = directive[1:-1]
    text = word.literal
    if not width or text is None:
        return word.pieces
    size = min(int(width.lstrip("-") or "0"), 200)
    fill = "0" if width.startswith("0") and directive[-1] in "di" else " "
    return (Chunk(text.ljust(size) if width.startswith("-") else text.rjust(size, fill), at),)


_SUBSTITUTION = re.compile(
    r"s([/|#,@:])((?:\\.|(?!\1).){0,200})\1((?:\\.|(?!\1).){0,200})\1(g?)\Z", re.DOTALL
)
_FIELD = re.compile(r"\{\s*print\s+\$(\d{1,2}|NF)\s*;?\s*\}\Z")


def _filtered(name: str, command: Command) -> Pieces:
    """What common filters make of known text."""
    words = [word.literal for word in command.words[1:]]
    text = Word(command.stdin, command.at).literal
    if name == "head" and len(command.stdin) == 1 and isinstance(command.stdin[0], Capture | Hole):
        return command.stdin
    if text is None or None in words or len(text) > 10_000:
        return (_hole(command),)
    given = [word for word in words if word is not None]
    made = _filter(name, given, text)
    return (_hole(command),) if made is None else (Chunk(made, command.at),)


def _filter(name: str, given: list[str], text: str) -> str | None:
    rows = text.rstrip("\n").split("\n")
    match name, given:
        case "head", _:
            numbers = [word.lstrip("-n") for word in given if word.lstrip("-n").isdigit()]
            return "\n".join(rows[: int(numbers[0]) if numbers else 10])
        case "rev", []:
            return "\n".join(row[::-1] for row in rows)
        case "cut", _:
            joined_up = " ".join(given)
            found = re.fullmatch(r"-d ?(.|' ') ?-f ?(\d{1,2})|-f ?(\d{1,2}) -d ?(.)", joined_up)
            if found is None:
                return None
            mark, number = found.group(1) or found.group(4), int(found.group(2) or found.group(3))
            return "\n".join(_field(row.split(mark), number, row) for row in rows)
        case "awk", [program]:
            found = _FIELD.fullmatch(program)
            if found is None:
                return None
            fields = [row.split() for row in rows]
            if found.group(1) == "NF":
                return "\n".join(each[-1] if each else "" for each in fields)
            number = int(found.group(1))
            return "\n".join((each[number - 1] if 0 < number <= len(each) else "") for each in fields)
        case "awk", [separator, program] if separator.startswith("-F") and len(separator) == 3:
            found = _FIELD.fullmatch(program)
            if found is None or found.group(1) == "NF":
                return None
            number = int(found.group(1))
            return "\n".join(_field(row.split(separator[2]), number, "") for row in rows)
        case "sed", [program] | ["-E" | "-r" | "-e", program]:
            return _substituted(program, rows, plain=given[0] not in ("-E", "-r"))
    return None


def _field(fields: list[str], number: int, whole: str) -> str:
    if len(fields) == 1:
        return whole
    return fields[number - 1] if 0 < number <= len(fields) else ""


def _substituted(program: str, rows: list[str], *, plain: bool) -> str | None:
    """``sed s/a/b/`` with a pattern that has no marks of its own; others are not followed."""
    found = _SUBSTITUTION.fullmatch(program.strip())
    if found is None or re.search(r"[\[\]*+?(){}|&\\]", found.group(2) + found.group(3)):
        return None
    pattern = found.group(2).replace(".", "\\.") if "." not in found.group(2) else None
    if pattern is None:
        return None
    front, back = pattern.startswith("^"), pattern.endswith("$")
    bare = pattern[front : len(pattern) - back]
    if "$" in bare or "^" in bare:
        return None
    expression = re.compile(("^" if front else "") + re.escape(bare) + ("$" if back else ""))
    return "\n".join(
        expression.sub(lambda _: found.group(3), row, 0 if found.group(4) else 1) for row in rows
    )


def _jq(command: Command, pick: Callable[[Capture, str, Location], Pieces]) -> Pieces:
    """``jq -r .id`` on a resource captured as JSON."""
    filters = [
        word.literal for word in command.words[1:] if word.literal and not word.literal.startswith("-")
    ]
    stdin = [piece for piece in command.stdin if not (isinstance(piece, Chunk) and not piece.text.strip())]
    if len(stdin) == 1 and isinstance(stdin[0], Capture) and not stdin[0].reference.attribute and filters:
        found = _JQ_PATH.match(filters[0])
        if found:
            return pick(stdin[0], found.group(1), command.at)
        if filters[0] == ".":
            return (stdin[0],)
    return (_hole(command),)


def _translated(command: Command) -> Pieces:
    """``tr -d '"'`` and ``tr A-Z a-z``."""
    spoken = [word.literal for word in command.words[1:]]
    if spoken[:1] == ["-d"] and len(spoken) == 2 and spoken[1] is not None:
        unwanted = spoken[1].replace("\\r", "\r").replace("\\n", "\n").replace("[:space:]", " \n\t\r")
        return tuple(
            replace(piece, text="".join(each for each in piece.text if each not in unwanted))
            if isinstance(piece, Chunk)
            else piece
            for piece in command.stdin
        )
    text = Word(command.stdin, command.at).literal
    if text is not None and len(spoken) == 2:
        if spoken in (["[:upper:]", "[:lower:]"], ["A-Z", "a-z"], ["[A-Z]", "[a-z]"]):
            return (Chunk(text.lower(), command.at),)
        if spoken in (["[:lower:]", "[:upper:]"], ["a-z", "A-Z"], ["[a-z]", "[A-Z]"]):
            return (Chunk(text.upper(), command.at),)
    return (_hole(command),)


def _path(name: str, arguments: tuple[Word, ...], at: Location) -> Pieces:
    plain = [word for word in arguments if not (word.literal or "").startswith("-")]
    literal = plain[0].literal if plain else None
    if literal is None:
        if plain and any(isinstance(piece, Chunk) for piece in plain[0].pieces):
            return (Hole(f"$({name} {plain[0].label})", plain[0].unknown or Unknown("it is a path", at)),)
        return (Hole(f"$({name}@{at.line}:{at.column})", Unknown("the path is not known", at)),)
    match name:
        case "dirname":
            return (Chunk(posixpath.dirname(literal) or ".", at),)
        case "basename":
            base = posixpath.basename(literal)
            ending = plain[1].literal if len(plain) > 1 else None
            return (Chunk(base.removesuffix(ending) if ending else base, at),)
    return (Chunk(posixpath.normpath(literal), at),)


def _sequence(arguments: tuple[Word, ...], at: Location) -> Pieces:
    numbers = [word.literal for word in arguments]
    if not 1 <= len(numbers) <= 3 or not all(each and re.fullmatch(r"-?\d{1,6}", each) for each in numbers):
        return (Hole(f"$(seq@{at.line}:{at.column})", Unknown("the numbers are not known", at)),)
    values = [int(each or "0") for each in numbers]
    first = values[0] if len(values) > 1 else 1
    step = values[1] if len(values) == 3 else 1
    if step == 0:
        return ()
    listed = range(first, values[-1] + (1 if step > 0 else -1), step)[:1000]
    return (Chunk("\n".join(map(str, listed)), at),)
