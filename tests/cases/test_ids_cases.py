"""Cases of ids: one thing spelt in two ways, firms that belong together, ids that look like something
else, and cells whose message must say what is meant.
"""

from __future__ import annotations

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from cases import case_folder, case_home, load_case, open_case
from small_world import small_home, small_world

from srmlib.agreement.restatement import restatements
from srmlib.cli import main
from srmlib.errors import DataFaults, SnapshotError, UsageError
from srmlib.facts import SupplierQuarter, suppliers_with_activity
from srmlib.load.publish import load_extract
from srmlib.reports.run import run_reports
from srmlib.reports.sections.opening import masthead
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot, list_snapshots, open_snapshot

Q3 = Quarter.parse("2026Q3")


def d1(snapshot: Snapshot, supplier_id: str) -> tuple[int, int]:
    reading = SupplierQuarter(snapshot, supplier_id, Q3).facts.reading("D1")
    return int(reading.numerator), int(reading.denominator)


def own_source(name: str, root: Path) -> Path:
    """A copy of a case's source, for a person to state something in."""
    return Path(shutil.copytree(case_folder(name) / "source", root / "source"))


def load_own(name: str, root: Path, source: Path) -> Snapshot:
    home = case_home(name, root)
    load_extract(home, str(source), case_folder(name) / "files")
    return open_snapshot(home)


TWINS = {
    "23-leading-zeros": (4, "100234", "0000100234", 2),
    "23b-hyphen": (3, "S<U+2011>1", "S-1", 2),
    "23c-case": (3, "ACME GmbH", "acme gmbh", 2),
    "23d-dot": (3, "Acme Ltd.", "Acme Ltd", 2),
    "23e-nbsp": (3, "Acme<U+00A0>Ltd", "Acme Ltd", 2),
    "23g-endash": (3, "Acme <U+2013> Nord", "Acme - Nord", 2),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.case(name)) for name in TWINS]
)
def test_two_spellings_of_one_supplier_are_refused_with_both_rows(tmp_path, name):
    row, spelling, other, other_row = TWINS[name]
    with pytest.raises(DataFaults) as caught:
        load_case(name, tmp_path)
    assert caught.value.codes == {"near_twin_id"}
    assert (
        f"orders.csv, row {row}: supplier_id is '{spelling}', expected an id that differs from"
        f" '{other}' (orders.csv, row {other_row}) in more than case" in str(caught.value)
    )


@pytest.mark.parametrize(
    "spelling", ["S\ufe0f-1", "S\u034f-1", "S\u20431", "S\u22121", "\uff33-1"]
)
def test_what_cannot_be_told_apart_by_eye_is_named_on_both_sides(tmp_path, spelling):
    suppliers = [{"supplier_id": one, "name": "Supplier"} for one in ("S-1", spelling)]
    lines = [{"supplier_id": "S-1"}]
    with pytest.raises(DataFaults) as caught:
        small_home(tmp_path, suppliers=suppliers, schedule_lines=lines)
    assert caught.value.codes == {"near_twin_id"}
    (hidden,) = set(spelling) - set("S-1")
    assert f"supplier_id is '{spelling.replace(hidden, f'<U+{ord(hidden):04X}>')}'" in str(
        caught.value
    )


def test_a_number_that_is_not_there_is_shown_with_what_hides_in_it(tmp_path):
    lines = [{"line_id": "A/1", "part_id": "P\u20111"}]
    with pytest.raises(DataFaults, match=r"part_id is 'P<U\+2011>1'"):
        small_home(tmp_path, schedule_lines=lines)


def test_a_stated_id_that_is_nowhere_is_told(tmp_path):
    ids = ["S-1", "S\u20111", "S 1"]
    suppliers = [{"supplier_id": one, "name": "Supplier"} for one in ids[:2]]
    keys = f"different_ids = [{json.dumps(ids[:2])}, {json.dumps([ids[0], ids[2]])}]\n"
    home = small_home(
        tmp_path, suppliers=suppliers, schedule_lines=[{"supplier_id": "S-1"}], keys=keys
    )
    published = load_extract(home, str(tmp_path / "source"), tmp_path / "files")
    told = [line for line in published.told if "different_ids" in line]
    assert told == ["different_ids names 'S 1', which is no id of this extract"]


@pytest.mark.case("23h-umlaut-nfd")
def test_an_umlaut_in_two_parts_is_the_same_letter(tmp_path):
    """The text is kept in one spelling of accented letters, so the key itself stands twice."""
    with pytest.raises(DataFaults) as caught:
        load_case("23h-umlaut-nfd", tmp_path)
    assert caught.value.codes == {"duplicate_key"}
    assert "orders.csv, row 3: supplier_id is 'Müller'" in str(caught.value)
    assert "it stands 2 times, first in orders.csv, row 2." in str(caught.value)


@pytest.mark.case("23-leading-zeros")
def test_a_kept_file_of_names_decides(tmp_path):
    source = own_source("23-leading-zeros", tmp_path)
    (source / "names.csv").write_text("spelling,supplier_id\n0000100234,100234\n")
    with (source / "source.toml").open("a") as stream:
        stream.write(
            '\n[kept.names]\npath = "names.csv"\nformat = "csv"\n[kept.names.columns]\n'
            'spelling = "text"\nsupplier_id = "text"\n'
        )
    joined = "orders LEFT JOIN names ON names.spelling = orders.lieferant"
    read = "coalesce(names.supplier_id, orders.lieferant)"
    for table in ("suppliers", "schedule_lines"):
        path = source / f"{table}.sql"
        text = path.read_text().replace("FROM orders", f"FROM {joined}")
        text = text.replace(
            "source_file, source_row", "orders.source_file, orders.source_row"
        )
        path.write_text(
            text.replace("lieferant", read).replace(f"orders.{read}", "orders.lieferant")
        )
    with load_own("23-leading-zeros", tmp_path, source) as snapshot:
        assert snapshot.records("SELECT supplier_id FROM suppliers") == [
            {"supplier_id": "100234"}
        ]
        assert d1(snapshot, "100234") == (2, 4)


@pytest.mark.case("23-leading-zeros")
def test_so_does_a_merger_and_so_does_the_word_that_they_are_two(tmp_path):
    source = own_source("23-leading-zeros", tmp_path)
    toml = (source / "source.toml").read_text()
    (source / "source.toml").write_text(
        'different_ids = [["0000100234", "100234"]]\n' + toml
    )
    with load_own("23-leading-zeros", tmp_path, source) as snapshot:
        assert (d1(snapshot, "0000100234"), d1(snapshot, "100234")) == ((2, 2), (0, 2))
    (source / "source.toml").write_text(toml)
    (source / "mergers.sql").write_text(
        "SELECT '0000100234' AS supplier_id, '100234' AS into_supplier_id, '2026-01-01' AS"
        " merged_on, 'mergers.sql' AS source_file, 1 AS source_row"
    )
    with load_own("23-leading-zeros", tmp_path / "merged", source) as snapshot:
        assert d1(snapshot, "100234") == (2, 4)


# Per way to spell: a table, and two of its ids that are one.
SPELT_TWICE = {
    "parts: leading zeros": ("parts", ("V-0012", "V-12")),
    "parts: width": ("parts", ("ＡＢ1", "AB1")),
    "parts: soft hyphen": ("parts", ("Ring\u00ad5", "Ring5")),
    "parts: apostrophe": ("parts", ("O\u2019Ring", "O'Ring")),
    "lines: zeros after a bar": ("schedule_lines", ("45/10", "45/00010")),
    "lines: case": ("schedule_lines", ("a/1", "A/1")),
    "receipts: zero width": ("receipts", ("R1", "R\u200b1")),
    "receipts: minus": ("receipts", ("R-1", "R\u22121")),
    "tickets: end dot": ("tickets", ("T1", "T1.")),
}


def rows_of(table: str, ids: tuple[str, ...]) -> dict[str, list[dict]]:
    """Rows of a table with these ids, and what they need beside them."""
    key = {"parts": "part_id", "schedule_lines": "line_id", "receipts": "receipt_id"}
    row: dict[str, str] = {}
    if table == "parts":
        row = {"name": "Part"}
    if table == "receipts":
        row = {"line_id": "L"}
    if table == "tickets":
        row = {"supplier_id": "S", "priority": "P1", "opened_at": "2026-07-01 08:00:00"}
    rows = {table: [row | {key.get(table, "ticket_id"): each} for each in ids]}
    if table != "schedule_lines":
        part = ids[0] if table == "parts" else "P"
        rows["schedule_lines"] = [{"line_id": "L", "part_id": part}]
    return rows


@pytest.mark.parametrize(("table", "ids"), SPELT_TWICE.values(), ids=SPELT_TWICE)
def test_two_spellings_of_any_id_are_refused_with_both_rows(tmp_path, table, ids):
    with pytest.raises(DataFaults) as caught:
        small_home(tmp_path, **rows_of(table, ids))
    assert caught.value.codes == {"near_twin_id"}
    assert f"{table}.csv, row 2" in str(caught.value)
    assert f"{table}.csv, row 3" in str(caught.value)


def test_what_only_names_an_id_is_compared_with_those_that_have_it(tmp_path):
    """An order that two tables spell in two ways would be two orders."""
    with pytest.raises(DataFaults) as caught:
        small_home(
            tmp_path,
            schedule_lines=[{"order_id": "4500001"}],
            receipts=[{"line_id": "1"}],
            cost_events=[{"order_id": "04500001", "amount": "5.00"}],
        )
    assert "order_id is '04500001', expected an id that differs from '4500001'" in str(
        caught.value
    )


@pytest.mark.parametrize(
    ("table", "ids"),
    [
        ("schedule_lines", ("5001U00abcDe", "5001U00abcDE")),
        ("schedule_lines", ("1/10", "11/0")),
        ("parts", ("Wire 1.05 mm", "Wire 1.5 mm", "Wire 0,05 mm", "Wire 0,5 mm")),
        ("parts", ("100", "1000", "10")),
        ("parts", ("0", "Müller", "Muller")),
    ],
)
def test_ids_that_are_two_are_two(tmp_path, table, ids):
    with small_world(tmp_path, **rows_of(table, ids)) as snapshot:
        assert snapshot.scalar(f"SELECT count(*) FROM {table}") == len(ids)


@pytest.mark.case("34-ids-that-look-like-numbers")
def test_ids_that_look_like_numbers_stay_text(tmp_path):
    home = load_case("34-ids-that-look-like-numbers", tmp_path)
    with open_snapshot(home) as snapshot:
        found = [
            row["supplier_id"]
            for row in snapshot.records("SELECT supplier_id FROM suppliers")
        ]
    assert sorted(found) == ["007", "1e5", "2026-07-01", "a=b", "null"]
    reports = run_reports(home, Q3, None, jobs=1)
    assert not reports.failed
    made = {
        json.loads(path.read_text())["supplier_id"]
        for path in home.reports.rglob("report.json")
    }
    assert made == set(found)


@pytest.mark.case("35-country-na")
def test_na_is_a_country(tmp_path):
    with open_case("35-country-na", tmp_path) as snapshot:
        found = snapshot.records(
            "SELECT supplier_id, name, country, category FROM suppliers"
        )
        assert found == [
            {"supplier_id": "NA", "name": "None", "country": "NA", "category": "nan"}
        ]
        assert snapshot.records("SELECT line_id FROM schedule_lines") == [
            {"line_id": "N/A"}
        ]
        assert snapshot.records("SELECT receipt_id FROM receipts") == [
            {"receipt_id": "NULL"}
        ]


@pytest.mark.case("25-merged-supplier")
def test_a_firm_that_merged_is_one_with_its_history(tmp_path):
    source = own_source("25-merged-supplier", tmp_path)
    (source / "mergers.sql").write_text(
        "SELECT supplier_id, parent_id AS into_supplier_id, '2026-09-01' AS merged_on, source_file,"
        " source_row FROM suppliers WHERE parent_id IS NOT NULL"
    )
    home = case_home("25-merged-supplier", tmp_path)
    files = case_folder("25-merged-supplier") / "files"
    published = load_extract(home, str(source), files)
    assert "OLD merged into NEW on 2026-09-01: 1 row of OLD read as NEW's" in published.told
    merged_id = published.id
    with open_snapshot(home) as snapshot:
        assert d1(snapshot, "NEW") == (1, 2)
        quarter = SupplierQuarter(snapshot, "NEW", Q3)
        rows = quarter.rows("D1")
        assert list(
            zip(rows["row_id"], rows["was_supplier_id"].fillna(""), strict=True)
        ) == [
            ("B/1", "OLD"),
            ("A/1", ""),
        ]
        assert (
            "Includes OLD (Acme), merged on 1 September 2026."
            in masthead(quarter.facts).body
        )
        with pytest.raises(UsageError, match="'OLD' merged into 'NEW' on 2026-09-01"):
            SupplierQuarter(snapshot, "OLD", Q3)
        names = [supplier.supplier_id for supplier in suppliers_with_activity(snapshot, Q3)]
        assert names == ["NEW"]
    # Before the merger they were two.
    published = load_extract(home, str(source), files, as_of=date(2026, 8, 31))
    assert (
        "OLD merges into NEW on 2026-09-01, after the as-of date: the two are read apart"
        in published.told
    )
    with open_snapshot(home) as snapshot, open_snapshot(home, merged_id) as merged:
        assert (d1(snapshot, "NEW"), d1(snapshot, "OLD")) == ((1, 1), (0, 1))
        (restated,) = [
            one
            for one in restatements(snapshot, merged, "NEW", Q3)
            if one.definition.metric_id == "D1"
        ]
        assert [(change.row_id, change.reasons[0].words) for change in restated.rows] == [
            ("B/1", "a row of OLD, which merged into this firm since")
        ]


@pytest.mark.case("25-merged-supplier")
def test_a_parent_is_no_merger_and_a_load_says_so(tmp_path):
    home, folder = (
        case_home("25-merged-supplier", tmp_path),
        case_folder("25-merged-supplier"),
    )
    told = load_extract(home, str(folder / "source"), folder / "files").told
    assert told[-1].startswith("1 supplier belongs to another (such as OLD to NEW)")


def test_a_firm_that_merged_twice_is_in_the_last_and_the_books_add_up(tmp_path):
    facts = {
        "suppliers": [{"supplier_id": each, "name": each} for each in ("A", "B", "C", "T")],
        "mergers": [
            {"supplier_id": "A", "into_supplier_id": "B", "merged_on": "2026-01-01"},
            {"supplier_id": "B", "into_supplier_id": "C", "merged_on": "2026-02-01"},
        ],
        "schedule_lines": [{"supplier_id": each} for each in ("A", "B", "C")],
        "receipts": [{"line_id": "1"}],
        "cost_controls": [
            {
                "supplier_id": each,
                "element": "scrap",
                "month_on": "2026-07-01",
                "amount": "1.50",
            }
            for each in ("A", "C")
        ],
        "supply_links": [
            {
                "supplier_id": "A",
                "behind_supplier_id": "T",
                "kind": "maker",
                "share_rate": "0.3",
            },
            {
                "supplier_id": "C",
                "behind_supplier_id": "T",
                "kind": "maker",
                "share_rate": "0.2",
            },
            {
                "supplier_id": "C",
                "behind_supplier_id": "B",
                "kind": "maker",
                "share_rate": "0.1",
            },
        ],
    }
    with small_world(tmp_path, **facts) as snapshot:
        assert d1(snapshot, "C") == (1, 3)
        books = snapshot.records("SELECT supplier_id, amount FROM cost_controls")
        assert books == [{"supplier_id": "C", "amount": Decimal("3.00")}]
        links = snapshot.records("SELECT behind_supplier_id, share_rate FROM supply_links")
        assert links == [{"behind_supplier_id": "T", "share_rate": Decimal("0.5")}]


def test_what_was_agreed_with_the_firm_that_was_is_refused(tmp_path):
    with pytest.raises(SnapshotError, match=r"'A' merged into 'B'.*\n.*agreed with 'B'"):
        small_home(
            tmp_path,
            suppliers=[
                {"supplier_id": "A", "name": "A"},
                {"supplier_id": "B", "name": "B"},
            ],
            mergers=[
                {"supplier_id": "A", "into_supplier_id": "B", "merged_on": "2026-01-01"}
            ],
            definitions="pairs:\n  A:\n    metrics:\n      D1: {versions: []}\n",
        )


@pytest.mark.case("25b-parent-unknown-or-self")
def test_a_parent_that_is_unknown_or_the_firm_itself_is_refused(tmp_path):
    with pytest.raises(DataFaults) as caught:
        load_case("25b-parent-unknown-or-self", tmp_path)
    assert (
        "suppliers.csv, row 2: parent_id is 'NEW', expected another firm than itself, or empty"
        in str(caught.value)
    )
    assert (
        "suppliers.csv, row 3: parent_id is 'NOSUCH', expected a parent_id that stands in suppliers"
        in str(caught.value)
    )


@pytest.mark.parametrize("table", ["suppliers", "mergers"])
def test_firms_in_a_circle_are_refused(tmp_path, table):
    firms = [{"supplier_id": each, "name": each} for each in ("A", "B", "S")]
    if table == "suppliers":
        firms[0]["parent_id"], firms[1]["parent_id"] = "B", "A"
    pairs = [("A", "B"), ("B", "A")] if table == "mergers" else [("S", "A")]
    mergers = [
        {"supplier_id": one, "into_supplier_id": other, "merged_on": "2026-01-01"}
        for one, other in pairs
    ]
    with pytest.raises(
        DataFaults, match="expected no firm that leads back to itself: A → B → A"
    ):
        small_home(tmp_path, suppliers=firms, mergers=mergers)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param(
            "18c-fx-small-rate",
            "fx_rate is '0.0000345678', expected a rate of at least 0 with at most 10 digits before"
            " its decimal mark and at most 8 decimals after it",
            marks=pytest.mark.case("18c-fx-small-rate"),
        ),
        pytest.param(
            "19b-half-minute",
            "paused_minutes is '12.5', expected a whole number of at least 0",
            marks=pytest.mark.case("19b-half-minute"),
        ),
        pytest.param(
            "37-sql-conversion",
            "ordered_qty is '2.7432', expected a quantity of at least 0 with at most 15 digits"
            " before its decimal mark and at most 3 decimals after it",
            marks=pytest.mark.case("37-sql-conversion"),
        ),
    ],
)
def test_a_number_that_does_not_fit_is_told_what_would(tmp_path, name, words):
    with pytest.raises(DataFaults) as caught:
        load_case(name, tmp_path)
    assert words in str(caught.value)


def test_load_check_and_status_tell_each_merger(tmp_path, capsys):
    home = small_home(
        tmp_path,
        suppliers=[{"supplier_id": each, "name": each} for each in ("A", "B", "S", "C")],
        schedule_lines=[{"supplier_id": "A"}, {"supplier_id": "S"}],
        mergers=[
            {"supplier_id": "A", "into_supplier_id": "S", "merged_on": "2026-09-01"},
            {"supplier_id": "B", "into_supplier_id": "S", "merged_on": "2027-01-01"},
        ],
    )
    expected = (
        "A merged into S on 2026-09-01: 1 row of A read as S's",
        "B merges into S on 2027-01-01, after the as-of date: the two are read apart",
    )
    read = [str(tmp_path / "source"), "--files", str(tmp_path / "files")]
    for command in (["load", *read], ["check", *read], ["status"]):
        capsys.readouterr()
        assert main(["--home", str(home.root), *command]) == 0
        said = [line.strip() for line in capsys.readouterr().out.splitlines()]
        assert [line for line in said if "merge" in line and " into " in line] == [
            *expected
        ]
    assert list_snapshots(home)[0]["firms"] == [*expected]
