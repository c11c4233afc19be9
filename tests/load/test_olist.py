"""The real Olist orders, end to end, against a second road: plain pandas and Decimal on the raw
files.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from shared_data import SHARED

from srmlib.errors import DataFaults
from srmlib.load.publish import load_extract
from srmlib.load.source import read_source
from srmlib.metrics.catalogue import readings_of
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import open_snapshot
from srmlib.workspace import PROJECT, Workspace

TIMES = (
    "order_purchase_timestamp",
    "order_approved_at",
    "order_delivered_carrier_date",
    "order_delivered_customer_date",
    "order_estimated_delivery_date",
)
CANCELLED = ("canceled", "unavailable")
# Nobody has agreed anything with these sellers: the two readings of the clock stand in for two
# firms'.
DEFINITIONS = "D1: {switches: {buyer: {clock: time}}}\n"


def _load(root: Path, files: Path) -> Workspace:
    workspace = Workspace(root)
    (root / "data/definitions").mkdir(parents=True)
    (root / "data/definitions/olist.yaml").write_text(DEFINITIONS, encoding="utf-8")
    load_extract(workspace, "olist", files)
    return workspace


@pytest.fixture(scope="module")
def olist_files() -> Path:
    """The real extract: a sample of 15,000 orders."""
    folder = SHARED / "olist"
    if not folder.is_dir():
        pytest.skip(
            f"the real Olist extract is not at hand ({folder.name} under shared/data)"
        )
    return folder


@pytest.fixture(scope="module")
def olist(olist_files, tmp_path_factory):
    with open_snapshot(
        _load(tmp_path_factory.mktemp("olist_home"), olist_files)
    ) as snapshot:
        yield snapshot


def _read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / name, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def orders(olist_files) -> pd.DataFrame:
    """The orders as pandas reads them, times without a zone, empty ones NaT."""
    orders = _read(olist_files, "olist_orders_dataset.csv")
    for column in TIMES:
        orders[column] = pd.to_datetime(
            orders[column].where(orders[column] != ""), format="%Y-%m-%d %H:%M:%S"
        )
    promised, arrived = (
        orders["order_estimated_delivery_date"],
        orders["order_delivered_customer_date"],
    )
    return orders.assign(
        is_late_by_day=arrived.dt.normalize() > promised, is_late_by_time=arrived > promised
    )


@pytest.fixture(scope="module")
def items(olist_files) -> pd.DataFrame:
    items = _read(olist_files, "olist_order_items_dataset.csv")
    return items.assign(
        price=items["price"].map(Decimal), freight_value=items["freight_value"].map(Decimal)
    )


@pytest.fixture(scope="module")
def pairs(orders, items) -> pd.DataFrame:
    """One row per order and seller: the line."""
    items = items.assign(
        limit=pd.to_datetime(items["shipping_limit_date"], format="%Y-%m-%d %H:%M:%S")
    )
    columns = {
        "units": ("price", "size"),
        "price": ("price", "sum"),
        "freight": ("freight_value", "sum"),
        "limit": ("limit", "max"),
    }
    pairs = (
        items.groupby(["order_id", "seller_id"], as_index=False)
        .agg(**columns)
        .merge(orders, on="order_id", validate="many_to_one")
    )
    return pairs.assign(line_id=pairs["order_id"] + "/" + pairs["seller_id"])


def _one(snapshot, sql: str):
    return snapshot.con.execute(sql).fetchall()[0][0]


def test_every_row_is_read_and_none_is_rejected(olist):
    assert olist.con.execute(
        "SELECT file, rows_read, rows_kept, rows_rejected FROM extracts ORDER BY file"
    ).fetchall() == [
        ("olist_customers_dataset.csv", 15_000, 15_000, 0),
        ("olist_order_items_dataset.csv", 17_071, 17_071, 0),
        ("olist_order_reviews_dataset.csv", 14_944, 14_944, 0),
        ("olist_orders_dataset.csv", 15_000, 15_000, 0),
        ("olist_products_dataset.csv", 9_255, 9_255, 0),
        ("olist_sellers_dataset.csv", 1_904, 1_904, 0),
        ("product_category_name_translation.csv", 71, 71, 0),
    ]
    tables = (
        "suppliers",
        "parts",
        "schedule_lines",
        "receipts",
        "cost_events",
        "customer_promises",
        "customer_orders",
        "complaints",
        "rejected_rows",
    )
    counted = {table: _one(olist, f"SELECT count(*) FROM {table}") for table in tables}
    assert list(counted.values()) == [
        1_904,
        9_255,
        15_054,
        14_721,
        15_054,
        14_966,
        15_000,
        1_701 + 478,
        0,
    ]
    statuses = olist.con.execute(
        "SELECT status, count(*), count(cancelled_on) FROM schedule_lines GROUP BY status ORDER BY"
        " status"
    ).fetchall()
    assert statuses == [("cancelled", 88, 88), ("closed", 14_721, 0), ("open", 245, 0)]


def test_the_plants_zone_is_the_one_its_sql_turns_times_with(olist):
    source = read_source(PROJECT / "data/sources/olist")
    assert (
        _one(olist, "SELECT time_zone FROM snapshot_info")
        == source.time_zone
        == "America/Sao_Paulo"
    )
    assert f"'{source.time_zone}'" in source.tables["receipts"]
    assert olist.as_of == date(2018, 10, 15)


def test_an_order_without_items_has_no_seller_and_is_no_line(olist, orders, items):
    alone = set(orders["order_id"]) - set(items["order_id"])
    assert len(alone) == 115
    assert (
        set(orders["order_id"])
        - {
            order
            for (order,) in olist.con.execute(
                "SELECT order_id FROM schedule_lines"
            ).fetchall()
        }
        == alone
    )
    assert alone.isdisjoint(
        order
        for (order,) in olist.con.execute(
            "SELECT promise_id FROM customer_promises"
        ).fetchall()
    )


def test_a_line_is_what_one_seller_supplies_of_an_order(olist, pairs, items):
    columns = (
        "line_id, order_id, supplier_id, ordered_on, promised_on, ordered_qty, value_amount,"
        " currency"
    )
    found = olist.con.execute("SELECT " + columns + " FROM schedule_lines").fetchall()
    stated = zip(
        pairs["line_id"],
        pairs["order_id"],
        pairs["seller_id"],
        pairs["order_purchase_timestamp"].dt.date,
        pairs["order_estimated_delivery_date"].dt.date,
        pairs["units"],
        pairs["price"],
        ["BRL"] * len(pairs),
        strict=True,
    )
    assert set(found) == set(stated)
    products = items.groupby(["order_id", "seller_id"])["product_id"].unique()
    assert (
        int((products.str.len() > 1).sum())
        == _one(olist, "SELECT count(*) FROM schedule_lines WHERE part_id IS NULL")
        == 319
    )
    known = olist.con.execute(
        "SELECT order_id, supplier_id, part_id FROM schedule_lines WHERE part_id IS NOT NULL"
    ).fetchall()
    assert {(order, seller): part for order, seller, part in known} == {
        key: parts[0] for key, parts in products.items() if len(parts) == 1
    }


def test_money_adds_up_to_the_cent(olist, items, pairs):
    assert (
        _one(olist, "SELECT sum(value_amount) FROM schedule_lines")
        == items["price"].sum()
        == Decimal("2030270.94")
    )
    assert (
        _one(olist, "SELECT sum(amount) FROM cost_events")
        == items["freight_value"].sum()
        == Decimal("340292.67")
    )
    freight = dict(
        olist.con.execute(
            "SELECT line_id, amount FROM cost_events WHERE state = 'amount' AND component ="
            " 'freight'"
        ).fetchall()
    )
    assert freight == dict(zip(pairs["line_id"], pairs["freight"], strict=True))
    assert list(freight.values()).count(Decimal("0.00")) == 52
    # The ledger carries every cent on: with the receipt where there is one, else with the order.
    assert _one(
        olist, "SELECT sum(amount) FROM cost_ledger WHERE component = 'freight'"
    ) == Decimal("340292.67")
    assert (
        _one(olist, "SELECT sum(amount) FROM cost_ledger WHERE element = 'price'")
        == pairs.loc[pairs["order_status"] == "delivered", "price"].sum()
    )
    worth = (
        items.assign(paid=items["price"] + items["freight_value"])
        .groupby("order_id")["paid"]
        .sum()
    )
    assert all(
        worth[order] == amount
        for order, amount in olist.con.execute(
            "SELECT promise_id, order_amount FROM customer_promises"
        ).fetchall()
    )


def test_an_arrival_has_its_day_in_brazil_and_its_time_in_utc(olist, pairs):
    arrived = pairs[pairs["order_delivered_customer_date"].notna()].set_index("line_id")[
        "order_delivered_customer_date"
    ]
    in_utc = (
        arrived.dt.tz_localize("America/Sao_Paulo")
        .dt.tz_convert("UTC")
        .dt.tz_localize(None)
    )
    found = {
        line: (day, at)
        for line, day, at in olist.con.execute(
            "SELECT line_id, docked_on, docked_at FROM receipts"
        ).fetchall()
    }
    assert found == {
        line: (local.date(), utc.to_pydatetime())
        for line, local, utc in zip(arrived.index, arrived, in_utc, strict=True)
    }
    assert (
        _one(
            olist, "SELECT count(*) FROM receipts WHERE CAST(docked_at AS DATE) > docked_on"
        )
        == int((in_utc.dt.date > arrived.dt.date).sum())
        > 0
    )
    assert {
        (at - local).total_seconds() / 3600
        for at, local in zip(in_utc, arrived, strict=True)
    } == {2, 3}


def test_what_is_out_of_order_stays_as_it_came(olist, orders, pairs):
    bought, handed_over, arrived = (orders[TIMES[i]] for i in (0, 2, 3))
    assert (int((handed_over < bought).sum()), int((arrived < handed_over).sum())) == (
        31,
        2,
    )
    bought, handed_over, arrived = (pairs[TIMES[i]].dt.normalize() for i in (0, 2, 3))
    assert (
        _one(olist, "SELECT count(*) FROM receipts WHERE docked_on < shipped_on")
        == int((arrived < handed_over).sum())
        == 3
    )
    # All 31 were handed over on the day they were bought.
    before = (
        "SELECT count(*) FROM receipts AS r JOIN schedule_lines AS l ON l.line_id = r.line_id WHERE"
        " r.shipped_on < l.ordered_on"
    )
    assert _one(olist, before) == int((handed_over < bought).sum()) == 0


def test_a_cancelled_line_is_dated_by_the_last_thing_told_of_it(olist, pairs):
    gone = pairs[pairs["order_status"].isin(CANCELLED)]
    last = gone[list(TIMES[:3])].max(axis=1).dt.date
    found = olist.con.execute(
        "SELECT line_id, cancelled_on FROM schedule_lines WHERE status = 'cancelled'"
    ).fetchall()
    assert dict(found) == dict(zip(gone["line_id"], last, strict=True))
    assert gone["order_status"].value_counts().to_dict() == {
        "canceled": 86,
        "unavailable": 2,
    }
    assert gone["order_delivered_carrier_date"].notna().sum() == 11
    assert bool((last < gone["order_estimated_delivery_date"].dt.date).all())


def test_late_orders_and_lines_by_day_and_by_time(orders, pairs):
    """What the README says of the raw data, and what of it is the seller's doing: handed over after
    its own deadline.
    """
    assert (int(orders["is_late_by_day"].sum()), int(orders["is_late_by_time"].sum())) == (
        957,
        1_156,
    )
    late = pairs[pairs["is_late_by_day"]]
    assert (
        len(late),
        int((late["order_delivered_carrier_date"] > late["limit"]).sum()),
    ) == (
        960,
        278,
    )


@pytest.mark.parametrize(
    ("basis", "late", "orders_late", "lines_late"),
    [("agreed", "is_late_by_day", 957, 960), ("buyer", "is_late_by_time", 1_156, 1_159)],
)
def test_on_time_of_every_seller_and_quarter_on_both_roads(
    olist, pairs, basis, late, orders_late, lines_late
):
    """D1, by calendar date (agreed) and by the time of day: a line is due on the promised day, one
    of which nothing came is a miss.
    """
    outcomes = "FROM d1_rows WHERE basis = ? AND outcome = 'late'"
    found = olist.con.execute(
        "SELECT count(DISTINCT order_id), count(*) " + outcomes, [basis]
    ).fetchall()
    assert found == [(orders_late, lines_late)]

    due = pairs[~pairs["order_status"].isin(CANCELLED)]
    quarter, has_arrived = (
        due["order_estimated_delivery_date"].dt.to_period("Q").dt.start_time,
        due["order_delivered_customer_date"].notna(),
    )
    due = due.assign(quarter=quarter, hit=has_arrived & ~due[late])
    expected = {
        (seller, quarter.date()): (int(rows["hit"].sum()), len(rows))
        for (seller, quarter), rows in due.groupby(["seller_id", "quarter"])
    }
    by_month = (
        "SELECT supplier_id, CAST(date_trunc('quarter', month_on) AS DATE), CAST(sum(numerator) AS"
        " BIGINT), CAST(sum(denominator) AS BIGINT) FROM metric_months WHERE metric_id = 'D1' AND"
        " basis = ? GROUP BY ALL"
    )
    assert {
        (s, q): (met, n) for s, q, met, n in olist.con.execute(by_month, [basis]).fetchall()
    } == expected
    assert sum(n for _, n in expected.values()) == 14_966


@pytest.mark.parametrize("label", ["2017Q4", "2018Q1", "2018Q3"])
def test_the_busiest_seller_reads_the_same_on_both_roads(olist, pairs, label):
    """What a report prints: D1 on both clocks, and C1, freight over price of what arrived."""
    quarter, seller = Quarter.parse(label), pairs["seller_id"].value_counts().index[0]
    readings = {reading.id: reading for reading in readings_of(olist, seller, quarter)}
    own = pairs[pairs["seller_id"] == seller]

    def within(day: str) -> pd.DataFrame:
        return own[
            (own[day] >= pd.Timestamp(quarter.start))
            & (own[day] < pd.Timestamp(quarter.until))
        ]

    due = within("order_estimated_delivery_date").query("order_status not in @CANCELLED")
    arrived = due["order_delivered_customer_date"].notna()
    bases = {
        basis: (reading.numerator, reading.denominator)
        for basis, reading in readings["D1"].bases.items()
    }
    assert bases == {
        "agreed": (int((arrived & ~due["is_late_by_day"]).sum()), len(due)),
        "buyer": (int((arrived & ~due["is_late_by_time"]).sum()), len(due)),
    }
    # Freight of what never arrived is borne by no receipt: it stays in the quarter of the order.
    bought = within("order_purchase_timestamp")
    received = within("order_delivered_customer_date")
    freight = (
        received["freight"].sum()
        + bought.loc[bought["order_delivered_customer_date"].isna(), "freight"].sum()
    )
    assert (Decimal(readings["C1"].numerator), Decimal(readings["C1"].denominator)) == (
        freight,
        received["price"].sum(),
    )
    assert {id for id, reading in readings.items() if reading.state == "not_supplied"} >= {
        "Q1",
        "Q2",
        "Q3",
        "Q4",
        "S1",
        "S2",
        "S3",
        "C2",
    }


def test_a_promise_is_one_sellers_part_of_an_order(olist, pairs):
    standing = pairs[~pairs["order_status"].isin(CANCELLED)]
    found = olist.con.execute(
        "SELECT promise_id, supplier_id, customer_order_id, promised_on, shipped_on, kept_on FROM"
        " customer_promises"
    ).fetchall()
    days = [
        [None if pd.isna(day) else day.date() for day in standing[column]]
        for column in (
            "order_estimated_delivery_date",
            "order_delivered_carrier_date",
            "order_delivered_customer_date",
        )
    ]
    assert set(found) == set(
        zip(
            standing["order_id"],
            standing["seller_id"],
            standing["order_id"],
            *days,
            strict=True,
        )
    )
    assert (
        _one(olist, "SELECT count(*) FROM customer_promises WHERE kept_on > promised_on")
        == 960
    )
    assert (
        _one(
            olist,
            "SELECT count(*) FROM customer_promises WHERE broken_cause IS NOT NULL OR"
            " is_cause_agreed IS NOT NULL",
        )
        == 0
    )


def test_what_was_handed_over_in_time_is_told_apart(olist, pairs):
    """Of the 960 late lines the seller handed 278 over after its own deadline, by the time of
    day.
    """
    found = olist.con.execute(
        "SELECT r.shipped_at > l.ship_by_at, count(*) FROM customer_promises AS p JOIN"
        " schedule_lines AS l ON l.line_id = p.line_id JOIN receipts AS r ON r.line_id = p.line_id"
        " WHERE p.kept_on > p.promised_on GROUP BY ALL ORDER BY 1"
    ).fetchall()
    assert found == [(False, 682), (True, 278)]


def test_late_orders_are_traced_to_sellers_and_carriers(olist, pairs):
    """Of the late pairs, those handed over in time are the carrier's; of an order of several
    sellers handed over late, none is blamed alone.
    """
    late = pairs[pairs["is_late_by_day"] & ~pairs["order_status"].isin(CANCELLED)]
    sellers = pairs.groupby("order_id")["seller_id"].transform("count")[late.index]
    handed_late = late["order_delivered_carrier_date"] > late["limit"]
    expected = {
        "carrier": int((~handed_late).sum()),
        "theirs": int((handed_late & (sellers == 1)).sum()),
        "shared": int((handed_late & (sellers > 1)).sum()),
    }
    assert expected == {"carrier": 682, "theirs": 276, "shared": 2}
    found = olist.con.execute(
        "SELECT l.cause_side, count(*) FROM trace_links AS l JOIN customer_promises AS p ON"
        " p.customer_order_id = l.effect_id AND p.supplier_id = l.supplier_id WHERE l.effect_kind ="
        " 'late_order' AND p.kept_on > p.promised_on GROUP BY ALL"
    ).fetchall()
    assert dict(found) == expected
    assert olist.con.execute(
        "SELECT DISTINCT sum(weight) FROM trace_links GROUP BY effect_kind, effect_id"
    ).fetchall() == [(10**9,)]


def test_categories_are_english_where_there_is_a_translation(olist, olist_files, items):
    products = _read(olist_files, "olist_products_dataset.csv")
    english = _read(olist_files, "product_category_name_translation.csv").set_index(
        "product_category_name"
    )["product_category_name_english"]
    products["category"] = (
        products["product_category_name"]
        .map(english)
        .fillna(products["product_category_name"])
    )
    found = dict(
        olist.con.execute("SELECT part_id, coalesce(category, '') FROM parts").fetchall()
    )
    assert found == dict(zip(products["product_id"], products["category"], strict=True))
    assert list(found.values()).count("") == 156
    assert set(products["product_category_name"]) - set(english.index) == {
        "",
        "portateis_cozinha_e_preparadores_de_alimentos",
    }
    assert "portateis_cozinha_e_preparadores_de_alimentos" in found.values()

    sold = (
        items.merge(products, on="product_id")
        .query("category != ''")
        .groupby(["seller_id", "category"])
        .size()
        .reset_index(name="units")
    )
    most = sold.sort_values(
        ["seller_id", "units", "category"], ascending=[True, False, True]
    ).drop_duplicates("seller_id")
    assert dict(
        olist.con.execute(
            "SELECT supplier_id, category FROM suppliers WHERE category IS NOT NULL"
        ).fetchall()
    ) == dict(zip(most["seller_id"], most["category"], strict=True))
    assert _one(olist, "SELECT count(*) FROM suppliers WHERE category IS NULL") == 48


ORDER = {
    "customer_id": "C",
    "order_status": "delivered",
    "order_purchase_timestamp": "2017-10-01 12:00:00",
    "order_approved_at": "",
    "order_delivered_carrier_date": "2017-10-02 09:00:00",
}
ITEM = {
    "order_item_id": "1",
    "product_id": "P",
    "seller_id": "S",
    "shipping_limit_date": "2017-10-05 00:00:00",
    "price": "199.0",
    "freight_value": "0.0",
}


def _write_few(folder: Path, orders: list[dict]) -> Path:
    """An extract of a few orders of one seller, in the real one's files."""
    folder.mkdir()
    rows = {
        "orders": [ORDER | order for order in orders],
        "items": [{"order_id": order["order_id"]} | ITEM for order in orders],
        "products": [{"product_id": "P"}],
        "customers": [
            {"customer_id": "C", "customer_unique_id": "U", "customer_state": "SP"}
        ],
        "reviews": [
            {"review_id": "R", "order_id": order["order_id"], "review_score": "5"}
            for order in orders
        ],
        "sellers": [{"seller_id": "S"}],
        "categories": [
            {
                "product_category_name": "beleza_saude",
                "product_category_name_english": "health_beauty",
            }
        ],
    }
    for file in read_source(PROJECT / "data/sources/olist").files:
        with (folder / file.path).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(
                stream,
                [column.name for column in file.columns],
                restval="",
                lineterminator="\n",
            )
            writer.writeheader()
            writer.writerows(rows[file.name])
    return folder


def test_an_arrival_in_the_night_the_clocks_change_keeps_its_day(tmp_path):
    """The clock went from 2017-10-14 24:00 to 2017-10-15 01:00, and from 2018-02-17 24:00 back to
    23:00.
    """
    arrivals = {
        "before the gap": ("2017-10-14 23:30:00", datetime(2017, 10, 15, 2, 30)),
        "in the gap": (
            "2017-10-15 00:30:00",
            datetime(2017, 10, 15, 3, 30),
        ),  # no clock showed it: half an hour after the change
        "after the gap": ("2017-10-15 01:30:00", datetime(2017, 10, 15, 3, 30)),
        "last hour of summer time": ("2018-02-17 22:30:00", datetime(2018, 2, 18, 0, 30)),
        "hour that came twice": (
            "2018-02-17 23:30:00",
            datetime(2018, 2, 18, 2, 30),
        ),  # the second time, by standard time
        "day after": ("2018-02-18 00:30:00", datetime(2018, 2, 18, 3, 30)),
    }
    few = [
        {
            "order_id": name,
            "order_delivered_customer_date": local,
            "order_estimated_delivery_date": local[:10] + " 00:00:00",
        }
        for name, (local, _) in arrivals.items()
    ]
    with open_snapshot(
        _load(tmp_path / "home", _write_few(tmp_path / "files", few))
    ) as snapshot:
        found = snapshot.con.execute(
            "SELECT split_part(line_id, '/', 1), docked_on, docked_at, CAST(srm_local(docked_at,"
            " 'America/Sao_Paulo') AS DATE) FROM receipts"
        ).fetchall()
        outcomes = snapshot.con.execute(
            "SELECT DISTINCT basis, outcome FROM d1_rows ORDER BY basis"
        ).fetchall()
    assert {name: at for name, _, at, _ in found} == {
        name: at for name, (_, at) in arrivals.items()
    }
    assert all(
        day == back == date.fromisoformat(arrivals[name][0][:10])
        for name, day, _, back in found
    )
    # Every one arrived on its promised day, and after the midnight at which the day began.
    assert outcomes == [("agreed", "on_time"), ("buyer", "late")]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"order_status": "lost"},
            "status is 'lost', expected one of open, closed, cancelled",
        ),
        (
            {"order_estimated_delivery_date": "2017-10-15 18:00:00"},
            "'2017-10-15 18:00:00', expected a date such as 2015-06-02 00:00:00",
        ),
    ],
)
def test_what_the_set_never_held_is_refused_with_its_place(tmp_path, change, words):
    order = {
        "order_id": "O",
        "order_delivered_customer_date": "2017-10-15 09:00:00",
        "order_estimated_delivery_date": "2017-10-15 00:00:00",
    }
    with pytest.raises(DataFaults, match=words):
        _load(tmp_path / "home", _write_few(tmp_path / "files", [order | change]))
