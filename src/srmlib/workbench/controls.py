"""Sliders and menus over total cost: move a rate or a goal, and the picture follows. What is worked out is what total_cost.what_if works out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from decimal import Decimal

import ipywidgets as widgets
from markupsafe import Markup

from srmlib.cost.compare import Offer
from srmlib.cost.scenario import Change, Place, QuarterLedger, RateRange
from srmlib.cost.what_if import DRIVERS
from srmlib.figures.labels import number
from srmlib.figures.svg import Figure
from srmlib.findings.total_cost import offers_headline
from srmlib.findings.words import count_words
from srmlib.metrics.reading import in_unit
from srmlib.reports.facts import suppliers_with_activity
from srmlib.reports.templating import render, style_sheet
from srmlib.workbench.answers import Table
from srmlib.workbench.total_cost import break_even_figure, offers_figure, what_if_figure

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# Set where nobody can move anything: the notebook then keeps the table of what may be moved, and no id that changes with every run.
HEADLESS = "SRM_HEADLESS"
VIEWS = ("What does it cost in use?", "Which supplier of the part is dear?", "Where do two suppliers change places?")
MOST_STEPS, STEPS_TO_GOAL = 40, 10
AS_IT_IS = "as it is"
WIDE, NAMED = {"width": "100%", "max_width": "1064px"}, {"description_width": "250px"}


class CostControls:
    """A supplier and a part of a quarter, a slider per rate that values a cost and per driver short of its goal, and one picture of your choice.

    Every control is an attribute, so that a program may move it: `controls.rates["line_stop_rate"].value = Decimal(78)`. A rate that is not
    moved stays what it was on the day of each event.
    """

    def __init__(self, ledger: QuarterLedger, supplier_id: str, part_id: str | None = None, rate_name: str | None = None):
        self.ledger, self._is_settling = ledger, True
        names = [(f"{supplier.name} ({supplier.supplier_id})", supplier.supplier_id) for supplier in suppliers_with_activity(ledger.snapshot, ledger.quarter)]
        self.supplier = widgets.Dropdown(options=names, value=supplier_id, description="Supplier", style=NAMED, layout=WIDE)
        self.part = widgets.Dropdown(description="Part", style=NAMED, layout=WIDE)
        self.rates = {rate.name: _rate_slider(rate) for rate in ledger.rates.values()}
        self.goals = {driver.words: widgets.SelectionSlider(options=[AS_IT_IS], style=NAMED, layout=WIDE, continuous_update=False) for driver in DRIVERS}
        self.over = widgets.Dropdown(options=[(rate.words, rate.name) for rate in ledger.rates.values()], description="Change places over", style=NAMED, layout=WIDE)
        self.view = widgets.ToggleButtons(options=VIEWS, style={"button_width": "auto"})
        self.reset = widgets.Button(description="All as in the ledger")
        self.picture, self.code = widgets.HTML(), widgets.HTML()
        self._settle(part_id)
        self.over.value = rate_name or self.over.value
        self._watch()

    def _watch(self) -> None:
        self.supplier.observe(lambda change: self._settle(), "value")
        self.part.observe(lambda change: self._show_rates(), "value")
        self.reset.on_click(lambda button: self._reset())
        moving = {"supplier": self.supplier, "part": self.part, "over": self.over, "view": self.view} | self.rates | self.goals
        self._is_settling = False
        # What is drawn goes into an HTML widget and not into this output, which shows errors only: without a page behind the kernel it would be lost.
        self._faults = widgets.interactive_output(lambda **values: self._draw(), moving)
        sliders = widgets.VBox([*self.rates.values(), *self.goals.values()], layout=WIDE)
        self.box = widgets.VBox(
            [
                widgets.HTML(Markup("<style>{}</style>").format(style_sheet())), self.supplier, self.part, sliders, self.over,
                self.reset, self.view, self.picture, self._faults, self.code,
            ]
        )  # fmt: skip

    @property
    def change(self) -> Change:
        """What the sliders ask about; what has not been moved is not in it."""
        rates = {name: slider.value for name, slider in self.rates.items() if slider.value != self.ledger.rates[name].value}
        metric_of = {place.driver.words: place.reading.id for place in self.ledger.places(self.supplier.value)}
        goals = {metric_of[words]: slider.value for words, slider in self.goals.items() if slider.value != AS_IT_IS}
        return Change(rates, self.supplier.value, goals)

    def _settle(self, part_id: str | None = None) -> None:
        """After a supplier was chosen: its parts and its goals."""
        self._is_settling = True
        parts = self._parts()
        self.part.options = parts
        self.part.value = part_id or (parts[0][1] if parts else None)
        places = {place.driver.words: place for place in self.ledger.places(self.supplier.value)}
        for words, slider in self.goals.items():
            _set_goals(slider, places.get(words))
        self._show_rates()
        self._is_settling = False

    def _parts(self) -> list[tuple[str, str]]:
        rows = self.ledger.rows(self.supplier.value)
        delivered = sorted({row["part_id"] for row in rows if row["element"] == "price" and row["part_id"] is not None})
        names = dict(self.ledger.snapshot.con.execute("SELECT part_id, name FROM parts WHERE part_id IN (SELECT unnest(?))", [delivered]).fetchall())
        return [(f"{names[part_id]} ({part_id})", part_id) for part_id in delivered]

    def _show_rates(self) -> None:
        """Only rates that move the picture of any view; one that is hidden is what it is."""
        suppliers = {self.supplier.value} | {offer.supplier_id for offer in self._offers()}
        used = {row["rate_name"] for supplier_id in suppliers for row in self.ledger.rows(supplier_id)}
        for name, slider in self.rates.items():
            slider.layout.display = "flex" if name in used else "none"
            if name not in used:
                slider.value = self.ledger.rates[name].value

    def _offers(self, change: Change | None = None) -> list[Offer]:
        return self.ledger.offers(self.part.value, change or Change()) if self.part.value else []

    def _reset(self) -> None:
        self._is_settling = True
        for name, slider in self.rates.items():
            slider.value = self.ledger.rates[name].value
        for slider in self.goals.values():
            slider.value = AS_IT_IS
        self._is_settling = False
        self._draw()

    def _draw(self) -> None:
        if self._is_settling:
            return
        figure = self._figure()
        drawn = figure.html() if figure else Markup('<p class="lead">{}.</p>').format(self._why_nothing())
        self.picture.value = Markup('<div class="srm">{}</div>').format(drawn)
        self.code.value = Markup('<div class="srm"><p class="quiet">The same in a cell: <code>{}</code></p></div>').format(self.call)

    def _figure(self) -> Figure | None:
        change = self.change
        if self.view.value == VIEWS[0]:
            return what_if_figure(self.ledger, self.supplier.value, change, "moved-waterfall")
        if self.view.value == VIEWS[1]:
            return offers_figure(self.ledger, self.part.value, change, "moved-slope") if self.part.value else None
        pair = self._pair(change)
        return break_even_figure(self.ledger, pair, self.over.value, change, "moved-break-even") if pair else None

    def _pair(self, change: Change) -> tuple[Offer, Offer] | None:
        """The supplier, and of the others of the part the one that costs least."""
        found = self._offers(change)
        one = next((offer for offer in found if offer.supplier_id == self.supplier.value), None)
        other = next((offer for offer in found if offer.supplier_id != self.supplier.value), None)
        return (one, other) if one and other else None

    def _why_nothing(self) -> str:
        if self.view.value == VIEWS[0]:
            return "Nothing was received and no cost was booked in the quarter"
        return offers_headline(self._offers(), self.part.value, self.ledger.quarter) if self.part.value else "Nothing was delivered that has a part number"

    @property
    def call(self) -> str:
        """The call that gives the waterfall in a cell of its own, to keep or to hand on."""
        change = self.change
        said = {"rates": {name: number(value) for name, value in change.rates.items()}, "goals": {metric: f"{value:f}" for metric, value in change.goals.items()}}
        return ", ".join([f'total_cost.what_if(ledger, "{change.supplier_id}"', *(f"{name}={values}" for name, values in said.items() if values)]) + ")"

    def __repr__(self) -> str:
        return f"Controls for {count_words(len(self._movable()), 'rate and goal')[:-1]}s"

    def _movable(self) -> list[widgets.SelectionSlider]:
        return [slider for slider in (*self.rates.values(), *self.goals.values()) if slider.layout.display != "none"]

    def _repr_mimebundle_(self, **kwargs: object) -> dict:
        return {} if HEADLESS in os.environ else {WIDGET_VIEW: {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}}

    def _repr_html_(self) -> str:
        """For a reader without a kernel: what may be moved, and how far."""
        rows = [
            {"what": slider.description, "as it is": _label(slider, slider.index), "from": _label(slider, 0), "to": _label(slider, -1)}
            for slider in self._movable()
        ]
        headline = "Run this cell: each of these then has a slider, and the picture follows"
        body = render("answer.html.j2", headline=headline, figure=None, tables=[Table("", rows)], notes=[])
        return Markup('<div class="srm">{}</div>').format(body)


def _label(slider: widgets.SelectionSlider, place: int) -> str:
    return slider.options[place][0].removesuffix(" (in force)")


def _rate_slider(rate: RateRange) -> widgets.SelectionSlider:
    """Its values are exact decimals, the one in force among them."""
    options = [(number(value) + (" (in force)" if value == rate.value else ""), value) for value in steps(rate.low, rate.value, rate.high)]
    return widgets.SelectionSlider(options=options, value=rate.value, description=f"{rate.words}, {rate.unit}", style=NAMED, layout=WIDE, continuous_update=False)


def steps(low: Decimal, value: Decimal, high: Decimal) -> list[Decimal]:
    """Round numbers from low to high, at most 40 steps of 1, 2 or 5 times a power of ten, with low, value and high among them.

    >>> [str(step) for step in steps(Decimal("0.9"), Decimal("1.25"), Decimal("1.5"))][:4]
    ['0.9', '0.92', '0.94', '0.96']
    """
    sizes = (Decimal(first).scaleb(power) for power in range(-8, 11) for first in (1, 2, 5))
    size = next(size for size in sizes if (high - low) <= MOST_STEPS * size)
    first = int(low / size)
    round_ones = {size * times for times in range(first, first + MOST_STEPS + 2)}
    return sorted({found for found in round_ones if low < found < high} | {low, value, high})


def _set_goals(slider: widgets.SelectionSlider, place: Place | None) -> None:
    """From where the metric stands to its goal in ten steps; hidden where there is nothing to save."""
    slider.layout.display = "none" if place is None else "flex"
    if place is None:
        slider.options = [(AS_IT_IS, AS_IT_IS)]
        return
    definition = place.reading.definition
    slider.description = f"{place.driver.words}: {definition.name.lower()}"
    slider.options = [(f"{place.reading.text} (as it is)", AS_IT_IS), *((in_unit(float(value), definition), value) for value in _towards(place))]


def _towards(place: Place) -> Iterable[Decimal]:
    step = (place.goal - place.now) / STEPS_TO_GOAL
    for times in range(1, STEPS_TO_GOAL):
        yield (place.now + step * times).quantize(Decimal("0.0001"))
    yield place.goal
