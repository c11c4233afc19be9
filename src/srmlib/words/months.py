"""Which months stand out of what the process does by itself, in words."""

from __future__ import annotations

from srmlib.metrics.monthly import MonthlyChart
from srmlib.metrics.result import Reading
from srmlib.numbers import count_words
from srmlib.stats.charts import FEWEST_MONTHS
from srmlib.words.words import listed, month_words


def months_finding(months: MonthlyChart) -> str:
    """Which months stand out of this process's usual variation, as the end of a sentence."""
    signals = months.chart.signals
    seen = sum(s != "no_data" for s in signals)
    if seen < FEWEST_MONTHS:
        return f"too few months with something to count to tell a pattern ({seen})"
    beyond = [month for month, s in zip(months.months, signals, strict=True) if s == "beyond"]
    if not beyond:
        return (
            _run_words(months)
            if "run" in signals
            else f"no month stands out: all {seen} are this process's usual variation"
        )
    names = (
        f"{len(beyond)} of {seen} months"
        if len(beyond) > 3
        else listed([month_words(month) for month in beyond])
    )
    rest = f"the other {seen - len(beyond)} months are this process's usual variation"
    # A month far out pulls the average to its side: the run it leaves on the other side is told,
    # but not called a shift.
    also = (
        "eight months or more in a row lie on one side of the average" if "run" in signals else rest
    )
    return f"{names} {'stands' if len(beyond) == 1 else 'stand'} out; {also}"


def _run_words(months: MonthlyChart) -> str:
    """The last run of eight or more months on one side of the average: since when it goes on, or
    from when until when it went.
    """
    chart = months.chart
    last = first = max(place for place, signal in enumerate(chart.signals) if signal == "run")
    is_below, count = chart.values[last] < chart.centre, 1
    for place in range(last - 1, -1, -1):
        if chart.signals[place] not in ("run", "no_data") or (
            chart.signals[place] == "run" and (chart.values[place] < chart.centre) != is_below
        ):
            break
        if chart.signals[place] == "run":
            first, count = place, count + 1
    side, since = "below" if is_below else "above", month_words(months.months[first])
    if all(signal == "no_data" for signal in chart.signals[last + 1 :]):
        return f"since {since} all {count} months lie {side} the average: a shift, not chance"
    return (
        f"from {since} to {month_words(months.months[last])} all {count} months lay {side} the"
        " average, longer than chance usually makes"
    )


# What a month's rows are where they are not what the metric as a whole rests on.
COUNTED = {"Q2": "receipts", "C1": "receipts"}


def months_subtitle(reading: Reading) -> str:
    """What the chart over time shows: `By month, 15 to 18 lines each. Grey band: what this process
    does by itself.`
    """
    counts = sorted(count for count in reading.months.counts if count)
    least, most = (counts[0], counts[-1]) if counts else (0, 0)
    counted = COUNTED.get(reading.id, reading.counted)
    each = (
        ""
        if not counts
        else (
            f", {least:,} to {most:,} {counted} each"
            if least < most
            else f", {count_words(least, counted[:-1])} each"
        )
    )
    widened = (
        ", widened because months vary more than chance"
        if reading.months.chart.sigma_z > 1.005
        else ""
    )
    before = (
        " Dotted: the version of the definition before."
        if reading.months.changed_on and any(v is not None for v in reading.months.before)
        else ""
    )
    return f"By month{each}. Grey band: what this process does by itself{widened}.{before}"
