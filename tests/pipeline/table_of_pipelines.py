"""Azure Pipelines and workflows of GitHub's that deploy a root, what they take from elsewhere, and the letters of the root's stacks:
P passes, F fails, U is unknown. With a question mark, that natpin does not know, or not of all stacks, is no fault.

The root attaches its nodes' subnet to a NAT gateway where ``nat`` is true, which is the default.
"""

from __future__ import annotations

from .table_of_the_unfollowed import Row

APPLY = "terraform -chdir=infra apply -auto-approve"
STEP = f"- script: {APPLY}\n"
STEPS = f"steps:\n{STEP}"
OTHERS = "resources:\n  repositories:\n  - repository: shared\n    type: git\n    name: acme/shared\n"


def _az(name: str, written: str, expected: str, **more: str) -> Row:
    """One pipeline. ``more``: templates, by their names without ending."""
    files = {f"ci/{key}.yml": text for key, text in more.items()}
    return name, {"azure-pipelines.yml": written, **files}, expected


# a variable of a pipeline has its name in capitals in a script: TF_VAR_nat is TF_VAR_NAT there, and gives no input nat
_PARAMETER = "parameters:\n- name: nat\n  type: string\n"
_GIVEN = f"steps:\n- script: {APPLY}\n  env: {{TF_VAR_nat: '${{{{ parameters.nat }}}}'}}\n"
AZURE: list[Row] = [
    _az("variables", f"variables: {{TF_VAR_nat: 'false'}}\n{STEPS}", "P?"),
    _az("variables in a list", f"variables:\n- name: TF_VAR_nat\n  value: 'false'\n{STEPS}", "P?"),
    _az(
        "a template of variables",
        f"variables:\n- template: ci/v.yml\n{STEPS}",
        "P?",
        v="variables: {TF_VAR_nat: 'false'}\n",
    ),
    _az(
        "a template of variables with a parameter",
        f"variables:\n- template: ci/v.yml\n  parameters: {{nat: 'false'}}\n{STEPS}",
        "P?",
        v=_PARAMETER + "variables:\n  TF_VAR_nat: ${{ parameters.nat }}\n",
    ),
    _az(
        "a template of variables with a parameter that the pipeline has too",
        "parameters:\n- {name: nat, default: 'true'}\nvariables:\n- template: ci/v.yml\n  parameters: {nat: 'false'}\n"
        f"steps:\n- script: {APPLY} -var nat=$(on)\n",
        "F",
        v=_PARAMETER + "variables:\n  on: ${{ parameters.nat }}\n",
    ),
    _az(
        "a template of variables, the last of which counts",
        f"variables:\n- {{name: on, value: 'true'}}\n- template: ci/v.yml\nsteps:\n- script: {APPLY} -var nat=$(on)\n",
        "F",
        v="variables:\n- template: w.yml\n",
        w="variables: {on: 'false'}\n",
    ),
    _az(
        "a template of variables that takes one that is not here",
        f"variables:\n- template: ci/v.yml\n{STEPS}",
        "U",
        v="variables:\n- template: w.yml@shared\n",
    ),
    _az(
        "a template of variables that takes another",
        f"variables:\n- template: ci/v.yml\n{STEPS}",
        "P?",
        v="variables:\n- template: w.yml\n",
        w="variables: {TF_VAR_nat: 'false'}\n",
    ),
    _az(
        "the later variables win",
        f"variables:\n- template: ci/v.yml\n- {{name: TF_VAR_nat, value: 'true'}}\n{STEPS}",
        "P?",
        v="variables: {TF_VAR_nat: 'false'}\n",
    ),
    _az(
        "a template of variables of another repository",
        f"{OTHERS}variables:\n- template: v.yml@shared\n{STEPS}",
        "U",
    ),
    _az("a template of variables that is not here", f"variables:\n- template: ci/none.yml\n{STEPS}", "U"),
    _az(
        "what the command gives is known",
        f"{OTHERS}variables:\n- template: v.yml@shared\nsteps:\n- script: {APPLY} -var nat=false\n",
        "F",
    ),
    _az(
        "a template of steps",
        "steps:\n- template: ci/v.yml\n",
        "F",
        v=f"steps:\n- script: {APPLY} -var nat=false\n",
    ),
    _az(
        "a template of steps with a parameter",
        "steps:\n- template: ci/v.yml\n  parameters: {nat: 'false'}\n",
        "F",
        v=_PARAMETER + _GIVEN,
    ),
    _az(
        "a pipeline that extends",
        "extends:\n  template: ci/v.yml\n  parameters: {nat: 'false'}\n",
        "F",
        v=_PARAMETER + _GIVEN,
    ),
    _az(
        "a pipeline that extends, with variables",
        "variables: {TF_VAR_nat: 'false'}\nextends:\n  template: ci/v.yml\n",
        "P?",
        v=STEPS,
    ),
    _az(
        "steps that are given to what is extended",
        f"extends:\n  template: ci/v.yml\n  parameters:\n    steps:\n    - script: {APPLY} -var nat=false\n",
        "F",
        v="parameters:\n- name: steps\n  type: stepList\nsteps:\n- ${{ parameters.steps }}\n",
    ),
    _az(
        "steps that are given to what another repository extends",
        f"{OTHERS}extends:\n  template: v.yml@shared\n  parameters:\n    steps:\n    - script: {APPLY} -var nat=false\n",
        "F?",
    ),
    _az(
        "steps without inputs that are given to another repository's",
        f"{OTHERS}extends:\n  template: v.yml@shared\n  parameters:\n    steps:\n    - script: {APPLY}\n",
        "U",
    ),
    _az(
        "a template of another repository that is given the root",
        f"{OTHERS}steps:\n- template: terraform.yml@shared\n  parameters: {{folder: infra, nat: 'false'}}\n",
        "U",
    ),
    _az(
        "another repository's root alone",
        f"{OTHERS}extends:\n  template: terraform.yml@shared\n  parameters: {{workingDirectory: infra, variables: nat=false}}\n",
        "U",
    ),
    _az("steps of another repository beside", f"{OTHERS}steps:\n- template: lint.yml@shared\n{STEP}", "P"),
    _az("a group of variables", f"variables:\n- group: prod\n{STEPS}", "P"),
    _az(
        "a group and what the command takes of it",
        f"variables:\n- group: prod\nsteps:\n- script: {APPLY} -var nat=$(nat)\n",
        "U",
    ),
    _az(
        "variables of a stage",
        f"stages:\n- stage: up\n  variables: {{TF_VAR_nat: 'false'}}\n  jobs:\n  - job: a\n    steps:\n    - script: {APPLY}\n",
        "P?",
    ),
    _az(
        "variables of a job",
        f"jobs:\n- job: a\n  variables: {{TF_VAR_nat: 'false'}}\n  steps:\n  - script: {APPLY}\n",
        "P?",
    ),
    _az(
        "variables of another job",
        f"jobs:\n- job: b\n  variables: {{TF_VAR_nat: 'false'}}\n  steps:\n  - script: tflint\n- job: a\n  steps:\n  - script: {APPLY}\n",
        "P?",
    ),
    _az(
        "a matrix",
        "jobs:\n- job: a\n  strategy:\n    matrix:\n      on: {TF_VAR_nat: 'true'}\n      off: {TF_VAR_nat: 'false'}\n  steps:\n  - script: "
        + APPLY
        + "\n",
        "P?",
    ),
    _az(
        "a condition on variables",
        f"variables:\n- ${{{{ if eq(variables['Build.SourceBranchName'], 'main') }}}}:\n  - name: TF_VAR_nat\n    value: 'false'\n{STEPS}",
        "U",
    ),
    _az(
        "a condition in a map of variables",
        f"variables:\n  ${{{{ if eq(variables['Build.SourceBranchName'], 'main') }}}}:\n    TF_VAR_nat: 'false'\n{STEPS}",
        "U",
    ),
    _az(
        "a condition that holds",
        f"parameters:\n- {{name: e, default: prod}}\nvariables:\n- ${{{{ if eq(parameters.e, 'prod') }}}}:\n  - name: TF_VAR_nat\n    value: 'false'\n{STEPS}",
        "P?",
    ),
    _az(
        "a condition that chooses a template",
        f"variables:\n- ${{{{ if eq(variables['Build.SourceBranchName'], 'main') }}}}:\n  - template: ci/v.yml\n{STEPS}",
        "U",
        v="variables: {TF_VAR_nat: 'false'}\n",
    ),
    _az(
        "a template whose name is not known",
        f"variables:\n- template: ci/${{{{ parameters.e }}}}.yml\n{STEPS}",
        "U",
        v="variables: {TF_VAR_nat: 'false'}\n",
    ),
    _az(
        "arguments of Terraform's",
        f"variables:\n- template: ci/v.yml\n{STEPS}",
        "F?",
        v="variables: {TF_CLI_ARGS: -var nat=false}\n",
    ),
    _az(
        "a step that sets a variable",
        f"steps:\n- script: echo '##vso[task.setvariable variable=TF_VAR_nat]false'\n{STEP}",
        "P?",
    ),
    _az(
        "a step of another repository that may set one",
        f"{OTHERS}steps:\n- template: vars.yml@shared\n{STEP}",
        "P",
    ),
    _az("an environment that a step has", f"steps:\n- script: {APPLY}\n  env: {{TF_VAR_nat: $(nat)}}\n", "U"),
    _az(
        "a template in a folder, then a step of its own",
        "steps:\n- template: ci/v.yml\n- script: cd infra && terraform apply -var nat=false\n",
        "F",
        v="steps:\n- script: tflint\n",
    ),
]


def _gh(name: str, written: str, expected: str, **more: str) -> Row:
    files = {f".github/{key.replace('__', '/')}.yml": text for key, text in more.items()}
    return name, {".github/workflows/up.yml": f"on: push\n{written}", **files}, expected


_JOB = f"jobs:\n  up:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {APPLY}\n"
GITHUB: list[Row] = [
    _gh("the workflow's environment", "env: {TF_VAR_nat: 'false'}\n" + _JOB, "F"),
    _gh("what a variable says", "env: {TF_VAR_nat: '${{ vars.NAT }}'}\n" + _JOB, "U"),
    _gh("what a secret says", "env: {TF_VAR_nat: '${{ secrets.NAT }}'}\n" + _JOB, "U"),
    _gh("an environment alone", _JOB.replace("    steps", "    environment: prod\n    steps"), "P"),
    _gh("what a variable says of another input", "env: {TF_VAR_zones: '${{ vars.Z }}'}\n" + _JOB, "P"),
    _gh(
        "a workflow of another repository that is given the root",
        "jobs:\n  up:\n    uses: acme/w/.github/workflows/tf.yml@v1\n    with: {dir: infra, args: -var nat=false}\n",
        "U",
    ),
    _gh(
        "a workflow of another repository, named by a folder of secrets",
        "jobs:\n  up:\n    uses: acme/w/.github/workflows/terraform.yml@v1\n    with: {directory: infra}\n    secrets: inherit\n",
        "P?",
    ),
    _gh(
        "a workflow of another repository beside",
        _JOB + "  lint:\n    uses: acme/w/.github/workflows/lint.yml@v1\n",
        "P",
    ),
    _gh(
        "a called workflow's input",
        "jobs:\n  up:\n    uses: ./.github/workflows/tf.yml\n    with: {nat: false}\n",
        "F",
        workflows__tf="on:\n  workflow_call:\n    inputs:\n      nat: {type: boolean}\n"
        + _JOB.replace("    steps", "    env: {TF_VAR_nat: '${{ inputs.nat }}'}\n    steps"),
    ),
    _gh(
        "the caller's environment does not reach",
        "env: {TF_VAR_nat: 'false'}\njobs:\n  up:\n    uses: ./.github/workflows/tf.yml\n",
        "P?",
        workflows__tf="on: workflow_call\n" + _JOB,
    ),
    _gh(
        "an output",
        "jobs:\n  a:\n    runs-on: ubuntu-latest\n    outputs: {nat: '${{ steps.s.outputs.nat }}'}\n    steps:\n      - id: s\n        run: echo nat=false >> $GITHUB_OUTPUT\n"
        + _JOB.removeprefix("jobs:\n").replace(
            "    steps", "    needs: a\n    env: {TF_VAR_nat: '${{ needs.a.outputs.nat }}'}\n    steps"
        ),
        "F",
    ),
    _gh(
        "an output of another repository's workflow",
        "jobs:\n  a:\n    uses: acme/w/.github/workflows/x.yml@v1\n"
        + _JOB.removeprefix("jobs:\n").replace(
            "    steps", "    needs: a\n    env: {TF_VAR_nat: '${{ needs.a.outputs.nat }}'}\n    steps"
        ),
        "U",
    ),
    _gh(
        "an action of this repository, then a step in a folder",
        "jobs:\n  up:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ./.github/actions/a\n      - run: cd infra && terraform apply -var nat=false\n",
        "F",
        actions__a__action="runs:\n  using: composite\n  steps:\n    - run: tflint\n      shell: bash\n",
    ),
    _gh(
        "a matrix",
        _JOB.replace(
            "    steps",
            "    strategy: {matrix: {nat: ['true', 'false']}}\n    env: {TF_VAR_nat: '${{ matrix.nat }}'}\n    steps",
        ),
        "FP",
    ),
    _gh(
        "a matrix that a job works out",
        _JOB.replace(
            "    steps",
            "    strategy: {matrix: '${{ fromJSON(needs.a.outputs.m) }}'}\n    env: {TF_VAR_nat: '${{ matrix.nat }}'}\n    steps",
        ),
        "U",
    ),
    _gh("a dispatched input", "env: {TF_VAR_nat: '${{ inputs.nat }}'}\n" + _JOB, "U"),
]
ROWS: list[tuple[str, Row]] = [*(("azure", row) for row in AZURE), *(("github", row) for row in GITHUB)]
