"""Rates: files people keep, the value in force on a day, and what is said when there is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from small_world import small_home, small_world, write_rate

from srmlib.errors import DataFaults, DefinitionError
from srmlib.rules.rates import rate_files

STOP = {
    "element": "line_stop",
    "component": "",
    "driver_qty": "10",
    "rate_name": "line_stop_rate",
    "cause": "theirs",
    "currency": "",
    "amount": "",
}
RATE = {
    "line_stop_rate": (
        "EUR/minute",
        [("2026-01-01", "55.00"), ("2026-07-01", "60.00", "45.00", "70.00")],
    )
}
ONE_LINE = {"schedule_lines": [{}], "receipts": [{"line_id": "1"}]}


@pytest.mark.parametrize(
    ("day", "amount", "since", "low"),
    [
        ("2026-01-01", "550.00", "2026-01-01", None),
        ("2026-06-30", "550.00", "2026-01-01", None),
        ("2026-07-01", "600.00", "2026-07-01", "45.00000000"),
        ("2026-10-02", "600.00", "2026-07-01", "45.00000000"),
    ],
)
def test_the_day_of_the_event_chooses_the_value(tmp_path, day, amount, since, low):
    with small_world(
        tmp_path, **ONE_LINE, cost_events=[STOP | {"occurred_on": day}], rates=RATE
    ) as snapshot:
        rows = snapshot.con.execute(
            "SELECT amount, rate_from, rate_low, driver_qty, driver_unit, basis FROM cost_ledger"
            " WHERE element = 'line_stop'"
        ).fetchall()
    assert [
        (str(a), str(f), None if lo is None else str(lo), str(q), u, b)
        for a, f, lo, q, u, b in rows
    ] == [(amount, since, low, "10.000", "minute", "rate")]


@pytest.mark.parametrize(
    ("event", "rates", "code", "message"),
    [
        (
            {"occurred_on": "2025-12-31"},
            RATE,
            "rate_missing",
            r"(?s)cost_events\.csv, row 2: rate_name is 'line_stop_rate', expected a value of it in"
            r" force on 2025-12-31: its first value starts on 2026-01-01"
            r".*Add the earlier value to data/rates/small/line_stop_rate\.yaml",
        ),
        (
            {"rate_name": "line_stop"},
            RATE,
            "rate_unknown",
            r"(?s)a rate that data/rates or the extract holds.*Did you mean line_stop_rate\?",
        ),
        (
            {"rate_name": "crane_rate"},
            None,
            "rate_unknown",
            r"add data/rates/<source>/crane_rate\.yaml",
        ),
        (
            {"rate_name": "carrying_rate"},
            {"carrying_rate": ("%/year", [("2026-01-01", "18")])},
            "rate_unit",
            "expected a rate in money, not one in %/year",
        ),
        (
            {"driver_qty": "-3"},
            RATE,
            "cell",
            "driver_qty is '-3', expected a quantity of at least 0",
        ),
        (
            {"driver_qty": ""},
            RATE,
            "cell",
            (
                "rate_name is 'line_stop_rate', expected a rate where there is a driver_qty, and"
                " none where there is none"
            ),
        ),
        (
            {"amount": "5.00", "currency": "EUR"},
            RATE,
            "cell",
            "one event is booked or valued by a rate, never both",
        ),
        (
            {"driver_qty": "", "rate_name": "", "amount": "5.00"},
            RATE,
            "cell",
            "currency is empty, expected a currency beside a booked amount",
        ),
        (
            {
                "element": "price",
                "driver_qty": "",
                "rate_name": "",
                "amount": "5.00",
                "currency": "EUR",
            },
            RATE,
            "cell",
            "the price comes from the order",
        ),
    ],
)
def test_an_event_without_a_rate_on_its_day_refuses_the_load(
    tmp_path, event, rates, code, message
):
    with pytest.raises(DataFaults, match=message) as caught:
        small_home(tmp_path, **ONE_LINE, cost_events=[STOP | event], rates=rates)
    assert caught.value.codes == {code}


def test_all_events_before_the_first_value_are_counted_in_one_fault(tmp_path):
    events = [
        STOP | {"occurred_on": day} for day in ("2025-12-30", "2025-12-29", "2026-01-01")
    ]
    with pytest.raises(
        DataFaults, match=r"in force on 2025-12-29.* 2 rows break this rule"
    ) as caught:
        small_home(tmp_path, **ONE_LINE, cost_events=events, rates=RATE)
    assert [(fault.row, fault.rows) for fault in caught.value.faults] == [(3, 2)]


def test_a_rate_change_changes_only_events_from_its_day(tmp_path):
    def amounts(folder, values):
        days = [f"2026-{month:02}-15" for month in range(1, 10)]
        with small_world(
            folder,
            **ONE_LINE,
            cost_events=[STOP | {"occurred_on": day} for day in days],
            rates={"line_stop_rate": ("EUR/minute", values)},
        ) as snapshot:
            return dict(
                snapshot.con.execute(
                    "SELECT booked_on, amount FROM cost_ledger WHERE element = 'line_stop'"
                ).fetchall()
            )

    before = amounts(tmp_path / "before", [("2026-01-01", "55")])
    after = amounts(tmp_path / "after", [("2026-01-01", "55"), ("2026-05-15", "60.5")])
    assert {str(day): str(amount - before[day]) for day, amount in after.items()} == {
        f"2026-{month:02}-15": "55.00" if month >= 5 else "0.00" for month in range(1, 10)
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            (
                "rate: other\nunit: EUR/minute\nvalues: [{valid_from: 2026-01-01, value: 1,"
                " source: s}]"
            ),
            "rate is 'other', expected 'line_stop_rate'",
        ),
        (
            "rate: line_stop_rate\nunit: %/year\nvalues: []",
            (
                r"small/line_stop_rate\.yaml, line 2: 'unit: %/year' cannot be read, expected 'key:"
                r" value'.*\n.*quotes around a text that begins with %"
            ),
        ),
        (
            "rate: line_stop_rate\nunit: 'EUR/minute\nvalues: []",
            r"yaml, line 2: 'unit: 'EUR/minute' cannot be read",
        ),
        (
            "rate: line_stop_rate\n\tunit: EUR/minute",
            r"yaml, line 2: 'unit: EUR/minute' cannot be read, .*\n.*no tabs",
        ),
        (
            "rate: line_stop_rate\nunit: \x07",
            r"yaml: the file holds a character that is no text",
        ),
        (
            "rate: line_stop_rate\nunit: EUR/minute\nvalues: []",
            "values is \\[\\], expected at least one entry",
        ),
        (
            (
                "rate: line_stop_rate\nunit: USD/minute\nvalues: [{valid_from: 2026-01-01, value:"
                " 1, source: s}]"
            ),
            "is 'USD/minute', expected EUR/…",
        ),
        (
            (
                "rate: line_stop_rate\nunit: minutes\nvalues: [{valid_from: 2026-01-01, value: 1,"
                " source: s}]"
            ),
            "is 'minutes', expected EUR/…",
        ),
        (
            (
                "rate: line_stop_rate\nunit: EUR/minute\nvalues: [{valid_from: 2026-01-01, value:"
                " -1, source: s}]"
            ),
            "value 1: value is '-1', expected a number",
        ),
        (
            (
                "rate: line_stop_rate\nunit: EUR/minute\nvalues: [{valid_from: 2026-01-01, value:"
                " nan, source: s}]"
            ),
            "value is 'nan'",
        ),
        (
            (
                "rate: line_stop_rate\nunit: EUR/minute\nvalues: [{valid_from: 1.1.2026, value: 1,"
                " source: s}]"
            ),
            r"valid_from is '1\.1\.2026', expected a date",
        ),
        (
            "rate: line_stop_rate\nunit: EUR/minute\nvalues: [{valid_from: 2026-01-01, value: 1}]",
            "value 1: the key 'source' is missing",
        ),
        (
            (
                "rate: line_stop_rate\nunit: EUR/minute\nvalues: [{valid_from: 2026-01-01, value:"
                " 5, low: 6, high: 7, source: s}]"
            ),
            "value 1: value is 5, low 6 and high 7, expected low and high around it or neither",
        ),
        (
            (
                "rate: line_stop_rate\nunit: EUR/minute\nvalues: [{valid_from: 2026-01-01, value:"
                " 1, source: s}, {valid_from: 2026-01-01, value: 2, source: s}]"
            ),
            "two values from 2026-01-01, expected one a day",
        ),
        (
            (
                "rate: line_stop_rate\nunit: EUR/minute\nvalues: [{valid_from: 2026-01-01, value:"
                " 1, low: 1, source: s}]"
            ),
            "value is 1, low 1 and high empty, expected low and high around it or neither",
        ),
        (
            (
                "rate: line_stop_rate\nunit: EUR/minute\nvalues: [{valid_form: 2026-01-01, value:"
                " 1, source: s}]"
            ),
            "value 1: 'valid_form' is no key, did you mean valid_from",
        ),
        (
            (
                "rate: line_stop_rate\nunit: EUR/minute\nvalues: [{valid_from: 2026-01-01, value:"
                " 1, value: 2, source: s}]"
            ),
            "line 3: the key 'value' stands there a second time",
        ),
        ("", "line_stop_rate.yaml is empty, expected keys with their values"),
        (
            (
                "rate: line_stop_rate\nunit: EUR/minute\nvalues: [{valid_from: 2026-01-01, value:"
                " , source: s}]"
            ),
            "value 1: value is empty, expected a number of at least 0",
        ),
    ],
)
def test_a_wrong_rate_file_is_refused_with_its_place(tmp_path, text, message):
    folder = tmp_path / "home/data/rates/small"
    folder.mkdir(parents=True)
    (folder / "line_stop_rate.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=message) as caught:
        small_home(tmp_path, **ONE_LINE)
    assert "data/rates/small/line_stop_rate.yaml" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "unit", "value", "message"),
    [
        ("service_level", "%", "100", "expected at least 50 and less than 100 %"),
        ("service_level", "EUR/lot", "95", "is 'EUR/lot', expected %"),
        ("reference_days", "days", "30.5", "expected whole days"),
        ("carrying_rate", "EUR/year", "18", "expected %/year"),
        ("sorting_rate", "EUR/minute", "1", "is 'EUR/minute', expected EUR/hour"),
        ("scrap_value_rate", "EUR/piece", "1", "is 'EUR/piece', expected EUR/EUR"),
    ],
)
def test_what_is_no_price_has_its_own_unit_and_range(tmp_path, name, unit, value, message):
    with pytest.raises(DefinitionError, match=message):
        small_home(tmp_path, **ONE_LINE, rates={name: (unit, [("2026-01-01", value)])})


def test_a_rate_stands_in_one_place(tmp_path):
    row = {
        "rate_name": "line_stop_rate",
        "valid_from": "2026-01-01",
        "value": "55.00",
        "unit": "EUR/minute",
        "source": "activity prices",
    }
    with small_world(
        tmp_path / "extract", **ONE_LINE, cost_events=[STOP], rates_of_extract=[row]
    ) as snapshot:
        assert snapshot.con.execute(
            "SELECT amount FROM cost_ledger WHERE element = 'line_stop'"
        ).fetchall() == [(Decimal("550.00"),)]
    with pytest.raises(
        DefinitionError, match="the extract supplies the rate 'line_stop_rate' as well"
    ):
        small_home(
            tmp_path / "both",
            **ONE_LINE,
            cost_events=[STOP],
            rates_of_extract=[row],
            rates=RATE,
        )


@pytest.mark.parametrize("column", ["value", "low"])
def test_a_rate_of_an_extract_is_not_negative(tmp_path, column):
    row = {
        "rate_name": "line_stop_rate",
        "valid_from": "2026-01-01",
        "value": "1.00",
        "low": "0",
        "high": "2",
        "unit": "EUR/minute",
        "source": "prices",
    }
    with pytest.raises(
        DataFaults, match=f"{column} is '-1.00', expected an? .* of at least 0"
    ):
        small_home(tmp_path, **ONE_LINE, rates_of_extract=[row | {column: "-1.00"}])


def test_another_rate_makes_another_snapshot(tmp_path):
    with small_world(tmp_path, **ONE_LINE, rates=RATE) as before:
        write_rate(
            tmp_path / "home/data/rates/small",
            "line_stop_rate",
            "EUR/minute",
            [("2026-01-01", "56.00")],
        )
        with small_world(tmp_path, **ONE_LINE) as after:
            assert before.id != after.id


@pytest.mark.parametrize("ending", ["yml", "YAML"])
def test_a_rate_file_that_ends_otherwise_is_not_passed_over(tmp_path, ending):
    (tmp_path / f"line_stop_rate.{ending}").write_text(
        "rate: line_stop_rate", encoding="utf-8"
    )
    with pytest.raises(
        DefinitionError, match=rf"line_stop_rate.{ending}: it ends in .{ending}"
    ):
        rate_files(tmp_path)
