"""Figures of total cost: what is drawn is the data, every label can be read, and nothing is drawn
of nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from html import unescape
from itertools import combinations, pairwise
from xml.etree import ElementTree

import html5lib
import pytest
from drawing_fixture import Mark, marks, text, texts
from hypothesis import given
from hypothesis import strategies as st

from srmlib.cost.compare import BreakEven, Offer
from srmlib.cost.ledger import cost_summary
from srmlib.cost.summary import CostLine, CostSummary
from srmlib.cost.uncertainty import CostInterval, CostIntervals, Swing
from srmlib.figures.break_even import break_even_lines
from srmlib.figures.labels import LINE, spread_apart, width_of
from srmlib.figures.shapes import in_two_lines, round_numbers
from srmlib.figures.slope import price_against_total
from srmlib.figures.svg import Figure
from srmlib.figures.theme import LIGHT, SPARE_ROOM, var
from srmlib.figures.tornado import rate_tornado
from srmlib.figures.waterfall import ADDED, cost_waterfall
from srmlib.rules.calendar import Quarter

# A drawing is right to a hundredth of a pixel.
pixels = partial(pytest.approx, abs=0.03)
HOSTILE = "</script><img src=x onerror=alert(1)>"
PER_PIECE = "EUR per good piece"
TITLES = ("Headline", "Subtitle")


def line(
    element: str,
    amount: str = "0.00",
    state: str = "amount",
    cause: str = "theirs",
    **other: object,
) -> CostLine:
    """A cost line that is named as its id is; one event where it has an amount."""
    known = {
        "known_count": 0,
        "included_count": 0,
        "unknown_count": 0,
        "events": 1 if Decimal(amount) else 0,
        "by_cause": {cause: Decimal(amount)},
    } | other
    return CostLine(element, element, Decimal(amount), state, None, **known)


def cost(
    *lines: CostLine, good_qty: str | None = None, price: str = "1000.00"
) -> CostSummary:
    total = Decimal(price) + sum(line.amount for line in lines)
    return CostSummary(
        "EUR",
        Decimal(price),
        total,
        (line("price", price), *lines),
        Decimal(good_qty) if good_qty else None,
        "piece",
        10,
    )


def waterfall(
    *lines: CostLine, spread: CostIntervals | None = None, **other: str
) -> Figure:
    return cost_waterfall(cost(*lines, **other), *TITLES, spread)


def legend_words(figure: Figure) -> list[str]:
    """What stands above the drawing, beside a swatch each."""
    return re.findall(
        r"<li><svg[^>]*><path[^>]*/></svg>([^<]*)</li>", unescape(figure.html())
    )


def amounts(figure: Figure, column: str) -> list[Decimal]:
    return [
        Decimal(row[column].replace("−", "-").replace(",", ""))
        for row in figure.table
        if row[column] not in ("not known", "nothing")
    ]


# The figures every test of the recipe reads: invented firms, numbers as in the design.
LINES = (
    line("freight_duty", "2350.00", cause="terms"),
    line(
        "expedite",
        "920.00",
        by_cause={"theirs": Decimal(600), "ours": Decimal(320)},
        events=23,
    ),
    line("payment_terms", "-300.00", cause="terms"),
    line(
        "scrap",
        "1660.00",
        by_cause={"theirs": Decimal(1460), "open": Decimal(200)},
        events=41,
    ),
    line("customer_fail", "830.00", cause="open", events=2),
    line("recovered", "-710.00", events=6),
)
INTERVALS = {
    "expedite": CostInterval(0.62, 1.3),
    "payment_terms": CostInterval(-0.41, -0.22),
    "scrap": CostInterval(1.2, 2.2),
    "customer_fail": CostInterval(0.0, 2.1),
    "recovered": CostInterval(-0.93, -0.4),
}
SPREAD = CostIntervals(
    PER_PIECE, CostInterval(46.0, 49.0), CostInterval(3.5, 6.4), INTERVALS
)


def offer(
    supplier: str,
    price: str,
    total: str,
    ranks: tuple[int, int],
    interval: tuple[float, float] | None = None,
    known: int = 41,
) -> Offer:
    between = CostInterval(*interval) if interval else None
    amounts = Decimal(price) * 100, Decimal(total) * 100, {}, Decimal(price), Decimal(total)
    return Offer(
        supplier,
        supplier,
        "P-1",
        "EUR",
        "piece",
        Decimal(100),
        *amounts,
        between,
        Decimal(0),
        None,
        known,
        41,
        0,
        *ranks,
    )


def not_comparable(supplier: str) -> Offer:
    return replace(
        offer(supplier, "0", "0", (0, 0)),
        good_qty=None,
        uom=None,
        price_per_unit=None,
        total_per_unit=None,
        rank_by_price=None,
        rank_by_total=None,
    )


OFFERS = [
    offer("Meridian", "44.80", "46.95", (2, 1), (46.1, 48.2)),
    offer("Harrow", "42.10", "49.92", (1, 2), (48.6, 51.5)),
    offer("Castellan", "44.81", "50.10", (3, 3), (48.2, 54.8)),
    offer("Osei", "45.60", "52.00", (4, 4), known=36),
]


def swing(rate: str, unit: str, *values: str) -> Swing:
    """Low, value, high, then the total at low and at high."""
    return Swing(rate, unit, *(Decimal(value) for value in values))


IN_FORCE = Decimal("49.92")
SWINGS = [
    swing("line_stop_rate", "EUR/minute", "45.00", "55.00", "70.00", "48.92", "51.42"),
    swing("reference_days", "days", "20", "30", "45", "50.42", "49.42"),
    swing("order_line_rate", "EUR/line", "6.50", "6.50", "7.00", "49.92", "50.17"),
    swing("service_level", "%", "95", "95", "95", "49.92", "49.92"),
]
PAIR = (
    offer("Harrow", "42.10", "49.92", (1, 2)),
    offer("Meridian", "44.80", "46.95", (2, 1)),
)
RISING = [(Fraction(45), Fraction(1, 10)), (Fraction(46), Fraction(1, 20))]


def crossing(value: str = "55", at: str | None = "20.00") -> BreakEven:
    return BreakEven(
        "line_stop_rate",
        "EUR/minute",
        Decimal(value),
        at and Decimal(at),
        "Harrow",
        "Meridian",
        "They change places.",
    )


def all_figures(headline: str = "Headline", named: str = "") -> Iterator[Figure]:
    """One of each kind, every name in it followed by `named`."""
    lines = [replace(known, name=known.name + named) for known in LINES]
    offers = [
        replace(known, name=known.name + named)
        for known in (*OFFERS, not_comparable("Lindqvist"))
    ]
    swings = [
        replace(known, rate_name=known.rate_name + named, rate_unit=known.rate_unit + named)
        for known in SWINGS
    ]
    pair = tuple(replace(known, name=known.name + named) for known in PAIR)
    yield cost_waterfall(
        cost(*lines, good_qty="1000", price="42100.00"), headline, "Subtitle", SPREAD
    )
    yield price_against_total(offers, headline, "Subtitle")
    yield rate_tornado(swings, IN_FORCE, PER_PIECE + named, headline, "Subtitle")
    yield break_even_lines(
        replace(crossing(), rate_name="line_stop_rate" + named),
        pair,
        RISING,
        headline,
        "Subtitle",
    )


@pytest.fixture(scope="module")
def drawn() -> list[Figure]:
    return list(all_figures())


# The recipe


def test_the_same_facts_give_the_same_bytes(drawn):
    assert [figure.html() for figure in all_figures()] == [
        figure.html() for figure in drawn
    ]


def test_a_figure_is_valid_html_with_a_description_and_a_table_twin(drawn):
    assert len({figure.id for figure in drawn}) == 4
    for figure in drawn:
        html5lib.HTMLParser(strict=True).parseFragment(str(figure.html()))
        assert f'<title id="{figure.id}-title">Headline</title>' in figure.svg
        assert figure.description.startswith("Headline. ")
        assert figure.html().count("<tr>") == len(figure.table) + 1
        assert len({tuple(row) for row in figure.table}) == 1


def test_colours_are_roles_and_text_is_large_enough(drawn):
    for figure in drawn:
        assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', figure.svg)) - {
            "none",
            "transparent",
        } <= {var(role) for role in LIGHT}
        assert (
            min(float(size) for size in re.findall(r'font-size="([\d.]+)px"', figure.svg))
            >= 11
        )


def test_nothing_that_is_no_number_is_ever_drawn_or_told(drawn):
    for figure in drawn:
        assert not re.search(
            r"nan|NaN|None|undefined|null|inf\b|−0\.00\b|E[+-]\d", figure.html()
        )


def test_no_two_texts_overlap(drawn):
    for figure in drawn:
        found = texts(figure)
        assert len(found) > 5
        assert [
            (one.words, other.words)
            for one, other in combinations(found, 2)
            if one.touches(other)
        ] == []


def test_everything_lies_within_the_drawing(drawn):
    for figure in drawn:
        width, height = map(
            float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', figure.svg).groups()
        )
        for mark in texts(figure):
            assert mark.left >= 0
            assert mark.right + SPARE_ROOM <= width
            assert mark.top >= -2
            assert mark.bottom <= height + 2


def test_hostile_text_stays_text():
    for figure in all_figures(HOSTILE, HOSTILE):
        assert "<img" not in figure.html()
        assert "</script" not in figure.html()
        assert figure.html().count("&lt;/script&gt;") >= 3


# The waterfall: what is printed


def test_the_additions_shown_add_up_to_the_last_row(sample):
    summary = cost_summary(sample, "S-1001", Quarter.parse("2026Q3"))
    *additions, added = amounts(cost_waterfall(summary, *TITLES), PER_PIECE)
    assert sum(additions) == added == summary.per_good_unit - summary.price_per_good_unit


def test_rounding_never_moves_an_addition_by_more_than_a_cent():
    elements = ("scrap", "expedite", "line_stop", "support_time")
    *additions, added = amounts(
        waterfall(*(line(element, "1.00") for element in elements), good_qty="3"), PER_PIECE
    )
    assert sum(additions) == added
    assert all(abs(amount - Decimal(1) / 3) < Decimal("0.01") for amount in additions)


def test_without_a_good_quantity_the_additions_are_totals():
    figure = waterfall(line("scrap", "722327.76"), line("recovered", "-1268.00"))
    assert [row["EUR"] for row in figure.table] == [
        "+722,327.76",
        "−1,268.00",
        "+721,059.76",
    ]


FREIGHT = line("freight", state="unknown", unknown_count=10)
INSURANCE = line("insurance", "12.00", cause="terms", known_count=10)


def test_an_unknown_freight_says_so_and_has_no_bar():
    figure = waterfall(
        line(
            "freight_duty",
            "12.00",
            state="partly",
            unknown_count=10,
            components=(FREIGHT, INSURANCE),
        )
    )
    assert figure.table[0] == {
        "element": "freight",
        "EUR": "not known",
        "rests on": "known for 0 of 10 receipts",
    }
    assert not marks(figure, "freight: ")
    assert len(marks(figure, "insurance: ")) == 1
    assert figure.table[-1]["rests on"] == "only what is known"


def test_freight_partly_in_the_price_is_no_zero():
    figure = waterfall(
        line(
            "freight_duty",
            state="partly",
            known_count=5,
            included_count=5,
            unknown_count=36,
        )
    )
    assert [row["EUR"] for row in figure.table] == ["not known", "not known"]
    assert (
        figure.table[0]["rests on"] == "included in the price for 5, not known for 36 of 41"
    )
    assert not re.search(r"(?<![\d,])0\.00", figure.html())


def test_freight_wholly_in_the_price_adds_nothing():
    figure = waterfall(
        line("freight_duty", state="included", known_count=10, included_count=10)
    )
    assert [row["EUR"] for row in figure.table] == ["in the price", "nothing"]


def test_an_element_whose_components_are_all_known_is_one_row():
    duty = line("duty", "8.00", cause="terms", known_count=10)
    figure = waterfall(
        line(
            "freight_duty",
            "20.00",
            cause="terms",
            known_count=10,
            components=(duty, INSURANCE),
        )
    )
    assert [row["element"] for row in figure.table] == ["freight_duty", ADDED]


def test_a_figure_with_long_notes_scrolls_before_its_text_gets_smaller_than_eleven_pixels():
    freight = line(
        "freight_duty",
        "12.00",
        state="partly",
        known_count=40,
        included_count=15,
        unknown_count=36,
    )
    figure = waterfall(freight, line("safety_stock_for_the_spread_of_lead_times", "3.00"))
    most, least = map(
        float, re.search(r"max-width:([\d.]+)px;min-width:([\d.]+)px", figure.svg).groups()
    )
    assert most * 11 / 13 > 760
    assert 13 * least / most >= 11


def test_a_cost_that_no_receipt_bears_and_that_is_not_known_is_told():
    figure = waterfall(
        line("scrap", "5.00", state="partly", unknown_events=2),
        line("warranty", state="unknown", unknown_events=1),
    )
    assert [row["rests on"] for row in figure.table] == [
        "1 event, not known for 2 more",
        "not known for 1 event",
        "only what is known",
    ]
    assert figure.table[1]["EUR"] == "not known"


def test_each_part_of_a_bar_has_the_colour_of_the_firm_whose_cause_it_is():
    causes = {"theirs": "6.00", "ours": "1.00", "shared": "1.50", "open": "2.00"}
    scrap = line(
        "scrap",
        "10.50",
        by_cause={cause: Decimal(amount) for cause, amount in causes.items()},
    )
    figure = waterfall(scrap, line("order_admin", "3.00", cause="terms"))
    parts = {
        mark.attributes["fill"]: mark.words
        for mark in marks(figure, "scrap: ") + marks(figure, "order_admin: ")
    }
    assert parts == {
        var("cause-theirs"): "scrap: +10.50, of it +6.00 cause: the supplier",
        var("cause-not-agreed"): "scrap: +10.50, of it +2.00 cause not agreed yet",
        var("cause-shared"): "scrap: +10.50, of it +1.50 cause: shared",
        var("cause-ours"): "scrap: +10.50, of it +1.00 cause: the buyer",
        var("cause-terms"): "order_admin: +3.00, of it +3.00 follows from agreed terms",
    }


def test_only_what_is_agreed_to_be_the_suppliers_has_the_suppliers_colour():
    others = [
        line(cause, "2.00", cause=cause) for cause in ("ours", "shared", "open", "terms")
    ]
    assert var("cause-theirs") not in waterfall(*others).html()


def test_what_is_taken_off_has_a_colour_of_its_own_by_whosever_cause_it_is():
    mixed = {"theirs": Decimal(5), "ours": Decimal(-1), "terms": Decimal(-2)}
    figure = waterfall(line("scrap", "2.00", by_cause=mixed), line("recovered", "-1.00"))
    added, taken_off = marks(figure, "scrap: ")
    (recovered,) = marks(figure, "recovered: ")
    assert added.attributes["fill"] == var("cause-theirs")
    assert (
        taken_off.attributes["fill"] == recovered.attributes["fill"] == var("cost-credit")
    )
    assert (taken_off.right, added.width / taken_off.width) == pytest.approx(
        (added.right, 5 / 3), abs=0.01
    )


def test_the_legend_names_every_colour_that_is_drawn_and_no_other():
    figure = waterfall(
        line("freight_duty", "3.00", cause="terms"),
        line("order_admin", "2.00", cause="ours"),
    )
    assert legend_words(figure) == ["cause: the buyer", "follows from agreed terms"]
    figure = waterfall(line("scrap", "5.00", cause="open"), line("recovered", "-1.00"))
    assert legend_words(figure) == ["cause not agreed yet", "credit"]


def test_the_legend_calls_the_firms_by_their_names():
    known = cost(line("scrap", "5.00"), line("order_admin", "2.00", cause="ours"))
    figure = cost_waterfall(known, *TITLES, supplier="Harrow", buyer="Tarn & Sons")
    assert legend_words(figure) == ["cause: Harrow", "cause: Tarn & Sons"]


def test_the_scale_starts_at_the_price():
    zero = bars(waterfall(line("scrap", "5.00"), price="40.00"), "scrap")[0].left
    figure = waterfall(line("scrap", "5.00"), price="40.00")
    price = text(figure, "price")
    assert (price.left + price.right) / 2 == pytest.approx(zero, abs=0.01)
    assert text(figure, "EUR, on top of the price of 40.00")


def test_with_nothing_received_nothing_is_said_of_a_price():
    figure = waterfall(line("support_time", "5.00"), price="0.00")
    assert text(figure, "0")
    assert text(figure, "EUR, with nothing received")
    assert figure.table[-1]["element"] == "All of it"
    assert "on top of" not in figure.html() and ADDED not in figure.html()


@pytest.mark.parametrize(("empty", "rows"), [(0, 2), (3, 5), (4, 2)])
def test_elements_without_events_are_drawn_when_few_and_else_stand_in_the_table_only(
    empty, rows
):
    nothing = [
        line(element)
        for element in ("line_stop", "warranty", "corrective", "inspection")[:empty]
    ]
    figure = waterfall(line("scrap", "5.00"), *nothing)
    assert (
        len(
            [
                mark
                for mark in texts(figure)
                if mark.words in {row["element"] for row in figure.table}
            ]
        )
        == rows
    )
    assert [row["EUR"] for row in figure.table] == ["+5.00", *["nothing"] * empty, "+5.00"]


def test_an_element_that_is_not_measured_is_no_row():
    figure = waterfall(line("scrap", "5.00"), line("warranty", state="not_measured"))
    assert "warranty" not in figure.html()
    assert waterfall(line("warranty", state="not_measured")) is None


def test_nothing_received_and_nothing_happened_is_no_figure():
    assert (
        cost_waterfall(
            CostSummary("EUR", Decimal(0), Decimal(0), (), None, None, 0), *TITLES
        )
        is None
    )


def test_a_figure_may_have_a_name_of_its_own():
    assert cost_waterfall(cost(*LINES), *TITLES, name="what-if").id == "what-if"


# The waterfall: what is drawn


@pytest.fixture(scope="module")
def with_whiskers(drawn) -> Figure:
    return drawn[0]


@pytest.fixture(scope="module")
def pixels_per_unit(with_whiskers) -> float:
    (freight,) = marks(with_whiskers, "freight_duty: ")
    return freight.width / 2.35


def bars(figure: Figure, element: str) -> list[Mark]:
    return [mark for mark in marks(figure, f"{element}: ") if "interval" not in mark.words]


def whisker(figure: Figure, element: str) -> Mark:
    (found,) = marks(figure, f"{element}: 95% interval")
    return found


def test_bars_are_as_long_as_their_amounts_and_each_starts_where_the_one_above_ends(
    with_whiskers, pixels_per_unit
):
    running = 0.0
    zero = bars(with_whiskers, "freight_duty")[0].left
    for known in LINES:
        drawn = bars(with_whiskers, known.id)
        before, running = running, running + float(known.amount) / 1000
        assert [
            min(mark.left for mark in drawn),
            max(mark.right for mark in drawn),
        ] == pixels(sorted(zero + pixels_per_unit * end for end in (before, running)))
    (added,) = bars(with_whiskers, ADDED)
    assert added.width == pixels(pixels_per_unit * running)
    assert added.left == zero


def test_numbers_of_the_axis_stand_where_their_values_lie(with_whiskers, pixels_per_unit):
    zero = bars(with_whiskers, "freight_duty")[0].left
    numbers = [mark for mark in texts(with_whiskers) if re.fullmatch(r"[+−]\d", mark.words)]
    assert len(numbers) > 1
    for mark in numbers:
        at = zero + pixels_per_unit * int(mark.words.replace("−", "-"))
        assert (mark.left + mark.right) / 2 == pixels(at)


def test_parts_of_a_bar_are_as_long_as_the_amounts_of_their_causes(
    with_whiskers, pixels_per_unit
):
    assert [mark.width for mark in bars(with_whiskers, "scrap")] == pixels(
        [pixels_per_unit * 1.46, pixels_per_unit * 0.2]
    )


def test_whiskers_reach_from_end_to_end_of_the_intervals(with_whiskers, pixels_per_unit):
    running = 0.0
    zero = bars(with_whiskers, "freight_duty")[0].left
    for known in LINES:
        if interval := INTERVALS.get(known.id):
            found = whisker(with_whiskers, known.id)
            assert [found.left, found.right] == pixels(
                [
                    zero + pixels_per_unit * (running + end)
                    for end in (interval.low, interval.high)
                ]
            )
        running += float(known.amount) / 1000
    added = whisker(with_whiskers, ADDED)
    assert [added.left, added.right] == pixels(
        [zero + pixels_per_unit * 3.5, zero + pixels_per_unit * 6.4]
    )


def test_a_whisker_lies_on_a_halo_so_that_it_is_seen_on_a_dark_bar(with_whiskers):
    found = whisker(with_whiskers, ADDED)
    halos = [
        element
        for element in ElementTree.fromstring(with_whiskers.svg)
        if element.get("d") == found.attributes["d"]
    ]
    assert [halo.get("stroke") for halo in halos] == [var("paper"), var("ink")]
    widths = [float(halo.get("stroke-width")) for halo in halos]
    assert widths[0] >= widths[1] + 2


def test_values_stand_clear_of_whiskers_and_notes_clear_of_values(with_whiskers):
    for row in with_whiskers.table[:-1]:
        drawn = bars(with_whiskers, row["element"]) + marks(
            with_whiskers, f"{row['element']}: 95% interval"
        )
        value = text(with_whiskers, row[PER_PIECE])
        assert value.left >= max(mark.right for mark in drawn) + 4
        assert value.right <= min(
            mark.left for mark in texts(with_whiskers) if "event" in mark.words
        )


def test_intervals_are_told_beside_the_sum_and_in_the_table(with_whiskers):
    assert (
        text(with_whiskers, "95% interval 3.50 to 6.40").left
        == text(with_whiskers, "41 events").left
    )
    assert [row["95% interval"] for row in with_whiskers.table] == [
        "",
        "0.62 to 1.30",
        "−0.41 to −0.22",
        "1.20 to 2.20",
        "0.00 to 2.10",
        "−0.93 to −0.40",
        "3.50 to 6.40",
    ]
    assert "scrap: +1.66 (95% interval 1.20 to 2.20)" in with_whiskers.description


def test_without_intervals_nothing_is_said_of_them():
    assert "interval" not in waterfall(*LINES, good_qty="1000").html()


def test_an_unknown_part_of_the_sum_is_told_beside_its_interval():
    spread = CostIntervals("EUR", None, CostInterval(1.0, 9.0), {})
    figure = waterfall(
        line("scrap", "5.00", state="partly", unknown_events=2), spread=spread
    )
    said = [mark.words for mark in texts(figure)]
    assert "95% interval 1.00 to 9.00, only what is known" in " ".join(said)
    assert figure.table[-1]["rests on"] == "only what is known"


def test_the_interval_of_freight_belongs_to_its_one_known_component():
    spread = CostIntervals("EUR", None, None, {"freight_duty": CostInterval(10.0, 15.0)})
    partly = line(
        "freight_duty",
        "12.00",
        state="partly",
        unknown_count=10,
        components=(FREIGHT, INSURANCE),
    )
    assert whisker(waterfall(partly, spread=spread), "insurance")
    duty = line("duty", "8.00", cause="terms", known_count=10)
    of_two = waterfall(
        replace(partly, amount=Decimal(20), components=(FREIGHT, duty, INSURANCE)),
        spread=spread,
    )
    assert "95% interval 10.00" not in of_two.svg


def test_an_interval_too_narrow_to_see_does_not_hide_its_bar():
    narrow, wide = CostInterval(99.95, 100.05), CostInterval(80.0, 130.0)
    figure = waterfall(
        line("scrap", "100.00"), spread=CostIntervals("EUR", None, wide, {"scrap": narrow})
    )
    assert marks(figure, "scrap: 95% interval") == []
    assert figure.table[0]["95% interval"] == "99.95 to 100.05"


def test_intervals_in_another_unit_are_refused():
    with pytest.raises(
        ValueError,
        match=(
            "the intervals are in EUR per good piece, the amounts in EUR: give those of the"
            " same supplier"
        ),
    ):
        waterfall(*LINES, spread=SPREAD)


def test_credits_beyond_all_costs_are_drawn_left_of_zero():
    spread = CostIntervals("EUR", None, CostInterval(-9.0, -1.0), {})
    figure = waterfall(line("scrap", "4.00"), line("recovered", "-9.00"), spread=spread)
    zero = bars(figure, "scrap")[0].left
    assert [mark.right for mark in bars(figure, ADDED)] == [pixels(zero)]
    assert whisker(figure, ADDED).left < bars(figure, ADDED)[0].left < zero
    assert text(figure, "recovered").right <= whisker(figure, ADDED).left


# Labels


@given(st.text("ab xyz", max_size=60), st.integers(30, 300))
def test_a_long_text_takes_two_lines_that_have_room_and_loses_nothing_but_what_is_cut(
    words, room
):
    lines = in_two_lines(words, room)
    assert len(lines) <= 2
    assert all(width_of(line) <= room for line in lines)
    whole = " ".join(lines)
    assert whole == words or whole.endswith("…")


@given(st.floats(-1e9, 1e9), st.floats(0.001, 1e9), st.integers(2, 7))
def test_numbers_of_an_axis_are_few_even_and_on_it(low, length, most):
    high = low + length
    found = round_numbers(low, high, most)
    assert len(found) <= most
    assert all(low - 1e-6 <= value <= high + 1e-6 for value in found)
    assert len({after - before for before, after in pairwise(found)}) <= 1
    assert low > 0 or high < 0 or Decimal(0) in found


@pytest.mark.parametrize(
    "scale", ["0.01", "1", "1000000"], ids=["cents", "units", "millions"]
)
def test_whatever_the_amounts_the_figure_can_be_read(scale):
    lines = [
        replace(
            known,
            name=f"{known.name} with a name that is longer than its column",
            amount=known.amount * Decimal(scale),
            by_cause={
                cause: amount * Decimal(scale) for cause, amount in known.by_cause.items()
            },
            state="partly",
            unknown_count=36,
            included_count=15,
        )
        for known in LINES
    ]
    figure = waterfall(*lines)
    found = texts(figure)
    assert [
        (one.words, other.words)
        for one, other in combinations(found, 2)
        if one.touches(other)
    ] == []
    width = float(re.search(r'viewBox="0 0 ([\d.]+)', figure.svg)[1])
    assert all(mark.left >= 0 and mark.right + SPARE_ROOM <= width for mark in found)


@given(st.lists(st.floats(-500, 500), min_size=1, max_size=12), st.floats(1, 40))
def test_labels_spread_apart_keep_their_order_and_stay_where_they_can(places, gap):
    apart = spread_apart(places, gap)
    by_place = sorted(range(len(places)), key=lambda place: places[place])
    assert all(
        apart[below] - apart[above] >= gap - 1e-6 for above, below in pairwise(by_place)
    )
    assert sum(apart) == pytest.approx(sum(places), abs=1e-6)
    if all(places[below] - places[above] >= gap for above, below in pairwise(by_place)):
        assert apart == pytest.approx(places)


# Price against total


@pytest.fixture(scope="module")
def slope(drawn) -> Figure:
    return drawn[1]


def test_lines_run_from_the_price_to_the_total_on_one_scale(slope):
    found = {known.name: marks(slope, f"{known.name}: price")[0] for known in OFFERS}
    per_unit = (found["Osei"].bottom - found["Osei"].top) / 6.4
    for known in OFFERS:
        mark = found[known.name]
        assert mark.bottom - mark.top == pixels(
            float(known.total_per_unit - known.price_per_unit) * per_unit
        )
        assert found["Harrow"].bottom - mark.bottom == pixels(
            float(known.price_per_unit - Decimal("42.10")) * per_unit
        )
        if known.interval:
            interval = marks(slope, f"{known.name}: 95% interval")[0]
            assert [mark.top - interval.top, interval.bottom - mark.top] == pixels(
                [
                    (known.interval.high - float(known.total_per_unit)) * per_unit,
                    (float(known.total_per_unit) - known.interval.low) * per_unit,
                ]
            )
            assert (interval.left + interval.right) / 2 == pixels(mark.right)


def test_intervals_do_not_lie_on_each_other(slope):
    places = [
        marks(slope, f"{known.name}: 95% interval")[0].left
        for known in OFFERS
        if known.interval
    ]
    assert all(abs(one - other) >= 8 for one, other in combinations(places, 2))


def test_only_those_who_change_places_stand_out(slope):
    for known in OFFERS:
        expected = var("ink") if known.name in ("Harrow", "Meridian") else var("interval")
        assert marks(slope, f"{known.name}: price")[0].attributes["stroke"] == expected
        assert [
            mark.attributes.get("font-weight") == "bold"
            for mark in texts(slope)
            if mark.words == known.name
        ] == [expected == var("ink")] * 2


def test_those_equal_by_price_do_not_change_places():
    equal = [
        offer("Harrow", "42.10", "49.92", (1, 2)),
        offer("Meridian", "42.10", "46.95", (1, 1)),
    ]
    assert f'stroke="{var("ink")}"' not in price_against_total(equal, *TITLES).svg


def test_names_and_values_stand_at_both_ends_in_the_order_of_the_values(slope):
    middle = float(re.search(r'viewBox="0 0 ([\d.]+)', slope.svg)[1]) / 2
    left, right = (
        [
            mark.words
            for mark in sorted(texts(slope), key=lambda mark: mark.top)
            if (mark.right < middle) == is_left
        ]
        for is_left in (True, False)
    )
    assert [words for words in left if words in {known.name for known in OFFERS}] == [
        "Osei",
        "Castellan",
        "Meridian",
        "Harrow",
    ]
    assert [words for words in right if words in {known.name for known in OFFERS}] == [
        "Osei",
        "Castellan",
        "Harrow",
        "Meridian",
    ]
    assert [words for words in left if re.fullmatch(r"[\d.]+", words)] == [
        "45.60",
        "44.81",
        "44.80",
        "42.10",
    ]
    assert [words for words in right if re.fullmatch(r"[≥ \d.]+", words)] == [
        "≥ 52.00",
        "50.10",
        "49.92",
        "46.95",
    ]


def test_many_suppliers_close_together_can_all_be_read():
    many = [
        offer(
            f"S{number:02}",
            f"{42 + number / 100:.2f}",
            f"{49 - number / 100:.2f}",
            (number + 1, 14 - number),
            (48.5, 49.5),
        )
        for number in range(14)
    ]
    found = texts(price_against_total(many, *TITLES))
    assert [
        (one.words, other.words)
        for one, other in combinations(found, 2)
        if one.touches(other)
    ] == []
    labels = sorted(
        mark.top for mark in found if re.fullmatch(r"49\.\d\d|48\.\d\d", mark.words)
    )
    assert len(labels) == 14
    assert all(below - above >= LINE - 0.01 for above, below in pairwise(labels))


def test_the_table_names_all_and_says_what_is_not_known(slope):
    assert [row["supplier"] for row in slope.table] == [
        "Meridian",
        "Harrow",
        "Castellan",
        "Osei",
        "Lindqvist",
    ]
    assert [row[f"total, {PER_PIECE}"] for row in slope.table] == [
        "46.95",
        "49.92",
        "50.10",
        "at least 52.00",
        "n/a",
    ]
    assert [(row["place by price"], row["place by total"]) for row in slope.table] == [
        ("2", "1"),
        ("1", "2"),
        ("3", "3"),
        ("4", "4"),
        ("n/a", "n/a"),
    ]
    assert slope.table[3]["known"] == "freight is known for 36 of 41 receipts"
    assert "Lindqvist" not in slope.svg


@pytest.mark.parametrize(
    "offers",
    [[], OFFERS[:1], [OFFERS[0], not_comparable("Lindqvist")]],
    ids=["none", "one", "one comparable"],
)
def test_fewer_than_two_offers_are_no_figure(offers):
    assert price_against_total(offers, *TITLES) is None


def test_suppliers_that_cost_the_same_are_drawn_level():
    figure = price_against_total(
        [offer("Harrow", "5", "5", (1, 1)), offer("Meridian", "5", "5", (1, 1))], *TITLES
    )
    one, other = marks(figure, "Harrow: price")[0], marks(figure, "Meridian: price")[0]
    assert one.top == one.bottom == other.top == other.bottom


# The tornado


@pytest.fixture(scope="module")
def tornado(drawn) -> Figure:
    return drawn[2]


def test_bars_reach_from_the_total_in_force_to_the_total_at_each_end(tornado):
    low, high = (
        marks(tornado, "Line stop rate at 45 EUR/minute")[0],
        marks(tornado, "Line stop rate at 70 EUR/minute")[0],
    )
    zero, per_unit = high.left, high.width / 1.5
    assert (low.right, low.width) == pixels((zero, 1.0 * per_unit))
    longer, shorter = (
        marks(tornado, "Reference days at 20 days")[0],
        marks(tornado, "Reference days at 45 days")[0],
    )
    assert (longer.left, longer.width, shorter.right, shorter.width) == pixels(
        (zero, 0.5 * per_unit, zero, 0.5 * per_unit)
    )
    (only,) = marks(tornado, "Order line rate")
    assert (only.left, only.width) == pixels((zero, 0.25 * per_unit))


def test_each_end_is_named_on_its_own_side(tornado):
    low, high = (
        marks(tornado, "Line stop rate at 45 EUR/minute")[0],
        marks(tornado, "Line stop rate at 70 EUR/minute")[0],
    )
    assert text(tornado, "48.92 at 45").right <= low.left
    assert text(tornado, "51.42 at 70").left >= high.right
    assert text(tornado, "49.42 at 45").right < text(tornado, "50.42 at 20").left
    assert text(tornado, "in force 55 EUR/minute").left > text(tornado, "51.42 at 70").right


def test_low_is_pale_and_high_is_solid_on_whichever_side(tornado):
    for rate in ("Line stop rate", "Reference days"):
        assert [mark.attributes["fill"] for mark in marks(tornado, rate)] == [
            var("cost-grey-pale"),
            var("cost-grey"),
        ]


def test_a_rate_that_moves_nothing_stands_in_the_table_only(tornado):
    assert [row["rate"] for row in tornado.table] == [
        "Line stop rate",
        "Reference days",
        "Order line rate",
        "Service level",
    ]
    assert "Service level" not in tornado.svg
    assert rate_tornado(SWINGS[3:], IN_FORCE, PER_PIECE, *TITLES) is None
    assert rate_tornado([], IN_FORCE, PER_PIECE, *TITLES) is None


def test_the_table_has_rates_with_their_units_and_totals(tornado):
    assert tornado.table[0] == {
        "rate": "Line stop rate",
        "unit": "EUR/minute",
        "low": "45",
        "in force": "55",
        "high": "70",
        f"{PER_PIECE} at low": "48.92",
        "at the rates in force": "49.92",
        "at high": "51.42",
    }


def test_two_ends_on_one_side_keep_their_labels_apart():
    """A rate that fell within the quarter: the total at the low end of its last value may lie above
    the one in force.
    """
    figure = rate_tornado(
        [swing("support_rate", "EUR/hour", "40", "44", "50", "50.10", "50.40")],
        IN_FORCE,
        PER_PIECE,
        *TITLES,
    )
    assert text(figure, "50.10 at 40").right < text(figure, "50.40 at 50").left


# The break-even


@pytest.fixture(scope="module")
def break_even(drawn) -> Figure:
    return drawn[3]


def height_at(line: Mark, across: float) -> float:
    """Of a rising line, how far from the top it is there."""
    return line.bottom - (line.bottom - line.top) * (across - line.left) / line.width


def test_both_lines_meet_in_the_crossing_and_pass_through_their_totals_in_force(break_even):
    square, rule = (
        marks(break_even, "same cost: 47.00 at 20")[0],
        marks(break_even, "same cost at 20")[0],
    )
    across, height, in_force = (
        rule.left,
        (square.top + square.bottom) / 2,
        marks(break_even, "in force 55")[0].left,
    )
    assert (square.left + square.right) / 2 == pytest.approx(across, abs=0.01)
    for name in ("Harrow", "Meridian"):
        line, dot = (
            marks(break_even, f"{name}: from")[0],
            marks(break_even, f"{name}: ")[-1],
        )
        assert (across - line.left) / (in_force - line.left) == pytest.approx(20 / 55)
        assert height_at(line, across) == pytest.approx(height, abs=0.01)
        assert (dot.left, dot.top) == pytest.approx(
            (in_force, height_at(line, in_force)), abs=0.01
        )


def test_totals_at_the_rate_in_force_are_told_and_the_cheaper_one_is_dark(break_even):
    assert [
        text(break_even, name).attributes["fill"] for name in ("Harrow", "Meridian")
    ] == [
        var("muted"),
        var("ink"),
    ]
    assert (
        text(break_even, "50.50 at the rate in force").top > text(break_even, "Harrow").top
    )
    assert (
        text(break_even, "48.75 at the rate in force").top
        > text(break_even, "Meridian").top
    )


def test_the_table_has_both_totals_at_every_rate_named(break_even):
    columns = ["without it", "at 55 EUR/minute (in force)", "at 20 EUR/minute (same cost)"]
    assert [
        [row["supplier"], *(row[f"{PER_PIECE} {column}"] for column in columns)]
        for row in break_even.table
    ] == [["Harrow", "45.00", "50.50", "47.00"], ["Meridian", "46.00", "48.75", "47.00"]]


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("19.99", "20.00"),
        ("20.00", "20.00"),
        ("20.01", "20.00"),
        ("0.50", "20.00"),
        ("300", "20.00"),
        ("6.00", "2782.80"),
    ],
)
def test_the_names_of_both_rates_never_meet(value, at):
    figure = break_even_lines(crossing(value, at), PAIR, RISING, *TITLES)
    found = texts(figure)
    assert [
        (one.words, other.words)
        for one, other in combinations(found, 2)
        if one.touches(other)
    ] == []


def test_lines_that_never_cross_have_no_mark_of_equal_cost():
    figure = break_even_lines(
        crossing(at=None),
        PAIR,
        [(Fraction(45), Fraction(1, 10)), (Fraction(46), Fraction(1, 10))],
        *TITLES,
    )
    assert "same cost" not in figure.html()
    assert marks(figure, "in force 55")


def test_a_supplier_that_cannot_be_compared_is_no_figure():
    assert break_even_lines(crossing(at=None), PAIR, [None, RISING[1]], *TITLES) is None


@pytest.mark.parametrize(
    "lines",
    [
        [(Fraction(45), Fraction(0))] * 2,
        [(Fraction(10**6), Fraction(0)), (Fraction(45), Fraction(10**6))],
    ],
    ids=["same", "far"],
)
def test_any_pair_of_lines_can_be_drawn(lines):
    figure = break_even_lines(crossing("0", None), PAIR, lines, *TITLES)
    html5lib.HTMLParser(strict=True).parseFragment(str(figure.html()))
    assert not re.search(r"nan|NaN|undefined|Infinity", figure.html())
