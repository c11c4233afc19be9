"""How many decimals the money of a currency has: ISO 4217, which gives two to all but these."""

from __future__ import annotations

from decimal import Decimal

# What is stated may have more decimals than the currency itself: books keep up to four.
STATED_DECIMALS = 4
REPORTED_DECIMALS = 2
WITHOUT_DECIMALS = (
    *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"),
    *("UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
)
OTHERS = {
    **dict.fromkeys(WITHOUT_DECIMALS, 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


def decimals_of(currency: str) -> int:
    """
    >>> decimals_of("EUR"), decimals_of("JPY"), decimals_of("KWD")
    (2, 0, 3)
    """
    return OTHERS.get(currency, 2)


def reported_decimals(currency: str) -> int:
    """The decimals of what is reported in a currency: its own, and two at most.

    >>> reported_decimals("EUR"), reported_decimals("VND"), reported_decimals("KWD")
    (2, 0, 2)
    """
    return min(decimals_of(currency), REPORTED_DECIMALS)


def smallest(decimals: int) -> Decimal:
    """The smallest amount of so many decimals.

    >>> smallest(2), smallest(0)
    (Decimal('0.01'), Decimal('1'))
    """
    return Decimal(1).scaleb(-decimals)
