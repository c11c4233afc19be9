"""The sample world: the same bytes every time, true to the contract, and each planted answer found by a second road in pandas."""

from __future__ import annotations

import gzip
import hashlib
import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from srmlib.metrics.definition import parse_definitions
from srmlib.sample_world import ANSWERS, write_sample
from srmlib.sample_world.files import FILES
from srmlib.schema import DATE, TABLES, table

DATA = Path(__file__).parents[1] / "data"
# Whoever changes the world changes this on purpose: snapshots, golden files and notebooks hang on the bytes.
SHA256 = "75ee08075919a2b2c708539feba3ccdf3564acea473c791e3e02a74ea25aa65a"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


@pytest.fixture(scope="module")
def world(folder) -> dict[str, pd.DataFrame]:
    return {file.table: pd.read_csv(folder / file.path, dtype=str, keep_default_na=False) for file in FILES}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


# ---- the files


def test_the_same_bytes_every_time(folder, tmp_path):
    write_sample(tmp_path)
    assert contents(tmp_path) == contents(folder)
    assert hashlib.sha256(b"".join(contents(folder).values())).hexdigest() == SHA256


@pytest.mark.parametrize("file", [file.path for file in FILES] + ["control_totals.csv"])
def test_files_are_plain_utf8_with_lf_line_ends(folder, file):
    content = (folder / file).read_bytes()
    content = gzip.decompress(content) if file.endswith(".gz") else content
    content.decode("utf-8")
    assert content.endswith(b"\n") and b"\r" not in content and not content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", [t.name for t in TABLES])
def test_every_cell_satisfies_the_contract(world, name):
    rows, spec = world[name], table(name)
    assert list(rows.columns) == [column.name for column in spec.columns if column.required or column.name in rows]
    assert not rows.duplicated(list(spec.key)).any()
    for column in map(spec.column, rows.columns):
        cells = rows[column.name]
        given = cells[cells != ""]
        assert not column.required or len(given) == len(cells), column.name
        assert given.map(lambda cell, pattern=column.type.pattern: re.fullmatch(pattern, cell) is not None).all(), column.name
        assert not column.one_of or set(given) <= set(column.one_of), column.name
        assert column.least is None or (given.map(Decimal) >= column.least).all(), column.name
        assert not column.refers or set(given) <= set(world[column.refers][table(column.refers).key[0]]), column.name
        if column.type is DATE:
            pd.to_datetime(given, format="%Y-%m-%d")


def test_amounts_are_given_exactly_where_the_state_is_amount(world):
    costs = world["cost_events"]
    assert ((costs["amount"] != "") == (costs["state"] == "amount")).all()


def test_nothing_happened_after_the_as_of_date(world):
    receipts = world["receipts"]
    for days in (receipts["docked_on"], receipts["posted_on"], world["cost_events"]["occurred_on"], world["schedule_lines"]["ordered_on"]):
        assert days.max() <= ANSWERS["as_of"]


def test_reversals_and_returns_name_a_receipt_of_the_same_line(world):
    receipts = world["receipts"]
    back = receipts[receipts["kind"] != "receipt"].merge(receipts, left_on="of_receipt_id", right_on="receipt_id", suffixes=("", "_taken"))
    assert len(back) == (receipts["kind"] != "receipt").sum() == 4
    assert (back["line_id"] == back["line_id_taken"]).all() and (back["kind_taken"] == "receipt").all()
    assert (receipts.loc[receipts["kind"] == "receipt", "of_receipt_id"] == "").all()


def test_a_shipment_is_one_arrival_of_one_to_four_receipts(world):
    shipped = world["receipts"].query("shipment_id != ''").groupby("shipment_id")
    assert set(shipped.size()) == {1, 2, 3, 4}
    assert (shipped[["docked_on", "shipped_on"]].nunique() == 1).all().all()


def test_control_totals_are_right(folder, world):
    totals = pd.read_csv(folder / "control_totals.csv", dtype=str, keep_default_na=False).set_index("file")
    assert list(totals.index) == [file.path for file in FILES]
    for file in FILES:
        stated = totals.loc[file.path]
        assert (int(stated["rows"]), stated["column"]) == (len(world[file.table]), file.summed or "")
        assert not file.summed or Decimal(stated["total"]) == sum(Decimal(cell or "0") for cell in world[file.table][file.summed])


def test_the_source_declares_the_files_as_they_are(folder, world):
    source = tomllib.loads((DATA / "sources/sample/source.toml").read_text(encoding="utf-8"))
    assert {name: spec["path"] for name, spec in source["files"].items()} == {file.table: file.path for file in FILES}
    for name, spec in source["files"].items():
        sql = (DATA / f"sources/sample/{name}.sql").read_text(encoding="utf-8")
        assert list(spec["columns"]) == list(world[name].columns)
        assert re.findall(r"\w+", sql) == ["SELECT", *spec["columns"], "source_file", "source_row", "FROM", name]


def test_three_metrics_are_agreed():
    default, agreed = ((DATA / f"definitions/{name}.yaml").read_text(encoding="utf-8") for name in ("default", "sample"))
    assert {definition.metric_id for definition in parse_definitions(default, agreed) if definition.is_signed} == {"D1", "D3", "C1"}


# ---- delivery, by a second road


def thousandths(qty: str) -> int:
    return int(Decimal(qty) * 1000)


def filled_on(world, keyed_until="9999-12-31", with_reversed=False) -> pd.Series:
    """The day each line was received in full, by line."""
    receipts = world["receipts"].query("posted_on <= @keyed_until")
    reversed_ids = set() if with_reversed else set(receipts.loc[receipts["kind"] == "reversal", "of_receipt_id"])
    good = receipts[(receipts["kind"] == "receipt") & ~receipts["receipt_id"].isin(reversed_ids)].sort_values("docked_on")
    ordered = good["line_id"].map(world["schedule_lines"].set_index("line_id")["ordered_qty"].map(thousandths))
    so_far = good["received_qty"].map(thousandths).groupby(good["line_id"]).transform("cumsum")
    return good[so_far >= ordered].groupby("line_id")["docked_on"].min()


def due_lines(world, supplier: str, by="last_confirmed_on") -> pd.DataFrame:
    """A supplier's lines that count, with the day each was due."""
    lines = world["schedule_lines"].query("supplier_id == @supplier").copy()
    lines["due_on"] = lines[by].where(lines[by] != "", lines["requested_on"])
    was_cancelled = (lines["cancelled_on"] != "") & (lines["cancelled_on"] < lines["due_on"])
    return lines[~was_cancelled & (lines["due_on"] <= ANSWERS["as_of"])]


def counted(lines: pd.DataFrame, met_on: pd.Series, first: str, last: str) -> tuple[int, int]:
    """Lines met by their due date, and lines due, from the first to the last day."""
    due = lines[lines["due_on"].between(first, last)]
    return int((due["line_id"].map(met_on).fillna("9999-12-31") <= due["due_on"]).sum()), len(due)


Q2, Q3 = ("2026-04-01", "2026-06-30"), ("2026-07-01", "2026-09-30")


@pytest.mark.parametrize(("supplier", "expected"), ANSWERS["d1"].items())
def test_on_time_in_full_of_every_supplier(world, supplier, expected):
    assert counted(due_lines(world, supplier), filled_on(world), *Q3) == expected


def test_story_1_three_ways_to_count(world):
    answer = ANSWERS[1]
    shipped = world["receipts"].query("kind == 'receipt'").groupby("line_id")["shipped_on"].min()
    lines, by_request = due_lines(world, answer["supplier"]), due_lines(world, answer["supplier"], "requested_on")
    assert counted(by_request, filled_on(world), *Q3) == answer["buyer: requested date, at the dock, in full"]
    assert counted(lines, filled_on(world), *Q3) == answer["default: last confirmed date, at the dock, in full"]
    assert counted(lines, shipped, *Q3) == answer["supplier: last confirmed date, shipped, any quantity"]


def months(world, supplier: str) -> pd.DataFrame:
    """Lines met and due by month, the 24 months to 2026-09."""
    lines = due_lines(world, supplier).query("'2024-10-01' <= due_on <= '2026-09-30'")
    met = lines["line_id"].map(filled_on(world)).fillna("9999-12-31") <= lines["due_on"]
    return met.groupby(lines["due_on"].str[:7]).agg(met="sum", due="count")


def test_story_3_a_shift(world):
    answer = ANSWERS[3]["shift"]
    by_month = months(world, answer["supplier"])
    centre = by_month["met"].sum() / by_month["due"].sum()
    before, since = by_month[by_month.index < answer["first_month"]], by_month[by_month.index >= answer["first_month"]]
    assert tuple(before.sum()) == answer["eight months before"]
    assert tuple(since.sum()) == answer["sixteen months since"]
    assert (before["met"] / before["due"] > centre).all() and (since["met"] / since["due"] < centre).all()


def test_story_3_a_noisy_month(world):
    answer = ANSWERS[3]["noise"]
    by_month = months(world, answer["supplier"])
    rate, centre = by_month["met"] / by_month["due"], by_month["met"].sum() / by_month["due"].sum()
    lower = centre - 3 * (centre * (1 - centre) / by_month["due"]) ** 0.5
    assert tuple(by_month.loc[answer["month"]]) == answer["on time in full"]
    assert rate.idxmin() == answer["month"] and (rate > lower).all()


def test_story_9_reversals_and_returns(world):
    answer = ANSWERS[9]
    lines = due_lines(world, answer["supplier"])
    ids = world["schedule_lines"].query("supplier_id == @answer['supplier']")["line_id"]
    receipts = world["receipts"]
    kinds = receipts[receipts["line_id"].isin(ids) & receipts["docked_on"].between(*Q3)].groupby("kind")["received_qty"]
    sums = {kind: (len(cells), sum(map(Decimal, cells))) for kind, cells in kinds}
    assert sums == {"receipt": answer["receipts"], "reversal": answer["reversals"], "return": answer["returns"]}
    assert sums["receipt"][1] - sums["reversal"][1] - sums["return"][1] == answer["good_qty"]
    assert counted(lines, filled_on(world, with_reversed=True), *Q3) == answer["wrong, with reversals ignored"]


def test_story_21_receipts_keyed_after_the_close(world):
    answer = ANSWERS[21]
    lines, receipts = due_lines(world, answer["supplier"]), world["receipts"]
    assert ((receipts["docked_on"] <= "2026-06-30") & (receipts["posted_on"] == "2026-07-08")).sum() == answer["keyed_late"]
    assert counted(lines, filled_on(world, keyed_until="2026-07-02"), *Q2) == answer["as known on 2026-07-02"]
    assert counted(lines, filled_on(world), *Q2) == answer["on time in full"]


# ---- cost, by a second road


def goods(world, supplier: str) -> tuple[Decimal, Decimal]:
    """Purchase price and quantity of what a supplier's receipts of 2026Q3 brought, in its currency."""
    lines = world["schedule_lines"].query("supplier_id == @supplier").set_index("line_id")
    receipts = world["receipts"].query("'2026-07-01' <= docked_on <= '2026-09-30' and line_id in @lines.index")
    brought = [(lines.loc[row.line_id], Decimal(row.received_qty)) for row in receipts.itertuples()]
    price = sum(Decimal(line["value_amount"]) * qty / Decimal(line["ordered_qty"]) for line, qty in brought)
    return price, sum(qty for _, qty in brought)


def quarter_costs(world, supplier: str) -> pd.DataFrame:
    costs = world["cost_events"].query("supplier_id == @supplier and '2026-07-01' <= occurred_on <= '2026-09-30'").copy()
    costs["amount"] = costs["amount"].map(lambda cell: Decimal(cell or "0"))
    return costs


@pytest.mark.parametrize("side", ["cheaper price", "cheaper total"])
def test_story_6_two_suppliers_of_one_part(world, side):
    answer = ANSWERS[6][side]
    assert set(world["schedule_lines"].query("supplier_id == @answer['supplier']")["part_id"]) == {ANSWERS[6]["part"]}
    price, qty = goods(world, answer["supplier"])
    added = quarter_costs(world, answer["supplier"])["amount"].sum()
    assert (price, qty, added) == (answer["price"], answer["good_qty"], answer["added"])
    assert price / qty == answer["price_per_unit"]
    assert round((price + added) / qty, 2) == answer["total_per_unit"]


def total_per_unit(answer: dict) -> Decimal:
    return (answer["price"] + answer["added"]) / answer["good_qty"]


def test_stories_6_and_20_where_the_two_change_places(world):
    cheap, dear, answer = ANSWERS[6]["cheaper price"], ANSWERS[6]["cheaper total"], ANSWERS[20]
    assert 1 - cheap["price_per_unit"] / dear["price_per_unit"] == Decimal("0.04")
    assert round(total_per_unit(cheap) / total_per_unit(dear), 4) == ANSWERS[6]["total_ratio"]
    stops = quarter_costs(world, answer["supplier"]).query("element == 'line_stop'")
    assert stops["amount"].sum() == answer["minutes"] * answer["rate"]
    without_stops = cheap["price"] + cheap["added"] - stops["amount"].sum()
    break_even = (total_per_unit(dear) * cheap["good_qty"] - without_stops) / answer["minutes"]
    assert round(break_even, 2) == answer["break_even_rate"]
    assert "line_stop" not in set(quarter_costs(world, dear["supplier"])["element"])


def test_story_12_a_stale_extract(world):
    answer = ANSWERS[12]
    promised = tomllib.loads((DATA / "sources/sample/source.toml").read_text(encoding="utf-8"))["files"]
    as_of = pd.Timestamp(ANSWERS["as_of"])
    ages = {t.name: (as_of - pd.Timestamp(world[t.name][t.event_on].max())).days for t in TABLES if t.event_on}
    assert world["fx"]["rate_on"].max() == answer["last_event_on"] and ages["fx"] == answer["days_old"]
    assert [name for name, age in ages.items() if age > promised[name]["expected_every_days"]] == ["fx"]


def test_story_14_services_without_receipts(world):
    answer = ANSWERS[14]
    costs = quarter_costs(world, answer["supplier"])
    assert world["schedule_lines"].query("supplier_id == @answer['supplier']").empty
    assert set(costs["element"]) == {"support_time"} and len(costs) == answer["events"]
    assert costs.groupby("cause")["amount"].sum().to_dict() == answer["by_cause"]
    assert costs["amount"].sum() == answer["support_time"]


def test_story_19_a_day_without_a_rate(world):
    answer = ANSWERS[19]
    rates = world["fx"].set_index("rate_on")["fx_rate"].map(Decimal)
    weekdays = pd.bdate_range(rates.index.min(), rates.index.max()).strftime("%Y-%m-%d")
    assert set(weekdays) - set(rates.index) == {answer["missing_day"]} and set(rates.index) <= set(weekdays)
    assert rates.index[rates.index < answer["missing_day"]].max() == answer["rate_of"] and rates[answer["rate_of"]] == answer["rate"]
    lines = world["schedule_lines"].query("supplier_id == @answer['supplier']").set_index("line_id")
    receipts = world["receipts"].query("docked_on == @answer['missing_day'] and line_id in @lines.index")
    values = [Decimal(cell) for cell in lines.loc[receipts["line_id"], "value_amount"]]
    assert sum(values) == answer["docked that day, USD"]
    assert sum(round(value * answer["rate"], 2) for value in values) == answer["docked that day, EUR"]


def test_every_day_in_a_foreign_currency_has_a_rate_of_the_last_seven_days(world):
    rates = pd.to_datetime(world["fx"]["rate_on"]).sort_values()
    orders = world["schedule_lines"].query("currency == 'USD'")
    receipts = world["receipts"].query("line_id in @orders.line_id")
    costs = world["cost_events"].query("currency == 'USD'")
    days = pd.to_datetime(pd.concat([orders["ordered_on"], receipts["docked_on"], costs["occurred_on"]])).drop_duplicates().sort_values()
    last = pd.merge_asof(pd.DataFrame({"day": days}), pd.DataFrame({"day": rates, "rate_on": rates}), on="day")
    assert ((last["day"] - last["rate_on"]).dt.days <= 7).all()


@pytest.mark.parametrize(("supplier", "expected"), ANSWERS["freight_states"].items())
def test_freight_that_is_included_or_unknown(world, supplier, expected):
    freight = world["cost_events"].query("supplier_id == @supplier and component == 'freight'").set_index("shipment_id")["state"]
    receipts = world["receipts"].query("'2026-07-01' <= docked_on <= '2026-09-30' and shipment_id in @freight.index")
    states = receipts["shipment_id"].map(freight).value_counts()
    assert tuple(int(states.get(state, 0)) for state in ("amount", "included", "unknown")) == expected
