"""Values of the command line, where what takes them is in another file than the stack's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

CLUSTER = "az aks create -g rg -n pay --outbound-type $OUTBOUND\n"
USING = {
    "a default of a role": {
        "site.yml": "- hosts: localhost\n  roles: [aks]\n",
        "roles/aks/defaults/main.yml": "OUTBOUND: loadBalancer\n",
        "roles/aks/tasks/main.yml": "- azure.azcollection.azure_rm_aks:\n    name: pay\n    resource_group: rg\n"
        "    network_profile: {outbound_type: '{{ OUTBOUND }}'}\n",
    },
    "a script that another sources": {"deploy.sh": ". ./aks.sh\n", "aks.sh": CLUSTER},
    "a script that a recipe runs": {"Makefile": "up:\n\t./aks.sh\n", "aks.sh": "#!/bin/bash\n" + CLUSTER},
    "an included Makefile": {
        "Makefile": "include aks.mk\n",
        "aks.mk": "up:\n\taz aks create -n pay --outbound-type $(OUTBOUND)\n",
    },
    "a template of a pipeline": {
        "azure-pipelines.yml": "steps:\n  - template: steps.yml\n",
        "steps.yml": "steps:\n  - script: az aks create -n pay --outbound-type $(OUTBOUND)\n",
    },
    "a composite action": {
        ".github/workflows/a.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./aks\n",
        "aks/action.yml": "runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: " + CLUSTER,
    },
}


@pytest.mark.parametrize("files", USING.values(), ids=USING.keys())
def test_a_value_is_used_wherever_in_the_stack_its_name_stands(tmp_path: Path, files: dict[str, str]) -> None:
    def told(name: str) -> list[str]:
        report = linted(tmp_path, files, **{name: "userAssignedNATGateway"})
        return [one.reason for one in report.skipped if "--var" in one.reason]

    assert told("OUTBOUND") == []
    assert len(told("OUTBUOND")) == 1
    assert len(told("UTBOUND")) == 1, "a part of a word is none"
