"""Page one in words: what matters, what moved, and every sentence of it together. How fresh it is
stands in `status`, what it costs in `in_use`, its columns in `points` and `settle`, the counts of its
scorecard in `counts`.
"""

from __future__ import annotations

from collections.abc import Sequence

from srmlib.encoding import Block, encoded
from srmlib.facts import Facts
from srmlib.metrics.result import Reading
from srmlib.numbers import by_count, plural
from srmlib.words.between import sentences_between
from srmlib.words.counts import allowed_words, has_entered, has_left, misses_of, year_of
from srmlib.words.in_use import cost_line, cost_parts
from srmlib.words.metric import is_improvement, moved_beyond_chance, sentence
from srmlib.words.page import false_alarm_words, goals_missed_words, scorecard_headline
from srmlib.words.plainly import (
    buyer_called,
    every,
    in_a_title,
    listed_to,
    metric_called,
    months_of,
    possessive,
    rows_of,
    spelled,
    supplier_called,
)
from srmlib.words.points import (
    by_same_rows,
    for_buyer,
    for_supplier,
    one_order_words,
    worst_first,
)
from srmlib.words.settle import to_settle
from srmlib.words.status import status_line
from srmlib.words.words import listed, upper_first

# Three lines of the lead's size: what each firm missed, and which of it is lasting.
LONGEST_LEAD = 290
# Two lines of what is smaller.
LONGEST_MOVED = 270


def sentences(facts: Facts) -> Block:
    """Every sentence of page one, for report.json; under `allowed` what the scorecard says of each
    metric's misses, under `blocks` a few sentences on each, under `relationship` those about it.
    """
    every_metric = [*facts.readings, *facts.ours]
    return {
        "status": status_line(facts),
        "lead": lead(facts),
        "cost": encoded(cost_line(facts)),
        "cost_parts": encoded(cost_parts(facts)),
        "for_supplier": encoded(for_supplier(facts)),
        "for_buyer": encoded(for_buyer(facts)),
        "to_settle": encoded(to_settle(facts)),
        "moved": moved(facts),
        "scorecard": scorecard_title(facts),
        "allowed": {
            one.id: allowed_words(one, facts.rows.get(one.id)) for one in every_metric
        },
        "false_alarms": false_alarm_words(facts),
        "blocks": {one.id: sentence(one) for one in every_metric},
        "relationship": sentences_between(facts),
    }


# What matters


def lead(facts: Facts) -> str:
    """What matters, in at most three lines: how many goals each firm missed, which misses are
    lasting; where nothing of the supplier is judged what was counted of it.
    """
    return _fitting(
        [
            f"{_suppliers_part(facts, named, in_full)}{_buyers_part(facts, named, in_full)}"
            for named in (3, 2, 1)
            for in_full in (True, False)
        ]
    )


def _suppliers_part(facts: Facts, named: int, in_full: bool) -> str:
    """With so many misses by name; in full also with the rows that two of them share, and with the
    year behind what was counted.
    """
    judged = [one for one in facts.readings if one.verdict]
    if judged:
        return _verdicts_in(facts, judged, named, in_full)
    counted = [one for one in facts.readings if one.state in ("ok", "too_few")]
    if not counted:
        return f"{scorecard_headline(facts)}."
    why = "No goal is agreed yet."
    if facts.has_agreement():
        why = f"That is too few to judge {possessive(supplier_called(facts))} goals."
    first = max(counted, key=_tells_most)
    return f"{_counts_said(facts, first, with_year=in_full)} {why}"


def _buyers_part(facts: Facts, named: int, with_rows: bool) -> str:
    """` Tarn Pumps missed four of its own five. One is lasting: invoices paid on time; the rest
    could be chance.`; empty where nothing of its part is judged.
    """
    judged = [one for one in facts.ours if one.verdict]
    missed = worst_first(judged)
    if not judged:
        return ""
    how = "missed" if missed else "met"
    said = f" {upper_first(buyer_called(facts))} {how} {_of_its_own(missed, judged)}"
    if not missed:
        return f"{said}."
    if _names_goals(missed):
        said += _by_name(facts, missed, named)
    return f"{said}. {_lasting_or_chance(facts, missed, named, with_rows)}"


def _of_its_own(missed: list[Reading], judged: list[Reading]) -> str:
    """`four of its own five`, `both its own`, `all its own four`, `its own one`."""
    count = len(judged)
    if len(missed) not in (0, count):
        return f"{spelled(len(missed))} of its own {spelled(count)}"
    if count == 2:
        return "both its own"
    return by_count(count, "its own one", f"all its own {spelled(count)}")


def _tells_most(reading: Reading) -> tuple[bool, bool, bool, int]:
    """What is agreed before what is not, counts before a statistic, deliveries before the rest."""
    has_counts = misses_of(reading) is not None
    return reading.definition.is_signed, has_counts, reading.id == "D1", reading.n


def _fitting(versions: Sequence[str]) -> str:
    """The first version that fits three lines, else the last, which says least."""
    return next((one for one in versions if len(one) <= LONGEST_LEAD), versions[-1])


def _verdicts_in(facts: Facts, judged: list[Reading], named: int, with_rows: bool) -> str:
    """Goals missed, lasting misses and what could be chance, with so many of each by name."""
    missed = worst_first(judged)
    first = goals_missed_words(facts)
    # The only goal is named already.
    if len(judged) > 1 and _names_goals(missed):
        first += _by_name(facts, missed, named)
    said = [f"{first}."]
    if missed:
        said.append(_lasting_or_chance(facts, missed, named, with_rows))
    else:
        said += _clearly_met_words(judged, named)
    return " ".join(said)


def _names_goals(missed: list[Reading]) -> bool:
    """Whether misses are named with their number: several are where it is told which last."""
    return len(missed) == 1 or not any(one.is_clear for one in missed)


def _lasting_or_chance(
    facts: Facts, missed: list[Reading], named: int, with_rows: bool
) -> str:
    """`One is lasting: total cost over price; the rest could be chance.`, `Each miss could be
    chance.`
    """
    lasting = [one for one in missed if one.is_clear]
    if not lasting:
        each = by_count(len(missed), "The miss", "Each miss")
        return f"{each} could be chance."
    groups = by_same_rows(facts, lasting)
    which = _lasting_words(groups, len(missed), named, with_rows)
    return f"{which}{_chance_words(len(missed), len(lasting))}"


def _clearly_met_words(judged: list[Reading], named: int) -> list[str]:
    """`Two are met clearly: accepted lots and total cost over price.`"""
    clear = [metric_called(one.definition) for one in judged if one.is_clear]
    if not clear:
        return []
    if len(judged) == 1:
        return ["It is met clearly."]
    count = upper_first(spelled(len(clear)))
    are = by_count(len(clear), "is", "are")
    return [f"{count} {are} met clearly: {listed_to(clear, named)}."]


def _lasting_words(
    groups: list[list[Reading]], missed: int, named: int, with_rows: bool
) -> str:
    """`Two are lasting: accepted lots (rests on one disputed lot) and total cost
    over price.`
    """
    if missed == 1:
        return f"The miss is lasting{_aside(groups[0][0])}"
    count = sum(map(len, groups))
    if count == missed:
        which = f"{upper_first(every(count))} are"
    else:
        are = by_count(count, "is", "are")
        which = f"{upper_first(spelled(count))} {are}"
    names = [name for group in groups[:named] for name in _group_words(group, with_rows)]
    among = ": " if len(groups) <= named else ", among them "
    return f"{which} lasting{among}{listed(names)}"


def _by_name(facts: Facts, missed: list[Reading], named: int) -> str:
    """`: accepted lots and on time in full`, where the goals that were missed are few."""
    if not 1 <= len(missed) <= named:
        return ""
    groups = by_same_rows(facts, missed)
    names = [metric_called(one.definition) for group in groups for one in group]
    return f": {listed(names)}"


def _group_words(group: list[Reading], with_rows: bool) -> list[str]:
    """A metric with what its miss rests on, or several that were missed by the same rows."""
    names = [metric_called(one.definition) + _aside(one) for one in group]
    if len(group) == 1 or not with_rows:
        return names
    missed, _ = misses_of(group[0]) or (0, 0)
    row = group[0].definition.row
    same = by_count(missed, row.one, f"{spelled(missed)} {row.many}")
    return [f"{' with '.join(names)} (the same {same})"]


def _aside(reading: Reading) -> str:
    """What a lasting miss rests on, where a decision of its disputes would make it none."""
    lasts_anyway = all(
        verdict in ("missed_clear", "far_clear") for verdict in reading.if_decided.values()
    )
    if lasts_anyway:
        return ""
    count = reading.disputed.open_count if reading.disputed else 0
    if not count:
        return " (rests on open disputes)"
    row = reading.definition.row
    rows = by_count(count, row.one, row.many)
    return f" (rests on {spelled(count)} disputed {rows})"


def _chance_words(missed: int, lasting: int) -> str:
    """What is said of the misses that are not lasting, behind those that are."""
    others = missed - lasting
    if not others:
        return "."
    return f"; the {by_count(others, 'other', 'rest')} could be chance."


def _counts_said(facts: Facts, reading: Reading, with_year: bool) -> str:
    """`17 of 27 lines came on time; nine of the ten late ones are one order.`"""
    counted = misses_of(reading)
    name = upper_first(metric_called(reading.definition))
    if counted is None:
        return f"{name}: {reading.text}."
    missed, of = counted
    hits = of - missed if reading.definition.better == "up" else missed
    said = rows_of(hits, of, reading.counted.one, reading.counted.many)
    if reading.id == "D1":
        due = " due" if hits == of else ""
        said = f"{upper_first(said)}{due} came on time"
        if "not supplied" not in reading.definition.name:
            said += " and in full"
    else:
        said = f"{name}: {said}"
    if one_order := one_order_words(facts, reading):
        said += f"; {one_order}"
    if with_year:
        said += _over_the_year(reading, of)
    return f"{said}."


def _over_the_year(reading: Reading, of_quarter: int) -> str:
    """`; over twelve months 88 of 102`, where the year holds more than the quarter."""
    year = year_of(reading)
    if year is None:
        return ""
    hits, of = year
    if of <= of_quarter:
        return ""
    some = f"{hits:,} of {of:,}" if hits < of else every(of)
    return f"; over twelve months {some}"


# What moved


def moved(facts: Facts) -> str:
    """What changed by more than chance since the quarter before, and what entered and left the
    goals met.
    """
    before = months_of(facts.quarter.previous())
    every_metric = [*facts.readings, *facts.ours]
    compared = [
        one for one in every_metric if one.state == "ok" and one.previous is not None
    ]
    if not compared:
        return f"No comparison: {before} has no number to compare with."
    for named in (8, 3, 2, 1, 0):
        said = f"Since {before}{_moved_words(compared, named)}"
        if len(said) <= LONGEST_MOVED:
            break
    return said


def _moved_words(compared: list[Reading], named: int) -> str:
    """With as many metrics of each kind by name; with none, they are counted."""
    clear = [one for one in compared if moved_beyond_chance(one)]
    better = [one for one in clear if is_improvement(one)]
    worse = [one for one in clear if not is_improvement(one)]
    entered = [one for one in compared if has_entered(one)]
    left = [one for one in compared if has_left(one)]
    said = []
    if entered:
        meet = by_count(len(entered), "meets its goal", "meet their goals")
        said.append(f"{_several(entered, named)} now {meet}")
    if left:
        meet = by_count(len(left), "meets its goal", "meet their goals")
        said.append(f"{_several(left, named)} no longer {meet}")
    if better:
        said.append(f"clearly better: {_several(better, named)}")
    if worse:
        said.append(f"clearly worse: {_several(worse, named)}")
    if not said:
        return " nothing changed significantly."
    if clear:
        said.append("nothing else changed significantly")
    elif len(entered + left) == 1:
        said.append("the change is not significant")
    else:
        said.append("none of these changes is significant")
    return f": {'; '.join(said)}."


def _several(readings: list[Reading], named: int) -> str:
    if not named:
        return f"{spelled(len(readings))} {plural('metric', len(readings))}"
    return listed_to([metric_called(one.definition) for one in readings], named)


# The scorecard


def scorecard_title(facts: Facts) -> str:
    """`Fourteen metrics against their agreed goals`."""
    shown = [
        one for one in facts.readings if one.state not in ("not_supplied", "not_agreed")
    ]
    signed = sum(one.definition.is_signed for one in shown)
    if not shown:
        return "Nothing that is agreed or supplied could be counted"
    metrics = f"{in_a_title(len(shown))} {by_count(len(shown), 'metric', 'metrics')}"
    if not signed:
        return f"{metrics}; no goal is agreed yet"
    if signed == len(shown):
        goals = by_count(signed, "its agreed goal", "their agreed goals")
        return f"{metrics} against {goals}"
    return f"{metrics}, {spelled(signed)} of them against agreed goals"
