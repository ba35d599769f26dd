"""`python -m modelbrowser`."""

import sys

from modelbrowser.cli import main

sys.exit(main())
