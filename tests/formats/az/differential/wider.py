"""More of bash for the scripts made at random: how commands end, whose shell it is, loops left from inside, arrays."""

from __future__ import annotations

from .generating import NAMES, WORDS, Generator

ENDS = ("true", "false", "( exit 3 )", "bash -c 'exit 4'", "[ a = b ]", "[[ -n x ]]", "(( 0 ))", "! true")


class Wider(Generator):
    """A script with those too."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._nest = 0
        self._numbers = 0

    def _statement(self, depth: int) -> list[str]:
        if self._random.random() < 0.55:
            return super()._statement(depth)
        small = (
            self._ended,
            self._rc,
            self._options,
            self._array,
            self._map,
            self._number,
            self._piped,
            self._masked,
            self._given,
            self._matched,
            self._separated,
            self._text_in_rows,
        )
        large = (
            self._child,
            self._nested_loops,
            self._falling_case,
            self._options_given,
            self._background,
            self._trapped,
            self._referred,
            self._redefined,
            self._for_counted,
        )
        return self._random.choice(small if depth > 2 or self._random.random() < 0.6 else large)(depth)

    def _fresh(self, stem: str) -> str:
        self._numbers += 1
        return f"{stem}{self._numbers}"

    def _on(self, name: str) -> str:
        """A command that makes a gateway whose name ends with the text of a variable."""
        return f'az network nat gateway create -g rg -n "x-{name}" --idle-timeout {self._timeout()}'

    # -- how commands end --------------------------------------------------------------------------------------

    def _ended(self, depth: int) -> list[str]:
        return [
            f"{self._pick(ENDS)} {self._pick(('&&', '||'))} {self._create(0)[0].split(';')[-1].strip(' !')}"
        ]

    def _rc(self, depth: int) -> list[str]:
        name = self._fresh("rc")
        ends = self._pick(ENDS)
        if self._functions and self._random.random() < 0.3:
            ends = f"{self._pick(self._functions)} {self._word()} {self._word()}"
        if self._inside and self._random.random() < 0.2:
            return [f"if ! {ends}; then return; fi"]
        test = f"[ ${{{name}}} {self._pick(('-eq', '-ne'))} {self._pick(('0', '1', '3', '4'))} ]"
        way = self._random.randint(0, 2)
        if way == 0:
            return [f"{name}=0", f"{ends} || {name}=$?", f"if {test}; then", f"  {self._create(0)[0]}", "fi"]
        if way == 1:
            return [f"if {ends}; then", f"  {name}=0", "else", f"  {name}=$?", "fi", self._on(f"${{{name}}}")]
        return [f"{ends} && {name}=$? || {name}=$?", self._on(f"${{{name}}}")]

    def _options(self, depth: int) -> list[str]:
        return [self._pick(("set -e", "set +e", "set -o pipefail", "set +o pipefail", "set +e +o pipefail"))]

    def _piped(self, depth: int) -> list[str]:
        first, second = self._pick(("true", "false")), self._pick(("true", "false", "cat"))
        name = self._fresh("p")
        if self._random.random() < 0.5:
            return [f"{first} | {second} && {name}=yes || {name}=no", self._on(f"${{{name}}}")]
        return [
            f"if {first} | {second} >/dev/null; then {name}=$?; else {name}=n$?; fi",
            self._on(f"${{{name}}}"),
            f"{first} | {second} >/dev/null || :",
            f"{first} | {second} && {name}=${{PIPESTATUS[0]}} || {name}=${{PIPESTATUS[1]}}",
            self._on(f"${{{name}}}"),
        ]

    def _masked(self, depth: int) -> list[str]:
        name = self._fresh("m")
        word = self._pick(("export", "declare", "local" if self._inside else "export"))
        return [f"{word} {name}=$(echo {self._word()}; {self._pick(ENDS)})", self._on(f"${{{name}}}")]

    # -- texts and numbers -------------------------------------------------------------------------------------

    def _array(self, depth: int) -> list[str]:
        name = self._fresh("a")
        lines = [f"{name}=({self._word()} {self._pick(NAMES)})"]
        for _ in range(self._random.randint(0, 2)):
            lines.append(
                self._pick(
                    (
                        f"{name}+=({self._pick(NAMES)})",
                        f"{name}[4]=far",
                        f"unset '{name}[0]'",
                        f"{name}[1]=new",
                    )
                )
            )
        looped = self._pick(
            (f'"${{{name}[@]}}"', f'"${{!{name}[@]}}"', f'"${{{name}[@]/n/m}}"', f"${{{name}[-1]}}")
        )
        return [*lines, f"for e in {looped}; do", f"  {self._on('$e')}", "done", self._on(f"${{#{name}[@]}}")]

    def _map(self, depth: int) -> list[str]:
        name = self._fresh("m")
        key = self._pick(("k", "l"))
        return [
            f"declare -A {name}=([k]={self._pick(NAMES)})",
            f"{name}[{key}]={self._word() or 'w'}",
            f"if [[ -v {name}[l] ]]; then",
            f"  {self._on(f'${{{name}[l]}}')}",
            "fi",
            self._on(f"${{{name}[{self._pick(('k', 'l'))}]:-none}}"),
        ]

    def _number(self, depth: int) -> list[str]:
        name = self._fresh("n")
        value = self._random.randint(0, 9)
        other = self._random.randint(1, 5)
        expression = self._pick(
            (
                f"{name} + {other} * 2",
                f"{name} > {other} ? {name} : -{other}",
                f"{name}++ + {other}",
                f"--{name}",
                f"{name} += {other}, {name} * 2",
                f"({name} & 3) | (1 << {other})",
                f"{name} % {other} == 0 && {name} != 0",
                f"{name} ** 2 / {other}",
            )
        )
        way = self._random.randint(0, 2)
        if way == 0:
            return [f"{name}={value}", f"x=$(({expression})); {self._on('$x')}", self._on(f"${name}")]
        if way == 1:
            return [f"{name}={value}", f"if (({expression})); then {self._on(f'${name}')}; fi"]
        return [f"{name}={value}", f"(({expression})) || {self._on(f'${name}')}", self._on(f"${name}")]

    def _given(self, depth: int) -> list[str]:
        name = self._fresh("r")
        row = f"{self._pick(NAMES)} {self._word() or 'w'} last"
        return [
            f"read -r {name} rest <<<{row!r}".replace("'", '"').replace('""', '"'),
            self._on(f"${{{name}}}"),
            f'IFS=- read -ra parts <<<"a-b-{self._pick(NAMES)}"',
            self._on("${parts[2]}"),
        ]

    def _matched(self, depth: int) -> list[str]:
        text = self._pick(("node-12", "prod", "a1b2", "x"))
        expression = self._pick(("^([a-z]+)-([0-9]+)$", "[0-9]", "^p", "b.$", "([a-z])([0-9])"))
        return [
            f"if [[ {text} =~ {expression} ]]; then",
            "  " + self._on("${BASH_REMATCH[0]}${BASH_REMATCH[1]}"),
            "fi",
        ]

    def _separated(self, depth: int) -> list[str]:
        name = self._fresh("s")
        return [
            f"{name}=a:{self._word() or 'w'}:c",
            "IFS=:",
            f"for e in ${name}; do {self._on('$e')}; done",
            f'set -- p q; x="$*"; {self._on("${x//:/_}")}',
            "unset IFS",
        ]

    def _text_in_rows(self, depth: int) -> list[str]:
        rows = "\\n".join(self._random.sample(["one", "two", "three"], 3))
        tool = self._pick(
            ("head -n 1", "tail -n 1", "sort | head -n 1", "grep -c t", "wc -l | tr -d ' '", "grep two")
        )
        return [f"x=$(printf '{rows}\\n' | {tool})", self._on("$x")]

    # -- larger parts ------------------------------------------------------------------------------------------

    def _child(self, depth: int) -> list[str]:
        path = self._fresh("child")
        names, self._variables = self._variables, []
        functions, self._functions = self._functions, []
        loops, self._loops = self._loops, 0
        inside, self._inside = self._inside, 0
        body = self._block(depth + 1)
        self._variables, self._functions, self._loops, self._inside = names, functions, loops, inside
        if any(line.startswith(" ") and line.strip() in ("EOS", "EOF") for line in body):
            body = self._create(0)  # the end of a here-document that is not at the margin ends none
        ends = self._pick(("", "exit", "exit 0", "exit 2", "false"))
        text = [f"cat >{path}.sh <<'EO{path}'", *body, *([ends] if ends else []), f"EO{path}"]
        run = self._pick(
            (f"bash {path}.sh", f"bash {path}.sh {self._word()}", f"( . ./{path}.sh )", f"bash -e {path}.sh")
        )
        return [*text, self._pick((run, f"{run} || :", f"if {run}; then {self._create(0)[0]}; fi"))]

    def _nested_loops(self, depth: int) -> list[str]:
        leave = f"{self._pick(('break', 'continue'))} {self._pick(('', '1', '2', '3'))}".strip()
        condition = self._pick((f'[ "$o$i" = {self._pick(("a1", "b2", "a2"))} ]', self._condition()))
        return [
            "for o in a b; do",
            f"  for i in 1 2; do {condition} && {leave}; {self._on('$o$i')}; done",
            f"  {self._on('$o')}",
            "done",
        ]

    def _falling_case(self, depth: int) -> list[str]:
        subject = self._pick((f"{self._pick(WORDS[:4])}", f'"${self._pick(("STAGE", "MODE"))}"'))
        lines = [f"case {subject} in"]
        for pattern in self._random.sample(["prod", "dev | yes", "p*", '"p*"', "*o*", "*"], 3):
            lines += [f"  {pattern})", f"    {self._create(0)[0]}", f"  {self._pick((';;', ';&', ';;&'))}"]
        return [*lines[:-1], "  ;;", "esac"]

    def _options_given(self, depth: int) -> list[str]:
        given = self._pick(("-n a -v rest", "-vn b", "-x", "-n", "", "-v -- -n c"))
        return [
            f"set -- {given}",
            "OPTIND=1",
            f"while getopts {self._pick((':n:v', 'n:v'))} opt; do",
            f"  case $opt in n) {self._on('$OPTARG')} ;; v) {self._on('v')} ;; *) {self._on('bad')} ;; esac",
            "done",
            "shift $((OPTIND - 1))",
            self._on("$#"),
        ]

    def _background(self, depth: int) -> list[str]:
        return [f"{{ bg=set; {self._pick(ENDS)}; {self._create(0)[0]}; }} &", "wait", self._on("${bg:-none}")]

    def _trapped(self, depth: int) -> list[str]:
        return [
            f"( trap '{self._pick(('MARK=1', ':'))}' EXIT",
            f"trap '{self._on('err')}' ERR",
            self._pick(ENDS),
            f"{self._pick(ENDS)} || :",
            self._create(0)[0],
            ") || :",
        ]

    def _referred(self, depth: int) -> list[str]:
        name = self._fresh("t")
        return [
            f"{name}=old",
            f"declare -n ref{name}={name}",
            f"ref{name}={self._word() or 'w'}",
            self._on(f"${name}"),
            f"p={name}",
            self._on("${!p}"),
        ]

    def _redefined(self, depth: int) -> list[str]:
        name = self._fresh("g")
        return [
            f"{name}() {{ {self._on('one')}; }}",
            f"if {self._condition()}; then {name}() {{ {self._on('two')}; return 3; }}; fi",
            f"( {name}() {{ {self._on('never')}; }} )",
            f"{name} || {self._on('$?')}",
            f"export -f {name}; bash -c {name} || :",
        ]

    def _for_counted(self, depth: int) -> list[str]:
        head = self._pick(("i = 0; i < 3; i++", "i = 3; i > 0; i -= 2", "i = 0, j = 2; i < j; i++"))
        leave = self._pick((":", "(( i == 1 )) && continue", "(( i == 1 )) && break", "(( i++ ))"))
        return [f"for (({head})); do", f"  {leave}", f"  {self._on('$i')}", "done", self._on("end$i")]
