"""The cost ledger over synthetic receipts and cost events: CPU seconds against a bare scan, and the memory it takes.

Each step runs in a process of its own, as a load does, so that its memory is its own and not what the one before left behind.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from benchmarks.canonical import make_canonical_tables
from srmlib.snapshot.building import MEMORY_LIMIT, SQL, connect
from srmlib.snapshot.costs import gather_cost_drivers

SUPPLIERS = 2000
LINES_PER_EVENT = 5
READ = {
    "schedule_lines": ("line_id", "order_id", "supplier_id", "part_id", "ordered_qty", "value_amount", "currency"),
    "receipts": ("receipt_id", "line_id", "kind", "docked_on", "received_qty", "shipment_id", "gross_weight", "of_receipt_id"),
    "cost_events": (
        *("event_id", "element", "component", "supplier_id", "shipment_id", "order_id", "line_id", "part_id", "occurred_on", "state", "amount", "currency"),
        *("driver_qty", "rate_name", "allocate_by", "paid_by", "cause", "source_file", "source_row"),
    ),
}


@dataclass(frozen=True)
class Step:
    """What one step took: seconds, CPU seconds, and the most memory its process held at once, in bytes, of which `idle_bytes` before it began."""

    seconds: float
    cpu: float
    peak_bytes: int
    idle_bytes: int


def bench_ledger(lines: int, measure: Callable[[Callable[[], object]], tuple[float, float]]) -> None:
    """Print CPU seconds and ratios of scan and ledger, rows and memory; the shares of every event must add up to it."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "bench.duckdb"
        _alone(_write_world, path, lines)
        steps = {"bare scan": _alone(_timed, path, measure, _scan)}
        for name, work in STEPS.items():
            steps[name] = _alone(_timed, path, measure, work)
        rows = _alone(_checked_rows, path)
    floor, work = steps["bare scan"], [steps[name] for name in STEPS]
    steps["ledger in all"] = Step(sum(s.seconds for s in work), sum(s.cpu for s in work), max(s.peak_bytes for s in work), work[0].idle_bytes)
    print(f"\n{'cost ledger':24} {'rows':>12} {'seconds':>9} {'CPU s':>9} {'x scan (CPU)':>13} {'peak MB':>9}")
    for name, step in steps.items():
        print(f"{name:24} {rows[name]:12,} {step.seconds:9.2f} {step.cpu:9.2f} {step.cpu / floor.cpu:13.1f} {step.peak_bytes / 1e6:9,.0f}")
    print(f"memory limit of DuckDB {MEMORY_LIMIT}; a process that has only started holds {floor.idle_bytes / 1e6:,.0f} MB")


def _alone(work: Callable, *arguments: object) -> object:
    """The result of `work` in a new process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _timed(path: Path, measure: Callable, work: Callable[[duckdb.DuckDBPyConnection], object]) -> Step:
    idle = _peak_bytes()
    with _opened(path) as con:
        seconds, cpu = measure(lambda: work(con))
    return Step(seconds, cpu, _peak_bytes(), idle)


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if os.uname().sysname == "Darwin" else 1024)


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    """The database as a load opens it: the product's memory limit, and a folder for what does not fit."""
    con = connect(path)
    con.execute("SET enable_progress_bar = false")
    con.execute("SET temp_directory = '" + str(path.parent / "spill").replace("'", "''") + "'")
    return con


def _scan(con: duckdb.DuckDBPyConnection) -> None:
    """The floor: every column the ledger needs is read once."""
    for table, columns in READ.items():
        con.execute("SELECT " + ", ".join("bit_xor(hash(" + column + "))" for column in columns) + " FROM " + table).fetchall()


def _make(con: duckdb.DuckDBPyConnection, mart: str) -> None:
    con.execute("CREATE TABLE " + mart + " AS " + (SQL / "marts" / f"{mart}.sql").read_text(encoding="utf-8"))


def _arrivals(con: duckdb.DuckDBPyConnection) -> None:
    _make(con, "arrivals")


def _prices(con: duckdb.DuckDBPyConnection) -> None:
    for mart in ("fx_daily", "rates_daily", "receipt_prices"):
        _make(con, mart)


def _ledger(con: duckdb.DuckDBPyConnection) -> None:
    _make(con, "cost_ledger")


def _left_out(con: duckdb.DuckDBPyConnection) -> None:
    _make(con, "cost_left_out")


STEPS = {
    "receipts that stand": _arrivals,
    "prices of receipts": _prices,
    "drivers gathered": gather_cost_drivers,
    "ledger": _ledger,
    "rows left out": _left_out,
}
ROWS_OF = {
    "receipts that stand": "arrivals",
    "prices of receipts": "receipt_prices",
    "drivers gathered": "cost_drivers",
    "ledger": "cost_ledger",
    "rows left out": "cost_left_out",
}


def _write_world(path: Path, lines: int) -> None:
    """Made-up rows of ten years, the same every time.

    Orders of three lines, shipments of five; a line in twenty comes in two receipts, one in a hundred receipts is reversed. 30 currencies with
    a rate for every day from Monday to Friday. One cost event for five lines: six in ten of a shipment, two of a line, one of an order, one of
    none; a third of them valued by one of three rates.
    """
    with _opened(path) as con:
        make_canonical_tables(con)
        con.execute(
            "INSERT INTO snapshot_info (as_of, time_zone, reporting_currency, fx_by, fx_days_held) VALUES (DATE '2026-01-01', 'UTC', 'EUR', 'day', 7)"
        )
        con.execute("INSERT INTO suppliers (supplier_id, name, kind) SELECT concat('S', i), concat('Supplier ', i), 'outside' FROM range(?) AS t (i)", [SUPPLIERS])
        con.execute(
            "INSERT INTO fx (currency, rate_on, fx_rate, fx_units) SELECT concat('X', i), day, 0.5 + hash(i, day) % 100000 / 100000.0, CASE WHEN i % 10 = 0 THEN 100 END"
            " FROM range(30) AS c (i), (SELECT day FROM calendar_days WHERE day BETWEEN DATE '2015-12-25' AND DATE '2026-01-01' AND isodow(day) < 6)"
        )
        con.execute(
            "INSERT INTO rates (rate_name, valid_from, value, low, high, unit, source) SELECT name, CAST(day AS DATE), 40 + hash(name, day) % 40, 30, 90,"
            " concat('EUR/', name), 'made up' FROM (VALUES ('hour'), ('minute'), ('chase')) AS n (name),"
            " generate_series(DATE '2015-01-01', DATE '2026-01-01', INTERVAL 6 MONTH) AS d (day)"
        )
        # Orders and shipments are whole within fifteen lines, which share a supplier and with it a currency.
        con.execute(
            "INSERT INTO schedule_lines (line_id, order_id, supplier_id, part_id, ordered_on, requested_on, ordered_qty, value_amount, currency, status)"
            " SELECT concat('L', i), concat('O', i // 3), concat('S', supplier), concat('P', hash(i + 1) % 20000), day - 40, day,"
            " 10 + hash(i + 2) % 90, 1 + hash(i + 3) % 100000 / 100.0, CASE WHEN supplier % 60 < 30 THEN concat('X', supplier % 60) ELSE 'EUR' END, 'closed' FROM ("
            "   SELECT i, hash(i // 15) % ? AS supplier, DATE '2016-01-01' + CAST(hash(i // 15) % 3600 AS INTEGER) AS day FROM range(?) AS t (i))",
            [SUPPLIERS, lines],
        )
        con.execute(
            "INSERT INTO receipts (receipt_id, line_id, kind, docked_on, received_qty, shipment_id, gross_weight)"
            " SELECT concat('R', i, '/', part), line_id, 'receipt', requested_on + CAST(hash(i // 5) % 10 + 4 * part AS INTEGER),"
            " CASE WHEN parts = 1 THEN ordered_qty WHEN part = 1 THEN floor(ordered_qty / 2) ELSE ordered_qty - floor(ordered_qty / 2) END,"
            " concat('A', i // 5, '/', part), CASE WHEN hash(i // 5, 2) % 10 > 0 THEN 1 + hash(i, 3) % 5000 / 10.0 END FROM ("
            "   SELECT line_id, CAST(substr(line_id, 2) AS BIGINT) AS i, requested_on, ordered_qty, CASE WHEN hash(line_id, 1) % 20 = 0 THEN 2 ELSE 1 END AS parts,"
            "   unnest(range(1, parts + 1)) AS part FROM schedule_lines)"
        )
        con.execute(
            "INSERT INTO receipts (receipt_id, line_id, kind, docked_on, received_qty, of_receipt_id)"
            " SELECT concat(receipt_id, ' back'), line_id, 'reversal', docked_on + 1, received_qty, receipt_id FROM receipts WHERE hash(receipt_id) % 100 = 0"
        )
        con.execute(
            "INSERT INTO cost_events (event_id, element, component, supplier_id, shipment_id, line_id, order_id, occurred_on, state, amount, currency,"
            " driver_qty, rate_name, allocate_by, cause, source_file, source_row)"
            " SELECT concat('E', i), CASE WHEN of_what < 6 THEN 'freight_duty' ELSE 'expedite' END, CASE WHEN of_what < 6 THEN 'freight' END, supplier_id,"
            " CASE WHEN of_what < 6 THEN concat('A', line_number // 5, '/1') END, CASE WHEN of_what IN (6, 7) THEN line_id END,"
            " CASE WHEN of_what = 8 THEN order_id END, requested_on, CASE WHEN is_unknown THEN 'unknown' ELSE 'amount' END,"
            " CASE WHEN NOT is_unknown AND i % 3 > 0 THEN hash(i, 5) % 200000 / 100.0 - 100 END, CASE WHEN NOT is_unknown AND i % 3 > 0 THEN currency END,"
            " CASE WHEN NOT is_unknown AND i % 3 = 0 THEN hash(i, 6) % 9000 / 1000.0 END,"
            " CASE WHEN NOT is_unknown AND i % 3 = 0 THEN ['hour', 'minute', 'chase'][1 + CAST(hash(i, 7) % 3 AS INTEGER)] END,"
            " ['weight', 'quantity', 'equally', 'value'][1 + CAST(hash(i, 8) % 10 AS INTEGER)], CASE WHEN of_what < 6 THEN 'terms' ELSE 'open' END, 'events.csv', i"
            " FROM (SELECT i, hash(i, 9) % 10 AS of_what, hash(i, 10) % 50 = 0 AS is_unknown, hash(i, 11) % ? AS line_number FROM range(? // ?) AS t (i)) AS e"
            " INNER JOIN schedule_lines ON line_id = concat('L', line_number)",
            [lines, lines, LINES_PER_EVENT],
        )


def _checked_rows(path: Path) -> dict[str, int]:
    """Rows by step. Raises SystemExit where the shares of an event do not add up to it, or a receipt or event is not in the ledger."""
    with _opened(path) as con:

        def one(query: str) -> object:
            return con.execute(query).fetchall()[0][0]

        found = {name: one("SELECT count(*) FROM " + table) for name, table in ROWS_OF.items()}
        wrong = one("SELECT count(*) FROM (SELECT 1 FROM cost_ledger GROUP BY element, event_id HAVING sum(amount) IS DISTINCT FROM min(event_amount))")
        shares = one("SELECT sum(amount) FROM cost_ledger WHERE source = 'cost_events' AND basis = 'booked' AND stated_currency = 'EUR'")
        booked = one("SELECT sum(amount) FROM cost_events WHERE currency = 'EUR'")
        events = one("SELECT count(DISTINCT event_id) FROM cost_ledger WHERE source = 'cost_events'")
        prices = one("SELECT count(*) FROM cost_ledger WHERE element = 'price' AND amount IS NOT NULL")
        stated = one("SELECT count(*) FROM cost_events")
        scanned = sum(one("SELECT count(*) FROM " + table) for table in READ)
    if wrong or shares != booked or events != stated or prices != found["prices of receipts"]:
        raise SystemExit(f"The ledger does not close: {wrong:,} events differ from their shares; {Decimal(shares)} of {booked} EUR; {events:,} of {stated:,} events.")
    return {"bare scan": scanned, "ledger in all": found["ledger"], **found}
