"""A recall as a page of the buyer's own, with its lists beside it: it names customers and other
suppliers, so that it stands in no report that is handed on.
"""

from __future__ import annotations

import shlex
from collections import defaultdict
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

from markupsafe import Markup

from srmlib.encoding import Block
from srmlib.numbers import count_words
from srmlib.reports.export import csv_text
from srmlib.reports.publish import slug, write_atomically
from srmlib.reports.templating import LOADER, TEMPLATES, css_text, render, style_sheet
from srmlib.trace.recalled import Asked, Balance, Customer, Order, Recall
from srmlib.words import recall as words
from srmlib.words.words import day_words

PAGE = "recall.html"
# More are in the lists beside the page.
MOST_ROWS = 200
# Of a thousand: the width of the bar of a balance.
BAR = 1000


def folder_of_recall(reports: Path, asked: Asked) -> Path:
    """Where a recall goes: among what is internal, by what was asked.

    >>> folder_of_recall(Path("reports"), Asked("lot", "M-1")).as_posix()
    'reports/recall/internal/lot-s-m-1-fc12a89cb9'
    """
    days = "-".join(f"{day:%Y%m%d}" for day in (asked.first, asked.last) if day)
    named = f"{asked.kind}-{slug(asked.id)}" if asked.id else "days"
    return (
        reports / "recall" / "internal" / "-".join(part for part in (named, days) if part)
    )


def write_recall(folder: Path, found: Recall) -> Path:
    """Write the page and its lists as CSV into a folder; returns the page's path."""
    for name, table in found.tables().items():
        write_atomically(folder / f"{name}.csv", csv_text(table).encode())
    write_atomically(folder / PAGE, recall_page(found).encode())
    return folder / PAGE


def recall_page(found: Recall) -> Markup:
    source, _, _ = LOADER.get_source(TEMPLATES, "recall.css")
    return render(
        "recall.html.j2",
        found=found,
        title=words.title(found.asked),
        subject=words.subject(found.asked),
        days=words.days_asked(found.asked),
        may=words.may_words(found),
        headline=words.headline(found),
        as_of=day_words(found.as_of),
        time=words.time_words(found),
        command=command_for(found.asked),
        balances=[_balance(one) for one in found.balances],
        # What is held of several parts together has no unit.
        is_one_part=len(found.balances) == 1,
        customers=_customers(found),
        holdings=found.holdings[:MOST_ROWS],
        orders=found.orders[:MOST_ROWS],
        may_orders=found.may_orders[:MOST_ROWS],
        pieces=found.pieces[:MOST_ROWS],
        most=MOST_ROWS,
        places=words.PLACES,
        evidence_note=words.evidence_note(),
        evidence=words.evidence_words,
        qty=words.qty_words,
        units=words.unit_words,
        day=day_words,
        count_words=count_words,
        css_text=css_text,
        style=style_sheet() + Markup(source),
    )


def command_for(asked: Asked) -> str:
    """The command that asks again.

    >>> command_for(Asked("lot", "M 1"))
    "srm recall 'M 1' --kind lot"
    """
    parts = ["srm", "recall", *([asked.id, "--kind", asked.kind] if asked.id else [])]
    if asked.first:
        parts += ["--from", str(asked.first)]
    if asked.last:
        parts += ["--until", str(asked.last)]
    return shlex.join(parts)


def _balance(balance: Balance) -> Block:
    """A balance with the bar that draws it: place, where it begins and how wide it is."""
    bars = []
    at = Decimal(0)
    for place in words.PLACES:
        part = getattr(balance, place)
        if part:
            wide = BAR * part / balance.came
            bars.append({"place": place, "x": f"{at:.2f}", "width": f"{wide:.2f}"})
            at += wide
    return {
        "of": balance,
        "source": words.source_words(balance),
        "words": words.balance_words(balance),
        "bars": bars,
        "places": [
            (place, said, words.qty_words(getattr(balance, place)))
            for place, said in words.PLACES.items()
            if getattr(balance, place)
        ],
    }


def _customers(found: Recall) -> list[Block]:
    """Whom to call, who has most of it first."""
    orders: dict[str, list[Order]] = defaultdict(list)
    for order in found.orders:
        orders[order.customer_id].append(order)
    ranked = sorted(found.customers, key=lambda one: (-one.shipped_qty, one.customer_id))
    return [_customer(one, orders[one.customer_id]) for one in ranked]


def _customer(customer: Customer, orders: list[Order]) -> Block:
    units = {order.unit for order in orders}
    days = [customer.first_on, customer.last_on]
    known = [day_words(day) for day in dict.fromkeys(days) if day is not None]
    return {name.name: getattr(customer, name.name) for name in fields(customer)} | {
        "named": words.orders_words(orders),
        "got": words.shipped_words(customer, units.pop() if len(units) == 1 else ""),
        "left": " to ".join(known) or "not recorded",
        "holds": words.qty_words(sum((order.holds for order in orders), Decimal(0))),
    }
