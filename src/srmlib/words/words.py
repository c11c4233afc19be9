"""Words that all sentences share: counts, amounts, lists, months, causes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from srmlib.metrics.result import said
from srmlib.rules.metric import Noun

CAUSES = {
    "theirs": "supplier's",
    "ours": "buyer's",
    "shared": "shared",
    "open": "not agreed",
    "terms": "terms",
}
FIRMS = {
    "supplier": "the supplier's own count",
    "agreed": "the agreed number",
    "buyer": "the buyer's own",
    "before": "the version before",
    "what if": "the one asked about",
}


def count_words(count: int, noun: str | Noun) -> str:
    """A count with its noun: `1 report`, `23 reports`; a word in the plural has an s.

    >>> count_words(1, "receipt"), count_words(0, "receipt")
    ('1 receipt', '0 receipts')
    """
    if isinstance(noun, str):
        noun = Noun(one=noun, many=noun + "s")
    return noun.count(count)


def money(amount: Decimal) -> str:
    """An amount with thousands separated, to the cent: `248,896.82`."""
    return f"{amount:,.2f}".replace("-", "−")


def month_words(month: date) -> str:
    return f"{month:%B %Y}"


def listed(names: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def points_words(change: float, decimals: int = 1) -> str:
    """A change with its sign, a real minus: `−2.0`, `+6.0`."""
    number = said(change, decimals)
    return number if number.startswith("−") else "+" + number


def lower_first(text: str) -> str:
    return text[0].lower() + text[1:]


def upper_first(text: str) -> str:
    return text[0].upper() + text[1:]


def compact(amount: Decimal) -> str:
    """An amount in as few digits as a label has room for.

    >>> compact(Decimal("950.40")), compact(Decimal("35512")), compact(Decimal("999960")), compact(Decimal("1234567"))
    ('950', '35.5 k', '1.0 M', '1.2 M')
    """
    for unit, name in ((Decimal(10**6), " M"), (Decimal(1000), " k")):
        if abs(amount) >= unit * Decimal("0.9995"):
            return f"{amount / unit:,.1f}{name}".replace("-", "−")
    return f"{amount:,.0f}".replace("-", "−")
