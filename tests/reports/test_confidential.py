"""What a shared report may hold of other suppliers: nothing; and of the buyer's customers: how many
they are. A word planted in every text of theirs, and a prime in every amount, is looked for in its
files.
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lots_world import complaint, world
from pages import report
from small_world import small_world

from sample_world import write_everything
from srmlib.agreement.bridge import Flip
from srmlib.facts import Facts, SupplierQuarter, suppliers_with_activity
from srmlib.facts.quarter import AUDIENCES
from srmlib.load.publish import load_extract
from srmlib.numbers import compact
from srmlib.rules.calendar import Quarter
from srmlib.rules.schema import TABLES, TEXT
from srmlib.snapshot import list_snapshots, open_snapshot
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
                texts += [
                    book.read(name).decode("utf-8", "replace") for name in book.namelist()
                ]
        elif path.is_file():
            texts.append(path.read_text(encoding="utf-8", errors="replace"))
    return html.unescape("\n".join(texts))


# What names the buyer's customers or is in their words, by table; what refers to it bears the same.
OF_CUSTOMERS = {
    "customer_orders": ("customer_order_id", "customer_id", "region"),
    "customer_promises": ("promise_id", "customer_order_id"),
    "complaints": ("complaint_id", "customer_order_id", "subject"),
    "customer_returns": ("return_id", "customer_order_id", "subject"),
    "order_lots": ("customer_order_id",),
}
OF_THEIRS = ("complaint", "return", "late_order")
CUSTOMER = "QXKUNDEZ"
# Whatever is a sum of amounts of customers' orders is a multiple of it.
PRIME = 7_368_787
# One with promises and returns, one with complaints too.
TOUCHED = ("S-1001", "S-1002")


def plant_customers(folder: Path) -> None:
    """Puts the word into every text of customers, promises, complaints and returns, ids included,
    and the prime into every amount of an order; two rows of these are disputed.
    """
    for table, columns in OF_CUSTOMERS.items():
        rows = rows_of(folder / f"{table}.csv")
        for row in rows:
            for name in columns:
                row[name] = f"{row[name]} {CUSTOMER}" if row[name] else ""
            if "order_amount" in row:
                row["order_amount"] = f"{PRIME}.00"
            if table == "customer_returns" and row["supplier_id"] == "S-1002":
                # Then a customer's words are all there is to say what broke.
                row["defect_family"] = ""
        write_rows(folder / f"{table}.csv", rows)
    for table in ("cost_events", "agreed_causes"):
        rows = rows_of(folder / f"{table}.csv")
        for row in rows:
            if row["effect_kind"] in OF_THEIRS:
                row["effect_id"] += f" {CUSTOMER}"
        write_rows(folder / f"{table}.csv", rows)
    disputes = rows_of(folder / "disputes.csv")
    disputes += [
        disputes[0] | {"dispute_id": f"DP-{metric}", "metric_id": metric} | row
        for metric, row in (("P1", a_promise(folder)), ("P2", a_complaint(folder)))
    ]
    write_rows(folder / "disputes.csv", disputes)
    mend_control_totals(folder)


def a_promise(folder: Path) -> dict[str, str]:
    """Of one that fell due in the quarter: the row of a dispute."""
    row = next(
        row
        for row in rows_of(folder / "customer_promises.csv")
        if row["supplier_id"] == TOUCHED[0] and row["promised_on"] >= "2026-07-01"
    )
    return {"supplier_id": TOUCHED[0], "row_id": row["promise_id"]}


def a_complaint(folder: Path) -> dict[str, str]:
    row = next(
        row
        for row in reversed(rows_of(folder / "complaints.csv"))
        if row["supplier_id"] == TOUCHED[1]
    )
    return {"supplier_id": TOUCHED[1], "row_id": row["complaint_id"]}


def mend_control_totals(folder: Path) -> None:
    totals = rows_of(folder / "control_totals.csv")
    for row in totals:
        count = (
            len(rows_of(folder / row["file"])) if row["file"] == "disputes.csv" else None
        )
        row["rows"] = str(count or row["rows"])
        if row["column"] == "order_amount":
            row["total"] = f"{PRIME * int(row['rows'])}.00"
    write_rows(folder / "control_totals.csv", totals)


def leaks(text: str) -> set[str]:
    """The planted word, and every number that is made of the planted amounts alone, in digits or
    rounded as prose does.
    """
    found = {CUSTOMER} if CUSTOMER in text else set()
    for digits in re.findall(r"[1-9][0-9,]{6,}", text):
        if int(digits.replace(",", "")) % PRIME == 0:
            found.add(digits)
    rounded = {f"{compact(Decimal(PRIME * count))} EUR" for count in range(1, 1000)}
    return found | {said for said in rounded if said in text}


def all_of(facts: Facts, folder: Path) -> str:
    """All that a run keeps of these facts: the report's files, and what its notebook shows."""
    made = report(facts)
    made.write(folder)
    shown = [
        html.unescape(f"{section!r} {section._repr_html_()}") for section in made.sections
    ]
    return "\n".join([written_in(folder), *shown])


@pytest.fixture(scope="module")
def planted_home(tmp_path_factory) -> Workspace:
    """The sample world, planted, as known in July and as known now."""
    folder = tmp_path_factory.mktemp("planted")
    now = folder / "data/sample"
    write_everything(now)
    for files in (now / "as-known-2026-07-02", now):
        plant_customers(files)
        assert plant(files) > 100
    load_extract(Workspace(folder), "sample", now / "as-known-2026-07-02", date(2026, 7, 2))
    load_extract(Workspace(folder), "sample", now)
    return Workspace(folder)


@pytest.fixture
def planted(planted_home):
    with open_snapshot(planted_home) as snapshot:
        yield snapshot


@pytest.fixture
def planted_before(planted_home, planted):
    (before,) = [
        one["id"] for one in list_snapshots(planted_home) if one["id"] != planted.id
    ]
    with open_snapshot(planted_home, before) as snapshot:
        yield snapshot


@pytest.mark.parametrize("firm", TOUCHED)
def test_no_customer_is_named_numbered_or_priced_in_a_shared_report(
    planted, planted_before, tmp_path, firm
):
    facts = SupplierQuarter(planted, firm, QUARTER, before=planted_before).facts
    assert facts.promises.broken
    assert leaks(all_of(facts, tmp_path)) == set()


def test_the_same_search_finds_customers_where_they_may_be_named(
    planted, planted_before, tmp_path, monkeypatch
):
    firm = TOUCHED[1]
    inside = SupplierQuarter(planted, firm, QUARTER, "internal", planted_before).facts
    found = leaks(all_of(inside, tmp_path / "inside"))
    assert CUSTOMER in found
    # To the cent in files, rounded in prose.
    assert {digits.isdecimal() for digits in found - {CUSTOMER}} == {True, False}
    monkeypatch.setattr(planted, "shares_customers", True)
    agreed = SupplierQuarter(planted, firm, QUARTER, before=planted_before).facts
    assert leaks(all_of(agreed, tmp_path / "agreed")) == found


def test_each_kind_of_row_bears_a_label_that_the_internal_report_resolves(
    planted, planted_before
):
    """Rows, bridges, restatements and disputes: in the same words in both, so that a row can be
    contested by what the shared report calls it.
    """
    for firm in TOUCHED:
        shared, inside = (
            SupplierQuarter(planted, firm, QUARTER, audience, planted_before).facts
            for audience in AUDIENCES
        )
        known = inside.customer_labels
        assert not shared.customer_labels
        assert all(CUSTOMER in named for named in known.values())
        pairs = [
            (ours, theirs)
            for metric in ("P1", "P2")
            for ours, theirs in zip(
                inside.rows[metric]["row_id"], shared.rows[metric]["row_id"], strict=True
            )
        ]
        pairs += zip(inside.disputes["row_id"], shared.disputes["row_id"], strict=True)
        pairs += [
            (one.row_id, other.row_id)
            for mine, told in zip(flips_of(inside), flips_of(shared), strict=True)
            for one, other in zip(mine, told, strict=True)
        ]
        pairs += [
            (one.row_id, other.row_id)
            for mine, told in zip(inside.restatements, shared.restatements, strict=True)
            for one, other in zip(mine.rows, told.rows, strict=True)
        ]
        assert any(label.startswith("promise ") for _, label in pairs)
        for row_id, label in pairs:
            assert row_id in (known.get(label, label), f"order {known.get(label)}")


def flips_of(facts: Facts) -> list[list[Flip]]:
    return [step.flips for bridge in facts.bridges for step in bridge.steps]


def test_what_customers_say_is_counted(planted):
    """Values, counts and shares are those of the internal report."""
    for firm in TOUCHED:
        shared, inside = (
            SupplierQuarter(planted, firm, QUARTER, audience).facts
            for audience in AUDIENCES
        )
        assert shared.readings == inside.readings
        assert len(shared.promises.broken) == len(inside.promises.broken)
        assert [len(one.complaints) for one in shared.promises.broken] == [
            len(one.complaints) for one in inside.promises.broken
        ]
        assert shared.meaning.broken.customers == inside.meaning.broken.customers
        assert shared.meaning.broken.share_of_revenue == round(
            inside.meaning.broken.share_of_revenue
        )
        assert [one.kept for one in shared.meaning.regions.regions] == [
            one.kept for one in inside.meaning.regions.regions
        ]


def test_the_source_says_whether_customers_may_be_named(tmp_path):
    order = {"customer_order_id": "O-1", "promised_on": "2026-07-10", "supplier_id": "S"}
    for keys, named in (("", "customer order 1"), ("shares_customers = true", "O-1")):
        with small_world(
            tmp_path / named, keys=keys, customer_promises=[order]
        ) as snapshot:
            promises = SupplierQuarter(snapshot, "S", QUARTER).facts.promises
        assert [one.customer_order_id for one in promises.broken] == [named]


# A metric of a pair's own: rows that are no promise's own, with all that one may tell.
BACKLOG = """
name: Orders kept
short_name: Orders
field_name: orders kept
group: Customer
kind: share
unit: '%'
decimals: 0
better: up
goal: 90
red_limit: 70
min_n: 1
needs: [customer_promises.kept_on]
row: {one: promise, many: promises}
shown: {customer_order_id: order}
formula: kept ÷ all
counts: All.
outcomes: {kept: kept}
"""
BACKLOG_ROWS = """SELECT
    bases_x1.basis,
    customer_promises.supplier_id,
    concat('row of ', customer_promises.customer_order_id) AS row_id,
    customer_promises.promised_on AS counted_on,
    'kept' AS outcome,
    TRUE AS is_counted,
    CAST(1 AS DECIMAL(18, 3)) AS numerator,
    CAST(1 AS DECIMAL(18, 3)) AS denominator,
    customer_promises.customer_order_id,
    customer_promises.promised_on,
    customer_promises.order_amount,
    concat('for ', customer_promises.customer_order_id) AS words
FROM customer_promises
INNER JOIN bases_x1 ON bases_x1.supplier_id = customer_promises.supplier_id
"""


def test_rows_of_an_own_metric_about_customers_keep_days_and_counts(tmp_path):
    order = {
        "customer_order_id": CUSTOMER,
        "promised_on": "2026-07-10",
        "kept_on": "2026-07-10",
        "supplier_id": "S",
        "order_amount": f"{PRIME}.00",
        "currency": "EUR",
    }
    metrics = {"X1.yaml": BACKLOG, "X1.sql": BACKLOG_ROWS}
    with small_world(tmp_path, metrics=metrics, customer_promises=[order]) as snapshot:
        rows = SupplierQuarter(snapshot, "S", QUARTER).facts.rows["X1"]
    (row,) = rows.astype(object).where(rows.notna(), None).to_dict("records")
    assert (row["row_id"], row["customer_order_id"]) == ("row 1", "customer order 1")
    assert (row["order_amount"], row["words"]) == (None, None)
    assert (str(row["promised_on"]), row["outcome"], row["is_counted"]) == (
        "2026-07-10",
        "kept",
        True,
    )


# What broke, where nothing but a customer's words says so.
QUOTED = {
    "a return": {"customer_returns": "returned_on"},
    "a complaint": {"complaints": "received_on"},
}


@pytest.mark.parametrize("what", QUOTED)
def test_what_broke_is_not_told_in_a_customers_words(tmp_path, what):
    ((table, day),) = QUOTED[what].items()
    row = {
        "lot_id": "B",
        "part_id": "housing",
        "subject": "Mr Brown says it leaks",
        day: "2026-07-20",
    }
    with world(
        tmp_path,
        lots=[{"lot_id": "B", "part_id": "housing", "lot_qty": "75", "supplier_id": "S"}],
        **{table: [row, row | {"subject": "Ms White says so too"}]},
    ) as snapshot:
        for audience, told in (
            ("shared", [("Not classified", 2)]),
            ("internal", [("Mr Brown says it leaks", 1), ("Ms White says so too", 1)]),
        ):
            links = trace_of(snapshot, "S", QUARTER, audience).links
            assert sorted((link.breakdown, link.events) for link in links) == told


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
                {
                    "lot_id": f"L{firm}",
                    "part_id": "housing",
                    "lot_qty": "90",
                    "supplier_id": firm,
                }
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
