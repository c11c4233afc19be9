"""Notebook 40 from inside: its sentences, its answers, and its controls moved from Python and in a
kernel.
"""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import nbformat
import papermill
import pytest
from cost_rows import booked, by_rate
from hypothesis import given
from hypothesis import strategies as st
from small_world import small_home

from srmlib.cost.closing import Closing
from srmlib.cost.compare import Offer
from srmlib.cost.scenario import Change, QuarterLedger
from srmlib.cost.uncertainty import CostInterval, Swing
from srmlib.cost.what_if import Range, Saving
from srmlib.errors import UsageError
from srmlib.notebook import total_cost, words
from srmlib.notebook.controls import (
    BREAK_EVEN,
    COST,
    HEADLESS,
    SUPPLIERS,
    WIDGET_VIEW,
    CostControls,
    steps,
)
from srmlib.reports.templating import style_sheet
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import open_snapshot
from srmlib.workspace import PROJECT

Q3 = Quarter.parse("2026Q3")


def lines_of(
    supplier_id: str, part_id: str, price: str, late: int
) -> tuple[list[dict], list[dict]]:
    """Twenty lines due on 10 July, the first so many received ten days late."""
    ids = [f"{supplier_id}{number:02}" for number in range(20)]
    days = ["2026-07-20"] * late + ["2026-07-10"] * (20 - late)
    lines = [
        {
            "line_id": line_id,
            "supplier_id": supplier_id,
            "part_id": part_id,
            "value_amount": price,
        }
        for line_id in ids
    ]
    return lines, [
        {"receipt_id": f"R-{line_id}", "line_id": line_id, "docked_on": day}
        for line_id, day in zip(ids, days, strict=True)
    ]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """S and T sell part P: S has the lower price, and stops the line. U alone sells part O; V
    delivers nothing, and costs all the same.
    """
    delivered = [
        lines_of("S", "P", "100.00", 4),
        lines_of("T", "P", "105.00", 0),
        lines_of("U", "O", "10.00", 0),
    ]
    valued = {"component": "", "amount": "", "currency": "", "cause": "theirs"}
    costs = [
        valued
        | {
            "supplier_id": "S",
            "element": "line_stop",
            "driver_qty": "3",
            "rate_name": "line_stop_rate",
            "effect_kind": "line_stop",
            "effect_id": "LS-1",
        },
        valued
        | {
            "supplier_id": "U",
            "element": "expedite",
            "driver_qty": "2",
            "rate_name": "chase_rate",
        },
        {
            "supplier_id": "S",
            "element": "support_time",
            "component": "",
            "amount": "12.34",
            "cause": "open",
        },
        {
            "supplier_id": "V",
            "element": "support_time",
            "component": "",
            "amount": "99.00",
            "cause": "open",
        },
        {
            "supplier_id": "V",
            "element": "scrap",
            "component": "",
            "amount": "3.00",
            "cause": "open",
            "part_id": "P",
        },
    ]
    return small_home(
        tmp_path_factory.mktemp("workbench"),
        suppliers=[
            {"supplier_id": one, "name": name}
            for one, name in (
                ("S", "Swift Works"),
                ("T", "Tarn <Metals>"),
                ("U", "Urs"),
                ("V", "Vane"),
            )
        ],
        parts=[{"part_id": "P", "name": "Shaft"}, {"part_id": "O", "name": "Ring"}],
        schedule_lines=[line for lines, _ in delivered for line in lines],
        receipts=[receipt for _, receipts in delivered for receipt in receipts],
        line_stops=[
            {
                "stop_id": "LS-1",
                "stopped_on": "2026-07-10",
                "supplier_id": "S",
                "line_id": "S00",
                "cause": "theirs",
            }
        ],
        cost_events=[
            cost | {"event_id": f"E{number}"} for number, cost in enumerate(costs, start=1)
        ],
        rates={
            "line_stop_rate": ("EUR/minute", [("2026-01-01", "60", "48", "78")]),
            "chase_rate": ("EUR/chase", [("2026-01-01", "45")]),
        },
    )


@pytest.fixture(scope="module")
def ledger(workspace):
    with open_snapshot(workspace) as snapshot:
        yield QuarterLedger(snapshot, Q3)


@pytest.fixture
def controls(ledger):
    return CostControls(ledger, "S", "P", "line_stop_rate")


# ---- sentences


def offer(
    supplier_id: str,
    price: str,
    whole: str,
    by_price: int,
    by_total: int,
    interval: tuple[float, float] | None = None,
    **facts,
) -> Offer:
    amounts = {
        "price_per_unit": Decimal(price),
        "total_per_unit": Decimal(whole),
        "rank_by_price": by_price,
        "rank_by_total": by_total,
    }
    told = {
        "price": Decimal(price),
        "total": Decimal(whole),
        "interval": interval and CostInterval(*interval),
        "known_receipts": 1,
        "receipts": 1,
    }
    rest = {
        "currency": "EUR",
        "uom": "piece",
        "good_qty": Decimal(1),
        "by_element": {},
        "allocated": Decimal(0),
        "rule": None,
        "unknown_events": 0,
    }
    return Offer(
        supplier_id=supplier_id,
        name=f"Firm {supplier_id}",
        part_id="P",
        **(amounts | told | rest | facts),
    )


A, B, C = (
    offer("A", "48.00", "57.43", 1, 2),
    offer("B", "50.00", "52.69", 2, 1),
    offer("C", "51.00", "60.00", 3, 3),
)
CROSSED = (
    "Firm A has the lower price (48.00 against 50.00 EUR per good piece), Firm B costs less in use"
    " (52.69 against 57.43)"
)
UNKNOWN = {
    "price_per_unit": None,
    "total_per_unit": None,
    "rank_by_price": None,
    "rank_by_total": None,
}
WHO = {
    "nobody": ([], "Nobody delivered P in 2026 Q3"),
    "nothing stayed": (
        [replace(A, **UNKNOWN)],
        "No supplier of P has a good quantity in 2026 Q3: nothing can be compared",
    ),
    "one": (
        [A, replace(B, **UNKNOWN)],
        "Only Firm A delivered P in 2026 Q3: there is nothing to compare",
    ),
    "two change places": ([B, A], CROSSED),
    "of three": ([B, A, C], CROSSED.replace("lower", "lowest").replace("less", "least")),
    "the same": (
        [replace(B, rank_by_price=1), C],
        "Firm B has the lower price and costs less in use: 52.69 EUR per good piece, Firm C 60.00",
    ),
    "not all known": (
        [B, replace(A, known_receipts=0)],
        CROSSED.replace("against 57.43", "against at least 57.43"),
    ),
    "overlapping": (
        [
            replace(B, interval=CostInterval(50.0, 53.0)),
            replace(A, interval=CostInterval(53.0, 70.0)),
        ],
        f"{CROSSED}; their 95% intervals overlap",
    ),
    "apart": (
        [
            replace(B, interval=CostInterval(50.0, 53.0)),
            replace(A, interval=CostInterval(53.1, 70.0)),
        ],
        CROSSED,
    ),
}


@pytest.mark.parametrize(("offers", "said"), WHO.values(), ids=WHO)
def test_who_is_dear_in_words(offers, said):
    assert words.offers_headline(offers, "P", Q3) == said


def test_what_an_element_costs_in_words():
    rows = [
        booked("4800.00"),
        booked("4140.00", cause="ours"),
        booked("0.00", cause="open"),
        booked(None, state="unknown"),
    ]
    assert (
        words.ledger_headline("Line stops", rows, "EUR")
        == "Line stops: 8,940.00 EUR from 3 events; 4,800.00 supplier's, 4,140.00 buyer's; 1 more"
        " not known"
    )
    assert (
        words.ledger_headline("Scrap", [], "EUR") == "Scrap: nothing is booked or counted"
    )
    assert (
        words.ledger_headline("Scrap", rows[3:], "EUR")
        == "Scrap: nothing is booked or counted; 1 event not known"
    )


VALUED = {
    "by a rate": (
        by_rate("80", "60.00", "4800.00", driver_unit="minute"),
        "80 × 60 EUR/minute, in force since 2026-01-01",
    ),
    "by a rate in % a year": (
        by_rate(
            "1000.5",
            "18",
            "0.49",
            driver_unit="EUR·days",
            rate_unit="%/year",
            rate_per=36500,
        ),
        "1,000.50 EUR·days × 18 %/year ÷ 36,500, in force since 2026-01-01",
    ),
    "booked": (
        booked(
            "5.00",
            stated_amount=Decimal("5.00"),
            stated_currency="EUR",
            fx_rate=Decimal(1),
            fx_units=1,
        ),
        "5.00 EUR booked",
    ),
    "exchanged": (
        booked(
            "4.60",
            stated_amount=Decimal("500.00"),
            stated_currency="JPY",
            fx_rate=Decimal("0.92"),
            fx_units=100,
        ),
        "500 JPY booked, at 0.92 for 100",
    ),
    "a month of a cost paid once": (booked("33.33", stated_amount=None), "33.33 booked"),
    "not known": (booked(None, state="unknown"), ""),
}


@pytest.mark.parametrize(("row", "said"), VALUED.values(), ids=VALUED)
def test_how_an_event_was_valued_in_words(row, said):
    assert total_cost.valued(row) == said


def test_which_rate_matters_in_words():
    swing = Swing(
        "line_stop_rate",
        "EUR/minute",
        *(Decimal(text) for text in ("48.00", "60", "78", "50.67", "51.94")),
    )
    said = (
        "The line stop rate matters most: from 48 to 78 EUR/minute the total goes from 50.67 to"
        " 51.94 EUR per good piece"
    )
    assert (
        words.swings_headline(
            [swing, replace(swing, rate_name="other")], "EUR per good piece"
        )
        == said
    )
    assert (
        words.swings_headline([], "EUR")
        == words.swings_headline([replace(swing, at_low=swing.at_high)], "EUR")
        == "No rate with an agreed range moves the total"
    )


def test_what_goals_save_in_words():
    one = Saving(
        "defects",
        "Q1",
        "90.9%",
        "98.5%",
        ("scrap",),
        Decimal("7678.66"),
        Range(Decimal("0.00"), Decimal("9000.00")),
        Decimal("1058.78"),
        Range(Decimal("0.00"), Decimal("2000.00")),
        False,
        "",
    )
    other = replace(
        one,
        driver="late deliveries",
        goal="95%",
        saves_us=Decimal("9000.00"),
        saves_them=None,
    )
    said = (
        "Most is saved by bringing defects to the goal of 98.5%: 7.7 k EUR for the buyer, 1.1 k for"
        " the supplier"
    )
    assert words.savings_headline([one, replace(other, saves_us=Decimal(1))], "EUR") == said
    assert words.savings_headline([one, other], "EUR").endswith(
        "late deliveries to the goal of 95%: 9.0 k EUR for the buyer, what it saves the supplier is not known"
    )
    assert (
        words.savings_headline([replace(one, saves_us=Decimal("0.00"))], "EUR")
        == "No driver at its goal would save the buyer anything for certain"
    )
    assert (
        words.savings_headline([], "EUR")
        == "No driver of cost can be judged: what goals would save is not known"
    )


def test_whether_it_closes_in_words():
    closed, open_one = (
        Closing("a", Decimal("2.00"), Decimal("2.00")),
        Closing("b", Decimal("2.00"), Decimal("2.01")),
    )
    assert open_one.difference == Decimal("-0.01")
    assert (
        words.closing_headline([closed, open_one], [], 0, "EUR")
        == "1 of 2 sums do not close; the extract has no sums of the books to compare with"
    )
    assert (
        words.closing_headline([closed], [], 17, "EUR")
        == "Every sum is that of its parts, to the cent, and the books agree in all 17 elements and"
        " months"
    )


# ---- answers


def test_the_rows_behind_an_element_add_up(ledger):
    section = total_cost.behind(ledger, "S", "line_stop")
    assert (
        section.headline
        == "Line stops and waiting: 180.00 EUR from 1 event; 180.00 supplier's"
    )
    assert "3 × 60 EUR/minute, in force since 2026-01-01" in section.body
    with pytest.raises(
        UsageError,
        match=r"'line_stops' is no element of cost, expected one of price, freight_duty",
    ):
        total_cost.behind(ledger, "S", "line_stops")


def test_the_suppliers_of_a_part_and_where_two_change_places(ledger):
    section = total_cost.dear_supplier(ledger, "P")
    assert section.headline.startswith(
        "Too little is known to rank the suppliers of P in 2026 Q3 (Tarn <Metals>: 4 of the 19 elements"
    )
    assert (
        "<svg" in section.body
        and "Tarn &lt;Metals&gt;" in section.body
        and "<Metals>" not in section.body
    )
    assert section.body.count('<td class="number">n/a</td>') == 3
    broken_even = total_cost.change_places(ledger, "P", "S", "T", "line_stop_rate")
    assert broken_even.headline.startswith(
        "At a line stop rate of 29.22 EUR/minute the two cost the same per good unit: below it"
        " Swift Works is cheaper"
    )
    assert (
        total_cost.change_places(ledger, "P", "S", "V", "line_stop_rate").headline
        == "n/a: Vane has no positive good quantity"
    )
    with pytest.raises(
        UsageError,
        match=r"'U' delivered no P in 2026 Q3, expected one of S, T, V\.\nName two",
    ):
        total_cost.change_places(ledger, "P", "S", "U", "line_stop_rate")
    with pytest.raises(
        UsageError,
        match=(
            r"'idle' values no cost in 2026 Q3, expected one of chase_rate,"
            r" line_stop_rate\.\nName one"
        ),
    ):
        total_cost.change_places(ledger, "P", "S", "T", "idle")


def test_a_part_of_one_supplier_has_no_figure(ledger):
    section = total_cost.dear_supplier(ledger, "O")
    assert (
        section.headline == "Only Urs delivered O in 2026 Q3: there is nothing to compare"
    )
    assert "<svg" not in section.body


def test_what_if_says_what_changes_to_the_cent(ledger):
    """3 minutes at 78.00 are 234.00; at the goal a quarter of them: 58.50."""
    section = total_cost.what_if(
        ledger, "S", rates={"line_stop_rate": 78}, goals={"D1": "95"}
    )
    asked = (
        "With a line stop rate of 78 EUR/minute instead of 60 and on time, in full at 95% instead"
        " of 80.0%"
    )
    assert (
        section.headline
        == f"{asked}: at least 10.35 instead of 10.96 EUR per good piece, 0.61 less"
    )
    assert "<td>Line stops and waiting</td>" in section.body
    for printed in ("180.00", "58.50", "−121.50", "2,012.34", "2,192.34", "2,070.84"):
        assert f'<td class="number">{printed}</td>' in section.body
    unchanged = total_cost.what_if(ledger, "S", rates={"line_stop_rate": "60.0"})
    assert unchanged.headline.endswith(
        ": at least 10.96 instead of 10.96 EUR per good piece, no difference"
    )
    assert "What changes" not in unchanged.body
    assert (
        total_cost.what_if(ledger, "S").headline
        == "At the rates in force and as things are: at least 10.96 EUR per good piece, as in the ledger"
    )


def test_the_other_answers_of_the_notebook(ledger):
    assert total_cost.which_rate_matters(ledger, "S").headline.startswith(
        "The line stop rate matters most: from 48 to 78 EUR/minute the total goes from 10.78"
    )
    assert (
        "No range is stated for chase rate"
        in total_cost.which_rate_matters(ledger, "S").body
    )
    assert total_cost.what_goals_save(ledger, "S").headline.startswith(
        "Most is saved by bringing late deliveries to the goal of 95%: 135 EUR for the buyer"
    )
    closing = total_cost.does_it_close(ledger, "S")
    assert (
        closing.headline
        == "Every sum is that of its parts, to the cent; the extract has no sums of the books to"
        " compare with"
    )
    assert "Where the books hold another sum" not in closing.body
    whole = total_cost.all_suppliers(ledger)
    assert (
        whole.headline
        == "All suppliers together: 4,684.34 EUR, of which 384.34 came on top of the price"
    )
    assert all(
        name in whole.body for name in ("Swift Works", "Urs", "Vane", "All suppliers")
    )


def test_a_supplier_of_nothing_is_told_of(ledger):
    assert (
        total_cost.what_if(ledger, "V").headline
        == "At the rates in force and as things are: at least 102.00 EUR, as in the ledger"
    )
    assert (
        total_cost.behind(ledger, "V", "line_stop").headline
        == "Line stops and waiting: nothing is booked or counted"
    )


# ---- controls


def headline(controls: CostControls) -> str:
    return controls.picture.value.split("<figcaption><strong>")[1].split("</strong>")[0]


def test_a_slider_moved_draws_what_the_call_would(controls, ledger):
    assert (
        headline(controls)
        == "At the rates in force and as things are: at least 10.96 EUR per good piece, as in the ledger"
    )
    controls.rates["line_stop_rate"].value = Decimal(78)
    assert (
        headline(controls)
        == "With a line stop rate of 78 EUR/minute instead of 60: at least 11.23 instead of 10.96 EUR per"
        " good piece, 0.27 more"
    )
    controls.goals["late deliveries"].value = Decimal("87.50")
    assert (
        controls.call
        == "total_cost.what_if(ledger, \"S\", rates={'line_stop_rate': '78'}, goals={'D1': '87.5'})"
    )
    again = eval(controls.call, {"total_cost": total_cost, "ledger": ledger})
    assert headline(controls) == again.headline
    assert "<code>total_cost.what_if(ledger, &#34;S&#34;" in controls.code.value
    controls.reset.click()
    assert (
        headline(controls)
        == "At the rates in force and as things are: at least 10.96 EUR per good piece, as in the ledger"
    )
    assert controls.call == 'total_cost.what_if(ledger, "S")'


def test_every_slider_holds_what_is_in_force_and_speaks_when_it_is_let_go(controls):
    sliders = [*controls.rates.values(), *controls.goals.values()]
    assert not any(slider.continuous_update for slider in sliders)
    stop = controls.rates["line_stop_rate"]
    assert (stop.value, stop.label, stop.options[0], stop.options[-1]) == (
        Decimal(60),
        "60 (in force)",
        ("48", Decimal(48)),
        ("78", Decimal(78)),
    )
    late = controls.goals["late deliveries"]
    assert [label for label, _ in late.options] == [
        "80.0% (as it is)",
        *(
            f"{n}%"
            for n in (
                "81.50",
                "83",
                "84.50",
                "86",
                "87.50",
                "89",
                "90.50",
                "92",
                "93.50",
                "95",
            )
        ),
    ]


def test_the_three_pictures(controls):
    controls.view.value = SUPPLIERS
    # No supplier of P has enough elements measured to be ranked; what each comes to is drawn.
    assert headline(controls).startswith("Too little is known to rank the suppliers of P")
    controls.rates["line_stop_rate"].value = Decimal(48)
    assert "10.78" in controls.picture.value
    assert (
        "With a line stop rate of 48 EUR/minute instead of 60.</span>"
        in controls.picture.value
    )
    controls.goals["late deliveries"].value = Decimal(95)
    assert (
        "instead of 60 and on time, in full at 95% instead of 80.0%.</span>"
        in controls.picture.value
    )
    controls.reset.click()
    controls.view.value = BREAK_EVEN
    assert headline(controls).startswith("At a line stop rate of 29.22 EUR/minute")
    assert [control.layout.display for control in (controls.part, controls.over)] == [
        "flex",
        "flex",
    ]
    controls.view.value = COST
    assert [control.layout.display for control in (controls.part, controls.over)] == [
        "none",
        "none",
    ]


def test_another_supplier_brings_its_own_parts_goals_and_rates(controls):
    controls.rates["line_stop_rate"].value = Decimal(78)
    controls.supplier.value = "U"
    assert (controls.part.options, controls.part.value) == ((("Ring (O)", "O"),), "O")
    shown = {
        name: slider.layout.display
        for name, slider in (controls.rates | controls.goals).items()
    }
    assert {name for name, display in shown.items() if display == "flex"} == {"chase_rate"}
    # A rate that is out of sight is what it is.
    assert controls.rates["line_stop_rate"].value == 60
    assert (
        headline(controls)
        == "At the rates in force and as things are: at least 1.45 EUR per good piece, as in the ledger"
    )
    controls.view.value = SUPPLIERS
    assert (
        controls.picture.value
        == '<div class="srm"><p class="lead">Only Urs delivered O in 2026 Q3: there is nothing to'
        " compare.</p></div>"
    )
    controls.supplier.value = "V"
    assert (
        controls.picture.value
        == '<div class="srm"><p class="lead">Nothing was delivered that has a part'
        " number.</p></div>"
    )
    controls.view.value = BREAK_EVEN
    assert "Nothing was delivered" in controls.picture.value


def test_one_move_is_one_picture(controls, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "srmlib.notebook.controls.what_if_figure", lambda *asked: drawn.append(asked)
    )
    controls.supplier.value = "T"
    controls.supplier.value = "S"
    controls.rates["line_stop_rate"].value = Decimal(50)
    controls.reset.click()
    assert [(supplier_id, change) for _, supplier_id, change, _ in drawn] == [
        ("T", Change(supplier_id="T")),
        ("S", Change(supplier_id="S")),
        ("S", Change({"line_stop_rate": Decimal(50)}, "S")),
        ("S", Change(supplier_id="S")),
    ]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("X",), "Supplier: 'X' has no cost in the quarter, expected one of S, T, U, V."),
        (("S", "O"), "Part: 'O' has no cost in the quarter, expected one of P."),
        (("V", "O"), "Part: 'O' has no cost in the quarter, expected one of none."),
        (
            ("S", "P", "idle"),
            (
                "Over which rate: 'idle' has no cost in the quarter, expected one of chase_rate,"
                " line_stop_rate."
            ),
        ),
    ],
)
def test_what_has_no_cost_cannot_be_controlled(ledger, asked, said):
    with pytest.raises(UsageError) as refused:
        CostControls(ledger, *asked)
    assert str(refused.value).splitlines() == [said, "Name one of them."]


def test_a_reader_without_a_kernel_sees_what_may_be_moved(controls, monkeypatch):
    assert repr(controls) == "2 sliders over the total cost of 2026 Q3"
    assert "<td>line stop rate, EUR/minute</td>" in controls._repr_html_()
    assert [
        f'<td class="number">{number}</td>' in controls._repr_html_()
        for number in ("48", "60", "78", "80.0%", "95%")
    ] == [True] * 5
    assert controls._repr_mimebundle_()[WIDGET_VIEW]["model_id"] == controls.box.model_id
    monkeypatch.setenv(HEADLESS, "1")
    assert controls._repr_mimebundle_() == {}
    with pytest.raises(NotImplementedError):
        controls._ipython_display_()


def test_a_page_exported_from_a_live_notebook_shows_what_may_be_moved(
    controls, monkeypatch
):
    """Sliders need a kernel: their output is empty on such a page, and JupyterLab hides the one
    that stands for them.
    """
    shown = []
    monkeypatch.delenv(HEADLESS, raising=False)
    monkeypatch.setattr(
        "srmlib.notebook.controls.display", lambda bundle, raw: shown.append(bundle)
    )
    controls._ipython_display_()
    sliders, table = shown
    assert (
        sliders[WIDGET_VIEW]["model_id"] == controls.box.model_id
        and "text/html" not in sliders
    )
    assert (
        '<div class="without-kernel"><div class="srm">' in table["text/html"]
        and "line stop rate, EUR/minute" in table["text/html"]
    )
    assert ".jp-LabShell .without-kernel{display:none}" in style_sheet()


@given(st.tuples(*[st.decimals(min_value=0, max_value=100_000, places=4)] * 3).map(sorted))
def test_steps_hold_low_value_and_high_in_order(ends):
    found = steps(*ends)
    assert (
        found == sorted(set(found))
        and set(ends) <= set(found)
        and found[0] == ends[0]
        and found[-1] == ends[-1]
    )
    assert len(found) <= 44


def test_steps_are_round():
    assert [
        str(step) for step in steps(Decimal("3.25"), Decimal("6.50"), Decimal("9.75"))[:4]
    ] == [
        "3.25",
        "3.4",
        "3.6",
        "3.8",
    ]
    assert steps(Decimal(5), Decimal(5), Decimal(5)) == [Decimal(5)]


@pytest.mark.heavy
def test_in_a_kernel_a_moved_slider_moves_the_picture(workspace, monkeypatch, tmp_path):
    """As in JupyterLab: nothing is shown beside the controls, and no fault ends in their output."""
    monkeypatch.setenv("SRM_HOME", str(workspace.root))
    monkeypatch.delenv(HEADLESS, raising=False)
    cells = [
        (
            "from decimal import Decimal\nfrom srmlib.rules.calendar import Quarter\nfrom"
            " srmlib.cost.scenario import QuarterLedger\nfrom srmlib.workspace import Workspace\nfrom"
            " srmlib.snapshot import open_snapshot\nfrom srmlib.notebook.controls import"
            " CostControls\ncontrols = CostControls(QuarterLedger(open_snapshot(Workspace.find()),"
            " Quarter.parse('2026Q3')), 'S')"
        ),
        "controls",
        "controls.rates['line_stop_rate'].value = Decimal(78)",
        "'0.27 more' in controls.picture.value, controls.box.children[-2].outputs",
    ]
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]),
        tmp_path / "moved.ipynb",
    )
    notebook = papermill.execute_notebook(
        tmp_path / "moved.ipynb", None, kernel_name="python3", progress_bar=False
    )
    assert [[output.output_type for output in cell.outputs] for cell in notebook.cells] == [
        [],
        ["display_data", "display_data"],
        [],
        ["execute_result"],
    ]
    assert [set(output.data) for output in notebook.cells[1].outputs] == [
        {"text/plain", WIDGET_VIEW},
        {"text/plain", "text/html"},
    ]
    assert notebook.cells[3].outputs[0].data["text/plain"] == "(True, ())"


def test_the_committed_notebook_keeps_no_state_of_widgets():
    """Ids of widgets change with every run, and without a kernel they show nothing: the table of
    what may be moved is kept in their place.
    """
    notebook = json.loads(
        (PROJECT / "notebooks/40_total_cost.ipynb").read_text(encoding="utf-8")
    )
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    kept = {
        kind
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        for kind in output["data"]
    }
    assert kept == {"text/plain", "text/html"}
    [shown] = [
        cell["outputs"][0]["data"]["text/html"]
        for cell in notebook["cells"]
        if "".join(cell["source"]).startswith("controls.CostControls(")
    ]
    assert "line stop rate, EUR/minute" in "".join(shown)
