"""The seeded sample world: an invented pump maker and its suppliers, with planted stories, and the
answer sheet beside it. What both firms entered in two years stands in `sample_world.register`.
"""

from datetime import date
from pathlib import Path

from sample_world.answers import ANSWERS
from sample_world.files import write_sample
from sample_world.supplier_rows import write_supplier_rows

__all__ = [
    "ANSWERS",
    "PUBLISHED_ON",
    "write_everything",
    "write_sample",
    "write_supplier_rows",
]

# The day the quarter before the last was published: what was keyed in later restates it.
PUBLISHED_ON = date(2026, 7, 2)


def write_everything(folder: Path) -> Path:
    """Write the extract of today, a supplier's own file in `from-harrow`, and the extract as it was
    known on the day of publication.

    Returns the folder of the latter.
    """
    earlier = folder / f"as-known-{PUBLISHED_ON}"
    write_sample(folder)
    write_sample(earlier, PUBLISHED_ON)
    write_supplier_rows(folder / "from-harrow")
    return earlier
