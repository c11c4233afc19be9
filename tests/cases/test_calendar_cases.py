"""Calendars: service hours and holidays, times before their start, fiscal quarters."""

from __future__ import annotations

import json
from datetime import date, datetime
from itertools import takewhile

import pytest
from cases import case_folder, case_home
from small_world import small_home, small_world

from srmlib.agreement.restatement import restatements
from srmlib.errors import DefinitionError, UsageError
from srmlib.explain import explain
from srmlib.facts import SupplierQuarter, supplier_quarter
from srmlib.load.publish import load_extract
from srmlib.rules.calendar import FiscalYear, Quarter
from srmlib.rules.calendars import read_calendars
from srmlib.snapshot import open_snapshot
from srmlib.snapshot.database import statement
from srmlib.workspace import PROJECT, Workspace


def loaded(name: str, root, calendar: str = "") -> Workspace:
    """The case's extract, with a file of calendars beside what was agreed."""
    workspace = case_home(name, root)
    stated = workspace.root / "data/calendar/case.toml"
    stated.parent.mkdir(parents=True)
    stated.write_text(calendar, encoding="utf-8")
    load_extract(workspace, str(case_folder(name) / "source"), case_folder(name) / "files")
    return workspace


def row(snapshot, metric_id: str, row_id: str) -> dict:
    (found,) = snapshot.records(
        f"SELECT * FROM {metric_id.lower()}_rows WHERE basis = 'agreed' AND row_id = ?",
        [row_id],
    )
    return found


# Service hours

LONG_DAYS = "[hours.standard]\n" + "\n".join(
    f'{day} = ["09:00-21:00"]'
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
)
OFFICE = "[hours.standard]\n" + "\n".join(
    f'{day} = ["08:00-18:00"]'
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
)
EASTER = OFFICE + '\nholidays = ["2026-04-03", "2026-04-06"]'


@pytest.mark.case("14-own-business-calendar")
@pytest.mark.parametrize(
    ("calendar", "ticket", "minutes"), [(LONG_DAYS, "Z", 2880), (EASTER, "EASTER", 120)]
)
def test_minutes_are_those_of_the_firms_own_hours_and_holidays(
    tmp_path, calendar, ticket, minutes
):
    with open_snapshot(loaded("14-own-business-calendar", tmp_path, calendar)) as snapshot:
        found = row(snapshot, "S1", ticket)
        assert (found["outcome"], found["response_minutes"]) == ("in_time", minutes)
        steps = str(explain(snapshot, ticket, "S1"))
    assert f"{minutes:,} in service hours" in steps


@pytest.mark.case("14-own-business-calendar")
def test_a_pause_over_closed_hours_takes_nothing_off(tmp_path):
    workspace = loaded("14-own-business-calendar", tmp_path)
    with supplier_quarter("S", "2026Q3", workspace=workspace) as q:
        flipped = q.what_if("S3", clock="business", pauses="stops")
        rows = {
            step_row.row_id: step_row.after.numerator
            for step in flipped.steps
            for step_row in step.flips
            if step_row.after
        }
        notes = q.reading("S1").notes
    assert rows["PAUSE"] == 4 * 60
    assert notes == [
        "Service hours, calendar standard: Monday to Friday, 8:00 to 18:00 (Europe/Berlin), no"
        " holidays listed."
    ]


def test_hours_that_only_one_firm_counts_by_are_said_to_be_its_own(tmp_path):
    ticket = {
        "supplier_id": "S",
        "priority": "P1",
        "opened_at": "2026-07-03 12:00:00",
        "first_response_at": "2026-07-03 13:00:00",
        "target_minutes": "240",
    }
    by_hours = "S1: {switches: {agreed: {clock: always}, supplier: {clock: business}}}"
    by_both = "S1: {switches: {agreed: {clock: business}, supplier: {clock: business}}}"
    hours = "calendar standard: Monday to Friday, 8:00 to 18:00 (UTC), no holidays listed."
    for definitions, note in (
        (by_hours, f"Only the supplier's own count goes by service hours, {hours}"),
        (by_both, f"Service hours, {hours}"),
    ):
        folder = tmp_path / str(len(definitions))
        with small_world(folder, definitions=definitions, tickets=[ticket]) as snapshot:
            reading = SupplierQuarter(snapshot, "S", Quarter.parse("2026Q3")).reading("S1")
        assert reading.notes == [note]


NIGHTS = """
[hours.nights]
zone = "Asia/Kolkata"
friday = ["22:00-06:00"]
saturday = ["22:00-06:00"]
sunday = ["22:00-06:00"]
holidays = ["2026-07-05"]
"""
BY_NIGHT = (
    "S1: {switches: {agreed: {clock: business, calendar: nights}, buyer: {clock: always}}}"
)


def test_hours_over_midnight_in_a_zone_of_half_an_hour_with_a_holiday_on_a_weekend(
    tmp_path,
):
    # Kolkata is 5:30 ahead: Friday 3 July 22:00 is 16:30 UTC. Open are Friday 22 to Saturday 6 and
    # Saturday 22 to 24; Sunday 5 July is closed, and nothing opens before Monday 0 to 6, of Sunday's
    # hours: 8 + 2 hours, then 30 minutes of Monday.
    ticket = {
        "supplier_id": "S",
        "priority": "P1",
        "opened_at": "2026-07-03 12:00:00",
        "first_response_at": "2026-07-05 19:00:00",
        "target_minutes": 630,
    }
    with small_world(
        tmp_path, calendar=NIGHTS, definitions=BY_NIGHT, tickets=[ticket]
    ) as snapshot:
        found = row(snapshot, "S1", "1")
        assert (found["outcome"], found["response_minutes"]) == ("in_time", 630)
        reading = SupplierQuarter(snapshot, "S", snapshot.quarter("2026Q3")).reading("S1")
        assert {name: basis.numerator for name, basis in reading.bases.items()} == {
            "agreed": 1,
            "buyer": 0,
        }
        assert "Friday to Sunday, 22:00 to 6:00 (Asia/Kolkata)" in reading.notes[0]
        assert "Friday to Sunday, 22:00 to 6:00 (Asia/Kolkata)" in str(
            explain(snapshot, "1", "S1")
        )


ALL_DAY = "[hours.standard]\n" + "\n".join(
    f'{day} = ["00:00-24:00"]' for day in ("saturday", "sunday", "monday")
)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_on_which_the_clock_is_changed_has_its_own_length(tmp_path, day, hours):
    sunday = date.fromisoformat(day)
    ticket = {
        "supplier_id": "S",
        "priority": "P1",
        "opened_at": f"{sunday.replace(day=sunday.day - 1)} {'23' if hours == 23 else '22'}:00:00",
        "resolved_at": f"{day} {'22' if hours == 23 else '23'}:00:00",
    }
    with small_world(
        tmp_path,
        as_of="2026-12-01",
        time_zone="Europe/Berlin",
        calendar=ALL_DAY,
        definitions="S3: {switches: {agreed: {clock: business}}}",
        tickets=[ticket],
    ) as snapshot:
        assert row(snapshot, "S3", "1")["minutes"] == hours * 60


WORKING = """
Q3: {switches: {agreed: {clock: working}, buyer: {clock: working, calendar: plant}}}
B4: {switches: {agreed: {days: working}, buyer: {}}}
"""
PLANT = """
[hours.plant]
monday = ["06:00-22:00"]
tuesday = ["06:00-22:00"]
wednesday = ["06:00-22:00"]
thursday = ["06:00-22:00"]
[hours.standard]
monday = ["08:00-16:00"]
tuesday = ["08:00-16:00"]
wednesday = ["08:00-16:00"]
thursday = ["08:00-16:00"]
friday = ["08:00-12:00"]
holidays = ["2026-07-06", "2026-07-11"]
"""


def test_working_days_leave_out_the_holidays_of_the_calendar(tmp_path):
    # Five calendar days from Friday 3 July. Without Monday the 6th, five working days end on
    # Monday the 13th; the plant works Monday to Thursday and ends on Monday the 13th too.
    action = {"supplier_id": "S", "issued_on": "2026-07-03", "due_on": "2026-07-08"}
    query = {"supplier_id": "S", "asked_on": "2026-07-03", "answered_on": "2026-07-08"}
    with small_world(
        tmp_path,
        calendar=PLANT,
        definitions=WORKING,
        corrective_actions=[action | {"verified_on": "2026-07-13"}, action],
        queries=[query],
    ) as snapshot:
        assert row(snapshot, "Q3", "1")["counted_on"] == date(2026, 7, 13)
        # Friday and Tuesday: Monday is a holiday.
        assert row(snapshot, "B4", "1")["numerator"] == 2
        for metric_id, row_id in (("Q3", "1"), ("Q3", "2"), ("B4", "1")):
            for basis in ("agreed", "buyer"):
                assert str(explain(snapshot, row_id, metric_id, basis))


def test_a_calendar_that_is_not_stated_is_refused_with_those_that_are(tmp_path):
    with pytest.raises(
        DefinitionError, match="'nights', expected one of standard"
    ) as refused:
        small_home(tmp_path, definitions=BY_NIGHT)
    assert "[hours.nights] in data/calendar/" in str(refused.value)


def test_another_calendar_is_another_snapshot(tmp_path):
    names = {
        open_snapshot(small_home(tmp_path / str(place), calendar=text)).id
        for place, text in enumerate(("", OFFICE, EASTER))
    }
    assert len(names) == 3


# Times before their start


@pytest.mark.case("12-negative-response-time")
def test_a_time_before_its_start_is_listed_and_not_counted(tmp_path):
    with open_snapshot(loaded("12-negative-response-time", tmp_path)) as snapshot:
        q = SupplierQuarter(snapshot, "S", Quarter.parse("2026Q3"))
        s1, s3, q3 = (q.reading(metric_id) for metric_id in ("S1", "S3", "Q3"))
        assert (s1.numerator, s1.denominator) == (0, 1)
        assert (s3.value, s3.n) == (6, 1)
        assert (q3.value, q3.state) == (None, "no_data")
        assert s1.notes == [
            "1 ticket answered or taken in hand before it was sent left out.",
            "Too little is known to judge: evidence is missing for 1 of 2 tickets; with these the value"
            " lies between 0% and 50%.",
        ]
        assert s3.notes == [
            "1 ticket restored or resolved before it was sent left out.",
            "Too little is known to judge: evidence is missing for 1 of 2 tickets.",
        ]
        assert q3.notes == ["1 action closed before it was asked for left out."]
        backwards = [("S1", "T1"), ("S3", "T1"), ("S2", "T1"), ("S2", "T2"), ("Q3", "CA1")]
        for metric_id, row_id in [*backwards, ("B4", "Q1")]:
            assert explain(snapshot, row_id, metric_id).outcome == "backwards"


def test_a_restore_told_before_the_report_is_left_out_on_every_basis_that_reads_it(
    tmp_path,
):
    ticket = {
        "supplier_id": "S",
        "priority": "P2",
        "opened_at": "2026-07-06 15:00:00",
        "restored_at": "2026-07-06 14:59:00",
        "resolved_at": "2026-07-06 20:00:00",
    }
    with small_world(
        tmp_path,
        definitions="S3: {switches: {agreed: {}, supplier: {until: resolved}}}",
        tickets=[ticket],
    ) as snapshot:
        assert explain(snapshot, "1", "S3").outcome == "backwards"
        assert explain(snapshot, "1", "S3", "supplier").outcome == "resolved"


def test_an_answer_before_the_action_was_issued_is_left_out_where_the_answer_closes_it(
    tmp_path,
):
    action = {
        "supplier_id": "S",
        "issued_on": "2026-08-01",
        "due_on": "2026-08-31",
        "answered_on": "2026-07-31",
        "verified_on": "2026-08-30",
    }
    with small_world(
        tmp_path,
        definitions="Q3: {switches: {agreed: {closed: answered}, buyer: {closed: verified}}}",
        corrective_actions=[action],
    ) as snapshot:
        assert explain(snapshot, "1", "Q3").outcome == "backwards"
        assert explain(snapshot, "1", "Q3", "buyer").outcome == "on_time"


# Fiscal quarters

FROM_APRIL = '[fiscal_year]\nstarts_in = "April"\nnamed_by = "start"\n'


def of_days(*days: str) -> dict:
    """A line each, received on the day it was due."""
    return {
        "schedule_lines": [
            {"line_id": day, "ordered_on": "2023-01-02", "requested_on": day}
            for day in days
        ],
        "receipts": [{"line_id": day, "docked_on": day} for day in days],
    }


@pytest.mark.case("38-fiscal-quarters")
def test_the_first_quarter_of_a_year_from_april_is_april_to_june(tmp_path):
    days = ("2026-03-31", "2026-04-01", "2026-05-15", "2026-06-30", "2026-07-01")
    home = small_home(tmp_path, calendar=FROM_APRIL, **of_days(*days))
    with supplier_quarter("S", "FY26Q1", workspace=home) as q:
        assert (str(q.quarter), q.quarter.start, q.quarter.until) == (
            "FY26 Q1",
            date(2026, 4, 1),
            date(2026, 7, 1),
        )
        assert q.snapshot.fiscal_year.quarter_of(date(2026, 5, 15)).label == "FY26Q1"
        reading = q.reading("D1")
        assert reading.n == 3
        assert [label for label, _ in reading.history][-2:] == ["FY25Q4", "FY26Q1"]
        assert reading.months.months[-3:] == [
            date(2026, 4, 1),
            date(2026, 5, 1),
            date(2026, 6, 1),
        ]
        told = json.dumps(q.facts.to_json())
        assert '"quarter": "FY26Q1"' in told
        assert "2026Q" not in told
        with pytest.raises(UsageError) as refused:
            supplier_quarter("S", "2026Q2", q.snapshot)
    assert str(refused.value) == (
        "'2026Q2' is a calendar quarter, expected one of this fiscal calendar: its days lie in"
        " FY26Q1 (2026-04-01 to 2026-06-30).\nName one of them."
    )


RETAIL = """
[fiscal_year]
starts_in = "February"
named_by = "start"
label = "FY{yyyy}-Q{q}"
weeks = "4-5-4"
week_starts_on = "Sunday"
first_week = "nearest"
"""


def test_a_year_of_weeks_has_a_53rd_where_it_must_and_its_periods_are_whole(tmp_path):
    # The retail year 2023 began on Sunday 29 January 2023 and had 53 weeks; 2024 on 4 February.
    days = (
        "2023-10-28",
        "2023-10-29",
        "2023-12-31",
        "2024-02-03",
        "2024-02-04",
        "2024-03-05",
    )
    home = small_home(tmp_path, calendar=RETAIL, **of_days(*days))
    counts = {}
    for label in ("FY2023-Q3", "FY2023-Q4", "FY2024-Q1"):
        with supplier_quarter("S", label, workspace=home) as q:
            counts[label] = (q.quarter.until - q.quarter.start).days, q.reading("D1").n
            months = q.reading("D1").months
    assert counts == {"FY2023-Q3": (91, 1), "FY2023-Q4": (98, 3), "FY2024-Q1": (91, 2)}
    assert months.months[-3:] == [date(2024, 2, 4), date(2024, 3, 3), date(2024, 4, 7)]
    assert [months.name(place) for place in (-3, -1)] == ["P01 FY2024", "P03 FY2024"]
    assert months.counts[-3:] == [1, 1, 0]


@pytest.mark.parametrize(
    ("year", "day", "label", "start", "until"),
    [
        ((11, "end"), "2025-11-01", "FY26Q1", "2025-11-01", "2026-02-01"),
        ((11, "end"), "2026-10-31", "FY26Q4", "2026-08-01", "2026-11-01"),
        ((2, "start"), "2026-01-31", "FY25Q4", "2025-11-01", "2026-02-01"),
        ((2, "start"), "2024-02-29", "FY24Q1", "2024-02-01", "2024-05-01"),
    ],
)
def test_a_quarter_starts_in_any_month(year, day, label, start, until):
    fiscal = FiscalYear(*year, label="FY{yy}Q{q}")
    quarter = Quarter.of(date.fromisoformat(day), fiscal)
    assert (quarter.label, quarter.start.isoformat(), quarter.until.isoformat()) == (
        label,
        start,
        until,
    )
    assert Quarter.parse(label, fiscal) == quarter
    assert quarter.back(5)[0].label == label.replace(
        label[2:4], f"{int(label[2:4]) - 1:02}"
    )


@pytest.mark.parametrize("weeks", ["4-4-5", "4-5-4", "5-4-4"])
@pytest.mark.parametrize("first_week", ["nearest", "on_or_before", "on_or_after"])
def test_every_day_lies_in_one_period_and_one_quarter(weeks, first_week):
    fiscal = FiscalYear(10, "end", "FY{yy}Q{q}", weeks, 5, first_week)
    quarter = Quarter.of(date(2019, 10, 15), fiscal)
    lengths = []
    for _ in range(60):
        ends = [*quarter.periods[1:], quarter.until]
        lengths.append(
            [
                (end - start).days // 7
                for start, end in zip(quarter.periods, ends, strict=True)
            ]
        )
        assert all(start.weekday() == 5 for start in quarter.periods)
        following = Quarter.of(quarter.until, fiscal)
        assert following.previous() == quarter
        quarter = following
    usual = [int(count) for count in weeks.split("-")]
    long = [*usual[:2], usual[2] + 1]
    assert all(length in (usual, long) for length in lengths)
    assert 2 <= lengths.count(long) <= 3
    assert all(place % 4 == 3 for place, length in enumerate(lengths) if length == long)


def test_a_firm_names_the_hours_it_works_by_for_one_supplier(tmp_path):
    tickets = [
        {
            "supplier_id": supplier_id,
            "priority": "P1",
            "opened_at": "2026-07-03 17:30:00",
            "first_response_at": "2026-07-03 18:30:00",
            "target_minutes": 60,
        }
        for supplier_id in ("S", "T")
    ]
    agreed = "{switches: {agreed: {clock: business%s}}}"
    with small_world(
        tmp_path,
        calendar=NIGHTS,
        definitions=f"S1: {agreed % ''}\npairs: {{T: {{S1: {agreed % ', calendar: nights'}}}}}",
        suppliers=[{"supplier_id": one, "name": one} for one in ("S", "T")],
        tickets=tickets,
    ) as snapshot:
        minutes = [row(snapshot, "S1", row_id)["response_minutes"] for row_id in ("1", "2")]
    assert minutes == [30, 60]


def test_how_long_a_ticket_waited_is_told_as_unknown_where_it_would_come_off(tmp_path):
    ticket = {
        "supplier_id": "S",
        "priority": "P1",
        "opened_at": "2026-07-03 12:00:00",
        "restored_at": "2026-07-03 14:00:00",
        "resolved_at": "2026-07-03 14:00:00",
    }
    tickets = [
        ticket | {"paused_minutes": "30"},
        ticket,
        ticket | {"paused_minutes": "121"},
    ]
    with small_world(
        tmp_path, definitions="S3: {switches: {agreed: {pauses: stops}}}", tickets=tickets
    ) as snapshot:
        reading = SupplierQuarter(snapshot, "S", Quarter.parse("2026Q3")).reading("S3")
        assert [explain(snapshot, str(n), "S3").outcome for n in (1, 2, 3)] == [
            "restored",
            "restored",
            "pause_too_long",
        ]
        waited = str(explain(snapshot, "2", "S3"))
        assert (
            "120 by the clock, for how much of that it waited for the caller is not known."
            in waited
        )
    assert (reading.n, reading.notes) == (
        2,
        [
            "1 ticket that waited longer than it took left out.",
            "1 ticket does not say how long it waited: all of the time counts.",
            "Too little is known to judge: evidence is missing for 1 of 3 tickets.",
        ],
    )


FROM_FEBRUARY = '[fiscal_year]\nstarts_in = "February"\nnamed_by = "end"\n'


def test_safety_stock_is_held_by_the_fiscal_quarter(tmp_path):
    # The quarter May to July has 92 days as July to September has: 1.15, as in the ledger's own
    # case, but at the end of July.
    with small_world(
        tmp_path,
        calendar=FROM_FEBRUARY,
        rates={
            "carrying_rate": ("%/year", [("2026-01-01", "18")]),
            "service_level": ("%", [("2026-01-01", "95")]),
        },
        schedule_lines=[{}, {"lead_days": "30"}],
        receipts=[{"line_id": "1"}, {"line_id": "2", "docked_on": "2026-07-20"}],
        order_changes=[
            {
                "line_id": "2",
                "changed_on": "2026-07-01",
                "field": "quantity",
                "by_side": "buyer",
            }
        ],
    ) as snapshot:
        rows = snapshot.records(
            "SELECT event_id, amount FROM cost_ledger WHERE element = 'safety_stock' ORDER BY 1"
        )
        explained = [
            one["event_id"] for one in snapshot.records(statement("explain/stocks"))
        ]
        label = snapshot.fiscal_year.quarter_of(date(2026, 7, 31)).label
    assert [(one["event_id"], str(one["amount"])) for one in rows] == [
        ("safety stock S P 2026-07-31 ours", "1.15"),
    ]
    assert sorted(explained) == [one["event_id"] for one in rows]
    assert label == "FY27Q2"


STATED_WRONG = {
    "a year without its name": (
        '[fiscal_year]\nstarts_in = "April"',
        "fiscal_year: the key 'named_by' is missing: a year that starts in April is called by the"
        " calendar year it starts or ends in, expected start or end",
    ),
    "weeks without their beginning": (
        '[fiscal_year]\nweeks = "4-4-5"',
        "fiscal_year: the key 'week_starts_on' is missing: weeks is 4-4-5",
    ),
    "the label of calendar quarters": (
        FROM_APRIL + 'label = "{yyyy}Q{q}"',
        "fiscal_year: label is '{yyyy}Q{q}', as calendar quarters are called",
    ),
    "a label that could leave its folder": (
        FROM_APRIL + 'label = "../{yy}{q}"',
        "fiscal_year.label is '../{yy}{q}', expected letters, digits, _ and -",
    ),
    "hours that are none": (
        '[hours.standard]\nmonday = ["9-17"]',
        "hours.standard.monday (entry 1) is '9-17', expected hours such as 09:00-17:30, or"
        " 22:00-06:00 over midnight",
    ),
    "hours that overlap after midnight": (
        '[hours.standard]\nmonday = ["22:00-06:00"]\ntuesday = ["05:00-12:00"]',
        "hours.standard: two of the hours on Tuesday overlap",
    ),
    "no hours at all": ("[hours.plant]", "hours.plant: no hours are stated on any weekday"),
    "a holiday twice": (
        '[hours.plant]\nmonday = ["08:00-12:00"]\nholidays = [2026-05-01, "2026-05-01"]',
        "hours.plant.holidays: 2026-05-01 is listed twice",
    ),
    "a zone of no name": (
        '[hours.plant]\nzone = "CET+1"\nmonday = ["08:00-12:00"]',
        "hours.plant.zone is 'CET+1', expected the IANA name of a zone",
    ),
    "another key": (
        '[hours.plant]\nmondays = ["08:00-12:00"]',
        "'mondays' is no key in hours.plant, did you mean monday?",
    ),
}


def test_hours_that_end_when_they_begin_are_none():
    text = '[hours.plant]\nmonday = ["09:00-09:00"]\n'
    with pytest.raises(DefinitionError, match=r"hours\.plant\.monday.*09:00-09:00"):
        read_calendars(text, "UTC")
    with pytest.raises(DefinitionError, match="24:00-24:00"):
        read_calendars(text.replace("09:00", "24:00"), "UTC")
    read_calendars(text.replace("09:00-09:00", "00:00-24:00"), "UTC")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Q{q}-{yyyy}", "P01 2026"),
        ("FY{yy}Q{q}", "P01 FY26"),
        ("Q{q}-FY-{yy}", "P01 FY-26"),
    ],
)
def test_a_period_of_weeks_is_named_by_its_year(label, name):
    year = FiscalYear(label=label, weeks="4-4-5", first_week="nearest")
    assert year.period_name(year.first_day(2026)) == name


def test_a_day_that_a_zone_left_out_has_no_hours(tmp_path):
    """Samoa went from 29 to 31 December 2011: of two nights of eight hours that began on the 28th and
    29th, and one that began on the 31st, no hour lies on the 30th.
    """
    days = ("wednesday", "thursday", "friday", "saturday")
    calendar = "[hours.standard]\n" + "".join(f'{day} = ["22:00-06:00"]\n' for day in days)
    # 29 December, midnight, to 1 January, midnight, by the clock of Apia.
    start, end = datetime(2011, 12, 29, 10), datetime(2011, 12, 31, 10)
    hours = read_calendars(calendar, "Pacific/Apia").hours["standard"]
    ticket = {"supplier_id": "S", "priority": "P1", "opened_at": str(start)}
    with small_world(
        tmp_path, time_zone="Pacific/Apia", calendar=calendar, tickets=[ticket]
    ) as snapshot:
        ((minutes,),) = snapshot.con.execute(
            "SELECT srm_open_minutes('standard', ?::TIMESTAMP, ?::TIMESTAMP)", [start, end]
        ).fetchall()
    # 0:00 to 6:00 and 22:00 to 24:00 of each of two days.
    assert (minutes, hours.seconds(start, end) // 60) == (960, 960)


@pytest.mark.parametrize(("text", "message"), STATED_WRONG.values(), ids=STATED_WRONG)
def test_what_is_wrong_in_a_file_of_calendars_is_told_with_its_place(
    tmp_path, text, message
):
    with pytest.raises(DefinitionError) as refused:
        read_calendars(text, "UTC", "data/calendar/erp.toml")
    assert f"data/calendar/erp.toml: {message}" in str(refused.value)
    assert str(refused.value).endswith(
        "docs/sources.md, Calendars, lists every key and what it takes."
    )


def test_the_file_of_calendars_in_the_documentation_is_one():
    page = (PROJECT / "docs/sources.md").read_text(encoding="utf-8")
    after = page.split("A whole file:\n\n", 1)[1].splitlines()
    lines = [line[4:] for line in takewhile(lambda line: not line or line[0] == " ", after)]
    stated = read_calendars("\n".join(lines), "UTC", "docs/sources.md")
    assert stated.fiscal_year.quarter_of(date(2026, 5, 15)).label == "FY26Q1"
    assert stated.hours["standard"].words == (
        "Monday, 8:00 to 12:00 and 13:00 to 17:30; Tuesday to Thursday, 8:00 to 17:30; Friday, 8:00"
        " to 14:00 (Europe/Berlin), 3 holidays listed (2026-04-03 to 2026-05-01)"
    )
    assert stated.hours["nights"].working_words == "Friday, no holidays listed"


def test_promises_of_a_quarter_of_weeks_are_shown_by_its_own_weeks(tmp_path):
    # Weeks of the retail year begin on Sunday: 5 November 2023 is the eighth day of the quarter.
    with small_world(
        tmp_path,
        calendar=RETAIL,
        schedule_lines=[{"line_id": "A", "requested_on": "2023-11-01"}],
        customer_orders=[{"customer_order_id": "C", "customer_id": "X"}],
        customer_promises=[
            {
                "customer_order_id": "C",
                "promised_on": day,
                "kept_on": day,
                "supplier_id": "S",
            }
            for day in ("2023-11-04", "2023-11-05", "2024-02-03")
        ],
    ) as snapshot:
        promises = SupplierQuarter(snapshot, "S", snapshot.quarter("FY2023-Q4")).promises
    assert [one.first_on for one in promises.periods if one.promised] == [
        date(2023, 10, 29),
        date(2023, 11, 5),
        date(2024, 1, 28),
    ]


def test_hours_that_are_no_longer_stated_do_not_stop_a_comparison_with_before(tmp_path):
    ticket = {
        "supplier_id": "S",
        "priority": "P1",
        "opened_at": "2026-07-03 17:30:00",
        "first_response_at": "2026-07-03 18:30:00",
        "target_minutes": 45,
    }
    by_nights = "S1: {switches: {agreed: {clock: business, calendar: nights}}}"
    by_standard = "S1: {switches: {agreed: {clock: business}}}"
    before = small_home(
        tmp_path / "a", calendar=NIGHTS, definitions=by_nights, tickets=[ticket]
    )
    now = small_home(tmp_path / "b", definitions=by_standard, tickets=[ticket])
    with open_snapshot(before) as then, open_snapshot(now) as today:
        changes = {
            found.metric_id: [
                reason.kind for change in found.rows for reason in change.reasons
            ]
            for found in restatements(then, today, "S", Quarter.parse("2026Q3"))
        }
    assert changes == {"S1": ["definition"]}


def test_snapshots_of_two_fiscal_years_are_not_compared(tmp_path):
    before = small_home(tmp_path / "a", **of_days("2026-05-15"))
    now = small_home(tmp_path / "b", calendar=FROM_APRIL, **of_days("2026-05-15"))
    with (
        open_snapshot(before) as then,
        open_snapshot(now) as today,
        pytest.raises(UsageError, match="quarters of another fiscal year"),
    ):
        SupplierQuarter(today, "S", today.quarter("FY26Q1"), before=then)
