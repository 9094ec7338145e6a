"""Scripts of bash that do nothing but call az, made at random: every construct the interpreter claims to follow."""

from __future__ import annotations

import random

NAMES = ("n1", "n2", "n3", "n4")
TIMEOUTS = ("4", "10", "20", "30")
WORDS = ("prod", "dev", "yes", "no", "")
OUTSIDE = ("STAGE", "WITH", "MODE")
"""Variables that the environment may set. REGION, which is used with a default, it never does: a default is told as
what holds as long as nothing else is given."""
ARGUMENTS = 3


class Generator:
    """One script."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._variables: list[str] = []
        self._functions: list[str] = []
        self._loops = 0
        self._inside = 0
        self._left = self._random.randint(6, 22)

    def script(self) -> str:
        """Its text."""
        lines = self._block(0)
        while self._left > 0:
            lines += self._block(0)
        return "\n".join(lines) + "\n"

    def environment(self) -> tuple[dict[str, str], list[str]]:
        """Values for what is set outside, and arguments."""
        chosen = {name: self._pick(WORDS) for name in OUTSIDE if self._random.random() < 0.6}
        return chosen, [self._pick(WORDS[:4]) for _ in range(self._random.randint(0, ARGUMENTS))]

    # -- parts -------------------------------------------------------------------------------------------------

    def _pick(self, options: tuple[str, ...] | list[str]) -> str:
        return self._random.choice(options)

    def _block(self, depth: int) -> list[str]:
        lines: list[str] = []
        for _ in range(self._random.randint(1, 3)):
            if self._left <= 0:
                break
            self._left -= 1
            lines += self._statement(depth)
        return lines or [":"]

    def _indented(self, depth: int) -> list[str]:
        return ["  " + line for line in self._block(depth + 1)]

    def _statement(self, depth: int) -> list[str]:
        simple = [
            self._create,
            self._create,
            self._update,
            self._delete,
            self._assign,
            self._assign,
            self._list,
        ]
        nested = [
            self._if,
            self._case,
            self._for,
            self._while,
            self._read,
            self._function,
            self._subshell,
            self._text,
        ]
        if self._inside and self._random.random() < 0.12:
            return [self._condition_list(f"return {self._pick(('', '0', '1'))}".strip())]
        if self._loops and self._random.random() < 0.15:
            return [self._condition_list(self._pick(("break", "continue")))]
        if self._random.random() < 0.04:
            return [self._condition_list("exit 0")]
        if self._functions and self._random.random() < 0.2:
            return self._called()
        return self._random.choice(simple if depth > 2 or self._random.random() < 0.55 else nested)(depth)

    def _called(self) -> list[str]:
        call = f"{self._pick(self._functions)} {self._word()} {self._word()}"
        way = self._random.randint(0, 5)
        if way == 0:
            return [self._condition_list(call)]
        if way == 1:
            return [f"if {call}; then", f"  {self._create(0)[0]}", "fi"]
        if way == 2:
            return [f"{call} || true"]
        return [call]

    def _create(self, depth: int) -> list[str]:
        return [
            self._wrapped(
                f"az network nat gateway create -g rg -n {self._name()} --idle-timeout {self._timeout()}"
            )
        ]

    def _update(self, depth: int) -> list[str]:
        return [
            self._wrapped(
                f"az network nat gateway update -g rg -n {self._name()} --idle-timeout {self._timeout()}"
            )
        ]

    def _delete(self, depth: int) -> list[str]:
        return [self._wrapped(f"az network nat gateway delete -g rg -n {self._name()}")]

    def _wrapped(self, command: str) -> str:
        way = self._random.randint(0, 14)
        if way == 0:
            return f'eval "{command}"'
        if way == 1:
            return f"( {command} )"
        if way == 2:
            return f'cmd=({command}); "${{cmd[@]}}"'
        if way == 3:
            return f"{command} && :"
        if way == 4:
            return f"! {command}"
        if way == 5:
            return f'CMD="{command}"; $CMD' if '"' not in command else command
        if way == 6:
            return f"echo x | {command}"
        return command

    def _name(self) -> str:
        if self._variables and self._random.random() < 0.25:
            return "x-$" + "{" + self._pick(self._variables) + "}"
        return self._pick(NAMES)

    def _timeout(self) -> str:
        return self._pick(TIMEOUTS)

    def _variable(self) -> str:
        if len(self._variables) < 4 and self._random.random() < 0.5:
            self._variables.append(f"v{len(self._variables)}")
        return self._pick(self._variables) if self._variables else self._variable()

    def _word(self) -> str:
        way = self._random.randint(0, 9)
        if way <= 3 or not self._variables:
            return self._pick(WORDS[:4])
        known = self._pick(self._variables)
        return {
            4: f'"${known}"',
            5: f'"${{{known}:-dev}}"',
            6: f'"${{{known},,}}"',
            7: f'"${{{known}%o*}}"',
            8: f'"${{{known}/r/s}}"',
            9: '"${REGION:-no}"',
        }[way]

    def _assign(self, depth: int) -> list[str]:
        name = self._variable()
        way = self._random.randint(0, 7)
        if way == 0:
            return [f"{name}={self._word()}{self._word()}"]
        if way == 1:
            return [f"{name}=$(echo {self._word()})"]
        if way == 2:
            return [f"{name}+={self._pick(WORDS[:4])}"]
        if way == 3:
            return [f'{name}="${{REGION:-{self._pick(WORDS[:4])}}}"']
        if way == 4 and self._inside:
            return [f"local {name}={self._word()}"]
        if way == 5:
            return [f"printf -v {name} '%s-%s' {self._word()} {self._word()}"]
        return [f"{name}={self._word()}"]

    def _condition(self) -> str:
        way = self._random.randint(0, 11)
        outside = "$" + self._pick(OUTSIDE)
        if way <= 2:
            return f'[ "{outside}" = {self._pick(WORDS[:4])} ]'
        if way == 3:
            return f'[[ -z "{outside}" ]]'
        if way == 4:
            return f'[[ "{outside}" == {self._pick(WORDS[:4])} && "${self._random.randint(1, 2)}" != {self._pick(WORDS[:4])} ]]'
        if way == 5:
            return f"[ $# {self._pick(('-gt', '-lt', '-eq'))} {self._random.randint(0, 2)} ]"
        if way == 6:
            return f'[[ "{outside}" == {self._pick(WORDS[:4])} || -n "{outside}" ]]'
        if way == 7:
            return f'! [ "{outside}" = {self._pick(WORDS[:4])} ]'
        if way == 8:
            return self._pick(("true", "false"))
        return f"[ {self._word() or 'x'} {self._pick(('=', '!='))} {self._word() or 'x'} ]"

    def _condition_list(self, then: str) -> str:
        return f"{self._condition()} {self._pick(('&&', '||'))} {then}"

    def _list(self, depth: int) -> list[str]:
        return [self._condition_list(self._create(depth)[0].split(";")[-1].strip().removeprefix("! "))]

    def _if(self, depth: int) -> list[str]:
        lines = [f"if {self._condition()}; then", *self._indented(depth)]
        if self._random.random() < 0.3:
            lines += [f"elif {self._condition()}; then", *self._indented(depth)]
        if self._random.random() < 0.5:
            lines += ["else", *self._indented(depth)]
        return [*lines, "fi"]

    def _case(self, depth: int) -> list[str]:
        subject = self._pick((f'"${self._pick(OUTSIDE)}"', '"$1"', self._word()))
        lines = [f"case {subject} in"]
        for pattern in self._random.sample(
            ["prod", "dev", "yes | no", "p*", "*"], self._random.randint(1, 4)
        ):
            lines += [f"  {pattern})", *self._indented(depth), "  ;;"]
        return [*lines, "esac"]

    def _looping(self, depth: int) -> list[str]:
        self._loops += 1
        lines = self._indented(depth)
        self._loops -= 1
        return lines

    def _for(self, depth: int) -> list[str]:
        name = self._variable()
        listed = self._pick(("a b c", "{1..3}", "$(seq 2)", '"$@"', "$LIST", '"${arr[@]}"'))
        before = []
        if listed == "$LIST":
            before = ["LIST='p q'"]
        elif "arr" in listed:
            before = [f"arr=({self._pick(WORDS[:4])} {self._pick(WORDS[:4])})"]
        return [*before, f"for {name} in {listed}; do", *self._looping(depth), "done"]

    def _while(self, depth: int) -> list[str]:
        counter = f"i{depth}{self._random.randint(0, 999)}"
        step = self._pick((f"{counter}=$(({counter} + 1))", f"(({counter}++)) || true", f"let {counter}+=1"))
        head = self._pick((f"[ ${counter} -lt 3 ]", f"(({counter} < 3))"))
        return [f"{counter}=0", f"while {head}; do", f"  {step}", *self._looping(depth), "done"]

    def _read(self, depth: int) -> list[str]:
        name = self._variable()
        rows = [self._pick(("one", "two", "three")) for _ in range(self._random.randint(1, 3))]
        body = self._looping(depth)
        if self._random.random() < 0.3:
            return [f"printf '%s\\n' {' '.join(rows)} | while read -r {name}; do", *body, "done"]
        return [f"while read -r {name}; do", *body, "done <<EOF", *rows, "EOF"]

    def _function(self, depth: int) -> list[str]:
        if depth:
            return self._if(depth)
        name = f"f{len(self._functions)}"
        self._inside += 1
        loops, self._loops = self._loops, 0
        body = self._indented(depth)
        self._inside -= 1
        self._loops = loops
        self._functions.append(name)
        return [f"{name}() {{", *body, "}"]

    def _subshell(self, depth: int) -> list[str]:
        loops, self._loops = self._loops, 0
        inside, self._inside = self._inside, 0
        lines = self._indented(depth)
        self._loops, self._inside = loops, inside
        return ["(", *lines, ")"]

    def _text(self, depth: int) -> list[str]:
        way = self._random.randint(0, 3)
        command = (
            f"az network nat gateway create -g rg -n {self._pick(NAMES)} --idle-timeout {self._timeout()}"
        )
        if way == 0:
            return [f"bash -c '{command}'"]
        if way == 1:
            return ["bash -s -- a b <<'EOS'", command, "EOS"]
        if way == 2:
            name = self._variable()
            return [f"{name}=$(if {self._condition()}; then echo prod; else echo dev; fi)"]
        return [f"set -- {self._word()} {self._word()}", "shift"]
