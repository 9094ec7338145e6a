"""Programs that deploy a root or a template, and the letters of its stacks: P passes, F fails, U is unknown.

natpin does not follow them: an input that one of them gives, or may, is open. One that speaks of something else leaves the
default what it is.
"""

from __future__ import annotations

from .table_of_rollouts import CREATE
from .table_of_the_unfollowed import Row

TF = "terraform -chdir=infra apply -auto-approve"
OFF = f"{TF} -var nat=false"


def _py(*lines: str) -> dict[str, str]:
    return {"deploy.py": "\n".join(("import os, subprocess", *lines, ""))}


PROGRAMS: list[Row] = [
    ("Python", _py("subprocess.run(['terraform', '-chdir=infra', 'apply', '-var', 'nat=false'])"), "U"),
    ("Python, one text", _py(f"os.system('{OFF}')"), "U"),
    (
        "Python, a list over several lines",
        _py("subprocess.run([", "    'terraform',", "    'apply',", "    '-var',", "    f'nat={nat}',", "])"),
        "U",
    ),
    (
        "Python, flags that it works out",
        _py(
            "given = read('given.yaml')",
            "flags = [each for k, v in given.items() for each in ('-var', f'{k}={v}')]",
            "subprocess.run(['terraform', 'apply', *flags])",
        ),
        "U",
    ),
    ("Python, the environment", _py("os.environ['TF_VAR_nat'] = 'false'", f"os.system('{TF}')"), "U"),
    (
        "Python, an environment that it works out",
        _py(
            "env = {f'TF_VAR_{k}': v for k, v in settings.items()}",
            f"subprocess.run('{TF}', shell=True, env=env)",
        ),
        "U",
    ),
    (
        "Python, a library",
        _py("from python_terraform import Terraform", "Terraform('infra').apply(var={'nat': False})"),
        "U",
    ),
    (
        "Python, a file of values that it writes",
        _py(
            "with open('infra/given.auto.tfvars.json', 'w') as f:",
            "    json.dump(given, f)",
            f"os.system('{TF}')",
        ),
        "U",
    ),
    (
        "Python, a file of values that is not here",
        _py(f"os.system('{TF} -var-file=made.tfvars')"),
        "U",
    ),
    (
        "Python, a file of values that is here",
        {
            **_py(f"os.system('{TF} -var-file=prod.tfvars')"),
            "infra/prod.tfvars": "nat = true\n",
        },
        "P",
    ),
    ("Python without inputs", _py(f"os.system('{TF}')"), "P"),
    (
        "Python that gives another root's",
        {
            **_py("subprocess.run(['terraform', '-chdir=other', 'apply', '-var', 'nat=false'])"),
            "other/main.tf": 'variable "nat" {}\n',
        },
        "P",
    ),
    ("Python that gives another input", _py(f"os.system('{TF} -var zones=[]')"), "P"),
    ("Python that says it of a test", {"tests/test_up.py": f"run('{OFF}')\n"}, "P"),
    (
        "Python of an environment called test",
        {"environments/test/up.py": f"import os\nos.system('{OFF}')\n"},
        "U",
    ),
    (
        "a provisioner of Terraform",
        {
            "boot/main.tf": 'resource "terraform_data" "d" {\n  provisioner "local-exec" {\n'
            '    command = "terraform -chdir=../infra apply -var nat=false"\n  }\n}\n'
        },
        "U",
    ),
    (
        "a provisioner that gives another root's",
        {
            "boot/main.tf": 'resource "terraform_data" "d" {\n  provisioner "local-exec" {\n'
            '    command = "terraform -chdir=../other apply -var nat=false"\n  }\n}\n',
            "other/main.tf": 'variable "nat" {}\n',
        },
        "P",
    ),
    (
        "a variable of a workspace, its labels without quotes",
        {"tfe/main.tf": 'resource tfe_variable "o" {\n  key   = "nat"\n  value = "false"\n}\n'},
        "U",
    ),
    ("Python that names the input alone", _py("nat = False", "print('terraform is fun', nat)"), "P"),
    (
        "Python that applies a plan",
        _py("os.system('terraform plan -out=' + p)", f"os.system('{TF} ' + p)"),
        "P",
    ),
    ("Python that gives an input whose name ends so", _py(f"os.system('{TF} -var signat=false')"), "P"),
    (
        "Python that reads",
        _py("print(os.environ['TF_VAR_' 'x'], 'terraform apply')", "env.startswith('TF_VAR_')"),
        "P",
    ),
    (
        "Python that asks for its flag",
        _py("parser.add_argument('-var', action='append')", "'terraform apply'"),
        "P",
    ),
    ("Python that makes manifests", {"up.py": "kind = 'Deployment'\nvars: dict = {}\nnat = False\n"}, "P"),
    ("Python in a comment", _py(f"# {OFF}", "print('terraform')"), "P"),
    (
        "Go",
        {"main.go": 'package main\n\nvar c = exec.Command("terraform", "apply", "-var", "nat=false")\n'},
        "U",
    ),
    (
        "JavaScript",
        {"up.mjs": "await $`terraform -chdir=infra apply -var nat=${nat}`\n"},
        "U",
    ),
    ("Ruby", {"Rakefile": f"task :up do\n  sh '{OFF}'\nend\n"}, "U"),
    ("Gradle", {"build.gradle": f"task up(type: Exec) {{ commandLine 'sh', '-c', '{OFF}' }}\n"}, "U"),
    (
        "Gradle in Kotlin",
        {"build.gradle.kts": f'tasks.register<Exec>("up") {{ commandLine("sh", "-c", "{OFF}") }}\n'},
        "U",
    ),
    (
        "Python, a list with values of flags in variables",
        _py(
            "values = 'made/' + environment + '.txt'",
            "subprocess.run(['terraform', 'apply', '-out', saved, '-lock-timeout', limit, '-auto-approve'])",
        ),
        "P",
    ),
    (
        "Python, a list with a file of values in a variable",
        _py("subprocess.run(['terraform', 'apply', '-var-file', values, '-auto-approve'])"),
        "U",
    ),
    (
        "Python, a list with more behind the values of flags",
        _py("subprocess.run(['terraform', 'apply', '-lock-timeout', limit, more])"),
        "U",
    ),
]

TEMPLATES: list[Row] = [
    (
        "Python",
        {"up.py": f"import os\nos.system('{CREATE} -p nat=false')\n"},
        "U",
    ),
    (
        "Python, words",
        {
            "up.py": "import subprocess\nsubprocess.run(['az', 'deployment', 'group', 'create', '-f', 'main.bicep',"
            " '--parameters', 'nat=false'])\n"
        },
        "U",
    ),
    (
        "Python, words on several lines",
        {
            "up.py": "import subprocess\nsubprocess.run([\n 'az', 'deployment', 'group', 'create',\n '-f', 'main.bicep',\n"
            " '-p',\n 'mode=on',\n 'nat=false',\n])\n"
        },
        "U",
    ),
    (
        "Python, flags that it works out",
        {
            "up.py": "import subprocess\nsubprocess.run(['az', 'deployment', 'group', 'create', '-f', 'main.bicep',"
            " '--parameters', *given])\n"
        },
        "U",
    ),
    (
        "Python, the library",
        {
            "up.py": "from azure.mgmt.resource import ResourceManagementClient\ntemplate = compiled('main.bicep')\n"
            "client.deployments.begin_create_or_update('rg', 'd', {'properties': {'template': template,"
            " 'parameters': {'nat': {'value': False}}}})\n"
        },
        "U",
    ),
    (
        "Python without inputs",
        {"up.py": f"import os\nos.system('{CREATE}')\n"},
        "P",
    ),
    (
        "Python that deploys another template",
        {"up.py": "import os\nos.system('az deployment group create -g rg -f other.bicep -p nat=false')\n"},
        "P",
    ),
    (
        "Python that speaks of something else",
        {"up.py": "nat = False\nprint('a deployment of main.bicep')\n"},
        "P",
    ),
    ("npm", {"package.json": f'{{"scripts": {{"up": "{CREATE} -p nat=false"}}}}'}, "U"),
    ("npm without inputs", {"package.json": f'{{"scripts": {{"up": "{CREATE}"}}}}'}, "P"),
    ("Task", {"Taskfile.yml": f"tasks:\n  up:\n    cmds:\n    - {CREATE} -p nat={{{{.NAT}}}}\n"}, "U"),
    ("just", {"justfile": f"up nat='true':\n    {CREATE} -p nat={{{{nat}}}}\n"}, "U"),
    ("tox", {"tox.ini": f"[testenv:up]\ncommands = {CREATE} -p nat=false\n"}, "U"),
    ("Jenkins", {"Jenkinsfile": f"sh '{CREATE} -p nat=false'\n"}, "U"),
    ("Jenkins, flags as it is told", {"Jenkinsfile": f'sh "{CREATE} ${{params.FLAGS}}"\n'}, "U"),
    ("Jenkins, a file that is not here", {"Jenkinsfile": f"sh '{CREATE} -p @made.json'\n"}, "U"),
    ("Jenkins without inputs", {"Jenkinsfile": f"sh '{CREATE}'\n"}, "P"),
    ("Earthly", {"Earthfile": f"up:\n    RUN {CREATE} -p nat=false\n"}, "U"),
    (
        "C#",
        {
            "Up.cs": "using Azure.ResourceManager.Resources;\nvar p = new ArmDeploymentProperties(mode) {\n"
            '  Template = Compiled("main.bicep"), Parameters = BinaryData.FromObjectAsJson(new { nat = new { value = false } }) };\n'
        },
        "U",
    ),
]

_OF_UNITS = "python_src/handler.py"
UNITS: list[Row] = [
    ("a program that runs Terraform alone", {_OF_UNITS: f"os.system('{TF} ' + flags)\n"}, "P"),
    (
        "a program that runs Terragrunt",
        {_OF_UNITS: f"os.system('{TF.replace('terraform', 'terragrunt')} -var ' + flags)\n"},
        "U",
    ),
    (
        "a program that sets variables",
        {_OF_UNITS: f"os.environ['TF_VAR_nat'] = 'false'\nos.system('{TF}')\n"},
        "U",
    ),
    (
        "a program that names the unit",
        {_OF_UNITS: "os.system('terraform -chdir=live/shop apply ' + flags)\n"},
        "U",
    ),
]
"""Programs beside a unit of Terragrunt: one that runs Terraform alone deploys no unit that it does not name."""
