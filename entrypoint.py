"""What the container runs: nothing but natpin.action, in a process that ends with it (see ``natpin.cli.program``)."""

import gc
import sys

if __name__ == "__main__":
    gc.set_threshold(50_000)  # before the imports: they make most of what there is
    from natpin.action import main

    status = main()
    gc.freeze()
    sys.exit(status)
