"""``python -m samlad``."""

import sys

from samlad.cli import main

if __name__ == "__main__":
    sys.exit(main())
