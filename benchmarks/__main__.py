"""What is measured, and how to run it: `make bench`.

Load: rows per second of CPU for a synthetic extract of schedule lines and receipts, against a bare
scan of the same files.
Counting: the pass of D1 over 10 million lines. Ledger: costs of 10 million receipts and 2 million
events, in CPU seconds and memory.
Trace: 5 million complaints behind 1 million links of lots and 300 thousand receipts, against one
hash join of them.
Report: seconds and CPU seconds per report of the sample world's last full quarter, kernel included,
and how soon one of them is painted.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import tempfile
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np

from benchmarks.counting import bench_counting
from benchmarks.ledger import bench_ledger
from benchmarks.measuring import measure
from benchmarks.paint import bench_paint
from benchmarks.trace import bench_trace
from sample_world import write_sample
from srmlib.load.publish import load_extract
from srmlib.reports.run import run_reports
from srmlib.rules.calendar import Quarter
from srmlib.workspace import PROJECT, Workspace


def write_synthetic(folder: Path, lines: int) -> None:
    """An extract in the sample source's form, with `lines` schedule lines and as many receipts of
    200 suppliers.
    """
    random, first = np.random.default_rng(1), date(2020, 1, 1)
    days = [(first + timedelta(days=i)).isoformat() for i in range(2200)]
    start, lead = random.integers(0, 2000, lines), random.integers(5, 90, lines)
    late, qty = random.integers(-5, 10, lines), random.integers(1, 999, lines)
    with (folder / "suppliers.csv").open("w", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(
            [
                ("supplier_id", "name", "kind"),
                *((f"S-{i:04}", f"Supplier {i}", "outside") for i in range(200)),
            ]
        )
    header = (
        "line_id",
        "supplier_id",
        "ordered_on",
        "requested_on",
        "ordered_qty",
        "value_amount",
        "currency",
        "status",
    )
    with (folder / "schedule_lines.csv").open("w", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(header)
        out.writerows(
            (
                i,
                f"S-{i % 200:04}",
                days[start[i]],
                days[start[i] + lead[i]],
                qty[i],
                f"{qty[i] * 13.37:.2f}",
                "EUR",
                "closed",
            )
            for i in range(lines)
        )
    with (folder / "receipts.csv").open("w", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(
            (
                "receipt_id",
                "line_id",
                "kind",
                "docked_on",
                "posted_on",
                "received_qty",
                "shipment_id",
            )
        )
        arrived = [days[d] for d in start + lead + late]
        out.writerows(
            (f"R{i}", i, "receipt", arrived[i], arrived[i], qty[i], f"A{i // 3}")
            for i in range(lines)
        )


SOURCE = {
    "suppliers": "supplier_id name kind",
    "schedule_lines": (
        "line_id supplier_id ordered_on:d requested_on:d ordered_qty:n value_amount:n currency"
        " status"
    ),
    "receipts": "receipt_id line_id kind docked_on:d posted_on:d received_qty:n shipment_id",
}
KINDS = {"d": '{ date = "%Y-%m-%d" }', "n": "{ number = 2 }", "": '"text"'}


def write_source(folder: Path) -> None:
    toml = [
        'name = "synthetic"',
        'title = "Synthetic"',
        'reporting_currency = "EUR"',
        'as_of = "2026-01-01"',
    ]
    for table, stated in SOURCE.items():
        columns = [column.partition(":") for column in stated.split()]
        toml += [
            f"[files.{table}]",
            f'path = "{table}.csv"',
            'format = "csv"',
            f"[files.{table}.columns]",
        ]
        toml += [f"{name} = {KINDS[kind]}" for name, _, kind in columns]
        names = ", ".join(name for name, _, _ in columns)
        (folder / f"{table}.sql").write_text(
            f"SELECT {names}, source_file, source_row FROM {table}\n"
        )
    (folder / "source.toml").write_text("\n".join(toml))


def scan(folder: Path) -> None:
    """The floor: DuckDB reads every column of every file as text, and checks nothing."""
    con = duckdb.connect()
    for path in sorted(folder.glob("*.csv")):
        con.read_csv(str(path), all_varchar=True, header=True).to_arrow_table()


def bench_load(lines: int) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        files, source = Path(scratch) / "files", Path(scratch) / "source"
        files.mkdir()
        source.mkdir()
        write_synthetic(files, lines)
        write_source(source)
        rows = 2 * lines + 200
        floor = measure(lambda: scan(files))
        loaded = measure(
            lambda: load_extract(Workspace(Path(scratch) / "home"), str(source), files)
        )
    print(
        f"{'load':24} {'rows':>12} {'seconds':>9} {'CPU s':>9} {'rows/s':>12} {'rows/CPU s':>12}"
        f" {'x scan (CPU)':>13}"
    )
    for name, (wall, cpu) in (("bare scan", floor), ("srm load", loaded)):
        print(
            f"{name:24} {rows:12,} {wall:9.2f} {cpu:9.2f} {rows / wall:12,.0f} {rows / cpu:12,.0f}"
            f" {cpu / floor[1]:13.1f}"
        )


def bench_reports(jobs: int) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        workspace = Workspace(Path(scratch))
        write_sample(workspace.sample)
        published = load_extract(workspace, "sample", workspace.sample)
        quarter = Quarter.last_full(published.as_of)
        wall, cpu = measure(
            lambda: run_reports(
                workspace, quarter, None, audience="shared", jobs=jobs, out=None
            )
        )
        runs = [
            json.loads(path.read_text())
            for path in sorted(workspace.reports.glob("*/*/v1/run.json"))
        ]
        files = workspace.reports.glob("*/*/v1/report.html")
        bench_paint(max(files, key=lambda file: file.stat().st_size))
    print(
        f"\n{'reports':24} {'reports':>12} {'seconds':>9} {'CPU s':>9} {'s/report':>12}"
        f" {'CPU s/report':>12}"
    )
    print(
        f"{f'srm report, {jobs} jobs':24} {len(runs):12} {wall:9.1f} {cpu:9.1f}"
        f" {wall / len(runs):12.2f} {cpu / len(runs):12.2f}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__.splitlines()[0]
    )
    parser.add_argument(
        "--lines", type=int, default=500_000, help="schedule lines of the synthetic extract"
    )
    parser.add_argument("--jobs", type=int, default=2, help="reports made at the same time")
    parser.add_argument(
        "--counted-lines",
        type=int,
        default=10_000_000,
        help="schedule lines of the counting pass",
    )
    parser.add_argument(
        "--costed-lines",
        type=int,
        default=10_000_000,
        help="schedule lines of the cost ledger, with a cost event for every five",
    )
    parser.add_argument(
        "--complaints",
        type=int,
        default=5_000_000,
        help="complaints of the trace, with a link of lots for every five",
    )
    parser.add_argument(
        "--only",
        choices=("load", "counting", "ledger", "trace", "reports"),
        help="measure only this",
    )
    asked = parser.parse_args()
    print(f"{PROJECT.name}: duckdb {duckdb.__version__}, {os.cpu_count()} cores\n")
    if asked.only in (None, "load"):
        bench_load(asked.lines)
    if asked.only in (None, "counting"):
        bench_counting(asked.counted_lines)
    if asked.only in (None, "ledger"):
        bench_ledger(asked.costed_lines)
    if asked.only in (None, "trace"):
        bench_trace(asked.complaints)
    if asked.only in (None, "reports"):
        bench_reports(asked.jobs)
