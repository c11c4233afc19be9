"""Promises kept after confirming, a second way: each line read in plain Python from its
confirmations, as the definition and the switches are worded.
"""

from __future__ import annotations

from datetime import date

from d1_by_hand import Line


def read_d2_by_hand(
    choices: dict, line: Line, confirmations: list[dict]
) -> tuple[str, date | None, bool]:
    """(outcome, day confirmed, whether it counts) of a line, read for the day it was full as D1 is
    agreed.
    """
    told = sorted(
        (one for one in confirmations if one["confirmed_on"] <= line.as_of),
        key=lambda one: (one["confirmed_on"], one["confirmation_id"]),
    )
    if not told:
        return "never_confirmed", None, False
    filled = line.filled[0] if line.filled else None
    if choices["after_due"] == "ignored":
        told = _in_time(told, filled)
    if not told:
        return "confirmed_late", None, False
    day = told[-1 if choices["confirmation"] == "last" else 0]["for_on"]
    outcome = _outcome(choices, line, day, filled)
    is_counted = outcome in ("on_time", "late", "overdue") or (
        outcome == "cancelled" and choices["cancelled"] == "in"
    )
    return outcome, day, is_counted


def _in_time(told: list[dict], filled: date | None) -> list[dict]:
    """Those before the first that was sent after the day it moves or promises, or after the goods
    were here.
    """
    kept: list[dict] = []
    for one in told:
        is_after_its_day = one["confirmed_on"] > one["for_on"]
        is_after_the_goods = filled is not None and one["confirmed_on"] > filled
        is_after_the_day_it_moves = kept != [] and one["confirmed_on"] > kept[-1]["for_on"]
        if is_after_its_day or is_after_the_goods or is_after_the_day_it_moves:
            break
        kept.append(one)
    return kept


def _outcome(choices: dict, line: Line, day: date, filled: date | None) -> str:
    cancelled_on = line.line["cancelled_on"] if line.line["status"] == "cancelled" else None
    is_cancelled = cancelled_on is not None and cancelled_on < day and cancelled_on <= line.as_of
    if line.ordered == 0:
        return "nothing_ordered"
    if is_cancelled and choices["cancelled"] == "out":
        return "cancelled"
    if day > line.as_of:
        return "not_due"
    if not line.can_tell_full:
        return "unknown_qty"
    if not line.is_day_known:
        return "unknown_day"
    if filled and filled <= day:
        return "on_time"
    if day == line.as_of:
        return "not_due"
    if filled:
        return "late"
    return "cancelled" if is_cancelled else "overdue"
