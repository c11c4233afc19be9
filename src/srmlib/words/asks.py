"""What the page says of asks: what became of last year's, and what is asked now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from srmlib.metrics.result import Reading
from srmlib.numbers import by_count, count_words
from srmlib.relationship.asks import Ask, Asks, Became
from srmlib.relationship.boards import Board
from srmlib.rules.calendar import Quarter
from srmlib.words.plainly import (
    goal_said,
    in_a_title,
    metric_called,
    some_of,
    spelled,
    spelled_with,
)
from srmlib.words.ratings import Firms, other
from srmlib.words.words import day_words, listed, upper_first

STATES = {
    "open": "open, no answer",
    "accepted": "accepted",
    "in_progress": "in progress",
    "done": "done",
    "refused": "refused, with reason",
}
# Of one alone, in a sentence.
STANDS = {
    "open": "has no answer",
    "accepted": "is accepted",
    "in_progress": "is in progress",
    "done": "is done",
    "refused": "was refused with a reason",
}
# Of the chip, as verdicts and holes are drawn.
CHIPS = {
    "open": "waiting",
    "accepted": "under-way",
    "in_progress": "under-way",
    "done": "done",
    "refused": "plain",
}
# By id of an ask that is called done what its number reads, where it says otherwise.
Otherwise = Mapping[str, str]
NO_NUMBERS: Otherwise = {}


def asks_headline(asks: Asks, firms: Firms) -> str:
    """`Of last year’s nine asks five are done: Harrow did four of five, Northgate one of four`."""
    last = asks.last
    if not last:
        are = by_count(len(asks.new), "ask is", "asks are")
        return f"{in_a_title(len(asks.new))} {are} new this year; none is from before"
    whose = (
        "last year’s" if asks.last_year == asks.as_of.year - 1 else f"{asks.last_year}’s"
    )
    done = sum(one.is_done for one in last)
    if len(last) == 1:
        (only,) = last
        return f"{upper_first(whose)} one ask {STANDS[only.became.state]}: {firms.of(only.from_side)} asked it"
    be = by_count(max(done, 1), "is", "are")
    return f"Of {whose} {spelled(len(last))} asks {spelled(done)} {be} done{_by_firms(last, firms)}"


def _by_firms(last: Sequence[Ask], firms: Firms) -> str:
    """What each firm did of what it was asked."""
    did: list[str] = []
    for side in ("supplier", "buyer"):
        asked = [one for one in last if one.of_side == side]
        if asked:
            done = some_of(sum(one.is_done for one in asked), len(asked))
            did.append(f"{firms.of(side)} {'did ' if not did else ''}{done}")
    return f": {', '.join(did)}"


def numbers_otherwise(
    asks: Iterable[Ask], readings: Iterable[Reading], quarter: Quarter
) -> dict[str, str]:
    """Which of the asks that are called done, by either firm, have a number that misses its
    agreed goal, and what it reads. A quarter that was over when it was done tells nothing
    of it.
    """
    by_metric = {one.id: one for one in readings if one.verdict and not one.is_green}
    return {
        one.id: _reads_said(one.became.on, by_metric[one.metric], quarter)
        for one in asks
        if one.metric in by_metric and one.is_done
        if one.became.on and one.became.on < quarter.until
    }


def _reads_said(done_on: date, reading: Reading, quarter: Quarter) -> str:
    """`yet on time in full reads 91.6% in 2026 Q3, goal 95%`."""
    definition = reading.definition
    began = ", which began before that day" if done_on >= quarter.start else ""
    return (
        f"yet {metric_called(definition)} reads {reading.text} in {quarter}{began},"
        f" {goal_said(definition)}"
    )


def asks_explained(asks: Asks, otherwise: Otherwise = NO_NUMBERS) -> list[str]:
    """Refusals with a reason, which are answers, what has none, and what is called done
    beside a number that says otherwise.
    """
    said = []
    # The headline says where one alone stands.
    states = [one.became.state for one in asks.last] if len(asks.last) > 1 else []
    refused, waiting = states.count("refused"), states.count("open")
    under_way = states.count("accepted") + states.count("in_progress")
    if refused:
        was = by_count(refused, "was", "were")
        said.append(
            f"{upper_first(spelled(refused))} {was} refused with a reason, which is an answer"
        )
    if under_way:
        are = by_count(under_way, "is", "are")
        said.append(f"{spelled(under_way)} {are} accepted or in progress")
    if waiting:
        have = by_count(waiting, "has", "have")
        said.append(f"{spelled(waiting)} {have} no answer")
    sentences = [f"{upper_first('; '.join(said))}."] if said else []
    missed = sum(one.id in otherwise for one in asks.last)
    if missed:
        how = by_count(
            missed,
            "is called done, and its number misses its goal",
            "are called done, and their numbers miss their goals",
        )
        sentences.append(f"{upper_first(spelled(missed))} {how}.")
    longer = len(asks.waiting_longer)
    if longer:
        have = by_count(longer, "has", "have")
        asked = spelled_with(longer, "ask")
        sentences.append(f"{upper_first(asked)} of earlier years {have} no answer either.")
    return sentences


def became_said(
    one: Ask, as_of: date, firms: Firms, otherwise: Otherwise = NO_NUMBERS
) -> tuple[str, bool]:
    """What shows where an ask stands, with the number that says otherwise, and whether what
    shows it is missing.
    """
    said, is_missing = _shown_by(one, as_of, firms)
    return "; ".join(filter(None, [said, otherwise.get(one.id)])), is_missing


def _shown_by(one: Ask, as_of: date, firms: Firms) -> tuple[str, bool]:
    found = one.became
    if found.state == "open":
        return _waited_said(one, as_of, firms), True
    if found.reason:
        return f"“{found.reason}”", False
    if found.evidence or found.words:
        said = [text for text in (found.evidence, found.words) if text]
        return f"{day_of(found)}; {'; '.join(said)}", False
    if found.state == "done":
        return f"{day_of(found)}; nothing shows it", True
    return f"since {day_of(found)}", False


def _waited_said(one: Ask, as_of: date, firms: Firms) -> str:
    """How long an ask has had no answer; what was refused without a reason has none either."""
    whom = firms.of(one.of_side)
    waited = f"no answer from {whom} for {count_words(one.days_open(as_of), 'day')}"
    if one.became.is_refused_without_reason:
        return f"refused without a reason; {waited}"
    if one.year == as_of.year:
        return f"waits for {whom}"
    return waited


def day_of(found: Became) -> str:
    return day_words(found.on) if found.on else ""


def steps_said(found: Became) -> str:
    """The four dots in words."""
    if found.state == "refused":
        return "asked, refused"
    names = ("asked", "accepted", "in progress", "done")
    return f"reached: {listed(list(names[: found.steps]))}"


def asked_said(asks: Sequence[Ask]) -> str:
    """`Asked on 14 October 2025`, or between which days."""
    days = sorted({one.asked_on for one in asks})
    if len(days) == 1:
        return f"Asked on {day_words(days[0])}"
    return f"Asked between {day_words(days[0])} and {day_words(days[-1])}"


def direction_said(side: str, firms: Firms) -> str:
    return f"{firms.begin(side)} asked {firms.of(other(side))}"


def board_said(board: Board) -> str:
    """Whose board, when, and how many were there, where that tells nobody apart."""
    firms = f", {count_words(board.firms, 'firm')}" if board.firms is not None else ""
    left_out = ""
    if board.is_others_left_out:
        left_out = " Only what this firm asked for, too, is shown: the board is too small for more."
    return f"Advisory board of {board.of} on {day_words(board.on)}{firms}.{left_out}"
