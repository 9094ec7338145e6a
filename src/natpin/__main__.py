"""``python -m natpin``."""

import sys

from natpin.cli import program

sys.exit(program())
