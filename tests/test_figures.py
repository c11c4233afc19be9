"""Figures: the same bytes every time, safe against hostile text, readable in light and dark, and never a zero where nothing is known."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import html5lib
import pytest

from srmlib.calendar import Quarter
from srmlib.cost.summary import CostLine, CostSummary
from srmlib.figures.control_chart import on_time_by_month
from srmlib.figures.scorecard import FROM, UNTIL, WIDTH, bullet_svg, goal_aligned, sparkline_svg
from srmlib.figures.theme import DARK, LIGHT, css_variables, var
from srmlib.figures.waterfall import cost_waterfall
from srmlib.metrics.definition import Definition
from srmlib.metrics.reading import Reading
from srmlib.metrics.verdict import p_prime_chart
from srmlib.reports.facts import Facts, gather

HOSTILE = "</script><img src=x onerror=alert(1)>"
PER_PIECE = "EUR per good piece"


@pytest.fixture(scope="module")
def facts(sample) -> Facts:
    return gather(sample, "S-1001", Quarter.parse("2026Q3"))


def cost_line(element: str, amount: str = "0.00", state: str = "amount", cause: str = "theirs", **counts: int) -> CostLine:
    counts = {"known_count": 0, "included_count": 0, "unknown_count": 0, "events": 1 if state == "amount" else 0} | counts
    return CostLine(element, element, Decimal(amount), state, None, by_cause={cause: Decimal(amount)}, **counts)


def with_cost(facts: Facts, *lines: CostLine, good_qty: str | None = None, price: str = "1000.00") -> Facts:
    total = Decimal(price) + sum(line.amount for line in lines)
    quantity = Decimal(good_qty) if good_qty else None
    return replace(facts, cost=CostSummary("EUR", Decimal(price), total, (cost_line("price", price), *lines), quantity, "piece", 10))


def with_months(facts: Facts, on_time: list[int], due: list[int]) -> Facts:
    return replace(facts, d1_months=replace(facts.d1_months, numerators=on_time, denominators=due, chart=p_prime_chart(on_time, due)))


def amounts(figure, column: str) -> list[Decimal]:
    return [Decimal(row[column].replace("−", "-").replace(",", "")) for row in figure.table if row[column] != "not known"]


def bars(figure, element: str) -> list[str]:
    return re.findall(f'<path aria-label="{element}: [^>]*>', figure.svg)


def reading(value: float | None, better: str = "up", goal: float = 95, red_limit: float = 85, **facts) -> Reading:
    definition = Definition("D1", "On time", "Delivery", "%", better, goal, red_limit, 10, "wilson", (), "", "")
    return Reading(definition, "ok" if value is not None else "no_data", value=value, **facts)


# The recipe


def test_the_same_facts_give_the_same_bytes(facts):
    for figure in (cost_waterfall, on_time_by_month):
        assert figure(facts, "Headline", "Subtitle").html() == figure(facts, "Headline", "Subtitle").html()


def test_no_id_occurs_twice_in_a_page_and_each_belongs_to_its_figure(facts):
    figures = [cost_waterfall(facts, "A", "a"), on_time_by_month(facts, "B", "b")]
    ids = [re.findall(r'\sid="([^"]*)"', figure.html()) for figure in figures]
    assert len(set(ids[0] + ids[1])) == len(ids[0] + ids[1])
    assert all(name.startswith(figure.id) for figure, names in zip(figures, ids, strict=True) for name in names)


def test_a_figure_is_valid_html_with_a_title_a_description_and_its_numbers(facts):
    for figure in (cost_waterfall(facts, "Headline", "Subtitle"), on_time_by_month(facts, "Headline", "Subtitle")):
        html5lib.HTMLParser(strict=True).parseFragment(str(figure.html()))
        assert f'role="img" aria-labelledby="{figure.id}-title {figure.id}-desc"' in figure.svg
        assert f'<title id="{figure.id}-title">Headline</title>' in figure.svg
        assert figure.html().count("<tr>") == len(figure.table) + 1
        assert "font-family" not in figure.svg
        assert not re.search(r"(https?:)?//(?!www\.w3\.org/2000/svg)", figure.svg)


def test_colours_are_the_roles_of_the_page(facts):
    for figure in (cost_waterfall(facts, "Headline", "Subtitle"), on_time_by_month(facts, "Headline", "Subtitle")):
        used = set(re.findall(r'(?:fill|stroke)="([^"]*)"', figure.svg)) - {"none", "transparent"}
        assert used <= {var(role) for role in LIGHT}


def test_hostile_text_stays_text(facts):
    hostile = with_cost(facts, replace(cost_line("scrap", "5.00"), name=HOSTILE))
    for figure in (cost_waterfall(hostile, HOSTILE, HOSTILE), on_time_by_month(facts, HOSTILE, HOSTILE)):
        assert "<img" not in figure.html()
        assert "</script" not in figure.html()
        assert figure.html().count("&lt;/script&gt;") >= 3


# The waterfall


def test_the_additions_shown_add_up_to_the_last_row(facts):
    figure = cost_waterfall(facts, "Headline", "Subtitle")
    *additions, added = amounts(figure, PER_PIECE)
    assert sum(additions) == added == facts.cost.per_good_unit - facts.cost.price_per_good_unit


def test_rounding_never_moves_an_addition_by_more_than_a_cent(facts):
    thirds = with_cost(facts, *(cost_line(element, "1.00") for element in ("scrap", "expedite", "line_stop", "support_time")), good_qty="3")
    *additions, added = amounts(cost_waterfall(thirds, "Headline", "Subtitle"), PER_PIECE)
    assert sum(additions) == added
    assert all(abs(amount - Decimal(1) / 3) < Decimal("0.01") for amount in additions)


def test_without_a_good_quantity_the_additions_are_totals(facts):
    figure = cost_waterfall(with_cost(facts, cost_line("scrap", "722327.76"), cost_line("recovered", "-1268.00")), "Headline", "Subtitle")
    assert [row["EUR"] for row in figure.table] == ["+722,327.76", "−1,268.00", "+721,059.76"]


def test_an_unknown_freight_says_so_and_has_no_bar(facts):
    freight = cost_line("freight", state="unknown", unknown_count=10)
    insurance = cost_line("insurance", "12.00", cause="terms", known_count=10)
    line = replace(cost_line("freight_duty", "12.00", state="partly", unknown_count=10), components=(freight, insurance))
    figure = cost_waterfall(with_cost(facts, line), "Headline", "Subtitle")
    assert figure.table[0] == {"element": "freight", "EUR": "not known", "rests on": "known for 0 of 10 receipts"}
    assert not bars(figure, "freight")
    assert len(bars(figure, "insurance")) == 1
    assert figure.table[-1]["rests on"] == "only what is known"


def test_freight_partly_in_the_price_is_no_zero(facts):
    line = cost_line("freight_duty", state="partly", known_count=5, included_count=5, unknown_count=36)
    figure = cost_waterfall(with_cost(facts, line), "Headline", "Subtitle")
    assert [row["EUR"] for row in figure.table] == ["not known", "not known"]
    assert figure.table[0]["rests on"] == "included in the price for 5, not known for 36 of 41"
    assert "+0.00" not in figure.html()


def test_freight_wholly_in_the_price_adds_nothing(facts):
    line = cost_line("freight_duty", state="included", known_count=10, included_count=10)
    assert [row["EUR"] for row in cost_waterfall(with_cost(facts, line), "Headline", "Subtitle").table] == ["in the price", "nothing"]


def test_solid_is_theirs_pale_is_not_and_terms_are_grey(facts):
    causes = {"theirs": "6.00", "ours": "1.00", "shared": "1.00", "open": "2.00"}
    scrap = replace(cost_line("scrap", "10.00"), by_cause={cause: Decimal(amount) for cause, amount in causes.items()})
    figure = cost_waterfall(with_cost(facts, scrap, cost_line("order_admin", "3.00", cause="terms")), "Headline", "Subtitle")
    colours = [re.search(r'fill="([^"]*)"', bar)[1] for bar in bars(figure, "scrap") + bars(figure, "order_admin")]
    assert colours == [var("cost-quality"), var("cost-quality-pale"), var("cost-grey")]


def test_nothing_received_and_nothing_happened_is_no_figure(facts):
    assert cost_waterfall(replace(facts, cost=CostSummary("EUR", Decimal(0), Decimal(0), (), None, None, 0)), "Headline", "Subtitle") is None


# The control chart


def test_a_month_without_lines_is_a_gap(facts):
    figure = on_time_by_month(with_months(facts, [9] * 10 + [0] + [9] * 13, [10] * 10 + [0] + [10] * 13), "Headline", "Subtitle")
    assert figure.table[10]["share"] == ""
    assert figure.table[10]["signal"] == "no lines"
    assert len(re.findall('<path aria-label="[^"]*90.0%', figure.svg)) == 23


def test_a_month_beyond_the_limits_is_named_and_red(facts):
    figure = on_time_by_month(with_months(facts, [57, 58] * 8 + [30] + [57, 58, 57, 58, 57, 58, 57], [60] * 24), "Headline", "Subtitle")
    month = facts.d1_months.months[16]
    assert f">{month:%b %y}</text>" in figure.svg
    assert f"{month:%B %Y} beyond the limits" in figure.description
    assert re.search(f'<path aria-label="{month:%B %Y}[^>]*fill="{re.escape(var("red"))}"', figure.svg)


def test_of_a_run_only_the_first_and_last_month_are_named(facts):
    monthly = with_months(facts, [60, 56] * 6 + [59] * 12, [60] * 24)
    months = monthly.d1_months.months
    assert monthly.d1_months.chart.signals == ["usual"] * 19 + ["run"] * 5
    svg = on_time_by_month(monthly, "Headline", "Subtitle").svg
    # Each name is drawn twice, on its halo; the axis names the first month of a quarter once more.
    assert [month for month in months if svg.count(f">{month:%b %y}</text>") >= 2] == [months[19], months[23]]


def test_fewer_than_three_months_with_lines_are_no_figure(facts):
    assert on_time_by_month(with_months(facts, [0] * 22 + [5, 5], [0] * 22 + [6, 6]), "Headline", "Subtitle") is None


# The scorecard


@pytest.mark.parametrize(
    ("value", "better", "goal", "red_limit", "expected"),
    [(95, "up", 95, 85, 1), (85, "up", 95, 85, 0), (100, "up", 95, 85, 1.5), (4, "down", 4, 9, 1), (9, "down", 4, 9, 0), (1.5, "down", 4, 9, 1.5)],
)
def test_every_metric_is_stretched_to_its_red_limit_and_goal(value, better, goal, red_limit, expected):
    assert goal_aligned(value, reading(value, better, goal, red_limit).definition) == pytest.approx(expected)


def test_a_value_at_the_goal_is_drawn_on_the_goal_line_whichever_way_is_better():
    up, down = bullet_svg(reading(95.0)), bullet_svg(reading(4.0, "down", 4, 9))
    assert up == down
    line = round(WIDTH * (1 - FROM) / (UNTIL - FROM), 2)
    assert f"M{line},0V" in up
    assert f"M{round(line - 4.5, 2)},4.5h9v9h-9Z" in up


def test_the_interval_is_drawn_before_the_value_and_turned_where_lower_is_better():
    svg = bullet_svg(reading(5.0, "down", 4, 9, interval=(3.0, 8.0)))
    assert svg.index("--interval") < svg.index("h9v9h-9Z")
    assert float(re.search(r'width="([^"]*)" height="4"', svg)[1]) == pytest.approx(WIDTH / (UNTIL - FROM), abs=0.02)


def test_the_value_is_coloured_by_its_verdict_and_grey_without_one():
    assert [var(role) in bullet_svg(reading(90.0, verdict=word)) for role, word in (("red", "below_clear"), ("green", "green_chance"))] == [True, True]
    assert var("red") not in bullet_svg(reading(90.0)).replace(var("red-zone"), "")
    assert f'fill="{var("muted")}"' in bullet_svg(reading(90.0))


def test_a_quarter_without_a_value_is_a_gap_in_the_sparkline():
    quarters = [("q", 90.0), ("q", 91.0), ("q", None), ("q", 92.0), ("q", None), ("q", 93.0), ("q", 94.0)]
    svg = sparkline_svg(reading(94.0, history=quarters))
    assert svg.count("<polyline") == 2
    assert svg.count('r="1.5"') == 1
    assert svg.count('r="3"') == 1


def test_nothing_to_draw_is_nothing():
    assert bullet_svg(reading(None)) == ""
    assert sparkline_svg(reading(None, history=[("q", None)] * 8)) == ""


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
    light, dark = css_variables().split("@media screen and (prefers-color-scheme: dark)")
    assert light.count("--ink:") == dark.count("--ink:") == 1
    assert all(f"--{role}:{colour};" in dark for role, colour in DARK.items())
