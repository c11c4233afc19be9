"""Whether two checkouts of the project produce the same numbers: `make compare BEFORE=… AFTER=…`.

Each checkout makes, with its own source, all reports of three report sets: the sample world, a
quarter of SCMS and five sellers of Olist. Every JSON, CSV and xlsx file of the reports is compared
cell by cell, as is the cost ledger of every snapshot, and which files there are. Pages and executed
notebooks are not compared: what they show stands in those files.

A snapshot's id ends in a sha256 over the SQL that made it, so it moves with a line break: only its
day is compared. What a run took and the versions of the libraries (`run.json`) are left out.
Everything else must be equal to the last digit.

Rows are counted from 1, the first below the header.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import duckdb
import openpyxl

PROJECT = Path(__file__).resolve().parents[1]
SCMS_QUARTER = "2014Q3"
OLIST_QUARTER = "2018Q2"
# The five with most lines promised for that quarter: 91, 63, 57, 54 and 51.
OLIST_SELLERS = (
    "955fee9216a65b617aa5c0531780ce60",
    "1025f0e2d44d7041d6cf58b6550e0bfa",
    "7d13fca15225358621be4086e1eb0964",
    "da8622b14eb17ae2831f4ac5b9dab84a",
    "8b321bb669392f5163d04c59e235e066",
)
# What a checkout's outputs are made from.
MAKES_OUTPUTS = ("src", "data/sources", "data/definitions", "data/rates", "notebooks")
SNAPSHOT_ID = re.compile(r"\b(\d{4}-\d{2}-\d{2})-[0-9a-f]{12}\b")
# What a run took and ran on, in run.json.
OF_THE_RUN = {"seconds", "cpu_seconds", "versions"}
MOST_TOLD = 20


class NotComparable(Exception):
    """A folder is no checkout and holds no outputs, or its outputs cannot be made: the sentence
    says why.
    """


@dataclass(frozen=True)
class Cell:
    """One place of one file in both outputs. A side that does not have it is None."""

    place: str
    before: str | None
    after: str | None

    @property
    def sentence(self) -> str:
        if self.after is None:
            return f"{self.place} is only in BEFORE."
        if self.before is None:
            return f"{self.place} is only in AFTER."
        return f"{self.place} was {self.before} before and is {self.after} after."


@dataclass
class Compared:
    """What comparing one report set found. Only the first differences are kept to be told."""

    files: int = 0
    cells: int = 0
    differences: int = 0
    told: list[str] = field(default_factory=list)

    def note(self, cell: Cell) -> None:
        self.cells += 1
        if cell.before == cell.after:
            return
        self.differences += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(cell.sentence)


def main(argv: list[str] | None = None) -> int:
    """Compare and print. 0: equal, 1: different, 2: wrong usage, or nothing to compare."""
    asked = _parser().parse_args(argv)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            before, after = (
                outputs_of(folder, asked.shared, asked.keep or Path(scratch))
                for folder in (asked.before, asked.after)
            )
            compared = compare_outputs(before, after, frozenset(asked.ignore))
    except NotComparable as error:
        print(error, file=sys.stderr)
        return 2
    _tell(compared)
    if asked.keep:
        print(f"\nThe outputs are kept in {before} and {after}")
    return 1 if any(found.differences for found in compared.values()) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.compare", description=__doc__.splitlines()[0]
    )
    for name in ("before", "after"):
        parser.add_argument(
            name,
            metavar=name.upper(),
            type=Path,
            help="a checkout of the project, or a folder of outputs kept from an earlier run",
        )
    parser.add_argument(
        "--shared",
        metavar="DIR",
        type=Path,
        default=Path(os.environ.get("SRM_SHARED", PROJECT.parent / "shared")),
        help="the folder with data/scms and data/olist (default: SRM_SHARED, else ../shared)",
    )
    parser.add_argument(
        "--ignore",
        metavar="KEY",
        nargs="+",
        action="extend",
        default=[],
        help="leave out this key of the JSON files wherever it stands; stands after the folders",
    )
    parser.add_argument(
        "--keep",
        metavar="DIR",
        type=Path,
        help="keep the outputs here, and use those of the same source that are already here",
    )
    return parser


# --- outputs ---


def outputs_of(folder: Path, shared: Path, kept: Path) -> Path:
    """The outputs of a checkout, made under `kept` unless they are there already; a folder that
    holds outputs is taken as it is.
    """
    folder = folder.resolve()
    if not (folder / "src" / "srmlib").is_dir():
        if report_sets(folder):
            return folder
        raise NotComparable(
            f"{folder} is neither a checkout of the project nor a folder of outputs.\nName a folder"
            " that holds src/srmlib, or one that --keep made."
        )
    made = kept.resolve() / f"{folder.name}-{fingerprint(folder)}"
    if not made.is_dir():
        kept.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept, prefix=".unfinished-") as unfinished:
            for name, commands in commands_by_set(shared.resolve()).items():
                print(f"Making {name} with {folder}", flush=True)
                make_set(folder, commands, Path(unfinished) / "outputs" / name)
            (Path(unfinished) / "outputs").rename(made)
    return made


def report_sets(outputs: Path) -> list[str]:
    """The names of the report sets that a folder of outputs holds."""
    return sorted(path.parent.name for path in outputs.glob("*/reports"))


def fingerprint(checkout: Path) -> str:
    """Twelve digits of a sha256 over all files a checkout's outputs are made from."""
    digest = hashlib.sha256()
    for part in MAKES_OUTPUTS:
        for path in sorted((checkout / part).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(checkout).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def commands_by_set(shared: Path) -> dict[str, list[list[str]]]:
    """The commands that make each report set, in a home of its own."""
    for source in ("scms", "olist"):
        if not (shared / "data" / source).is_dir():
            raise NotComparable(
                f"The files of {source} are not in {shared / 'data' / source}.\nName the folder"
                " that holds data/scms and data/olist with --shared."
            )
    sellers = [word for seller in OLIST_SELLERS for word in ("--supplier", seller)]
    return {
        "sample": [["demo"]],
        "scms": [
            ["load", "scms", "--files", str(shared / "data/scms")],
            ["report", SCMS_QUARTER, "--jobs", "1"],
        ],
        "olist": [
            ["load", "olist", "--files", str(shared / "data/olist")],
            ["report", OLIST_QUARTER, "--jobs", "1", *sellers],
        ],
    }


def make_set(checkout: Path, commands: list[list[str]], outputs: Path) -> None:
    """The reports and ledgers that the commands leave in a new home."""
    outputs.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as home:
        for command in commands:
            run_srm(checkout, Path(home), command)
        shutil.copytree(Path(home) / "reports", outputs / "reports")
        for snapshot in sorted((Path(home) / "data/snapshots").glob("*.duckdb")):
            write_ledger(snapshot, outputs / "ledger" / f"{snapshot.stem}.csv")


def run_srm(checkout: Path, home: Path, command: list[str]) -> None:
    """Run `srm` from a checkout's source, on one thread: float sums then add up in one order."""
    settings = {"PYTHONPATH": str(checkout / "src"), "SRM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "srmlib", "--home", str(home), *command],
        env=os.environ | settings,
        cwd=home,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise NotComparable(
            f"{checkout} cannot make its outputs: srm {' '.join(command)} ended with status"
            f" {done.returncode}.\n{done.stderr.strip()}"
        )


def write_ledger(snapshot: Path, path: Path) -> None:
    """The snapshot's cost ledger as CSV, in an order that does not depend on how it was made.
    Unknown is NULL, which an empty text is not.
    """
    path.parent.mkdir(exist_ok=True)
    with duckdb.connect(snapshot, read_only=True) as con:
        con.execute("SET threads = 1")
        ledger = con.sql("SELECT * FROM cost_ledger ORDER BY ALL")
        ledger.write_csv(str(path), header=True, na_rep="NULL")


# --- comparing ---


def compare_outputs(
    before: Path, after: Path, ignored: frozenset[str]
) -> dict[str, Compared]:
    """What differs, by report set."""
    names = dict.fromkeys([*report_sets(before), *report_sets(after)])
    return {name: compare_set(before / name, after / name, ignored) for name in names}


def compare_set(before: Path, after: Path, ignored: frozenset[str]) -> Compared:
    found = Compared()
    ours, theirs = files_of(before), files_of(after)
    for name in sorted(ours.keys() | theirs.keys()):
        found.files += 1
        if name not in ours or name not in theirs:
            found.note(_only_one(name, name in ours))
            continue
        for cell in file_cells(name, ours[name], theirs[name], ignored):
            found.note(cell)
    return found


def files_of(folder: Path) -> dict[str, Path]:
    """All files of a report set by name, snapshot ids without their sha256. Locks are no output."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            files[without_sha(path.relative_to(folder).as_posix())] = path
    return files


def without_sha(text: str) -> str:
    """The text with `*` for the sha256 in every snapshot's id.

    >>> without_sha("srm report 2026Q3 --snapshot 2026-10-02-ab12cd34ef56")
    'srm report 2026Q3 --snapshot 2026-10-02-*'
    """
    return SNAPSHOT_ID.sub(r"\1-*", text)


def file_cells(
    name: str, before: Path, after: Path, ignored: frozenset[str]
) -> Iterator[Cell]:
    """The cells of one file on both sides; none for a file that is not compared."""
    if before.suffix == ".json":
        left_out = ignored | OF_THE_RUN if before.name == "run.json" else ignored
        yield from json_cells(f"{name}, ", "", _json(before), _json(after), left_out)
    elif before.suffix == ".csv":
        yield from table_cells(name, csv_rows(before), csv_rows(after))
    elif before.suffix == ".xlsx":
        yield from sheet_cells(name, before, after)


def json_cells(
    file: str, key: str, before: object, after: object, ignored: frozenset[str]
) -> Iterator[Cell]:
    """Every value of two JSON texts, named by its keys: `metrics[3].value`."""
    if isinstance(before, dict) and isinstance(after, dict):
        ours, theirs = _without(before, ignored), _without(after, ignored)
        path = f"{key}." if key else ""
    elif isinstance(before, list) and isinstance(after, list):
        ours, theirs = _numbered(before), _numbered(after)
        path = key
    else:
        yield Cell(f"{file}{key or 'all of it'}", _text(before), _text(after))
        return
    for name in dict.fromkeys([*ours, *theirs]):
        if name not in ours or name not in theirs:
            yield _only_one(f"{file}{path}{name}", name in ours)
        else:
            yield from json_cells(file, f"{path}{name}", ours[name], theirs[name], ignored)


def table_cells(
    place: str, before: Iterable[tuple | list], after: Iterable[tuple | list]
) -> Iterator[Cell]:
    """The columns of two tables, then their cells by row and column name. The first row is the
    header. A column or a row that only one has is one difference.
    """
    before, after = iter(before), iter(after)
    ours, theirs = next(before, ()), next(after, ())
    for column in dict.fromkeys([*ours, *theirs]):
        if column not in ours or column not in theirs:
            yield _only_one(f"{place}, column {column}", column in ours)
    shared = [
        (column, ours.index(column), theirs.index(column))
        for column in ours
        if column in theirs
    ]
    for number, (our_row, their_row) in enumerate(zip_longest(before, after), start=1):
        if our_row is None or their_row is None:
            yield _only_one(f"{place}, row {number}", our_row is not None)
            continue
        for column, mine, theirs_at in shared:
            yield Cell(
                f"{place}, row {number}, column {column}",
                _text(our_row[mine]),
                _text(their_row[theirs_at]),
            )


def sheet_cells(name: str, before: Path, after: Path) -> Iterator[Cell]:
    """The cells of two workbooks, sheet by sheet."""
    ours, theirs = openpyxl.load_workbook(before), openpyxl.load_workbook(after)
    for sheet in dict.fromkeys([*ours.sheetnames, *theirs.sheetnames]):
        place = f"{name}, sheet {sheet}"
        if sheet not in ours.sheetnames or sheet not in theirs.sheetnames:
            yield _only_one(place, sheet in ours.sheetnames)
        else:
            yield from table_cells(place, ours[sheet].values, theirs[sheet].values)


def csv_rows(path: Path) -> Iterator[list[str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        yield from csv.reader(stream)


def _json(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8"))


def _without(values: dict, ignored: frozenset[str]) -> dict:
    return {name: value for name, value in values.items() if name not in ignored}


def _numbered(values: list) -> dict[str, object]:
    return {f"[{number}]": value for number, value in enumerate(values)}


def _text(value: object) -> str:
    """A value as it is compared: 1, 1.0, True and '1' are four."""
    return without_sha(repr(value))


def _only_one(place: str, is_before: bool) -> Cell:
    return Cell(place, "there", None) if is_before else Cell(place, None, "there")


def _tell(compared: dict[str, Compared]) -> None:
    print(f"{'report set':12} {'files':>8} {'cells':>12} {'differences':>12}")
    for name, found in compared.items():
        print(f"{name:12} {found.files:8,} {found.cells:12,} {found.differences:12,}")
    for name, found in compared.items():
        if not found.differences:
            continue
        shown = (
            f", the first {len(found.told)}" if len(found.told) < found.differences else ""
        )
        print(f"\nDifferences of {name}{shown}:")
        for sentence in found.told:
            print(f"  {sentence}")


if __name__ == "__main__":
    sys.exit(main())
