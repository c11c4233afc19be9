"""The programme's own page, beside the index: every supplier against every item, who is due, who is
late, on which side; budget against cost.
"""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from srmlib.encoding import Block
from srmlib.governance.happened import OWED_BY
from srmlib.governance.programme import DUE, LATE, NO_RECORD, Governed, Item, Programme
from srmlib.reports.publish import write_atomically
from srmlib.reports.templating import LOADER, TEMPLATES, render, style_sheet
from srmlib.rules.programme import LEVELS
from srmlib.words.former import former_said
from srmlib.words.programme import (
    BEGINS,
    ITEMS,
    ON_ALL,
    budget_words,
    headline,
    last_words,
    level_words,
    owed_words,
    owner_of_all,
    planned_rows,
    rate_words,
    rhythm_words,
    spent_rows,
    spent_words,
    state_words,
)
from srmlib.words.words import day_words

PAGE = "programme.html"


def write_programme(
    folder: Path, found: Programme, currency: str, *, is_internal: bool
) -> Path:
    """Write the page into the folder of a quarter; returns its path."""
    page = programme_page(found, currency, is_internal=is_internal)
    write_atomically(folder / PAGE, page.encode())
    return folder / PAGE


def programme_page(found: Programme, currency: str, *, is_internal: bool = False) -> Markup:
    shown = [item for item in OWED_BY if any(one.of(item) for one in found.suppliers)]
    source, _, _ = LOADER.get_source(TEMPLATES, "programme.css")
    return render(
        "programme.html.j2",
        found=found,
        is_internal=is_internal,
        headline=headline(found),
        former=[former_said(one) for one in found.former],
        as_of=day_words(found.as_of),
        columns=[(item, ITEMS[item]) for item in shown],
        rows=[_row(one, shown) for one in found.suppliers],
        waiting=_waiting(found),
        missing=[(ITEMS[item], BEGINS[item]) for item in shown if _is_missing(found, item)],
        spent=_spent(found),
        on_all=ON_ALL if found.on_all else "",
        begin_budget=BEGINS["budget"][0],
        rate=rate_words(found.rules, currency),
        currency=currency,
        levels=[*LEVELS, "no level known"],
        planned=planned_rows(found.rules),
        style=style_sheet() + Markup(source),
    )


def _row(one: Governed, shown: list[str]) -> Block:
    return {
        "name": one.supplier.name,
        "id": one.supplier.supplier_id,
        "level": level_words(one.level),
        "cells": [[_cell(item) for item in one.of(name)] for name in shown],
    }


def _cell(item: Item) -> Block:
    return {
        "side": item.side,
        "state": item.state,
        "words": state_words(item),
        "more": f"{rhythm_words(item)}; {last_words(item)}",
    }


def _waiting(found: Programme) -> list[Block]:
    """What is late, the longest first, then what is due, by its day."""
    every = [(one, item) for one in found.suppliers for item in one.items]
    late = [pair for pair in every if pair[1].state == LATE]
    due = [pair for pair in every if pair[1].state == DUE]
    late.sort(key=lambda pair: -pair[1].days_late)
    due.sort(key=lambda pair: str(pair[1].due_on))
    buyer = found.buyer or "the buyer"
    return [
        {
            **_cell(item),
            "supplier": one.supplier.name,
            "item": ITEMS[item.item],
            "who": owed_words(item.side, buyer, one.supplier.name),
        }
        for one, item in [*late, *due]
    ]


def _is_missing(found: Programme, item: str) -> bool:
    return any(
        one.state == NO_RECORD for governed in found.suppliers for one in governed.of(item)
    )


def _spent(found: Programme) -> list[Block]:
    """For all suppliers together first, then with each."""
    buyer = found.buyer or "the buyer"
    rows = [("All suppliers", owner_of_all(found, one), one) for one in found.on_all]
    rows += [
        (one.supplier.name, owed_words(spent.side, buyer, one.supplier.name), spent)
        for one in found.suppliers
        for spent in spent_rows(one)
    ]
    return [
        {
            "supplier": supplier,
            "side": spent.side,
            "who": who,
            "has_budget": spent.budget is not None,
            "budget": budget_words(spent),
            "spent": spent_words(spent),
            "is_over": spent.is_over,
        }
        for supplier, who, spent in rows
    ]
