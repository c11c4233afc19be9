"""Where the real data sets are, apart from the project: a test that needs one skips where it is not."""

from __future__ import annotations

import os
from pathlib import Path

from srmlib.workspace import PROJECT

SHARED = Path(os.environ.get("SRM_SHARED", PROJECT.parent / "shared")) / "data"
