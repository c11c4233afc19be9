"""The headlines of the screens: the first number in each can be counted on its screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from srmlib.metrics.result import Reading
from srmlib.numbers import plural
from srmlib.relationship.actions import Actions
from srmlib.relationship.asks import Ask
from srmlib.relationship.disputes import Standing
from srmlib.relationship.topics import Topics
from srmlib.words.plainly import every, in_a_title, spelled
from srmlib.words.ratings import Firms as Called
from srmlib.words.replies import state_said
from srmlib.words.words import day_words, listed, upper_first

if TYPE_CHECKING:
    from srmlib.meeting.checks import Check
    from srmlib.meeting.disputes import OnTable

Firms = dict[str, str]


def actions_headline(actions: Actions, firms: Firms) -> str:
    """`Four of nine actions are done, two by each firm; A-14 has moved three times`."""
    if not actions.last:
        return "No action was agreed before this review"
    done, late = (
        actions.count("done"),
        actions.count(
            "late",
        ),
    )
    said = f"{_part_of(done, len(actions.last), 'action')} done"
    ours, theirs = (
        actions.count(
            "done",
            "buyer",
        ),
        actions.count("done", "supplier"),
    )
    if ours and ours == theirs:
        said += f", {spelled(ours)} by each firm"
    if late:
        said += f"; {spelled(late)} {'is' if late == 1 else 'are'} late"
    if moved := actions.most_moved():
        said += f"; {moved.id} has moved {_times(moved.times_moved)}"
    return said


def _part_of(part: int, whole: int, noun: str) -> str:
    """`Four of nine actions are`, `None of nine actions is`, `All nine actions are`."""
    verb = "is" if part <= 1 and whole > 1 else "are"
    if part < whole:
        return f"{in_a_title(part)} of {spelled(whole)} {plural(noun, whole)} {verb}"
    if whole == 1:
        return f"The one {noun} is"
    return f"{upper_first(every(whole))} {plural(noun, whole)} are"


def _times(count: int) -> str:
    return {
        1: "once",
        2: "twice",
    }.get(
        count,
        f"{spelled(count)} times",
    )


def asks_headline(asks: Sequence[Ask], today: date, firms: Firms) -> str:
    """`Of last year's nine asks five are done: Harrow did four of five, the buyer one of
    four`.
    """
    if not asks:
        return "No ask of last year is in the register"
    done = sum(one.is_done for one in asks)
    of = "last year’s" if all(one.year == today.year - 1 for one in asks) else "the last"
    said = f"Of {of} {spelled(len(asks))} {plural('ask', len(asks))}"
    said += f" {spelled(done)} {'is' if done <= 1 else 'are'} done"
    parts = []
    for firm, asker in (
        ("supplier", "buyer"),
        ("buyer", "supplier"),
    ):
        asked = [one for one in asks if one.from_side == asker]
        if asked:
            did = sum(one.is_done for one in asked)
            parts.append(f"{firms[firm]} did {spelled(did)} of {spelled(len(asked))}")
    return f"{said}: {', '.join(parts)}"


def miss_headline(said: str) -> tuple[str, str]:
    """The first sentence of a metric, and the rest of what is said of it.

    >>> miss_headline("Two of 22 lots were rejected. One is disputed.")
    ('Two of 22 lots were rejected', 'One is disputed.')
    """
    first, _, rest = said.partition(". ")
    if ": " in first and rest.startswith("The goal"):
        # Only a value so far: the goal belongs to it.
        goal, _, rest = rest.partition(". ")
        first = f"{first}. {goal}"
    return first.removesuffix("."), rest


def waiting_words(days: Sequence[int]) -> str | None:
    """How long open disputes wait for an answer; None where none does.

    >>> waiting_words([50, 85])
    'Two disputes wait for an answer, 50 and 85 days.'
    """
    if not days:
        return None
    waited = f"{listed([str(one) for one in sorted(days)])} {plural('day', max(days))}"
    if len(days) == 1:
        return f"One dispute waits for an answer, {waited}."
    return f"{in_a_title(len(days))} disputes wait for an answer, {waited}."


def dispute_headline(on_table: Sequence[OnTable]) -> str:
    if not on_table:
        return "No row of this quarter is disputed"
    left = [one for one in on_table if not one.is_settled]
    if not left:
        count = len(on_table)
        return (
            "The dispute is settled"
            if count == 1
            else f"{_all(count)} disputes are settled"
        )
    if len(on_table) == 1:
        return f"How is {left[0].stated.row} to be read?"
    verb = "is" if len(left) == 1 else "are"
    many = f"{upper_first(spelled(len(left)))} of {spelled(len(on_table))}"
    if len(left) == len(on_table):
        many = _all(len(left))
    return f"{many} disputes {verb} to be decided: how is {left[0].stated.row} to be read?"


def _all(count: int) -> str:
    return upper_first(every(count))


def buyers_part_headline(ours: Sequence[Reading], firms: Firms) -> str:
    """`What the buyer does that costs Harrow: four of five goals were missed`."""
    said = f"What {firms['buyer']} does that costs {firms['supplier']}"
    judged = [one for one in ours if one.verdict]
    if not judged:
        return f"{said}: no goal can be judged"
    missed = sum(not one.is_green for one in judged)
    if not missed:
        return f"{said}: every goal was met"
    return f"{said}: {spelled(missed)} of {spelled(len(judged))} goals were missed"


def topics_headline(topics: Topics) -> str:
    """How many topics moved since the last review, and what to do with those that had time
    to and did not.
    """
    chosen, moved, quiet = len(topics.chosen), len(topics.moved), len(topics.quiet)
    since = day_words(topics.since)
    if not chosen:
        return "No topic is chosen yet: which five are worth most to both?"
    if chosen == 1:
        what = "moved" if moved else "had no activity" if quiet else "was chosen"
        return f"The one topic chosen {what} since {since}; which others are worth most?"
    said = f"{in_a_title(moved)} of {spelled(chosen)} topics moved since {since}"
    return f"{said}; {spelled(quiet)} had no activity: restart or swap?" if quiet else said


def close_headline(checks: Sequence[Check]) -> str:
    missing = sum(one.is_missing for one in checks)
    if not missing:
        return "Everything is there: close the meeting"
    verb = "thing is" if missing == 1 else "things are"
    return f"Before the meeting closes: {spelled(missing)} {verb} missing"


def decided_words(standing: Standing, raised_by: str, firms: Firms) -> str:
    """Where a dispute stands, in the words of the report.

    >>> firms = {"buyer": "Tarn", "supplier": "Harrow"}
    >>> decided_words(Standing("accepted"), "supplier", firms)
    'decided for Harrow'
    """
    both = Called(firms["buyer"], firms["supplier"])
    return state_said(standing.state, raised_by, both, is_by_both=standing.is_by_both)
