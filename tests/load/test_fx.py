"""Exchange rates: the rate of an amount's day or month, exact to the cent, also across the euro;
without one the load is refused, with its place and reason.
"""

from __future__ import annotations

import csv
import random
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest
from shared_data import SHARED
from small_world import small_home, small_world

from srmlib.cli import main
from srmlib.errors import DataFaults, SourceError
from srmlib.load.publish import check_extract, load_extract
from srmlib.load.source import read_source
from srmlib.rules.currencies import decimals_of
from srmlib.snapshot import Snapshot, list_snapshots, open_snapshot
from srmlib.workspace import PROJECT, Workspace

ECB = PROJECT / "data/sources/ecb"
QUOTED = [
    name
    for name in tomllib.loads((ECB / "source.toml").read_text(encoding="utf-8"))["files"][
        "eurofxref_hist"
    ]["columns"]
    if name != "Date"
]
RATES = [
    {"currency": "USD", "rate_on": day, "fx_rate": rate}
    for day, rate in (("2026-07-01", "0.9"), ("2026-07-03", "0.5"))
]
SCRAP = {"element": "scrap", "component": "", "cause": "open"}
IN_USD = SCRAP | {"currency": "USD", "amount": "100.00"}


def rounded(exact: Fraction) -> Decimal:
    """Half a cent away from zero, by whole numbers."""
    cents = (2 * abs(exact) * 100 + 1) // 2
    return Decimal(cents if exact >= 0 else -cents).scaleb(-2)


def amounts(snapshot: Snapshot) -> dict[str, Decimal]:
    return dict(
        snapshot.con.execute(
            "SELECT event_id, event_amount FROM cost_ledger WHERE element = 'scrap'"
        ).fetchall()
    )


def rate_of(snapshot: Snapshot, currency: str, day: str) -> tuple[str, str] | None:
    """fx_rate and fx_units without trailing zeros; None where no rate holds."""
    found = snapshot.con.execute(
        "SELECT fx_rate, fx_units FROM fx_daily WHERE currency = ? AND day = ?",
        [currency, date.fromisoformat(day)],
    ).fetchall()
    assert len(found) <= 1
    return tuple(f"{number.normalize():f}" for number in found[0]) if found else None


# --- Amounts


@pytest.fixture(scope="module")
def prelude():
    with duckdb.connect() as con:
        con.execute(
            (PROJECT / "src/srmlib/sql/prelude.duckdb.sql").read_text(encoding="utf-8")
        )
        yield con


CONVERT = (
    "SELECT srm_convert(CAST(? AS DECIMAL(18, 4)), CAST(? AS DECIMAL(18, 8)), CAST(? AS DECIMAL(18,"
    " 8)), 1)"
)


@pytest.mark.parametrize(
    ("amount", "fx_rate", "fx_units", "converted"),
    [
        ("100.00", "0.9", "1", "90.00"),
        ("0.01", "0.5", "1", "0.01"),
        ("-0.01", "0.5", "1", "-0.01"),
        ("0.01", "0.49999999", "1", "0.00"),
        ("2.50", "1", "100", "0.03"),
        ("-2.50", "1", "100", "-0.03"),
        ("10000.00", "0.61", "100", "61.00"),
        ("1.00", "1", "3", "0.33"),
        ("100.00", "1.1684", "5.874", "19.89"),
        ("0.00", "1.1", "1", "0.00"),
        (
            "99999999999999.99",
            "9999999999.99999999",
            "9999999999.99999999",
            "99999999999999.99",
        ),
        ("12.435", "3", "1", "37.31"),
        ("0.00005", "1", "1", "0.00"),
        ("0.0050", "1", "1", "0.01"),
        ("-0.0050", "1", "1", "-0.01"),
    ],
)
def test_an_amount_is_multiplied_first_and_rounded_once(
    prelude, amount, fx_rate, fx_units, converted
):
    assert (
        str(prelude.execute(CONVERT, [amount, fx_rate, fx_units]).fetchall()[0][0])
        == converted
    )


@pytest.mark.parametrize(
    "values", [[None, "1", "1"], ["1.00", None, "1"], ["1.00", "1", None]]
)
def test_an_amount_without_a_rate_is_unknown(prelude, values):
    assert prelude.execute(CONVERT, values).fetchall() == [(None,)]


def test_random_amounts_equal_fractions(prelude):
    dice = random.Random(11)
    for _ in range(500):
        amount = Decimal(dice.randint(-(10 ** dice.randint(1, 16)), 10**16)).scaleb(-4)
        fx_rate, fx_units = (
            Decimal(dice.randint(1, 10 ** dice.randint(1, 14))).scaleb(-8) for _ in "ab"
        )
        exact = Fraction(amount) * Fraction(fx_rate) / Fraction(fx_units)
        if abs(exact) < 10**15:
            assert prelude.execute(CONVERT, [amount, fx_rate, fx_units]).fetchall()[0][
                0
            ] == rounded(exact)


def test_an_amount_too_large_to_count_with_is_told(tmp_path):
    with pytest.raises(Exception, match="too large to count with") as caught:
        small_home(
            tmp_path,
            cost_events=[IN_USD | {"amount": "99999999999999.99"}],
            fx=[{"currency": "USD", "rate_on": "2026-07-10", "fx_rate": "9999999999"}],
        )
    assert type(caught.value).__name__ == "SnapshotError"


# --- By day


@pytest.mark.parametrize(
    ("keys", "converted"),
    [
        (
            "",
            {
                "2026-07-01": "90.00",
                "2026-07-02": "90.00",
                "2026-07-03": "50.00",
                "2026-07-10": "50.00",
            },
        ),
        (
            'fx_by = "day"\nfx_days_held = 10',
            {"2026-07-02": "90.00", "2026-07-13": "50.00"},
        ),
        ("fx_days_held = 1", {"2026-07-02": "90.00", "2026-07-04": "50.00"}),
        ("fx_days_held = 0", {"2026-07-01": "90.00", "2026-07-03": "50.00"}),
    ],
)
def test_the_last_published_rate_holds_for_the_days_stated(tmp_path, keys, converted):
    with small_world(
        tmp_path,
        keys=keys,
        cost_events=[IN_USD | {"occurred_on": day} for day in converted],
        fx=RATES,
    ) as snapshot:
        assert [str(amount) for _, amount in sorted(amounts(snapshot).items())] == list(
            converted.values()
        )


def test_a_price_has_the_rate_of_the_dock_day(tmp_path):
    lines = [{"currency": "USD"}, {"currency": "USD", "value_amount": "33.33"}]
    receipts = [
        {"line_id": "1", "docked_on": "2026-07-02"},
        {"line_id": "2", "docked_on": "2026-07-10"},
    ]
    with small_world(
        tmp_path, schedule_lines=lines, receipts=receipts, fx=RATES
    ) as snapshot:
        prices = snapshot.con.execute(
            "SELECT amount, stated_amount, stated_currency FROM cost_ledger WHERE element = 'price'"
            " ORDER BY line_id"
        ).fetchall()
    assert [tuple(map(str, price)) for price in prices] == [
        ("90.00", "100.0000", "USD"),
        ("16.67", "33.3300", "USD"),
    ]


def test_a_rate_may_be_for_a_hundred_units(tmp_path):
    fx = [
        {"currency": "JPY", "rate_on": "2026-07-10", "fx_rate": "0.61", "fx_units": "100"},
        {"currency": "USD", "rate_on": "2026-07-10", "fx_rate": "0.9"},
    ]
    events = [
        IN_USD,
        IN_USD | {"currency": "JPY", "amount": "10001"},
        SCRAP | {"amount": "7.77"},
    ]
    with small_world(tmp_path, cost_events=events, fx=fx) as snapshot:
        assert {event: str(amount) for event, amount in amounts(snapshot).items()} == {
            "1": "90.00",
            "2": "61.01",
            "3": "7.77",
        }
        assert (
            rate_of(snapshot, "JPY", "2026-07-10"),
            rate_of(snapshot, "USD", "2026-07-17"),
        ) == (
            ("0.61", "100"),
            ("0.9", "1"),
        )
        assert [
            rate_of(snapshot, "EUR", day)
            for day in ("1990-01-01", "2026-10-02", "2026-10-03")
        ] == [("1", "1"), ("1", "1"), None]


# --- By month

MONTHLY = 'fx_by = "month"'


def test_the_one_rate_of_a_month_holds_for_all_of_it_and_no_other(tmp_path):
    fx = [
        {"currency": "USD", "rate_on": on, "fx_rate": rate}
        for on, rate in (
            ("2026-06-30", "0.8"),
            ("2026-07-01", "0.9"),
            ("2026-09-15", "0.7"),
        )
    ]
    converted = {
        "2026-06-01": "80.00",
        "2026-06-30": "80.00",
        "2026-07-01": "90.00",
        "2026-07-31": "90.00",
        "2026-09-30": "70.00",
    }
    with small_world(
        tmp_path,
        keys=MONTHLY,
        cost_events=[IN_USD | {"occurred_on": day} for day in converted],
        fx=fx,
    ) as snapshot:
        assert [str(amount) for _, amount in sorted(amounts(snapshot).items())] == list(
            converted.values()
        )
        days = snapshot.con.execute(
            "SELECT count(*), count(DISTINCT day) FROM fx_daily WHERE currency = 'USD'"
        ).fetchall()
    assert days == [(30 + 31 + 30, 30 + 31 + 30)]


# --- Refusals

ADD = r"\nCorrect the day\. If it is right: add the rate to the extract's fx table\."
SUPPLY = r'If it is right: supply the table fx, or state uses = \["ecb"\]'
BEFORE = (
    r"expected a day with a rate of USD to EUR, or at most 7 days after one; the first is of"
    r" 2026-07-01\."
)


@pytest.mark.parametrize(
    ("keys", "event", "fx", "code", "message"),
    [
        (
            "",
            {"occurred_on": "2026-07-11"},
            RATES,
            "fx_missing",
            r"^cost_events\.csv, row 2: occurred_on is '2026-07-11', expected a day with a rate of"
            r" USD to EUR, or at most 7 days after one;"
            r" the last before it is of 2026-07-03\." + ADD,
        ),
        (
            "fx_days_held = 0",
            {"occurred_on": "2026-07-02"},
            RATES,
            "fx_missing",
            "at most 0 days after one; the last before it is of 2026-07-01",
        ),
        (
            "",
            {"occurred_on": "2026-06-30"},
            RATES,
            "fx_missing",
            r"^cost_events\.csv, row 2: occurred_on is '2026-06-30', " + BEFORE + ADD,
        ),
        (
            "",
            {"currency": "usd"},
            RATES,
            "fx_missing",
            (
                r"^cost_events\.csv, row 2: currency is 'usd', expected EUR or a currency with"
                r" rates to it\.\nWrite USD\. If 'usd' is right: add"
            ),
        ),
        (
            "",
            {"currency": "eur"},
            RATES,
            "fx_missing",
            r"currency is 'eur', .*\nWrite EUR\. If 'eur' is right",
        ),
        (
            "",
            {"currency": "CHF"},
            RATES,
            "fx_missing",
            (
                r"currency is 'CHF', expected EUR or a currency with rates to it\.\nCorrect the"
                r" currency \(ISO 4217"
            ),
        ),
        ("", {}, [], "fx_missing", SUPPLY),
        (
            "",
            {"occurred_on": "2026-07-01"},
            [*RATES, RATES[0]],
            "duplicate_key",
            "currency is 'USD / 2026-07-01'",
        ),
        (
            "",
            {"occurred_on": "2026-07-01"},
            [*RATES, RATES[0] | {"currency": "usd"}],
            "fx_currency",
            (
                r"^fx\.csv, row 4: currency is 'usd', expected three capitals of ISO 4217, such as"
                r" USD\.\nCorrect it in the fx table\."
            ),
        ),
        (
            "",
            {"occurred_on": "2026-07-01"},
            [*RATES, RATES[0] | {"currency": "EUR"}],
            "fx_own",
            r"^fx\.csv, row 4: currency is 'EUR', expected no rate for",
        ),
        (
            "",
            {},
            [RATES[0] | {"fx_rate": "0"}],
            "cell",
            "fx_rate is '0', expected a rate above 0",
        ),
        (
            "",
            {},
            [RATES[0] | {"fx_rate": "-1"}],
            "cell",
            "fx_rate is '-1', expected a rate of at least 0",
        ),
        (
            "",
            {},
            [RATES[0] | {"fx_units": "0"}],
            "cell",
            "fx_units is '0', expected a number above 0, or empty",
        ),
        ("", {}, [RATES[0] | {"fx_rate": "NaN"}], "cell", "fx_rate is 'NaN'"),
        ("", {}, [RATES[0] | {"fx_rate": "inf"}], "cell", "fx_rate is 'inf'"),
        ("", {}, [RATES[0] | {"fx_units": "1e2"}], "cell", "fx_units is '1e2'"),
        (
            MONTHLY,
            {"occurred_on": "2026-08-01"},
            RATES[:1],
            "fx_missing",
            r"'2026-08-01', expected a day of a month with a rate of USD to EUR, 2026-08 has none;"
            r" the last before it is of 2026-07-01\." + ADD,
        ),
        (
            MONTHLY,
            {"occurred_on": "2026-06-30"},
            RATES[:1],
            "fx_missing",
            "2026-06 has none; the first is of 2026-07-01",
        ),
        (
            MONTHLY,
            {},
            RATES,
            "fx_double",
            (
                r"^fx\.csv, row 3: rate_on is '2026-07-03', expected one rate of USD in 2026-07,"
                r" because fx_by is month; there is one of 2026-07-01 already\.\nWhich"
            ),
        ),
    ],
)
def test_a_rate_that_is_missing_double_or_of_no_use_refuses_the_load(
    tmp_path, keys, event, fx, code, message
):
    with pytest.raises(DataFaults, match=message) as caught:
        small_home(
            tmp_path, keys=keys, cost_events=[IN_USD | event], **({"fx": fx} if fx else {})
        )
    assert caught.value.codes == {code}


INVOICE = {
    "supplier_id": "S",
    "invoiced_on": "2026-06-30",
    "amount": "5.00",
    "currency": "USD",
    "correction": "none",
}
ONE_OFF = {
    "supplier_id": "S",
    "occurred_on": "2026-06-30",
    "amount": "5.00",
    "currency": "USD",
    "life_months": "12",
}


def test_every_amount_that_is_converted_needs_a_rate(tmp_path):
    before = {"occurred_on": "2026-06-30"}
    with pytest.raises(DataFaults) as caught:
        small_home(
            tmp_path,
            fx=RATES,
            schedule_lines=[{}, {"currency": "USD"}],
            receipts=[
                {"line_id": "1", "docked_on": "2026-06-30"},
                {"line_id": "2", "docked_on": "2026-06-30"},
            ],
            cost_events=[IN_USD | before, IN_USD | before | {"paid_by": "supplier"}],
            one_off_costs=[ONE_OFF],
            invoice_lines=[
                INVOICE | {"is_credit": "true", "paid_on": ""},
                INVOICE | {"is_credit": "false", "paid_on": "2026-07-02"},
            ],
            rates={
                "capital_rate": ("%/year", [("2026-01-01", "6")]),
                "reference_days": ("days", [("2026-01-01", "30")]),
            },
        )
    assert [(f.file, f.row, f.column, f.value, f.rows) for f in caught.value.faults] == [
        ("cost_events.csv", 2, "occurred_on", "2026-06-30", 2),
        ("invoice_lines.csv", 2, "invoiced_on", "2026-06-30", 2),
        ("one_off_costs.csv", 2, "occurred_on", "2026-06-30", 1),
        ("receipts.csv", 3, "docked_on", "2026-06-30", 1),
    ]


def test_an_amount_that_is_not_converted_needs_none(tmp_path):
    """A line that never arrived, a cost after the as-of date, an unknown one."""
    unknown = SCRAP | {
        "state": "unknown",
        "amount": "",
        "currency": "USD",
        "occurred_on": "2026-06-30",
    }
    with small_world(
        tmp_path,
        schedule_lines=[{"currency": "USD"}, {}],
        receipts=[{"line_id": "2", "docked_on": "2026-06-30"}],
        cost_events=[IN_USD | {"occurred_on": "2026-10-03"}, unknown],
    ) as snapshot:
        assert snapshot.con.execute("SELECT count(*) FROM fx").fetchall() == [(0,)]


def test_a_wrong_currency_is_one_cell_of_its_line_however_often_it_arrives(tmp_path):
    receipts = [
        {"line_id": line, "docked_on": day}
        for line in ("1", "2")
        for day in ("2026-07-02", "2026-07-03")
    ]
    with pytest.raises(DataFaults) as caught:
        small_home(
            tmp_path, schedule_lines=[{}, {"currency": "usd"}], receipts=receipts, fx=RATES
        )
    assert [(f.file, f.row, f.column, f.value, f.rows) for f in caught.value.faults] == [
        ("schedule_lines.csv", 3, "currency", "usd", 1)
    ]


def test_every_reason_is_told_at_once_with_its_first_row_and_number_of_rows(tmp_path):
    days = ("2026-07-20", "2026-06-30", "2026-07-11", "2026-06-29", "2026-07-01")
    events = [IN_USD | {"occurred_on": day} for day in days] + [
        IN_USD | {"currency": "Usd"}
    ] * 3
    with pytest.raises(DataFaults) as caught:
        small_home(tmp_path, cost_events=events, one_off_costs=[ONE_OFF], fx=RATES)
    found = [(f.file, f.row, f.column, f.value, f.rows) for f in caught.value.faults]
    assert found == [
        ("cost_events.csv", 7, "currency", "Usd", 3),
        ("cost_events.csv", 2, "occurred_on", "2026-07-20", 2),
        ("cost_events.csv", 3, "occurred_on", "2026-06-30", 2),
        ("one_off_costs.csv", 2, "occurred_on", "2026-06-30", 1),
    ]
    assert not list((tmp_path / "home/data/snapshots").glob("*.duckdb"))


def test_many_months_with_two_rates_are_one_fault(tmp_path):
    days = [date(2026, 1, 1) + timedelta(days=i) for i in range(90)]
    fx = [
        {"currency": currency, "rate_on": str(day), "fx_rate": "0.9"}
        for currency in ("USD", "CHF")
        for day in days
    ]
    with pytest.raises(DataFaults) as caught:
        small_home(tmp_path, keys=MONTHLY, fx=fx)
    assert [(f.code, f.file, f.row, f.value, f.rows) for f in caught.value.faults] == [
        ("fx_double", "fx.csv", 3, "2026-01-02", 2 * (90 - 3))
    ]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ('fx_by = "week"', "fx_by is 'week', expected day or month"),
        ('fx_by = "month"\nfx_days_held = 7', "fx_days_held is stated, but fx_by is month"),
        (
            "fx_days_held = -1",
            "fx_days_held is -1, expected a whole number of days from 0 to 366",
        ),
        ("fx_days_held = 367", "fx_days_held is 367"),
        ("fx_days_held = true", "fx_days_held is true"),
        ("fx_days_held = 7.5", "fx_days_held is 7.5"),
        ('fx_days_held = "7"', "fx_days_held is '7'"),
        (
            'uses = "ecb"',
            r"uses is 'ecb', expected a list of sources under data/sources/, each once",
        ),
        ('uses = ["../ecb"]', "expected a list of sources under data/sources/"),
        ('uses = ["ecb", "ecb"]', "each once"),
        ("lenders = []", "'lenders'.*\nCorrect the key"),
        (
            'uses = ["ecbb"]',
            r"(?s)source 'small' uses 'ecbb': 'ecbb' is no source.*Known sources: .*ecb",
        ),
    ],
)
def test_keys_of_rates_take_what_the_page_says(tmp_path, keys, message):
    with pytest.raises(SourceError, match=message):
        small_home(tmp_path, keys=keys)


@pytest.mark.parametrize("currency", ["eur", "EURO", "€"])
def test_the_reporting_currency_is_a_code(tmp_path, currency):
    with pytest.raises(
        SourceError,
        match=(
            f"reporting_currency is '{currency}', expected the three capitals of ISO 4217, such"
            " as EUR"
        ),
    ):
        small_home(tmp_path, reporting_currency=currency)


# --- The European Central Bank's file, and sources that use it


def write_ecb(folder: Path, days: dict[str, dict[str, str]], line_end: str = ",\n") -> Path:
    """A file as the bank publishes it: newest day first, N/A where a currency is not quoted, a
    separator behind the last cell.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = [",".join(["Date", *QUOTED])] + [
        ",".join([day, *(days[day].get(c, "N/A") for c in QUOTED)])
        for day in sorted(days, reverse=True)
    ]
    (folder / "eurofxref-hist.csv").write_text(
        "".join(line + line_end for line in lines), encoding="utf-8"
    )
    return folder


FRIDAY, MONDAY = "2026-07-10", "2026-07-13"
DAYS = {
    MONDAY: {"USD": "1.1", "JPY": "165", "BRL": "6"},
    FRIDAY: {"USD": "1.16", "JPY": "170.5", "CHF": "0.93"},
}
USES = 'uses = ["ecb"]'


@pytest.mark.parametrize(
    ("reporting_currency", "rates"),
    [
        (
            "EUR",
            {
                ("USD", FRIDAY): ("1", "1.16"),
                ("USD", "2026-07-12"): ("1", "1.16"),
                ("USD", MONDAY): ("1", "1.1"),
                ("EUR", FRIDAY): ("1", "1"),
            },
        ),
        (
            "USD",
            {
                ("EUR", FRIDAY): ("1.16", "1"),
                ("JPY", MONDAY): ("1.1", "165"),
                ("USD", MONDAY): ("1", "1"),
                ("CHF", "2026-07-17"): ("1.16", "0.93"),
                ("CHF", "2026-07-18"): None,
                ("BRL", "2026-07-12"): None,
            },
        ),
        ("BRL", {("USD", FRIDAY): None, ("USD", MONDAY): ("6", "1.1")}),
        ("ARS", {("USD", MONDAY): None, ("ARS", MONDAY): ("1", "1")}),
    ],
)
def test_a_lent_rate_is_a_pair_of_quotations_whatever_the_reporting_currency(
    tmp_path, reporting_currency, rates
):
    write_ecb(tmp_path / "files", DAYS)
    with small_world(
        tmp_path, reporting_currency=reporting_currency, keys=USES
    ) as snapshot:
        assert {place: rate_of(snapshot, *place) for place in rates} == rates
        assert "fx" in snapshot.supplied_tables


def test_a_lent_rate_loses_nothing(tmp_path):
    """A rate divided first, and kept to 8 decimals, is off by cents in a large amount."""
    write_ecb(tmp_path / "files", {FRIDAY: {"USD": "1.1683", "BRL": "5.8741"}})
    events = [
        IN_USD | {"currency": c, "amount": a}
        for c, a in (("BRL", "123456789012.34"), ("EUR", "-0.01"), ("USD", "1.00"))
    ]
    with small_world(
        tmp_path, reporting_currency="USD", keys=USES, cost_events=events
    ) as snapshot:
        found = amounts(snapshot)
    assert found == {
        "1": Decimal("24554326041.97"),
        "2": Decimal("-0.01"),
        "3": Decimal("1.00"),
    }
    assert found["1"] == rounded(
        Fraction("123456789012.34") * Fraction("1.1683") / Fraction("5.8741")
    )
    assert found["1"] != rounded(
        Fraction("123456789012.34")
        * Fraction(round(Fraction("1.1683") / Fraction("5.8741") * 10**8), 10**8)
    )


def test_a_used_file_is_noted_with_its_source_and_makes_another_snapshot(tmp_path):
    write_ecb(tmp_path / "files", DAYS)
    workspace = small_home(tmp_path, keys=USES, as_of="2026-07-21", cost_events=[IN_USD])
    (first,) = list_snapshots(workspace)
    noted = {file["file"]: file for file in first["files"]}
    assert {file["name"] for file in noted.values()} == {"small", "ecb"}
    used = noted["eurofxref-hist.csv"]
    assert (
        used["name"],
        used["rows_read"],
        used["rows_kept"],
        used["last_event_on"].isoformat(),
        used["is_stale"],
    ) == ("ecb", 2, 2, MONDAY, True)
    write_ecb(tmp_path / "files", DAYS | {"2026-07-14": {"USD": "1.2"}})
    published = load_extract(workspace, str(tmp_path / "source"), tmp_path / "files")
    assert published.id != first["id"]
    assert {counted.name: counted.kept for counted in published.loaded.files}[
        "eurofxref-hist.csv"
    ] == 3


def test_a_change_of_a_used_sources_sql_makes_another_snapshot(tmp_path):
    write_ecb(tmp_path / "files", DAYS)
    workspace = small_home(tmp_path, keys=USES, cost_events=[IN_USD])
    own = workspace.root / "data/sources/ecb"
    own.mkdir(parents=True)
    for path in ECB.iterdir():
        (own / path.name).write_bytes(path.read_bytes())
    same = load_extract(workspace, str(tmp_path / "source"), tmp_path / "files")
    (own / "fx.sql").write_text(
        (own / "fx.sql").read_text(encoding="utf-8")
        + "\nWHERE foreign_one.currency <> 'JPY'",
        encoding="utf-8",
    )
    other = load_extract(workspace, str(tmp_path / "source"), tmp_path / "files")
    assert [s["id"] for s in list_snapshots(workspace)] == sorted({same.id, other.id})
    with open_snapshot(workspace) as snapshot:
        assert rate_of(snapshot, "JPY", FRIDAY) is None


def test_the_last_day_of_a_used_file_is_not_the_extracts_as_of_date(tmp_path):
    write_ecb(tmp_path / "files", DAYS)
    workspace = small_home(
        tmp_path, keys=USES, cost_events=[IN_USD | {"occurred_on": FRIDAY}]
    )
    toml = tmp_path / "source/source.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace('as_of = "2026-10-02"\n', ""),
        encoding="utf-8",
    )
    assert (
        load_extract(
            workspace, str(tmp_path / "source"), tmp_path / "files"
        ).as_of.isoformat()
        == FRIDAY
    )


def test_a_used_file_may_be_kept_in_the_home(tmp_path):
    kept = write_ecb(tmp_path / "home/data/extracts/ecb", DAYS)
    with small_world(tmp_path, keys=USES, cost_events=[IN_USD]) as snapshot:
        assert str(amounts(snapshot)["1"]) == "86.21"
    write_ecb(tmp_path / "files", DAYS)
    with pytest.raises(
        DataFaults,
        match=(
            r"eurofxref-hist\.csv: expected one file of this name, found it in .*extracts/ecb and"
            r" in .*files"
        ),
    ) as caught:
        load_extract(
            Workspace(tmp_path / "home"), str(tmp_path / "source"), tmp_path / "files"
        )
    assert caught.value.codes == {"two_files"}
    # With that folder as the extract's there is but one file.
    for path in (tmp_path / "files").glob("*s.csv"):
        path.rename(kept / path.name)
    assert (
        load_extract(
            Workspace(tmp_path / "home"), str(tmp_path / "source"), kept
        ).as_of.isoformat()
        == "2026-10-02"
    )


def test_a_copy_of_the_banks_source_may_take_the_last_rate_of_each_month(tmp_path):
    """As docs/sources.md tells it."""
    (last_of_month,) = [
        line.strip(" `")
        for line in (PROJECT / "docs/sources.md").read_text(encoding="utf-8").splitlines()
        if "QUALIFY" in line
    ]
    copy = tmp_path / "home/data/sources/ecb_monthly"
    copy.mkdir(parents=True)
    (copy / "source.toml").write_bytes((ECB / "source.toml").read_bytes())
    (copy / "fx.sql").write_text(
        (ECB / "fx.sql").read_text(encoding="utf-8") + last_of_month, encoding="utf-8"
    )
    write_ecb(
        tmp_path / "files",
        {
            "2026-06-29": {"USD": "2"},
            "2026-06-30": {"USD": "1.25"},
            "2026-07-30": {"USD": "1.6"},
            "2026-07-31": {},
        },
    )
    events = [IN_USD | {"occurred_on": day} for day in ("2026-06-01", "2026-07-31")]
    with small_world(
        tmp_path, keys=f'uses = ["ecb_monthly"]\n{MONTHLY}', cost_events=events
    ) as snapshot:
        assert {event: str(amount) for event, amount in amounts(snapshot).items()} == {
            "1": "80.00",
            "2": "62.50",
        }


def test_a_used_file_that_is_missing_is_told_with_both_places(tmp_path):
    with pytest.raises(
        DataFaults,
        match=(
            r"the file of the source 'ecb' in .*files\.\nPut it there, or keep it in"
            r" data/extracts/ecb/ of the workspace"
        ),
    ) as caught:
        small_home(tmp_path, keys=USES)
    assert caught.value.codes == {"missing_file"}


def test_a_used_file_is_read_as_strictly_as_any(tmp_path):
    write_ecb(tmp_path / "files", {FRIDAY: {"USD": "1,16"}})
    with pytest.raises(
        DataFaults,
        match=r"^eurofxref-hist\.csv, row 2: expected 42 cells in every row, found 43\.",
    ):
        small_home(tmp_path, keys=USES)
    write_ecb(tmp_path / "files", {FRIDAY: {"USD": "-"}, MONDAY: {"USD": "1.1"}})
    with pytest.raises(
        DataFaults,
        match=(
            r"^eurofxref-hist\.csv, row 3: USD is '-', expected a number with at most 8 decimals"
            r" after '\.', or 'N/A'\."
        ),
    ):
        load_extract(
            Workspace(tmp_path / "home"), str(tmp_path / "source"), tmp_path / "files"
        )


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (
            {"currency": "TRL"},
            (
                r"currency is 'TRL', expected USD or a currency with rates to it\.\n.*the source"
                r" 'ecb' has no rate for it"
            ),
        ),
        ({"currency": "eur"}, r"Write EUR\. If"),
        (
            {"currency": "CHF", "occurred_on": "2026-07-18"},
            (
                r"expected a day with a rate of CHF to USD, .* the last before it is of"
                r" 2026-07-10\..*\n.*source 'ecb'"
            ),
        ),
        (
            {"currency": "BRL", "occurred_on": "2026-07-12"},
            r"a rate of BRL to USD, .* the first is of 2026-07-13\.",
        ),
    ],
)
def test_what_the_bank_does_not_quote_refuses_the_load(tmp_path, event, message):
    write_ecb(tmp_path / "files", DAYS)
    with pytest.raises(DataFaults, match=message):
        small_home(
            tmp_path, reporting_currency="USD", keys=USES, cost_events=[IN_USD | event]
        )


def test_two_sources_that_supply_one_table_are_refused(tmp_path):
    write_ecb(tmp_path / "files", DAYS)
    with pytest.raises(
        SourceError,
        match=(
            r"uses 'ecb', and both 'small' and 'ecb' supply the table 'fx'\.\nWhich one is"
            r" meant cannot be guessed"
        ),
    ):
        small_home(tmp_path, keys=USES, fx=RATES)


def lender(
    workspace: Workspace, name: str, head: str = "", path: str = "own.csv", raw: str = "own"
) -> None:
    """A source of one file that supplies only `disputes`."""
    folder = workspace.root / "data/sources" / name
    folder.mkdir(parents=True)
    keys = f'name = "{name}"\ntitle = "{name}"\nreporting_currency = "EUR"\n{head}\n'
    (folder / "source.toml").write_text(
        f'{keys}[files.{raw}]\npath = "{path}"\nformat = "csv"\n[files.{raw}.columns]\na ='
        ' "text"\n',
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"head": USES},
            "uses 'other', which itself uses 'ecb'; expected one that uses none",
        ),
        ({"path": "parts.csv"}, "both 'small' and 'other' have a file 'parts.csv'"),
        ({"raw": "Parts"}, "both 'small' and 'other' have files under the name 'parts'"),
        (
            {"raw": "load_info"},
            "a file is named 'load_info', which is a table of the load itself",
        ),
    ],
)
def test_sources_read_together_are_kept_apart(tmp_path, settings, message):
    lender(Workspace(tmp_path / "home"), "other", **settings)
    with pytest.raises(SourceError, match=message):
        small_home(tmp_path, keys='uses = ["other"]')


# --- The separator behind the last cell


@pytest.mark.parametrize(
    ("stated", "text", "message"),
    [
        ("true", "a,b,\n1,2,\n", None),
        ("true", "a,b,\n1,,\n", None),
        ("false", "a,b\n1,2\n", None),
        (
            "true",
            "a,b\n1,2\n",
            r"row 1: expected every row to end in ',', as has_trailing_separator states",
        ),
        (
            "true",
            "a,b,\n1,2,\n3,4\n",
            r"row 3: expected every row to end in ',', as has_trailing_separator states",
        ),
        ("true", "a,b,\n1,2,\n3,\n", r"row 3: expected 2 cells in every row, found 1"),
        ("true", "a,b,\n1,2,,\n", r"row 2: expected 2 cells in every row, found 3"),
        ("true", "a,b,\n1,2,3\n", r"row 2: expected every row to end in ','"),
        (
            "false",
            "a,b,\n1,2,\n",
            (
                r"row 1: expected 2 columns, found also a separator behind the last of"
                r" them\.\n.*has_trailing_separator = true"
            ),
        ),
        ("false", "a,b\n1,2,\n", r"row 2: expected 2 cells in every row, found 3"),
    ],
)
def test_a_trailing_separator_stands_in_every_row_or_in_none(
    tmp_path, stated, text, message
):
    (tmp_path / "rates.csv").write_text(text, encoding="utf-8")
    source = tmp_path / "trailing"
    source.mkdir()
    head = (
        'name = "trailing"\ntitle = "T"\nreporting_currency = "EUR"\nas_of = "2026-07-01"\n'
    )
    file = (
        '[files.rates]\npath = "rates.csv"\nformat = "csv"\nhas_trailing_separator ='
        f' {stated}\n[files.rates.columns]\na = "text"\nb = "text"\n'
    )
    (source / "source.toml").write_text(head + file, encoding="utf-8")
    (source / "parts.sql").write_text(
        "SELECT a AS part_id, coalesce(b, 'none') AS name, source_file, source_row FROM rates",
        encoding="utf-8",
    )
    if message:
        with pytest.raises(DataFaults, match=message):
            load_extract(Workspace(tmp_path / "home"), str(source), tmp_path)
        return
    load_extract(Workspace(tmp_path / "home"), str(source), tmp_path)
    with open_snapshot(Workspace(tmp_path / "home")) as snapshot:
        names = "none" if text.endswith(",,\n") else "2"
        assert snapshot.con.execute(
            "SELECT part_id, name, source_row FROM parts"
        ).fetchall() == [("1", names, 2)]


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (
            'has_trailing_separator = "yes"\nformat = "csv"',
            "files.rates.has_trailing_separator is 'yes', expected true or false",
        ),
        (
            'has_last_line_end = "no"\nformat = "csv"',
            "files.rates.has_last_line_end is 'no', expected true or false",
        ),
        (
            'has_trailing_separator = true\nformat = "xlsx"',
            "files.rates: has_trailing_separator is stated, but its format is xlsx",
        ),
    ],
)
def test_a_trailing_separator_is_declared_as_true_or_false(tmp_path, key, message):
    toml = (
        'name = "t"\ntitle = "T"\nreporting_currency = "EUR"\n[files.rates]\npath ='
        f' "rates.csv"\n{key}\n[files.rates.columns]\na = "text"\n'
    )
    (tmp_path / "source.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        read_source(tmp_path)


# --- The real file, against a second road: csv and Fraction


# Rows of the file, and rates in them: of the months in which a currency of TRAPS begins, ends or
# pauses, and of the whole.
ROWS = {"some months": ("284", "8,938"), "1999 to 2026": ("6,983", "217,555")}
SOME_MONTHS = (
    "2004-12",
    "2005-01",
    "2005-06",
    "2005-07",
    "2007-12",
    "2008-01",
    "2008-12",
    "2018-02",
    "2022-03",
    "2022-12",
    "2023-01",
    "2025-12",
    "2026-01",
    "2026-04",
)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=pytest.mark.heavy if name == "1999 to 2026" else ())
        for name in ROWS
    ],
)
def ecb_rows(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def ecb_files(ecb_rows, tmp_path_factory) -> Path:
    """The bank's own file; but for the heavy tests its rows of some months alone."""
    real = SHARED / "ecb" / "eurofxref-hist.csv"
    if not real.is_file():
        pytest.skip(
            "the European Central Bank's real file is not at hand (ecb under shared/data)"
        )
    if ecb_rows == "1999 to 2026":
        return real.parent
    head, *rows = real.read_bytes().splitlines(keepends=True)
    folder = tmp_path_factory.mktemp("ecb")
    (folder / real.name).write_bytes(
        b"".join([head, *(row for row in rows if row[:7].decode() in SOME_MONTHS)])
    )
    return folder


@pytest.fixture(scope="module")
def quotations(ecb_files) -> dict[str, dict[date, Decimal]]:
    """What the file quotes for one euro, by currency and day; the euro itself on every day of the
    file.
    """
    by_currency: dict[str, dict[date, Decimal]] = {"EUR": {}}
    with (ecb_files / "eurofxref-hist.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            day = date.fromisoformat(row.pop("Date"))
            by_currency["EUR"][day] = Decimal(1)
            for currency, cell in row.items():
                if currency and cell != "N/A":
                    by_currency.setdefault(currency, {})[day] = Decimal(cell)
    return by_currency


def in_force(
    quotations: dict, own: str, currency: str, day: date
) -> tuple[Decimal, Decimal] | None:
    """The last day, at most seven days back, that quotes both: so many of `own` for so many of
    `currency`.
    """
    for back in range(8):
        on = day - timedelta(days=back)
        if on in quotations[own] and on in quotations[currency]:
            return quotations[own][on], quotations[currency][on]
    return None


def test_the_banks_file_is_a_source_of_its_own(ecb_files, ecb_rows, tmp_path, capsys):
    assert main(["--home", str(tmp_path), "check", "ecb", "--files", str(ecb_files)]) == 0
    printed = capsys.readouterr().out
    rows, rates = ROWS[ecb_rows]
    assert [
        line.split() for line in printed.splitlines() if line.startswith(("file", "table"))
    ] == [
        ["file", "eurofxref-hist.csv", rows, rows, "0"],
        ["table", "fx", rates, rates, "0"],
    ]
    assert "as of 2026-04-13" in printed


# Old and new lira and leu, quotations that begin late, end, or pause (ISK from 2008 to 2018).
TRAPS = ("EUR", "USD", "JPY", "BRL", "TRL", "TRY", "ROL", "RON", "BGN", "HRK", "RUB", "ISK")


@pytest.mark.parametrize("own", ["USD", pytest.param("BRL", marks=pytest.mark.heavy)])
def test_every_day_of_the_banks_rates_equals_the_second_road(
    ecb_files, quotations, tmp_path, own
):
    toml = (
        (ECB / "source.toml")
        .read_text(encoding="utf-8")
        .replace('reporting_currency = "EUR"', f'reporting_currency = "{own}"')
    )
    source = tmp_path / "ecb_abroad"
    source.mkdir()
    (source / "source.toml").write_text(toml, encoding="utf-8")
    (source / "fx.sql").write_bytes((ECB / "fx.sql").read_bytes())
    with check_extract(Workspace(tmp_path), str(source), ecb_files) as (_, snapshot):
        rows = snapshot.con.execute(
            "SELECT currency, day, fx_rate, fx_units FROM fx_daily WHERE list_contains(?,"
            " currency)",
            [list(TRAPS)],
        ).fetchall()
    found = {(currency, day): (rate, units) for currency, day, rate, units in rows}
    assert len(found) == len(rows)
    days = [
        date(1998, 12, 1) + timedelta(days=i)
        for i in range((snapshot.as_of - date(1998, 12, 1)).days + 1)
    ]
    expected = {
        (c, day): rate
        for c in TRAPS
        if c != own
        for day in days
        if (rate := in_force(quotations, own, c, day))
    }
    assert {key: rate for key, rate in found.items() if key[0] != own} == expected
    assert {rate for key, rate in found.items() if key[0] == own} == {
        (Decimal(1), Decimal(1))
    }


@pytest.mark.parametrize(
    ("currency", "day", "rate"),
    [
        ("BRL", "2026-04-12", ("1.1711", "5.9191")),  # a Sunday: Friday's
        ("JPY", "2026-04-13", ("1.1684", "186.75")),
        ("EUR", "2026-04-13", ("1.1684", "1")),
        ("TRL", "2004-12-31", ("1.3621", "1836200")),
        ("TRL", "2005-01-08", None),
        ("TRY", "2004-12-31", None),
        ("TRY", "2005-01-03", ("1.3507", "1.815")),
        ("BGN", "2026-01-07", ("1.175", "1.9558")),
        ("BGN", "2026-01-08", None),
        ("HRK", "2023-01-07", None),
        ("RUB", "2022-03-08", ("1.1162", "117.201")),
        ("RUB", "2022-03-09", None),
        ("BRL", "2008-01-01", None),
    ],
)
def test_rates_looked_up_in_the_file_by_hand(quotations, currency, day, rate):
    """The second road itself, against literals."""
    found = in_force(quotations, "USD", currency, date.fromisoformat(day))
    assert (found and tuple(str(number) for number in found)) == rate


def test_costs_in_every_currency_are_exact_to_the_cent_for_a_dollar_reporter(
    ecb_files, quotations, tmp_path
):
    dice, events, expected = random.Random(5), [], {}
    quoted = {currency: sorted(days) for currency, days in sorted(quotations.items())}
    while len(events) < 400:
        currency = dice.choice(list(quoted))
        day = min(
            dice.choice(quoted[currency]) + timedelta(days=dice.randrange(8)),
            quoted["EUR"][-1],
        )
        cents = dice.randint(-(10 ** dice.randint(1, 12)), 10**12)
        amount = Decimal(cents).scaleb(-min(decimals_of(currency), 2))
        if rate := in_force(quotations, "USD", currency, day):
            events.append(
                SCRAP
                | {"currency": currency, "occurred_on": str(day), "amount": str(amount)}
            )
            expected[str(len(events))] = rounded(
                Fraction(amount) * Fraction(rate[0]) / Fraction(rate[1])
            )
    assert {event["currency"] for event in events} >= {"EUR", "BRL", "JPY", "TRL", "TRY"}
    (tmp_path / "home/data/extracts").mkdir(parents=True)
    (tmp_path / "home/data/extracts/ecb").symlink_to(ecb_files)
    with small_world(
        tmp_path,
        as_of="2026-04-13",
        reporting_currency="USD",
        keys=USES,
        cost_events=events,
    ) as snapshot:
        assert amounts(snapshot) == expected


@pytest.mark.parametrize(
    ("currency", "day", "nearest"),
    [
        ("RUB", "2022-03-09", "the last before it is of 2022-03-01"),
        ("TRY", "2004-12-31", "the first is of 2005-01-03"),
        ("BGN", "2026-02-01", "the last before it is of 2025-12-31"),
        ("ISK", "2012-06-01", "the last before it is of 2008-12-09"),
    ],
)
def test_a_currency_that_begins_ends_or_pauses_is_told_with_its_nearest_day(
    ecb_files, tmp_path, currency, day, nearest
):
    """The file's own days of that currency, alone: the whole file is read above."""
    with (ecb_files / "eurofxref-hist.csv").open(encoding="utf-8", newline="") as stream:
        own = {
            row["Date"]: {c: row[c] for c in ("USD", currency)}
            for row in csv.DictReader(stream)
            if abs(int(row["Date"][:4]) - int(day[:4])) <= 4
        }
    write_ecb(tmp_path / "files", own)
    with pytest.raises(
        DataFaults,
        match=f"occurred_on is '{day}', .* a rate of {currency} to USD, .*; {nearest}",
    ):
        small_home(
            tmp_path,
            as_of="2026-04-13",
            reporting_currency="USD",
            keys=USES,
            cost_events=[
                SCRAP | {"currency": currency, "occurred_on": day, "amount": "1.00"}
            ],
        )
