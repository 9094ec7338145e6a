"""``python -m natpin``."""

import sys

from natpin.cli import main

sys.exit(main())
