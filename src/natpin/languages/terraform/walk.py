"""The module instances of a stack, from the root inwards."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.languages.terraform.calls import Call
from natpin.languages.terraform.module import Module
from natpin.model.value import Skipped

MAX_MODULES = 3_000
"""Module instances of one stack: a few modules that each call the next one twice are a billion."""


def walk(root: Module, types: frozenset[str]) -> Iterator[tuple[Module, list[Call]]]:
    """Every module instance that leads to resources of some types, callers first; with the calls whose source is
    not here."""
    pending = [root]
    count = 0
    while pending:
        module = pending.pop()
        count += 1
        if count > MAX_MODULES:
            reason = f"its modules call one another more than {MAX_MODULES} times"
            root.tree.report([Skipped(root.folder.path, reason, claims_aks=True)])
            return
        absent: list[Call] = []
        children: list[Module] = []
        for name, declared in module.folder.modules.items():
            body = declared.body()
            if body is None:
                module.tree.report(declared.problems)
                continue
            target = module.tree.folder_of_call(module, name, body)
            if target is not None and not module.tree.leads_to(target, (*module.path, name), types):
                continue
            found = module.calls(name)
            for call in found[1].values() if found else ():
                if isinstance(call.module, Module):
                    children.append(call.module)
                else:
                    absent.append(call)
        yield module, absent
        pending.extend(reversed(children))
