"""A statement about Azure has its source, or says that it has none."""

from __future__ import annotations

import re

from natpin.model.azure_defaults import AUTOMATIC, DEFAULTS, GATEWAY_IPS, IDLE_MINUTES, PREFIX_LENGTH


def test_each_default_has_a_source_with_a_date_or_is_marked_unverified() -> None:
    stated = {**DEFAULTS, **AUTOMATIC, "idle": IDLE_MINUTES, "length": PREFIX_LENGTH, "ips": GATEWAY_IPS}
    for what, default in stated.items():
        assert default.source, what
        dated = re.fullmatch(r"20\d\d-\d\d(-\d\d)?", default.as_of)
        assert dated or "unverified" in default.source or default.source.startswith("ARM:"), what
