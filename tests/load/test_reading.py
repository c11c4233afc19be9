"""Reading extracts: what is declared is read, anything else is refused with its place and reason,
and the old snapshot stays.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest
from small_world import small_home, small_world

from srmlib.characters import shown
from srmlib.cli import main
from srmlib.errors import DataFaults, DefinitionError, SourceError
from srmlib.load.publish import load_extract
from srmlib.load.source import StatedColumn, StatedFile, StatedSource, read_source
from srmlib.metrics.coverage import coverage_of
from srmlib.snapshot import open_snapshot
from srmlib.snapshot.definitions import definitions_of
from srmlib.workspace import PROJECT, Workspace

TOML = """
name = "tiny"
title = "Tiny"
reporting_currency = "EUR"
as_of = "2026-10-02"
allowed_rejects = {allowed}
{totals}
[files.lines]
path = "{path}"
format = "{format}"
encoding = "{encoding}"
separator = ";"
line_end = "{line_end}"
decimal_mark = ","

[files.lines.columns]
line = "text"
supplier = "text"
due = {{ date = "%d.%m.%Y", null_texts = ["offen"] }}
qty = {{ number = 3 }}
value = {{ number = 2, texts = ["gratis"] }}
"""
SUPPLIERS = """
SELECT supplier AS supplier_id, supplier AS name, 'outside' AS kind, min(source_file) AS source_file, min(source_row) AS source_row
FROM lines GROUP BY supplier
"""
LINES = """
SELECT line AS line_id, supplier AS supplier_id, due AS requested_on, qty AS ordered_qty, CASE WHEN value = 'gratis' THEN '0' ELSE value END AS value_amount,
       'EUR' AS currency, 'open' AS status, source_file, source_row FROM lines
"""
GOOD = (
    "line;supplier;due;qty;value\n0010;Müller & Söhne;01.07.2026;1,5;12,30\n0020;\"O'Brien;"
    ' ""B""\nLtd";offen;2;gratis\n'
)


def tiny_in(folder: Path):
    """A workspace with a source of one German CSV, and a function that writes its file and loads it."""
    workspace = Workspace(folder / "home")
    source, files = workspace.root / "data/sources/tiny", folder / "files"
    source.mkdir(parents=True, exist_ok=True)
    files.mkdir(exist_ok=True)

    def load(
        content: bytes,
        path="lines.csv",
        format="csv",
        encoding="utf-8",
        line_end="LF",
        allowed=0,
        totals="",
        more="",
    ):
        (source / "source.toml").write_text(
            TOML.format(
                path=path,
                format=format,
                encoding=encoding,
                line_end=line_end,
                allowed=allowed,
                totals=totals,
            )
            + more,
            encoding="utf-8",
        )
        (source / "suppliers.sql").write_text(SUPPLIERS, encoding="utf-8")
        (source / "schedule_lines.sql").write_text(LINES, encoding="utf-8")
        (files / path).write_bytes(content)
        return load_extract(workspace, "tiny", files)

    load.workspace, load.files, load.source = workspace, files, source
    return load


@pytest.fixture
def tiny(tmp_path):
    return tiny_in(tmp_path)


@pytest.fixture(scope="module")
def loaded_once(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("loaded")
    tiny_in(folder)(GOOD.encode())
    return folder


@pytest.fixture
def loaded(loaded_once, tmp_path):
    """As `tiny`, in a workspace where the good file has been loaded."""
    shutil.copytree(loaded_once, tmp_path, dirs_exist_ok=True)
    return tiny_in(tmp_path)


def rows(load) -> list[tuple]:
    with open_snapshot(load.workspace) as snapshot:
        return snapshot.con.execute(
            "SELECT line_id, supplier_id, requested_on, ordered_qty, value_amount FROM"
            " schedule_lines ORDER BY line_id"
        ).fetchall()


EXPECTED = [
    ("0010", "Müller & Söhne", date(2026, 7, 1), Decimal("1.500"), Decimal("12.30")),
    ("0020", 'O\'Brien; "B" Ltd', None, Decimal("2.000"), Decimal("0.00")),
]


def parquet(cells: list[tuple]) -> bytes:
    sink = pa.BufferOutputStream()
    pyarrow.parquet.write_table(
        pa.table(
            dict(
                zip(
                    ("line", "supplier", "due", "qty", "value"),
                    zip(*cells, strict=True),
                    strict=True,
                )
            )
        ),
        sink,
    )
    return sink.getvalue().to_pybytes()


def xlsx(
    tmp_path,
    cells: list[tuple],
    header=("line", "supplier", "due", "qty", "value"),
    hidden=False,
) -> bytes:
    book = openpyxl.Workbook()
    if hidden:
        book.active.sheet_state = "hidden"
        book.create_sheet("shown")
    for row in [header, *cells]:
        book.worksheets[0].append(row)
    book.save(tmp_path / "made.xlsx")
    return (tmp_path / "made.xlsx").read_bytes()


TYPED_CELLS = [
    ("0010", "Müller & Söhne", date(2026, 7, 1), Decimal("1.5"), Decimal("12.30")),
    ("0020", 'O\'Brien; "B"\nLtd', None, Decimal("2"), Decimal("0.00")),
]
TEXT_CELLS = [
    ("0010", "Müller & Söhne", "01.07.2026", "1,5", "12,30"),
    ("0020", 'O\'Brien; "B"\nLtd', "offen", "2", "gratis"),
]


@pytest.mark.parametrize(
    ("name", "settings", "content"),
    [
        ("lf", {}, lambda tmp: GOOD.encode()),
        (
            "byte order mark",
            {"encoding": "utf-8-sig"},
            lambda tmp: GOOD.encode("utf-8-sig"),
        ),
        ("decomposed accents", {}, lambda tmp: GOOD.replace("ü", "u\u0308").encode()),
        ("crlf", {"line_end": "CRLF"}, lambda tmp: GOOD.replace("\n", "\r\n").encode()),
        ("cr", {"line_end": "CR"}, lambda tmp: GOOD.replace("\n", "\r").encode()),
        ("cp1252", {"encoding": "cp1252"}, lambda tmp: GOOD.encode("cp1252")),
        ("utf-16", {"encoding": "utf-16"}, lambda tmp: GOOD.encode("utf-16")),
        (
            "gzip",
            {"path": "lines.csv.gz", "format": "csv.gz"},
            lambda tmp: gzip.compress(GOOD.encode()),
        ),
        (
            "parquet",
            {"path": "lines.parquet", "format": "parquet"},
            lambda tmp: parquet(TEXT_CELLS),
        ),
        (
            "xlsx",
            {"path": "lines.xlsx", "format": "xlsx"},
            lambda tmp: xlsx(tmp, TEXT_CELLS),
        ),
        (
            "typed parquet",
            {"path": "lines.parquet", "format": "parquet"},
            lambda tmp: parquet(TYPED_CELLS),
        ),
        (
            "typed xlsx",
            {"path": "lines.xlsx", "format": "xlsx"},
            lambda tmp: xlsx(tmp, TYPED_CELLS),
        ),
    ],
)
def test_every_declared_format_reads_the_same(tiny, tmp_path, name, settings, content):
    tiny(content(tmp_path), **settings)
    assert rows(tiny) == EXPECTED


@pytest.mark.parametrize(
    ("code", "settings", "content", "message"),
    [
        (
            "header",
            {},
            GOOD.replace("line;supplier", "supplier;line"),
            "column 1 of the header to be 'line', found 'supplier'; the order differs",
        ),
        (
            "header",
            {},
            GOOD.replace(";value", "", 1),
            "'value', found nothing; 1 of 5 columns are missing",
        ),
        ("header", {}, GOOD.replace("value\n", "value;extra\n"), "found also 'extra'"),
        ("header", {}, GOOD.split("\n", 1)[1], "'line', found '0010'"),
        (
            "header",
            {},
            GOOD.replace(";", ","),
            "'line', found 'line,supplier,due,qty,value'",
        ),
        ("empty", {}, "", "the file has 0 bytes"),
        ("empty", {}, GOOD.split("\n")[0] + "\n", "at least one row below the header"),
        ("encoding", {}, GOOD.encode("cp1252"), "utf-8 text, byte 34 is not"),
        ("encoding", {}, GOOD.encode("utf-16"), "utf-8 text, byte 0 is not"),
        (
            "encoding",
            {"encoding": "cp1252"},
            GOOD.encode(),
            "row 2: expected cp1252 text, found UTF-8: 'Müller' would be read as 'MÃ¼ller'",
        ),
        (
            "encoding",
            {"encoding": "cp1252"},
            GOOD.replace("Müller", "Đorđe Müller").encode(),
            "row 2: expected cp1252 text, found UTF-8: 'Đorđe'",
        ),
        (
            "encoding",
            {"encoding": "cp1252"},
            GOOD.replace("Müller", "M\x81").encode("latin-1"),
            "row 2: expected cp1252 text, byte 34 is not: it is 0x81 behind '",
        ),
        (
            "encoding",
            {"encoding": "cp1252"},
            GOOD.encode("utf-16"),
            "the file begins with the byte-order mark of utf-16",
        ),
        (
            "encoding",
            {"encoding": "cp1252"},
            GOOD.encode("utf-16-le"),
            'State encoding = "utf-16-le"',
        ),
        ("encoding", {}, GOOD.encode("utf-8-sig"), 'State encoding = "utf-8-sig"'),
        ("encoding", {"encoding": "iso8859-15"}, GOOD.encode(), "found UTF-8: 'Müller'"),
        (
            "encoding",
            {"encoding": "latin-1"},
            GOOD.encode("utf-8-sig"),
            'State encoding = "utf-8-sig"',
        ),
        ("line_end", {}, GOOD.replace("\n", "\r\n"), "every row to end in LF, found CRLF"),
        ("line_end", {"line_end": "CR"}, GOOD, "every row to end in CR, found LF"),
        (
            "line_end",
            {"line_end": "CRLF"},
            GOOD.replace("\n", "\r\n", 1),
            "every row to end in CRLF, found LF",
        ),
        ("truncated", {}, GOOD.rstrip("\n"), "a line end after the last row"),
        ("columns", {}, GOOD + "0030;X;offen;1\n", "5 cells in every row"),
        ("columns", {}, GOOD + "0030;X;offen;1;2;3\n", "5 cells in every row"),
        ("columns", {}, GOOD + '0030;"X;offen;1;2\n', "quotes as CSV has them"),
        ("columns", {}, GOOD + "0030;X;offen;1;2;\n", "5 cells in every row, found 6"),
        (
            "columns",
            {},
            GOOD + "\n0030;X;offen;1;2\n",
            "row 4: expected 5 cells in every row, found 0",
        ),
        ("columns", {}, GOOD.replace("line;", '"line;', 1), "quotes as CSV has them"),
        (
            "truncated_gzip",
            {"path": "lines.csv.gz", "format": "csv.gz"},
            gzip.compress(GOOD.encode())[:-12],
            "a whole gzip file",
        ),
        (
            "truncated_gzip",
            {"path": "lines.csv.gz", "format": "csv.gz"},
            gzip.compress(GOOD.encode())[:-8] + b"\0" * 8,
            "a whole gzip file",
        ),
        (
            "truncated_gzip",
            {"path": "lines.csv.gz", "format": "csv.gz"},
            GOOD,
            "a whole gzip file",
        ),
        (
            "truncated",
            {"path": "lines.parquet", "format": "parquet"},
            parquet(TEXT_CELLS)[:-9],
            "a whole Parquet file",
        ),
        (
            "truncated",
            {"path": "lines.xlsx", "format": "xlsx"},
            "PK not a workbook",
            "a whole xlsx file",
        ),
        ("duplicate_key", {}, GOOD + "0010;X;offen;1;2\n", "line_id is '0010'"),
        (
            "near_twin_id",
            {},
            GOOD + "0030;MÜLLER & söhne ;offen;1;2\n",
            (
                "row 4: supplier_id is 'MÜLLER & söhne', expected an id that differs from 'Müller &"
                " Söhne' (lines.csv, row 2) in more than case, width, blanks"
            ),
        ),
        (
            "cell",
            {},
            GOOD.replace("12,30", "kostenlos"),
            (
                "row 2: value is 'kostenlos', expected a number with at most 2 decimals after ',',"
                " or 'gratis'"
            ),
        ),
        ("cell", {}, GOOD.replace("12,30", "12.30"), "value is '12.30'"),
        ("cell", {}, GOOD.replace("12,30", "1.234,50"), "value is '1.234,50'"),
        ("cell", {}, GOOD.replace("12,30", "12,305"), "value is '12,305'"),
        ("cell", {}, GOOD.replace("12,30", "NaN"), "value is 'NaN'"),
        ("cell", {}, GOOD.replace("12,30", "1e3"), "value is '1e3'"),
        ("cell", {}, GOOD.replace("12,30", "5,00-"), "value is '5,00-'"),
        ("cell", {}, GOOD.replace("12,30", ""), "value_amount is empty"),
        (
            "cell",
            {},
            GOOD.replace("1,5", "-1"),
            "ordered_qty is '-1', expected a quantity of at least 0 with at most 15 digits",
        ),
        ("cell", {}, GOOD.replace("01.07.2026", "31.02.2026"), "due is '31.02.2026'"),
        ("cell", {}, GOOD.replace("01.07.2026", "2026-07-01"), "due is '2026-07-01'"),
        ("cell", {}, GOOD.replace("01.07.2026", "46023"), "due is '46023'"),
        (
            "cell",
            {},
            GOOD.replace("01.07.2026", "30.12.1899"),
            "requested_on is '1899-12-30', expected a date from 1990-01-01",
        ),
        ("cell", {}, GOOD.replace("01.07.2026", "01.07.26"), "due is '01.07.26'"),
    ],
)
def test_a_file_that_differs_is_refused_and_the_old_snapshot_stays(
    loaded, code, settings, content, message
):
    (good,) = loaded.workspace.snapshots.iterdir()
    with pytest.raises(DataFaults) as caught:
        loaded(content if isinstance(content, bytes) else content.encode(), **settings)
    assert code in caught.value.codes
    assert message in str(caught.value)
    with open_snapshot(loaded.workspace) as snapshot:
        assert snapshot.id == good.stem
    assert list(loaded.workspace.snapshots.iterdir()) == [good]


@pytest.mark.parametrize(
    ("cells", "kwargs", "message"),
    [
        ([("0010", "A", "01.07.2026", "=1+1", "2,00")], {}, "without its value"),
        (
            [(4500000000123456789, "A", "01.07.2026", "1", "2,00")],
            {},
            "at most 15 digits in a number cell",
        ),
        ([("0010", "A", "01.07.2026", "1", "2,00")], {"hidden": True}, "a visible sheet"),
        (
            [("0010", "A", "01.07.2026", "1", "2,00")],
            {"header": ("Extract of 1 July", None, None, None, None)},
            "column 1 of the header",
        ),
        (
            [(10, "A", "01.07.2026", "1", "2,00")],
            {},
            "text in column 'line', found the number '10'",
        ),
        ([("0010", "#N/A", "01.07.2026", "1", "2,00")], {}, "found the error '#N/A'"),
    ],
)
def test_a_spreadsheet_is_not_guessed_at(tiny, tmp_path, cells, kwargs, message):
    with pytest.raises(DataFaults, match=message):
        tiny(xlsx(tmp_path, cells, **kwargs), path="lines.xlsx", format="xlsx")


def test_rejected_rows_are_kept_with_their_place_and_reason_where_the_source_allows_them(
    tiny,
):
    tiny(GOOD.replace("12,30", "viel").encode(), allowed=1)
    assert [row[0] for row in rows(tiny)] == ["0020"]
    with open_snapshot(tiny.workspace) as snapshot:
        assert snapshot.con.execute("SELECT * FROM rejected_rows").fetchall() == [
            (
                "lines.csv",
                2,
                "lines",
                "value",
                "viel",
                "a number with at most 2 decimals after ',', or 'gratis'",
            )
        ]
        assert snapshot.con.execute(
            "SELECT rows_read, rows_kept, rows_rejected FROM extracts"
        ).fetchall() == [(2, 1, 1)]
    # What a message names is there to look at.
    kept = (tiny.workspace.root / "data/rejected_rows/tiny.csv").read_text(encoding="utf-8")
    assert kept.splitlines()[1].startswith("lines.csv,2,lines,value,viel")


def test_a_refused_load_leaves_all_its_rejected_rows_to_look_at(tiny):
    with pytest.raises(DataFaults):
        tiny(GOOD.replace("12,30", "viel").replace(";2;gratis", ";2;wenig").encode())
    written = (
        (tiny.workspace.root / "data/rejected_rows/tiny.csv")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    assert [line.split(",")[:5] for line in written[1:]] == [
        ["lines.csv", "2", "lines", "value", "viel"],
        ["lines.csv", "3", "lines", "value", "wenig"],
    ]


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ("lines.csv,2,qty,3.5", None),
        (
            "lines.csv,2,qty,3.6",
            "expected qty to sum to 3.6 by its control total, found 3.5.",
        ),
        ("lines.csv,2,,", None),
        ("lines.csv,3,,", "expected 3 rows by its control total, found 2"),
        (None, "control totals that belong to this extract, found no such file"),
        ("Lines.csv,2,,", "a row for lines.csv"),
        ("lines.csv,two,,", "expected two rows by its control total, found 2"),
        ("lines.csv,2,weight,5", "expected a column 'weight'"),
        ("lines.csv,2,qty,much", "expected qty to sum to much"),
    ],
)
def test_control_totals_decide(tiny, stated, message):
    if stated:
        (tiny.files / "totals.csv").write_text(
            f"file,rows,column,total\n{stated}\n", encoding="utf-8"
        )
    if message is None:
        tiny(GOOD.encode(), totals='control_totals = "totals.csv"')
        assert rows(tiny) == EXPECTED
    else:
        with pytest.raises(DataFaults, match=message) as caught:
            tiny(GOOD.encode(), totals='control_totals = "totals.csv"')
        assert caught.value.codes == {"control_total"}


def test_the_sha256_of_each_file_is_kept(tiny):
    tiny(GOOD.encode())
    with open_snapshot(tiny.workspace) as snapshot:
        assert snapshot.con.execute(
            "SELECT file, sha256, bytes FROM extracts"
        ).fetchall() == [
            ("lines.csv", hashlib.sha256(GOOD.encode()).hexdigest(), len(GOOD.encode()))
        ]


def _changed(old: str, new: str):
    def change(folder):
        path = folder / "source.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda folder: (folder / "orders.sql").write_text("SELECT 1"),
            "orders.sql of source 'tiny' names no canonical table",
        ),
        (lambda folder: (folder / "source.toml").write_text("name = "), "no valid TOML"),
        (
            lambda folder: (folder / "source.toml").write_text(
                (folder / "source.toml")
                .read_text()
                .replace("allowed_rejects", "alowed_rejects")
            ),
            "alowed_rejects",
        ),
        (
            lambda folder: (folder / "source.toml").write_text(
                (folder / "source.toml")
                .read_text()
                .replace('line = "text"', 'line = "tekst"')
            ),
            "'tekst' is no kind",
        ),
        (
            _changed("allowed_rejects", 'time_zone = "Brazil/Rio"\nallowed_rejects'),
            "time_zone is 'Brazil/Rio', expected the IANA name of a zone",
        ),
        (
            _changed("allowed_rejects", 'time_zone = "America"\nallowed_rejects'),
            "time_zone is 'America', expected",
        ),
        (
            _changed("allowed_rejects", 'time_zone = "localtime"\nallowed_rejects'),
            "time_zone is 'localtime', expected",
        ),
        (
            _changed("allowed_rejects", "time_zone = -3\nallowed_rejects"),
            "time_zone is -3, expected",
        ),
        (
            _changed('path = "lines.csv"', "path = 7"),
            "files.lines.path is 7, expected a text",
        ),
        (
            _changed('decimal_mark = ","', 'expected_every_days = "7"'),
            "files.lines.expected_every_days is '7', expected a whole number",
        ),
        (
            _changed("separator", "seperator"),
            "'seperator' is no key in files.lines, did you mean separator?",
        ),
        (
            _changed("allowed_rejects = 0", "allowed_rejects = true"),
            "allowed_rejects is true",
        ),
        (_changed("allowed_rejects = 0", "allowed_rejects = -1"), "allowed_rejects is -1"),
        (
            _changed('"2026-10-02"', '"2. 10. 2026"'),
            "as_of is '2. 10. 2026', expected a date",
        ),
        (_changed('title = "Tiny"', ""), "the key 'title' is missing"),
        (
            _changed('path = "lines.csv"', ""),
            "the key 'path' is missing in files.lines",
        ),
        (
            _changed('format = "csv"', 'format = "tsv"'),
            "files.lines.format is 'tsv', expected csv, csv.gz, parquet or xlsx",
        ),
        (
            _changed('line_end = "LF"', 'line_end = "\\n"'),
            "files.lines.line_end is .*, expected LF, CR or CRLF",
        ),
        (
            _changed('encoding = "utf-8"', 'encoding = "utf-88"'),
            "files.lines.encoding is 'utf-88', expected a text encoding such as utf-8",
        ),
        (
            _changed('encoding = "utf-8"', 'encoding = "hex"'),
            "files.lines.encoding is 'hex', expected a text encoding",
        ),
        (
            _changed('encoding = "utf-8"', 'encoding = "a\\u0000"'),
            r"files.lines.encoding is 'a\\x00', expected a text encoding",
        ),
        (
            _changed('encoding = "utf-8"', 'encoding = "undefined"'),
            "files.lines.encoding is 'undefined', expected a text encoding",
        ),
        (
            _changed('separator = ";"', r'separator = "\n"'),
            "separator is .*, expected one char",
        ),
        (
            _changed('separator = ";"', r'separator = "\u0000"'),
            "separator is .*, expected one char",
        ),
        (
            _changed('separator = ";"', r'separator = "\""'),
            "separator is '\"', expected one character, no quote and no line end",
        ),
        (
            _changed('separator = ";"', 'separator = ";;"'),
            "separator is ';;', expected one char",
        ),
        (
            _changed('mark = ","', 'mark = "·"'),
            r"decimal_mark is '·', expected '\.' or ','",
        ),
        (
            _changed("%d.%m.%Y", "%d.%B.%Y"),
            "columns.due.date is '%d.%B.%Y', expected a layout with no parts but %d, %m, %b",
        ),
        (
            _changed("{ number = 3 }", '{ number = "3" }'),
            "files.lines.columns.qty.number is '3', expected a whole number",
        ),
        (
            _changed("{ number = 3 }", "{ number = 99 }"),
            "files.lines.columns.qty.number is 99, expected a whole number of decimals from 0 to 18",
        ),
        (
            _changed('name = "tiny"', 'name = "../../../PWNED"'),
            "name is '../../../PWNED', expected a name of letters, digits, _ and -",
        ),
        (
            _changed('name = "tiny"', 'name = "tiny\\n"'),
            r"name is 'tiny\\n', expected a name of",
        ),
        (
            _changed('title = "Tiny"', 'title = " "'),
            "title is ' ', expected a text that is not e",
        ),
        (
            _changed('title = "Tiny"', 'title = "T\\nU"'),
            r"title is 'T\\nU', expected a text on one",
        ),
        (
            _changed("[files.lines]", '[files.""]'),
            "empty is no key in files, expected a text",
        ),
        (
            _changed("[files.lines]", '[files."a\\nb"]'),
            r"'a\\nb' is no key in files, expected a te",
        ),
        (
            _changed('line = "text"', '"" = "text"'),
            "empty is no key in files.lines.columns, exp",
        ),
        (
            _changed("{ number = 3 }", '{ number = 3, date = "%d" }'),
            "columns.qty: date and number are both stated, expected one of them",
        ),
        (
            _changed("{ number = 3 }", '{ number = 3, text_pattern = "(" }'),
            r"columns.qty.text_pattern is '\(', expected a regular expression",
        ),
        (_changed("{ number = 3 }", "3"), "columns.qty: '3' is no kind"),
        (
            _changed("offen", 'offen", 7, "'),
            "columns.due.null_texts \\(entry 2\\) is 7, expected a text",
        ),
    ],
)
def test_a_wrong_source_is_explained(loaded, change, message):
    change(loaded.source)
    with pytest.raises(SourceError, match=message) as caught:
        read_source(loaded.source)
    assert " of source 'tiny'" in str(caught.value)


@pytest.mark.parametrize(
    "place",
    [
        "data/definitions/tiny.yaml",
        "data/definitions/causes.yaml",
        "data/rates/tiny/hour.yaml",
    ],
)
def test_a_file_that_is_not_in_utf_8_is_told(loaded, place):
    path = loaded.workspace.root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"# St\xfcck\n")
    with pytest.raises(DefinitionError, match=f"^{place}: byte 5 is no UTF-8 text"):
        loaded(GOOD.encode())


def test_control_totals_that_are_not_in_utf_8_are_told(tiny):
    (tiny.files / "totals.csv").write_bytes(b"file,rows,column,total\nL\xfc.csv,2,,\n")
    with pytest.raises(SourceError, match=r"^totals\.csv: byte 25 is no UTF-8 text"):
        tiny(GOOD.encode(), totals='control_totals = "totals.csv"')


@pytest.mark.parametrize("name", ["X1.yaml", "X1.sql"])
def test_a_new_metric_among_those_of_the_library_is_told(loaded, name):
    folder = loaded.workspace.root / "data/definitions/metrics"
    folder.mkdir(parents=True)
    (folder / name).write_text("name: a metric", encoding="utf-8")
    with pytest.raises(DefinitionError, match="'X1' is no metric of the library") as caught:
        loaded(GOOD.encode())
    assert "goes into data/definitions/tiny/metrics/" in str(caught.value)


def test_an_amount_of_too_many_digits_is_told_with_how_many_there_may_be(tmp_path):
    cents = [{"value_amount": "1234567890123456.78"}]
    with pytest.raises(
        DataFaults, match="at most 14 digits before its decimal mark and 4 after"
    ):
        small_home(tmp_path, schedule_lines=cents)


def test_all_faults_of_a_source_are_told_at_once(loaded):
    for old, new in (
        ("title", "titel"),
        ('"EUR"', '"euro"'),
        ("separator", "seperator"),
        ('line = "text"', 'line = "tekst"'),
    ):
        _changed(old, new)(loaded.source)
    with pytest.raises(SourceError) as caught:
        read_source(loaded.source)
    assert str(caught.value).splitlines() == [
        "source.toml of source 'tiny': the key 'title' is missing.",
        "source.toml of source 'tiny': reporting_currency is 'euro', expected the three capitals of"
        " ISO 4217, such as EUR.",
        "source.toml of source 'tiny': files.lines.columns.line: 'tekst' is no kind, expected text,"
        " integer, { date = … } or { number = … }.",
        "source.toml of source 'tiny': 'seperator' is no key in files.lines, did you mean"
        " separator?",
        "source.toml of source 'tiny': 'titel' is no key, did you mean title?",
        "Correct the key; docs/sources.md lists every key and what it takes.",
    ]


def test_a_source_whose_columns_are_not_listed(loaded):
    path = loaded.source / "source.toml"
    head = path.read_text(encoding="utf-8").split("[files.lines.columns]")[0]
    for end, message in (
        (
            "[files.lines.columns]\n",
            "files.lines: no columns are listed, expected the header",
        ),
        ("", "the key 'columns' is missing in files.lines"),
    ):
        path.write_text(head + end, encoding="utf-8")
        with pytest.raises(SourceError, match=message):
            read_source(loaded.source)


def documented(table: int) -> dict[str, str]:
    """The keys of one table of docs/sources.md, each with its default."""
    page = (PROJECT / "docs/sources.md").read_text(encoding="utf-8")
    rows = (
        page.split("| key | meaning | default |")[table].split("\n\n")[0].splitlines()[2:]
    )
    cells = [[cell.strip() for cell in row.strip("|").split(" |")] for row in rows]
    keys = [
        (re.findall(r"`\[?(?:files\.<name>\.)?(\w+)", row[0]), row[-1]) for row in cells
    ]
    return {key: default.strip("`") for names, default in keys for key in names}


@pytest.mark.parametrize(
    ("table", "model"), [(1, StatedSource), (2, StatedFile), (3, StatedColumn)]
)
def test_every_key_of_a_source_is_documented_with_its_default(table, model):
    told = documented(table)
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    assert told.keys() == fields.keys()
    assert {key for key in told if told[key] == "required"} == {
        key for key, field in fields.items() if field.is_required()
    }
    shown = {
        key: str(field.default).lower()
        if isinstance(field.default, bool)
        else str(field.default)
        for key, field in fields.items()
        if isinstance(field.default, str | int)
    }
    assert {key: told[key] for key in shown} == shown


@pytest.mark.parametrize(
    ("stated", "time_zone"),
    [("", "UTC"), ('time_zone = "America/Sao_Paulo"\n', "America/Sao_Paulo")],
)
def test_a_snapshot_knows_its_plants_time_zone(loaded, stated, time_zone):
    _changed("allowed_rejects", stated + "allowed_rejects")(loaded.source)
    load_extract(loaded.workspace, "tiny", loaded.files)
    with open_snapshot(loaded.workspace) as snapshot:
        assert snapshot.con.execute("SELECT time_zone FROM snapshot_info").fetchall() == [
            (time_zone,)
        ]


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        (
            "SELECT line AS line_id FROM lines",
            (
                "columns 'supplier_id', .*'source_row' are missing, expected line_id, supplier_id,"
                " .*, source_row, which are required; may be left out: .*part_id"
            ),
        ),
        (
            LINES.replace("source_row", "1 AS part_id"),
            "schedule_lines.sql: column 'source_row' is missing, expected",
        ),
        (
            LINES.replace("supplier_id", "vendor_id"),
            "'vendor_id' is no column of schedule_lines",
        ),
        ("SELECT nothing FROM nowhere", "schedule_lines.sql: Catalog Error"),
        (
            "SELECT content AS line_id FROM read_text('/etc/hostname')",
            "schedule_lines.sql: Permission Error",
        ),
    ],
)
def test_wrong_sql_is_explained_and_sql_reads_no_file(loaded, sql, message):
    (loaded.source / "schedule_lines.sql").write_text(sql, encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        load_extract(loaded.workspace, "tiny", loaded.files)


def test_faults_begin_with_the_table_that_others_refer_to(tmp_path):
    """One supplier without a name is left out, and with it fall its lines, their receipts and its
    costs.
    """
    nameless = [{"supplier_id": "S", "name": ""}]
    with pytest.raises(DataFaults) as caught:
        small_home(
            tmp_path,
            suppliers=nameless,
            schedule_lines=[{}],
            receipts=[{"line_id": "1"}],
            cost_events=[{"line_id": "1", "amount": "5.00"}],
        )
    assert [fault.file for fault in caught.value.faults][:3] == [
        "suppliers.csv",
        "schedule_lines.csv",
        "receipts.csv",
    ]
    assert caught.value.faults[0].column == "name"


def test_a_missing_column_says_whether_it_is_required(tmp_path):
    workspace = small_home(tmp_path, schedule_lines=[{"site": "north"}])
    path = tmp_path / "files/schedule_lines.csv"
    whole = path.read_text(encoding="utf-8")
    for left_out, words in (
        (
            ("site", "supplier_id"),
            "2 of 10 columns are missing, of them required: supplier_id",
        ),
        (("site",), "of them required: none"),
    ):
        with path.open("w", encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(whole.splitlines()))
            kept = csv.DictWriter(
                stream,
                [name for name in rows[0] if name not in left_out],
                lineterminator="\n",
                extrasaction="ignore",
            )
            kept.writeheader()
            kept.writerows(rows)
        with pytest.raises(DataFaults, match=words):
            load_extract(workspace, str(tmp_path / "source"), tmp_path / "files")


MUTATIONS = {
    "reordered header": (
        lambda data: data.replace(b"ID,Project Code", b"Project Code,ID", 1),
        "the order differs",
    ),
    "missing column": (
        lambda data: data.replace(b",Line Item Insurance (USD)\r", b"\r", 1),
        "'Line Item Insurance (USD)', found nothing",
    ),
    "wrong encoding": (
        lambda data: data.decode("utf-8-sig").encode("utf-16"),
        "utf-8-sig text",
    ),
    "text in an amount": (
        lambda data: data.replace(b",19,551,29,", b",19,about 551,29,", 1),
        "Line Item Value is 'about 551'",
    ),
    "duplicate key": (
        lambda data: data.replace(b"\r3,108-VN", b"\r1,108-VN", 1),
        "line_id is '1'",
    ),
    "dangling reference": (
        lambda data: data.replace(b"(ID#:16)", b"(ID#:99999999)", 2),
        "state is empty, expected one of amount, included, unknown",
    ),
    "cut inside a row": (
        lambda data: data[: data.rindex(b"\r") + 40],
        "33 cells in every row",
    ),
    "empty": (lambda data: b"", "0 bytes"),
}


# A check reads as a load does: one of them every day, all of them behind `heavy`.
COMMANDS = [("load", name) for name in MUTATIONS]
COMMANDS += [
    ("check", "missing column"),
    *(
        pytest.param("check", name, marks=pytest.mark.heavy)
        for name in MUTATIONS
        if name != "missing column"
    ),
]


@pytest.mark.parametrize(("command", "name"), COMMANDS)
def test_srm_refuses_a_broken_scms_file_with_exit_1(
    scms_home, scms_files, tmp_path, capsys, command, name
):
    change, message = MUTATIONS[name]
    file = "SCMS_Delivery_History_Dataset.csv"
    (tmp_path / file).write_bytes(change((scms_files / file).read_bytes()))
    before = scms_home.current.read_bytes(), sorted(scms_home.snapshots.iterdir())
    assert (
        main(["--home", str(scms_home.root), command, "scms", "--files", str(tmp_path)])
        == 1
    )
    assert message in capsys.readouterr().err
    assert (scms_home.current.read_bytes(), sorted(scms_home.snapshots.iterdir())) == before


# --- What a message says of a row's cause


RECEIPTS = """
SELECT id AS receipt_id, line AS line_id, 'receipt' AS kind, '2026-07-01' AS docked_on, qty AS received_qty,
       source_file, source_row FROM came
"""
CAME = '\n[files.came]\npath = "came.csv"\nformat = "csv"\n[files.came.columns]\nid = "text"\nline = "text"\nqty = "text"\n'


def refusal_of_receipts(tiny, lines: str) -> str:
    """What is said where two receipts name line 0010 and one a line that is in no file."""
    (tiny.source / "receipts.sql").write_text(RECEIPTS, encoding="utf-8")
    (tiny.files / "came.csv").write_text("id,line,qty\n1,0010,1\n2,0010,1\n3,0099,1\n")
    with pytest.raises(DataFaults) as caught:
        tiny(lines.encode(), more=CAME)
    return str(caught.value)


def test_a_receipt_of_a_line_that_was_rejected_is_told_where_the_line_stands(tiny):
    said = refusal_of_receipts(tiny, GOOD.replace("1,5", "-1"))
    assert (
        "came.csv, row 2: line_id is '0010', expected a line_id that stands in schedule_lines, in a"
        " row that is kept: lines.csv, row 2 was rejected. 2 rows break this rule"
    ) in said
    assert (
        "came.csv, row 4: line_id is '0099', expected a line_id that stands in schedule_lines.\n"
    ) in said


def test_a_receipt_of_a_line_whose_file_has_a_bad_cell_is_told_of_the_rejected_rows(tiny):
    """Its row was rejected before the SQL made a line of it: which line it is nobody can tell."""
    said = refusal_of_receipts(tiny, GOOD.replace("12,30", "kostenlos"))
    assert (
        "came.csv, row 2: line_id is '0010', expected a line_id that stands in schedule_lines; rows"
        " of lines.csv that were rejected (1) stand there no longer. 3 rows break this rule"
    ) in said


def test_a_return_of_a_receipt_whose_row_was_rejected_is_told_so(tmp_path):
    with pytest.raises(DataFaults) as caught:
        small_home(
            tmp_path,
            schedule_lines=[{"line_id": "A"}],
            receipts=[
                {"line_id": "A", "docked_on": "gestern"},
                {"line_id": "A", "kind": "return", "of_receipt_id": "1"},
            ],
        )
    assert "row 3: of_receipt_id is '1', expected a receipt or return that is kept" in str(
        caught.value
    )


@pytest.mark.parametrize(
    ("cell", "way_out"),
    [
        ("1.250,00", "replace(replace(value, '.', ''), ',', '.')"),
        ("-1.250.000", "replace(replace(value, '.', ''), ',', '.')"),
        ("1 250,00", "replace(replace(value, ' ', ''), ',', '.')"),
        ("1\u202f250,00", "replace(replace(value, '\u202f', ''), ',', '.')"),
        ("1'250,00", "replace(replace(value, '''', ''), ',', '.')"),
    ],
)
def test_a_thousands_mark_is_named_with_the_way_out(tiny, cell, way_out):
    with pytest.raises(DataFaults) as caught:
        tiny(GOOD.replace("12,30", cell).encode())
    assert (
        f"row 2: value is '{shown(cell)}', expected a number with at most 2 decimals after ',', or"
        " 'gratis', and no thousands mark: declare the column as \"text\", and take the mark out in"
        f" the SQL, {way_out}."
    ) in str(caught.value)


def test_a_thousands_mark_in_a_column_of_two_words_is_taken_out_by_its_quoted_name(tiny):
    said = 'path = "net.csv"\nformat = "csv"\n[files.net.columns]\n"net value" = { number = 2 }\n'
    (tiny.files / "net.csv").write_text('net value\n"1,250.00"\n')
    with pytest.raises(DataFaults, match=r"""SQL, replace\("net value", ',', ''\)"""):
        tiny(GOOD.encode(), more=f"\n[files.net]\n{said}")


def test_a_thousands_mark_that_the_sql_left_is_named_too(tmp_path):
    with pytest.raises(DataFaults) as caught:
        small_home(
            tmp_path,
            schedule_lines=[{"value_amount": "1.250,00"}, {"value_amount": "1,250.00"}],
        )
    said = str(caught.value)
    assert (
        "row 2: value_amount is '1.250,00', expected an amount with at most 14 digits before its"
        " decimal mark and 4 after, with a point as its decimal mark and no thousands mark: the SQL"
        " puts it so, replace(replace(value_amount, '.', ''), ',', '.')."
    ) in said


@pytest.mark.parametrize("command", ["check", "load"])
def test_a_folder_that_is_not_there_is_told_once(tmp_path, capsys, command):
    workspace = small_home(tmp_path, schedule_lines=[{}], receipts=[{"line_id": "1"}])
    source, nowhere = str(tmp_path / "source"), str(tmp_path / "nix")
    assert main(["--home", str(workspace.root), command, source, "--files", nowhere]) == 1
    assert capsys.readouterr().err == (
        f"{nowhere}: expected the folder that holds the 4 files of source 'small', found none.\nName"
        " the folder that holds the extract with --files.\n"
    )


def test_columns_of_the_coverage_list_are_as_wide_as_their_longest_name(tmp_path):
    with small_world(tmp_path, schedule_lines=[{}]) as snapshot:
        lines = coverage_of(snapshot)
        longest = max(len(one.name) for one in definitions_of(snapshot.con))
    table_at = len("D1  ") + longest + 2
    assert [line for line in lines if line[table_at - 2 : table_at] != "  "] == []
    assert [line for line in lines if line[table_at] == " "] == []
