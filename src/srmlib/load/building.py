"""Building a snapshot: an extract's canonical tables, what the load was, and the marts, in one new
DuckDB file.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from srmlib.encoding import csv_text
from srmlib.errors import DataFaults, DefinitionError, SnapshotError
from srmlib.load.as_of import (
    After,
    AsOf,
    Happened,
    all_that_happened,
    as_of_date,
    last_event,
    rows_after,
)
from srmlib.load.calendars import (
    calendar_place,
    calendar_text,
    write_periods,
    write_service_calendars,
)
from srmlib.load.causes import link_effects
from srmlib.load.cost_causes import share_costs
from srmlib.load.cost_drivers import gather_cost_drivers
from srmlib.load.exchange import check_rates
from srmlib.load.extract import Loaded, load_tables
from srmlib.load.firms import merge_firms
from srmlib.load.genealogy import close_lots, make_trace_tables
from srmlib.load.overflow import refuse_large_sums, refuse_overflow
from srmlib.load.own_metrics import in_order, make_own_rows, own_metric_files
from srmlib.load.plausibility import Finding, look_at_rows
from srmlib.load.rates import write_rates
from srmlib.load.source import Source
from srmlib.load.told_causes import tell_causes
from srmlib.load.twins import words_of_different
from srmlib.rules import schema
from srmlib.rules.calendar import FiscalYear
from srmlib.rules.calendars import read_calendars
from srmlib.rules.causes import read_rules
from srmlib.rules.checking import at_line, text_of
from srmlib.rules.currencies import OTHERS, STATED_DECIMALS, reported_decimals
from srmlib.rules.definition import parse_definitions, suppliers_with_own_definitions
from srmlib.rules.elements import element_files
from srmlib.rules.metric import SHIPPED, MetricFile, read_metrics, shipped_metric_files
from srmlib.rules.rates import place, rate_files
from srmlib.snapshot.database import ROW_COLUMNS, SQL, connect, sql, statement
from srmlib.snapshot.definitions import (
    kept_definitions,
    make_bases_table,
    rows_table,
    write_bases,
)
from srmlib.snapshot.firms import words_of_firms
from srmlib.workspace import Workspace

# In the order they are built: each may read those before it. The rows of every metric come after,
# those first that the ledger reads; then their months.
MARTS = (
    "part_units",
    "invoice_rates",
    "pay_by",
    "cost_booked",
    "fx_daily",
    "rates_daily",
    "returns",
    "arrivals",
    "receipt_prices",
    "invoice_amounts",
    "invoice_charges",
    "price_corrections",
    "departures",
    "refunds",
    "purchases",
)
LEDGER = ("cost_ledger", "cost_left_out")
READ_BY_THE_LEDGER = "D1"
CAUSES = "data/definitions/causes.yaml"
# The folders of `sql/` that a load reads. Those beneath them (metrics/readings, trace/readings) and
# all others only read what it made.
OF_A_LOAD = (
    ".",
    "elements",
    "load",
    "marts",
    "metrics",
    "plausibility",
    "snapshot",
    "trace",
)


@dataclass(frozen=True)
class Agreed:
    """What was agreed for a source: its text, empty where nothing was, and the file it stands in.
    `place` is how messages call that file.
    """

    place: str
    text: str = ""
    file: Path | None = None


@dataclass(frozen=True)
class Published:
    """A snapshot that was published, or would be, what its load read, what was agreed, what of its
    dates and amounts may be wrong, and the fiscal year its quarters are of. `told`: what a person
    should know of its as-of date and its firms, in sentences.
    """

    id: str
    as_of: date
    loaded: Loaded
    agreed: Agreed
    told: list[str]
    findings: list[Finding]
    fiscal_year: FiscalYear


def build(
    workspace: Workspace, source: Source, files: Path, as_of: date | None, scratch: Path
) -> Published:
    con = connect(scratch / "snapshot.duckdb", spill=scratch / "spill")
    try:
        for script in ("prelude", "info"):
            con.execute(statement(f"{script}.duckdb"))
        loaded = load_tables(con, source, files, scratch)
        rejected = sum(counted.rejected for counted in (*loaded.files, *loaded.tables))
        _list_rejected_rows(workspace, source, con, rejected)
        if rejected > source.allowed_rejects:
            raise DataFaults(loaded.faults)
        filled = {counted.name for counted in loaded.tables if counted.kept}
        happened = all_that_happened(con, source.time_zone, filled)
        stated = as_of_date(con, source, as_of, happened)
        as_of = stated.day
        after = rows_after(con, happened, source.time_zone, as_of)
        merge_firms(con, as_of)
        told = [
            f"as of {as_of}: {stated.words}",
            *map(str, after),
            *words_of_different(con, source.different_ids),
            *words_of_firms(con),
        ]
        # Kept as written, so that a report can be made again with the definitions of its time.
        records = definition_files(workspace, source.name)
        agreed = agreed_of(workspace, source.name)
        definitions = kept_definitions(records, agreed.text)
        stated_calendars = calendar_text(workspace, source.name)
        calendars = read_calendars(
            stated_calendars, source.time_zone, calendar_place(source.name)
        )
        causes = text_of(workspace.shipped(CAUSES), CAUSES, DefinitionError)
        rates = rate_files(workspace.shipped(f"data/rates/{source.name}"))
        texts = [definitions, causes, stated_calendars, stated.origin]
        snapshot_id = f"{as_of}-{_fingerprint(source, loaded, texts, rates)}"
        _write_info(
            con, source, loaded, stated, happened, after, definitions, stated_calendars
        )
        write_periods(con, calendars.fiscal_year)
        write_service_calendars(con, calendars)
        _write_all_bases(con, records, agreed, as_of)
        write_rates(con, rates, source.reporting_currency)
        for mart in MARTS:
            _make(con, mart, "marts/" + mart)
            if mart == "fx_daily":
                check_rates(con, source)
        tell_causes(con)
        _make(con, rows_table(READ_BY_THE_LEDGER), "metrics/" + READ_BY_THE_LEDGER)
        _make_ledger(con)
        make_trace_tables(con)
        with refuse_overflow("A quantity of a lot", "lots, lot_inputs or lot_receipts"):
            close_lots(con)
            link_effects(con, read_rules(causes))
        share_costs(con)
        metrics = read_metrics(records)
        for metric in metrics.values():
            if not metric.is_own and metric.id != READ_BY_THE_LEDGER:
                _make(con, rows_table(metric.id), "metrics/" + metric.id)
        # Since load_tables nothing but the database is read: no statement of a team reads a file.
        for metric in in_order(records):
            make_own_rows(
                con, metric, next(file for file in records if file.id == metric.id)
            )
        rows = " UNION ALL ".join(_rows_of(con, metric_id) for metric_id in metrics)
        con.execute("CREATE VIEW metric_rows AS " + rows)
        with refuse_large_sums(con):
            _make(con, "metric_months", "marts/metric_months")
        findings = look_at_rows(con, filled)
        con.execute("DROP TABLE calendar_days; CHECKPOINT")
    finally:
        con.close()
    return Published(
        snapshot_id, as_of, loaded, agreed, told, findings, calendars.fiscal_year
    )


def _make_ledger(con: duckdb.DuckDBPyConnection) -> None:
    with refuse_overflow("A quantity or amount of a cost", "the extract"):
        gather_cost_drivers(con)
    for mart in LEDGER:
        _make(con, mart, "marts/" + mart)
    con.execute("DROP TABLE cost_drivers")


def _rows_of(con: duckdb.DuckDBPyConnection, metric_id: str) -> str:
    """The rows of one metric among those of all. Most count rows: only those that add quantities or
    amounts say in which unit.
    """
    rows = rows_table(metric_id)
    columns = {row[0] for row in con.execute(sql("DESCRIBE {rows}", rows=rows)).fetchall()}
    measured_in = "measured_in" if "measured_in" in columns else "CAST(NULL AS VARCHAR)"
    return (
        "SELECT '"
        + metric_id
        + "' AS metric_id, "
        + ROW_COLUMNS
        + ", "
        + measured_in
        + " AS measured_in FROM "
        + rows
    )


def _make(con: duckdb.DuckDBPyConnection, table: str, name: str) -> None:
    with refuse_overflow(f"A quantity or amount of {table}", "the extract"):
        con.execute(sql("CREATE TABLE {table} AS ", table=table) + statement(name))


def _write_all_bases(
    con: duckdb.DuckDBPyConnection,
    files: tuple[MetricFile, ...],
    agreed: Agreed,
    as_of: date,
) -> None:
    """The switches of every metric, supplier and basis as rows. Raises SnapshotError for a pair
    with a supplier that is not there, or that merged into another.
    """
    own = suppliers_with_own_definitions(agreed.text, agreed.place)
    known = {row[0] for row in con.execute("SELECT supplier_id FROM suppliers").fetchall()}
    if unknown := [supplier_id for supplier_id in own if supplier_id not in known]:
        raise SnapshotError(
            f"{at_line(agreed.place, agreed.text, ['pairs', unknown[0]])}: there is no supplier"
            f" '{unknown[0]}' in this extract.\nCorrect the id under pairs."
        )
    merged = dict(
        con.execute("SELECT supplier_id, into_supplier_id FROM merged_firms").fetchall()
    )
    if gone := [supplier_id for supplier_id in own if supplier_id in merged]:
        raise SnapshotError(
            f"{at_line(agreed.place, agreed.text, ['pairs', gone[0]])}: '{gone[0]}' merged into"
            f" '{merged[gone[0]]}', and all its rows are read as that firm's.\nState under pairs"
            f" what was agreed with '{merged[gone[0]]}'."
        )
    for supplier_id in (None, *own):
        for definition in parse_definitions(
            files, agreed.text, supplier_id, as_of, agreed.place
        ):
            if supplier_id is None:
                make_bases_table(con, definition.metric)
            try:
                write_bases(
                    con,
                    definition.metric,
                    definition.bases,
                    only=supplier_id,
                    but=own if supplier_id is None else (),
                )
            except DefinitionError as error:
                keys = (
                    [definition.metric_id]
                    if supplier_id is None
                    else ["pairs", supplier_id]
                )
                where = at_line(agreed.place, agreed.text, keys)
                raise DefinitionError(f"{where}: {error}") from error


def _fingerprint(
    source: Source, loaded: Loaded, texts: list[str], rates: list[Path]
) -> str:
    """Twelve digits of a sha256 over all that decides what a snapshot holds: the same inputs make
    the same name.
    """
    parts = [
        str(schema.VERSION),
        source.fingerprint,
        *texts,
        *(file.sha256 for file in loaded.received),
    ]
    parts += [path.name + text_of(path, place(path), DefinitionError) for path in rates]
    parts += [
        path.name + path.read_text(encoding="utf-8")
        for path in (*element_files(), *_statements_of_a_load(SQL), *_code_of_a_load())
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def _statements_of_a_load(folder: Path) -> list[Path]:
    """What may decide which rows a snapshot holds: a query of a report alone does not."""
    return [path for name in OF_A_LOAD for path in sorted((folder / name).glob("*.sql"))]


def _code_of_a_load() -> list[Path]:
    """The modules that shape what a snapshot holds, and what those read and write with."""
    package = Path(__file__).parents[1]
    rooms = ("load", "rules", "snapshot", "stats")
    modules = ("characters.py", "encoding.py", "numbers.py")
    return [
        *(package / name for name in modules),
        *(path for room in rooms for path in sorted((package / room).rglob("*.py"))),
    ]


def _write_info(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    loaded: Loaded,
    as_of: AsOf,
    happened: list[Happened],
    after: list[After],
    definitions: str,
    calendars: str,
) -> None:
    """What the load was: its source and as-of date, the rows after it, and each file with its
    sha256, rows and last event.
    """
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    stated = [
        source.name,
        source.title,
        source.buyer,
        source.shares_customers,
        source.reporting_currency,
        10 ** (2 - reported_decimals(source.reporting_currency)),
        as_of.day,
        as_of.origin,
        source.time_zone,
        source.fx_by,
        source.fx_days_held,
    ]
    info = [
        *stated,
        schema.VERSION,
        now,
        definitions,
        json.dumps(sorted(source.all_tables)),
        calendars,
    ]
    con.execute(
        "INSERT INTO snapshot_info VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        info,
    )
    con.execute(
        "INSERT INTO currencies SELECT unnest(?), unnest(?)",
        [list(OTHERS), [10 ** (STATED_DECIMALS - own) for own in OTHERS.values()]],
    )
    for one in after:
        row = [one.table, one.rows, one.column, one.last_on]
        con.execute("INSERT INTO rows_after VALUES (?, ?, ?, ?)", row)
    origins = {file.path: origin.name for origin in source.origins for file in origin.files}
    for received, counted in zip(loaded.received, loaded.files, strict=True):
        file = received.file
        last_on = last_event(happened, [file.path], as_of.day)
        rejected = con.execute(
            "SELECT count(DISTINCT source_row) FROM rejected_rows WHERE source_file = ?",
            [file.path],
        ).fetchall()[0][0]
        is_stale = bool(
            last_on
            and file.expected_every_days
            and (as_of.day - last_on).days > file.expected_every_days
        )
        stated = [origins[file.path], file.path, received.sha256, received.size]
        rows = [counted.read, counted.read - rejected, rejected]
        con.execute(
            "INSERT INTO extracts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [*stated, *rows, last_on, file.expected_every_days, is_stale],
        )


def _list_rejected_rows(
    workspace: Workspace, source: Source, con: duckdb.DuckDBPyConnection, rejected: int
) -> None:
    """Leave every rejected row in the source's own file, for whoever must correct the extract; no
    file where there is none.
    """
    path = workspace.root / source.rejected_rows
    if not rejected:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    found = con.execute(
        'SELECT * FROM rejected_rows ORDER BY source_file, source_row, "table", "column"'
    )
    heads = [column[0] for column in found.description]
    scratch = path.with_name(f".{path.name}")
    scratch.write_text(csv_text(heads, found.fetchall()), encoding="utf-8", newline="")
    shutil.move(scratch, path)


def definition_files(workspace: Workspace, source_name: str) -> tuple[MetricFile, ...]:
    """The records of all metrics: the library's, and those a pair of firms brought for a source.
    Raises DefinitionError for a new one that lies among the library's.
    """
    shipped = tuple(
        replace(
            file, record=text_of(workspace.shipped(file.place), file.place, DefinitionError)
        )
        for file in shipped_metric_files()
    )
    known = {file.id for file in shipped}
    for path in sorted((workspace.root / SHIPPED).glob("*")):
        if path.suffix in (".yaml", ".sql") and path.stem not in known:
            raise DefinitionError(
                f"{SHIPPED}/{path.name}: '{path.stem}' is no metric of the library, expected one of"
                f" {', '.join(sorted(known))}.\nA metric of your own goes into"
                f" data/definitions/{source_name}/metrics/."
            )
    return shipped + own_metric_files(workspace, source_name, shipped)


def agreed_of(workspace: Workspace, source_name: str) -> Agreed:
    """What was agreed for a source, in the workspace's file, or else in the project's."""
    place = f"data/definitions/{source_name}.yaml"
    path = workspace.shipped(place)
    if not path.is_file():
        return Agreed(place)
    return Agreed(place, text_of(path, place, DefinitionError), path)
