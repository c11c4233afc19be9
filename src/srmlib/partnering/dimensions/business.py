"""What is at stake, how far ahead both look, what each knows of the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from srmlib.numbers import count_words
from srmlib.partnering.dimensions.base import (
    Dimension,
    Shown,
    at_least,
    both_see,
    part_of,
    what_is_left,
)
from srmlib.partnering.known import YEAR, Known, is_signed_by, percent
from srmlib.register.kinds.agreed import Contract, Involvement
from srmlib.register.kinds.voice import FormSent
from srmlib.register.kinds.work import Cause
from srmlib.relationship.causes import agreed_causes

QUARTERS = 3
# No percentage: of two suppliers in a category each would read what the other sells.
MAIN = {
    True: "a main source of its category",
    False: "not a main source of its category",
    None: "no goods are bought of it, so whether it is a main source nobody can tell",
}


def business(known: Known) -> Shown:
    since = known.as_of - YEAR
    [sums] = known.found("purchases", since=since, until=known.as_of)
    promises = known.promises
    steady = [one for one in known.counted if known.with_data[one.id] == QUARTERS]
    share = percent(sums["theirs"], sums["of_category"]) if sums["of_category"] else None
    is_main = None
    # A service is a main source of no goods: nobody can tell, and nothing is advised.
    if share is not None and (sums["theirs"] or not known.is_service):
        is_main = share >= known.marks["main_source_percent"]
    earned = at_least(both_see(known, "both_earn"), known.marks["light_green"])
    # None hang on it: false. The extract holds none of anybody: not known.
    matters = None if promises is None else bool(promises) and earned
    return Shown(
        (bool(known.counted), bool(steady), is_main, matters),
        f"{count_words(len(steady), 'metric')} counted in each of three quarters;"
        f" {MAIN[is_main]}; {_promised(promises, known.as_of)}",
        {2: ""} if is_main is None else {},
    )


def _promised(promises: Sequence[object] | None, until: date) -> str:
    if promises is None:
        return "no promises to customers in the extract"
    day = f"{until.day} {until:%B %Y}"
    return f"{count_words(len(promises), 'promise')} to customers in the year to {day}"


def horizon(known: Known) -> Shown:
    since = known.as_of - YEAR
    [last] = known.found("forecasts", since=since, until=known.as_of)
    contracts = [
        one.now
        for one in known.all(Contract)
        if (one.now.from_on is None or one.now.from_on <= known.as_of)
        and (one.now.until_on is None or one.now.until_on > known.as_of)
    ]
    is_service = known.is_service
    is_long = any(
        one.until_on is None or one.until_on > known.as_of + YEAR for one in contracts
    )
    has_forecast = last["made_on"] is not None or is_service
    roads = [one for one in known.topics.chosen if one.target_on]
    far = [one for one in roads if one.target_on and one.target_on > known.as_of + YEAR]
    forecast = "forecast shared" if last["made_on"] else "no forecast in the extract"
    if is_service and not last["made_on"]:
        forecast = "a service, of which no forecast is asked"
    return Shown(
        (
            bool(known.counted),
            bool(contracts) or None,
            (is_long and has_forecast) if contracts else None,
            bool(far) if roads else None,
        ),
        f"{forecast}; {_contract_said(contracts)}",
        what_is_left(
            2,
            {
                "agree on a contract for more than a year": is_long,
                "share a forecast": has_forecast,
            },
        ),
    )


def _contract_said(contracts: list[Contract]) -> str:
    if not contracts:
        return "no contract on record"
    ends = [one.until_on for one in contracts]
    if any(end is None for end in ends):
        return "contract without end"
    last = max(end for end in ends if end)
    return f"contract until {last.day} {last:%B %Y}"


def information(known: Known) -> Shown:
    told = [one for one in known.all(FormSent) if known.in_a_year(one.now.sent_on)]
    signed = [
        one
        for one in known.counted
        if is_signed_by(one.definition, "buyer")
        and is_signed_by(one.definition, "supplier")
    ]
    whole = len(known.counted)
    share = percent(len(signed), whole) if whole else 0
    agreed = agreed_causes(known.book, known.supplier_id, known.as_of)
    is_signed = share >= known.marks["signed_percent"]
    new = [one.now for one in known.all(Involvement)]
    return Shown(
        (
            bool(known.counted),
            bool(told) or None,
            (is_signed and bool(agreed)) if known.all(Cause) else None,
            _began_early(new),
        ),
        f"{part_of(len(signed), whole, 'definition', 'signed by both')};"
        f" {count_words(len(agreed), 'cause')} agreed",
        what_is_left(
            2, {"sign the definitions": is_signed, "agree on causes": bool(agreed)}
        ),
    )


def _began_early(new: Sequence[Involvement]) -> bool | None:
    """Null where of no project both days were entered."""
    if any(is_early(one) for one in new):
        return True
    return False if any(one.design_frozen_on for one in new) else None


def is_early(one: Involvement) -> bool:
    """First involved before the design was frozen."""
    return bool(one.design_frozen_on and one.first_involved_on < one.design_frozen_on)


BUSINESS = Dimension(
    "business",
    "Business at stake",
    ("spot orders", "regular share", "main source", "each matters to the other’s results"),
    (
        "Order once",
        "Order in every quarter",
        "Make it a main source of its category",
        "Look at what both earn from this business; then each champion rates again, alone",
    ),
    ("both_earn",),
    business,
)
HORIZON = Dimension(
    "horizon",
    "Horizon",
    (
        "the order",
        "the year",
        "contract and forecast over a year",
        "joint roadmap of years",
    ),
    (
        "Order once",
        "Enter the contract that stands",
        "Share a forecast, and agree on a contract for more than a year",
        "Choose a topic with a target more than a year ahead",
    ),
    ("order_stable",),
    horizon,
)
INFORMATION = Dimension(
    "information",
    "Information",
    (
        "price, date",
        "forecast, scorecard",
        "both firms’ counts and causes",
        "plans, early designs",
    ),
    (
        "Order once",
        "Send the report with its reply form",
        "Sign the definitions, and agree on causes",
        "Involve the supplier before a design is frozen",
    ),
    ("open_info",),
    information,
)
