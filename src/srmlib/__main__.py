"""`python -m srmlib` is the command `srm`."""

import sys

from srmlib.cli import main

sys.exit(main())
