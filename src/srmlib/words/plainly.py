"""How page one says numbers, amounts, firms and metrics, in the middle of a sentence."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from srmlib.facts import Facts
from srmlib.metrics.result import Reading, beside_limits
from srmlib.metrics.verdict import is_met
from srmlib.numbers import as_stated, by_count, compact, plural
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.words.words import lower_first, upper_first

WORDS = (
    "none one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
).split()
SPELLED_IN_A_SENTENCE = 12
# A longer name would fill the line that it stands in.
LONGEST_NAME = 28
# From so many of a unit on, an amount needs no decimal.
HUNDRED = 100


def spelled(number: int, most: int = SPELLED_IN_A_SENTENCE) -> str:
    """A count as a sentence says it, in words up to `most` (twenty at the highest).

    >>> spelled(0), spelled(7), spelled(17), spelled(1200)
    ('none', 'seven', '17', '1,200')
    """
    return WORDS[number] if number <= most else f"{number:,}"


def spelled_with(number: int, noun: str) -> str:
    """A count with its noun.

    >>> spelled_with(1, "disputed row"), spelled_with(0, "quarter"), spelled_with(40, "line")
    ('one disputed row', 'no quarters', '40 lines')
    """
    return f"{spelled(number) if number else 'no'} {plural(noun, number)}"


def possessive(name: str) -> str:
    """
    >>> possessive("Harrow Castings"), possessive("SCMS"), possessive("the buyer")
    ('Harrow Castings’', 'SCMS’', 'the buyer’s')
    """
    return f"{name}’" if name[-1:] in ("s", "S") else f"{name}’s"


def supplier_called(facts: Facts) -> str:
    """The supplier's name, or "the supplier" where that is so long that it fills a line, as an
    id of 32 characters is.
    """
    name = facts.supplier.name
    return name if len(name) <= LONGEST_NAME else "the supplier"


def buyer_called(facts: Facts) -> str:
    name = facts.buyer_name
    return name if len(name) <= LONGEST_NAME else "the buyer"


def metric_called(definition: Definition) -> str:
    """A metric's name in a sentence, without the comma that a list would break at, and without
    what stands in brackets behind it.

    >>> from types import SimpleNamespace as d
    >>> metric_called(d(name="On time, in full")), metric_called(d(name="OTIF (by order)"))
    ('on time in full', 'OTIF')
    """
    name = definition.name.partition(" (")[0].replace(",", "")
    return name if name[1:2].isupper() else lower_first(name)


def heading_of(definition: Definition) -> str:
    """A metric's name as the bold words that a point begins with."""
    return f"{upper_first(metric_called(definition))}."


def goal_said(definition: Definition) -> str:
    """`goal 98.5%`, `goal at most 4 days`."""
    goal = as_stated(definition.goal, definition.unit)
    if definition.better == "down":
        return f"goal at most {goal}"
    return f"goal {goal}" if definition.unit == "%" else f"goal at least {goal}"


def was_said(reading: Reading) -> str:
    """The quarter before, as printed; only where it has a value."""
    assert reading.previous is not None
    return beside_limits(reading.previous, reading.definition)


def in_short(amount: Decimal) -> str:
    """An amount as a sentence says it: no cents, three digits at most.

    >>> in_short(Decimal("47046.16")), in_short(Decimal("242303.71")), in_short(Decimal("950.4"))
    ('47.0 k', '242 k', '950')
    """
    for unit, name in ((10**6, " M"), (1000, " k")):
        # From here on it would be printed as 1,000 of the smaller unit.
        if abs(amount) >= unit * Decimal("0.9995"):
            in_unit = amount / unit
            if abs(in_unit) < Decimal("99.95"):
                return compact(amount)
            return f"{in_unit:,.0f}{name}".replace("-", "−")
    return compact(amount)


def months_of(quarter: Quarter) -> str:
    """`April to June`; the label of a quarter that is no three months of a calendar."""
    first, last = quarter.start, quarter.last_day
    if quarter.calendar.weeks or first.day != 1:
        return str(quarter)
    return f"{first:%B} to {last:%B}"


def misses_of(reading: Reading) -> tuple[int, int] | None:
    """How many rows stand against a share, of how many; None where its rows are no plain yes or no:
    they weigh differently, or it is no share.
    """
    hits, of = reading.numerator, reading.denominator
    is_counted = isinstance(hits, int) and isinstance(of, int)
    if reading.definition.metric.kind != "share" or not is_counted or not of:
        return None
    return (of - hits if reading.definition.better == "up" else hits), of


def allowed_of(definition: Definition, of: int) -> int:
    """How many rows of a share may stand against it and leave the goal met; exact.

    >>> from types import SimpleNamespace as d
    >>> allowed_of(d(goal=98.5, multiplier=100, better="up"), 22)
    0
    >>> allowed_of(d(goal=95, multiplier=100, better="up"), 100)
    5
    """
    goal = Fraction(str(definition.goal)) / definition.multiplier
    part = 1 - goal if definition.better == "up" else goal
    return int(part * of)


def year_of(reading: Reading) -> tuple[int, int] | None:
    """How many rows of the last four quarters met, of how many; for a share where less is better,
    how many it counts. None as in misses_of, and where the year holds nothing.
    """
    if reading.year is None or misses_of(reading) is None:
        return None
    hits = reading.year.value * reading.year.n / reading.definition.multiplier
    return (round(hits), reading.year.n) if abs(hits - round(hits)) < 1e-6 else None


def in_a_row(reading: Reading, met: bool) -> int:
    """How many quarters up to this one met the goal, or missed it, without a gap."""
    count = 0
    for _, value in reversed(reading.history):
        if value is None or is_met(reading.definition, value) != met:
            break
        count += 1
    return count


def ordinal(number: int) -> str:
    """
    >>> ordinal(2), ordinal(8)
    ('second', 'eighth')
    """
    return "first second third fourth fifth sixth seventh eighth".split()[number - 1]


def be(count: int) -> str:
    return by_count(count, "is", "are")
