"""How numbers are said: on a page, in a sentence, in a table of plain text, and in a file.

What people read has thousands separated and a real minus. `exact`, `table_number` and
`table_change` write explanations and tables of plain text, with the minus of the keyboard;
`digits`, `amount_text`, `number_text` and `rounded` are for files.

Money is said in the decimals of the reporting currency: those of the snapshot opened last, two
where none was.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


class _Reported:
    """How many decimals reported money has."""

    decimals = 2


def report_in(decimals: int) -> int:
    """From now on money has so many decimals. Gives those it had before.

    >>> before = report_in(0)
    >>> money(Decimal("1612.5")), signed(Decimal("0.4")), report_in(before)
    ('1,613', '0', 0)
    """
    before, _Reported.decimals = _Reported.decimals, decimals
    return before


def money_decimals() -> int:
    """The decimals of what is reported."""
    return _Reported.decimals


def smallest_money() -> Decimal:
    """The smallest amount that is reported: a cent, or one of a currency without decimals."""
    return Decimal(1).scaleb(-_Reported.decimals)


def said(value: Fraction | Decimal | float, decimals: int) -> str:
    """A number as people write it: halves are rounded up, thousands separated, with a real minus.

    >>> said(9.25, 1), said(12.5, 0), said(-1234.5, 1), said(-0.04, 1)
    ('9.3', '13', '−1,234.5', '0.0')
    """
    rounded = as_printed(value, decimals)
    return _with_real_minus(f"{rounded or abs(rounded):,f}")


def as_printed(value: Fraction | Decimal | float, decimals: int) -> Decimal:
    """The number a reader would add up: rounded as it is printed.

    >>> as_printed(2.675, 2), as_printed(-12.5, 0)
    (Decimal('2.68'), Decimal('-13'))
    """
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def points_words(change: Fraction | Decimal | float, decimals: int = 1) -> str:
    """A change with its sign.

    >>> points_words(-2.04), points_words(6), points_words(0)
    ('−2.0', '+6.0', '+0.0')
    """
    text = said(change, decimals)
    if text.startswith("−"):
        return text
    return f"+{text}"


def with_unit(text: str, unit: str) -> str:
    """A number and its unit: only the percent sign stands right behind it.

    >>> with_unit("91.6", "%"), with_unit("3.4", "days")
    ('91.6%', '3.4 days')
    """
    if unit == "%":
        return f"{text}%"
    return f"{text} {unit}"


def as_stated(value: float, unit: str) -> str:
    """A goal or a limit as its definition states it.

    >>> as_stated(95.0, "%"), as_stated(0.5, "days")
    ('95%', '0.5 days')
    """
    return with_unit(f"{value:g}", unit)


def money(amount: Decimal | float) -> str:
    """An amount to the cent, or in the decimals money is reported in, without a minus before zero.

    >>> money(Decimal("248896.82")), money(-0.001), money(Decimal("-0.71"))
    ('248,896.82', '0.00', '−0.71')
    """
    known = amount if isinstance(amount, Decimal) else Decimal(repr(amount))
    rounded = known.quantize(smallest_money(), ROUND_HALF_UP)
    return _with_real_minus(f"{rounded or abs(rounded):,f}")


def signed(amount: Decimal | float) -> str:
    """What is added, with its sign; what is nothing to the cent has none.

    >>> signed(Decimal("0.92")), signed(-0.71), signed(0.004)
    ('+0.92', '−0.71', '0.00')
    """
    text = money(amount)
    if not text.strip("0.") or text.startswith("−"):
        return text
    return f"+{text}"


def interval(low: Decimal | float, high: Decimal | float) -> str:
    """From where to where amounts go.

    >>> interval(6.5, 9.4)
    '6.50 to 9.40'
    """
    return f"{money(low)} to {money(high)}"


def compact(amount: Decimal) -> str:
    """An amount in as few digits as a label has room for.

    >>> compact(Decimal("950.40")), compact(Decimal("35512")), compact(Decimal("-1234567"))
    ('950', '35.5 k', '−1.2 M')
    >>> compact(Decimal("999960"))
    '1.0 M'
    """
    for unit, name in ((Decimal(10**6), " M"), (Decimal(1000), " k")):
        # From here on it would be printed as 1.0 of the unit.
        if abs(amount) >= unit * Decimal("0.9995"):
            return _with_real_minus(f"{amount / unit:,.1f}{name}")
    return _with_real_minus(f"{amount:,.0f}")


def number(value: Decimal) -> str:
    """A number as people write a rate, without zeros that say nothing; halves of an amount keep
    both digits.

    >>> number(Decimal("55.00")), number(Decimal("6.50")), number(Decimal("1250"))
    ('55', '6.50', '1,250')
    >>> number(Decimal("0.125"))
    '0.125'
    """
    text = _with_real_minus(exact(value))
    has_one_decimal = text[-2:-1] == "."
    if has_one_decimal:
        return f"{text}0"
    return text


def percent(part: Decimal | float, whole: int = 1) -> str:
    """A share in percent, with one decimal.

    >>> percent(Decimal("0.125")), percent(1, 3)
    ('12.5%', '33.3%')
    """
    return f"{100 * part / whole:.1f}%"


def percent_words(
    part: Decimal, whole: Decimal | int, whole_percent: int | None = None
) -> str:
    """A share in whole percent, `whole_percent` where that is known; what is little is not called
    nothing, and what is nearly all is not called all.

    >>> percent_words(Decimal(47), Decimal(100)), percent_words(Decimal("0.1"), Decimal(100))
    ('47%', 'under 1%')
    >>> percent_words(Decimal("99.9"), Decimal(100))
    'over 99%'
    """
    if whole_percent is None:
        whole_percent = round(100 * part / whole)
    if part and whole_percent == 0:
        return "under 1%"
    if whole_percent == 100 and part < whole:
        return "over 99%"
    return f"{whole_percent}%"


def count_words(count: int, noun: str) -> str:
    """A count with its noun.

    >>> count_words(1, "receipt"), count_words(0, "receipt"), count_words(1200, "receipt")
    ('1 receipt', '0 receipts', '1,200 receipts')
    """
    return f"{count:,} {plural(noun, count)}"


def plural(noun: str, count: Decimal | int) -> str:
    """A noun for so many.

    >>> plural("lot", 1), plural("lot", 2)
    ('lot', 'lots')
    """
    return by_count(count, noun, f"{noun}s")


def by_count(count: Decimal | int, one: str, several: str) -> str:
    """The word for one, or the one for none and several.

    >>> by_count(1, "is", "are"), by_count(0, "is", "are")
    ('is', 'are')
    """
    if count == 1:
        return one
    return several


def exact(value: Decimal, decimals: int = 0) -> str:
    """A number with all its decimals, `decimals` of them at least, without zeros behind them.

    >>> exact(Decimal("1200.500")), exact(Decimal("65"), 2), exact(Decimal("-0.125"), 2)
    ('1,200.5', '65.00', '-0.125')
    """
    has = max(decimals, -int(value.normalize().as_tuple().exponent))
    return f"{value:,.{has}f}"


def table_number(value: Fraction) -> str:
    """A number to two decimals.

    >>> table_number(Fraction(-5, 3))
    '-1.67'
    """
    return f"{float(value):,.2f}"


def table_change(change: Fraction) -> str:
    """What a step adds, with its sign; none where it adds nothing.

    >>> table_change(Fraction(5, 3)), table_change(Fraction(-5, 3)), table_change(Fraction(0))
    ('+1.67', '-1.67', '0.00')
    """
    if not change:
        return "0.00"
    return f"{float(change):+,.2f}"


def decimal_of(value: Fraction) -> Decimal:
    """The same number as a decimal; right for what has a decimal's digits.

    >>> decimal_of(Fraction(5, 4)), decimal_of(Fraction(12))
    (Decimal('1.25'), Decimal('12'))
    """
    return Decimal(value.numerator) / Decimal(value.denominator)


def amount_text(amount: Decimal | None) -> str | None:
    """An amount as a file holds it, with every cent; null where it is not known.

    >>> amount_text(Decimal("1250.00")), amount_text(None)
    ('1250.00', None)
    """
    if amount is None:
        return None
    return f"{amount:f}"


def digits(value: Decimal) -> str:
    """A number as it is written in a file, without zeros behind it.

    >>> digits(Decimal("6.50")), digits(Decimal("1250"))
    ('6.5', '1250')
    """
    return f"{value.normalize():f}"


def number_text(value: Decimal | None) -> str | None:
    """A rate or a quantity as a file holds it; null where it is not known.

    >>> number_text(Decimal("6.50")), number_text(None)
    ('6.5', None)
    """
    if value is None:
        return None
    return digits(value)


def rounded(value: Fraction | float | None, decimals: int = 4) -> float | None:
    """A number as report.json holds it; null where it is not known.

    >>> rounded(83.33333), rounded(Fraction(1, 3)), rounded(None)
    (83.3333, 0.3333, None)
    """
    if value is None:
        return None
    if isinstance(value, Fraction):
        value = float(value)
    return round(value, decimals)


def _with_real_minus(text: str) -> str:
    return text.replace("-", "−")
