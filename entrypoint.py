"""What the container runs: nothing but natpin.action."""

import sys

from natpin.action import main

if __name__ == "__main__":
    sys.exit(main())
