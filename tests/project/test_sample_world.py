"""The sample world: the same bytes every time, true to the contract, and each planted answer found
by a second road in pandas.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import yaml
from cost_by_hand import Extract, booked, every_event, shared
from shipped import AGREED_IN_SAMPLE, METRICS, SIGNED_IN_SAMPLE

from sample_world import ANSWERS, write_sample, write_supplier_rows
from sample_world.files import FILES
from srmlib.load.publish import load_extract
from srmlib.load.source import read_source
from srmlib.rules.schema import DATE, TABLES, TIME, table
from srmlib.workspace import Workspace

DATA = Path(__file__).parents[2] / "data"
# Whoever changes the world changes this on purpose: snapshots, golden files and notebooks hang on
# the bytes.
SHA256 = "0d6af0483b0176e2c16b94e41b2690f937daa637199154ffd29060630da938f2"
SHA256_KNOWN_ON_2_JULY = "b17a6a48901515ee785eaef72860fa1c3b2ca8b68cdd4c30739289f00d353330"
SHA256_SUPPLIER_ROWS = "0019f18734c7822f1361cdb60654d8bfda8d4a5ff950874c4ef6bba958027863"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


@pytest.fixture(scope="module")
def world(folder) -> dict[str, pd.DataFrame]:
    return read_files(folder)


@pytest.fixture(scope="module")
def known_folder(tmp_path_factory) -> Path:
    """The files as they were known on 2 July 2026."""
    folder = tmp_path_factory.mktemp("known")
    write_sample(folder, date(2026, 7, 2))
    return folder


@pytest.fixture(scope="module")
def known(known_folder) -> dict[str, pd.DataFrame]:
    return read_files(known_folder)


@pytest.fixture(scope="module")
def harrow(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("harrow")
    write_supplier_rows(folder)
    return folder


def read_files(folder: Path) -> dict[str, pd.DataFrame]:
    return {
        file.table: pd.read_csv(folder / file.path, dtype=str, keep_default_na=False)
        for file in FILES
    }


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def sha256(folder: Path) -> str:
    return hashlib.sha256(b"".join(contents(folder).values())).hexdigest()


# ---- the files


def test_the_same_bytes_every_time(folder, tmp_path):
    write_sample(tmp_path)
    assert contents(tmp_path) == contents(folder)
    assert sha256(folder) == SHA256


def test_the_other_files_too_are_the_same_bytes_every_time(known_folder, harrow):
    assert (sha256(known_folder), sha256(harrow)) == (
        SHA256_KNOWN_ON_2_JULY,
        SHA256_SUPPLIER_ROWS,
    )


@pytest.mark.parametrize("file", [file.path for file in FILES] + ["control_totals.csv"])
def test_files_are_plain_utf8_with_lf_line_ends(folder, file):
    content = (folder / file).read_bytes()
    content = gzip.decompress(content) if file.endswith(".gz") else content
    content.decode("utf-8")
    assert (
        content.endswith(b"\n")
        and b"\r" not in content
        and not content.startswith(b"\xef\xbb\xbf")
    )


@pytest.mark.parametrize("name", [file.table for file in FILES])
@pytest.mark.parametrize("when", ["world", "known"])
def test_every_cell_satisfies_the_contract(request, when, name):
    world = request.getfixturevalue(when)
    rows, spec = world[name], table(name)
    assert list(rows.columns) == [
        column.name for column in spec.columns if column.required or column.name in rows
    ]
    assert not rows.duplicated([name for name in spec.key if name in rows]).any()
    for column in map(spec.column, rows.columns):
        cells = rows[column.name]
        given = cells[cells != ""]
        assert not column.required or len(given) == len(cells), column.name
        assert given.map(
            lambda cell, pattern=column.type.pattern: (
                re.fullmatch(pattern, cell) is not None
            )
        ).all(), column.name
        assert not column.one_of or set(given) <= set(column.one_of), column.name
        assert column.least is None or (given.map(Decimal) >= column.least).all(), (
            column.name
        )
        assert not column.refers or set(given) <= set(
            world[column.refers][table(column.refers).key[0]]
        ), column.name
        if column.type is DATE:
            pd.to_datetime(given, format="%Y-%m-%d")
        if column.type is TIME:
            pd.to_datetime(given, format="%Y-%m-%d %H:%M:%S")


def test_a_cost_is_booked_or_counted_for_a_rate_exactly_where_the_state_is_amount(world):
    costs = world["cost_events"]
    booked, counted = costs["amount"] != "", costs["driver_qty"] != ""
    assert ((booked ^ counted) == (costs["state"] == "amount")).all() and (
        counted == (costs["rate_name"] != "")
    ).all()
    assert costs[counted].groupby("rate_name")["element"].unique().map(list).to_dict() == {
        "chase_rate": ["expedite"],
        "line_stop_rate": ["line_stop"],
        "sorting_rate": ["sort_rework"],
        "support_rate": ["support_time"],
    }


PLANS = {
    "requested_on",
    "first_confirmed_on",
    "last_confirmed_on",
    "for_on",
    "due_on",
    "first_due_on",
    "promised_on",
    "first_promised_on",
    "planned_on",
    "month_on",
    "ship_by_on",
}


@pytest.mark.parametrize(
    ("when", "as_of"), [("world", "2026-10-02"), ("known", "2026-07-02")]
)
def test_nothing_but_plans_is_dated_after_the_as_of_date(request, when, as_of):
    for name, rows in request.getfixturevalue(when).items():
        for column in rows:
            if (
                len(rows)
                and table(name).column(column).type in (DATE, TIME)
                and column not in PLANS
            ):
                assert rows[column].str[:10].max() <= as_of, (name, column)


# Of each table: days or times that follow each other, where both are known.
ORDER = {
    "schedule_lines": ["ordered_on", "cancelled_on"],
    "inspection_lots": ["decided_on", "reopened_on"],
    "quality_notices": ["made_on", "found_on"],
    "corrective_actions": ["issued_on", "answered_on", "verified_on"],
    "invoice_lines": ["invoiced_on", "paid_on"],
    "customer_promises": ["shipped_on", "kept_on"],
    "queries": ["asked_on", "answered_on"],
    "tickets": [
        "opened_at",
        "triaged_at",
        "first_response_at",
        "restored_at",
        "resolved_at",
        "reopened_at",
    ],
}


@pytest.mark.parametrize(("name", "columns"), ORDER.items())
def test_what_follows_is_dated_later(world, name, columns):
    rows = world[name]
    for i, earlier in enumerate(columns):
        for later in columns[i + 1 :]:
            both = rows[(rows[earlier] != "") & (rows[later] != "")]
            assert len(both) and (both[earlier] <= both[later]).all(), (earlier, later)


def test_confirmations_tell_the_lines_first_and_last_confirmed_dates(world):
    lines = world["schedule_lines"].set_index("line_id")
    sent = world["confirmations"].sort_values(
        ["confirmed_on", "confirmation_id"], kind="stable"
    )
    by_line = sent.groupby("line_id")
    assert (
        by_line["for_on"].first().to_dict()
        == lines.query("first_confirmed_on != ''")["first_confirmed_on"].to_dict()
    )
    assert (
        by_line["for_on"].last().to_dict()
        == lines.query("last_confirmed_on != ''")["last_confirmed_on"].to_dict()
    )
    assert (sent["confirmed_on"] >= sent["line_id"].map(lines["ordered_on"])).all()
    moves = sent[sent["line_id"].duplicated()]
    assert (
        len(moves) > 200
        and (moves["confirmed_on"] < moves["line_id"].map(by_line["for_on"].first())).all()
    )


def test_what_is_said_of_a_receipt_is_true(world):
    receipts, lines = (
        world["receipts"].set_index("receipt_id"),
        world["schedule_lines"].set_index("line_id"),
    )
    for name, on in (("inspection_lots", "decided_on"), ("quality_notices", "found_on")):
        rows = world[name]
        line_ids = rows["receipt_id"].map(receipts["line_id"])
        assert (line_ids.map(lines["supplier_id"]) == rows["supplier_id"]).all() and (
            line_ids.map(lines["part_id"]) == rows["part_id"]
        ).all()
        dated = rows[rows[on] != ""]
        assert (dated[on] >= dated["receipt_id"].map(receipts["posted_on"])).all()
    notices = world["quality_notices"].replace("", "-1")
    assert (
        notices["confirmed_qty"].astype(int) <= notices["claimed_qty"].astype(int)
    ).all()


def test_disputes_are_about_rows_that_are_there(world):
    disputes = world["disputes"].query("raised_on >= '2026-07-01'")
    known_ids = {
        "D1": world["schedule_lines"]["line_id"],
        "S1": world["tickets"]["ticket_id"],
        "Q1": world["inspection_lots"]["lot_id"],
    }
    assert all(
        row.row_id in set(known_ids[row.metric_id])
        for row in world["disputes"].itertuples()
    )
    assert (
        len(disputes),
        (disputes["state"] == "open").sum(),
        (disputes["raised_by"] == "buyer").sum(),
    ) == (6, 4, 1)


def test_reversals_and_returns_name_a_receipt_of_the_same_line(world):
    receipts = world["receipts"]
    back = receipts[receipts["kind"] != "receipt"].merge(
        receipts, left_on="of_receipt_id", right_on="receipt_id", suffixes=("", "_taken")
    )
    assert len(back) == (receipts["kind"] != "receipt").sum() == 4
    assert (back["line_id"] == back["line_id_taken"]).all() and (
        back["kind_taken"] == "receipt"
    ).all()
    assert (receipts.loc[receipts["kind"] == "receipt", "of_receipt_id"] == "").all()


def test_a_shipment_is_one_arrival_of_one_to_four_receipts(world):
    shipped = world["receipts"].query("shipment_id != ''").groupby("shipment_id")
    assert set(shipped.size()) == {1, 2, 3, 4}
    assert (shipped[["docked_on", "shipped_on"]].nunique() == 1).all().all()


def test_control_totals_are_right(folder, world):
    totals = pd.read_csv(
        folder / "control_totals.csv", dtype=str, keep_default_na=False
    ).set_index("file")
    assert list(totals.index) == [file.path for file in FILES]
    for file in FILES:
        stated = totals.loc[file.path]
        assert (int(stated["rows"]), stated["column"]) == (
            len(world[file.table]),
            file.summed or "",
        )
        assert not file.summed or Decimal(stated["total"]) == sum(
            Decimal(cell or "0") for cell in world[file.table][file.summed]
        )


def test_the_source_declares_the_files_as_they_are(folder, world):
    source = tomllib.loads(
        (DATA / "sources/sample/source.toml").read_text(encoding="utf-8")
    )
    assert {name: spec["path"] for name, spec in source["files"].items()} == {
        file.table: file.path for file in FILES
    }
    for name, spec in source["files"].items():
        sql = (DATA / f"sources/sample/{name}.sql").read_text(encoding="utf-8")
        assert list(spec["columns"]) == list(world[name].columns)
        assert re.findall(r"\w+", sql) == [
            "SELECT",
            *spec["columns"],
            "source_file",
            "source_row",
            "FROM",
            name,
        ]


def test_what_the_firms_have_signed():
    """C2 and P2 are open. A metric that comes to the library later is too, until they sign it."""
    signed = "B1 B2 B3 B4 B5 B6 C1 D1 D2 D3 P1 Q1 Q2 Q3 Q4 S1 S2 S3"
    assert sorted(SIGNED_IN_SAMPLE) == signed.split()
    assert set(METRICS) > SIGNED_IN_SAMPLE
    assert [
        metric
        for metric, record in AGREED_IN_SAMPLE["pairs"]["S-1008"].items()
        if record == {"applies": False}
    ] == ["Q1", "Q2", "Q3", "Q4", "D1", "D2", "D3"]


# ---- delivery, by a second road


def thousandths(qty: str) -> int:
    return int(Decimal(qty) * 1000)


def filled_on(world, keyed_until="9999-12-31", with_reversed=False) -> pd.Series:
    """The day each line was received in full, by line."""
    receipts = world["receipts"].query("posted_on <= @keyed_until")
    reversed_ids = (
        set()
        if with_reversed
        else set(receipts.loc[receipts["kind"] == "reversal", "of_receipt_id"])
    )
    good = receipts[
        (receipts["kind"] == "receipt") & ~receipts["receipt_id"].isin(reversed_ids)
    ].sort_values("docked_on")
    ordered = good["line_id"].map(
        world["schedule_lines"].set_index("line_id")["ordered_qty"].map(thousandths)
    )
    so_far = (
        good["received_qty"].map(thousandths).groupby(good["line_id"]).transform("cumsum")
    )
    return good[so_far >= ordered].groupby("line_id")["docked_on"].min()


def due_lines(world, supplier: str, by="last_confirmed_on") -> pd.DataFrame:
    """A supplier's lines that count, with the day each was due."""
    lines = world["schedule_lines"].query("supplier_id == @supplier").copy()
    lines["due_on"] = lines[by].where(lines[by] != "", lines["requested_on"])
    was_cancelled = (lines["cancelled_on"] != "") & (
        lines["cancelled_on"] < lines["due_on"]
    )
    return lines[~was_cancelled & (lines["due_on"] <= ANSWERS["as_of"])]


def counted(
    lines: pd.DataFrame, met_on: pd.Series, first: str, last: str
) -> tuple[int, int]:
    """Lines met by their due date, and lines due, from the first to the last day."""
    due = lines[lines["due_on"].between(first, last)]
    return int(
        (due["line_id"].map(met_on).fillna("9999-12-31") <= due["due_on"]).sum()
    ), len(due)


Q2, Q3 = ("2026-04-01", "2026-06-30"), ("2026-07-01", "2026-09-30")


@pytest.mark.parametrize(("supplier", "expected"), ANSWERS["d1"].items())
def test_on_time_in_full_of_every_supplier(world, supplier, expected):
    assert counted(due_lines(world, supplier), filled_on(world), *Q3) == expected


def test_story_1_three_ways_to_count(world):
    answer = ANSWERS[1]
    shipped = (
        world["receipts"].query("kind == 'receipt'").groupby("line_id")["shipped_on"].min()
    )
    lines, by_request = (
        due_lines(world, answer["supplier"]),
        due_lines(world, answer["supplier"], "requested_on"),
    )
    assert (
        counted(by_request, filled_on(world), *Q3)
        == answer["buyer: requested date, at the dock, in full"]
    )
    assert (
        counted(lines, filled_on(world), *Q3)
        == answer["default: last confirmed date, at the dock, in full"]
    )
    assert (
        counted(lines, shipped, *Q3)
        == answer["supplier: last confirmed date, shipped, any quantity"]
    )


def local_day(times: pd.Series) -> pd.Series:
    """The plant's calendar date of UTC times."""
    return (
        pd.to_datetime(times)
        .dt.tz_localize("UTC")
        .dt.tz_convert("Europe/Amsterdam")
        .dt.strftime("%Y-%m-%d")
    )


def answered_in_time(world, supplier: str) -> tuple[int, int]:
    tickets = world["tickets"].query("supplier_id == @supplier")
    tickets = tickets[local_day(tickets["opened_at"]).between(*Q3)]
    waited = pd.to_datetime(tickets["first_response_at"]) - pd.to_datetime(
        tickets["opened_at"]
    )
    return int(
        (waited <= pd.to_timedelta(tickets["target_minutes"].astype(int), unit="min")).sum()
    ), len(tickets)


def fixed_first_time(world, supplier: str) -> tuple[int, int]:
    """Tickets resolved, and those of them neither reopened nor followed by another within 14
    days.
    """
    tickets = world["tickets"].query("supplier_id == @supplier").set_index("ticket_id")
    resolved = tickets[
        (tickets["resolved_at"] != "") & local_day(tickets["resolved_at"]).between(*Q3)
    ]
    until = pd.to_datetime(resolved["resolved_at"]) + pd.Timedelta(days=14)
    again = tickets[tickets["follows_ticket_id"] != ""].set_index("follows_ticket_id")[
        "opened_at"
    ]
    came_back = pd.to_datetime(resolved["reopened_at"]).le(until) | pd.to_datetime(
        resolved.index.to_series().map(again)
    ).le(until)
    return int((~came_back).sum()), len(resolved)


def test_story_2_green_outside_red_inside(world):
    answer = ANSWERS[2]
    assert (
        answered_in_time(world, answer["supplier"]) == answer["S1, first response in time"]
    )
    assert fixed_first_time(world, answer["supplier"]) == answer["S2, fixed first time"]
    opened = world["tickets"].query("supplier_id == @answer['supplier']")["opened_at"]
    assert ((opened < Q3[0]) & (local_day(opened) >= Q3[0])).sum() == answer[
        "sent after midnight"
    ]


def test_story_4_late_because_we_changed_them(world):
    answer = ANSWERS[4]
    lines = (
        due_lines(world, answer["supplier"])
        .query("@Q3[0] <= due_on <= @Q3[1]")
        .set_index("line_id")
    )
    changes = world["order_changes"].query(
        "by_side == 'buyer' and field in ('date', 'quantity', 'drawing', 'specification') and"
        " line_id in @lines.index"
    )
    of_line = lines.loc[changes["line_id"]]
    inside_from = pd.to_datetime(of_line["requested_on"]) - pd.to_timedelta(
        of_line["lead_days"].astype(int), unit="D"
    )
    changed_on = pd.to_datetime(changes["changed_on"]).to_numpy()
    inside = set(
        of_line.index[
            (changed_on > inside_from)
            & (changed_on > pd.to_datetime(of_line["ordered_on"]))
        ]
    )
    assert len(inside) == answer["changed by us inside the lead time"]
    rest, met_on = lines.reset_index(), filled_on(world)
    assert counted(rest, met_on, *Q3) == answer["on time in full"]
    assert (
        counted(rest[~rest["line_id"].isin(inside)], met_on, *Q3)
        == answer["without the lines we changed"]
    )
    met, due = counted(rest[rest["line_id"].isin(inside)], met_on, *Q3)
    assert due - met == answer["of them missed"]
    # What stands there now is the last change.
    now = {"date": of_line["requested_on"], "quantity": of_line["ordered_qty"]}
    assert all(
        now[change.field][change.line_id] == change.new_value
        for change in changes.itertuples()
    )


def test_story_10_too_few_tickets(world):
    answer = ANSWERS[10]
    assert (
        answered_in_time(world, answer["supplier"])
        == answer["tickets, first response in time"]
    )
    assert (
        fixed_first_time(world, answer["supplier"]) == answer["tickets, fixed first time"]
    )


def test_story_11_a_definition_that_changed(world):
    answer = ANSWERS[11]
    agreed = yaml.safe_load((DATA / "definitions/sample.yaml").read_text(encoding="utf-8"))[
        "pairs"
    ][answer["supplier"]][answer["metric"]]
    stated = {
        f"version {v['version']}, from {v['valid_from']}": v["switches"]["agreed"][
            "late_days"
        ]
        for v in agreed
    }
    assert stated == answer["late_days"] and all(
        v["signed_by_buyer"] and v["signed_by_supplier"] for v in agreed
    )
    lines, met_on = due_lines(world, answer["supplier"]), filled_on(world)
    for quarter, expected in answer["on time in full"].items():
        period = pd.Period(quarter)
        first, last = f"{period.start_time:%Y-%m-%d}", f"{period.end_time:%Y-%m-%d}"
        met = [
            counted(
                lines,
                (pd.to_datetime(met_on) - pd.Timedelta(days=late)).dt.strftime("%Y-%m-%d"),
                first,
                last,
            )
            for late in stated.values()
        ]
        assert tuple(met) == expected


def months(world, supplier: str) -> pd.DataFrame:
    """Lines met and due by month, the 24 months to 2026-09."""
    lines = due_lines(world, supplier).query("'2024-10-01' <= due_on <= '2026-09-30'")
    met = lines["line_id"].map(filled_on(world)).fillna("9999-12-31") <= lines["due_on"]
    return met.groupby(lines["due_on"].str[:7]).agg(met="sum", due="count")


def test_story_3_a_shift(world):
    answer = ANSWERS[3]["shift"]
    by_month = months(world, answer["supplier"])
    centre = by_month["met"].sum() / by_month["due"].sum()
    before, since = (
        by_month[by_month.index < answer["first_month"]],
        by_month[by_month.index >= answer["first_month"]],
    )
    assert tuple(before.sum()) == answer["eight months before"]
    assert tuple(since.sum()) == answer["sixteen months since"]
    assert (before["met"] / before["due"] > centre).all() and (
        since["met"] / since["due"] < centre
    ).all()


def test_story_3_a_noisy_month(world):
    answer = ANSWERS[3]["noise"]
    by_month = months(world, answer["supplier"])
    rate, centre = (
        by_month["met"] / by_month["due"],
        by_month["met"].sum() / by_month["due"].sum(),
    )
    lower = centre - 3 * (centre * (1 - centre) / by_month["due"]) ** 0.5
    assert tuple(by_month.loc[answer["month"]]) == answer["on time in full"]
    assert rate.idxmin() == answer["month"] and (rate > lower).all()


def test_story_9_reversals_and_returns(world):
    answer = ANSWERS[9]
    lines = due_lines(world, answer["supplier"])
    ids = world["schedule_lines"].query("supplier_id == @answer['supplier']")["line_id"]
    receipts = world["receipts"]
    kinds = receipts[
        receipts["line_id"].isin(ids) & receipts["docked_on"].between(*Q3)
    ].groupby("kind")["received_qty"]
    sums = {kind: (len(cells), sum(map(Decimal, cells))) for kind, cells in kinds}
    assert sums == {
        "receipt": answer["receipts"],
        "reversal": answer["reversals"],
        "return": answer["returns"],
    }
    assert (
        sums["receipt"][1] - sums["reversal"][1] - sums["return"][1] == answer["good_qty"]
    )
    assert (
        counted(lines, filled_on(world, with_reversed=True), *Q3)
        == answer["wrong, with reversals ignored"]
    )


def test_story_21_receipts_keyed_after_the_close(world):
    answer = ANSWERS[21]
    lines, receipts = due_lines(world, answer["supplier"]), world["receipts"]
    assert (
        (receipts["docked_on"] <= "2026-06-30") & (receipts["posted_on"] == "2026-07-08")
    ).sum() == answer["keyed_late"]
    assert (
        counted(lines, filled_on(world, keyed_until="2026-07-02"), *Q2)
        == answer["as known on 2026-07-02"]
    )
    assert counted(lines, filled_on(world), *Q2) == answer["on time in full"]


def test_story_21_the_extract_as_it_was_known(world, known):
    answer = ANSWERS[21]
    assert (
        counted(due_lines(known, answer["supplier"]), filled_on(known), *Q2)
        == answer["as known on 2026-07-02"]
    )
    assert set(known["schedule_lines"].query("status == 'open'")["line_id"]) > set(
        world["schedule_lines"].query("status == 'open' and ordered_on <= '2026-07-02'")[
            "line_id"
        ]
    )
    open_tickets = known["tickets"].query("resolved_at == ''")
    assert (open_tickets["closed_by"] == "").all() and (
        known["quality_notices"].query("found_on > '2026-06-02'")["confirmed_qty"] == ""
    ).all()


# ---- the supplier's own rows


def test_the_suppliers_rows_differ_where_planted(world, harrow):
    answer = ANSWERS["supplier rows"]
    source = DATA / "sources/sample_supplier"
    assert [file.path for file in read_source(source).files] == [
        path.name for path in harrow.iterdir()
    ]
    theirs = pd.read_csv(
        harrow / "harrow_rows.csv", sep=";", dtype=str, keep_default_na=False
    )
    theirs.index = theirs["order_number"] + "/" + theirs["position"]
    ours = (
        world["schedule_lines"]
        .query(
            "supplier_id == @answer['supplier'] and @Q3[0] <= last_confirmed_on <= @Q3[1]"
        )
        .set_index("line_id")
    )
    both = ours.index.intersection(theirs.index)
    receipts = world["receipts"].query("line_id in @both").groupby("line_id")
    docked = receipts["docked_on"].max().reindex(both, fill_value="")
    received = (
        receipts["received_qty"]
        .agg(lambda cells: str(sum(map(int, cells))))
        .reindex(both, fill_value="")
    )
    delivered = theirs.loc[both, "delivered_date"].map(
        lambda cell: "-".join(reversed(cell.split("/")))
    )
    status = theirs.loc[both, "status"].replace(
        {"Delivered": "closed", "In production": "open", r"Cancelled .*": "cancelled"},
        regex=True,
    )

    def differ(our: pd.Series, their: pd.Series) -> dict:
        return {line: (our[line], their[line]) for line in both if our[line] != their[line]}

    assert (
        len(theirs),
        sorted(theirs.index.difference(ours.index)),
        sorted(ours.index.difference(theirs.index)),
    ) == (answer["rows"], answer["only theirs"], answer["only ours"])
    assert differ(docked, delivered) == answer["delivered on"]
    assert {
        line: tuple(map(int, pair))
        for line, pair in differ(received, theirs.loc[both, "delivered_quantity"]).items()
    } == answer["delivered quantity"]
    assert differ(ours.loc[both, "status"], status) == answer["status"]
    assert not differ(ours["ordered_qty"], theirs["ordered_quantity"]) and not differ(
        ours["value_amount"], theirs["line_value"]
    )
    told = theirs["on_time"].value_counts()
    assert (told["yes"], told["yes"] + told["no"]) == answer["on time, as they count"]


def test_the_suppliers_rows_load(harrow, tmp_path):
    loaded = load_extract(Workspace(tmp_path), "sample_supplier", harrow).loaded
    kept = {counted.name: counted.kept for counted in loaded.tables}
    assert kept == {"suppliers": 1, "parts": 3, "schedule_lines": 51, "receipts": 49}


# ---- cost, by a second road


def goods(world, supplier: str) -> tuple[Decimal, Decimal]:
    """Purchase price and quantity of what a supplier's receipts of 2026Q3 brought, in its
    currency.
    """
    lines = world["schedule_lines"].query("supplier_id == @supplier").set_index("line_id")
    receipts = world["receipts"].query(
        "'2026-07-01' <= docked_on <= '2026-09-30' and line_id in @lines.index"
    )
    brought = [
        (lines.loc[row.line_id], Decimal(row.received_qty)) for row in receipts.itertuples()
    ]
    price = sum(
        Decimal(line["value_amount"]) * qty / Decimal(line["ordered_qty"])
        for line, qty in brought
    )
    return price, sum(qty for _, qty in brought)


@pytest.fixture(scope="module")
def extract(folder) -> Extract:
    return Extract(folder)


@pytest.fixture(scope="module")
def quarter_costs(extract) -> pd.DataFrame:
    """What every event of 2026Q3 costs the buyer, in EUR."""
    events = pd.DataFrame(
        every_event(extract), columns=["supplier", "element", "cause", "day", "amount"]
    )
    return events[events["day"].astype(str).between(*Q3)]


@pytest.mark.parametrize("side", ["cheaper price", "cheaper total"])
def test_story_6_two_suppliers_of_one_part(world, quarter_costs, side):
    answer = ANSWERS[6][side]
    assert set(
        world["schedule_lines"].query("supplier_id == @answer['supplier']")["part_id"]
    ) == {ANSWERS[6]["part"]}
    price, qty = goods(world, answer["supplier"])
    added = quarter_costs.query("supplier == @answer['supplier'] and element != 'price'")[
        "amount"
    ].sum()
    assert (price, qty, added) == (answer["price"], answer["good_qty"], answer["added"])
    assert price / qty == answer["price_per_unit"]
    assert round((price + added) / qty, 2) == answer["total_per_unit"]


def total_per_unit(answer: dict) -> Decimal:
    return (answer["price"] + answer["added"]) / answer["good_qty"]


def test_stories_6_and_20_where_the_two_change_places(world, quarter_costs):
    cheap, dear, answer = (
        ANSWERS[6]["cheaper price"],
        ANSWERS[6]["cheaper total"],
        ANSWERS[20],
    )
    assert 1 - cheap["price_per_unit"] / dear["price_per_unit"] == Decimal("0.04")
    assert (
        round(total_per_unit(cheap) / total_per_unit(dear), 4) == ANSWERS[6]["total_ratio"]
    )
    assert (
        round(cheap["total_per_unit"] / dear["total_per_unit"], 4)
        == ANSWERS[6]["total_ratio"]
    )
    events = world["cost_events"].query(
        "supplier_id == @answer['supplier'] and @Q3[0] <= occurred_on <= @Q3[1] and rate_name =="
        " @answer['rate_name']"
    )
    stops = quarter_costs.query(
        "supplier == @answer['supplier'] and element == 'line_stop'"
    )
    assert (
        events["driver_qty"].map(int).sum() == answer["minutes"]
        and stops["amount"].sum() == answer["minutes"] * answer["rate"]
    )
    without_stops = cheap["price"] + cheap["added"] - stops["amount"].sum()
    break_even = (total_per_unit(dear) * cheap["good_qty"] - without_stops) / answer[
        "minutes"
    ]
    assert round(break_even, 2) == answer["break_even_rate"]
    assert "line_stop" not in set(
        quarter_costs.query("supplier == @dear['supplier']")["element"]
    )


def happened(table):
    return [*table.happenings(DATE), *table.happenings(TIME)]


def filled(rows, columns):
    """Every day that stands in the columns a file has, as text without its time."""
    days = {cell[:10] for column in columns if column in rows for cell in rows[column]}
    return days - {""}


def test_story_12_a_stale_extract(world):
    answer = ANSWERS[12]
    promised = tomllib.loads(
        (DATA / "sources/sample/source.toml").read_text(encoding="utf-8")
    )["files"]
    as_of = pd.Timestamp(ANSWERS["as_of"])
    ages = {
        t.name: (as_of - max(map(pd.Timestamp, filled(world[t.name], happened(t))))).days
        for t in TABLES
        if t.name in world and t.name != "one_off_costs" and happened(t)
    }
    assert (
        world["fx"]["rate_on"].max() == answer["last_event_on"]
        and ages["fx"] == answer["days_old"]
    )
    assert [
        name for name, age in ages.items() if age > promised[name]["expected_every_days"]
    ] == ["fx"]


def test_story_14_services_without_receipts(world, quarter_costs):
    answer = ANSWERS[14]
    events = world["cost_events"].query(
        "supplier_id == @answer['supplier'] and @Q3[0] <= occurred_on <= @Q3[1]"
    )
    assert world["schedule_lines"].query("supplier_id == @answer['supplier']").empty
    assert set(events["element"]) == {"support_time"} and len(events) == answer["events"]
    costs = quarter_costs.query(
        "supplier == @answer['supplier'] and element == 'support_time'"
    )
    assert costs.groupby("cause")["amount"].sum().to_dict() == answer["by_cause"]
    assert costs["amount"].sum() == answer["support_time"]


def test_story_19_a_day_without_a_rate(world):
    answer = ANSWERS[19]
    rates = world["fx"].set_index("rate_on")["fx_rate"].map(Decimal)
    weekdays = pd.bdate_range(rates.index.min(), rates.index.max()).strftime("%Y-%m-%d")
    assert set(weekdays) - set(rates.index) == {answer["missing_day"]} and set(
        rates.index
    ) <= set(weekdays)
    assert (
        rates.index[rates.index < answer["missing_day"]].max() == answer["rate_of"]
        and rates[answer["rate_of"]] == answer["rate"]
    )
    lines = (
        world["schedule_lines"]
        .query("supplier_id == @answer['supplier']")
        .set_index("line_id")
    )
    receipts = world["receipts"].query(
        "docked_on == @answer['missing_day'] and line_id in @lines.index"
    )
    values = [Decimal(cell) for cell in lines.loc[receipts["line_id"], "value_amount"]]
    assert sum(values) == answer["docked that day, USD"]
    assert (
        sum(round(value * answer["rate"], 2) for value in values)
        == answer["docked that day, EUR"]
    )


def test_every_day_in_a_foreign_currency_has_a_rate_of_the_last_seven_days(world):
    rates = pd.to_datetime(world["fx"]["rate_on"]).sort_values()
    orders = world["schedule_lines"].query("currency == 'USD'")
    receipts = world["receipts"].query("line_id in @orders.line_id")
    costs = world["cost_events"].query("currency == 'USD'")
    days = (
        pd.to_datetime(
            pd.concat([orders["ordered_on"], receipts["docked_on"], costs["occurred_on"]])
        )
        .drop_duplicates()
        .sort_values()
    )
    last = pd.merge_asof(
        pd.DataFrame({"day": days}),
        pd.DataFrame({"day": rates, "rate_on": rates}),
        on="day",
    )
    assert ((last["day"] - last["rate_on"]).dt.days <= 7).all()


@pytest.mark.parametrize(("supplier", "expected"), ANSWERS["freight_states"].items())
def test_freight_that_is_included_or_unknown(world, supplier, expected):
    freight = (
        world["cost_events"]
        .query("supplier_id == @supplier and component == 'freight'")
        .set_index("shipment_id")["state"]
    )
    receipts = world["receipts"].query(
        "'2026-07-01' <= docked_on <= '2026-09-30' and shipment_id in @freight.index"
    )
    states = receipts["shipment_id"].map(freight).value_counts()
    assert (
        tuple(int(states.get(state, 0)) for state in ("amount", "included", "unknown"))
        == expected
    )


def test_premium_freight_has_two_payers(world, quarter_costs):
    answer = ANSWERS["premium freight"]
    events = world["cost_events"].query(
        "supplier_id == @answer['supplier'] and element == 'premium_freight' and @Q3[0] <="
        " occurred_on <= @Q3[1]"
    )
    paid = {
        payer: (len(rows), rows["amount"].map(Decimal).sum())
        for payer, rows in events.groupby("paid_by")
    }
    assert paid == {"": answer["paid by us"], "supplier": answer["paid by them"]}
    costs = quarter_costs.query(
        "supplier == @answer['supplier'] and element == 'premium_freight'"
    )
    assert costs["amount"].sum() == answer["paid by us"][1]


@pytest.mark.parametrize(
    ("story", "column", "rule"),
    [("by weight", "shipment", "weight"), ("by order", "order", "")],
)
def test_a_charge_borne_by_several_receipts(extract, story, column, rule):
    answer = ANSWERS[story]
    cost = next(
        cost
        for cost in extract["cost_events"]
        if cost[f"{column}_id"] == answer[column] and cost["element"] == "premium_freight"
    )
    bearers = [
        receipt for receipt in extract.receipts if receipt[f"{column}_id"] == answer[column]
    ]
    assert cost["allocate_by"] == rule and {
        receipt["supplier_id"] for receipt in bearers
    } == {answer["supplier"]}
    assert (
        shared(booked(extract, cost), rule, bearers) == answer["shares"]
        and sum(answer["shares"].values()) == answer["amount"]
    )


def test_a_cost_that_is_unknown_beside_freight(world, quarter_costs):
    answer = ANSWERS["unknown beside freight"]
    unknown = world["cost_events"].query("state == 'unknown' and component == ''")
    assert (
        unknown[["supplier_id", "element"]].to_numpy().tolist()
        == [[answer["supplier"], answer["element"]]] * answer["unknown"]
    )
    assert (
        quarter_costs.query(
            "supplier == @answer['supplier'] and element == @answer['element']"
        )["amount"].sum()
        == answer["known"]
    )


def test_what_was_paid_once_is_borne_month_by_month(quarter_costs):
    months = quarter_costs.query("element == 'onboard_switch'").groupby("supplier")[
        "amount"
    ]
    assert months.sum().to_dict() == ANSWERS["paid once"] and set(months.size()) == {3}


def test_which_plants_report_a_cost(world):
    reports = world["cost_reports"]
    assert set(reports["site"]) == set(world["schedule_lines"]["site"])
    since = reports[reports["since_on"] != ""].groupby("element")["since_on"]
    by_then = {
        element: ((days <= "2024-12-31").sum(), (days <= Q3[1]).sum())
        for element, days in since
    }
    assert {
        element: by_then.get(element, (0, 0)) for element in reports["element"]
    } == ANSWERS["reported by"]


def test_a_receipts_weight_follows_its_quantity(world):
    receipts = world["receipts"].merge(world["schedule_lines"][["line_id", "part_id"]])
    kilograms = receipts["gross_weight"].map(Decimal) / receipts["received_qty"].map(
        Decimal
    )
    spread = kilograms.groupby(receipts["part_id"]).agg(["min", "max"])
    assert (
        len(spread)
        == len(world["parts"][~world["parts"]["category"].isin(["Pumps", "Cast blanks"])])
        and ((spread["max"] - spread["min"]) < Decimal("0.0001")).all()
        and (spread["min"] > 0).all()
    )


def test_a_rate_was_in_force_before_the_first_event(extract):
    first = min(
        row[name]
        for table, name in (
            ("cost_events", "occurred_on"),
            ("schedule_lines", "ordered_on"),
        )
        for row in extract[table]
    )
    assert all(min(values)[0].isoformat() <= first for values in extract.rates.values())
    uncertain = {
        path.stem
        for path in (DATA / "rates/sample").glob("*.yaml")
        if "low" in path.read_text(encoding="utf-8").split("values:")[1]
    }
    assert uncertain == {"line_stop_rate", "carrying_rate"}
