"""Sliders and menus over total cost: move a rate or a goal, and the picture follows. What is worked
out is what total_cost.what_if works out.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from decimal import Decimal

import ipywidgets as widgets
from IPython.display import display
from markupsafe import Markup

from srmlib.cost.compare import Offer
from srmlib.cost.scenario import Change, Place, QuarterLedger, RateRange
from srmlib.cost.what_if import DRIVERS
from srmlib.errors import UsageError
from srmlib.facts import suppliers_with_activity
from srmlib.figures.svg import Figure
from srmlib.notebook.answers import Table
from srmlib.notebook.total_cost import break_even_figure, offers_figure, what_if_figure
from srmlib.notebook.words import offers_headline, value_words
from srmlib.numbers import count_words, digits, number
from srmlib.reports.templating import render, style_sheet

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# Set where nobody can move anything: the notebook then keeps the table of what may be moved, and no
# id that changes with every run.
HEADLESS = "SRM_HEADLESS"
COST = "What does it cost in use?"
SUPPLIERS = "Which supplier of the part is dear?"
BREAK_EVEN = "Where do two suppliers change places?"
MOST_STEPS = 40
STEPS_TO_GOAL = 10
AS_IT_IS = "as it is"
WIDE = {"width": "100%", "max_width": "1064px"}
NAMED = {"description_width": "190px"}
IN_COLUMNS = WIDE | {"grid_template_columns": "repeat(auto-fit, minmax(430px, 1fr))"}


class CostControls:
    """A supplier and a part of a quarter, a slider per rate that values a cost and per driver short
    of its goal, and one picture of your choice.

    Every control is an attribute, so that a program may move it:
    `controls.rates["line_stop_rate"].value = Decimal(78)`. A rate that is not moved stays what it
    was on the day of each event. Raises UsageError for a supplier, part or rate that has no cost in
    the quarter.
    """

    def __init__(
        self,
        ledger: QuarterLedger,
        supplier_id: str,
        part_id: str | None = None,
        rate_name: str | None = None,
    ):
        self.ledger, self._is_settling = ledger, True
        self.supplier = _menu("Supplier", self._suppliers(), supplier_id)
        self.part = _menu("Part", self._parts(), part_id)
        self.over = _menu(
            "Over which rate",
            [(rate.words, rate.name) for rate in ledger.rates.values()],
            rate_name,
        )
        self.rates = {
            rate.name: _slider(f"{rate.words}, {rate.unit}", _values(rate), rate.value)
            for rate in ledger.rates.values()
        }
        self.goals = {
            driver.words: _slider(driver.words, [(AS_IT_IS, AS_IT_IS)], AS_IT_IS)
            for driver in DRIVERS
        }
        self.view = widgets.ToggleButtons(
            options=[COST, SUPPLIERS, BREAK_EVEN], style={"button_width": "auto"}
        )
        self.reset = widgets.Button(
            description="All as in the ledger", layout={"width": "auto"}
        )
        self.picture, self.code = widgets.HTML(), widgets.HTML()
        self._settle()
        self.supplier.observe(lambda change: self._settle(), "value")
        self.part.observe(lambda change: self._show_what_moves(), "value")
        self.view.observe(lambda change: self._show_what_moves(), "value")
        self.reset.on_click(lambda _: self._reset())
        moving = (
            {
                "supplier": self.supplier,
                "part": self.part,
                "over": self.over,
                "view": self.view,
            }
            | self.rates
            | self.goals
        )
        # Pictures go into an HTML widget; this output shows errors only. What is displayed in it
        # would be lost without a page behind the kernel.
        faults = widgets.interactive_output(lambda **values: self._draw(), moving)
        style = widgets.HTML(Markup("<style>{}</style>").format(style_sheet()))
        sliders = widgets.GridBox(
            [*self.rates.values(), *self.goals.values()], layout=IN_COLUMNS
        )
        menus = widgets.GridBox([self.supplier, self.part, self.over], layout=IN_COLUMNS)
        self.box = widgets.VBox(
            [
                style,
                menus,
                sliders,
                widgets.HBox([self.view, self.reset]),
                self.picture,
                faults,
                self.code,
            ]
        )

    @property
    def change(self) -> Change:
        """What the sliders ask about; what has not been moved is not in it."""
        rates = {
            name: slider.value
            for name, slider in self.rates.items()
            if slider.value != self.ledger.rates[name].value
        }
        metric_of = {
            place.driver.words: place.reading.id
            for place in self.ledger.places(self.supplier.value)
        }
        goals = {
            metric_of[words]: slider.value
            for words, slider in self.goals.items()
            if slider.value != AS_IT_IS
        }
        return Change(rates, self.supplier.value, goals)

    def _settle(self) -> None:
        """After a supplier was chosen: its parts and its goals."""
        self._is_settling = True
        if (parts := tuple(self._parts())) != self.part.options:
            self.part.options = parts
        places = {
            place.driver.words: place for place in self.ledger.places(self.supplier.value)
        }
        for words, slider in self.goals.items():
            _set_goals(slider, places.get(words))
        self._show_what_moves()
        self._is_settling = False

    def _suppliers(self) -> list[tuple[str, str]]:
        found = suppliers_with_activity(self.ledger.snapshot, self.ledger.quarter)
        return [
            (f"{supplier.name} ({supplier.supplier_id})", supplier.supplier_id)
            for supplier in found
        ]

    def _parts(self) -> list[tuple[str, str]]:
        rows = self.ledger.rows(self.supplier.value)
        delivered = sorted(
            {
                row.part_id
                for row in rows
                if row.element == "price" and row.part_id is not None
            }
        )
        parts = self.ledger.snapshot.records(
            "SELECT part_id, name FROM parts WHERE part_id IN (SELECT unnest(?))",
            [delivered],
        )
        names = {part["part_id"]: part["name"] for part in parts}
        return [(f"{names[part_id]} ({part_id})", part_id) for part_id in delivered]

    def _show_what_moves(self) -> None:
        """Only what moves the picture; a rate that is hidden is what it is."""
        _show(self.part, self.view.value != COST)
        _show(self.over, self.view.value == BREAK_EVEN)
        suppliers = {self.supplier.value} | {offer.supplier_id for offer in self._offers()}
        used = {
            row.rate_name
            for supplier_id in suppliers
            for row in self.ledger.rows(supplier_id)
        }
        for name, slider in self.rates.items():
            _show(slider, name in used)
            if name not in used:
                slider.value = self.ledger.rates[name].value

    def _offers(self, change: Change | None = None) -> list[Offer]:
        if self.part.value:
            return self.ledger.offers(self.part.value, change or Change())
        return []

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
        self.code.value = _quiet(Markup("Working it out …"))
        figure = self._figure()
        drawn = (
            figure.html()
            if figure
            else Markup('<p class="lead">{}.</p>').format(self._why_nothing())
        )
        self.picture.value = Markup('<div class="srm">{}</div>').format(drawn)
        self.code.value = _quiet(
            Markup("The waterfall in a cell: <code>{}</code>").format(self.call)
        )

    def _figure(self) -> Figure | None:
        change = self.change
        if self.view.value == COST:
            return what_if_figure(
                self.ledger, self.supplier.value, change, "moved-waterfall"
            )
        if self.view.value == SUPPLIERS:
            return (
                offers_figure(self.ledger, self.part.value, change, "moved-slope")
                if self.part.value
                else None
            )
        pair = self._pair(change)
        return (
            break_even_figure(
                self.ledger, pair, self.over.value, change, "moved-break-even"
            )
            if pair and self.over.value
            else None
        )

    def _pair(self, change: Change) -> tuple[Offer, Offer] | None:
        """The supplier, and of the others of the part the one that costs least."""
        found = self._offers(change)
        one = next(
            (offer for offer in found if offer.supplier_id == self.supplier.value), None
        )
        other = next(
            (offer for offer in found if offer.supplier_id != self.supplier.value), None
        )
        return (one, other) if one and other else None

    def _why_nothing(self) -> str:
        if self.view.value == COST:
            return "Nothing was received and no cost was booked in the quarter"
        if not self.part.value:
            return "Nothing was delivered that has a part number"
        return offers_headline(self._offers(), self.part.value, self.ledger.quarter)

    @property
    def call(self) -> str:
        """The call that gives the waterfall in a cell of its own, to keep or to hand on."""
        change = self.change
        asked = [
            f"{name}={ {key: digits(value) for key, value in values.items()} }"
            for name, values in (("rates", change.rates), ("goals", change.goals))
            if values
        ]
        return (
            ", ".join([f'total_cost.what_if(ledger, "{change.supplier_id}"', *asked]) + ")"
        )

    def __repr__(self) -> str:
        return (
            f"{count_words(len(self._movable()), 'slider')} over the total cost of"
            f" {self.ledger.quarter}"
        )

    def _movable(self) -> list[widgets.SelectionSlider]:
        return [
            slider
            for slider in (*self.rates.values(), *self.goals.values())
            if slider.layout.display != "none"
        ]

    def _ipython_display_(self) -> None:
        """The sliders and, apart from them, what may be moved: a page that was exported cannot draw
        sliders, and would show nothing. JupyterLab hides it.
        """
        if HEADLESS in os.environ:
            raise NotImplementedError
        display(self._repr_mimebundle_() | {"text/plain": repr(self)}, raw=True)
        display(
            {
                "text/html": (
                    Markup('<div class="without-kernel">{}</div>').format(
                        self._repr_html_()
                    )
                ),
                "text/plain": "",
            },
            raw=True,
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        if HEADLESS in os.environ:
            return {}
        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        return {WIDGET_VIEW: view}

    def _repr_html_(self) -> str:
        """For a reader without a kernel: what may be moved, and how far."""
        rows = [
            {
                "what": slider.description,
                "as it is": _label(slider, slider.index),
                "from": _label(slider, 0),
                "to": _label(slider, -1),
            }
            for slider in self._movable()
        ]
        headline = "Run this cell: each of these then has a slider, and the picture follows"
        body = render(
            "answer.html.j2",
            headline=headline,
            figure=None,
            tables=[Table("", rows)],
            notes=[],
        )
        return Markup('<div class="srm">{}</div>').format(body)


def _quiet(words: Markup) -> Markup:
    return Markup('<div class="srm"><p class="quiet">{}</p></div>').format(words)


def _label(slider: widgets.SelectionSlider, place: int) -> str:
    label: str = slider.options[place][0]
    return label.partition(" (")[0]


def _menu(
    description: str, options: list[tuple[str, str]], chosen: str | None
) -> widgets.Dropdown:
    """The first is chosen unless one is named."""
    ids = [value for _, value in options]
    if chosen is not None and chosen not in ids:
        raise UsageError(
            f"{description}: '{chosen}' has no cost in the quarter, expected one of"
            f" {', '.join(ids) or 'none'}.\nName one of them."
        )
    return widgets.Dropdown(
        description=description,
        options=options,
        value=chosen or next(iter(ids), None),
        style=NAMED,
        layout=WIDE,
    )


def _slider(
    description: str, options: Sequence[tuple[str, object]], value: object
) -> widgets.SelectionSlider:
    """Tells its value when it is let go, never on the way."""
    return widgets.SelectionSlider(
        description=description,
        options=options,
        value=value,
        style=NAMED,
        layout=WIDE,
        continuous_update=False,
    )


def _show(control: widgets.Widget, is_shown: bool) -> None:
    control.layout.display = "flex" if is_shown else "none"


def _values(rate: RateRange) -> list[tuple[str, Decimal]]:
    """Exact decimals, the value in force among them."""
    return [
        (number(value) + (" (in force)" if value == rate.value else ""), value)
        for value in steps(rate.low, rate.value, rate.high)
    ]


def steps(low: Decimal, value: Decimal, high: Decimal) -> list[Decimal]:
    """Round numbers from low to high, at most 40 steps of 1, 2 or 5 times a power of ten, with low,
    value and high among them.

    >>> [str(step) for step in steps(Decimal("0.9"), Decimal("1.25"), Decimal("1.5"))][:4]
    ['0.9', '0.92', '0.94', '0.96']
    """
    sizes = (Decimal(first).scaleb(power) for power in range(-8, 11) for first in (1, 2, 5))
    size = next(size for size in sizes if (high - low) <= MOST_STEPS * size)
    first = int(low / size)
    round_ones = {size * times for times in range(first, first + MOST_STEPS + 2)}
    return sorted(
        {found for found in round_ones if low < found < high} | {low, value, high}
    )


def _set_goals(slider: widgets.SelectionSlider, place: Place | None) -> None:
    """From where the metric stands to its goal in ten steps; hidden where there is nothing to
    save.
    """
    _show(slider, place is not None)
    if place is None:
        slider.options = [(AS_IT_IS, AS_IT_IS)]
        return
    definition = place.reading.definition
    slider.tooltip = definition.name
    slider.options = [
        (f"{place.reading.text} (as it is)", AS_IT_IS),
        *((value_words(value, definition), value) for value in _towards(place)),
    ]


def _towards(place: Place) -> Iterable[Decimal]:
    """Ten values, the goal last, with a decimal more than the metric is printed with."""
    step = (place.goal - place.now) / STEPS_TO_GOAL
    precision = Decimal(1).scaleb(-1 - place.reading.definition.unit_decimals)
    for times in range(1, STEPS_TO_GOAL):
        yield (place.now + step * times).quantize(precision)
    yield place.goal
