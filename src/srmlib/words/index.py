"""The portfolio index in words: its headline, and what a cell says. It knows a report by its
report.json alone, which may be of an older version: any part of it may be missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from srmlib.encoding import Block
from srmlib.numbers import (
    as_stated,
    by_count,
    count_words,
    money,
    points_words,
    said,
    with_unit,
)
from srmlib.rules.elements import COMPONENTS
from srmlib.stats.intervals import TAIL
from srmlib.words.cost import MAY_TAKE_OFF, kinds_words
from srmlib.words.metric import VERDICTS
from srmlib.words.plainly import rows_of
from srmlib.words.words import listed, lower_first, upper_first

MISSED = ("missed", "missed_clear", "far_clear")
CLEAR_MISSES = ("missed_clear", "far_clear")
ARROWS = {"better": "↗", "worse": "↘"}
# The keys of report.json under which the supplier's metrics stand, and the buyer's.
SUPPLIER, BUYER = PARTS = ("metrics", "our_part")
# From here on the number would be printed as 10.0.
TEN = Decimal("9.95")


def short_money(amount: Decimal) -> str:
    """An amount in two or three digits.

    >>> short_money(Decimal("158210.40")), short_money(Decimal("4660")), short_money(Decimal("-950"))
    ('158 k', '4.7 k', '−950')
    >>> short_money(Decimal("999960")), short_money(Decimal("9960")), short_money(Decimal("0.30"))
    ('1.0 M', '10 k', 'under 1')
    """
    for unit, name in ((Decimal(10**6), " M"), (Decimal(1000), " k")):
        if abs(amount) >= unit * Decimal("0.9995"):
            scaled = amount / unit
            decimals = int(abs(scaled) < TEN)
            return f"{said(scaled, decimals)}{name}"
    if 0 < abs(amount) < Decimal("0.5"):
        return "under 1"
    return said(amount, 0)


def short_value(value: float, unit: str) -> str:
    """A metric's value in as few digits as a cell has room for; its column says what it is.

    >>> short_value(96.43, "%"), short_value(100.0, "%"), short_value(5455.0, "ppm")
    ('96', '100', '5.5 k')
    >>> short_value(3.44, "days"), short_value(0.4, "%"), short_value(99.7, "%")
    ('3.4', '0.4', '99.7')
    """
    if abs(value) >= 1000:
        return short_money(Decimal(repr(value)))
    is_nearly_all = unit == "%" and 99.5 <= value < 100
    least_whole = 10
    if unit == "%":
        least_whole = 1
    if value == 0 or (abs(value) >= least_whole and not is_nearly_all):
        return said(value, 0)
    return said(value, 1)


# One metric


def kind_of(metric: Block) -> str:
    """What a cell is: one of the five verdicts; `not_agreed`, a value without an agreed goal;
    `too_few`; or `nothing`, where nothing is counted, supplied or agreed.
    """
    verdict = metric.get("verdict")
    state = metric.get("state")
    if verdict in VERDICTS:
        return str(verdict)
    if state == "ok" and metric.get("value") is not None:
        return "not_agreed"
    if state == "too_few":
        return "too_few"
    return "nothing"


def short_words(metric: Block, is_judged: bool) -> str:
    """What a cell shows instead of a verdict's sign: the value without an agreed goal; and, where
    nothing of the whole page is judged (`is_judged`), the counts that are too few: `5/6`.
    """
    kind = kind_of(metric)
    if kind == "not_agreed":
        return short_value(metric["value"], metric.get("unit", ""))
    counts = _counts(metric)
    if kind == "too_few" and counts and not is_judged:
        return f"{counts[0]:,}/{counts[1]:,}"
    return ""


def change_of(metric: Block) -> str | None:
    """`better` or `worse` than the quarter before, whatever chance may have done; None where
    either quarter has no value, both read the same, or it is better only so far.
    """
    value = metric.get("value")
    previous = metric.get("previous")
    if metric.get("state") != "ok" or value is None or previous is None:
        return None
    if _as_read(value, metric) == _as_read(previous, metric):
        return None
    has_risen = value > previous
    should_rise = metric.get("better") == "up"
    if has_risen == should_rise:
        return None if metric.get("so_far") else "better"
    return "worse"


def cell_words(metric: Block) -> str:
    """All that a cell stands for: `Accepted lots: 90.9% (20 of 22 lots), goal 98.5%: far off,
    clear. 2 of the last 8 quarters met. Worse than the quarter before (100%); no significant
    change.`
    """
    kind = kind_of(metric)
    name = metric.get("name") or metric.get("id")
    read = metric.get("text") or "not known"
    if kind == "too_few":
        return f"{name}: {_few_words(metric)}."
    if kind == "nothing":
        return f"{name}: {read}."
    said_of_it = [
        f"{name}: {read}{_in_brackets(_rests_on(metric))}{_against_goal(metric, kind)}",
        _quarters_words(metric, kind),
        _change_words(metric),
        _dispute_words(metric),
    ]
    return " ".join(f"{words}." for words in said_of_it if words)


def _in_brackets(words: str) -> str:
    if not words:
        return ""
    return f" ({words})"


def _quarters_words(metric: Block, kind: str) -> str:
    met, judged = metric.get("quarters_met") or (0, 0)
    if kind == "not_agreed" or not judged:
        return ""
    return f"{met} of the last {count_words(judged, 'quarter')} met"


def _counts(metric: Block) -> tuple[int, int] | None:
    """How many rows of how many; None where no rows are counted out of rows, or there are none."""
    part, whole, n = (metric.get(key) for key in ("numerator", "denominator", "n"))
    if metric.get("unit") != "%" or not isinstance(part, int) or not n or whole != n:
        return None
    return part, n


def _rests_on(metric: Block) -> str:
    """`20 of 22 lots` where rows are counted, else `12 forecasts`."""
    counts = _counts(metric)
    rests = str(metric.get("rests_on") or "")
    if not counts or not rests:
        return rests
    return f"{counts[0]:,} of {rests}"


def _few_words(metric: Block) -> str:
    """`5 of 6 lines, too few to judge; 92.3% over the last four quarters`."""
    words = str(metric.get("text") or "too few to judge")
    if _counts(metric):
        words = f"{_rests_on(metric)}, {words.partition(' (')[0]}"
    year = (metric.get("year") or {}).get("value")
    if year is None:
        return words
    over = with_unit(said(year, 1), metric.get("unit", ""))
    return f"{words}; {over} over the last four quarters"


def _against_goal(metric: Block, kind: str) -> str:
    if kind == "not_agreed":
        return ", no goal agreed"
    goal = metric.get("goal")
    if goal is None:
        return f": {VERDICTS[kind]}"
    return f", goal {as_stated(goal, metric.get('unit', ''))}: {VERDICTS[kind]}"


def _change_words(metric: Block) -> str:
    change = change_of(metric)
    if change is None:
        return ""
    before = _as_read(metric["previous"], metric)
    words = f"{upper_first(change)} than the quarter before ({before})"
    chance = metric.get("change_chance")
    if chance is None:
        return f"{words}; whether by chance is not known"
    if chance > 2 * TAIL:
        return f"{words}; no significant change"
    return words


def _as_read(value: float, metric: Block) -> str:
    """A value with the decimals of the metric's own text."""
    number = str(metric.get("text", "")).partition(" ")[0].rstrip("%")
    decimals = len(number.partition(".")[2])
    return with_unit(said(value, decimals), metric.get("unit", ""))


def _dispute_words(metric: Block) -> str:
    count = (metric.get("disputed") or {}).get("open", 0)
    if not count:
        return ""
    words = f"{count_words(count, 'dispute')} open"
    if not metric.get("rests_on_dispute"):
        return words
    return f"{words}; the verdict rests on {by_count(count, 'it', 'them')}"


# One report


def verdicts_of(report: Block) -> dict[str, str | None]:
    """The verdict of every metric, of the buyer's part too; None without one."""
    return {metric["id"]: metric.get("verdict") for metric in metrics_of(report)}


def metrics_of(report: Block, parts: Sequence[str] = PARTS) -> list[Block]:
    """The supplier's metrics, then the buyer's; or those of one part alone."""
    return [one for part in parts for one in report.get(part) or [] if one.get("id")]


def clear_misses_of(report: Block) -> int | None:
    """How many of the supplier's metrics miss their goal clearly; None where none is judged."""
    verdicts = [one.get("verdict") for one in metrics_of(report, [SUPPLIER])]
    judged = [verdict for verdict in verdicts if verdict in VERDICTS]
    if not judged:
        return None
    return len([verdict for verdict in judged if verdict in CLEAR_MISSES])


def open_disputes_of(report: Block) -> int | None:
    """How many rows of the quarter are disputed and not decided; None where the report does not
    say.
    """
    disputes = report.get("disputes")
    if disputes is None:
        return None
    return len([one for one in disputes if one.get("state") == "open"])


@dataclass(frozen=True)
class Costs:
    """What a quarter cost, in one currency; each amount None where it is not known. `gaps` say what
    of it is not known: then what is added, and each part of it, is at least so much.
    """

    currency: str
    price: Decimal | None
    added: Decimal | None
    supplier_caused: Decimal | None
    buyer_caused: Decimal | None
    gaps: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """`Price 158,210.40 EUR, on top at least 31,402.11 EUR (+19.8%): freight known for 93%.`"""
        price = "not known"
        if self.price is not None:
            price = f"{money(self.price)} {self.currency}"
        gaps = "; ".join(self.gaps)
        if self.added is None:
            gaps = gaps or "nothing beside the price is known"
            return f"Price {price}, on top not known: {gaps}."
        added = f"{money(self.added)} {self.currency}{self._over_price()}"
        if not gaps:
            return f"Price {price}, on top {added}."
        return f"Price {price}, on top at least {added}: {gaps}."

    def _over_price(self) -> str:
        if not self.price or self.price < 0 or self.added is None:
            return ""
        return f" ({points_words(100 * self.added / self.price)}%)"


def costs_of(report: Block) -> Costs | None:
    """What a report says of cost; None where it says nothing."""
    cost = report.get("cost") or {}
    currency, price, total = (cost.get(key) for key in ("currency", "price", "total"))
    if not currency or price is None or total is None:
        return None
    elements = cost.get("elements") or []
    beside = [one for one in elements if one.get("id") != "price"]
    is_priced = all(_has_amount(one) for one in elements if one.get("id") == "price")
    is_known = any(_has_amount(one) for one in beside)
    causes = cost.get("added_by_cause") or {}
    gaps = tuple(cost_gaps(cost))
    return Costs(
        currency,
        _amount(price, is_priced),
        _amount(str(Decimal(total) - Decimal(price)), is_known, gaps),
        _amount(causes.get("theirs"), is_known, gaps),
        _amount(causes.get("ours"), is_known, gaps),
        gaps,
    )


def _amount(text: str | None, is_known: bool, gaps: tuple[str, ...] = ()) -> Decimal | None:
    """None where it is not known; and where it would say nothing: at least zero."""
    if text is None or not is_known:
        return None
    amount = Decimal(text)
    if gaps and not amount:
        return None
    return amount


def _has_amount(element: Block) -> bool:
    return element.get("state") not in ("not_measured", "unknown")


def cost_gaps(cost: Block) -> list[str]:
    """What of a report's cost is not known: `freight and insurance known for 93%`, `2 events of
    scrap not known`.
    """
    elements = cost.get("elements") or []
    beside = [element for element in elements if element.get("id") != "price"]
    lacking = [element for element in beside if element.get("state") == "not_measured"]
    if len(lacking) == len(beside):
        return ["nothing beside the price is measured"]
    gaps = [gap for gap in map(_element_gap, elements) if gap]
    more = [element for element in lacking if element.get("id") not in MAY_TAKE_OFF]
    stated = {one.get("id") for element in beside for one in element.get("components", [])}
    unstated = set(COMPONENTS) - stated if stated else set()
    if more or unstated:
        gaps.append(f"{kinds_words(len(lacking) + len(unstated))} not measured")
    return gaps


def _element_gap(element: Block) -> str:
    coverage = element.get("coverage")
    unknown = element.get("unknown_events")
    if coverage is not None and coverage < 1:
        return f"{_element_name(element)} known for {int(100 * coverage)}%"
    if unknown:
        name = lower_first(str(element.get("name") or element.get("id")))
        return f"{count_words(unknown, 'event')} of {name} not known"
    return ""


def _element_name(element: Block) -> str:
    parts = element.get("components") or [element]
    return listed([lower_first(str(part.get("name") or part.get("id"))) for part in parts])


def sums_of(costs: Sequence[Costs]) -> list[Costs]:
    """What all together cost, one for each currency, in the order of their names: the sums of what
    is known.
    """
    by_currency: dict[str, list[Costs]] = {}
    for one in costs:
        by_currency.setdefault(one.currency, []).append(one)
    return [_sum_of(currency, by_currency[currency]) for currency in sorted(by_currency)]


def _sum_of(currency: str, costs: list[Costs]) -> Costs:
    gaps: tuple[str, ...] = ()
    whole = [one for one in costs if not one.gaps]
    if len(whole) < len(costs):
        reports = count_words(len(costs), "report")
        gaps = (f"all of it is known in {len(whole):,} of {reports}",)
    return Costs(
        currency,
        _known_sum([one.price for one in costs]),
        _known_sum([one.added for one in costs]),
        _known_sum([one.supplier_caused for one in costs]),
        _known_sum([one.buyer_caused for one in costs]),
        gaps,
    )


def _known_sum(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    if not known:
        return None
    return sum(known, Decimal("0.00"))


# The page


@dataclass(frozen=True)
class Tally:
    """One metric over all suppliers: at how many it is judged, missed, and missed clearly."""

    name: str
    judged: int
    missed: int
    lasting: int


def tallies(reports: Sequence[Block], part: str) -> list[Tally]:
    """One for each metric that is judged anywhere; `part` is SUPPLIER or BUYER."""
    by_id: dict[str, list[Block]] = {}
    for report in reports:
        for metric in metrics_of(report, [part]):
            by_id.setdefault(metric["id"], []).append(metric)
    found = [_tally(metrics) for metrics in by_id.values()]
    return [tally for tally in found if tally.judged]


def _tally(metrics: list[Block]) -> Tally:
    verdicts = [one.get("verdict") for one in metrics if one.get("verdict") in VERDICTS]
    return Tally(
        str(metrics[0].get("name") or metrics[0]["id"]),
        len(verdicts),
        sum(verdict in MISSED for verdict in verdicts),
        sum(verdict in CLEAR_MISSES for verdict in verdicts),
    )


def headline_words(reports: Sequence[Block], buyer: str) -> str:
    """Where to look first: the metric that most suppliers miss lastingly, and the one that the
    buyer misses at most of them.
    """
    if not reports:
        return "There is no report yet."
    return " ".join([_suppliers_words(reports), *_buyer_words(reports, buyer)])


def _suppliers_words(reports: Sequence[Block]) -> str:
    found = tallies(reports, SUPPLIER)
    if not found:
        return _unjudged_words(reports)
    lasting = max(found, key=lambda one: (one.lasting, one.lasting / one.judged))
    often = _missed_most(found)
    if lasting.lasting:
        where = _suppliers(lasting.lasting, lasting.judged)
        return f"The goal for {lower_first(lasting.name)} is missed lastingly at {where}."
    if often.missed:
        where = _suppliers(often.missed, often.judged)
        most = f"the one missed most is for {lower_first(often.name)}, at {where}"
        return f"No goal is missed lastingly; {most}."
    return "Every goal that could be judged is met."


def _missed_most(found: list[Tally]) -> Tally:
    return max(found, key=lambda one: (one.missed, one.missed / one.judged))


def _suppliers(part: int, whole: int) -> str:
    return rows_of(part, whole, "judged supplier", "judged suppliers")


def _unjudged_words(reports: Sequence[Block]) -> str:
    is_measured = any(
        kind_of(metric) == "not_agreed"
        for report in reports
        for metric in metrics_of(report)
    )
    if not is_measured:
        return "Too little can be judged this quarter."
    return "No goal is agreed with any supplier yet: the cells show what was measured."


def _buyer_words(reports: Sequence[Block], buyer: str) -> list[str]:
    found = tallies(reports, BUYER)
    if not found:
        return []
    often = _missed_most(found)
    if not often.missed:
        return [f"{upper_first(buyer)} meets its own goals."]
    # The sentence before has said of what.
    where = _suppliers(often.missed, often.judged).removesuffix(" judged suppliers")
    return [
        f"{upper_first(buyer)} misses its own goal for {lower_first(often.name)} at {where}."
    ]


def status_words(done: int, failed: int, stale: int) -> str:
    """How the runs went: `8 reports, all done`, `6 of 8 reports done, 2 failed, 1 of an earlier
    snapshot`.
    """
    words = f"{count_words(done, 'report')}, all done"
    if failed:
        words = (
            f"{done:,} of {count_words(done + failed, 'report')} done, {failed:,} failed"
        )
    if stale:
        words += f", {stale:,} of an earlier snapshot"
    return words
