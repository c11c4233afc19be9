"""Words that all sentences share: lists, months, causes."""

from __future__ import annotations

from datetime import date

CAUSES = {
    "theirs": "supplier's",
    "ours": "buyer's",
    "shared": "shared",
    "carrier": "carrier's",
    "open": "not agreed",
    "terms": "terms",
}
FIRMS = {
    "supplier": "the supplier's own count",
    "agreed": "the agreed count",
    "buyer": "the buyer's own count",
    "before": "the version before",
    "what if": "the count asked about",
}


def day_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def month_words(month: date) -> str:
    return f"{month:%B %Y}"


def listed(names: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def lower_first(text: str) -> str:
    return text[0].lower() + text[1:]


def upper_first(text: str) -> str:
    return text[0].upper() + text[1:]
