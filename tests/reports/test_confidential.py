"""What a shared report may hold of other suppliers: nothing. A word planted in every text of one of them is
looked for in the files of all others.
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import zipfile
from pathlib import Path

import pytest
from lots_world import complaint, world
from pages import report

from sample_world import write_everything
from srmlib.facts import SupplierQuarter, suppliers_with_activity
from srmlib.load.publish import load_extract
from srmlib.rules.calendar import Quarter
from srmlib.rules.schema import TABLES, TEXT
from srmlib.snapshot import open_snapshot
from srmlib.trace.attribution import _hides_each_firm, trace_of
from srmlib.workspace import Workspace

QUARTER = Quarter.parse("2026Q3")
PLANTED_IN, WORD = "S-1005", "QXLEAKZ"
# What other columns or files are matched by; a word in them would make another world.
MATCHED = {"currency", "uom", "site", "rate_name", "old_value", "new_value", "made_at"}


def plant(folder: Path) -> int:
    """Puts the word into every free text of the supplier's rows and of the parts that it alone
    delivers; says into how many.
    """
    lines = rows_of(folder / "schedule_lines.csv")
    firms: dict[str, set[str]] = {}
    for line in lines:
        firms.setdefault(line["part_id"], set()).add(line["supplier_id"])
    own = {
        "supplier_id": {PLANTED_IN},
        "line_id": {line["line_id"] for line in lines if line["supplier_id"] == PLANTED_IN},
        "part_id": {part for part, of in firms.items() if of == {PLANTED_IN}},
    }
    planted = 0
    for table in TABLES:
        path = next(iter(folder.glob(f"{table.name}.csv*")), None)
        if path is None:
            continue
        texts = {
            column.name
            for column in table.columns
            if column.type is TEXT and not column.one_of and not column.name.endswith("_id")
        } - MATCHED
        rows = rows_of(path)
        for row in rows:
            if any(row.get(name) in ids for name, ids in own.items()):
                for name in texts & row.keys():
                    if row[name]:
                        row[name] += f" {WORD}"
                        planted += 1
        write_rows(path, rows)
    return planted


def rows_of(path: Path) -> list[dict[str, str]]:
    read = gzip.open if path.suffix == ".gz" else open
    with read(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    write = gzip.open if path.suffix == ".gz" else open
    with write(path, "wt", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def written_in(folder: Path) -> str:
    """All text of all files, unzipped, escapes undone."""
    texts = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
                texts += [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
        elif path.is_file():
            texts.append(path.read_text(encoding="utf-8", errors="replace"))
    return html.unescape("\n".join(texts))


@pytest.fixture(scope="module")
def planted_home(tmp_path_factory) -> Workspace:
    folder = tmp_path_factory.mktemp("planted")
    write_everything(folder / "data/sample")
    assert plant(folder / "data/sample") > 100
    load_extract(Workspace(folder), "sample", folder / "data/sample")
    return Workspace(folder)


def test_a_word_planted_in_one_supplier_is_in_no_file_of_another(planted_home, tmp_path):
    with open_snapshot(planted_home) as snapshot:
        firms = [firm.supplier_id for firm in suppliers_with_activity(snapshot, QUARTER)]
        others = [firm for firm in firms if firm != PLANTED_IN]
        assert len(others) >= 7
        for firm in others:
            report(SupplierQuarter(snapshot, firm, QUARTER).facts).write(tmp_path / firm)
            assert WORD not in written_in(tmp_path / firm), firm
        report(SupplierQuarter(snapshot, PLANTED_IN, QUARTER).facts).write(tmp_path / "own")
        assert WORD in written_in(tmp_path / "own")
        # The same search finds it where it may stand: an internal page tells whose goods were late.
        inside = SupplierQuarter(snapshot, "S-1002", QUARTER, audience="internal").facts
        report(inside).write(tmp_path / "inside")
        assert WORD in written_in(tmp_path / "inside")


def test_what_is_ours_about_others_goods_is_told_without_the_goods(planted_home):
    with open_snapshot(planted_home) as snapshot:
        ours = [
            (link.breakdown, link.item, link.supplier_id, str(link.amount))
            for link in trace_of(snapshot, "S-1002", QUARTER, "shared").links
            if link.cause_side == "ours"
        ]
    assert ours == [("Other", "Other", None, "237.75")]


# How many housings of a product's lot came from each firm besides the one that reads.
SUMS = {
    "five firms, none with most of it": ([10, 10, 10, 10, 10], True),
    "four firms": ([10, 10, 10, 10], False),
    "five firms, one with half of it": ([40, 10, 10, 10, 10], True),
    "five firms, one with more than half": ([41, 10, 10, 10, 10], False),
    "one firm": ([10], False),
}


@pytest.mark.parametrize("name", SUMS)
def test_others_are_one_sum_only_where_it_tells_nothing_of_one_of_them(tmp_path, name):
    of_others, is_shown = SUMS[name]
    pieces = {f"S{n}": qty for n, qty in enumerate([20, *of_others])}
    with world(
        tmp_path,
        suppliers=[{"supplier_id": firm, "name": f"Firm {firm}"} for firm in pieces],
        lots=[
            {"lot_id": "X", "part_id": "product", "lot_qty": str(sum(pieces.values()))},
            *(
                {"lot_id": f"L{firm}", "part_id": "housing", "lot_qty": "90", "supplier_id": firm}
                for firm in pieces
            ),
        ],
        lot_inputs=[
            {"output_lot_id": "X", "input_lot_id": f"L{firm}", "input_qty": str(qty)}
            for firm, qty in pieces.items()
        ],
        complaints=[complaint(lot_id="X", part_id="housing", defect_family="Porosity")],
    ) as snapshot:
        trace = trace_of(snapshot, "S0", QUARTER, "shared")
        sides = [(link.cause_side, link.effect, link.item) for link in trace.links]
        others = [("others", "Other", "Other")]
        own = [("theirs", "Complaint", "Housing")]
        assert sorted(sides) == sorted(own + others if is_shown else own)
        assert trace.are_others_left_out is not is_shown
        assert sum(link.share for link in trace.links) == 1
        assert not trace_of(snapshot, "S0", QUARTER, "internal").are_others_left_out


def test_firms_without_a_cost_do_not_hide_those_that_have_one():
    def others(*amounts: int | None) -> list[dict]:
        return [
            {"supplier_id": f"S{n}", "weight": 1, "amount": amount}
            for n, amount in enumerate(amounts)
        ]

    assert _hides_each_firm(others(50, 50, 50, 50, 50, 0))
    assert _hides_each_firm(others(None, None, None, None, None))
    assert not _hides_each_firm(others(50, 50, None, 0, 0))
    assert not _hides_each_firm(others(50, 50, 50, 50, 0, None))


def test_a_firm_alone_in_its_breakdowns_is_told_of_no_others(tmp_path):
    with world(
        tmp_path,
        lots=[{"lot_id": "B", "part_id": "housing", "lot_qty": "75", "supplier_id": "S"}],
        complaints=[complaint(lot_id="B", part_id="housing")],
    ) as snapshot:
        assert not trace_of(snapshot, "S", QUARTER, "shared").are_others_left_out
