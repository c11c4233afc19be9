"""The counting pass of D1 over synthetic schedule lines: all suppliers, quarters and bases at once,
against a bare scan and plain pandas.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import pandas as pd

from benchmarks.canonical import make_canonical_tables
from benchmarks.measuring import measure
from srmlib.rules.metric import read_metrics, shipped_metric_files
from srmlib.snapshot.database import SQL, connect
from srmlib.snapshot.definitions import make_bases_table, write_bases

SUPPLIERS = 2000
D1 = read_metrics(shipped_metric_files())["D1"]
BASES = {
    "agreed": D1.default_basis,
    "buyer": D1.default_basis | {"due": "requested"},
    "supplier": D1.default_basis | {"place": "shipped", "full_percent": 95, "late_days": 1},
}
LINE_COLUMNS = (
    "line_id",
    "order_id",
    "supplier_id",
    "requested_on",
    "last_confirmed_on",
    "ordered_qty",
    "value_amount",
    "status",
)
RECEIPT_COLUMNS = (
    "receipt_id",
    "line_id",
    "kind",
    "shipped_on",
    "docked_on",
    "received_qty",
)
COUNTED = (
    "SELECT basis, supplier_id, CAST(DATE_TRUNC('month', counted_on) AS DATE) AS month_on,"
    " SUM(numerator) AS numerator, SUM(denominator) AS denominator FROM ("
)


def bench_counting(lines: int) -> None:
    """Print seconds, CPU seconds and ratios of scan, pass and pandas; the two counts must agree."""
    with tempfile.TemporaryDirectory() as scratch:
        con = connect(Path(scratch) / "bench.duckdb", spill=Path(scratch) / "spill")
        con.execute("SET memory_limit = '12GB'")
        _write_world(con, lines)
        found: dict[str, object] = {}
        timed = {
            "bare scan": measure(lambda: _scan(con)),
            "srm, 3 bases in one pass": measure(lambda: found.update(srm=_count(con))),
            "pandas, a loop over 3 bases": measure(
                lambda: found.update(pandas=_count_in_pandas(con))
            ),
        }
        _check(found["srm"], found["pandas"])
        con.close()
    floor = timed["bare scan"][1]
    print(
        f"\n{'on time, in full':30} {'lines':>12} {'seconds':>9} {'CPU s':>9} {'x scan (CPU)':>13}"
    )
    for name, (wall, cpu) in timed.items():
        print(f"{name:30} {lines:12,} {wall:9.2f} {cpu:9.2f} {cpu / floor:13.1f}")
    print(
        "pandas ÷ srm:"
        f" {timed['pandas, a loop over 3 bases'][1] / timed['srm, 3 bases in one pass'][1]:.1f} in"
        " CPU seconds"
    )


def _write_world(con: duckdb.DuckDBPyConnection, lines: int) -> None:
    """Canonical tables with made-up rows: a line in twenty comes in two receipts, one in fifty
    never; due dates over ten years.
    """
    make_canonical_tables(con)
    con.execute(
        "INSERT INTO snapshot_info (as_of, time_zone, reporting_currency) VALUES (DATE"
        " '2026-01-01', 'UTC', 'EUR')"
    )
    con.execute(
        "INSERT INTO suppliers (supplier_id, name, kind) SELECT concat('S', i), concat('Supplier ',"
        " i), 'outside' FROM range(?) AS t (i)",
        [SUPPLIERS],
    )
    con.execute(
        "INSERT INTO schedule_lines (line_id, order_id, supplier_id, ordered_on, requested_on,"
        " last_confirmed_on, ordered_qty, value_amount, currency, status) SELECT concat('L', i),"
        " concat('O', i // 3), concat('S', hash(i) % ?), day - 40, day, day + CAST(hash(i + 1) % 10"
        " // 8 * 7 AS INTEGER), 10 + hash(i + 2) % 90, 100 + hash(i + 3) % 900, 'EUR', 'closed'"
        " FROM (SELECT i, DATE '2016-01-01' + CAST(hash(i + 4) % 3600 AS INTEGER) AS day FROM"
        " range(?) AS t (i))",
        [SUPPLIERS, lines],
    )
    con.execute(
        "INSERT INTO receipts (receipt_id, line_id, kind, shipped_on, docked_on, posted_on,"
        " received_qty) SELECT concat('R', substr(line_id, 2), '/', part), line_id, 'receipt', day"
        " - 3, day, day + 1, CASE WHEN parts = 1 THEN ordered_qty WHEN part = 1 THEN"
        " floor(ordered_qty / 2) ELSE ordered_qty - floor(ordered_qty / 2) END FROM (SELECT *,"
        " requested_on + CAST(hash(line_id) % 14 AS INTEGER) - 8 + 4 * CAST(part AS INTEGER) AS day"
        " FROM (   SELECT line_id, requested_on, ordered_qty, CASE WHEN hash(line_id, 1) % 20 = 0"
        " THEN 2 ELSE 1 END AS parts,   unnest(range(1, CASE WHEN hash(line_id, 2) % 50 = 0 THEN 1"
        " WHEN hash(line_id, 1) % 20 = 0 THEN 3 ELSE 2 END)) AS part FROM schedule_lines))"
    )
    make_bases_table(con, D1)
    write_bases(con, D1, BASES)


def _scan(con: duckdb.DuckDBPyConnection) -> None:
    """The floor: every column the pass needs is read once."""
    for table, columns in (("schedule_lines", LINE_COLUMNS), ("receipts", RECEIPT_COLUMNS)):
        con.execute(
            "SELECT "
            + ", ".join("min(" + column + "), max(" + column + ")" for column in columns)
            + " FROM "
            + table
        ).fetchall()


def _count(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    con.execute(
        "CREATE OR REPLACE TABLE arrivals AS "
        + (SQL / "marts" / "arrivals.sql").read_text(encoding="utf-8")
    )
    rows = (SQL / "metrics" / "D1.sql").read_text(encoding="utf-8")
    return con.execute(COUNTED + rows + ") AS rows WHERE is_counted GROUP BY ALL").df()


def _count_in_pandas(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The straightforward way: for each basis one pass of merges and groups over data frames."""
    lines = con.execute("SELECT " + ", ".join(LINE_COLUMNS) + " FROM schedule_lines").df()
    receipts = con.execute("SELECT " + ", ".join(RECEIPT_COLUMNS) + " FROM receipts").df()
    as_of, counted = pd.Timestamp("2026-01-01"), []
    for name, choices in BASES.items():
        day = "shipped_on" if choices["place"] == "shipped" else "docked_on"
        came = receipts.sort_values(["line_id", day, "receipt_id"])[
            ["line_id", day, "received_qty"]
        ]
        came["so_far"] = came.groupby("line_id")["received_qty"].cumsum()
        came = came.merge(lines[["line_id", "ordered_qty"]], on="line_id")
        full = (
            came[100 * came["so_far"] >= choices["full_percent"] * came["ordered_qty"]]
            .groupby("line_id")[day]
            .min()
            .rename("filled_on")
        )
        read = lines.merge(full, on="line_id", how="left")
        read["due_on"] = (
            read["requested_on"]
            if choices["due"] == "requested"
            else read["last_confirmed_on"].fillna(read["requested_on"])
        )
        latest = read["due_on"] + pd.Timedelta(days=choices["late_days"])
        read["numerator"] = read["filled_on"] <= latest
        read = read[read["filled_on"].notna() | (latest < as_of)]
        months = read.groupby(
            ["supplier_id", read["due_on"].dt.to_period("M").dt.start_time]
        )["numerator"].agg(["sum", "count"])
        counted.append(
            months.rename_axis(["supplier_id", "month_on"])
            .rename(columns={"sum": "numerator", "count": "denominator"})
            .assign(basis=name)
        )
    return pd.concat(counted).reset_index()


def _check(one: pd.DataFrame, other: pd.DataFrame) -> None:
    totals = [
        frame.groupby("basis")[["numerator", "denominator"]].sum().astype(int).to_dict()
        for frame in (one, other)
    ]
    if totals[0] != totals[1] or len(one) != len(other):
        raise SystemExit(
            f"The two counts differ: {totals[0]} in {len(one)} rows against {totals[1]} in"
            f" {len(other)}. One of them is wrong."
        )
