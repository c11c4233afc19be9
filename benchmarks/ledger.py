"""The cost ledger over synthetic receipts and cost events: CPU seconds against a bare scan, and the
memory it takes.

The world is written, scanned and made a ledger of each in a process of its own, so that the memory
measured is the ledger's.
"""

from __future__ import annotations

import tempfile
from decimal import Decimal
from functools import partial
from pathlib import Path

import duckdb

from benchmarks.canonical import make_canonical_tables
from benchmarks.measuring import Work, alone, measure, opened, peak_bytes, print_steps
from srmlib.load.building import LEDGER, MARTS
from srmlib.load.cost_drivers import gather_cost_drivers
from srmlib.snapshot.database import SQL

SUPPLIERS = 2000
LINES_PER_EVENT = 5
READ = {
    "schedule_lines": (
        "line_id",
        "order_id",
        "supplier_id",
        "part_id",
        "ordered_qty",
        "value_amount",
        "currency",
    ),
    "receipts": (
        "receipt_id",
        "line_id",
        "kind",
        "docked_on",
        "received_qty",
        "shipment_id",
        "gross_weight",
        "of_receipt_id",
    ),
    "cost_events": (
        *(
            "event_id",
            "element",
            "component",
            "supplier_id",
            "shipment_id",
            "order_id",
            "line_id",
            "part_id",
            "occurred_on",
            "state",
            "amount",
            "currency",
        ),
        *(
            "driver_qty",
            "rate_name",
            "allocate_by",
            "paid_by",
            "cause",
            "source_file",
            "source_row",
        ),
    ),
}


# As a load makes them; the world has the rates of every day.
STEPS = (
    *(mart for mart in MARTS if mart not in ("fx_daily", "rates_daily")),
    "cost_drivers",
    *LEDGER,
)


def bench_ledger(lines: int) -> None:
    """Print CPU seconds and ratios of scan and ledger, rows and memory; the shares of every event
    must add up to it.
    """
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "bench.duckdb"
        alone(_write_world, path, lines)
        scan, ledger = alone(_scan, path), alone(_make_ledger, path)
        rows = alone(_checked_rows, path)
    print_steps(
        "cost ledger",
        scan.steps | ledger.steps | {"ledger in all": ledger.in_all},
        rows,
        ledger,
    )


def _scan(path: Path) -> Work:
    """The floor: every value the ledger needs is read once. (The least and the greatest DuckDB
    would know without reading.)
    """

    def read(con: duckdb.DuckDBPyConnection) -> None:
        for table, columns in READ.items():
            con.execute(
                "SELECT "
                + ", ".join("bit_xor(hash(" + column + "))" for column in columns)
                + " FROM "
                + table
            ).fetchall()

    idle = peak_bytes()
    with opened(path) as con:
        took = measure(lambda: read(con))
    return Work({"bare scan": took}, peak_bytes(), idle)


def _make_ledger(path: Path) -> Work:
    idle = peak_bytes()
    with opened(path) as con:
        con.execute("CREATE TEMP TABLE calendar_days AS FROM kept_days")
        steps = {mart: measure(partial(_make, con, mart)) for mart in STEPS}
    return Work(steps, peak_bytes(), idle)


def _make(con: duckdb.DuckDBPyConnection, mart: str) -> None:
    if mart == "cost_drivers":
        gather_cost_drivers(con)
    else:
        con.execute(
            "CREATE TABLE "
            + mart
            + " AS "
            + (SQL / "marts" / f"{mart}.sql").read_text(encoding="utf-8")
        )


def _write_world(path: Path, lines: int) -> None:
    """Made-up rows of ten years, the same every time, and the rates of every day.

    Orders of three lines, shipments of five; a line in twenty comes in two receipts, one in a
    hundred receipts is reversed. Half the suppliers are paid in one of 30 currencies, with a rate
    for every day from Monday to Friday. One cost event for five lines: six in ten of a shipment,
    two of a line, one of an order, one of none; a third of them valued by one of three rates, one
    in fifty not known.
    """
    with opened(path) as con:
        make_canonical_tables(con)
        con.execute(
            "INSERT INTO snapshot_info (as_of, time_zone, reporting_currency, fx_by, fx_days_held)"
            " VALUES (DATE '2026-01-01', 'UTC', 'EUR', 'day', 7)"
        )
        con.execute(
            "INSERT INTO suppliers (supplier_id, name, kind) SELECT concat('S', i),"
            " concat('Supplier ', i), 'outside' FROM range(?) AS t (i)",
            [SUPPLIERS],
        )
        con.execute(
            "INSERT INTO fx (currency, rate_on, fx_rate, fx_units) SELECT concat('X', i), day, 0.5"
            " + hash(i, day) % 100000 / 100000.0, CASE WHEN i % 10 = 0 THEN 100 END FROM range(30)"
            " AS c (i), calendar_days WHERE day BETWEEN DATE '2015-12-25' AND DATE '2026-01-01' AND"
            " isodow(day) < 6"
        )
        con.execute(
            "INSERT INTO rates (rate_name, valid_from, value, low, high, unit, source) SELECT name,"
            " CAST(day AS DATE), 40 + hash(name, day) % 40, 30, 90, concat('EUR/', name), 'made up'"
            " FROM (VALUES ('hour'), ('minute'), ('chase')) AS n (name), generate_series(DATE"
            " '2015-01-01', DATE '2026-01-01', INTERVAL 6 MONTH) AS d (day)"
        )
        # Orders and shipments lie within fifteen lines, which share a supplier and with it a
        # currency.
        con.execute(
            "INSERT INTO schedule_lines (line_id, order_id, supplier_id, part_id, ordered_on,"
            " requested_on, ordered_qty, value_amount, currency, status) SELECT concat('L', i),"
            " concat('O', i // 3), concat('S', supplier), concat('P', hash(i, 1) % 20000), day -"
            " 40, day, 10 + hash(i, 2) % 90, 1 + hash(i, 3) % 100000 / 100.0, CASE WHEN supplier %"
            " 60 < 30 THEN concat('X', supplier % 60) ELSE 'EUR' END, 'closed' FROM (   SELECT i,"
            " hash(i // 15) % ? AS supplier, DATE '2016-01-01' + CAST(hash(i // 15, 4) % 3600 AS"
            " INTEGER) AS day FROM range(?) AS t (i))",
            [SUPPLIERS, lines],
        )
        con.execute(
            "INSERT INTO receipts (receipt_id, line_id, kind, docked_on, received_qty, shipment_id,"
            " gross_weight) SELECT concat('R', i, '/', part), line_id, 'receipt', requested_on +"
            " CAST(hash(i // 5) % 10 + 4 * part AS INTEGER), CASE WHEN parts = 1 THEN ordered_qty"
            " WHEN part = 1 THEN floor(ordered_qty / 2) ELSE ordered_qty - floor(ordered_qty / 2)"
            " END, concat('A', i // 5, '/', part), CASE WHEN hash(i // 5, 1) % 10 > 0 THEN 1 +"
            " hash(i, 2) % 5000 / 10.0 END FROM (   SELECT *, unnest(range(1, parts + 1)) AS part"
            " FROM (     SELECT *, CAST(substr(line_id, 2) AS BIGINT) AS i, CASE WHEN hash(line_id)"
            " % 20 = 0 THEN 2 ELSE 1 END AS parts FROM schedule_lines))"
        )
        con.execute(
            "INSERT INTO receipts (receipt_id, line_id, kind, docked_on, received_qty,"
            " of_receipt_id) SELECT concat(receipt_id, ' back'), line_id, 'reversal', docked_on +"
            " 1, received_qty, receipt_id FROM receipts WHERE hash(receipt_id) % 100 = 0"
        )
        con.execute(
            "INSERT INTO cost_events (event_id, element, component, supplier_id, shipment_id,"
            " line_id, order_id, occurred_on, state, amount, currency, driver_qty, rate_name,"
            " allocate_by, cause, source_file, source_row) SELECT concat('E', i), CASE WHEN bearer"
            " < 6 THEN 'freight_duty' ELSE 'expedite' END, CASE WHEN bearer < 6 THEN 'freight' END,"
            " supplier_id, CASE WHEN bearer < 6 THEN concat('A', line // 5, '/1') END, CASE WHEN"
            " bearer IN (6, 7) THEN line_id END, CASE WHEN bearer = 8 THEN order_id END,"
            " requested_on, CASE valued WHEN 'not' THEN 'unknown' ELSE 'amount' END, CASE valued"
            " WHEN 'booked' THEN hash(i, 1) % 200000 / 100.0 - 100 END, CASE valued WHEN 'booked'"
            " THEN currency END, CASE valued WHEN 'by rate' THEN hash(i, 2) % 9000 / 1000.0 END,"
            " CASE valued WHEN 'by rate' THEN ['hour', 'minute', 'chase'][CAST(1 + hash(i, 3) % 3"
            " AS INTEGER)] END, ['weight', 'quantity', 'equally', 'value'][CAST(1 + hash(i, 4) % 10"
            " AS INTEGER)], 'open', 'events.csv', i FROM (   SELECT i, hash(i, 5) % ? AS line,"
            " hash(i, 6) % 10 AS bearer,   CASE WHEN hash(i, 7) % 50 = 0 THEN 'not' WHEN i % 3 = 0"
            " THEN 'by rate' ELSE 'booked' END AS valued FROM range(? // ?) AS t (i)) AS e INNER"
            " JOIN schedule_lines ON line_id = concat('L', line)",
            [lines, lines, LINES_PER_EVENT],
        )
        for mart in ("fx_daily", "rates_daily"):
            _make(con, mart)
        # The calendar is a temporary table: it would end with this process.
        con.execute("CREATE TABLE kept_days AS FROM calendar_days")


def _checked_rows(path: Path) -> dict[str, int]:
    """Rows by step. Raises SystemExit where the shares of an event do not add up to it, or a
    receipt or event is not in the ledger.
    """
    with opened(path) as con:

        def one(query: str) -> object:
            return con.execute(query).fetchall()[0][0]

        found = {mart: one("SELECT count(*) FROM " + mart) for mart in STEPS}
        wrong = one(
            "SELECT count(*) FROM (SELECT 1 FROM cost_ledger GROUP BY element, event_id HAVING"
            " sum(amount) IS DISTINCT FROM min(event_amount))"
        )
        shares = one(
            "SELECT sum(amount) FROM cost_ledger WHERE source = 'cost_events' AND basis = 'booked'"
            " AND stated_currency = 'EUR'"
        )
        booked = one("SELECT sum(amount) FROM cost_events WHERE currency = 'EUR'")
        events = one(
            "SELECT count(DISTINCT event_id) FROM cost_ledger WHERE source = 'cost_events'"
        )
        prices = one(
            "SELECT count(*) FROM cost_ledger WHERE element = 'price' AND amount IS NOT NULL"
        )
        stated = one("SELECT count(*) FROM cost_events")
        scanned = sum(one("SELECT count(*) FROM " + table) for table in READ)
    if wrong or shares != booked or events != stated or prices != found["receipt_prices"]:
        raise SystemExit(
            f"The ledger does not close: {wrong:,} events differ from their shares;"
            f" {Decimal(shares)} of {booked} EUR; {events:,} of {stated:,} events."
        )
    return {"bare scan": scanned, "ledger in all": found["cost_ledger"], **found}
