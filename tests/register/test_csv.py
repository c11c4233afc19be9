"""No CSV file of the library holds a text that a spreadsheet runs, whatever country it is of."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import srmlib
from srmlib.encoding import as_typed, inert
from srmlib.load import building
from srmlib.register import KINDS, Book, Revision
from srmlib.register.kinds.work import Action
from srmlib.register.sheets import export_lists
from srmlib.reports import export
from srmlib.workspace import Workspace

NASTY = (
    "=1+1",
    " =1+1",
    "a;=HYPERLINK(1)",
    'a; "=HYPERLINK(1)"',
    "a\t@SUM(1)",
    "two\n-lines",
    "two\r\n+lines",
    ";;=1",
    "\t=1",
    "'=1",
)


def by_register(text: str, folder: Path) -> str:
    stated = Action(what=text, side="buyer")
    revision = Revision("A-1", "S-1", "buyer", "who", datetime.now(UTC), False, 1, stated)
    [path] = export_lists(Book([revision]), folder / "lists", [KINDS["action"]])
    return path.read_bytes().decode("utf-8-sig")


def by_report(text: str, folder: Path) -> str:
    return export.csv_text(pd.DataFrame({"what": [text], "n": [1]}))


def by_rejected_rows(text: str, folder: Path) -> str:
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE rejected_rows"
        ' (source_file TEXT, source_row INT, "table" TEXT, "column" TEXT, value TEXT)'
    )
    con.execute(
        "INSERT INTO rejected_rows VALUES ('f', 2, 't', 'c', ?), ('f', 3, 't', 'c', NULL)",
        [text],
    )

    class Source:
        rejected_rows = "data/rejected.csv"

    building._list_rejected_rows(Workspace(folder), Source(), con, 1)
    return (folder / "data/rejected.csv").read_bytes().decode()


WRITERS = (by_register, by_report, by_rejected_rows)


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("writer", WRITERS)
def test_no_text_runs_whatever_separates_cells(writer, text, tmp_path):
    written = writer(text, tmp_path)
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(written, newline=""), delimiter=separator):
            runs = [cell for cell in row if re.match(r'[ "]*[=+@-]', cell)]
            assert runs == []
    # As other spreadsheets cut it: quotes that begin within a cell hold nothing together.
    assert not re.search(r"""(^|[;\t\r\n])[ "]*[=+@-]""", written)


@given(st.text(alphabet=st.sampled_from("=+-@;,'\" \t\r\na1")))
def test_every_text_comes_back(text):
    assert as_typed(inert(text)) == text
    assert not re.search(r"""(^|[;\t\r\n])[ "]*[=+@-]""", inert(text))


def test_only_one_function_writes_csv():
    """But for the clean copy of an extract, which nobody opens."""
    folder = Path(srmlib.__file__).parent
    found = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        if re.search(
            r"csv\.(Dict)?[wW]riter|\.to_csv\(|FORMAT CSV", path.read_text("utf-8")
        )
    }
    assert found == {"encoding.py", "load/reading.py"}
