"""Panels: 24 months and eight quarters of one metric, on a scale that ends where values can end,
with labels that can be read, and never a mark where nothing is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from xml.etree import ElementTree

import html5lib
import pytest
from facts_fixture import DEFINITIONS, HOSTILE, month_names, months, months_of, usual_months
from hypothesis import given, settings
from hypothesis import strategies as st

from srmlib.facts import SupplierQuarter
from srmlib.figures.axes import width_at
from srmlib.figures.panels import (
    BOTTOM,
    ENOUGH,
    HEIGHT,
    LEFT,
    PRINT_PX,
    RIGHT,
    TOP,
    panel,
    panel_table,
)
from srmlib.figures.theme import BOLD, LIGHT, REGULAR, var
from srmlib.metrics.monthly import MonthlyChart, months_until
from srmlib.metrics.result import Reading
from srmlib.metrics.verdict import VERDICTS
from srmlib.rules.calendar import FiscalYear, Quarter

QUARTERS = [quarter.label for quarter in Quarter.parse("2026Q3").back(8)]
UP_AND_DOWN = months([19, 20] * 12, [20] * 24)
# The greatest share of the small text of a panel that lies above its base, and below it.
ABOVE, BELOW = 0.74, 0.22


def read(
    monthly: MonthlyChart | None = UP_AND_DOWN,
    metric_id: str = "D1",
    quarters: list[float | None] | None = None,
    **facts,
) -> Reading:
    """A reading of these months and quarters, this quarter last."""
    known = quarters if quarters is not None else [None] * 8
    history = list(zip(QUARTERS[-len(known) :], known, strict=True))
    value = history[-1][1]
    state = "ok" if value is not None else "too_few"
    return Reading(
        DEFINITIONS[metric_id], state, value=value, months=monthly, history=history, **facts
    )


def drawing(reading: Reading) -> ElementTree.Element:
    drawn = panel(reading)
    html5lib.HTMLParser(strict=True).parseFragment(str(drawn))
    return ElementTree.fromstring(str(drawn))


DOT = re.compile(r"M([\d.]+),([\d.]+)(h0|m-2\.2)")


@dataclass(frozen=True)
class Dot:
    cx: float
    cy: float
    is_full: bool


def columns(reading: Reading) -> dict[str, str]:
    """The columns one points at, by the words told there."""
    (group,) = [
        group for group in drawing(reading).iter("g") if group.get("opacity") == "0"
    ]
    return {path.findtext("title"): path.get("d") for path in group}


def dots(reading: Reading) -> dict[str, Dot]:
    """The dots of months by the words told on hover."""
    drawn = [
        Dot(float(x), float(y), kind == "h0")
        for path in drawing(reading).iter("path")
        for x, y, kind in DOT.findall(path.get("d"))
    ]
    by_place = {f"{dot.cx:g}": dot for dot in drawn}
    assert len(by_place) == len(drawn) == len(columns(reading))
    return {words: by_place[d[1:].split(",")[0]] for words, d in columns(reading).items()}


def bars(reading: Reading) -> dict[str, ElementTree.Element]:
    """The bars of quarters by the words told on hover."""
    return {
        path.findtext("title"): path
        for path in drawing(reading).iter("path")
        if re.match(r"\d{4} Q\d", path.findtext("title") or "")
    }


def y_of(bar: ElementTree.Element) -> float:
    return float(re.match(r"M[\d.]+,([\d.]+)H", bar.get("d"))[1])


def labels(reading: Reading) -> dict[str, float]:
    """What stands on the left, and the height of its base."""
    return {
        text.text: float(text.get("y"))
        for text in drawing(reading).iter("text")
        if text.get("text-anchor") == "end"
    }


def years(reading: Reading) -> list[tuple[str, float]]:
    return [
        (text.text, float(text.get("x")))
        for text in drawing(reading).iter("text")
        if text.get("text-anchor") == "middle"
    ]


def zone(reading: Reading) -> tuple[float, float]:
    """From where to where the green zone goes, top first."""
    (path,) = [
        p.get("d")
        for p in drawing(reading).iter("path")
        if p.get("fill") == var("green-zone")
    ]
    goal, end = re.match(r"M[\d.]+,([\d.]+)H[\d.]+V([\d.]+)H", path).groups()
    return tuple(sorted((float(goal), float(end))))


def place_of(month: int) -> float:
    """The middle of a month, counted from 0."""
    return LEFT + (month + 0.5) * (RIGHT - LEFT) / 24


# Months


def test_every_month_is_a_dot_that_tells_its_value_and_what_it_was_counted_from():
    found = dots(read(months([18, 20] * 12, [20] * 24)))
    assert list(found) == [
        f"{month:%B %Y}: {value}, {count} of 20 lines"
        for month, (value, count) in zip(
            month_names(), [("90.0%", 18), ("100.0%", 20)] * 12, strict=True
        )
    ]
    assert [dot.cx for dot in found.values()] == [
        pytest.approx(place_of(month), abs=0.06) for month in range(24)
    ]


@pytest.mark.parametrize(
    ("metric_id", "monthly", "words"),
    [
        ("S3", months_of([7.0] * 24), "October 2024: 7.0 h, 9 tickets"),
        ("B5", months([1] * 24, [50] * 24), "October 2024: 2.0 per 100 lines, 1 in 50"),
        ("D1", replace(UP_AND_DOWN, counts=[7] * 24), "October 2024: 95.0%, 19 of 20"),
        ("D1", months([1] * 24, [1] * 24), "October 2024: 100.0%, 1 of 1 line"),
    ],
    ids=["values", "rate", "share of a quantity", "one line"],
)
def test_what_a_month_was_counted_from_is_told_in_the_words_of_its_metric(
    metric_id, monthly, words
):
    assert words in dots(read(monthly, metric_id))


def test_a_month_of_few_rows_is_hollow():
    few, enough = ENOUGH - 1, ENOUGH
    found = list(dots(read(months([1] * 24, [few] * 12 + [enough] * 12))).values())
    assert [dot.is_full for dot in found] == [False] * 12 + [True] * 12


def test_a_month_without_a_value_is_a_gap():
    found = dots(read(months([9] * 10 + [0] + [9] * 13, [10] * 10 + [0] + [10] * 13)))
    assert len(found) == 23
    assert not any(words.startswith(f"{month_names()[10]:%B %Y}") for words in found)


def test_a_month_is_told_wherever_in_it_one_points():
    """Its column is as wide as the month and as high as the panel."""
    (group,) = [group for group in drawing(read()).iter("g") if group.get("opacity") == "0"]
    assert group.get("stroke-width") == "8.5"
    found = [path.get("d") for path in group]
    assert len(found) == 24
    assert found[0] == f"M{place_of(0):.1f},{TOP}V{BOTTOM}"


# Quarters


def test_every_quarter_is_a_bar_across_its_three_months():
    values = [91.0, 92.0, None, 94.0, 95.0, 96.0, 97.0, 98.0]
    found = bars(read(quarters=values, verdict="met"))
    assert list(found) == [
        f"{label[:4]} {label[4:]}: {value:.1f}%"
        for label, value in zip(QUARTERS, values, strict=True)
        if value is not None
    ]
    start, end = re.match(
        r"M([\d.]+),[\d.]+H([\d.]+)", found["2026 Q3: 98.0%"].get("d")
    ).groups()
    assert place_of(20) < float(start) < place_of(21)
    assert place_of(23) < float(end) <= RIGHT


@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_last_quarter_is_in_the_colour_of_its_verdict_and_no_other_is(verdict):
    strokes = [
        bar.get("stroke", var("muted"))
        for bar in bars(read(quarters=[90.0] * 8, verdict=verdict)).values()
    ]
    assert strokes == [var("muted")] * 7 + [var(verdict)]


def test_without_a_verdict_the_last_quarter_is_as_the_others():
    strokes = {
        bar.get("stroke", var("muted")) for bar in bars(read(quarters=[90.0] * 8)).values()
    }
    assert strokes == {var("muted")}


def test_where_this_quarter_has_no_value_the_one_before_does_not_take_its_verdict():
    values = [90.0] * 7 + [None]
    assert {
        bar.get("stroke", var("muted")) for bar in bars(read(quarters=values)).values()
    } == {var("muted")}


def test_a_short_history_stands_at_the_right():
    (bar,) = bars(read(quarters=[90.0])).values()
    assert float(re.match(r"M([\d.]+)", bar.get("d"))[1]) > place_of(20)


# The scale


def test_a_share_ends_at_a_hundred_which_is_drawn_at_the_top():
    found = labels(read(months([15, 20] * 12, [20] * 24)))
    assert list(found) == ["95%", "100%", "75%"]
    assert found["100%"] < found["95%"] < found["75%"]


def test_a_share_that_is_always_whole_is_drawn_at_the_top():
    """The room that is left goes to what is worse, for above it there is nothing."""
    whole = read(months([20] * 24, [20] * 24))
    assert all(dot.cy - TOP < 10 for dot in dots(whole).values())
    assert list(labels(whole)) == ["95%", "100%"]


@pytest.mark.parametrize("metric_id", ["D1", "S3", "Q4"])
def test_labels_are_values_that_were_counted_and_the_goal(metric_id):
    monthly = months([19, 20] * 12, [20] * 24) if metric_id == "D1" else usual_months(3.0)
    definition = DEFINITIONS[metric_id]
    numbers = [
        float(label.rstrip("%").replace("−", "-"))
        for label in labels(read(monthly, metric_id))
    ]
    known = [value for value in monthly.chart.values if value is not None]
    assert numbers[0] == definition.goal
    assert set(numbers[1:]) <= {round(value, definition.unit_decimals) for value in known}
    assert min(numbers) >= 0


def test_a_cost_below_zero_is_not_cut_off():
    """Credits may take a cost below the price."""
    values = [-12.5, 20.0] * 12
    reading = read(months_of(values), "C1")
    assert "−12.5%" in labels(reading)
    assert all(TOP < dot.cy < BOTTOM for dot in dots(reading).values())
    # On the good side as far down as it is drawn.
    assert zone(reading)[1] == BOTTOM


def test_a_cost_above_zero_has_no_scale_below():
    reading = read(months_of([0.0, 20.0] * 12), "C1")
    lowest = max(dot.cy for dot in dots(reading).values())
    assert BOTTOM - lowest < 10
    assert not any(label.startswith("−") for label in labels(reading))


@pytest.mark.parametrize(("metric_id", "better"), [("D1", "up"), ("S3", "down")])
def test_the_green_zone_lies_on_the_good_side_of_the_goal(metric_id, better):
    assert DEFINITIONS[metric_id].better == better
    monthly = UP_AND_DOWN if better == "up" else usual_months(8.0)
    reading = read(monthly, metric_id)
    top, bottom = zone(reading)
    goal = (
        labels(reading)[f"{DEFINITIONS[metric_id].goal}" + ("%" if better == "up" else "")]
        - 4
    )
    assert (top, bottom) == ((TOP, goal) if better == "up" else (goal, BOTTOM))


def test_a_month_on_goal_lies_on_the_goal_line():
    reading = read(months([19] * 24, [20] * 24))
    (goal,) = [label for label in labels(reading).values()]
    assert {dot.cy for dot in dots(reading).values()} == {goal - 4}


@pytest.mark.parametrize(
    ("metric_id", "values"), [("D3", [3.9, 4.0]), ("D1", [94.9, 95.0])]
)
def test_what_hardly_moves_is_not_drawn_as_a_cliff(metric_id, values):
    """A tenth is little where goal and red limit lie five and more apart."""
    definition = DEFINITIONS[metric_id]
    assert abs(definition.goal - definition.red_limit) >= 5
    reading = read(months_of(values * 12), metric_id)
    found = [dot.cy for dot in dots(reading).values()]
    assert 0 < max(found) - min(found) < (BOTTOM - TOP) / 40
    assert all(TOP < y < BOTTOM for y in found)


def test_one_month_alone_is_drawn():
    reading = read(months([0] * 23 + [3], [0] * 23 + [4]))
    (words,) = dots(reading)
    assert words == "September 2026: 75.0%, 3 of 4 lines"
    assert list(labels(reading)) == ["95%", "75%"]


def test_quarters_alone_are_drawn():
    nothing = months([0] * 24, [0] * 24)
    assert dots(read(nothing, quarters=[90.0] * 8)) == {}
    assert len(bars(read(nothing, quarters=[90.0] * 8))) == 8


# Labels


def box(text: ElementTree.Element) -> tuple[float, float, float, float]:
    """The room of a text in a print, where it is largest."""
    weight = BOLD if text.get("font-weight") else REGULAR
    width, x, y = (
        width_at(text.text, PRINT_PX, weight),
        float(text.get("x")),
        float(text.get("y")),
    )
    left = x - width if text.get("text-anchor") == "end" else x - width / 2
    return left, y - ABOVE * PRINT_PX, left + width, y + BELOW * PRINT_PX


def touch(one: tuple, other: tuple) -> bool:
    return all(
        min(one[side + 2], other[side + 2]) - max(one[side], other[side]) > 0
        for side in (0, 1)
    )


values = st.one_of(
    st.none(),
    st.floats(-400, 1_000_000),
    st.floats(0, 40),
    st.sampled_from([0.0, 15.0, 100.0]),
)


@settings(max_examples=60)
@given(st.lists(values, min_size=3, max_size=24), st.sampled_from(["C1", "Q2", "D3"]))
def test_no_two_labels_touch_and_all_stand_within_the_panel(months_drawn, metric_id):
    if all(value is None for value in months_drawn):
        return
    gaps = [None] * (24 - len(months_drawn))
    drawn = drawing(read(months_of(gaps + months_drawn), metric_id))
    boxes = [box(text) for text in drawn.iter("text")]
    assert not any(touch(one, other) for one, other in combinations(boxes, 2))
    assert all(left >= 0 and right <= 260 for left, _, right, _ in boxes)
    assert all(top >= 0 and bottom <= HEIGHT for _, top, _, bottom in boxes)
    goal = [text for text in drawn.iter("text") if text.get("font-weight")]
    assert len(goal) == 1


def test_the_goal_wins_where_two_labels_would_touch():
    """99 % and 100 % lie too close where 80 % is drawn too; 99 % and 98 % do where 88 % is."""
    assert list(labels(read(months([4, 5] * 12, [5] * 24), "P1"))) == ["99%", "80%"]
    assert list(labels(read(months([44, 49] * 12, [50] * 24), "P1"))) == ["99%", "88%"]


# Years


def test_years_stand_where_they_begin():
    assert years(read()) == [
        ("2025", pytest.approx(place_of(2.5), abs=0.06)),
        ("2026", pytest.approx(place_of(14.5), abs=0.06)),
    ]


@pytest.mark.parametrize(
    ("calendar", "label", "names", "month"),
    [
        (
            FiscalYear(starts_in=4, named_by="end", label="FY{yy}Q{q}"),
            "FY27Q2",
            [("FY26", 6), ("FY27", 18)],
            "October 2024",
        ),
        (
            FiscalYear(7, "end", "FY{yy}Q{q}", "4-4-5", 0, "nearest"),
            "FY26Q4",
            [("FY25", 0), ("FY26", 12)],
            "P01 FY25",
        ),
    ],
    ids=["from April", "of whole weeks"],
)
def test_a_fiscal_year_has_its_own_name_and_periods(calendar, label, names, month):
    quarter = Quarter.parse(label, calendar)
    monthly = replace(UP_AND_DOWN, months=months_until(quarter), fiscal_year=calendar)
    history = [(one.label, 90.0) for one in quarter.back(8)]
    reading = replace(read(monthly), history=history)
    assert years(reading) == [
        (name, pytest.approx(place_of(place - 0.5), abs=0.06)) for name, place in names
    ]
    assert next(iter(dots(reading))).startswith(f"{month}: ")
    (quarters,) = [
        group for group in drawing(reading).iter("g") if group.get("stroke-width") == "2.6"
    ]
    assert sum(path.get("stroke-width") is None for path in quarters) == 7
    assert panel_table(reading)[-1]["period"] == str(quarter)


# Where the definition changed


CHANGED = "Definition changed on 1 January 2026"


def changed(before: list[float | None], **facts) -> Reading:
    monthly = replace(UP_AND_DOWN, before=before, changed_on=date(2026, 1, 1))
    return read(monthly, quarters=[95.0] * 8, **facts)


def test_the_version_before_is_dotted_and_a_line_marks_where_the_one_in_force_begins():
    reading = changed(
        [98.0] * 15 + [None] * 9, history_before=[(label, 98.0) for label in QUARTERS[:5]]
    )
    (line,) = [
        path for path in drawing(reading).iter("path") if path.findtext("title") == CHANGED
    ]
    assert float(re.match(r"M([\d.]+)", line.get("d"))[1]) == pytest.approx(
        place_of(14.5), abs=0.06
    )
    dashed = [words for words, bar in bars(reading).items() if bar.get("stroke-dasharray")]
    assert dashed == [
        f"{label[:4]} {label[4:]}: 98.0%, as defined before" for label in QUARTERS[:5]
    ]


def test_no_line_where_nothing_before_is_known():
    assert CHANGED not in panel(changed([None] * 24))


def test_the_version_before_is_in_the_scale():
    reading = changed([5.0] * 15 + [None] * 9, history_before=[(QUARTERS[0], 5.0)])
    assert "5%" in labels(reading)
    ys = [y_of(bar) for words, bar in bars(reading).items() if "before" in words]
    assert all(TOP < y < BOTTOM for y in ys)


def test_quarters_before_those_shown_are_not_drawn():
    reading = changed([98.0] * 15 + [None] * 9, history_before=[("2020Q1", 98.0)])
    assert not any("before" in words for words in bars(reading))


# What is not drawn


@pytest.mark.parametrize(
    "reading",
    [
        read(None),
        read(months([0] * 24, [0] * 24)),
        Reading(DEFINITIONS["D1"], "not_supplied"),
        Reading(DEFINITIONS["D1"], "not_agreed"),
    ],
    ids=["no months", "nothing counted", "not supplied", "not agreed"],
)
def test_nothing_known_is_no_panel(reading):
    assert panel(reading) is None
    assert panel_table(reading) == []


# For those who cannot see or point at it


def test_a_panel_is_one_picture_with_a_name_and_what_it_shows():
    drawn = panel(read(quarters=[90.0] * 8))
    assert re.findall('role="([^"]*)"', drawn) == ["img"]
    assert 'aria-labelledby="panel-D1-title panel-D1-desc"' in drawn
    assert ">On time, in full, 24 months</title>" in drawn
    assert (
        ">Goal at least 95%. Drawn from 90.0% to 100.0%. This quarter: 90.0%.</desc>"
        in drawn
    )


def test_ids_are_of_one_metric_only():
    drawn = panel(read()) + panel(read(usual_months(7.0), "S3"))
    ids = re.findall(r'\sid="([^"]*)"', drawn)
    assert len(set(ids)) == len(ids) == 4


def test_the_table_has_the_months_then_the_quarters():
    values = [91.0, None, 93.0, 94.0, 95.0, 96.0, 97.0, 98.0]
    rows = panel_table(read(months([9] * 23 + [0], [10] * 23 + [0]), quarters=values))
    assert len(rows) == 24 + 8
    assert rows[0] == {"period": "October 2024", "value": "90.0%", "count": "9", "of": "10"}
    assert rows[23] == {"period": "September 2026", "value": "", "count": "0", "of": "0"}
    assert rows[24:26] == [
        {"period": "2024 Q4", "value": "91.0%", "count": "", "of": ""},
        {"period": "2025 Q1", "value": "", "count": "", "of": ""},
    ]


def test_the_table_of_values_says_how_many_rows_there_were():
    assert panel_table(read(usual_months(7.0), "S3"))[0] == {
        "period": "October 2024",
        "value": "7.1 h",
        "rows": "9",
    }


def test_the_table_has_the_version_before_only_where_there_is_one():
    rows = panel_table(
        changed(
            [98.0] * 15 + [None] * 9,
            history_before=[(label, 97.0) for label in QUARTERS[:5]],
        )
    )
    before = [row["version before"] for row in rows]
    assert before == ["98.0%"] * 15 + [""] * 9 + ["97.0%"] * 5 + [""] * 3
    assert "version before" not in panel_table(read())[0]


# Safety


def test_colours_are_the_roles_of_the_page():
    drawn = panel(read(quarters=[90.0] * 8, verdict="missed"))
    used = set(re.findall(r'(?:fill|stroke)="([^"]*)"', drawn)) - {"none"}
    assert used <= {var(role) for role in LIGHT}


def test_hostile_text_stays_text():
    definition = replace(
        DEFINITIONS["D1"],
        name=HOSTILE,
        metric=DEFINITIONS["D1"].metric.model_copy(update={"unit": HOSTILE}),
    )
    reading = replace(read(quarters=[90.0] * 8), definition=definition)
    drawn = panel(reading)
    assert "<img" not in drawn
    assert "</script" not in drawn
    html5lib.HTMLParser(strict=True).parseFragment(str(drawn))


def test_every_metric_of_a_sample_supplier_is_drawn_the_same_every_time(sample):
    facts = SupplierQuarter(sample, "S-1001", Quarter.parse("2026Q3")).facts
    readings = [*facts.readings, *facts.ours]
    drawn = [panel(reading) for reading in readings]
    assert all(drawn)
    assert [panel(reading) for reading in readings] == drawn
    for reading, markup in zip(readings, drawn, strict=True):
        html5lib.HTMLParser(strict=True).parseFragment(str(markup))
        known = [row for row in panel_table(reading)[:24] if row["value"]]
        assert len(columns(reading)) == len(dots(reading)) == len(known)
