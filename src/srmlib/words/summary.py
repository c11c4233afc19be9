"""Page one in words: what it is, what matters, what it costs, what moved. Its three columns are in
`points`, the scorecard's counts in `allowed`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from srmlib.cost.detail import cause_sums
from srmlib.cost.summary import CostSummary
from srmlib.encoding import Block, encoded
from srmlib.facts import Extract, Facts
from srmlib.metrics.result import Reading
from srmlib.numbers import by_count, count_words, money, percent
from srmlib.rules import schema
from srmlib.rules.elements import ELEMENTS
from srmlib.words.cost import is_least
from srmlib.words.metric import is_improvement, moved_beyond_chance, sentence
from srmlib.words.page import so_far_words
from srmlib.words.plainly import (
    WORDS,
    be,
    buyer_called,
    in_short,
    metric_called,
    misses_of,
    months_of,
    possessive,
    spelled,
    spelled_with,
    supplier_called,
)
from srmlib.words.points import (
    for_buyer,
    for_supplier,
    has_entered,
    has_left,
    one_order_words,
    to_settle,
    worst_first,
)
from srmlib.words.words import day_words, listed, lower_first, upper_first

# Two lines of the lead's size.
LONGEST_LEAD = 200
LATE_NAMED = 2


@dataclass(frozen=True)
class CostLine:
    """What the price costs in use: bold words, what follows them, and what is said quietly (which
    costs are not in it; empty where all are). Each is whole sentences.
    """

    strong: str
    words: str
    quiet: str


@dataclass(frozen=True)
class CostPart:
    """What was added to the price by one kind of cause. `role` is the colour's: cause-theirs,
    cause-not-agreed, cause-shared, cause-ours, cause-terms. `amount` is in the reporting currency,
    negative where credits are more; `rounded` is how it is printed, `share` what it is of all
    positive parts, 0 for a negative one.
    """

    role: str
    amount: Decimal
    rounded: str
    words: str
    share: float


def sentences(facts: Facts) -> Block:
    """Every sentence of page one, for report.json; under `blocks` one for each metric."""
    return {
        "status": status_line(facts),
        "lead": lead(facts),
        "cost": encoded(cost_line(facts)),
        "cost_parts": encoded(cost_parts(facts)),
        "for_supplier": encoded(for_supplier(facts)),
        "for_buyer": encoded(for_buyer(facts)),
        "to_settle": encoded(to_settle(facts)),
        "moved": moved(facts),
        "scorecard": scorecard_title(facts),
        "blocks": {one.id: sentence(one) for one in (*facts.readings, *facts.ours)},
    }


# What this is, and how fresh


def status_line(facts: Facts) -> list[str]:
    """Two quiet lines: who may read this and when the goals were agreed; how far the data go, and
    which file is late. Late is a file that is older than its source promises.
    """
    reads = "One file for both firms"
    if facts.audience == "internal":
        reads = f"Internal: not for {facts.supplier.name}"
    data = f"Data to {day_words(facts.as_of)}{so_far_words(facts)}"
    return [f"{reads} · {_agreed_words(facts)}", f"{data} · {_files_words(facts)}"]


def _agreed_words(facts: Facts) -> str:
    """`goals agreed 12 January 2026`, from the first day to the last where they are several."""
    signed = [one for one in facts.definitions if one.is_signed and one.applies]
    days = sorted({one.agreed_on for one in signed if one.agreed_on})
    if not signed:
        return "no goal is agreed yet"
    if not days:
        return "goals agreed"
    if len(days) == 1:
        return f"goals agreed {day_words(days[0])}"
    return f"goals agreed from {day_words(days[0])} to {day_words(days[-1])}"


def _files_words(facts: Facts) -> str:
    late = [one for one in facts.extracts if one.is_stale]
    read = f"{count_words(len(facts.extracts), 'file')} read"
    if not late:
        has_rhythm = any(one.expected_every_days is not None for one in facts.extracts)
        return f"{read}, none known to be late" if has_rhythm else read
    said = [_late_words(facts, one) for one in late[:LATE_NAMED]]
    if len(late) > LATE_NAMED:
        said.append(f"and {spelled(len(late) - LATE_NAMED)} more")
    return f"{read}, {spelled(len(late))} late: {'; '.join(said)}"


def _late_words(facts: Facts, late: Extract) -> str:
    """`exchange rates end 25 September, which touches nothing on this page`."""
    table = late.file.rpartition("/")[2].partition(".")[0]
    name = "exchange rates" if table == "fx" else late.file
    if table in schema.TABLES and table != "fx":
        name = table.replace("_", " ")
    said = name
    if late.last_event_on is not None:
        said += f" {'end' if name.endswith('s') else 'ends'} {day_words(late.last_event_on)}"
    touched = _touched_words(facts, table)
    return f"{said}, {touched}" if touched else said


def _touched_words(facts: Facts, table: str) -> str | None:
    """What on the page rests on a canonical table; None where the file is none of them, so that
    nothing can be said.
    """
    if table == "fx":
        currencies = _other_currencies(facts)
        if not currencies:
            return "which touches no cost here"
        return f"which values the amounts in {listed(currencies)}"
    if table not in schema.TABLES:
        return None
    counted = [one for one in (*facts.readings, *facts.ours) if one.state in ("ok", "too_few")]
    names = [metric_called(one.definition) for one in counted if table in one.definition.tables]
    if any(table in ELEMENTS[line.id].tables and line.amount for line in facts.cost.lines):
        names.append("cost")
    if not names:
        return "which touches nothing on this page"
    if len(names) > LATE_NAMED + 1:
        names = [*names[:LATE_NAMED], f"{spelled(len(names) - LATE_NAMED)} more"]
    return f"which touches {listed(list(dict.fromkeys(names)))}"


def _other_currencies(facts: Facts) -> list[str]:
    """The currencies, other than that of the report, in which its costs were booked."""
    if "stated_currency" not in facts.ledger:
        return []
    stated = {str(one) for one in facts.ledger["stated_currency"].dropna()}
    return sorted(stated - {facts.cost.currency})


# What matters


def lead(facts: Facts) -> str:
    """What matters, in at most two lines: how many goals were missed, which misses are lasting;
    where nothing is judged what was counted.
    """
    judged = [one for one in facts.readings if one.verdict]
    if judged:
        return _fitting(_verdicts_said(facts, judged))
    counted = [one for one in facts.readings if one.state in ("ok", "too_few")]
    if not counted and facts.readings and all(one.state == "not_agreed" for one in facts.readings):
        return "The two firms have agreed on no metric for this relationship."
    if not counted:
        return f"Nothing could be counted this quarter. {_why_unjudged(facts)}"
    first = next((one for one in counted if misses_of(one)), counted[0])
    return _fitting([[_counts_said(facts, first), _why_unjudged(facts)]])


def _why_unjudged(facts: Facts) -> str:
    if not facts.has_agreement():
        return "No goal is agreed yet."
    return "That is too few to judge any goal."


def _fitting(versions: list[list[str]]) -> str:
    """The first version that fits two lines, else the last, which says least."""
    said = [" ".join(one) for one in versions]
    return next((one for one in said if len(one) <= LONGEST_LEAD), said[-1])


def _verdicts_said(facts: Facts, judged: list[Reading]) -> list[list[str]]:
    """From the fullest version to the shortest."""
    missed = worst_first(judged)
    lasting = [one for one in missed if one.is_clear]
    first = _missed_count(facts, judged, missed)
    if not missed:
        clear = [one for one in judged if one.is_clear]
        return [
            [first, _lasting_good(clear, named)] if clear else [first] for named in (3, 2, 1, 0)
        ]
    chance = _chance_words(len(missed), len(lasting))
    if not lasting:
        return [[first, chance]]
    return [
        [first, _lasting_words(facts, lasting, len(missed), named, with_asides), chance]
        for with_asides in (True, False)
        for named in (3, 2, 1)
    ]


def _missed_count(facts: Facts, judged: list[Reading], missed: list[Reading]) -> str:
    """`Seven of eight agreed goals were missed.`, or of those that can be judged where others that
    are agreed have too few rows.
    """
    agreed = [one for one in facts.readings if one.definition.is_signed and one.value is not None]
    goals, count = "agreed goals", len(judged)
    if len(agreed) > count:
        goals = "goals that can be judged"
    if count == 1:
        how = "was missed" if missed else "was met"
        return f"The one {goals.replace('goals', 'goal')}, {_named(judged[0])}, {how}."
    if len(missed) in (0, count):
        how = "missed" if missed else "met"
        both = "Both" if count == 2 else f"All {spelled(count)}"
        return f"{both} {goals} were {how}."
    were = by_count(len(missed), "was", "were")
    the = "the " if len(agreed) > count else ""
    return f"{upper_first(spelled(len(missed)))} of {the}{spelled(count)} {goals} {were} missed."


def _lasting_words(
    facts: Facts, lasting: list[Reading], missed: int, named: int, with_asides: bool
) -> str:
    """`Two of the misses are lasting: accepted lots (it rests on one disputed lot) and total cost
    over price.`
    """
    count = len(lasting)
    names = [_named(one) + (_aside(one) if with_asides else "") for one in lasting[:named]]
    among = ": " if count <= named else ", among them "
    if missed == 1:
        return f"The miss is lasting{_aside(lasting[0])}."
    if count == missed:
        which = "Both misses are" if count == 2 else f"All {spelled(count)} misses are"
        return f"{which} lasting{among}{listed(names)}."
    if count == 1:
        return f"One of the misses is lasting: {names[0]}."
    return f"{upper_first(spelled(count))} of the misses are lasting{among}{listed(names)}."


def _aside(reading: Reading) -> str:
    """What a lasting miss rests on, where a decision of its disputes would make it none."""
    ends = reading.if_decided.values()
    if not any(word not in ("missed_clear", "far_clear") for word in ends):
        return ""
    count = reading.disputed.open_count if reading.disputed else 0
    if not count:
        return " (it rests on open disputes)"
    return f" (it rests on {spelled(count)} disputed {_row_noun(reading, count)})"


def _row_noun(reading: Reading, count: int) -> str:
    row = reading.definition.row
    return row.one if count == 1 else row.many


def _chance_words(missed: int, lasting: int) -> str:
    others = missed - lasting
    if not others:
        return ""
    if not lasting:
        return by_count(missed, "The miss could be chance.", "Each miss could be chance.")
    which = by_count(others, "other", f"other {spelled(others)}")
    return f"The {which} could be chance."


def _lasting_good(clear: list[Reading], named: int) -> str:
    names = [_named(one) for one in clear[:named]]
    count = upper_first(spelled(len(clear)))
    which = f"{count} {be(len(clear))} lasting"
    if not names:
        return f"{which}."
    among = ": " if len(clear) <= named else ", among them "
    return f"{which}{among}{listed(names)}."


def _named(reading: Reading) -> str:
    return metric_called(reading.definition)


def _counts_said(facts: Facts, reading: Reading) -> str:
    """`17 of 27 lines came on time; nine of the ten late ones are one order.`"""
    counted = misses_of(reading)
    if counted is None:
        return f"{upper_first(_named(reading))}: {reading.text}."
    missed, of = counted
    hits = of - missed if reading.definition.better == "up" else missed
    said = f"{upper_first(spelled(hits))} of {of:,} {reading.counted.many}"
    if hits == of:
        said = (
            f"All {spelled(of)} {reading.counted.many}"
            if of > 1
            else f"The one {reading.counted.one}"
        )
    said += _done_words(reading)
    one_order = one_order_words(facts, reading)
    return f"{said}; {one_order}." if one_order else f"{said}."


def _done_words(reading: Reading) -> str:
    """What the counted rows did: of deliveries in a verb, else the metric's name."""
    if reading.id != "D1":
        return f": {_named(reading)}"
    return " came on time" if " (" in reading.definition.name else " came on time and in full"


# What it costs


def cost_line(facts: Facts) -> CostLine | None:
    """What a price costs in use, and how much that is this quarter; None where nothing was received
    and no cost was booked. No percentage where too little is known to judge.
    """
    cost, c1 = facts.cost, facts.reading("C1")
    if not cost.receipts and not cost.total:
        return None
    beside = [line for line in cost.lines if line.id != "price" and line.amount]
    quiet = _not_in_it(facts)
    if cost.price <= 0:
        came = "What was received has no price" if cost.receipts else "Nothing was received"
        strong = f"{came}; costs came to {in_short(cost.total)} {cost.currency} this quarter."
        return CostLine(strong, "", quiet)
    price = f"{in_short(cost.price)} {cost.currency}"
    if not beside and not cost.is_beside_measured:
        return CostLine(f"The goods were bought for {price}.", "No other cost is in the data.", "")
    if not c1.is_known_enough or c1.state == "not_supplied":
        known = listed([element_said(line.name, line.amount) for line in beside]) if beside else ""
        strong = f"What goods bought for {price} cost in use cannot be said yet."
        words = f"Known beside the price: {known} {cost.currency}." if known else ""
        return CostLine(strong, words, quiet)
    if cost.per_good_unit is not None and cost.price_per_good_unit is not None:
        strong = (
            f"{upper_first(_article(cost.uom))} costs {money(cost.per_good_unit)} {cost.currency} in"
            f" use; its price is {money(cost.price_per_good_unit)}."
        )
    else:
        strong = f"What was bought for {price} costs {in_short(cost.total)} in use."
    return CostLine(strong, _on_top(cost, c1), quiet)


def element_said(name: str, amount: Decimal) -> str:
    return f"{lower_first(name)} {in_short(amount)}"


def _article(uom: str | None) -> str:
    unit = uom or "unit"
    return f"{'an' if unit[0] in 'aeio' else 'a'} {unit}"


def _on_top(cost: CostSummary, c1: Reading) -> str:
    added = f"{in_short(abs(cost.added))} {cost.currency} this quarter"
    over = percent(abs(cost.added) / cost.price) if c1.state == "ok" else "part"
    if cost.added < 0:
        return (
            f"Credits take {added} off it."
            if c1.state != "ok"
            else f"Credits of {added} take {over} off it."
        )
    if not cost.added:
        return "Nothing was added to the price."
    few = f", from {c1.rests_on}" if c1.state == "too_few" else ""
    return f"The {over} on top is {added}{few}."


def _not_in_it(facts: Facts) -> str:
    """What is not in the total, so that it is the least; empty where all is in it."""
    cost = facts.cost
    if not is_least(cost):
        return ""
    said = []
    for line in cost.lines:
        if line.unknown_count:
            of = f"{line.unknown_count:,} of {count_words(cost.receipts, 'receipt')}"
            said.append(f"{lower_first(line.name)} of {of}")
        elif line.unknown_events:
            said.append(f"{lower_first(line.name)} of {count_words(line.unknown_events, 'event')}")
    if cost.not_measured:
        kinds = len(ELEMENTS) - 1
        said.append(
            f"{spelled(len(cost.not_measured))} of {kinds} kinds of cost, which are not measured"
        )
    if not said:
        return ""
    return f"At least that: it leaves out {listed(said)}."


CAUSE_ROLES = {
    "theirs": "cause-theirs",
    "open": "cause-not-agreed",
    "shared": "cause-shared",
    "ours": "cause-ours",
    "terms": "cause-terms",
}


def cost_parts(facts: Facts) -> list[CostPart]:
    """What was added to the price by cause, in one order each quarter; without those that are
    nothing.
    """
    sums = cause_sums(facts.cost, with_price=False)
    whole = sum((amount for amount in sums.values() if amount > 0), Decimal(0))
    words = {
        "theirs": f"{possessive(supplier_called(facts))} cause",
        "open": "cause not agreed yet",
        "shared": "shared",
        "ours": f"{possessive(buyer_called(facts))} cause",
        "terms": _terms_words(facts.cost),
    }
    return [
        CostPart(
            role,
            sums[cause],
            in_short(sums[cause]),
            words[cause] + (", after credits" if sums[cause] < 0 else ""),
            float(sums[cause] / whole) if sums[cause] > 0 else 0.0,
        )
        for cause, role in CAUSE_ROLES.items()
        if sums[cause]
    ]


def _terms_words(cost: CostSummary) -> str:
    """`agreed terms (freight, payment)`."""
    names = [
        lower_first(line.name).removesuffix(" terms")
        for line in cost.lines
        if line.id != "price" and line.by_cause.get("terms")
    ]
    return f"agreed terms ({', '.join(names)})"


# What moved


def moved(facts: Facts) -> str:
    """What entered and left the goals met since the quarter before, and what moved by more than
    chance.
    """
    before = months_of(facts.quarter.previous())
    every = [*facts.readings, *facts.ours]
    compared = [
        one
        for one in every
        if one.state == "ok" and one.previous is not None and one.change_chance is not None
    ]
    if not compared:
        return f"No comparison: {before} has no number to compare with."
    entered = [one for one in compared if has_entered(one)]
    left = [one for one in compared if has_left(one)]
    clear = [one for one in compared if moved_beyond_chance(one)]
    better = [one for one in clear if is_improvement(one)]
    worse = [one for one in clear if not is_improvement(one)]
    said = []
    if entered:
        said.append(
            f"{_several(entered)} now {by_count(len(entered), 'meets its goal', 'meet their goals')}"
        )
    if left:
        said.append(
            f"{_several(left)} no longer {by_count(len(left), 'does', 'do')}"
            if entered
            else f"{_several(left)} no longer {by_count(len(left), 'meets its goal', 'meet their goals')}"
        )
    if better:
        said.append(f"{_several(better)} got clearly better")
    if worse:
        said.append(f"{_several(worse)} got clearly worse")
    rest = "nothing changed significantly"
    if said:
        rest = (
            "nothing else changed significantly"
            if clear
            else "none of these changes is significant"
        )
    return f"Since {before}: {'; '.join([*said, rest])}."


def _several(readings: list[Reading]) -> str:
    names = [_named(one) for one in readings]
    if len(names) > 4:
        names = [*names[:3], f"{spelled(len(names) - 3)} more"]
    return listed(names)


# The scorecard


def scorecard_title(facts: Facts) -> str:
    """`Fourteen metrics against their agreed goals`."""
    shown = [one for one in facts.readings if one.state not in ("not_supplied", "not_agreed")]
    signed = sum(one.definition.is_signed for one in shown)
    if not shown:
        return "Nothing that is agreed or supplied could be counted"
    most = len(WORDS) - 1
    metrics = (
        f"{upper_first(spelled(len(shown), most))} {by_count(len(shown), 'metric', 'metrics')}"
    )
    if not signed:
        return f"{metrics}; no goal is agreed yet"
    if signed == len(shown):
        return f"{metrics} against {by_count(signed, 'its agreed goal', 'their agreed goals')}"
    return f"{metrics}, {spelled(signed, most)} of them against agreed goals"
