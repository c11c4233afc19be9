"""A snapshot made of the few literal rows a test is about."""

from __future__ import annotations

import csv
from pathlib import Path

from srmlib.load.publish import load_extract
from srmlib.rules.schema import TABLES
from srmlib.snapshot import Snapshot, open_snapshot
from srmlib.workspace import Workspace

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
DEFAULTS = {
    "schedule_lines": LINE,
    "receipts": RECEIPT,
    "cost_events": COST,
    "suppliers": {"kind": "outside"},
    "parts": {"uom": "piece"},
}
BASE = {
    "suppliers": [{"supplier_id": "S", "name": "Supplier"}],
    "parts": [{"part_id": "P", "name": "Part"}],
}

KEYS = {table.name: table.key[0] for table in TABLES}


def small_home(
    folder: Path,
    as_of: str = "2026-10-02",
    time_zone: str = "UTC",
    definitions: str = "",
    calendar: str = "",
    files_each: int = 1,
    reporting_currency: str = "EUR",
    keys: str = "",
    rates: dict[str, tuple] | None = None,
    rates_of_extract: list[dict] | None = None,
    metrics: dict[str, str] | None = None,
    **tables: list[dict],
) -> Workspace:
    """A workspace whose snapshot holds the given rows; a row takes what it does not say from DEFAULTS,
    and its key from its place.

    `definitions` is the text of what the firms agreed, `calendar` that of data/calendar/<source>.toml; the rows of a table come in as many files as
    `files_each` says, in turns. `keys` are more lines of the head of source.toml.
    `metrics` are the files of metrics of the pair's own: name → text.
    `rates` become files: name → (unit, [(valid_from, value) or (valid_from, value, low, high)]);
    `rates_of_extract` a table of the extract.
    """
    tables |= {"rates": rates_of_extract} if rates_of_extract else {}
    workspace, source, files = (
        Workspace(folder / "home"),
        folder / "source",
        folder / "files",
    )
    for own in (source, files, workspace.root / "data/definitions"):
        own.mkdir(parents=True, exist_ok=True)
    (workspace.root / "data/definitions/small.yaml").write_text(
        definitions, encoding="utf-8"
    )
    if calendar:
        (workspace.root / "data/calendar").mkdir(parents=True, exist_ok=True)
        (workspace.root / "data/calendar/small.toml").write_text(calendar, encoding="utf-8")
    for name, text in (metrics or {}).items():
        own = workspace.root / "data/definitions/small/metrics" / name
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(text, encoding="utf-8")
    for name, (unit, values) in (rates or {}).items():
        write_rate(workspace.root / "data/rates/small", name, unit, values)
    toml = [
        f'name = "small"\ntitle = "Small"\nreporting_currency = "{reporting_currency}"\nas_of ='
        f' "{as_of}"\ntime_zone = "{time_zone}"\n{keys}'
    ]
    for table, rows in (BASE | tables).items():
        full = [
            {KEYS[table]: str(i)} | DEFAULTS.get(table, {}) | row
            for i, row in enumerate(rows, start=1)
        ]
        columns = list(dict.fromkeys(column for row in full for column in row))
        names = [
            table,
            *(f"{table}_{number}" for number in range(2, min(files_each, len(rows)) + 1)),
        ]
        for turn, name in enumerate(names):
            _write(files / f"{name}.csv", columns, full[turn :: len(names)])
            declared = "\n".join(f'{column} = "text"' for column in columns)
            toml.append(
                f'[files.{name}]\npath = "{name}.csv"\nformat ='
                f' "csv"\n[files.{name}.columns]\n{declared}'
            )
        selects = [
            f"SELECT {', '.join(columns)}, source_file, source_row FROM {name}"
            for name in names
        ]
        (source / f"{table}.sql").write_text(" UNION ALL ".join(selects), encoding="utf-8")
    (source / "source.toml").write_text("\n".join(toml), encoding="utf-8")
    load_extract(workspace, str(source), files)
    return workspace


def write_rate(folder: Path, name: str, unit: str, values: list[tuple]) -> None:
    """A file of one rate, as a person would write it."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = ("valid_from", "value", "low", "high")
    lines = [
        "  - {"
        + ", ".join(f"{key}: {text}" for key, text in zip(keys, value, strict=False))
        + ", source: a time study}"
        for value in values
    ]
    (folder / f"{name}.yaml").write_text(
        f'rate: {name}\nunit: "{unit}"\nvalues:\n' + "\n".join(lines) + "\n",
        encoding="utf-8",
    )


def _write(path: Path, columns: list[str], rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def small_world(folder: Path, **facts) -> Snapshot:
    """As small_home, opened."""
    return open_snapshot(small_home(folder, **facts))
