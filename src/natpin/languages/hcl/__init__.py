"""HCL: text to syntax tree, with positions.

``top_blocks`` cuts a ``.tf`` file into blocks that are parsed when first asked for; ``parse_body`` reads a file of
assignments (``.tfvars``); ``parse_expression`` and ``parse_template`` read text that stands by itself. ``tfjson`` does
the same for JSON, and is imported where there is some.
"""

from natpin.languages.hcl.bodies import parse_body, parse_expression, parse_template
from natpin.languages.hcl.slices import Sliced, TopBlock, top_blocks
from natpin.languages.hcl.source import HclError, Source, decode

__all__ = [
    "HclError",
    "Sliced",
    "Source",
    "TopBlock",
    "decode",
    "parse_body",
    "parse_expression",
    "parse_template",
    "top_blocks",
]
