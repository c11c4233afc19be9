"""Figures: the same bytes every time, safe against hostile text, readable in light and dark, and
never a zero where nothing is known.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import combinations

import html5lib
import pytest
from drawing_fixture import Mark, marks, text, texts
from facts_fixture import (
    DEFINITIONS,
    HOSTILE,
    hostile,
    month_names,
    months,
    months_of,
    usual_months,
)
from shipped import METRICS

from srmlib.facts import Facts, SupplierQuarter
from srmlib.figures import bridge
from srmlib.figures.control_chart import SIGNAL_WORDS, goal_text, monthly_figure
from srmlib.figures.scorecard import (
    ACROSS,
    GOAL,
    RED_LIMIT,
    SPARK_GOAL,
    WIDTH,
    bullet_axis,
    bullet_svg,
    sparkline_svg,
)
from srmlib.figures.svg import Figure, drawn_by_hand
from srmlib.figures.theme import DARK, LIGHT, css_variables, var
from srmlib.figures.waterfall import cost_waterfall
from srmlib.metrics.monthly import MonthlyChart
from srmlib.metrics.result import BasisReading, Reading, goal_aligned, in_unit
from srmlib.metrics.verdict import VERDICTS
from srmlib.rules.calendar import Quarter
from srmlib.stats.charts import FEWEST_MONTHS, ControlChart, u_prime_chart, xmr_chart


@pytest.fixture(scope="module")
def facts(sample) -> Facts:
    return SupplierQuarter(sample, "S-1001", Quarter.parse("2026Q3")).facts


@pytest.fixture(scope="module")
def drawn(facts) -> list[Figure]:
    """The cost and the months of one supplier."""
    return [
        cost_waterfall(facts.cost, "Headline", "Subtitle"),
        monthly_figure(facts.reading("D1"), "Headline", "Subtitle"),
    ]


def by_month(chart: MonthlyChart, metric_id: str = "D1") -> Figure | None:
    """The figure of a metric with these months."""
    return monthly_figure(
        Reading(DEFINITIONS[metric_id], "ok", n=240, value=90.0, months=chart),
        "Headline",
        "Subtitle",
    )


def xmr(monthly: MonthlyChart) -> ControlChart:
    """The same months as single values, whose limits know of no end."""
    return xmr_chart(monthly.chart.values, lowest=0)


def rates(counts: list[int], exposure: int, per: int) -> MonthlyChart:
    known = months(counts, [exposure] * len(counts))
    return replace(known, chart=u_prime_chart(counts, [exposure] * len(counts), per))


def axis_labels(figure: Figure) -> list[str]:
    """What stands on the axis of values, from the bottom up: the numbers among the texts that are
    no month.
    """
    return [
        mark.words for mark in texts(figure) if re.fullmatch(r"−?[\d,.]+%?", mark.words)
    ]


def marked(figure: Figure, words: str) -> list[Mark]:
    """The marks of months whose words begin so, each told on hover and by name."""
    found = marks(figure, words)
    assert all(figure.svg.count(f"<title>{mark.words}</title>") == 1 for mark in found)
    return found


# Up and down within what chance gives.
STEADY = months([19, 20] * 12, [20] * 24)


def reading(
    value: float | None,
    better: str = "up",
    goal: float = 95,
    red_limit: float = 85,
    **facts,
) -> Reading:
    definition = replace(
        DEFINITIONS["D1"],
        metric=METRICS["D1"].model_copy(update={"better": better}),
        name="On time",
        goal=goal,
        red_limit=red_limit,
        min_n=10,
    )
    return Reading(
        definition, "ok" if value is not None else "no_data", value=value, **facts
    )


# The recipe


def test_the_same_facts_give_the_same_bytes(facts, drawn):
    again = [
        cost_waterfall(facts.cost, "Headline", "Subtitle"),
        monthly_figure(facts.reading("D1"), "Headline", "Subtitle"),
    ]
    assert [figure.html() for figure in again] == [figure.html() for figure in drawn]


def test_no_id_occurs_twice_in_a_page_and_each_belongs_to_its_figure(facts, drawn):
    figures = [*drawn, monthly_figure(facts.reading("S2"), "B", "b")]
    ids = [re.findall(r'\sid="([^"]*)"', figure.html()) for figure in figures]
    together = [name for names in ids for name in names]
    assert len(set(together)) == len(together) > 0
    assert all(
        name.startswith(figure.id)
        for figure, names in zip(figures, ids, strict=True)
        for name in names
    )


def test_a_figure_is_valid_html_with_a_title_a_description_and_its_numbers(drawn):
    for figure in drawn:
        html5lib.HTMLParser(strict=True).parseFragment(str(figure.html()))
        assert (
            f'role="img" aria-labelledby="{figure.id}-title {figure.id}-desc"' in figure.svg
        )
        assert f'<title id="{figure.id}-title">Headline</title>' in figure.svg
        assert figure.html().count("<tr>") == len(figure.table) + 1
        assert "font-family" not in figure.svg
        assert not re.search(r"(https?:)?//(?!www\.w3\.org/2000/svg)", figure.svg)


def test_colours_are_the_roles_of_the_page(drawn):
    for figure in drawn:
        used = set(re.findall(r'(?:fill|stroke)="([^"]*)"', figure.svg)) - {
            "none",
            "transparent",
        }
        assert used <= {var(role) for role in LIGHT}


def test_hostile_text_stays_text(facts):
    for figure in (
        cost_waterfall(hostile().cost, HOSTILE, HOSTILE),
        monthly_figure(facts.reading("D1"), HOSTILE, HOSTILE),
    ):
        assert "<img" not in figure.html()
        assert "</script" not in figure.html()
        assert figure.html().count("&lt;/script&gt;") >= 3


# The control chart


def test_a_month_without_lines_is_a_gap():
    figure = by_month(months([9, 8] * 5 + [0] + [9] * 13, [10] * 10 + [0] + [10] * 13))
    assert figure.table[10]["value"] == ""
    assert figure.table[10]["signal"] == SIGNAL_WORDS["no_data"]
    assert [len(marked(figure, f"{month:%B %Y}")) for month in month_names()] == (
        [1] * 10 + [0] + [1] * 13
    )
    assert [len(line.split()) for line in re.findall('points="([^"]*)"', figure.svg)] == [
        10,
        13,
    ]


def test_a_month_beyond_the_limits_is_named_and_red():
    figure = by_month(months([57, 58] * 8 + [30] + [57, 58, 57, 58, 57, 58, 57], [60] * 24))
    month = month_names()[16]
    assert f"{month:%b %y}" in [mark.words for mark in texts(figure)]
    assert f"{month:%B %Y} beyond the limits" in figure.description
    (mark,) = marked(figure, f"{month:%B %Y}")
    assert mark.attributes["fill"] == var("red")


def test_the_names_of_the_first_and_last_month_stand_between_those_at_the_ends():
    figure = by_month(months([57, 58] * 11 + [57, 30], [60] * 24))
    named = [mark for mark in texts(figure) if "paint-order" in mark.attributes]
    assert {f"{month_names()[place]:%b %y}" for place in (0, -1)} <= {
        mark.words for mark in named
    }
    assert min(mark.left for mark in named) > text(figure, "100%").right
    assert max(mark.right for mark in named) < text(figure, "goal 95%").left


@pytest.mark.parametrize(
    ("metric_id", "counts", "role"),
    [("Q2", [30, 33] * 11 + [30, 99], "red"), ("Q2", [93, 99] * 11 + [96, 2], "green")],
)
def test_red_is_the_bad_side_also_where_less_is_better(metric_id, counts, role):
    figure = by_month(rates(counts, 100_000, 1_000_000), metric_id)
    assert figure.table[-1]["signal"] == SIGNAL_WORDS["beyond"]
    (mark,) = marked(figure, "September 2026")
    assert mark.attributes["fill"] == var(role)


def test_of_a_run_only_the_first_and_last_month_are_named():
    monthly = months([60, 56] * 6 + [59] * 12, [60] * 24)
    assert monthly.chart.signals == ["usual"] * 12 + ["run"] * 12
    named = [
        mark.words for mark in texts(by_month(monthly)) if "paint-order" in mark.attributes
    ]
    assert named == [f"{month_names()[place]:%b %y}" for place in (12, 23)]


def test_too_few_months_are_no_figure():
    few = FEWEST_MONTHS - 1

    def known(count: int) -> MonthlyChart:
        on_time = [5 + place % 2 for place in range(count)]
        return months([0] * (24 - count) + on_time, [0] * (24 - count) + [40] * count)

    assert by_month(known(few)) is None
    assert by_month(known(few + 1)) is not None
    assert by_month(months_of([None] * 24), "S3") is None


def test_limits_that_say_nothing_are_no_figure():
    """Of two lots a month any number may pass; months that are all alike need no picture; where
    every third month is known there are no limits.
    """
    assert by_month(months([1, 2] * 12, [2] * 24), "Q1") is None
    assert by_month(months([20] * 24, [20] * 24)) is None
    scattered = months_of([7.0 + place if place % 3 == 0 else None for place in range(24)])
    assert by_month(scattered, "S3") is None


def test_enough_months_that_could_lie_beyond_a_limit_are_a_figure():
    """Seven months of many lots among many of two say too little, eight do."""
    many = FEWEST_MONTHS - 1
    assert by_month(months([1, 2] * 8 + [38] * many, [2] * 16 + [40] * many), "Q1") is None
    assert by_month(
        months([1, 2] * 8 + [38] * (many + 1), [2] * 16 + [40] * (many + 1)), "Q1"
    )


@pytest.mark.parametrize(
    ("metric_id", "chart", "words"),
    [
        ("D1", STEADY, "goal 95%"),
        ("S3", usual_months(7.0), "goal 8 h"),
        ("Q2", rates([4, 5] * 12, 20_000, 1_000_000), "goal 300 ppm"),
        ("D3", usual_months(3.0), "goal 4 days"),
        ("P2", rates([1, 2] * 12, 1_000, 1_000), "goal 1 per 1,000"),
        ("B5", rates([1, 2] * 12, 50, 100), "goal 2 per 100 lines"),
    ],
)
def test_every_metric_is_drawn_in_its_unit_with_its_goal_and_average(
    metric_id, chart, words
):
    figure = by_month(chart, metric_id)
    definition = DEFINITIONS[metric_id]
    assert f"goal {goal_text(definition)}" == words
    assert text(figure, words).attributes["fill"] == var("green")
    assert text(figure, f"average {in_unit(chart.chart.centre, definition)}")
    assert f'stroke="{var("green")}"' in figure.svg
    # Within the drawing, and apart from each other.
    width = float(re.search(r'viewBox="0 0 ([\d.]+)', figure.svg)[1])
    assert all(mark.left >= 0 and mark.right <= width for mark in texts(figure))
    assert not [(a, b) for a, b in combinations(texts(figure), 2) if a.touches(b)]
    assert words in figure.description
    assert figure.id == f"months-{metric_id.lower()}"
    assert [row["value"] for row in figure.table] == [
        in_unit(value, definition) for value in chart.chart.values
    ]


def test_goal_and_average_are_named_apart_where_they_are_the_same():
    figure = by_month(months([18, 20] * 12, [20] * 24))
    assert not text(figure, "goal 95%").touches(text(figure, "average 95.0%"))


@pytest.mark.parametrize(
    ("metric_id", "chart"),
    [
        ("S3", usual_months(7.0)),
        ("Q2", rates([4, 5] * 12, 20_000, 1_000_000)),
        ("Q2", rates([0] * 23 + [1], 20_000, 1_000_000)),
        ("D3", usual_months(3.0)),
        ("P2", rates([0] * 23 + [2], 1_000, 1_000)),
        ("Q4", months([1, 2] * 12, [30] * 24)),
        ("B4", usual_months(1.5)),
    ],
    ids=["S3", "Q2", "Q2 of one", "D3", "P2", "Q4", "B4"],
)
def test_what_should_be_low_is_drawn_from_zero_to_above_everything(metric_id, chart):
    labels = axis_labels(by_month(chart, metric_id))
    numbers = [float(label.rstrip("%").replace(",", "")) for label in labels]
    assert numbers[0] == 0
    assert numbers == sorted(numbers)
    assert 3 <= len(numbers) <= 9
    known = [
        value
        for value in (*chart.chart.values, *chart.chart.upper, DEFINITIONS[metric_id].goal)
        if value is not None
    ]
    assert numbers[-1] >= max(known)


@pytest.mark.parametrize(
    "on_time", [[19, 20] * 12, [17, 18] * 12, [1, 2] * 12], ids=["high", "middling", "low"]
)
def test_shares_that_should_be_high_end_at_a_hundred_and_chance_is_no_cliff(on_time):
    chart = months(on_time, [20] * 24)
    labels = axis_labels(by_month(chart))
    assert labels[-1] == "100%"
    lowest = float(labels[0].rstrip("%"))
    assert lowest <= 80
    assert lowest <= min(*chart.chart.values, *chart.chart.lower)


@pytest.mark.parametrize("on_time", [[12, 13] * 12, [16, 15] * 12], ids=str)
def test_the_axis_of_shares_always_names_a_hundred(on_time):
    assert axis_labels(by_month(months(on_time, [20] * 24)))[-1] == "100%"


def test_no_share_is_drawn_above_a_hundred_where_low_is_good():
    """Of four notices a month one more or less is 25 points: the limit would go beyond."""
    chart = months([3, 4] * 12, [4] * 24)
    assert axis_labels(by_month(replace(chart, chart=xmr(chart)), "Q4"))[-1] == "100%"


@pytest.mark.parametrize(
    ("values", "lowest"),
    [([4.0, 24.0] * 12, "0%"), ([-4.0, 24.0] * 12, "−20%")],
    ids=["positive", "negative"],
)
def test_a_cost_is_drawn_from_zero_unless_a_month_lies_below(values, lowest):
    """Credits may take a cost below zero. That its limit lies there is not enough."""
    chart = xmr_chart(values)
    assert min(chart.lower) < 0
    monthly = replace(months_of(values), chart=chart)
    figure = by_month(monthly, "C1")
    assert axis_labels(figure)[0] == lowest
    bottom = text(figure, lowest).bottom
    assert all(
        marked(figure, f"{month:%B %Y}")[0].bottom < bottom for month in month_names()
    )


def test_without_rows_of_two_kinds_the_table_says_how_many_there_were():
    assert list(by_month(usual_months(7.0), "S3").table[0])[:3] == [
        "month",
        "rows",
        "value",
    ]
    assert list(by_month(STEADY).table[0])[:4] == [
        "month",
        "count",
        "of",
        "value",
    ]


CHANGED = "definition changed"


def test_the_version_before_is_dotted_up_to_the_mark_where_the_one_in_force_begins():
    plain = STEADY
    changed = replace(plain, before=[98.0] * 15 + [None] * 9, changed_on=date(2026, 1, 1))
    figure = by_month(changed)
    assert CHANGED in figure.svg
    assert figure.svg.count('stroke-dasharray="2 3"') == 1
    assert [row["version before"] for row in figure.table] == ["98.0%"] * 15 + [""] * 9
    assert CHANGED not in by_month(plain).svg
    assert 'stroke-dasharray="2 3"' not in by_month(plain).svg
    assert "version before" not in by_month(plain).table[0]


@pytest.mark.parametrize(
    ("before", "changed_on"),
    [
        ([None] * 24, date(2026, 1, 1)),
        ([98.0] * 24, None),
        ([None] * 24, date(2024, 10, 1)),
    ],
    ids=["nothing counted before", "never changed", "changed before the first month"],
)
def test_no_mark_where_nothing_before_is_shown(before, changed_on):
    assert (
        CHANGED not in by_month(replace(STEADY, before=before, changed_on=changed_on)).svg
    )


def test_the_changed_definition_of_a_sample_supplier_is_drawn(sample):
    """S-1003 counted with ten days of grace until the end of 2025."""
    facts = SupplierQuarter(sample, "S-1003", Quarter.parse("2026Q3")).facts
    figure = monthly_figure(facts.reading("D1"), "Headline", "Subtitle")
    assert CHANGED in figure.svg
    assert figure.svg.count('stroke-dasharray="2 3"') == 1
    assert [row["month"] for row in figure.table if row["version before"]][-1] == "Dec 2025"
    assert CHANGED not in monthly_figure(facts.reading("D2"), "Headline", "Subtitle").svg


# The scorecard


@pytest.mark.parametrize(
    ("value", "better", "goal", "red_limit", "expected"),
    [
        (95, "up", 95, 85, 1),
        (85, "up", 95, 85, 0),
        (100, "up", 95, 85, 1.5),
        (4, "down", 4, 9, 1),
        (9, "down", 4, 9, 0),
        (1.5, "down", 4, 9, 1.5),
    ],
)
def test_every_metric_is_stretched_to_its_red_limit_and_goal(
    value, better, goal, red_limit, expected
):
    assert goal_aligned(
        value, reading(value, better, goal, red_limit).definition
    ) == pytest.approx(expected)


def bullet_marks(svg: str) -> dict[str, tuple[str, float, float]]:
    """By the colour of its firm, or agreed: the mark's path, and where its outline begins."""
    found = {}
    for path, fill, stroke in re.findall(
        r'<path d="([^"]*)" fill="([^"]*)" stroke="([^"]*)" stroke-width', svg
    ):
        basis = next(
            (b for b in ("buyer", "supplier") if var(b) in (fill, stroke)), "agreed"
        )
        x, y = re.match(r"M([\d.]+),([\d.]+)", path).groups()
        found[basis] = (path, float(x), float(y))
    return found


def own(buyer: float | None, supplier: float | None) -> dict[str, BasisReading]:
    return {
        "buyer": BasisReading(buyer, None, 50, {}),
        "supplier": BasisReading(supplier, None, 50, {}),
    }


def test_a_value_at_the_goal_is_drawn_on_the_goal_line_whichever_way_is_better():
    up, down = bullet_svg(reading(95.0)), bullet_svg(reading(4.0, "down", 4, 9))
    assert up == down
    assert f"M{GOAL:.1f},4V22" in up
    _, x, _ = bullet_marks(up)["agreed"]
    assert x == pytest.approx(GOAL, abs=0.1)


def test_the_interval_is_drawn_before_the_value_and_turned_where_lower_is_better():
    svg = bullet_svg(reading(5.0, "down", 4, 9, interval=(3.0, 8.0)))
    left, right = re.search(r'<path d="M([\d.]+),13H([\d.]+)" stroke="([^"]*)"', svg).group(
        1, 2
    )
    assert svg.index("--interval") < svg.index("h9v9h-9Z")
    # From 8, a fifth of the way from red limit to goal, to 3, a fifth beyond the goal.
    step = (GOAL - RED_LIMIT) / 5
    assert float(left) == pytest.approx(RED_LIMIT + step, abs=0.1)
    assert float(right) == pytest.approx(GOAL + step, abs=0.1)


def test_each_number_has_a_lane_of_its_own():
    """Also where all three are the same."""
    found = bullet_marks(bullet_svg(reading(90.0, bases=own(90.0, 90.0))))
    assert len({x for _, x, _ in found.values()}) == 1
    assert found["buyer"][2] < found["agreed"][2] - 8 < found["supplier"][2] - 16


def test_the_value_is_coloured_by_its_verdict_and_grey_without_one():
    for verdict in VERDICTS:
        assert f'fill="{var(verdict)}"' in bullet_svg(reading(90.0, verdict=verdict))
        assert f'fill="{var(verdict)}"' not in bullet_svg(reading(90.0))
    assert f'fill="{var("muted")}"' in bullet_svg(reading(90.0))


def test_a_quarter_without_a_value_is_a_gap_in_the_sparkline():
    values = [90.0, 91.0, None, 92.0, None, 93.0, 94.0]
    svg = sparkline_svg(reading(94.0, history=[("q", value) for value in values]))
    assert [len(line.split()) for line in re.findall('points="([^"]*)"', svg)] == [2, 1, 2]
    assert svg.count('r="2.4"') == 4
    assert svg.count('r="4"') == 1


def test_a_last_quarter_without_a_value_has_no_mark():
    svg = sparkline_svg(reading(None, history=[("q", 90.0), ("q", None)]))
    assert (svg.count('r="2.4"'), svg.count('r="4"')) == (1, 0)


@pytest.mark.parametrize(("better", "goal", "red_limit"), [("up", 95, 85), ("down", 4, 9)])
def test_a_quarter_that_met_its_goal_is_filled_and_in_the_green_band(
    better, goal, red_limit
):
    """On goal is met; whichever way is better, good is up."""
    sign = 1 if better == "up" else -1
    values = [goal + sign, goal, goal - sign, goal + sign]
    svg = sparkline_svg(
        reading(values[-1], better, goal, red_limit, history=[("q", v) for v in values])
    )
    dots = re.findall(r'cy="([\d.]+)" r="2.4"( fill="[^"]*")?', svg)
    filled = f' fill="{var("muted")}"'
    assert [fill for _, fill in dots] == [filled, filled, ""]
    good, on_goal, bad = (float(y) - SPARK_GOAL for y, _ in dots)
    assert on_goal == pytest.approx(0, abs=0.06)
    assert good < -1
    assert bad == pytest.approx(-good, abs=0.11)


def test_the_last_quarter_is_in_the_colour_of_its_verdict():
    for verdict in VERDICTS:
        svg = sparkline_svg(reading(90.0, history=EIGHT, verdict=verdict))
        assert svg.count(f'r="4" fill="{var(verdict)}"') == 1


def test_a_short_history_ends_at_the_right():
    whole, short = (
        sparkline_svg(reading(97.0, history=part)) for part in (EIGHT, EIGHT[-3:])
    )
    assert re.findall('cx="([^"]*)"', short) == re.findall('cx="([^"]*)"', whole)[-3:]


def test_nothing_to_draw_is_nothing():
    assert bullet_svg(reading(None)) == ""
    assert sparkline_svg(reading(None, history=[("q", None)] * 8)) == ""


def test_the_firms_own_numbers_have_marks_of_their_own_colour():
    svg = bullet_svg(reading(90.0, bases=own(88.0, 94.0)))
    assert svg.count(var("buyer")) == svg.count(var("supplier")) == 1
    unknown = bullet_svg(reading(90.0, bases={"buyer": BasisReading(None, None, 0, {})}))
    assert set(bullet_marks(unknown)) == {"agreed"}


@pytest.mark.parametrize(("value", "tip"), [(60.0, 1), (130.0, WIDTH - 1)])
def test_what_lies_beyond_the_drawn_stretch_is_an_arrow_at_its_end(value, tip):
    found = bullet_marks(bullet_svg(reading(value, bases=own(value, value))))
    inside = bullet_marks(bullet_svg(reading(94.0, bases=own(94.0, 94.0))))
    for basis in ("agreed", "buyer", "supplier"):
        path, x, y = found[basis]
        assert (x, y) == (tip, inside[basis][2])
        assert path.count("l") + path.count("v") == 2
        assert inside[basis][1] == pytest.approx(ACROSS.at(0.9), abs=0.1)


def test_an_interval_beyond_the_drawn_stretch_ends_where_that_ends():
    svg = bullet_svg(reading(90.0, interval=(20.0, 100.0)))
    assert re.search(r'd="M6,13H', svg)


def test_the_axis_names_both_edges_where_they_are():
    axis = str(bullet_axis())
    html5lib.HTMLParser(strict=True).parseFragment(axis)
    (red_limit, goal) = (float(place) for place in re.findall(r"left:([\d.]+)%", axis))
    assert red_limit == pytest.approx(100 * RED_LIMIT / WIDTH, abs=0.01)
    assert goal == pytest.approx(100 * GOAL / WIDTH, abs=0.01)
    assert re.sub("<[^>]*>", " ", axis).split() == ["red", "limit", "goal"]


def test_both_are_decoration():
    for svg in (bullet_svg(reading(90.0)), sparkline_svg(reading(97.0, history=EIGHT))):
        assert svg.startswith("<svg")
        assert 'aria-hidden="true"' in svg
        assert not re.search("<title|<text|role=", svg)
        html5lib.HTMLParser(strict=True).parseFragment(str(svg))


def test_the_drawing_and_the_table_of_a_figure_scroll_by_keyboard_and_have_names():
    """Each name is of one region only, and hostile words stay words."""
    html = monthly_figure(
        Reading(DEFINITIONS["S3"], "ok", n=240, value=7.0, months=usual_months(7.0)),
        'Steady "at 7"',
        "Subtitle",
    ).html()
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(
        str(html)
    )
    scrolls = tree.findall(".//div[@class='scroll']")
    assert [(div.get("tabindex"), div.get("role")) for div in scrolls] == [
        ("0", "region")
    ] * 2
    names = [div.get("aria-label") for div in scrolls]
    assert len(set(names)) == 2
    assert all(name.startswith('Steady "at 7"') for name in names)
    assert tree.find(".//table").get("aria-label") == 'Steady "at 7"'
    assert [summary.text for summary in tree.iter("summary")] == ["Table"]


def with_text(width: int, size: str) -> Figure:
    return drawn_by_hand(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="9" viewBox="0 0 9 9">'
        '<g role="graphics-object" aria-roledescription="group mark container">'
        '<path role="graphics-symbol" aria-label="a: 1" aria-roledescription="bar" d="M0,0h1"/></g>'
        f'<text font-size="15px">a</text><text font-size="{size}">b</text></svg>',
        "x",
        "Headline",
        "Subtitle",
        "Description",
        [{"a": "1"}],
        ([("buyer", "the buyer")],),
    )


def test_only_the_drawing_as_a_whole_is_a_picture():
    svg = with_text(900, "12px").svg
    assert re.findall('role="([^"]*)"', svg) == ["img"]
    assert "aria-roledescription" not in svg
    assert 'aria-label="a: 1"' in svg


@pytest.mark.parametrize(("size", "least"), [("12px", 880), ("13px", 813), ("11px", 960)])
def test_a_figure_scrolls_before_its_smallest_text_is_under_eleven_pixels(size, least):
    style = re.search('style="([^"]*)"', with_text(960, size).svg)[1]
    assert f"min-width:{least}px" in style
    assert "max-width:960px" in style


def test_a_figure_drawn_by_hand_has_its_legend():
    assert "the buyer</li>" in with_text(960, "12px").html()


EIGHT = [(f"q{place}", 90.0 + place) for place in range(8)]
DOTTED, BREAK = 'stroke-dasharray="1.5 2"', f'V29" stroke="{var("muted")}"'


def test_the_sparkline_shows_the_version_before_dotted_with_a_mark_where_it_ended():
    svg = sparkline_svg(
        reading(
            97.0, history=EIGHT, history_before=[(label, 99.0) for label, _ in EIGHT[:5]]
        )
    )
    assert svg.count("<polyline") == 2
    assert svg.count(DOTTED) == svg.count(BREAK) == 1
    plain = sparkline_svg(reading(97.0, history=EIGHT))
    assert (DOTTED in plain, BREAK in plain) == (False, False)


def test_the_mark_stands_between_the_last_quarter_before_and_the_first_after():
    svg = sparkline_svg(
        reading(
            97.0, history=EIGHT, history_before=[(label, 99.0) for label, _ in EIGHT[:5]]
        )
    )
    x = float(re.search(r'd="M([\d.]+),1V', svg)[1])
    new = [
        float(point.partition(",")[0])
        for point in re.findall('points="([^"]*)"', svg)[1].split()
    ]
    assert new[4] < x < new[5]


@pytest.mark.parametrize("quarters", [0, 8])
def test_no_mark_where_the_definition_changed_outside_the_quarters_shown(quarters):
    assert BREAK not in sparkline_svg(
        reading(
            97.0,
            history=EIGHT,
            history_before=[(label, 99.0) for label, _ in EIGHT[:quarters]],
        )
    )


# The bridge


@pytest.mark.parametrize(
    "values", [[0.0, 100.0], [92.0, 92.0], [0.0, 4637.1], [5.5, 20.25]], ids=str
)
def test_everything_on_a_bridge_lies_within_its_drawing(values):
    scale = bridge.scale_of(values)
    for value in values:
        for basis in bridge.MARKS:
            svg = bridge.basis_svg(basis, value, scale)
            html5lib.HTMLParser(strict=True).parseFragment(svg)
            assert all(
                0 <= float(x) <= bridge.WIDTH
                for x in re.findall(r'(?:c?x="|M|L)([\d.-]+)', svg)
            )
    bar = re.search(
        r'<rect x="([\d.]+)" y="5" width="([\d.]+)"',
        bridge.step_svg(values[0], values[1], scale),
    )
    assert float(bar[1]) + float(bar[2]) <= bridge.WIDTH
    assert float(bar[2]) >= 1


def test_a_step_lies_between_the_number_before_and_the_one_after_whichever_way_it_goes():
    scale = bridge.scale_of([80.0, 96.0])
    assert bridge.step_svg(96.0, 80.0, scale) == bridge.step_svg(80.0, 96.0, scale)


# The theme


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast of two hex colours."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_marks_can_be_seen(colours):
    for role in ("ink", "muted", "link", "buyer", "supplier", "red", "green"):
        for ground in ("paper", "card"):
            assert contrast(colours[role], colours[ground]) >= 4.5, (role, ground)
    assert contrast(colours["ink"], colours["band"]) >= 4.5
    for role in ("grey", "delivery", "quality", "support", "customer", "credit"):
        assert contrast(colours[f"cost-{role}"], colours["paper"]) >= 3
        assert contrast(colours[f"cost-{role}"], colours[f"cost-{role}-pale"]) >= 2


def test_the_dark_look_has_every_role_and_is_for_screens_only():
    assert list(LIGHT) == list(DARK)
    """Dark is where the screen is, or where the reader chose it; never on paper."""
    everywhere, screen, chosen = css_variables().split("@media screen")
    assert "--ink:" + LIGHT["ink"] in everywhere
    assert not any(
        f"--{role}:{colour};" in everywhere
        for role, colour in DARK.items()
        if colour != LIGHT[role]
    )
    assert screen.startswith(" and (prefers-color-scheme:dark)")
    for part in (screen, chosen):
        assert all(f"--{role}:{colour};" in part for role, colour in DARK.items())
