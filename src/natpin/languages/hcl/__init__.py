"""HCL: text to syntax tree, with positions.

``top_blocks`` cuts a ``.tf`` file into blocks that are parsed when first asked for; ``json_blocks`` does the same for
``.tf.json``; ``parse_body`` reads a file of assignments (``.tfvars``); ``parse_expression`` and ``parse_template``
read text that stands by itself.
"""

from natpin.languages.hcl.bodies import parse_body, parse_expression, parse_template
from natpin.languages.hcl.slices import Sliced, TopBlock, top_blocks
from natpin.languages.hcl.source import HclError, Source, decode
from natpin.languages.hcl.tfjson import json_blocks, json_values

__all__ = [
    "HclError",
    "Sliced",
    "Source",
    "TopBlock",
    "decode",
    "json_blocks",
    "json_values",
    "parse_body",
    "parse_expression",
    "parse_template",
    "top_blocks",
]
