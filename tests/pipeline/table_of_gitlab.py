"""Jobs of GitLab's that deploy a root, what they take from elsewhere in the configuration, and the letters of the root's
stacks: P passes, F fails, U is unknown. With a question mark, that natpin does not know, or not of all stacks, is no fault.

The root attaches its nodes' subnet to a NAT gateway where ``nat`` is true, which is the default.
"""

from __future__ import annotations

from .table_of_the_unfollowed import Row

UP = "  script:\n    - cd infra\n    - terraform apply -auto-approve\n"
JOB = f"deploy:\n{UP}"
OFF = 'variables: {TF_VAR_nat: "false"}\n'
ON = 'variables: {TF_VAR_nat: "true"}\n'
OF_OTHERS = "include: [{project: acme/ci, file: /all.yml}]\n"


def _one(name: str, written: str, expected: str, **more: str) -> Row:
    """One configuration. ``more``: other files of jobs, by their names without ending."""
    files = {f"ci/{key}.yml": text for key, text in more.items()}
    return name, {".gitlab-ci.yml": written, **files}, expected


EXTENDS: list[Row] = [
    _one("the template's variables", f".base:\n  {OFF}deploy:\n  extends: .base\n{UP}", "F"),
    _one("the template's script", f".base:\n{UP}deploy:\n  extends: .base\n  {OFF}", "F"),
    _one("another job's script", f"{JOB}again:\n  extends: deploy\n  {OFF}", "FP"),
    _one("the job wins", f".base:\n  {OFF}deploy:\n  extends: .base\n  {ON}{UP}", "P"),
    _one(
        "the last of several",
        f".a:\n  {OFF}.b:\n  {ON}deploy:\n  extends: [.a, .b]\n{UP}",
        "P",
    ),
    _one("one that extends another", f".a:\n  {OFF}.b:\n  extends: .a\ndeploy:\n  extends: .b\n{UP}", "F"),
    _one(
        "stages and extends are GitLab's",
        f"stages: [up]\n.base:\n  {OFF}deploy:\n  stage: up\n  extends: .base\n{UP}",
        "F",
    ),
    _one("an anchor", f'.v: &v {{TF_VAR_nat: "false"}}\ndeploy:\n  variables: {{<<: *v, A: b}}\n{UP}', "F"),
]
REFERENCES: list[Row] = [
    _one("variables", f".v:\n  {OFF}deploy:\n  variables: !reference [.v, variables]\n{UP}", "F"),
    _one(
        "one variable",
        f".v:\n  {OFF}deploy:\n  variables:\n    TF_VAR_nat: !reference [.v, variables, TF_VAR_nat]\n{UP}",
        "F",
    ),
    _one(
        "a line of a script",
        ".v:\n  script: [export TF_VAR_nat=false]\ndeploy:\n  script:\n    - !reference [.v, script]\n    - cd infra\n"
        "    - terraform apply\n",
        "F",
    ),
    _one(
        "what runs before, as the default",
        ".v:\n  before_script: [export TF_VAR_nat=false]\ndefault:\n  before_script: !reference [.v, before_script]\n"
        + JOB,
        "F",
    ),
    _one(
        "of what a template extends",
        f".a:\n  {OFF}.b:\n  extends: .a\ndeploy:\n  variables: !reference [.b, variables]\n{UP}",
        "F",
    ),
    _one("one that is not here", f"{OF_OTHERS}deploy:\n  variables: !reference [.v, variables]\n{UP}", "U"),
    _one(
        "of rules",
        f".r:\n  rules:\n    - if: $CI_COMMIT_TAG\n      {OFF}deploy:\n  rules: !reference [.r, rules]\n{UP}",
        "F",
    ),
    _one(
        "two lines that are none",
        f".v:\n  script: [a]\ndeploy:\n  before_script:\n    - [echo, script]\n{UP}",
        "P",
    ),
]
SHARED: list[Row] = [
    _one("variables", f"{OFF}{JOB}", "F"),
    _one(
        "variables that are described",
        f'variables:\n  TF_VAR_nat:\n    value: "false"\n    description: d\n{JOB}',
        "F",
    ),
    _one("a variable that names a later one", f'variables:\n  TF_VAR_nat: $NAT\n  NAT: "false"\n{JOB}', "F"),
    _one(
        "a variable that the job gives",
        f"variables:\n  TF_VAR_nat: $NAT\ndeploy:\n  variables: {{NAT: 'false'}}\n{UP}",
        "F",
    ),
    _one("not inherited", f"{OFF}deploy:\n  inherit: {{variables: false}}\n{UP}", "P?"),
    _one("some inherited", f"{OFF}deploy:\n  inherit: {{variables: [OTHER]}}\n{UP}", "P?"),
    _one("what runs before all", f"default:\n  before_script: [export TF_VAR_nat=false]\n{JOB}", "F"),
    _one("what runs before all, at the top", f"before_script: [export TF_VAR_nat=false]\n{JOB}", "F"),
    _one(
        "what runs before all, not inherited",
        f"default:\n  before_script: [export TF_VAR_nat=false]\ndeploy:\n  inherit: {{default: false}}\n{UP}",
        "P?",
    ),
    _one(
        "what runs before this one alone",
        f"default:\n  before_script: [export TF_VAR_nat=false]\ndeploy:\n  before_script: []\n{UP}",
        "P?",
    ),
    _one(
        "arguments of Terraform's", f"deploy:\n  variables: {{TF_CLI_ARGS_apply: -var nat=false}}\n{UP}", "FU"
    ),
    _one("a secret", f"deploy:\n  secrets:\n    TF_VAR_nat: {{vault: a/b/c@d}}\n{UP}", "U"),
]
RULES: list[Row] = [
    _one(
        "each way the same", f"deploy:\n  rules:\n    - if: $A\n      {OFF}    - if: $B\n      {OFF}{UP}", "F"
    ),
    _one("the only way", f"deploy:\n  rules:\n    - if: $A\n      {OFF}    - when: never\n{UP}", "F"),
    _one("one of two ways", f"deploy:\n  rules:\n    - if: $A\n      {OFF}    - when: always\n{UP}", "U"),
    _one("over the job's", f"deploy:\n  {ON}  rules:\n    - if: $A\n      {OFF}{UP}", "F"),
    _one(
        "the same as the job's",
        f"deploy:\n  {ON}  rules:\n    - if: $A\n      {ON}    - when: always\n{UP}",
        "P",
    ),
    _one(
        "never that way",
        f"deploy:\n  rules:\n    - if: $A\n      when: never\n      {OFF}    - when: always\n{UP}",
        "P?",
    ),
    _one("the pipeline's only way", f"workflow:\n  rules:\n    - if: $A\n      {OFF}{JOB}", "F"),
    _one(
        "one of the pipeline's ways",
        f"workflow:\n  rules:\n    - if: $A\n      {OFF}    - when: always\n{JOB}",
        "U",
    ),
    _one(
        "the pipeline's over the shared ones", f"{ON}workflow:\n  rules:\n    - if: $A\n      {OFF}{JOB}", "F"
    ),
    _one(
        "the job's over the pipeline's",
        f"workflow:\n  rules:\n    - if: $A\n      {OFF}deploy:\n  {ON}{UP}",
        "P",
    ),
]
MATRICES: list[Row] = [
    _one("both", f'deploy:\n  parallel:\n    matrix:\n      - TF_VAR_nat: ["true", "false"]\n{UP}', "FP"),
    _one(
        "one",
        f'deploy:\n  parallel:\n    matrix:\n      - TF_VAR_nat: "false"\n        TF_VAR_x: [a, b]\n{UP}',
        "F",
    ),
    _one(
        "over the job's", f'deploy:\n  {OFF}  parallel:\n    matrix:\n      - TF_VAR_nat: ["true"]\n{UP}', "P"
    ),
    _one(
        "of a template",
        f'.m:\n  parallel:\n    matrix:\n      - TF_VAR_nat: ["false"]\ndeploy:\n  extends: .m\n{UP}',
        "F",
    ),
]
_INPUT = "spec:\n  inputs:\n    nat:\n      type: boolean\n{default}---\n"
_FILLED = 'deploy:\n  variables: {TF_VAR_nat: "$[[ inputs.nat ]]"}\n' + UP
INCLUDED: list[Row] = [
    _one("variables", f"include: ci/v.yml\n{JOB}", "F", v=OFF),
    _one("variables of the file win", f"include: ci/v.yml\n{ON}{JOB}", "P", v=OFF),
    _one(
        "a template",
        f"include: [{{local: ci/v.yml}}]\ndeploy:\n  extends: .base\n{UP}",
        "F",
        v=f".base:\n  {OFF}",
    ),
    _one("the job", f"include: ci/v.yml\n{OFF}", "F", v=JOB),
    _one("the job's variables", f"include: ci/v.yml\n{JOB}", "F", v=f"deploy:\n  {OFF}"),
    _one(
        "what runs before all",
        f"include: ci/v.yml\n{JOB}",
        "F",
        v="before_script: [export TF_VAR_nat=false]\n",
    ),
    _one("the last wins", f"include: [ci/a.yml, ci/b.yml]\n{JOB}", "F", a=ON, b=OFF),
    _one("the last wins, the other way round", f"include: [ci/b.yml, ci/a.yml]\n{JOB}", "P", a=ON, b=OFF),
    _one(
        "what a file includes is below it",
        f"include: ci/a.yml\n{JOB}",
        "P?",
        a=f"include: ci/b.yml\n{ON}",
        b=OFF,
    ),
    _one("what a file includes", f"include: ci/a.yml\n{JOB}", "F", a="include: ci/b.yml\n", b=OFF),
    _one("a pattern", f"include: 'ci/*.yml'\n{JOB}", "F", b=OFF),
    _one("a pattern through folders", f"include: '**/v*.yml'\n{JOB}", "F", v=OFF),
    _one(
        "one that may be included", f"include: [{{local: ci/v.yml, rules: [{{if: $A}}]}}]\n{JOB}", "U", v=OFF
    ),
    _one(
        "one that may be included, with jobs of its own",
        f"include: [{{local: ci/v.yml, rules: [{{if: $A}}]}}]\n{JOB}",
        "P",
        v="lint:\n  script: [tflint]\n",
    ),
    _one(
        "included where a file is there",
        f"include: [{{local: ci/v.yml, rules: [{{exists: [infra/main.tf]}}]}}]\n{JOB}",
        "F",
        v=OFF,
    ),
    _one(
        "included where one is not there",
        f"include: [{{local: ci/v.yml, rules: [{{exists: [none]}}]}}]\n{JOB}",
        "P?",
        v=OFF,
    ),
    _one(
        "arguments of Terraform's",
        f"include: ci/v.yml\n{JOB}",
        "F?",
        v="variables: {TF_CLI_ARGS_apply: -var nat=false}\n",
    ),
    _one(
        "an input",
        "include: [{local: ci/v.yml, inputs: {nat: false}}]\n",
        "F",
        v=_INPUT.format(default="") + _FILLED,
    ),
    _one(
        "an input's default",
        "include: ci/v.yml\n",
        "F",
        v=_INPUT.format(default="      default: false\n") + _FILLED,
    ),
    _one(
        "an input over its default",
        "include: [{local: ci/v.yml, inputs: {nat: true}}]\n",
        "P",
        v=_INPUT.format(default="      default: false\n") + _FILLED,
    ),
    _one(
        "an input that is handed on",
        "include: [{local: ci/a.yml, inputs: {nat: false}}]\n",
        "F",
        a=_INPUT.format(default="") + 'include: [{local: ci/v.yml, inputs: {nat: "$[[ inputs.nat ]]"}}]\n',
        v=_INPUT.format(default="") + _FILLED,
    ),
    _one(
        "a file twice, with two inputs",
        "include: [{local: ci/v.yml, inputs: {nat: true, n: a}}, {local: ci/v.yml, inputs: {nat: false, n: b}}]\n",
        "FP",
        v=_INPUT.format(default="") + _FILLED.replace("deploy:", '"up-$[[ inputs.n ]]":'),
    ),
    _one("the pipeline's own input", _INPUT.format(default="") + _FILLED, "U"),
    _one(
        "an input with a function",
        "include: [{local: ci/v.yml, inputs: {nat: false}}]\n",
        "U",
        v=_INPUT.format(default="") + _FILLED.replace("nat ]]", "nat | expand_vars ]]"),
    ),
]
ELSEWHERE: list[Row] = [
    _one("a project's file", f"{OF_OTHERS}{JOB}", "U"),
    _one("a remote file", f"include: 'https://acme.example/all.yml'\n{JOB}", "U"),
    _one("a component", f"include: [{{component: $CI_SERVER_FQDN/acme/ci/all@1}}]\n{JOB}", "U"),
    _one("a file that is not here", f"include: [{{local: ci/none.yml}}]\n{JOB}", "U"),
    _one("one that a file includes", f"include: ci/a.yml\n{JOB}", "U", a=OF_OTHERS),
    _one(
        "what the command gives is known",
        f"{OF_OTHERS}{JOB.replace('approve', 'approve -var nat=false')}",
        "F",
    ),
    _one(
        "what the command gives is known, and passes",
        f"{OF_OTHERS}{JOB.replace('approve', 'approve -var nat=true')}",
        "P",
    ),
    _one(
        "a template of GitLab's, for something else",
        f"include: [{{template: Jobs/SAST.gitlab-ci.yml}}]\n{JOB}",
        "P",
    ),
    _one(
        "a job that extends one of GitLab's",
        f"include: [{{template: Terraform/Base.gitlab-ci.yml}}]\ndeploy:\n  extends: .terraform:deploy\n{UP}",
        "U",
    ),
    _one(
        "a job of GitLab's",
        "include: [{template: Terraform.gitlab-ci.yml}]\nvariables: {TF_ROOT: infra, TF_VAR_nat: 'false'}\ndeploy: {when: always}\n",
        "F?",
    ),
    _one("a job that extends what is not here", f"deploy:\n  extends: .none\n{UP}", "U"),
    _one(
        "one job of two", f"{JOB}again:\n  extends: .none\n  script: [terraform -chdir=infra apply]\n", "PU"
    ),
    _one(
        "a component that is given the root",
        "include: [{component: acme.example/ci/terraform@1, inputs: {root_dir: infra, nat: false}}]\n",
        "U",
    ),
    _one(
        "a job of another project's",
        f"{OF_OTHERS}deploy:\n  extends: .terraform\n  variables: {{TF_ROOT: infra}}\n",
        "U",
    ),
]
CHILDREN: list[Row] = [
    _one(
        "the variables of the job that starts it",
        f"up:\n  trigger: {{include: ci/v.yml}}\n  {OFF}",
        "F",
        v=JOB,
    ),
    _one("variables of all jobs", f"{OFF}up:\n  trigger: {{include: ci/v.yml}}\n", "F", v=JOB),
    _one("over its own", f"up:\n  trigger: {{include: ci/v.yml}}\n  {OFF}", "F", v=ON + JOB),
    _one(
        "not forwarded",
        f"up:\n  trigger: {{include: ci/v.yml, forward: {{yaml_variables: false}}}}\n  {OFF}",
        "P?",
        v=JOB,
    ),
    _one("two files of one", "up:\n  trigger: {include: [ci/v.yml, ci/w.yml]}\n", "F", v=JOB, w=OFF),
    _one(
        "an input",
        "up:\n  trigger: {include: [{local: ci/v.yml, inputs: {nat: false}}]}\n",
        "F",
        v=_INPUT.format(default="") + _FILLED,
    ),
    _one(
        "a job that starts one and takes what is not here",
        "up:\n  extends: .none\n  trigger: {include: ci/v.yml}\n",
        "U",
        v=JOB,
    ),
    _one(
        "a child that includes what is not here",
        f"{JOB}up:\n  trigger: {{include: ci/v.yml}}\n",
        "P",
        v=OF_OTHERS + "lint:\n  script: [tflint]\n",
    ),
]
ROWS: list[tuple[str, Row]] = [
    *(("extends", row) for row in EXTENDS),
    *(("references", row) for row in REFERENCES),
    *(("shared", row) for row in SHARED),
    *(("rules", row) for row in RULES),
    *(("matrices", row) for row in MATRICES),
    *(("included", row) for row in INCLUDED),
    *(("elsewhere", row) for row in ELSEWHERE),
    *(("children", row) for row in CHILDREN),
]
