"""The stages of an adoption as code: each as it will be when the stages before it are done."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.adoption.stand_in import STAND_INS
from natpin.adoption.way import DONE, Stage, Way
from natpin.commands.emitting import emitted
from natpin.commands.promises import promises_told
from natpin.errors import Refused
from natpin.model.contract import Contract
from natpin.model.record import replace
from natpin.provision.emission import Files


def stage_code(way: Way, language: str, contract: Contract | None) -> Iterator[tuple[int, Stage, Files, str]]:
    """For each stage that writes something and is not done: its number, its code, and why there is none where there is none."""
    for number, stage in enumerate(way.stages, 1):
        if stage.wish is None or stage.step is None or stage.seen is None or stage.state == DONE:
            continue
        if not stage.step.writes and not stage.step.blocked:
            continue
        if stage.obstacles and not stage.step.blocked:
            yield (
                number,
                stage,
                {},
                "; ".join(stage.obstacles),
            )  # the contract's: the plan alone does not know it
            continue
        try:
            told = promises_told(stage.step, stage.wish, stage.seen, contract)
            files = emitted(stage.step, replace(stage.wish, stage=stage.part), stage.seen, language, told)
        except Refused as error:
            yield number, stage, {}, error.message
            continue
        if any(address in text for text in files.values() for address in STAND_INS.values()):
            why = "it lets in addresses that are not allocated yet: run this again when they are"
            yield number, stage, {}, why
        else:
            yield number, stage, files, ""
