"""Where all relationships of a quarter stand."""

from __future__ import annotations

import pandas as pd

from srmlib.facts.quarter import supplier_quarter
from srmlib.facts.suppliers import suppliers_with_activity
from srmlib.partnering.dimensions import LEVELS
from srmlib.register import Register, open_register
from srmlib.relationship.entered import Entered, fix_entered
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot, open_snapshot
from srmlib.workspace import Workspace

COLUMNS = ("supplier_id", "name", "level", *(one.replace(" ", "_") for one in LEVELS))


def levels(
    quarter: Quarter | str,
    snapshot: Snapshot | str | None = None,
    *,
    workspace: Workspace | None = None,
    register: Register | Entered | None = None,
) -> pd.DataFrame:
    """Data frame: every supplier with activity in a quarter, by name, with the level of the
    relationship and how many of eight dimensions are shown at each level or higher. `level`
    is null where nothing was entered of a supplier: the extract alone says too little. It
    names all suppliers: it is for the buyer, and `programme(snapshot, "2026Q3", levels=…)`
    takes it as it is.

    `register` is that of the workspace unless one is given. Raises UsageError for what is
    no quarter, SnapshotError for a snapshot that is not there.
    """
    home = workspace or Workspace.find()
    if not isinstance(snapshot, Snapshot):
        with open_snapshot(home, snapshot) as opened:
            return levels(quarter, opened, workspace=home, register=register)
    if not isinstance(register, Entered):
        register = fix_entered(register or open_register(home), snapshot.as_of)
    rows = []
    for supplier in suppliers_with_activity(snapshot, snapshot.quarter(quarter)):
        with supplier_quarter(
            supplier.supplier_id, quarter, snapshot, workspace=home, register=register
        ) as q:
            level = q.partnering.level
            name = level.name if q.partnering.has_records else None
            counts = [level.count(place) for place in range(len(LEVELS))]
            rows.append((supplier.supplier_id, supplier.name, name, *counts))
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
