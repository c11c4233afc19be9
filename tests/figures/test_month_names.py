"""In a chart by month no text lies over a mark or another text, whatever the months are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from xml.etree import ElementTree

import pytest
from facts_fixture import DEFINITIONS, HOSTILE, month_names, months, months_of
from hypothesis import given, settings
from hypothesis import strategies as st

from srmlib.figures.axes import width_at
from srmlib.figures.control_chart import Noted, monthly_figure
from srmlib.figures.svg import Figure
from srmlib.figures.theme import BOLD, REGULAR
from srmlib.metrics.monthly import MonthlyChart
from srmlib.metrics.result import Reading
from srmlib.stats.charts import u_prime_chart

SVG = "{http://www.w3.org/2000/svg}"
SIZE = 12
# From the line letters stand on: capitals up to here, and the tails of g, p and y.
CAPITALS, TAILS = 8.7, 2.6
Box = tuple[float, float, float, float]


def drawn(
    monthly: MonthlyChart, metric_id: str = "D1", notes: Sequence[Noted] = ()
) -> Figure | None:
    return monthly_figure(
        Reading(DEFINITIONS[metric_id], "ok", n=240, value=90.0, months=monthly),
        "Headline",
        "Subtitle",
        notes,
    )


def _at(element: ElementTree.Element) -> tuple[float, float]:
    x, y = re.fullmatch(r"translate\((.+),(.+)\)", element.get("transform")).groups()
    return float(x), float(y)


def texts(figure: Figure) -> dict[tuple[str, Box], str]:
    """The letters of each text, with the halo it has."""
    found = {}
    for element in ElementTree.fromstring(figure.svg).iter(f"{SVG}text"):
        x, y = _at(element)
        width = width_at(
            element.text, SIZE, BOLD if element.get("font-weight") else REGULAR
        )
        left = (
            x - {"start": 0, "middle": width / 2, "end": width}[element.get("text-anchor")]
        )
        halo = float(element.get("stroke-width", 0)) / 2
        box = (left - halo, y - CAPITALS - halo, left + width + halo, y + TAILS + halo)
        found[element.text, box] = element.get("stroke", "")
    return found


def marks(figure: Figure) -> dict[str, Box]:
    """Each month's mark, by what it says on hover."""
    found = {}
    for element in ElementTree.fromstring(figure.svg).iter(f"{SVG}path"):
        title = element.find(f"{SVG}title")
        if title is not None:
            x, y = _at(element)
            reach = max(abs(float(one)) for one in re.findall(r"[\d.]+", element.get("d")))
            found[title.text] = (x - reach, y - reach, x + reach, y + reach)
    return found


def over(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 0.15 and down > 0.15


def collisions(figure: Figure) -> list[tuple[str, str]]:
    """Texts over a mark, over one another, or outside the drawing."""
    written, points = texts(figure), marks(figure)
    width, height = map(
        float, re.search(r'viewBox="0 \S+ (\S+) (\S+)"', figure.svg).groups()
    )
    top = float(re.search(r'viewBox="0 (\S+)', figure.svg)[1])
    found = [
        (words, point)
        for words, box in written
        for point, mark in points.items()
        if over(box, mark)
    ]
    found += [(a[0], b[0]) for a, b in combinations(written, 2) if over(a[1], b[1])]
    found += [
        (words, "outside")
        for words, box in written
        if box[0] < 0 or box[1] < top - 0.15 or box[2] > width or box[3] > top + height
    ]
    return found


def named(figure: Figure) -> list[str]:
    return [words for (words, _), halo in texts(figure).items() if halo]


shares = st.lists(st.integers(0, 40), min_size=24, max_size=24)
values = st.lists(st.none() | st.floats(0, 60), min_size=24, max_size=24)
counts = st.lists(st.integers(0, 30) | st.integers(0, 400), min_size=24, max_size=24)
CHANGES = st.none() | st.sampled_from(month_names()[1:])


def changed(monthly: MonthlyChart, on: date | None) -> MonthlyChart:
    if on is None:
        return monthly
    before = [60.0 if month < on else None for month in monthly.months]
    return replace(monthly, before=before, changed_on=on)


@settings(max_examples=60)
@given(met=shares, on=CHANGES, noted=st.sets(st.sampled_from(month_names())))
def test_nothing_is_written_over_a_mark_in_a_chart_of_shares(met, on, noted):
    notes = [Noted(month, at, "A note") for at, month in enumerate(sorted(noted), start=1)]
    figure = drawn(changed(months(met, [40] * 24), on), notes=notes)
    assert figure is None or not collisions(figure)


@settings(max_examples=60)
@given(known=values, on=CHANGES)
def test_nothing_is_written_over_a_mark_in_a_chart_of_values(known, on):
    if len([one for one in known if one is not None]) < 2:
        return
    figure = drawn(changed(months_of(known), on), "S3")
    assert figure is None or not collisions(figure)


@settings(max_examples=60)
@given(found=counts)
def test_nothing_is_written_over_a_mark_in_a_chart_of_rates(found):
    exposure = [20_000] * 24
    chart = u_prime_chart(found, exposure, 1_000_000)
    figure = drawn(replace(months(found, exposure), chart=chart), "Q2")
    assert figure is None or not collisions(figure)


def test_a_month_is_named_beside_its_neighbours_mark_not_over_it():
    """Low months one after the other: as it was, the name of each lay on the mark of the next."""
    monthly = months([57, 58] * 9 + [57, 30, 40, 52, 30, 57], [60] * 24)
    figure = drawn(monthly)
    beyond = [
        f"{month:%b %y}"
        for month, signal in zip(monthly.months, monthly.chart.signals, strict=True)
        if signal == "beyond"
    ]
    assert len(beyond) >= 3
    assert set(beyond) <= set(named(figure))
    assert not collisions(figure)


@pytest.mark.parametrize("place", range(1, 24))
def test_where_the_definition_changed_is_always_written(place):
    on = month_names()[place]
    figure = drawn(changed(months([39, 38, 40] * 8, [40] * 24), on))
    assert "definition changed" in named(figure)
    assert not collisions(figure)


STEADY = months([19, 20] * 12, [20] * 24)


def squares(figure: Figure) -> list[Box]:
    """The squares of notes."""
    found = []
    for one in ElementTree.fromstring(figure.svg).iter(f"{SVG}rect"):
        x, y, width, height = (
            float(one.get(name)) for name in ("x", "y", "width", "height")
        )
        found.append((x, y, x + width, y + height))
    return found


def test_a_note_is_numbered_above_its_month_and_told_below():
    month = month_names()[20]
    figure = drawn(STEADY, notes=[Noted(month, 1, "first"), Noted(month, 1, "second")])
    (square,) = squares(figure)
    mark = marks(figure)[
        next(words for words in marks(figure) if words.startswith(f"{month:%B %Y}"))
    ]
    assert (square[0] + square[2]) / 2 == pytest.approx((mark[0] + mark[2]) / 2, abs=0.1)
    assert square[3] < mark[1]
    assert "1" in [words for words, _ in texts(figure)]
    html = figure.html()
    assert "<li><b>1</b> first</li><li><b>1</b> second</li>" in html
    assert f"Notes: 1 at {month:%B %Y}." in figure.description


def test_the_squares_of_months_side_by_side_stand_apart():
    notes = [Noted(month, at, "x") for at, month in enumerate(month_names(), start=1)]
    figure = drawn(STEADY, notes=notes)
    found = squares(figure)
    assert len(found) == 24
    wider = [
        (left - 1, top - 1, right + 1, bottom + 1) for left, top, right, bottom in found
    ]
    assert not [1 for a, b in combinations(wider, 2) if over(a, b)]
    assert not collisions(figure)


def test_a_chart_without_notes_has_no_square_and_no_list():
    figure = drawn(STEADY)
    assert not squares(figure)
    assert 'class="notes"' not in figure.html()


def test_what_a_note_says_never_runs():
    html = drawn(STEADY, notes=[Noted(month_names()[3], 1, HOSTILE)]).html()
    assert HOSTILE not in html
    assert "&lt;" in html
