"""What is added on top of the price, element by element, and how much of it has an agreed cause."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import altair as alt

from srmlib.cost.summary import CostLine, CostSummary
from srmlib.figures.svg import Figure, draw
from srmlib.figures.theme import var
from srmlib.reports.facts import Facts

FAMILIES = {
    "delivery": ("expedite", "premium_freight", "safety_stock", "early_stock", "line_stop"),
    "quality": ("inspection", "sort_rework", "scrap", "return_handling", "corrective"),
    "support": ("support_time", "invoice_fix"),
    "customer": ("warranty", "customer_fail"),
    "credit": ("recovered",),
}
FAMILY_OF = {element: family for family, elements in FAMILIES.items() for element in elements}
ADDED = "Added to the price"
CENT = Decimal("0.01")
WIDTH, ROW = 500, 29


@dataclass(frozen=True)
class Row:
    """One row: where its bar starts, its parts (colour, amount) in drawing order, and its two texts. No parts: nothing is drawn."""

    name: str
    start: Decimal
    parts: list[tuple[str, Decimal]]
    value: str
    rests_on: str

    @property
    def end(self) -> Decimal:
        return self.start + sum((amount for _, amount in self.parts), Decimal(0))


def cost_waterfall(facts: Facts, headline: str, subtitle: str) -> Figure | None:
    """The additions to the price, per good unit where the good quantity is known, else in total. None when nothing was received and nothing happened."""
    rows = _rows(facts.cost)
    if not rows:
        return None
    table = [{"element": row.name, _unit(facts.cost): row.value, "rests on": row.rests_on} for row in rows]
    description = ". ".join([headline.rstrip("."), *(f"{row.name}: {row.value}" for row in rows)]) + "."
    return draw(_chart(rows, facts.cost), "cost-waterfall", headline, subtitle, description, table)


def _rows(cost: CostSummary) -> list[Row]:
    lines = [part for line in cost.lines if line.id != "price" for part in line.components or (line,)]
    if not lines:
        return []
    quantity = cost.good_qty if cost.per_good_unit is not None else Decimal(1)
    shown = _shown_amounts(lines, quantity, _shown_sum(cost))
    rows, running = [], Decimal(0)
    for line in lines:
        parts = [(colour, amount / quantity) for colour, amount in _by_colour(line) if amount]
        rows.append(Row(line.name, running, parts, _signed(shown[line.id]) if line.id in shown else _why_empty(line), _rests_on(line)))
        running = rows[-1].end
    is_partial = any(line.unknown_count for line in lines)
    value = _signed(_shown_sum(cost)) if shown else "not known" if is_partial else "nothing"
    return [*rows, Row(ADDED, Decimal(0), [("ink", running)] if running else [], value, "only what is known" if is_partial and shown else "")]


def _shown_sum(cost: CostSummary) -> Decimal:
    """As the two prices on page one differ, so that the figure agrees with them to the cent."""
    return cost.added if cost.per_good_unit is None else cost.per_good_unit - cost.price_per_good_unit


def _shown_amounts(lines: list[CostLine], quantity: Decimal, total: Decimal) -> dict[str, Decimal]:
    """Each known amount in cents, by line. Those nearest to the other cent give way, so that what is printed adds up to the total."""
    exact = {line.id: line.amount / quantity for line in lines if _has_amount(line)}
    shown = {line_id: amount.quantize(CENT) for line_id, amount in exact.items()}
    missing = total - sum(shown.values(), Decimal(0))
    step = CENT.copy_sign(missing)
    by_error = sorted(exact, key=lambda line_id: (exact[line_id] - shown[line_id]) / step, reverse=True)
    for line_id in by_error[: int(abs(missing) / CENT)]:
        shown[line_id] += step
    return shown


def _has_amount(line: CostLine) -> bool:
    return line.events > 0 and line.state in ("amount", "partly")


def _by_colour(line: CostLine) -> list[tuple[str, Decimal]]:
    """Solid where the cause is theirs, pale where it is ours, shared or open, grey where both firms agreed the terms."""
    family = FAMILY_OF.get(line.id, "grey")
    pale = sum((line.by_cause.get(cause, Decimal(0)) for cause in ("ours", "shared", "open")), Decimal(0))
    terms = line.by_cause.get("terms", Decimal(0))
    return [(f"cost-{family}", line.by_cause.get("theirs", Decimal(0))), (f"cost-{family}-pale", pale), ("cost-grey", terms)]


def _why_empty(line: CostLine) -> str:
    return {"included": "in the price", "not_measured": "not measured"}.get(line.state, "not known")


def _rests_on(line: CostLine) -> str:
    receipts = line.known_count + line.unknown_count
    clauses = [f"{line.events} event{'s' if line.events > 1 else ''}"] if line.events else []
    if line.unknown_count and line.included_count:
        clauses.append(f"included in the price for {line.included_count}, not known for {line.unknown_count} of {receipts}")
    elif line.unknown_count:
        clauses.append(f"known for {line.known_count} of {receipts} receipts")
    elif line.included_count:
        clauses.append(f"included in the price for {line.included_count} of {receipts}")
    return ", ".join(clauses)


def _signed(amount: Decimal) -> str:
    return f"{amount:+,.2f}".replace("-", "−")


def _unit(cost: CostSummary) -> str:
    return cost.currency if cost.per_good_unit is None else f"{cost.currency} per good {cost.uom}"


def _axis_title(cost: CostSummary) -> str:
    return f"{_unit(cost)}, {'on top of the price' if cost.price else 'with nothing received'}"


def _chart(rows: list[Row], cost: CostSummary) -> alt.LayerChart:
    ends = [float(end) for row in rows for end in (row.start, row.end)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    # Room on the right for the value of the longest bar.
    x = alt.X("start:Q", scale=alt.Scale(domain=[low, high + 0.22 * (high - low or 1)], nice=False), title=_axis_title(cost))
    # Without an amount there is no scale to speak of.
    x = x.axis(format="+,~f", domain=False, ticks=False, **({"tickCount": 5} if high > low else {"values": [0]}))
    y = alt.Y("name:N", sort=None, scale=alt.Scale(domain=[row.name for row in rows], paddingInner=0.34, paddingOuter=0.17), title=None)
    y = y.axis(labelColor=var("ink"), domain=False, ticks=False)
    bars = alt.Chart(_values(_bars(rows))).mark_rect().encode(x=x, x2="end:Q", y=y, color=alt.Color("colour:N", scale=None), description="words:N")
    links = alt.Chart(_values(_links(rows))).mark_rule(color=var("muted")).encode(x="end:Q", y=y, y2="next:N")
    texts = alt.Chart(_values(_texts(rows)))
    values = texts.mark_text(align="left", dx=6, fontWeight=alt.expr("datum.weight")).encode(
        x="at:Q", y=y, text="value:N", color=alt.Color("colour:N", scale=None)
    )
    notes = texts.mark_text(align="left", color=var("muted")).encode(x=alt.value(WIDTH + 12), y=y, text="rests_on:N")
    return alt.layer(links, bars, values, notes, *_legend(rows)).properties(width=WIDTH, height=ROW * len(rows))


def _values(rows: list[dict]) -> alt.Data:
    return alt.Data(values=rows)


def _bars(rows: list[Row]) -> list[dict]:
    bars = []
    for row in rows:
        start = row.start
        for colour, amount in row.parts:
            bars.append({"name": row.name, "start": float(start), "end": float(start + amount), "colour": var(colour), "words": f"{row.name}: {row.value}"})
            start += amount
    return bars


def _links(rows: list[Row]) -> list[dict]:
    return [{"name": row.name, "next": after.name, "end": float(row.end)} for row, after in pairwise(rows) if row.end]


def _texts(rows: list[Row]) -> list[dict]:
    return [
        {
            "name": row.name,
            "at": float(max(row.start, row.end)),
            "value": row.value,
            "rests_on": row.rests_on,
            "colour": var("ink" if row.parts else "muted"),
            "weight": "bold" if row.parts else "normal",
        }
        for row in rows
    ]


def _legend(rows: list[Row]) -> list[alt.Chart]:
    """Swatches above the bars for the kinds of cause that occur, in the colours of the first family that occurs."""
    drawn = [colour for row in rows[:-1] for colour, _ in row.parts if "credit" not in colour]
    families = [colour.removesuffix("-pale") for colour in drawn if colour != "cost-grey"]
    kinds = [("cost-grey", "agreed terms")] if "cost-grey" in drawn else []
    if any(colour in families for colour in drawn):
        kinds.append((families[0], "cause agreed: supplier's"))
    if any(colour.endswith("-pale") for colour in drawn):
        kinds.append((f"{families[0]}-pale", "cause buyer's, shared or not agreed yet"))
    layers, left = [], 0
    for colour, words in kinds:
        entry = alt.Chart(_values([{"words": words}]))
        layers.append(entry.mark_rect(color=var(colour)).encode(x=alt.value(left), x2=alt.value(left + 22), y=alt.value(-20), y2=alt.value(-10)))
        layers.append(entry.mark_text(align="left").encode(x=alt.value(left + 28), y=alt.value(-15), text="words:N"))
        left += 52 + 6 * len(words)
    return layers
