"""Supplier workbooks: metrics two firms can agree on, total cost that closes to the cent, and a
report both can read.

    from srmlib import supplier_quarter

    q = supplier_quarter("S-1001", "2026Q3")  # of the current snapshot
    q.reading("D1").value  # in the metric's unit
    q.rows("D1")  # the rows behind it
    q.bridge("D1", "supplier", "agreed").steps  # from the supplier's number to the agreed one
    q.explain("4510010312/20")  # why this line is late, step by step
    q.cost.per_good_unit  # the price and all that came on top of it

What `__all__` lists is what notebooks, scripts and other packages may rely on. A name is loaded
when it is first asked for, so that the command line starts at once.

>>> from srmlib import Quarter
>>> Quarter.parse("2026Q3").previous().label
'2026Q2'
"""

import sys
from importlib import import_module

if sys.argv[:1] == ["-m"] and sys.path and not sys.flags.safe_path:
    # `python -m srmlib` looks for modules in the current folder first: a file called pandas.py that
    # lies there would be run.
    del sys.path[0]

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from srmlib import register as register
    from srmlib import words as words
    from srmlib.cost.scenario import QuarterLedger as QuarterLedger
    from srmlib.errors import SrmError as SrmError
    from srmlib.facts import SupplierQuarter as SupplierQuarter
    from srmlib.facts import supplier_quarter as supplier_quarter
    from srmlib.facts import suppliers_with_activity as suppliers_with_activity
    from srmlib.facts.levels import levels as levels
    from srmlib.governance.programme import programme as programme
    from srmlib.load.publish import check_extract as check_extract
    from srmlib.load.publish import load_extract as load_extract
    from srmlib.meeting.boards import open_board as open_board
    from srmlib.meeting.planning import open_planning as open_planning
    from srmlib.meeting.review import open_review as open_review
    from srmlib.partnering import keys as keys
    from srmlib.partnering import level as level
    from srmlib.partnering import principles as principles
    from srmlib.partnering import signs as signs
    from srmlib.replies import sealing as sealing
    from srmlib.reports import sections as sections
    from srmlib.reports.page import start_report as start_report
    from srmlib.reports.run import run_reports as run_reports
    from srmlib.rules.calendar import Quarter as Quarter
    from srmlib.snapshot import list_snapshots as list_snapshots
    from srmlib.snapshot import open_snapshot as open_snapshot
    from srmlib.trace.recall import recall as recall
    from srmlib.workspace import Workspace as Workspace

__version__ = "0.1.0"

# Where each public name lives. Checkers of types read the same from the imports above.
_PLACES = {
    "Quarter": "srmlib.rules.calendar:Quarter",
    "QuarterLedger": "srmlib.cost.scenario:QuarterLedger",
    "SrmError": "srmlib.errors:SrmError",
    "SupplierQuarter": "srmlib.facts:SupplierQuarter",
    "Workspace": "srmlib.workspace:Workspace",
    "check_extract": "srmlib.load.publish:check_extract",
    "list_snapshots": "srmlib.snapshot:list_snapshots",
    "keys": "srmlib.partnering:keys",
    "level": "srmlib.partnering:level",
    "levels": "srmlib.facts.levels:levels",
    "load_extract": "srmlib.load.publish:load_extract",
    "open_board": "srmlib.meeting.boards:open_board",
    "open_planning": "srmlib.meeting.planning:open_planning",
    "open_review": "srmlib.meeting.review:open_review",
    "open_snapshot": "srmlib.snapshot:open_snapshot",
    "programme": "srmlib.governance.programme:programme",
    "principles": "srmlib.partnering:principles",
    "recall": "srmlib.trace.recall:recall",
    "register": "srmlib.register",
    "run_reports": "srmlib.reports.run:run_reports",
    "sealing": "srmlib.replies.sealing",
    "sections": "srmlib.reports.sections",
    "signs": "srmlib.partnering:signs",
    "start_report": "srmlib.reports.page:start_report",
    "supplier_quarter": "srmlib.facts:supplier_quarter",
    "suppliers_with_activity": "srmlib.facts:suppliers_with_activity",
    "words": "srmlib.words",
}
__all__ = [*_PLACES]


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module 'srmlib' has no attribute '{name}'")
    module, _, inside = _PLACES[name].partition(":")
    found = import_module(module)
    return getattr(found, inside) if inside else found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
