"""Names in an entry of natpin.yaml: what Azure takes, and where it puts what has no resource group of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from natpin.languages.located_yaml.checked import Written
from natpin.model.record import record
from natpin.provision.ids import resource_id

# Source: Azure, "Naming rules and restrictions for Azure resources".
GROUP_NAME = re.compile(r"[\w.()-]{0,89}[\w()-]\Z", re.ASCII)
NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9_])?\Z")
CLUSTER_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\Z")


@record
class Home:
    """Where names without a resource group of their own live."""

    subscription: str
    group: str

    def id(self, parts: Mapping[str, Written], type_: str, pattern: re.Pattern[str] = NAME) -> str:
        group = (
            name_of(parts["resource-group"], "resource-group", GROUP_NAME)
            if "resource-group" in parts
            else self.group
        )
        return resource_id(self.subscription, group, type_, name_of(parts["name"], "name", pattern))


def name_of(written: Written, what: str, pattern: re.Pattern[str]) -> str:
    found = written.text(what)
    if not pattern.match(found):
        written.wrong(f"{what} {found!r} is not a valid Azure name")
    return found
