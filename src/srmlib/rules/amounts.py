"""What an event of cost comes to: the arithmetic by which the ledger is worked out anew."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from srmlib.rules.currencies import smallest


def rounded_money(amount: Decimal, decimals: int = 2) -> Decimal:
    """An amount in so many decimals, halves away from zero, as the ledger rounds.

    >>> rounded_money(Decimal("-0.125")), rounded_money(Decimal("12.5"), decimals=0)
    (Decimal('-0.13'), Decimal('13'))
    """
    return amount.quantize(smallest(decimals), ROUND_HALF_UP)


def at_rate(driver: Decimal, rate: Decimal, per: int = 1, decimals: int = 2) -> Decimal:
    """What a driver comes to by a rate that is the price of `per` of it.

    45 minutes at 62.00 an hour; and 10,000.00 paid after 10 days where 30 are usual, at 6 % a year:

    >>> at_rate(Decimal(45), Decimal("62.00"), per=60)
    Decimal('46.50')
    >>> at_rate(Decimal("10000.00") * (30 - 10), Decimal(6), per=36500)
    Decimal('32.88')
    """
    return rounded_money(driver * rate / per, decimals)


def borne(paid: Decimal, months: int, life_months: int, decimals: int = 2) -> Decimal:
    """So much of what was paid once is borne after so many months of its life. A month bears the
    difference to the month before, so that the months add up.

    >>> [borne(Decimal("100.00"), months, 3) for months in (1, 2, 3)]
    [Decimal('33.33'), Decimal('66.66'), Decimal('100.00')]
    """
    return Decimal(int(paid.scaleb(decimals)) * months // life_months).scaleb(-decimals)
