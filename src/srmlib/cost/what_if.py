"""What if a driver of cost were at its goal: what that would save each of the two firms, by what
caused the cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction
from math import isinf
from typing import ClassVar

from srmlib.cost.failures import (
    Cause,
    EventKey,
    Evidence,
    Failure,
    cause_of,
    evidence_of,
    may_cost,
)
from srmlib.cost.rows import LedgerRow, as_money, cost_rows, known_amount, total
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.result import Reading
from srmlib.numbers import as_stated, compact, money_decimals
from srmlib.rules.calendar import Quarter
from srmlib.rules.elements import ELEMENTS
from srmlib.snapshot import Snapshot
from srmlib.stats.apportion import rounded_together

ZERO = Fraction(0)
ALL = Fraction(1)
NOT_ONE_FIRMS = ("shared", "open")


@dataclass(frozen=True)
class Driver:
    """What goes wrong, by the metrics that count it (the first that is read holds). Its costs fall
    where `cause` is agreed to have caused them.
    """

    words: str
    failure: Failure

    @property
    def metric_ids(self) -> tuple[str, ...]:
        return self.failure.metric_ids

    @property
    def cause(self) -> str:
        return "ours" if self.failure.is_ours else "theirs"

    @property
    def elements(self) -> tuple[str, ...]:
        """What it may cost: what happens comes first, then what is reckoned once for the quarter."""
        driven = [one for one in ELEMENTS.values() if self.failure in may_cost(one.id)]
        return tuple(one.id for one in sorted(driven, key=lambda one: one.is_steady))


DRIVERS = (
    Driver("late deliveries", Failure.LATE),
    Driver("uneven deliveries", Failure.SPREAD),
    Driver("defects", Failure.DEFECT),
    Driver("tickets not fixed first time", Failure.REOPENED),
    Driver("wrong invoices", Failure.INVOICE),
    Driver("the buyer's own changes", Failure.CHANGE),
)


@dataclass(frozen=True)
class Range:
    """The ends of what may be saved, in the reporting currency: by the interval of the metric's
    value and by uncertain rates, with costs of shared or open cause at the upper end alone.
    """

    low: Decimal
    high: Decimal

    def to_json(self) -> list[str]:
        return [str(self.low), str(self.high)]


@dataclass(frozen=True)
class Driven:
    """A row of the ledger with what it is a cost of. `is_most`: of its amount at most all would be
    saved, as one that came back cost something the first time too.
    """

    row: LedgerRow
    cause: Cause

    @property
    def is_most(self) -> bool:
        return self.cause.failure is Failure.REOPENED

    def share_avoided(self, share: Fraction) -> Fraction:
        """What of its amount is avoided with a share of the driver's misses, or of the days they
        spread. A safety stock falls by its own formula: with the spread of all days late, or with
        the number of lines the buyer changed, which add up by their variances.
        """
        if self.cause.spread is None:
            return share
        is_spread = self.cause.failure is Failure.SPREAD
        left = self.cause.spread.left_at((1 - share) ** (2 if is_spread else 1))
        return share if left is None else 1 - left

    @property
    def is_open(self) -> bool:
        return self.row.cause in NOT_ONE_FIRMS


@dataclass(frozen=True)
class Saving:
    """One driver at its goal. `saves_us` and `saves_them` are in the reporting currency, a loss is
    negative; `saves_them` is null where nothing is known. `is_most`: they are the most that would be
    saved; the metric counts nothing of what cost it, or the row holds more than what would fall.

    `now` and `goal` are the metric's value and goal in its unit; `elements` are those that hold an
    amount; `rows` are the rows of the ledger that it rests on, and `avoided` what of each would be
    saved.
    """

    JSON: ClassVar = {"metric_id": "metric", "rows": None, "avoided": None}

    driver: str
    metric_id: str
    now: str
    goal: str
    elements: tuple[str, ...]
    saves_us: Decimal
    saves_us_range: Range
    saves_them: Decimal | None
    saves_them_range: Range | None
    is_most: bool
    words: str
    rows: tuple[Driven, ...] = field(default=(), repr=False)
    avoided: tuple[Decimal, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Untold:
    """Costs of a quarter of which nothing tells which driver caused them: no saving counts them.
    `amount` is what the buyer paid, `credits` what it recovered, `by_supplier` what the supplier
    paid, all in the reporting currency.
    """

    JSON: ClassVar = {"rows": None}

    amount: Decimal
    credits: Decimal
    by_supplier: Decimal
    words: str
    rows: tuple[Driven, ...] = field(default=(), repr=False)


def savings(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[Saving]:
    """Each driver at its goal, see savings_of."""
    return savings_of(
        caused(
            cost_rows(snapshot, supplier_id, quarter),
            evidence_of(snapshot, supplier_id, quarter),
        ),
        readings_of(snapshot, supplier_id, quarter),
        snapshot.reporting_currency,
    )


def caused(
    rows: Iterable[LedgerRow], evidence: Mapping[EventKey, Evidence]
) -> list[Driven]:
    """The rows that cost or bring something known, each with what it is a cost of."""
    return [
        Driven(row, cause_of(row, evidence))
        for row in rows
        if row.state == "amount" and known_amount(row)
    ]


def savings_of(
    rows: Sequence[Driven],
    readings: Iterable[Reading],
    currency: str,
) -> list[Saving]:
    """What each driver's costs would be less if its metric stood at the goal.

    The avoided share of a cost is 1 − misses at the goal ÷ misses now, and 0 on the goal or better;
    of safety stock, what its formula gives at so much less spread. It holds only for costs that the
    driver caused and whose cause is its firm's; shared causes and those not agreed are in the upper
    end alone. For the buyer that is what it paid less what it recovered, which is no more than
    what exceeds the price of goods that went back; for the supplier what it paid itself and the
    credits it would no longer give. Left out: drivers whose metric is not read or has too few rows
    to judge, and those without any known cost.
    """
    by_id = {reading.id: reading for reading in readings}
    found = []
    for driver in DRIVERS:
        reading = judged(driver, by_id)
        of_driver = rows_of_driver(driver, rows)
        if reading and of_driver:
            found.append(_saving(driver, reading, of_driver, currency))
    return found


def judged(driver: Driver, by_id: Mapping[str, Reading]) -> Reading | None:
    """The first metric of a driver that says something; null where none does."""
    of_metrics = [by_id[one] for one in driver.metric_ids if one in by_id]
    return next((reading for reading in of_metrics if reading.state == "ok"), None)


def rows_of_driver(driver: Driver, rows: Iterable[Driven]) -> list[Driven]:
    """The rows that a driver caused: of its own firm's cause, shared, or open."""
    causes = (driver.cause, *NOT_ONE_FIRMS)
    return [
        one
        for one in rows
        if one.cause.failure is driver.failure and one.row.cause in causes
    ]


def untold_of(rows: Iterable[Driven], currency: str) -> Untold | None:
    """What no saving counts because nothing tells which driver caused it; null where there is no
    such cost. What follows from terms is caused by no driver.
    """
    untold = [
        one
        for one in rows
        if one.cause.failure is Failure.UNTOLD and one.row.cause != "terms"
    ]
    if not untold:
        return None
    ours = [one.row for one in untold if one.row.paid_by == "buyer"]
    costs = [row for row in ours if known_amount(row) > 0]
    credits = total(row for row in ours if known_amount(row) < 0)
    by_supplier = total(one.row for one in untold if one.row.paid_by == "supplier")
    words = _untold_words(costs, credits, by_supplier, currency)
    return Untold(total(costs), credits, by_supplier, words, tuple(untold))


# --- how much of a cost is avoided


@dataclass(frozen=True)
class Shares:
    """How much of a metric's misses would not happen at a goal: as counted, and by the ends of its
    interval. `is_unseen`: it counts no miss at all, though something cost, so that it may be any
    share.
    """

    now: Fraction
    least: Fraction
    most: Fraction
    is_unseen: bool = False


def shares_at(goal: Decimal | float, reading: Reading) -> Shares:
    """What share of a metric's misses would not happen at a goal."""
    now = avoided_share_at(goal, reading)
    if not _misses(reading, _exact_value(reading)):
        return Shares(now, ZERO, ALL, is_unseen=True)
    ends = [now, *(_avoided_at_end(goal, reading, end) for end in reading.interval or ())]
    return Shares(now, min(ends), max(ends))


def _avoided_at_end(goal: Decimal | float, reading: Reading, end: float | None) -> Fraction:
    """The same at an end of the interval; all of it where nothing bounds the end."""
    if end is None or isinf(end):
        return ALL
    return _avoided(goal, reading, Fraction(str(end)))


def avoided_share(reading: Reading) -> Fraction:
    """The share of a metric's misses that would not happen at its goal, see avoided_share_at."""
    return avoided_share_at(reading.definition.goal, reading)


def avoided_share_at(goal: Decimal | float, reading: Reading) -> Fraction:
    """The share of a metric's misses that would not happen at a goal: 1 − misses at the goal ÷
    misses now; 0 on the goal or better.
    """
    return _avoided(goal, reading, _exact_value(reading))


def _avoided(goal: Decimal | float, reading: Reading, value: Fraction) -> Fraction:
    now = _misses(reading, value)
    at_goal = _misses(reading, Fraction(str(goal)))
    return ZERO if now <= at_goal else 1 - at_goal / now


def _misses(reading: Reading, value: Fraction) -> Fraction:
    """What a value says of misses, in the metric's unit; never below none."""
    if reading.definition.better == "up":
        value = reading.definition.multiplier - value
    return max(value, ZERO)


def _exact_value(reading: Reading) -> Fraction:
    """The value of a metric, of a share as exactly as it was counted."""
    counted = (reading.numerator, reading.denominator)
    if reading.definition.metric.kind == "spread" or None in counted:
        return Fraction(str(reading.value))
    above, below = (Fraction(str(one)) for one in counted)
    return reading.definition.multiplier * above / below


# --- what that comes to


def _saving(
    driver: Driver,
    reading: Reading,
    rows: list[Driven],
    currency: str,
) -> Saving:
    shares = shares_at(reading.definition.goal, reading)
    agreed = [one for one in rows if not one.is_open]
    us = as_money(_of_us(agreed, _as_counted(shares)))
    them = None
    them_range = None
    if _theirs(rows):
        them = as_money(_of_them(agreed, _as_counted(shares)))
        them_range = _range(rows, shares, _of_them)
    elements = tuple(
        element.id
        for element in sorted(ELEMENTS.values(), key=lambda one: one.is_steady)
        if any(one.row.element == element.id for one in rows)
    )
    us_range = _range(rows, shares, _of_us)
    saving = Saving(
        driver.words,
        reading.id,
        reading.text,
        as_stated(reading.definition.goal, reading.definition.unit),
        elements,
        us,
        us_range,
        them,
        them_range,
        shares.is_unseen or all(one.is_most for one in rows),
        "",
        tuple(rows),
        _avoided_of(rows, shares.now),
    )
    return replace(saving, words=_words(saving, reading, shares, rows, currency))


# What of a row of a driver is avoided.
Avoids = Callable[[Driven], Fraction]


def _as_counted(shares: Shares) -> Avoids:
    return lambda one: one.share_avoided(shares.now) * Fraction(known_amount(one.row))


def _at_most(shares: Shares) -> Avoids:
    """What of each row is avoided at the upper end: at the worse end of the metric's interval, with
    its rate at the high end. What is the most already is so of the misses as counted.
    """

    def avoids(one: Driven) -> Fraction:
        share = shares.most
        if one.is_most and not shares.is_unseen:
            share = shares.now
        return one.share_avoided(share) * _at_rate(one.row, one.row.rate_high)

    return avoids


def _at_least(shares: Shares) -> Avoids:
    """The same at the lower end. Of what is the most nothing is certain."""
    return lambda one: (
        ZERO
        if one.is_most
        else one.share_avoided(shares.least) * _at_rate(one.row, one.row.rate_low)
    )


def _at_rate(row: LedgerRow, rate: Decimal | None) -> Fraction:
    """The amount of a row at another value of the rate it was valued by."""
    amount = Fraction(known_amount(row))
    if rate is None or not row.rate_value:
        return amount
    return amount * Fraction(rate) / Fraction(row.rate_value)


def _range(
    rows: list[Driven],
    shares: Shares,
    of_firm: Callable[[list[Driven], Avoids], Fraction],
) -> Range:
    """The ends for one firm. A firm that would lose loses most where most is avoided, so that both
    ends are asked for either.
    """
    agreed = [one for one in rows if not one.is_open]
    open_ones = [one for one in rows if one.is_open]
    least = of_firm(agreed, _at_least(shares))
    most = of_firm(agreed, _at_most(shares))
    in_doubt = max(ZERO, of_firm(open_ones, _at_most(shares)))
    as_counted = of_firm(agreed, _as_counted(shares))
    return Range(
        as_money(min(least, most, as_counted)),
        as_money(max(least, most, as_counted) + in_doubt),
    )


def _of_us(rows: list[Driven], avoids: Avoids) -> Fraction:
    """What the buyer would not pay, less what it would not recover: credits hold none of the price
    of goods that went back.
    """
    return sum((avoids(one) for one in rows if one.row.paid_by == "buyer"), ZERO)


def _of_them(rows: list[Driven], avoids: Avoids) -> Fraction:
    """What the supplier would not pay, and the credits it would not give."""
    sums = (avoids(one) * (-1 if _is_credit(one) else 1) for one in _theirs(rows))
    return sum(sums, ZERO)


def _theirs(rows: list[Driven]) -> list[Driven]:
    return [one for one in rows if one.row.paid_by == "supplier" or _is_credit(one)]


def _is_credit(one: Driven) -> bool:
    return one.row.element == "recovered" and one.row.paid_by == "buyer"


def avoided_amounts(rows: Sequence[Driven], share: Fraction) -> dict[int, Fraction]:
    """What of each row of a driver, by its place, the firm that paid it would save: exactly, and
    only of the firm's own cause.
    """
    return {
        place: one.share_avoided(share) * Fraction(known_amount(one.row))
        for place, one in enumerate(rows)
        if not one.is_open
    }


def _avoided_of(rows: Sequence[Driven], share: Fraction) -> tuple[Decimal, ...]:
    """What of each row would be saved, so that those of a firm add up to what it saves."""
    cuts = cuts_of(rows, avoided_amounts(rows, share))
    return tuple(cuts.get(place, Decimal("0.00")) for place in range(len(rows)))


def cuts_of(rows: Sequence[Driven], exact: Mapping[int, Fraction]) -> dict[int, Decimal]:
    """Each amount to the cent, so that those of each firm add up to their exact sum rounded once."""
    cuts: dict[int, Decimal] = {}
    for firm in ("buyer", "supplier"):
        of_firm = {
            place: amount
            for place, amount in exact.items()
            if rows[place].row.paid_by == firm
        }
        cuts |= _to_the_cent_together(of_firm)
    return cuts


def _to_the_cent_together(exact: Mapping[int, Fraction]) -> dict[int, Decimal]:
    """Each amount to the cent so that all of them add up to their exact sum rounded once: the
    largest remainders are rounded up.
    """
    decimals = money_decimals()
    whole = int(as_money(sum(exact.values(), ZERO)).scaleb(decimals))
    scaled = rounded_together(whole, [10**decimals * amount for amount in exact.values()])
    return {
        number: Decimal(amount).scaleb(-decimals)
        for number, amount in zip(exact, scaled, strict=True)
    }


# --- in words


def _words(
    saving: Saving, reading: Reading, shares: Shares, rows: list[Driven], currency: str
) -> str:
    name = reading.definition.name
    if shares.is_unseen:
        return (
            f"{name} meets its goal of {saving.goal} ({saving.now}) and counts nothing of what"
            f" {saving.driver} cost: without any the buyer would save up to"
            f" {_up(saving.saves_us_range.high)} {currency}."
        )
    if not shares.now:
        return _on_goal_words(saving, name, currency)
    words = f"{name} at the goal of {saving.goal} would {_both(saving, currency)}"
    words += ", if costs fall with misses"
    words += (
        "."
        if saving.saves_them is not None
        else ("; what the supplier would save is not known.")
    )
    if saving.is_most:
        words += " At most: what the first go took would stay."
    stays = total(one.row for one in rows if one.is_open and one.row.paid_by == "buyer")
    if stays:
        words += f" {compact(stays)} {currency} of shared or not agreed cause is in the upper end alone."
    return words


def _on_goal_words(saving: Saving, name: str, currency: str) -> str:
    words = (
        f"{name} meets its goal of {saving.goal} ({saving.now}): nothing is left to save on"
        f" {saving.driver}"
    )
    if saving.saves_us_range.high > 0:
        words += (
            f" as counted, and up to {_up(saving.saves_us_range.high)} {currency} at the worse end"
            " of its interval"
        )
    return words + "."


def _both(saving: Saving, currency: str) -> str:
    """`save the buyer about 790 EUR a quarter (150 to 1.4 k) and the supplier about 23 EUR`."""
    first = _saves_within(
        "the buyer", saving.saves_us, saving.saves_us_range, saving.is_most, currency
    )
    if saving.saves_them is None or saving.saves_them_range is None:
        return first
    second = _saves_within(
        "the supplier",
        saving.saves_them,
        saving.saves_them_range,
        saving.is_most,
        currency,
    )
    second = second.replace(" a quarter", "")
    if (saving.saves_us >= 0) == (saving.saves_them >= 0):
        second = second.removeprefix("save ").removeprefix("cost ")
    return f"{first} and {second}"


def _saves_within(
    firm: str, amount: Decimal, ends: Range, is_most: bool, currency: str
) -> str:
    """`save the buyer about 790 EUR a quarter (150 to 1.4 k)`."""
    if not amount and ends.high > 0:
        return f"save {firm} up to {_up(ends.high)} {currency} a quarter"
    said = _saves(firm, amount, is_most, currency)
    return f"{said} a quarter{_range_words(ends, amount)}"


def _saves(firm: str, amount: Decimal, is_most: bool, currency: str) -> str:
    """`save the buyer about 2.6 k EUR`, `cost the supplier about 520 EUR`, `save the buyer
    nothing`.
    """
    if not amount:
        return f"save {firm} nothing"
    verb = "save" if amount > 0 else "cost"
    if is_most:
        return f"{verb} {firm} at most {_up(abs(amount))} {currency}"
    return f"{verb} {firm} about {_about(abs(amount))} {currency}"


def _range_words(ends: Range, amount: Decimal) -> str:
    """The ends in brackets, rounded outwards; nothing where they say no more than the amount."""
    low, high = _outwards(ends.low, is_low=True), _outwards(ends.high, is_low=False)
    if low == high or (ends.high == amount and ends.low == 0):
        return ""
    return f" ({low} to {high})"


def _outwards(amount: Decimal, is_low: bool) -> str:
    """Two digits, away from the middle."""
    if not amount:
        return "0"
    down = is_low == (amount > 0)
    return compact(_two_digits(amount, ROUND_DOWN if down else ROUND_UP))


def _up(amount: Decimal) -> str:
    """An amount that is the most, rounded up to two digits.

    >>> _up(Decimal("600.00")), _up(Decimal("18000.00")), _up(Decimal("1211.50"))
    ('600', '18.0 k', '1.3 k')
    """
    return compact(_two_digits(amount, ROUND_UP)) if amount else "0"


def _about(amount: Decimal) -> str:
    """An amount as rough as such a forecast is: two digits.

    >>> _about(Decimal("2557.93")), _about(Decimal("517.50")), _about(Decimal("9012.00"))
    ('2.6 k', '520', '9.0 k')
    """
    return compact(_two_digits(amount, ROUND_HALF_UP))


def _two_digits(amount: Decimal, rounding: str) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(amount.adjusted() - 1), rounding)


def _untold_words(
    costs: list[LedgerRow], credits: Decimal, by_supplier: Decimal, currency: str
) -> str:
    """`Of 19.4 k EUR nothing tells which of these caused it, so no saving counts it: line stops and
    waiting 19.4 k EUR.`
    """
    said = []
    if costs:
        by_element: dict[str, Decimal] = {}
        for row in costs:
            before = by_element.get(row.element, Decimal(0))
            by_element[row.element] = before + known_amount(row)
        listed = ", ".join(
            f"{ELEMENTS[element].name.lower()} {compact(amount)}"
            for element, amount in sorted(by_element.items(), key=lambda one: -one[1])
        )
        said.append(
            f"Of {compact(total(costs))} {currency} no incident, lot, line or ticket tells what"
            f" caused it, so no saving counts it: {listed}."
        )
    if credits:
        said.append(
            f"Of {compact(-credits)} {currency} of credits nothing tells what they are for; they"
            " are in no saving either."
        )
    if by_supplier:
        said.append(
            f"So it is with {compact(by_supplier)} {currency} that the supplier paid itself."
        )
    return " ".join(said)
