"""A snapshot made of the few literal rows a test is about."""

from __future__ import annotations

import csv
from pathlib import Path

from srmlib.home import Home
from srmlib.snapshot import Snapshot, load_extract, open_snapshot

LINE = {
    "supplier_id": "S",
    "part_id": "P",
    "ordered_on": "2026-06-01",
    "requested_on": "2026-07-10",
    "ordered_qty": "10",
    "value_amount": "100.00",
    "currency": "EUR",
    "status": "open",
}
RECEIPT = {"kind": "receipt", "docked_on": "2026-07-10", "received_qty": "10"}
COST = {
    "element": "freight_duty",
    "component": "freight",
    "supplier_id": "S",
    "occurred_on": "2026-07-10",
    "state": "amount",
    "currency": "EUR",
    "cause": "terms",
}
DEFAULTS = {"schedule_lines": LINE, "receipts": RECEIPT, "cost_events": COST, "suppliers": {"kind": "outside"}, "parts": {"uom": "piece"}}
BASE = {"suppliers": [{"supplier_id": "S", "name": "Supplier"}], "parts": [{"part_id": "P", "name": "Part"}]}


def small_home(folder: Path, as_of: str = "2026-10-02", **tables: list[dict]) -> Home:
    """A home whose snapshot holds the given rows; a row takes what it does not say from DEFAULTS, and its key from its place."""
    home, source, files = Home(folder / "home"), folder / "source", folder / "files"
    source.mkdir(exist_ok=True)
    files.mkdir(exist_ok=True)
    toml = [f'name = "small"\ntitle = "Small"\nreporting_currency = "EUR"\nas_of = "{as_of}"']
    for name, rows in (BASE | tables).items():
        key = {"schedule_lines": "line_id", "receipts": "receipt_id", "cost_events": "event_id"}.get(name)
        full = [({key: str(i)} if key else {}) | DEFAULTS.get(name, {}) | row for i, row in enumerate(rows, start=1)]
        columns = list(dict.fromkeys(column for row in full for column in row))
        with (files / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(full)
        toml.append(f'[files.{name}]\npath = "{name}.csv"\nformat = "csv"\n[files.{name}.columns]\n' + "\n".join(f'{column} = "text"' for column in columns))
        (source / f"{name}.sql").write_text(f"SELECT {', '.join(columns)}, source_file, source_row FROM {name}", encoding="utf-8")
    (source / "source.toml").write_text("\n".join(toml), encoding="utf-8")
    load_extract(home, str(source), files)
    return home


def small_world(folder: Path, **tables: list[dict]) -> Snapshot:
    return open_snapshot(small_home(folder, **tables))
