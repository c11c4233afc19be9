"""Breakdowns traced upstream, question by question: what broke, where it came from with every row
on the way, and what else is affected.
"""

from __future__ import annotations

import os
from decimal import Decimal
from typing import Any

import ipywidgets as widgets
import pandas as pd
from IPython.display import display
from markupsafe import Markup

from srmlib.figures.untrusted import as_images
from srmlib.notebook.answers import Table, answer
from srmlib.notebook.controls import HEADLESS, WIDGET_VIEW
from srmlib.numbers import by_count, count_words, money, percent, percent_words
from srmlib.reports.page import Section
from srmlib.reports.templating import render, style_sheet
from srmlib.rules.calendar import Quarter
from srmlib.rules.causes import WHOLE
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import sql
from srmlib.trace.attribution import EFFECTS, breakdowns
from srmlib.trace.up_and_down import trace_downstream, trace_upstream
from srmlib.words.trace import EVIDENCE, WHOSE

WIDE = {"width": "100%", "max_width": "1064px"}
NAMED = {"description_width": "130px"}


def what_broke(snapshot: Snapshot, quarter: Quarter, by: str = "cause") -> Section:
    """All breakdowns of a quarter, summed; see srmlib.trace.attribution.breakdowns for what they
    can be summed by.
    """
    frame = breakdowns(snapshot, quarter, by)
    rows = [_summed(row, snapshot.reporting_currency) for row in _records(frame)]
    effects = snapshot.scalar(
        "SELECT count(*) FROM effects WHERE occurred_on >= ? AND occurred_on < ?",
        [quarter.start, quarter.until],
    )
    cost = sum(
        (row["amount"] for row in _records(frame) if row["amount"] is not None),
        Decimal("0.00"),
    )
    headline = "Nothing broke"
    if effects:
        headline = (
            f"{count_words(effects, 'breakdown')} in {quarter}, {money(cost)}"
            f" {snapshot.reporting_currency} of known cost"
        )
    return answer(
        "what-broke", f"What broke, by {by.replace('_', ' ')}?", headline, [Table("", rows)]
    )


def where_from(snapshot: Snapshot, of_id: str) -> Section:
    """The tree of one breakdown, lot, piece or order: every way upstream with its share, and how
    sure it is.
    """
    rows = _records(trace_upstream(snapshot, of_id))
    named = [row for row in rows if row["supplier_id"]]
    firms = {row["supplier_id"] for row in named if row["weight"]}
    possible = {row["supplier_id"] for row in named} - firms
    headline = f"{of_id} leads to no supplier"
    if firms:
        headline = f"{of_id} leads to {count_words(len(firms), 'supplier')}"
    if possible:
        be = by_count(len(possible), "is", "are")
        headline += f"; {count_words(len(possible), 'supplier')} {be} possible, and nothing shows which"
    notes = []
    # A lot on the way, or known by a piece alone, has no share of its own.
    shared = [row for row in rows if row["weight"] is not None]
    untraced = sum(row["weight"] for row in shared if row["cause_side"] == "not_traced")
    if untraced:
        whole = sum(row["weight"] for row in shared)
        share = percent_words(Decimal(untraced), Decimal(whole))
        notes = [f"{share} of it is not traced."]
    return answer(
        "where-from",
        f"Where does {of_id} come from?",
        headline,
        [Table("", [_way(row, snapshot.reporting_currency) for row in rows])],
        notes=notes,
    )


def what_else(snapshot: Snapshot, of_id: str) -> Section:
    """What else a lot, receipt or supplier is in: lots, pieces, customers' orders, and what broke of
    them. With quantities, customers and what cannot be found: `srmlib.recall`.
    """
    rows = _records(trace_downstream(snapshot, of_id))
    orders, lots = (
        {row["id"] for row in rows if row["kind"] == kind} for kind in ("order", "lot")
    )
    headline = (
        f"{of_id} is in {count_words(len(lots), 'lot')} and reached"
        f" {count_words(len(orders), 'order')} of customers"
    )
    shown = [
        {
            "what": row["kind"].replace("_", " "),
            "id": row["id"],
            "in lot": row["lot_id"] or "",
            "rests on": EVIDENCE[row["evidence"]],
            "share of the part there": _share(row["weight"]),
            "the way": row["path"],
        }
        for row in rows
    ]
    return answer(
        "what-else", f"What else is affected by {of_id}?", headline, [Table("", shown)]
    )


def _records(frame: pd.DataFrame) -> list[Record]:
    """Rows as plain Python, null as None."""
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _summed(row: Record, currency: str) -> dict[str, str]:
    numbers = ("events", "weight", "share", "amount", "least", "most")
    named = {
        name.replace("_", " "): _named(name, row[name])
        for name in row
        if name not in numbers
    }
    ends = {
        words: row.get(name) for name, words in (("least", "at least"), ("most", "at most"))
    }
    between = {words: "" if end is None else f"{end:.2f}" for words, end in ends.items()}
    cost = "not known" if row["amount"] is None else money(row["amount"])
    return (
        named
        | {
            "breakdowns": f"{row['events']:,}",
            "share": percent(row["share"]),
            currency: cost,
        }
        | between
    )


def _named(column: str, value: str | None) -> str:
    if value is None:
        return "not known"
    return {"cause_side": WHOSE, "evidence": EVIDENCE, "effect_kind": EFFECTS}.get(
        column, {}
    ).get(value, value)


def _share(weight: int | None) -> str:
    """Empty where no share is known."""
    return "" if weight is None else percent(weight, WHOLE)


def _way(row: Record, currency: str) -> dict[str, str]:
    least = most = ""
    if row["least"] is not None and row["least"] < row["most"]:
        least = _share(row["least"])
        most = _share(row["most"])
    return {
        "the way": row["path"],
        "whose cause": row["cause"] or WHOSE[row["cause_side"]],
        "rests on": EVIDENCE.get(row["evidence"], row["evidence"] or ""),
        "share": _share(row["weight"]),
        "at least": least,
        "at most": most,
        currency: "" if row["amount"] is None else money(row["amount"]),
    }


class BreakdownPicker:
    """A menu of a quarter's breakdowns and, below it, the tree of the one chosen and the rows it
    stands on.

    `picker.breakdown.value` is the id of the one shown; a program may set it.
    """

    def __init__(self, snapshot: Snapshot, quarter: Quarter, of_id: str | None = None):
        self.snapshot, self.quarter = snapshot, quarter
        options = self._options()
        ids = [value for _, value in options]
        self.breakdown = widgets.Dropdown(
            description="Breakdown",
            options=options,
            value=of_id if of_id in ids else next(iter(ids), None),
            style=NAMED,
            layout=WIDE,
        )
        self.picture = widgets.HTML()
        self.breakdown.observe(lambda change: self._draw(), "value")
        self._draw()
        self.box = widgets.VBox(
            [
                widgets.HTML(Markup("<style>{}</style>").format(style_sheet())),
                self.breakdown,
                self.picture,
            ]
        )

    def _options(self) -> list[tuple[str, str]]:
        rows = self.snapshot.records(
            "SELECT effect_kind, effect_id, occurred_on, breakdown FROM effects WHERE occurred_on"
            " >= ? AND occurred_on < ? ORDER BY occurred_on, effect_id",
            [self.quarter.start, self.quarter.until],
        )
        return [(_option(row), row["effect_id"]) for row in rows]

    def _draw(self) -> None:
        shown = Markup("<p>Nothing broke in the quarter.</p>")
        rows = ""
        if self.breakdown.value:
            shown = where_from(self.snapshot, self.breakdown.value).body
            rows = "".join(rows_behind(self.snapshot, self.breakdown.value))
        self.picture.value = Markup('<div class="srm">{}{}</div>').format(
            Markup(shown), Markup(rows)
        )

    def __repr__(self) -> str:
        return (
            f"{count_words(len(self.breakdown.options), 'breakdown')} of {self.quarter} to pick"
            " from"
        )

    def _ipython_display_(self) -> None:
        """The menu; without a kernel, the breakdown that is chosen."""
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
        return as_images(self.picture.value)


def _option(effect: dict[str, Any]) -> str:
    """A breakdown as a menu names it: `2026-08-02: complaint, leaks (CR-004)`."""
    kind = EFFECTS[effect["effect_kind"]].lower()
    return f"{effect['occurred_on']}: {kind}, {effect['breakdown']} ({effect['effect_id']})"


# The rows a link stands on: what each is called, its table and key.
BEHIND = {
    "receipt_id": ("receipts", "receipt_id"),
    "line_id": ("schedule_lines", "line_id"),
    "lot_id": ("lots", "lot_id"),
}


def rows_behind(snapshot: Snapshot, of_id: str) -> list[Markup]:
    """The receipts, order lines and lots that the links of a breakdown stand on, as tables that
    open.
    """
    links = _records(trace_upstream(snapshot, of_id))
    found = []
    for column, (table, key) in BEHIND.items():
        ids = sorted({link[column] for link in links if link[column]})
        frame = snapshot.frame(
            sql(
                "SELECT * FROM {table} WHERE list_contains(?, {key}) ORDER BY {key}",
                table=table,
                key=key,
            ),
            [ids],
        )
        rows = [
            {name: str(value) for name, value in row.items() if value is not None}
            for row in _records(frame)
        ]
        columns = [name for name in frame.columns if any(name in row for row in rows)]
        if rows:
            tables = [
                Table("", [{name: row.get(name, "") for name in columns} for row in rows])
            ]
            body = render(
                "answer.html.j2", headline="", figure=None, tables=tables, notes=[]
            )
            found.append(
                Markup("<details><summary>{}</summary>{}</details>").format(
                    count_words(len(rows), table.replace("_", " ").rstrip("s")),
                    Markup(body),
                )
            )
    return found
