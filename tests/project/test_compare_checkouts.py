"""Outputs of two checkouts are compared cell by cell: tiny literal ones, with one thing changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from srmlib.workspace import PROJECT

REPORT = "sample/reports/2026Q3/s-1/v1"
SNAPSHOT = "2026-10-02-ab12cd34ef56"
LEDGER = f"sample/ledger/{SNAPSHOT}.csv"
JSON = {"supplier": "S-1", "snapshot": SNAPSHOT, "metrics": [{"id": "D1", "value": 0.5}]}
# A program that leaves in its home what srm leaves: a report, and a snapshot with a ledger.
PROGRAM = """
import sys
from pathlib import Path

import duckdb

_, _, home, command, *_ = sys.argv
reports, snapshots = Path(home) / "reports/2026Q3", Path(home) / "data/snapshots"
reports.mkdir(parents=True, exist_ok=True)
snapshots.mkdir(parents=True, exist_ok=True)
(reports / "report.json").write_text('{"value": 1}')
if command != "report":
    with duckdb.connect(snapshots / "2026-10-02-ab12cd34ef56.duckdb") as con:
        con.execute("CREATE TABLE cost_ledger AS SELECT * FROM (VALUES (AMOUNT, NULL, '')) AS"
                    " t (amount, unknown, empty)")
"""


@pytest.fixture(scope="module")
def compare():
    """The module of the comparison."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(PROJECT)
        from benchmarks import compare
    return compare


@pytest.fixture
def both(tmp_path) -> tuple[Path, Path]:
    """The same outputs twice, in `before` and `after`."""
    before, after = tmp_path / "before", tmp_path / "after"
    _write(before / REPORT / "report.json", json.dumps(JSON))
    run = {
        "snapshot": SNAPSHOT,
        "seconds": 7.19,
        "cpu_seconds": 4.98,
        "versions": {"duckdb": "1"},
    }
    _write(before / REPORT / "run.json", json.dumps(run))
    _write(before / REPORT / "report.html", "<p>0.5</p>")
    _write(before / REPORT / "data/rows_d1.csv", "row_id,qty\nL1,5\nL2,7.0\n")
    _write(before / LEDGER, f"event_id,amount,made_by\nE1,5.00,{SNAPSHOT}\n")
    book = openpyxl.Workbook()
    book.active.title = "rows_d1"
    for row in (("row_id", "qty"), ("L1", 5)):
        book.active.append(row)
    book.save(before / REPORT / "tables.xlsx")
    shutil.copytree(before, after)
    return before, after


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def said(compare, both, capsys) -> Callable[..., tuple[int, str]]:
    """Compares the two and gives the exit status and what was printed."""

    def compared(*options: str) -> tuple[int, str]:
        status = compare.main([*map(str, both), *options])
        return status, capsys.readouterr().out

    return compared


def _summary(printed: str) -> list[str]:
    """The figures of the sample world: files, cells, differences."""
    line = next(line for line in printed.splitlines() if line.startswith("sample "))
    return line.split()[1:]


def test_equal_outputs_are_equal(said):
    status, printed = said()
    # report.json 4, run.json 1, rows_d1.csv 4, the ledger 3, the sheet 2; none of the page.
    assert (status, _summary(printed)) == (0, ["6", str(4 + 1 + 4 + 3 + 2), "0"])
    assert "Differences" not in printed


def test_one_cell_of_a_csv_is_named_by_row_and_column(said, both):
    _change(both[1] / REPORT / "data/rows_d1.csv", "L2,7.0", "L2,7")
    status, printed = said()
    place = "reports/2026Q3/s-1/v1/data/rows_d1.csv, row 2, column qty"
    assert f"  {place} was '7.0' before and is '7' after.\n" in printed
    assert (status, _summary(printed)[-1]) == (1, "1")


def test_columns_are_compared_by_name_and_not_by_place(said, both):
    _write(both[1] / REPORT / "data/rows_d1.csv", "qty,row_id\n5,L1\n7.0,L2\n")
    assert said()[0] == 0


def test_a_column_or_a_row_that_one_side_lacks_is_one_difference(said, both):
    _write(both[1] / REPORT / "data/rows_d1.csv", "row_id,qty,more\nL1,5,a\n")
    status, printed = said()
    assert "rows_d1.csv, column more is only in AFTER." in printed
    assert "rows_d1.csv, row 2 is only in BEFORE." in printed
    assert (status, _summary(printed)[-1]) == (1, "2")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("0.5", "0.25", "metrics[0].value was 0.5 before and is 0.25 after."),
        ('"D1"', "null", "metrics[0].id was 'D1' before and is None after."),
        ('"supplier"', '"firm"', "report.json, firm is only in AFTER."),
        ("}]", "}, 3]", "report.json, metrics[1] is only in AFTER."),
    ],
)
def test_one_value_of_a_json_is_named_by_its_keys(said, both, old, new, sentence):
    _change(both[1] / REPORT / "report.json", old, new)
    status, printed = said()
    assert status == 1
    assert sentence in printed


def test_whole_numbers_and_decimals_are_told_apart(said, both):
    for folder, number in zip(both, ("1", "1.0"), strict=True):
        _change(folder / REPORT / "report.json", "0.5", number)
    assert "metrics[0].value was 1 before and is 1.0 after." in said()[1]


def test_a_cell_of_a_sheet_is_compared_by_its_value(said, both):
    path = both[1] / REPORT / "tables.xlsx"
    book = openpyxl.load_workbook(path)
    book["rows_d1"]["B2"] = "5"
    book.save(path)
    status, printed = said()
    assert (
        "tables.xlsx, sheet rows_d1, row 1, column qty was 5 before and is '5' after."
        in printed
    )
    assert status == 1


def test_a_sheet_that_one_side_lacks_is_a_difference(said, both):
    path = both[1] / REPORT / "tables.xlsx"
    book = openpyxl.load_workbook(path)
    book.create_sheet("more")
    book.save(path)
    assert "tables.xlsx, sheet more is only in AFTER." in said()[1]


def test_the_ledger_is_compared_to_the_cent(said, both):
    _change(both[1] / LEDGER, "5.00", "5.01")
    status, printed = said()
    assert (
        "ledger/2026-10-02-*.csv, row 1, column amount was '5.00' before and is" in printed
    )
    assert status == 1


def test_a_missing_file_is_a_difference_even_when_its_content_is_not_compared(said, both):
    (both[1] / REPORT / "report.html").unlink()
    status, printed = said()
    assert "reports/2026Q3/s-1/v1/report.html is only in BEFORE." in printed
    assert (status, _summary(printed)[-1]) == (1, "1")


def test_a_missing_report_set_is_a_difference(said, both):
    _write(both[0] / "scms/reports/2014Q3/report.json", "{}")
    status, printed = said()
    assert (
        "Differences of scms:\n  reports/2014Q3/report.json is only in BEFORE." in printed
    )
    assert status == 1


def test_an_ignored_key_is_left_out_wherever_it_stands(said, both):
    report = both[1] / REPORT / "report.json"
    _write(
        report, json.dumps(JSON | {"metrics": [{"id": "D1", "value": 0.25}], "value": [1]})
    )
    assert said()[0] == 1
    assert said("--ignore", "value")[0] == 0


def test_a_snapshot_id_with_another_sha256_alone_is_equal(said, both):
    other = "2026-10-02-0123456789ab"
    for name in ("report.json", "run.json"):
        _change(both[1] / REPORT / name, SNAPSHOT, other)
    _change(both[1] / LEDGER, SNAPSHOT, other)
    (both[1] / LEDGER).rename((both[1] / LEDGER).with_name(f"{other}.csv"))
    assert said()[0] == 0
    _change(both[1] / REPORT / "report.json", "2026-10-02", "2026-10-03")
    assert "snapshot was '2026-10-02-*' before and is '2026-10-03-*' after." in said()[1]


def test_what_a_run_took_is_left_out_of_run_json_alone(said, both):
    _change(both[1] / REPORT / "run.json", "7.19", "9.99")
    assert said()[0] == 0
    for folder, seconds in zip(both, (1, 2), strict=True):
        _write(folder / REPORT / "report.json", json.dumps({"seconds": seconds}))
    assert said()[0] == 1


def test_the_first_twenty_differences_are_told_and_all_are_counted(said, both):
    for folder, digit in zip(both, "12", strict=True):
        _write(folder / REPORT / "data/rows_d1.csv", "qty\n" + f"{digit}\n" * 30)
    printed = said()[1]
    assert _summary(printed)[-1] == "30"
    assert "Differences of sample, the first 20:" in printed
    assert printed.count(" before and is ") == 20


def test_a_folder_that_is_neither_is_wrong_usage(compare, both, tmp_path, capsys):
    empty = tmp_path / "empty"
    empty.mkdir()
    assert compare.main([str(both[0]), str(empty)]) == 2
    assert (
        "neither a checkout of the project nor a folder of outputs"
        in capsys.readouterr().err
    )


# --- outputs are made with a checkout's own source ---


def _checkout(folder: Path, program: str) -> Path:
    _write(folder / "src/srmlib/__init__.py", "")
    _write(folder / "src/srmlib/__main__.py", program)
    return folder


@pytest.fixture
def shared(tmp_path) -> Path:
    for source in ("scms", "olist"):
        (tmp_path / "shared/data" / source).mkdir(parents=True)
    return tmp_path / "shared"


def test_each_checkout_runs_its_own_source_and_kept_outputs_are_used_again(
    compare, shared, tmp_path, capsys
):
    five = _checkout(tmp_path / "five", PROGRAM.replace("AMOUNT", "5.00"))
    six = _checkout(tmp_path / "six", PROGRAM.replace("AMOUNT", "6.00"))
    options = ["--shared", str(shared), "--keep", str(tmp_path / "kept")]
    assert compare.main([str(five), str(six), *options]) == 1
    printed = capsys.readouterr().out
    for name in ("sample", "scms", "olist"):
        assert f"Making {name} with {six}" in printed
    changed = "ledger/2026-10-02-*.csv, row 1, column amount was '5.00' before and is '6.00' after."
    assert printed.count(changed) == 3

    made = next((tmp_path / "kept").glob("five-*"))
    assert f"The outputs are kept in {made} and " in printed
    ledger = (made / "scms/ledger/2026-10-02-ab12cd34ef56.csv").read_text(encoding="utf-8")
    assert ledger == "amount,unknown,empty\n5.00,NULL,\n"
    assert compare.main([str(five), str(made), *options]) == 0
    assert "Making" not in capsys.readouterr().out

    _change(five / "src/srmlib/__main__.py", "5.00", "5.01")
    assert compare.main([str(five), str(made), *options]) == 1
    assert f"Making sample with {five}" in capsys.readouterr().out


def test_a_checkout_that_fails_cannot_be_compared_and_leaves_no_outputs(
    compare, both, shared, tmp_path, capsys
):
    fails = _checkout(tmp_path / "fails", "raise SystemExit('no such table')")
    options = ["--shared", str(shared), "--keep", str(tmp_path / "kept")]
    assert compare.main([str(both[0]), str(fails), *options]) == 2
    said = capsys.readouterr().err
    assert "srm demo ended with status 1" in said
    assert "no such table" in said
    assert list((tmp_path / "kept").iterdir()) == []


def test_shared_data_that_is_not_at_hand_is_named(compare, both, tmp_path, capsys):
    checkout = _checkout(tmp_path / "checkout", PROGRAM)
    options = ["--shared", str(tmp_path / "nowhere")]
    assert compare.main([str(both[0]), str(checkout), *options]) == 2
    assert "The files of scms are not in" in capsys.readouterr().err
