"""The rows behind a metric in words: which were missed, what describes them, and what they have in
common.
"""

from __future__ import annotations

import pandas as pd

from srmlib.metrics.arithmetic import ratio
from srmlib.metrics.result import beside_limits
from srmlib.metrics.rows import is_measured
from srmlib.metrics.rows import missed_rows as missed_rows  # notebooks ask for it here
from srmlib.numbers import by_count
from srmlib.rules.definition import Definition
from srmlib.words.plainly import spelled
from srmlib.words.words import upper_first


def rows_heading(definition: Definition, missed: pd.DataFrame, shown: int) -> str:
    """What the table of rows is: `The missed lines that count against it`, `The first 10 of 23
    tickets that …`, `The 10 largest of 52`.
    """
    if is_measured(definition):
        if len(missed) > shown:
            return f"The {shown} largest of {len(missed):,}"
        return "All, the largest first"
    noun = definition.metric.missed
    if len(missed) > shown:
        return f"The first {shown} of {len(missed):,} {noun.many} that count against it"
    if len(missed) == 1:
        return f"The {noun.one} that counts against it"
    return f"The {noun.many} that count against it"


def missed_words(lines: pd.DataFrame) -> str | None:
    """How far the misses are one order's: `Nine of the ten missed lines belong to one order, SCMS-240830`;
    None where no order has two or more of most.
    """
    counted = lines[lines["is_counted"].astype(bool)]
    is_missed = counted["outcome"] != "on_time"
    orders = counted.loc[is_missed, "order_id"].dropna()
    missed = int(is_missed.sum())
    if orders.empty:
        return None
    order = orders.value_counts().sort_index().idxmax()
    count = int(orders.value_counts().max())
    if count < 2 or 2 * count < missed:
        return None
    all_or_part = f"All {spelled(missed)}"
    if count < missed:
        all_or_part = f"{upper_first(spelled(count))} of the {spelled(missed)}"
    return f"{all_or_part} missed lines belong to one order, {order}"


def changed_words(definition: Definition, lines: pd.DataFrame) -> str | None:
    """With and without the lines the buyer changed inside the lead time; None where it changed
    none, or where the lines are measured in several units.
    """
    counted = lines[lines["is_counted"].astype(bool)]
    is_changed = counted["is_changed_inside"].astype(bool)
    changed = int(is_changed.sum())
    kept = counted[~is_changed]
    if counted["measured_in"].nunique(dropna=False) > 1:
        return None
    with_all, without = (
        ratio(rows["numerator"].sum(), rows["denominator"].sum())
        for rows in (counted, kept)
    )
    if not changed or with_all is None or without is None:
        return None
    missed = int((is_changed & (counted["outcome"] != "on_time")).sum())
    numbers = (
        f"{beside_limits(float(without), definition)} without {by_count(changed, 'it', 'these')},"
        f" {beside_limits(float(with_all), definition)} with"
    )
    lines_said = f"{spelled(changed)} {by_count(changed, 'line', 'lines')}"
    was = by_count(missed, "was", "were")
    went = f"{spelled(missed)} of these {was} missed"
    if changed == 1:
        went = "it was missed" if missed else "it was not missed"
    return f"The buyer changed {lines_said} inside the lead time, and {went}: {numbers}"
