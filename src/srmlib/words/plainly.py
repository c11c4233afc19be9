"""How page one says numbers, amounts, firms and metrics, in the middle of a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from srmlib.facts import Facts
from srmlib.metrics.result import Reading, beside_limits
from srmlib.numbers import as_stated, compact, plural
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.words.words import listed, lower_first, upper_first

WORDS = (
    *(
        "none",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
    ),
    *(
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
    ),
    *("nineteen", "twenty"),
)
SPELLED_IN_A_SENTENCE = 12
# A longer name would fill the line that it stands in.
LONGEST_NAME = 28


def spelled(number: int, most: int = SPELLED_IN_A_SENTENCE) -> str:
    """A count as a sentence says it, in words up to `most` (twenty at the highest).

    >>> spelled(0), spelled(7), spelled(17), spelled(1200)
    ('none', 'seven', '17', '1,200')
    """
    return WORDS[number] if number <= most else f"{number:,}"


def in_a_title(number: int) -> str:
    """
    >>> in_a_title(14), in_a_title(21)
    ('Fourteen', '21')
    """
    return upper_first(spelled(number, len(WORDS) - 1))


def some_of(part: int, whole: int) -> str:
    """
    >>> some_of(4, 50), some_of(1, 3), some_of(46, 50)
    ('four of 50', 'one of three', '46 of 50')
    """
    return f"{spelled(part)} of {spelled(whole)}"


def rows_of(part: int, whole: int, one: str, many: str) -> str:
    """
    >>> rows_of(5, 6, "line", "lines"), rows_of(2, 2, "line", "lines"), rows_of(1, 1, "line", "lines")
    ('five of six lines', 'both lines', 'the one line')
    >>> rows_of(20, 20, "line", "lines")
    'all 20 lines'
    """
    if part < whole:
        return f"{some_of(part, whole)} {many}"
    return f"the one {one}" if whole == 1 else f"{every(whole)} {many}"


def every(count: int) -> str:
    """
    >>> every(2), every(7)
    ('both', 'all seven')
    """
    return "both" if count == 2 else f"all {spelled(count)}"


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
    if definition.unit == "%":
        return f"goal {goal}"
    return f"goal at least {goal}"


def was_said(reading: Reading) -> str:
    """The quarter before, as printed; only where it has a value."""
    assert reading.previous is not None
    return beside_limits(reading.previous, reading.definition)


def in_short(amount: Decimal) -> str:
    """An amount as a sentence says it: no cents, three digits at most.

    >>> in_short(Decimal("47046.16")), in_short(Decimal("242303.71")), in_short(Decimal("950.4"))
    ('47.0 k', '242 k', '950')
    >>> in_short(Decimal("0.31"))
    'under 1'
    """
    if 0 < amount < Decimal("0.5"):
        return "under 1"
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
    first = quarter.start
    last = quarter.last_day
    if quarter.calendar.weeks or first.day != 1:
        return str(quarter)
    return f"{first:%B} to {last:%B}"


def ordinal(number: int) -> str:
    """
    >>> ordinal(2), ordinal(8)
    ('second', 'eighth')
    """
    return ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"][
        number - 1
    ]


def element_called(name: str) -> str:
    """An element of cost in a list, without a comma of its own.

    >>> element_called("Sorting, rework"), element_called("Expediting")
    ('sorting and rework', 'expediting')
    """
    return lower_first(" and ".join(name.rsplit(", ", 1)))


def listed_to(names: Sequence[str], most: int) -> str:
    """A list that names so many and counts the rest.

    >>> listed_to(["A", "B", "C"], 3), listed_to(["A", "B", "C", "D"], 2)
    ('A, B and C', 'A, B and two more')
    """
    if len(names) <= most:
        return listed(list(names))
    return listed([*names[:most], f"{spelled(len(names) - most)} more"])
